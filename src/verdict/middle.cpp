// The middle stage: the largest drop within a fiftieth of the fall, and whether the time-normalized rate ever falls.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "../bulk/fill_fall.hpp"
#include "judged_fall.hpp"
#include "stage.hpp"

namespace taper::detail {

namespace {

constexpr double rounding = 1e-12;
constexpr double marginal_fall = 0.05;

struct steepest {
  double value = 0.0;
  double end = 0.0;  ///< end of the drop on the clock
};

constexpr std::size_t cells = 400;           // of the second half
constexpr std::size_t cells_of_a_drop = 16;  // a fiftieth of the fall

/// The drops that end at the places. For a formula on its own clock each window value is the beginning of one drop and the
/// end of another, at whole cells, and they are evaluated in bulk.
template <class Drop>
std::vector<double> drops_at(const judged_fall& fall, const std::vector<double>& places, double h, Drop drop) {
  const fall_view& view = fall.view();
  std::vector<double> out(places.size());
  const bool own_clock = fall.length() == view.line.fall_length() && fall.end() == view.line.fall_length();
  const bool whole_cells = !view.may_rise && own_clock && h > 1.0;
  constexpr double all = 2.0 * cells;
  constexpr double first = cells - cells_of_a_drop;
  std::array<double, cells + cells_of_a_drop + 1> w{};
  const fall_line line{first, 0.0, all - first, 0.0, all, {view.floor, 1.0 - view.floor, 1.0}};
  if (!whole_cells) {
    std::ranges::transform(places, out.begin(), drop);
    return out;
  }
  const std::span<double> inner = std::span(w).first(w.size() - 1);
  if (!fill_fall(best_vectors(), view.kernel, line, inner)) {  // the same numbers one by one
    for (std::size_t k = 0; k < inner.size(); ++k) {
      const auto cell = static_cast<double>(k);
      inner[k] = view.window({(first + cell) / all, (all - first - cell) / all});
    }
  }
  w.back() = view.window({1.0, 0.0});
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = (w[k] - w[k + cells_of_a_drop]) * (fall.length() / h);
  return out;
}

/// The largest drop within h that ends in the second half, relative to linear decay. Found on a grid finer than h and
/// at every knot of a numeric window, then refined by golden section.
steepest largest_drop(const judged_fall& fall) {
  const double length = fall.length();
  const double h = std::max(1.0, length / 50.0);
  const double from = 0.5 * length;
  const double to = std::min(length, fall.end());
  if (!(to > from)) return {0.0, to};  // on the run's clock: the fall is over before half-way
  const auto drop = [&](double u) { return (fall.window_at(u - h) - fall.window_at(u)) * (length / h); };

  std::vector<double> places;
  places.reserve(cells + 1);
  for (std::size_t k = 0; k <= cells; ++k)
    places.push_back(from + (to - from) * (static_cast<double>(k) / static_cast<double>(cells)));
  if (fall.view().may_rise) {
    const std::uint64_t first = fall.last_before(from - h).value_or(fall.first());
    for (const std::uint64_t t : reading_steps(fall, first, fall.last())) {
      const double at = fall.time(t);
      for (const double u : {at, at + h}) {
        if (u >= from && u <= to) places.push_back(u);
      }
    }
    std::ranges::sort(places);
  }
  const std::vector<double> drops = drops_at(fall, places, h, drop);
  steepest out{drops.front(), places.front()};
  std::size_t best = 0;
  for (std::size_t k = 1; k < places.size(); ++k) {
    const double value = drops[k];
    if (value > out.value * (1.0 + rounding)) {  // of equal drops the first
      out = {value, places[k]};
      best = k;
    }
  }
  double low = best > 0 ? places[best - 1] : places[best];
  double high = best + 1 < places.size() ? places[best + 1] : places[best];
  constexpr double golden = 0.61803398874989485;
  for (int k = 0; k < 60 && high - low > 1e-9 * length; ++k) {
    const double a = high - golden * (high - low);
    const double b = low + golden * (high - low);
    const double at_a = drop(a);
    const double at_b = drop(b);
    const auto see = [&](double u, double value) {
      if (value > out.value * (1.0 + rounding)) out = {value, u};
    };
    see(a, at_a);
    see(b, at_b);
    (at_a < at_b ? low : high) = at_a < at_b ? a : b;
  }
  return out;
}

/// The total fall of the time-normalized rate: 1 minus the product of the remaining fractions after each of its falls.
/// Falls within the rounding of the window are ignored.
class falls_of_rate {
 public:
  explicit falls_of_rate(double blur) : blur_(blur) {}

  /// The window matters only if it is rounded.
  void see(double rate, double window) {
    if (std::isinf(rate)) {
      if (falling_) close();
      top_ = rate;
      return;
    }
    const double error = blur_ > 0.0 ? blur_ / std::max(1.0 - window, 1e-300) + blur_ / std::max(window, 1e-300) : 0.0;
    const double low = rate * std::max(0.0, 1.0 - error);
    const double high = rate * (1.0 + error);
    if (falling_) {
      if (high <= bottom_)
        bottom_ = high;
      else if (low > bottom_)
        close();
    } else if (high < top_) {
      falling_ = true;
      bottom_ = high;
    }
    if (!falling_) top_ = std::max(top_, low);
  }
  [[nodiscard]] double total() {
    if (falling_) close();
    return 1.0 - left_;
  }

 private:
  void close() {
    left_ *= std::isinf(top_) ? 0.0 : bottom_ / top_;
    top_ = bottom_;
    falling_ = false;
  }

  double blur_;
  double left_ = 1.0;
  double top_ = 0.0;
  double bottom_ = 0.0;
  bool falling_ = false;
};

}  // namespace

double blur_of(const judged_fall& fall, const std::vector<std::uint64_t>& steps) {
  if (!fall.view().may_rise) return 0.0;
  if (!fall.view().rates) return 0x1p-50;
  const bool single = std::ranges::all_of(steps, [&](std::uint64_t t) {
    const double rate = (*fall.view().rates)(fall.view().begin + t);
    return static_cast<double>(static_cast<float>(rate)) == rate;
  });
  return single ? 0x1p-22 : 0x1p-50;
}

namespace {

/// The x at which a table's points first rise, if they do.
std::optional<double> rising_point(const fall_view& view) {
  return view.kernel.visit([]<class Kernel>(const Kernel& kernel) -> std::optional<double> {
    if constexpr (std::same_as<Kernel, table>) {
      const auto points = kernel.points();
      for (std::size_t k = 1; k < points.size(); ++k) {
        if (points[k][1] > points[k - 1][1]) return points[k][0];
      }
    }
    return std::nullopt;
  });
}

/// The first step at which the window is higher than before, if any.
std::optional<std::uint64_t> first_rise(const judged_fall& fall, const std::vector<std::uint64_t>& steps, double blur) {
  const fall_view& view = fall.view();
  if (!view.may_rise) return std::nullopt;
  double before = 1.0;
  for (const std::uint64_t t : steps) {
    const double w = fall.window(t);
    if (w > before + blur) return t;
    before = std::min(before, w);
  }
  if (view.rates) return std::nullopt;
  // the rise is between two steps, or after the last one
  const std::optional<double> x = rising_point(view);
  if (!x) return std::nullopt;
  return judged_fall(view, judged_clock::fall).last_before(*x * view.line.fall_length()).value_or(fall.first());
}

double fall_of_rate(const judged_fall& fall, const std::vector<std::uint64_t>& steps, double blur) {
  const bool all = steps.size() == steps.back() - steps.front() + 1;
  falls_of_rate falls(blur);
  std::vector<double> rate;
  rate.reserve(steps.size());
  for (const std::uint64_t t : steps) rate.push_back(fall.gamma_bar(t));
  for (std::size_t k = 0; k < steps.size(); ++k) {
    std::uint64_t t = steps[k];
    if (!all && k > 0 && k + 1 < steps.size()) {  // turning points are between readings
      const bool peak = rate[k] >= rate[k - 1] && rate[k] > rate[k + 1];
      const bool dip = rate[k] <= rate[k - 1] && rate[k] < rate[k + 1];
      if (peak) t = refine(steps, k, [&](std::uint64_t u) { return fall.gamma_bar(u); });
      if (dip) t = refine(steps, k, [&](std::uint64_t u) { return -fall.gamma_bar(u); });
    }
    falls.see(t == steps[k] ? rate[k] : fall.gamma_bar(t), blur > 0.0 ? fall.window(t) : 1.0);
  }
  return falls.total();
}

}  // namespace

smooth_stage judge_middle(const judged_fall& fall, const check_options& how) {
  const fall_view& view = fall.view();
  smooth_stage out;
  out.limit = how.steepness_max;
  if (how.steepness_max != check_options{}.steepness_max) out.source = "yours";

  const steepest s = largest_drop(fall);
  out.steepness = s.value;
  std::uint64_t at = fall.last_before(s.end).value_or(fall.first());
  if (fall.time(at) < s.end && at < fall.last()) ++at;  // the first step after the drop
  out.step = view.begin + at;

  const std::vector<std::uint64_t> steps = reading_steps(fall, fall.first(), fall.last());
  const double blur = blur_of(fall, steps);
  out.gamma_bar_fall = fall_of_rate(fall, steps, blur);
  if (const auto rise = first_rise(fall, steps, blur)) out.rises_at = view.begin + *rise;

  const verdict by_steepness = out.steepness <= how.steepness_smooth ? verdict::favorable
                               : out.steepness <= how.steepness_max  ? verdict::marginal
                                                                     : verdict::violating;
  const verdict by_rate = out.gamma_bar_fall <= rounding        ? verdict::favorable
                          : out.gamma_bar_fall <= marginal_fall ? verdict::marginal
                                                                : verdict::violating;
  out.verdict = out.rises_at ? verdict::violating : std::max(by_steepness, by_rate);
  return out;
}

}  // namespace taper::detail
