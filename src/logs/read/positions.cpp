// Positions of rows: finds the rule of a run and the length of its epochs, and applies the rule.
#include "logs/read/positions.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace taper::inspection {
namespace {

constexpr std::int64_t farthest = std::int64_t{1} << 53;

bool names_epoch(const log_row& row) { return row.epoch == row.epoch && std::abs(row.epoch) < 1e9f; }
// A product that is still a valid position.
std::optional<std::int64_t> times(std::int64_t a, std::int64_t b) {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  return std::abs(product) <= static_cast<double>(farthest) ? std::optional(a * b) : std::nullopt;
}

bool is_whole(float x) { return x == std::floor(x); }

std::optional<std::int64_t> most_frequent(const step_lengths& lengths) {
  const auto most = std::max_element(lengths.begin(), lengths.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == lengths.end() ? std::nullopt : std::optional(most->first);
}

template <class T>
T median_of(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Properties of the rows with a rate.
struct census {
  std::size_t rates = 0;
  std::size_t steps = 0;
  std::size_t epochs = 0;
  bool whole_epochs = true;
  float least_epoch = std::numeric_limits<float>::infinity();
  std::int64_t least_step = farthest;
  std::int64_t most_step = -farthest;
  std::size_t epoch_ups = 0;     // the epoch increased from one row to the next
  std::size_t starts_again = 0;  // and the step decreased
  std::size_t falls = 0;         // the step decreased, regardless of the epoch
};

census count(const std::vector<log_row>& rows) {
  census c;
  const log_row* before = nullptr;
  for (const log_row& row : rows) {
    if (!row.has_rate()) continue;
    ++c.rates;
    const bool step = row.step != no_step;
    const bool epoch = names_epoch(row);
    c.steps += step ? 1 : 0;
    if (epoch) {
      ++c.epochs;
      c.whole_epochs = c.whole_epochs && is_whole(row.epoch);
      c.least_epoch = std::min(c.least_epoch, row.epoch);
    }
    if (step) {
      c.least_step = std::min(c.least_step, row.step);
      c.most_step = std::max(c.most_step, row.step);
      if (before != nullptr) {
        const bool falls = row.step < before->step;
        c.falls += falls ? 1 : 0;
        if (epoch && names_epoch(*before) && row.epoch > before->epoch) {
          ++c.epoch_ups;
          c.starts_again += row.step <= before->step ? 1 : 0;
        }
      }
      before = &row;
    }
  }
  return c;
}

// Rows with a rate and a step.
std::vector<log_row> with_rates(const std::vector<log_row>& rows) {
  std::vector<log_row> out;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(out),
               [](const log_row& row) { return row.has_rate() && row.step != no_step; });
  return out;
}

std::int64_t common_stride(const std::vector<log_row>& rows) {
  std::vector<std::int64_t> strides;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].step > rows[i - 1].step) strides.push_back(rows[i].step - rows[i - 1].step);
  }
  return strides.empty() ? 1 : median_of(std::move(strides));
}

// The length of an epoch at which the rates continue across its end with the slope that they have on both sides.
std::optional<std::int64_t> length_by_rates(const std::vector<log_row>& r) {
  std::vector<double> found;
  for (std::size_t i = 1; i + 2 < r.size(); ++i) {
    const log_row& a = r[i];      // the last row of an epoch
    const log_row& b = r[i + 1];  // the first of the next
    const bool joint = b.epoch == a.epoch + 1.0f && b.step <= a.step && r[i - 1].epoch == a.epoch &&
                       r[i + 2].epoch == b.epoch && a.step > r[i - 1].step && r[i + 2].step > b.step;
    if (!joint) continue;
    const double before = (a.rate - r[i - 1].rate) / static_cast<double>(a.step - r[i - 1].step);
    const double after = (r[i + 2].rate - b.rate) / static_cast<double>(r[i + 2].step - b.step);
    const double slope = 0.5 * (before + after);
    const double noise = static_cast<double>(a.half_width) + static_cast<double>(b.half_width);
    if (before * after <= 0.0 || std::abs(before - after) > 0.2 * std::abs(slope) || std::abs(slope) < 0.3 * noise)
      continue;
    found.push_back(static_cast<double>(a.step - b.step) + (b.rate - a.rate) / slope);
  }
  if (found.size() < 3) return std::nullopt;
  return std::llround(median_of(std::move(found)));
}

std::int64_t epoch_length(const std::vector<log_row>& rows, const census& c, const step_lengths& lengths) {
  const std::int64_t stride = common_stride(rows);
  const std::int64_t most = c.most_step;
  if (const std::optional<std::int64_t> named = most_frequent(lengths); named && *named >= 1 && most <= *named + stride)
    return *named;
  // Steps 49, 99, … end at 1249 of 1251: the smallest length that fits is one more; steps 50, 100, … end at the length.
  const bool from_zero = c.least_step == 0 || (stride > 1 && (most + 1) % stride == 0);
  const std::int64_t least = from_zero ? most + 1 : most;
  if (const std::optional<std::int64_t> smooth = length_by_rates(rows);
      smooth && *smooth >= least && *smooth <= most + 2 * stride + 1)
    return *smooth;
  return c.least_step == 0 && most % stride == 0 ? most + stride : std::max<std::int64_t>(least, 1);
}

// The distance of two rows in epochs, refined over the whole span.
double epochs_between_rows(const std::vector<log_row>& rows) {
  std::vector<double> distances;
  double first = 0.0;
  double last = 0.0;
  bool any = false;
  for (const log_row& row : rows) {
    if (!row.has_rate() || !names_epoch(row)) continue;
    const auto at = static_cast<double>(row.epoch);
    if (any && at > last) distances.push_back(at - last);
    if (!any) first = at;
    last = std::max(at, any ? last : at);
    any = true;
  }
  if (distances.empty()) return 1.0;
  const double one = median_of(std::move(distances));
  const double apart = std::round((last - first) / one);
  return apart >= 1.0 && last > first ? (last - first) / apart : one;
}

// Half a unit of the last decimal of the epochs; 0 if they have more than three decimals.
double half_decimal(const std::vector<double>& epochs) {
  for (const double scale : {10.0, 100.0, 1000.0}) {
    const bool all = std::all_of(epochs.begin(), epochs.end(), [&](double e) {
      return std::abs(e * scale - std::round(e * scale)) < 1e-3 + 1e-6 * std::abs(e * scale);
    });
    if (all) return 0.5 / scale;
  }
  return 0.0;
}

// The line through the epochs of the rows, if each is on it within its decimals although their distances differ.
std::optional<even_rows> even_rows_of(const std::vector<log_row>& rows, double one) {
  constexpr std::size_t fewest = 3;
  std::vector<double> epochs;
  for (const log_row& row : rows) {
    if (row.has_rate() && names_epoch(row)) epochs.push_back(static_cast<double>(row.epoch));
  }
  const double half = half_decimal(epochs);
  const auto number = [&](std::size_t i) { return std::llround(epochs[i] / one); };
  bool uneven = false;
  for (std::size_t i = 1; i < epochs.size(); ++i) {
    if (epochs[i] < epochs[i - 1]) return std::nullopt;
    uneven = uneven || number(i) != number(i - 1) + 1;
  }
  if (epochs.size() < fewest || half == 0.0 || !uneven) return std::nullopt;
  const auto n = static_cast<double>(epochs.size());
  double sum = 0.0;
  double product = 0.0;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    sum += epochs[i];
    product += epochs[i] * (static_cast<double>(i) - 0.5 * (n - 1.0));
  }
  const double distance = product * 12.0 / (n * (n * n - 1.0));
  if (!(distance > 0.0)) return std::nullopt;
  const double start = sum / n - distance * 0.5 * (n - 1.0);
  // The rounding may leave open how many rows were before the log: count from 0, or from 1 at the start of a run.
  const double open = half / distance * (1.0 + 2.0 * start / distance / (n - 1.0));
  const std::int64_t uncounted = std::abs(start - distance) <= half ? 1 : 0;
  const std::int64_t begin = open < 0.5 ? std::llround(start / distance) : uncounted;
  const even_rows out{start - distance * static_cast<double>(begin), distance, 1.5 * half, begin};
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (!out.has(epochs[i], begin + static_cast<std::int64_t>(i))) return std::nullopt;
  }
  return out;
}

}  // namespace

bool even_rows::has(double epoch, std::int64_t number) const {
  return std::abs(epoch - first - distance * static_cast<double>(number)) <= tolerance;
}

position_rule position_rule::of(const std::vector<log_row>& rows, const step_lengths& lengths) {
  position_rule rule;
  const census c = count(rows);
  const auto most = [&](std::size_t n) { return 2 * n > c.rates; };
  const std::optional<std::int64_t> named = most_frequent(lengths);
  if (most(c.steps) && (c.most_step > farthest || c.least_step < -farthest)) return rule;
  if (most(c.steps)) {
    const bool by_epoch = c.whole_epochs && c.epochs == c.steps && c.epoch_ups > 0 && 2 * c.starts_again > c.epoch_ups;
    if (by_epoch && c.least_step == c.most_step && c.epoch_ups + 1 == c.rates) {
      rule.kind_ = kind::epochs;  // "100/100" at the end of each epoch
      return rule;
    }
    // Rows of one epoch: with fewer steps than epochs, the step is that of the epoch.
    const bool one_epoch = c.epochs > 0 && c.whole_epochs && c.epoch_ups == 0;
    const bool within = one_epoch && c.epochs == c.steps && named && c.most_step <= *named &&
                        static_cast<float>(c.least_step) < c.least_epoch - 1.0f;
    if (by_epoch || within) {
      rule.kind_ = kind::steps_of_epoch;
      rule.start_open_ = within && c.least_step > 0;
      rule.length_ = epoch_length(with_rates(rows), c, lengths);
      if (rule.length_ == named) rule.named_epoch_ = named;
      const auto least = static_cast<std::int64_t>(c.least_epoch);
      rule.first_epoch_ = least <= 0 || (least > 1 && c.least_step == 0) ? std::min<std::int64_t>(least, 0) : 1;
      return rule;
    }
    if (named && c.falls > 0 && c.epochs == 0) {
      // n/N that restarts: the next epoch if the rates continue, another training if they restart too.
      std::size_t on = 0;
      std::size_t again = 0;
      const std::vector<log_row> rated = with_rates(rows);
      for (std::size_t i = 1; i < rated.size(); ++i) {
        if (rated[i].step >= rated[i - 1].step) continue;
        const double to_last = std::abs(rated[i].rate - rated[i - 1].rate);
        const double to_first = std::abs(rated[i].rate - rated.front().rate);
        ++(to_first < to_last ? again : on);
      }
      if (on > again && c.most_step <= *named + common_stride(rated)) {
        rule.kind_ = kind::steps_of_lap;
        rule.length_ = std::max<std::int64_t>(*named, 1);
        rule.named_epoch_ = rule.length_;
        return rule;
      }
    }
    if (named && !one_epoch && *named >= c.most_step) rule.planned_ = named;
    return rule;
  }
  if (most(c.epochs)) {
    rule.kind_ = c.whole_epochs ? kind::epochs : kind::parts_of_epochs;
    if (!c.whole_epochs) {
      rule.epochs_a_row_ = epochs_between_rows(rows);
      rule.even_ = even_rows_of(rows, rule.epochs_a_row_);
    }
    return rule;
  }
  rule.kind_ = kind::rows;
  return rule;
}

step_unit position_rule::unit() const {
  switch (kind_) {
    case kind::epochs: return step_unit::epochs;
    case kind::parts_of_epochs:
    case kind::rows: return step_unit::rows;
    default: return step_unit::steps;
  }
}

std::optional<std::int64_t> position_rule::position(const row_place& place) const {
  const bool step = place.step != no_step;
  const bool epoch = place.epoch == place.epoch && std::abs(place.epoch) < 1e9f;
  switch (kind_) {
    case kind::steps:
    case kind::steps_of_lap: return step ? std::optional(place.step) : std::nullopt;
    case kind::steps_of_epoch: {
      if (!epoch || !is_whole(place.epoch)) return std::nullopt;
      const std::optional<std::int64_t> before = times(static_cast<std::int64_t>(place.epoch) - first_epoch_, length_);
      if (!before || (step && std::abs(place.step) > farthest)) return std::nullopt;
      return *before + (step ? place.step : length_);
    }
    case kind::epochs: return epoch ? std::optional<std::int64_t>(std::llround(place.epoch)) : std::nullopt;
    case kind::parts_of_epochs: {
      if (!epoch) return std::nullopt;
      const double at = even_ ? (static_cast<double>(place.epoch) - even_->first) / even_->distance
                              : static_cast<double>(place.epoch) / epochs_a_row_;
      return std::abs(at) < 9e15 ? std::optional<std::int64_t>(std::llround(at)) : std::nullopt;
    }
    case kind::rows: return std::nullopt;
  }
  return std::nullopt;
}

void position_rule::apply(std::vector<log_row>& rows) const {
  std::int64_t laps = 0;
  std::int64_t counted = 0;
  std::int64_t before = no_step;
  std::size_t kept = 0;
  for (log_row& row : rows) {
    std::optional<std::int64_t> at = position({row.step, row.epoch});
    if (kind_ == kind::rows && row.has_rate()) at = counted++;
    if (even_ && at && row.has_rate()) {
      const std::int64_t next = before == no_step ? even_->begin : before + 1;
      before = even_->has(static_cast<double>(row.epoch), next) ? next : *at;
      at = before;
    }
    if (kind_ == kind::steps_of_lap && at) {
      if (before != no_step && *at < before && row.has_rate()) ++laps;
      if (row.has_rate()) before = *at;
      if (const std::optional<std::int64_t> before_lap = times(laps, length_))
        *at += *before_lap;
      else
        at.reset();
    }
    if (!at) continue;
    row.step = *at;
    rows[kept++] = row;
  }
  rows.resize(kept);
}

}  // namespace taper::inspection
