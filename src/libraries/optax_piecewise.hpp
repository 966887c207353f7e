// Optax's schedules from value to value: piecewise interpolation and one-cycle. The first part of optax.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::optax {

using pairs = std::vector<std::pair<std::uint64_t, double>>;

constexpr parameter_row init_row = {"init_value", takes::real, required, range{}, "", "first value"};
constexpr parameter_row peak_row = {"peak_value", takes::real, required, range{}, "", "highest value"};
constexpr parameter_row pairs_row = {
    "boundaries_and_scales", takes::pairs, default_value::list(),
    range::at_least(0),      "",           "[[step, factor], …]; each applies from its step on"};

/// Straight lines or half cosines between (b_k, v_k), v_k the running product of the scales; then the last value
struct piecewise_interpolate_schedule {
  enum class kind : unsigned char { linear, cosine } interpolate;
  double init_value;
  std::vector<std::pair<std::uint64_t, double>> boundaries_and_scales;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : boundaries_and_scales) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t begin = 0;
    auto from = static_cast<float>(init_value);
    for (const auto& [end, scale] : boundaries_and_scales) {
      const float to = from * static_cast<float>(scale);
      if (t >= begin && t < end) {
        const float u = static_cast<float>(t - begin) / static_cast<float>(std::max<std::uint64_t>(end - begin, 1));
        if (interpolate == kind::linear) return static_cast<double>((to - from) * u + from);
        return static_cast<double>(to + (from - to) / 2.0F * (std::cos(std::numbers::pi_v<float> * u) + 1.0F));
      }
      begin = end;
      from = to;
    }
    return static_cast<double>(from);
  }
};

constexpr parameter_row interpolate_rows[] = {
    {"interpolate_type", takes::word, required, {}, "linear cosine", "shape between the values"}, init_row, pairs_row};
inline made_rule make_interpolate(const arguments& a, const setting&) {
  return made(
      piecewise_interpolate_schedule{static_cast<piecewise_interpolate_schedule::kind>(a.choice("interpolate_type")),
                                     a.real("init_value"), a.pairs("boundaries_and_scales")});
}

/// A dictionary: of duplicate keys the last value counts.
inline pairs dictionary(std::initializer_list<std::pair<std::uint64_t, double>> items) {
  pairs out;
  for (const auto& item : items) {
    const auto same = std::ranges::find_if(out, [&](const auto& p) { return p.first == item.first; });
    if (same == out.end()) {
      out.push_back(item);
    } else {
      same->second = item.second;
    }
  }
  std::ranges::sort(out);
  return out;
}
inline std::uint64_t part_of(double fraction, std::uint64_t steps) {
  return static_cast<std::uint64_t>(fraction * static_cast<double>(steps));
}

constexpr parameter_row linear_onecycle_rows[] = {
    {"transition_steps", takes::steps, required, range::at_least(1), "", "steps of the cycle"},
    peak_row,
    {"pct_start", takes::real, 0.3, range::between(0, 1), "", "fraction that rises"},
    {"pct_final", takes::real, 0.85, range::between(0, 1), "", "fraction at which the first value is reached again"},
    {"div_factor", takes::real, 25, range::above(0), "", "peak divided by the first value"},
    {"final_div_factor", takes::real, 10000, range::above(0), "", "first value divided by the last"},
};
inline made_rule make_linear_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const double div = a.real("div_factor");
  return made(piecewise_interpolate_schedule{piecewise_interpolate_schedule::kind::linear, a.real("peak_value") / div,
                                             dictionary({{part_of(a.real("pct_start"), steps), div},
                                                         {part_of(a.real("pct_final"), steps), 1.0 / div},
                                                         {steps, 1.0 / a.real("final_div_factor")}})});
}
constexpr parameter_row cosine_onecycle_rows[] = {
    linear_onecycle_rows[0],
    linear_onecycle_rows[1],
    linear_onecycle_rows[2],
    linear_onecycle_rows[4],
    {"final_div_factor", takes::real, 10000, range::above(0), "", "first value divided by the last"}};
inline made_rule make_cosine_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const double div = a.real("div_factor");
  return made(piecewise_interpolate_schedule{
      piecewise_interpolate_schedule::kind::cosine, a.real("peak_value") / div,
      dictionary({{part_of(a.real("pct_start"), steps), div}, {steps, 1.0 / (div * a.real("final_div_factor"))}})});
}
inline void find_in_onecycle(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("transition_steps"), "transition_steps");
  if (part_of(a.real("pct_start"), a.count("transition_steps")) == 0 && a.real("pct_start") > 0.0) {
    note(out, "no-rise", 0,
         "the run is so short that the rise is rounded away; older versions of optax return NaN here (optax#1403)");
  }
}
inline std::optional<translation> translate_cosine_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const std::uint64_t top = part_of(a.real("pct_start"), steps);
  const double first = 1.0 / a.real("div_factor");
  const double last = 1.0 / (a.real("div_factor") * a.real("final_div_factor"));
  if (top == 0 || top + 1 >= steps || !(first <= 1.0 && last <= 1.0)) return std::nullopt;
  return native::over(steps, native::cosine(), native::warmup(top, rise::cosine, first), native::floor(last),
                      native::peak(a.real("peak_value")));
}

}  // namespace taper::libraries::optax
