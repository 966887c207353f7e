// Rows by run and group, and the end of reading.
#include "logs/read/log_sink.hpp"

#include <algorithm>
#include <cmath>

#include "logs/read/tell_apart.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_series = 512;  // with more columns, they are not parameter groups
constexpr std::size_t most_lengths = 4096;

float narrow(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

std::int32_t narrow_count(const std::optional<std::int64_t>& value) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return value ? static_cast<std::int32_t>(std::clamp<std::int64_t>(*value, -1, most)) : -1;
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
  if (found != index_.end()) return recent_ = found->second;
  if (open_.size() >= most_series) return open_.size() - 1;
  open_.emplace_back();
  open_.back().series.run = run;
  open_.back().series.group = group;
  index_.emplace(std::move(key), open_.size() - 1);
  return open_.size() - 1;
}

void log_sink::append(open_series& target, const log_row& row, const digit_shape& digits) {
  target.series.rows.push_back(row);
  if (!row.has_rate()) return;
  ++target.series.rates;
  target.series.rows.back().half_width = packed(digits);
}

void log_sink::add(const log_row& row, const digit_shape& digits) {
  ++log_.rows;
  if (open_.empty()) series_of({}, {});
  append(open_.front(), row, digits);
}

void log_sink::note_bad_gradient(std::int64_t step) {
  if (open_.empty()) series_of({}, {});
  open_.front().bad_gradient.push_back({.step = step});
}

void log_sink::note_bad_loss(std::int64_t step) {
  if (open_.empty()) series_of({}, {});
  open_.front().bad_loss.push_back({.step = step});
}

void log_sink::add(std::string_view run, const record& row) {
  ++log_.rows;
  log_row base{.step = row.step.value_or(no_step),
               .loss = narrow(row.loss),
               .eval_loss = narrow(row.eval_loss),
               .grad_norm = narrow(row.grad_norm),
               .epoch = narrow(row.epoch),
               .skipped = narrow_count(row.skipped)};
  const bool bad_gradient = row.grad_norm && !std::isfinite(*row.grad_norm);
  const bool bad_loss = row.loss && !std::isfinite(*row.loss);
  const row_place place{base.step, base.epoch};
  const auto note = [&](open_series& target) {
    if (bad_gradient) target.bad_gradient.push_back(place);
    if (bad_loss) target.bad_loss.push_back(place);
  };
  if (row.of && row.step && !row.rates.empty()) {
    auto lengths = lengths_.find(run);
    if (lengths == lengths_.end()) lengths = lengths_.emplace(std::string(run), step_lengths()).first;
    if (lengths->second.size() < most_lengths) ++lengths->second[*row.of];
  }
  bool first = true;
  for (const group_rate& rate : row.rates) {
    if (!std::isfinite(rate.value)) continue;
    log_row full = base;
    full.rate = rate.value;
    open_series& target = open_[series_of(run, rate.group)];
    append(target, full, rate.digits);
    if (first) note(target);
    base = log_row{.step = base.step, .epoch = base.epoch, .skipped = base.skipped};  // losses are stored once
    first = false;
  }
  const bool says = row.loss || row.eval_loss || row.grad_norm;
  if (!first || !says || (!row.step && !row.epoch)) return;
  // A row without a rate: its losses go to the first series of the run, whichever group that is.
  std::size_t target = open_.size();
  for (std::size_t i = 0; i < open_.size() && target == open_.size(); ++i) {
    if (open_[i].series.run == run) target = i;
  }
  if (target == open_.size()) target = series_of(run, {});
  append(open_[target], base, {});
  note(open_[target]);
}

void log_sink::rename_run(std::string_view from, std::string_view to) {
  for (open_series& one : open_) {
    if (one.series.run == from) one.series.run = to;
  }
  index_.clear();  // names are final only at the end
  if (auto lengths = lengths_.extract(std::string(from)); !lengths.empty()) {
    lengths.key() = to;
    lengths_.insert(std::move(lengths));
  }
}

void log_sink::drop_run(std::string_view run) {
  for (open_series& one : open_) one.dropped = one.dropped || one.series.run == run;
  open_.erase(std::remove_if(open_.begin(), open_.end(), [](const open_series& s) { return s.dropped; }), open_.end());
  index_.clear();
}

// The interval of each rate from its text and those of its series.
void log_sink::settle_widths(log_series& series) const {
  std::vector<written_rate> rates;
  rates.reserve(series.rates);
  for (const log_row& row : series.rows) {
    if (row.has_rate()) rates.push_back({row.rate, row.half_width});
  }
  const rate_rounding found = rounding_of(rates);
  // A format that shows every bit may be given floats.
  const bool floats = found.certain && found.precision.kind == rounding::float32;
  if (precision_ && !(precision_->kind == rounding::float64 && floats)) {
    series.precision = *precision_;
    series.precision_certain = true;
    for (log_row& row : series.rows) {
      if (row.has_rate()) row.half_width = half_width_of(*precision_, row.rate);
    }
    return;
  }
  series.precision = found.precision;
  series.precision_certain = found.certain;
  std::size_t i = 0;
  for (log_row& row : series.rows) {
    if (row.has_rate()) row.half_width = found.half_widths[i++];
  }
}

// All series of a run use one rule: that of the series with the most rates.
void log_sink::settle_positions(const std::string& run) {
  const open_series* lead = nullptr;
  for (const open_series& one : open_) {
    if (one.series.run == run && (lead == nullptr || one.series.rates > lead->series.rates)) lead = &one;
  }
  if (lead == nullptr || lead->series.rates == 0) return;
  const auto lengths = lengths_.find(run);
  static const step_lengths none;
  const step_lengths& named = lengths == lengths_.end() ? none : lengths->second;
  position_rule rule = position_rule::of(lead->series.rows, named);
  if (rule.what() == position_rule::kind::steps_of_epoch && named.empty() && !precision_) {
    log_series copy = lead->series;  // the length of an epoch is computed from the rates and their intervals
    settle_widths(copy);
    rule = position_rule::of(copy.rows, named);
  }
  const bool uncounted = rule.what() == position_rule::kind::rows && lead->series.rates < least_counted_;
  if (!uncounted && lead->series.rates > rates_of_unit_) {
    rates_of_unit_ = lead->series.rates;
    log_.unit = rule.unit();
    log_.start_open = rule.start_open();
    log_.epoch_steps = rule.epoch_steps();
    if (!log_.max_steps) log_.max_steps = rule.planned();
  }
  for (open_series& one : open_) {
    if (one.series.run != run) continue;
    if (uncounted) {
      without_position_ += one.series.rates;
      one.dropped = true;
      continue;
    }
    rule.apply(one.series.rows);
    one.series.rates = static_cast<std::size_t>(std::count_if(one.series.rows.begin(), one.series.rows.end(),
                                                              [](const log_row& row) { return row.has_rate(); }));
    const auto places = [&](const std::vector<row_place>& from, std::vector<std::int64_t>& to) {
      for (const row_place& place : from) {
        if (const std::optional<std::int64_t> at = rule.position(place)) to.push_back(*at);
      }
    };
    places(one.bad_gradient, one.series.bad_gradient);
    places(one.bad_loss, one.series.bad_loss);
  }
}

// Losses before the first rate are in a series of the run without a group: move them.
void log_sink::join_rows_without_rates() {
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
}

training_log log_sink::finish() {
  std::vector<std::string> runs;
  for (const open_series& one : open_) {
    if (std::find(runs.begin(), runs.end(), one.series.run) == runs.end()) runs.push_back(one.series.run);
  }
  for (const std::string& run : runs) settle_positions(run);
  join_rows_without_rates();
  for (open_series& one : open_) {
    if (one.series.rates == 0 || one.dropped) continue;
    drop_repeated_rows(one.series);
    for (log_series& part : told_apart(std::move(one.series))) {
      for (const log_row& row : part.rows) {
        if (row.skipped >= 0 && row.has_rate() && (part.skipped.empty() || part.skipped.back().second != row.skipped))
          part.skipped.emplace_back(row.step, row.skipped);
      }
      settle_widths(part);
      std::sort(part.bad_gradient.begin(), part.bad_gradient.end());
      log_.series.push_back(std::move(part));
    }
  }
  join_groups_alike(log_.series);
  std::stable_sort(log_.series.begin(), log_.series.end(),
                   [](const log_series& a, const log_series& b) { return a.rates > b.rates; });
  return std::move(log_);
}

}  // namespace taper::inspection
