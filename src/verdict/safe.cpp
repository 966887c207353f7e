// The boundary of the safe operating area: a scan for changes of verdict, then bisection.
#include "taper/verdict/safe.hpp"

#include <algorithm>
#include <cmath>

#include "../../support/rounded.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

/// A sweep that shows the boundaries of a parameter with an unbounded range.
interval default_sweep(const range& valid) {
  const double low = valid.low > -1e300 ? valid.low : -1e3;
  const double high = valid.high < 1e6 ? valid.high : std::max(100.0, 100.0 * low);
  const double margin = 1e-4 * std::min(1.0, high - low);
  return {valid.contains(low) ? low : low + margin, valid.contains(high) ? high : high - margin * 1e-2};
}

/// Values over an interval, logarithmically spaced if it spans more than a decade.
std::vector<double> spread(interval over, std::size_t n) {
  std::vector<double> out;
  const bool logarithmic = over.low > 0.0 && over.low < over.high / 10.0;  // high / low may overflow
  for (std::size_t k = 0; k < n; ++k) {
    const double u = n > 1 ? static_cast<double>(k) / static_cast<double>(n - 1) : 0.0;
    if (k == 0)
      out.push_back(over.low);
    else if (k + 1 == n)
      out.push_back(over.high);
    else
      out.push_back(logarithmic ? std::exp(std::log(over.low) + u * (std::log(over.high) - std::log(over.low)))
                                : over.low + u * (over.high - over.low));
    out.back() = std::clamp(out.back(), over.low, over.high);
  }
  return out;
}

/// Values of a sweep, including those of the family's default sweep: a sweep over many decades could miss the safe
/// range.
std::vector<double> swept(interval over, interval usual) {
  std::vector<double> out = spread(over, 121);
  if (over == usual) return out;
  for (const double v : spread(usual, 121)) {
    if (v > over.low && v < over.high) out.push_back(v);
  }
  std::ranges::sort(out);
  return out;
}

/// Intervals of `values` where the verdict is at most `worst`, with boundaries by bisection.
template <class F>
std::vector<interval> intervals(const std::vector<double>& values, const std::vector<verdict>& seen, verdict worst,
                                F&& judge_at) {
  std::vector<interval> out;
  const auto boundary = [&](double inside, double outside) {
    for (int k = 0; k < 200 && std::fabs(outside - inside) > 1e-10 * std::fabs(inside); ++k) {
      const double middle = 0.5 * (inside + outside);
      if (middle == inside || middle == outside) break;
      (judge_at(middle) <= worst ? inside : outside) = middle;
    }
    return inside;
  };
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (seen[k] > worst) continue;
    const bool opens = k == 0 || seen[k - 1] > worst;
    if (opens) out.push_back({k == 0 ? values[0] : boundary(values[k], values[k - 1]), values[k]});
    out.back().high = values[k];
    const bool closes = k + 1 < values.size() && seen[k + 1] > worst;
    if (closes) out.back().high = boundary(values[k], values[k + 1]);
  }
  return out;
}

error unknown_parameter(const any_window& w, std::string_view name) {
  std::string known;
  for (const std::string_view n : parameter_names(w)) known += (known.empty() ? "" : ", ") + std::string(n);
  const std::string family(w.info().name);
  return failed(errc::unknown_name, family + " has no parameter " + echoed(name),
                known.empty() ? "it has no parameters" : "its parameters are " + known);
}

/// The interval to sweep. Errors: an unknown parameter, values that are not valid.
result<interval> sweep_of(const any_window& w, std::string_view parameter, std::optional<interval> sweep) {
  const std::optional<range> valid = valid_range(w, parameter);
  if (!valid) return unknown_parameter(w, parameter);
  const interval over = sweep.value_or(default_sweep(*valid));
  if (over.low < over.high && valid->contains(over.low) && valid->contains(over.high)) return over;
  return failed(errc::out_of_range,
                "the sweep " + std::string(parameter) + "=" + print_number(over.low) + ":" + print_number(over.high) +
                    " is not an interval of valid values",
                "write low:high, low < high");
}

}  // namespace

interval_text print_interval(const interval& i, int digits) {
  const auto rounded = [digits](double v, bool up) {
    const auto nearest = [digits](double to) {
      double out = to;
      read_number(support::rounded(to, digits - 1, support::digits_form::scientific), out);
      return out;
    };
    double shown = nearest(v);
    if (std::isfinite(v) && v != 0.0 && (up ? shown < v : shown > v)) {
      const double last_place = std::pow(10.0, std::floor(std::log10(std::fabs(v))) - digits + 1);
      shown = nearest(v + (up ? 0.5 : -0.5) * last_place);
    }
    return support::rounded(shown, digits);
  };
  return {rounded(i.low, true), rounded(i.high, false)};
}

std::string print_intervals(std::span<const interval> all, int digits) {
  std::string out;
  for (const interval& i : all) out += (out.empty() ? "" : ", ") + print_interval(i, digits).joined();
  return out.empty() ? "none" : out;
}

std::optional<published_range> published_range_of(const any_window& w) {
  const published_range& p = w.info().published;
  if (p.parameter.empty()) return std::nullopt;
  return p;
}

verdict verdict_of(const any_window& w, std::uint64_t steps, const check_options& how) {
  result<run> r = schedule{w, {}}.bind(steps);
  if (!r || steps < 2) return verdict::violating;
  const fall_view fall = fall_of(*r);
  const verdict ends = verdict_of_ends(fall, how);
  return ends == verdict::violating ? ends : std::max(ends, verdict_of_middle(fall, how));
}

result<safe_range> safe_operating_range(const any_window& w, std::string_view parameter, std::uint64_t steps,
                                        std::optional<interval> sweep, const check_options& how) {
  if (steps < 2) return failed(errc::out_of_range, "steps must be at least 2, got " + std::to_string(steps));
  TAPER_TRY(over, sweep_of(w, parameter, sweep));
  const auto judge_at = [&](double v) { return verdict_of(*with_parameter(w, parameter, v), steps, how); };
  safe_range out{std::string(w.info().name), std::string(parameter), steps, over, {}, {}, published_range_of(w)};
  const std::vector<double> values = swept(over, default_sweep(*valid_range(w, parameter)));
  std::vector<verdict> seen;
  for (const double v : values) seen.push_back(judge_at(v));
  out.favorable = intervals(values, seen, verdict::favorable, judge_at);
  out.marginal = intervals(values, seen, verdict::marginal, judge_at);
  return out;
}

result<std::vector<double>> sweep_values(const any_window& w, std::string_view parameter, std::optional<interval> sweep,
                                         std::size_t n) {
  TAPER_TRY(over, sweep_of(w, parameter, sweep));
  return spread(over, n);
}

std::vector<verdict> verdicts_on_grid(const any_window& w, std::string_view first, std::span<const double> columns,
                                      std::string_view second, std::span<const double> rows, std::uint64_t steps,
                                      const check_options& how) {
  const std::size_t width = columns.size();
  const auto fall_at = [&](std::size_t column, std::size_t row) -> std::optional<fall_view> {
    const std::optional<any_window> line = with_parameter(w, second, rows[row]);
    const std::optional<any_window> cell = line ? with_parameter(*line, first, columns[column]) : std::nullopt;
    if (!cell) return std::nullopt;
    const result<run> r = schedule{*cell, {}}.bind(steps);
    return r ? std::optional(fall_of(*r)) : std::nullopt;
  };
  std::vector<verdict> out(width * rows.size(), verdict::violating);
  if (steps < 2) return out;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      if (const auto fall = fall_at(column, row)) out[row * width + column] = verdict_of_ends(*fall, how);
    }
  }
  std::vector<std::optional<verdict>> middle(out.size());
  const auto middle_at = [&](std::size_t column, std::size_t row) {
    std::optional<verdict>& cell = middle[row * width + column];
    if (!cell) {
      const auto fall = fall_at(column, row);
      cell = fall ? verdict_of_middle(*fall, how) : verdict::violating;
    }
    return *cell;
  };
  // a block, both ends included; where the ends of the fall violate the rule, the middle does not matter
  const auto fill = [&](const auto& self, std::size_t left, std::size_t right, std::size_t low,
                        std::size_t high) -> void {
    bool open = false;
    for (std::size_t row = low; row <= high; ++row) {
      for (std::size_t column = left; column <= right; ++column)
        open = open || out[row * width + column] != verdict::violating;
    }
    if (!open) return;
    const verdict corner = middle_at(left, low);
    const bool same =
        middle_at(right, low) == corner && middle_at(left, high) == corner && middle_at(right, high) == corner;
    if (right - left <= 1 && high - low <= 1) return;
    if (same) {
      for (std::size_t row = low; row <= high; ++row) {
        for (std::size_t column = left; column <= right; ++column) {
          std::optional<verdict>& cell = middle[row * width + column];
          if (!cell) cell = corner;
        }
      }
      return;
    }
    const std::size_t half_way = (left + right) / 2;
    const std::size_t half_up = (low + high) / 2;
    self(self, left, half_way, low, half_up);
    if (half_way < right) self(self, half_way, right, low, half_up);
    if (half_up < high) self(self, left, half_way, half_up, high);
    if (half_way < right && half_up < high) self(self, half_way, right, half_up, high);
  };
  constexpr std::size_t block = 8;
  for (std::size_t low = 0; low < rows.size(); low += block) {
    for (std::size_t left = 0; left < width; left += block)
      fill(fill, left, std::min(left + block, width - 1), low, std::min(low + block, rows.size() - 1));
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (out[k] != verdict::violating) out[k] = std::max(out[k], *middle[k]);
  }
  return out;
}

result<safe_map> safe_operating_map(const any_window& w, std::string_view first, std::string_view second,
                                    std::uint64_t steps, std::optional<interval> first_sweep,
                                    std::optional<interval> second_sweep, std::size_t columns, std::size_t rows,
                                    const check_options& how) {
  TAPER_TRY(first_values, sweep_values(w, first, first_sweep, columns));
  TAPER_TRY(second_values, sweep_values(w, second, second_sweep, rows));
  if (steps < 2) return failed(errc::out_of_range, "steps must be at least 2, got " + std::to_string(steps));
  safe_map out{std::string(w.info().name),
               std::string(first),
               std::string(second),
               steps,
               std::move(first_values),
               std::move(second_values),
               {},
               {}};
  for (const double v : out.second_values) {
    const any_window row = *with_parameter(w, second, v);
    for (const double u : out.first_values) out.cells.push_back(verdict_of(*with_parameter(row, first, u), steps, how));
    TAPER_TRY(edge, safe_operating_range(row, first, steps, first_sweep, how));
    out.boundary.push_back(std::move(edge));
  }
  return out;
}

}  // namespace taper
