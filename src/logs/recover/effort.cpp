// One count for each thread.
#include "logs/recover/effort.hpp"

#include <algorithm>
#include <limits>

namespace taper::inspection {
namespace {

effort*& current() noexcept {
  thread_local effort* now = nullptr;
  return now;
}

}  // namespace

effort::effort(std::uint64_t limit) noexcept : limit_(limit), before_(current()) {
  limit_ = std::min(limit_, effort_left());
  current() = this;
}
effort::~effort() {
  current() = before_;
  if (before_ != nullptr) before_->spent_ += spent_;
}

void spend(std::uint64_t rates) noexcept {
  if (current() != nullptr) current()->spent_ += rates;
}

std::uint64_t effort_left() noexcept {
  const effort* const now = current();
  if (now == nullptr) return std::numeric_limits<std::uint64_t>::max();
  return now->limit_ - std::min(now->spent_, now->limit_);
}

bool exhausted() noexcept { return current() != nullptr && current()->spent_ >= current()->limit_; }

}  // namespace taper::inspection
