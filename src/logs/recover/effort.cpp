// One count for each thread.
#include "logs/recover/effort.hpp"

#include <algorithm>

namespace taper::inspection {
namespace {

effort*& current() noexcept {
  thread_local effort* now = nullptr;
  return now;
}

}  // namespace

effort::effort(std::uint64_t limit) noexcept : limit_(limit), before_(current()) {
  if (before_ != nullptr) limit_ = std::min(limit_, before_->limit_ - std::min(before_->spent_, before_->limit_));
  current() = this;
}
effort::~effort() {
  current() = before_;
  if (before_ != nullptr) before_->spent_ += spent_;
}

void spend(std::uint64_t rates) noexcept {
  if (current() != nullptr) current()->spent_ += rates;
}

bool exhausted() noexcept { return current() != nullptr && current()->spent_ >= current()->limit_; }

}  // namespace taper::inspection
