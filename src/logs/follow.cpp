// Following a log: when to read it again, and how to join the parts of a rotated log.
#include "taper/logs/follow.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace taper {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::int64_t first_step(const training_log& log) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const log_series& s : log.series) {
    if (!s.rows.empty()) first = std::min(first, s.rows.front().step);
  }
  return first;
}

std::int64_t last_step(const training_log& log) {
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const log_series& s : log.series) {
    if (!s.rows.empty()) last = std::max(last, s.rows.back().step);
  }
  return last;
}

}  // namespace

void append_log(training_log& log, training_log more) {
  for (log_series& from : more.series) {
    const auto to = std::find_if(log.series.begin(), log.series.end(),
                                 [&](const log_series& s) { return s.run == from.run && s.group == from.group; });
    if (to == log.series.end()) {
      log.series.push_back(std::move(from));
      continue;
    }
    // Both parts have the same format: its rounding comes from the part that shows it reliably, or from the longer one.
    const bool better =
        from.precision_certain != to->precision_certain ? from.precision_certain : from.rates > to->rates;
    if (better) to->precision = from.precision;
    to->precision_certain = to->precision_certain || from.precision_certain;
    to->rates += from.rates;
    append(to->rows, from.rows);
    append(to->bad_gradient, from.bad_gradient);
    append(to->bad_loss, from.bad_loss);
    append(to->skipped, from.skipped);
  }
  log.rows += more.rows;
  if (more.max_steps) log.max_steps = more.max_steps;
  if (more.epoch_steps) log.epoch_steps = more.epoch_steps;
  if (more.global_step) log.global_step = more.global_step;
  if (more.epochs) log.epochs = more.epochs;
  if (!more.settings.empty()) log.settings = std::move(more.settings);
  std::stable_sort(log.series.begin(), log.series.end(),
                   [](const log_series& a, const log_series& b) { return a.rates > b.rates; });
}

std::optional<log_follower::identity> log_follower::identify(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  return identity{static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino),
                  static_cast<std::uint64_t>(found.st_size),
                  static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec};
}

result<log_change> log_follower::look() {
  const std::optional<identity> now = identify(path_);
  if (!now) return failed(errc::io, "cannot open " + path_ + ": " + std::strerror(errno));
  if (seen_ == now) return log_change::none;
  begun_anew_ =
      begun_anew_ || (seen_ && (seen_->device != now->device || seen_->file != now->file || seen_->size > now->size));
  result<training_log> fresh = read_log_file(path_, options_);
  seen_ = now;
  if (!fresh) return fresh.error();  // half a row, or nothing yet: keep what was read before
  log_change change = log_change::grown;
  if (begun_anew_ && log_) {
    if (first_step(*fresh) > last_step(*log_)) {
      past_ = log_;
      change = log_change::rotated;
    } else if (first_step(*fresh) > first_step(*log_) || last_step(*fresh) < last_step(*log_)) {
      past_.reset();
      change = log_change::replaced;
    } else {
      past_.reset();  // the whole log was rewritten, as the Trainer does at each checkpoint
    }
  }
  begun_anew_ = false;
  part_ = std::move(fresh).value();
  log_ = part_;
  if (past_) {
    log_ = past_;
    append_log(*log_, *part_);
  }
  return change;
}

}  // namespace taper
