// Rows by run and group, and the end of reading.
#include "logs/read/log_sink.hpp"

#include <algorithm>
#include <cmath>

namespace taper::inspection {
namespace {

constexpr std::size_t most_series = 512;  // beyond it, columns of one file are no parameter groups

float narrow(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

void record::add_rate(std::string group, std::string_view text) {
  const std::optional<written_number> number = parse_written(text);
  if (number) rates.push_back({std::move(group), number->value, number->digits});
}

std::size_t log_sink::series_of(std::string_view run, std::string_view group) {
  for (const std::size_t guess : {recent_, recent_ + 1, std::size_t{0}}) {
    if (guess >= open_.size() || open_[guess].series.group != group || open_[guess].series.run != run) continue;
    return recent_ = guess;
  }
  std::string key(run);
  key += '\x1f';
  key += group;
  const auto found = index_.find(key);
  if (found != index_.end()) return found->second;
  if (open_.size() >= most_series) return open_.size() - 1;
  open_.emplace_back();
  open_.back().series.run = run;
  open_.back().series.group = group;
  index_.emplace(std::move(key), open_.size() - 1);
  return open_.size() - 1;
}

void log_sink::append(open_series& target, const log_row& row, const digit_shape& digits) {
  if (row.has_rate()) {
    ++target.series.rates;
    target.digits.add(digits, row.rate);
  }
  target.series.rows.push_back(row);
}

void log_sink::add(const log_row& row, const digit_shape& digits) {
  ++log_.rows;
  if (open_.empty()) series_of({}, {});
  append(open_.front(), row, digits);
}

void log_sink::note_bad_gradient(std::int64_t step) {
  if (open_.empty()) series_of({}, {});
  open_.front().series.bad_gradient.push_back(step);
}

void log_sink::note_bad_loss(std::int64_t step) {
  if (open_.empty()) series_of({}, {});
  open_.front().series.bad_loss.push_back(step);
}

void log_sink::add(std::string_view run, const record& row) {
  ++log_.rows;
  std::optional<std::int64_t> step = row.step;
  constexpr double far = 9e15;
  if (!step && row.epoch && std::abs(*row.epoch) < far && log_.unit == step_unit::epochs)
    step = static_cast<std::int64_t>(std::llround(*row.epoch));
  if (!step) return;
  log_row base{.step = *step,
               .loss = narrow(row.loss),
               .eval_loss = narrow(row.eval_loss),
               .grad_norm = narrow(row.grad_norm),
               .epoch = narrow(row.epoch)};
  const bool bad_gradient = row.grad_norm && !std::isfinite(*row.grad_norm);
  const bool bad_loss = row.loss && !std::isfinite(*row.loss);
  bool first = true;
  for (const group_rate& rate : row.rates) {
    if (!std::isfinite(rate.value)) continue;
    log_row full = base;
    full.rate = rate.value;
    open_series& target = open_[series_of(run, rate.group)];
    append(target, full, rate.digits);
    if (first && bad_gradient) target.series.bad_gradient.push_back(*step);
    if (first && bad_loss) target.series.bad_loss.push_back(*step);
    auto& skipped = target.series.skipped;
    if (row.skipped && (skipped.empty() || skipped.back().second != *row.skipped))
      skipped.emplace_back(*step, *row.skipped);
    base = log_row{.step = *step};  // losses once
    first = false;
  }
  const bool says = row.loss || row.eval_loss || row.grad_norm;
  if (!first || !says) return;
  // A row without a rate: its losses go to the run's first series, whichever group that is.
  std::size_t target = open_.size();
  for (std::size_t i = 0; i < open_.size() && target == open_.size(); ++i) {
    if (open_[i].series.run == run) target = i;
  }
  if (target == open_.size()) target = series_of(run, {});
  append(open_[target], base, {});
  if (bad_gradient) open_[target].series.bad_gradient.push_back(*step);
  if (bad_loss) open_[target].series.bad_loss.push_back(*step);
}

training_log log_sink::finish() && {
  // Losses that came before the first rate sit in a series of their own run without a group: hand them over.
  for (open_series& from : open_) {
    if (from.series.rates > 0 || from.series.rows.empty()) continue;
    for (open_series& to : open_) {
      if (to.series.rates == 0 || to.series.run != from.series.run) continue;
      std::vector<log_row> merged;
      merged.reserve(from.series.rows.size() + to.series.rows.size());
      std::merge(from.series.rows.begin(), from.series.rows.end(), to.series.rows.begin(), to.series.rows.end(),
                 std::back_inserter(merged), [](const log_row& a, const log_row& b) { return a.step < b.step; });
      to.series.rows = std::move(merged);
      auto& bad = to.series.bad_gradient;
      bad.insert(bad.end(), from.series.bad_gradient.begin(), from.series.bad_gradient.end());
      auto& bad_loss = to.series.bad_loss;
      bad_loss.insert(bad_loss.end(), from.series.bad_loss.begin(), from.series.bad_loss.end());
      break;
    }
  }
  for (open_series& one : open_) {
    if (one.series.rates == 0) continue;
    one.series.precision = precision_ ? *precision_ : one.digits.infer();
    one.series.precision_certain = precision_.has_value() || one.digits.is_fixed_format();
    std::sort(one.series.bad_gradient.begin(), one.series.bad_gradient.end());
    log_.series.push_back(std::move(one.series));
  }
  std::stable_sort(log_.series.begin(), log_.series.end(),
                   [](const log_series& a, const log_series& b) { return a.rates > b.rates; });
  return std::move(log_);
}

}  // namespace taper::inspection
