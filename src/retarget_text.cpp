// Writes a retargeted run in the notation: in the form of the plan, as a table, or as the plan followed by the rest.
#include <algorithm>
#include <cmath>
#include <string>

#include "taper/algebra.hpp"
#include "taper/retarget.hpp"

namespace taper {

namespace {

/// An amount of `length` steps on an axis of `end` steps; a percentage if it is not whole.
amount amount_of(double length, std::uint64_t end) {
  if (length == std::floor(length)) return {length, unit::steps};
  return percent(100.0 * length / static_cast<double>(end));
}

/// The window from x on, stretched to [0, 1] and scaled to start at 1, for families that are closed under this.
std::optional<any_window> end_of(const any_window& w, phase from) {
  const any_family& family = w.family();
  if (std::holds_alternative<linear>(family) || std::holds_alternative<power>(family) ||
      std::holds_alternative<constant>(family))
    return w;
  if (const exp* e = std::get_if<exp>(&family)) {
    const double beta = std::pow(e->beta, from.rest);
    return beta < 1.0 ? std::optional<any_window>(exp{beta}) : std::nullopt;
  }
  if (const sigmoid* s = std::get_if<sigmoid>(&family)) {
    const double c = (s->c - from.x) / from.rest;
    return c > 0.0 ? std::optional<any_window>(sigmoid{s->i * from.rest, s->b, c}) : std::nullopt;
  }
  if (const rex* r = std::get_if<rex>(&family)) return rex{r->gain / (from.rest + r->gain * from.x)};
  return std::nullopt;
}

/// A schedule that starts at `top` and falls to the plan's floor.
schedule falling_from(any_window shape, const run& plan, double top) {
  schedule out{std::move(shape), {}};
  out.with.sampled = plan.judged().with.sampled;
  out.with.peak = modifier::peak{top};
  if (plan.floor() > 0.0) out.with.floor = floor_lr(plan.floor());
  return out;
}

/// The same schedule from step t0 on.
schedule from_step(const schedule& s, std::uint64_t at) { return at == 0 ? s : shift_ahead(s, taper::steps(at)); }

constexpr std::size_t most_levels = 64;
constexpr std::uint64_t most_read = 65'536;

/// A constant rate.
schedule level(double rate) {
  if (rate > 0.0) {
    schedule out{constant{}, {}};
    out.with.peak = modifier::peak{rate};
    return out;
  }
  return clip(constant{}, {.low = 0.0, .high = 0.0});
}

/// The plan on its own length, with its default base rate written out.
schedule plan_as_part(const run& plan) {
  schedule out = plan.source();
  if (out.root && !out.with.peak && out.root->default_base() > 0.0)
    out.with.peak = modifier::peak{out.root->default_base()};
  return loop(out, taper::steps(plan.steps()));
}

/// The points of a table without those on a straight line between their neighbors.
std::vector<table::point> without_straight_parts(const std::vector<table::point>& all) {
  std::vector<table::point> out;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const bool end = k == 0 || k + 1 == all.size();
    if (!end) {
      const auto slope = [&](std::size_t a, std::size_t b) {
        return (all[b][1] - all[a][1]) / (all[b][0] - all[a][0]);
      };
      const bool straight = std::fabs(slope(k - 1, k) - slope(k, k + 1)) <= 1e-9 * (1.0 + std::fabs(slope(k - 1, k)));
      // the cubic is straight only if its neighbors on both sides are, so points next to a corner are kept
      const bool inside = k >= 2 && k + 2 < all.size() && std::fabs(slope(k - 2, k - 1) - slope(k - 1, k)) <= 1e-9 &&
                          std::fabs(slope(k, k + 1) - slope(k + 1, k + 2)) <= 1e-9;
      if (straight && inside) continue;
    }
    out.push_back(all[k]);
  }
  return out;
}

}  // namespace

/// The fall with a corner in its clock at t0, as a table on the whole fall.
result<retargeted::written> retargeted::bent_table() const {
  const timeline line = plan_.locate(options_.at).line;
  const composition& with = plan_.judged().with;
  const axis on = axis::of(with.sampled.value_or(sampling::periodic), options_.new_steps);
  const double begin = line.fall_begin().real();
  const double length = static_cast<double>(on.end) - begin;
  const double corner = (static_cast<double>(options_.at) + on.offset - begin) / length;
  const double stretch = length / line.fall_length();
  const auto window = [&](phase u) {
    if (u.x <= corner) return plan_.kernel().value(phase::at(std::min(1.0, u.x * stretch)));
    const double rest = u.rest * length * scale_;
    return plan_.kernel().value({1.0 - rest, rest});
  };
  TAPER_TRY(t, table_of(window, {.breaks = {corner}}));
  written out{.spec = {t.points, with}, .steps = options_.new_steps};
  out.spec.with.full.reset();
  out.spec.with.cooldown.reset();
  out.spec.with.warmup.reset();
  if (line.rise_length() > 0.0) {
    out.spec.with.warmup = modifier::warmup{amount_of(line.rise_length(), on.end), line.rise_shape(),
                                            with.warmup ? with.warmup->from : 0.0};
  }
  out.spec.with.hold = modifier::hold{amount_of(begin - line.rise_length(), on.end)};
  out.spec.with = normalized(out.spec.with);
  return out;
}

/// The rest of the window, as a table over the remaining steps.
result<retargeted::written> retargeted::tail_table() const {
  const double start = plan_(options_.at);
  const std::uint64_t left = options_.new_steps - options_.at;
  const axis on = axis::of(plan_.judged().with.sampled.value_or(sampling::periodic), left);
  const double now = remaining(options_.at) * scale_;
  const double top = plan_.kernel().value({1.0 - now, now});
  const auto window = [&](phase u) {
    const double rest = std::min(now, u.rest * static_cast<double>(on.end) * scale_);
    return plan_.kernel().value({1.0 - rest, rest}) / top;
  };
  TAPER_TRY(t, table_of(window, {.breaks = {on.offset / static_cast<double>(on.end)}}));
  return written{falling_from(t.points, plan_, start), left};
}

result<void> retargeted::write_down() {
  TAPER_CHECK(write_plan_down());
  if (factor_ == 1.0) {
    if (!whole_) join();
    return {};
  }
  if (!rest_) rest_ = written{from_step(whole_->spec, options_.at), options_.new_steps - options_.at};
  rest_->spec = product({rest_->spec, constant{} | modifier::peak{factor_}});
  join();
  return {};
}

/// The plan with another peak, if its rates are all that is needed.
void retargeted::write_multiplied_down() {
  rest_ = written{product({from_step(plan_as_part(plan_), options_.at), constant{} | modifier::peak{factor_}}),
                  options_.new_steps - options_.at};
  join();
}

/// The same, without a change of the peak.
result<void> retargeted::write_plan_down() {
  const timeline line = plan_.locate(options_.at).line;
  composition with = plan_.judged().with;
  const std::uint64_t left = options_.new_steps - options_.at;
  const double start = rate_before();
  if (options_.how == retargeting::rewarm) {
    schedule s{plan_.judged().shape, {}};
    s.with.warmup =
        modifier::warmup{taper::steps(options_.rewarm_steps), rise::linear, std::min(1.0, start / plan_.peak())};
    s.with.sampled = with.sampled;
    s.with.floor = with.floor;
    s.with.peak = with.peak;
    rest_ = written{std::move(s), left};
    return {};
  }
  if (where_ == part::fall) {
    const bool mirrored =
        line.rise_shape() == rise::mirror && line.rise_length() > 0.0;  // a mirrored rise would mirror the bent window
    if (!mirrored) {
      TAPER_TRY(table, bent_table());
      whole_ = std::move(table);
    }
    const phase here = plan_.locate(options_.at).where.at;
    const bool from_zero = axis::of(with.sampled.value_or(sampling::periodic), 2).offset == 0.0;
    if (const std::optional<any_window> tail = end_of(plan_.judged().shape, here);
        tail && from_zero && start > 1e-300) {
      rest_ = written{falling_from(*tail, plan_, start), left};
    } else if (mirrored) {
      TAPER_TRY(table, tail_table());
      rest_ = std::move(table);
    }
    return {};
  }
  if (options_.how == retargeting::cooldown_now && where_ != part::hold) {
    rest_ = written{falling_from(plan_.judged().shape, plan_, start), left};
    return {};
  }
  // the same form with other lengths: the fall begins where 1 - x reaches 1
  const axis on = axis::of(with.sampled.value_or(sampling::periodic), options_.new_steps);
  const double begin = static_cast<double>(on.end) - 1.0 / scale_;
  with.full.reset();
  with.cooldown.reset();
  with.warmup.reset();
  if (line.rise_length() > 0.0) {
    with.warmup = modifier::warmup{amount_of(line.rise_length(), on.end), line.rise_shape(),
                                   plan_.judged().with.warmup ? plan_.judged().with.warmup->from : 0.0};
  }
  // a hold within rounding of a whole step is rounded
  const double hold = std::max(0.0, begin - line.rise_length());
  const double whole = std::round(hold);
  with.hold =
      modifier::hold{amount_of(std::fabs(hold - whole) < 1e-9 * static_cast<double>(on.end) ? whole : hold, on.end)};
  whole_ = written{{plan_.judged().shape, normalized(with)}, options_.new_steps};
  return {};
}

/// The rates from t0 on as levels, if there are few, or else as a table.
result<void> retargeted::write_rates_down() {
  const std::uint64_t left = options_.new_steps - options_.at;
  if (to_) {
    rest_ = written{to_->source(), left};
    join();
    return {};
  }
  std::vector<double> levels{(*this)(options_.at)};
  std::vector<amount> marks;
  for (std::uint64_t k = 1; k < std::min(left, most_read) && levels.size() <= most_levels; ++k) {
    const double rate = (*this)(options_.at + k);
    if (rate == levels.back()) continue;
    levels.push_back(rate);
    marks.push_back(taper::steps(k));
  }
  if ((levels.size() == 1 || stairs_) && levels.size() <= most_levels && left <= most_read) {
    std::vector<part_of_schedule> parts;
    for (const double rate : levels) parts.emplace_back(level(rate));
    rest_ = written{levels.size() == 1 ? parts.front().get() : sequence(parts, marks), left};
    join();
    return {};
  }
  const double top = [&] {
    double out = 0.0;
    for (std::uint64_t k = 0; k < left; k += 1 + left / most_read) out = std::max(out, (*this)(options_.at + k));
    return out;
  }();
  constexpr std::uint64_t most_points = 1024;
  std::vector<table::point> points;
  for (std::uint64_t k = 0; k < left; k += 1 + left / most_points)
    points.push_back({static_cast<double>(k) / static_cast<double>(left), (*this)(options_.at + k) / top});
  points.push_back({1.0, std::min((*this)(options_.new_steps), (*this)(options_.new_steps - 1)) / top});
  TAPER_TRY(made, table::through(without_straight_parts(points)));
  schedule rest{std::move(made), {}};
  rest.with.peak = modifier::peak{top};
  rest_ = written{std::move(rest), left};
  join();
  return {};
}

/// The whole run as the plan up to t0 followed by the rest.
void retargeted::join() {
  if (options_.at == 0) {
    whole_ = rest_;
    return;
  }
  whole_ = written{sequence({plan_as_part(plan_), rest_->spec}, {taper::steps(options_.at)}), options_.new_steps};
}

/// The errors of both texts, at the steps: a table may follow its window closely and still miss it between the places
/// at which it was fitted, and the rates of a library may differ from the window that stands for them.
result<void> retargeted::measure() {
  constexpr std::uint64_t most_measured = std::uint64_t{1} << 18;
  constexpr double exact = 1e-12;
  const auto error_of = [&](const written& what, std::uint64_t from) -> result<double> {
    TAPER_TRY(bound, what.spec.bind(what.steps, plan_.timing()));
    double worst = 0.0;
    const auto compare = [&](std::uint64_t k) {
      worst = std::max(worst, std::fabs(bound(k) - (*this)(from + k)) / plan_.peak());
    };
    const std::uint64_t n = std::min(what.steps, most_measured);
    for (std::uint64_t k = 0; k < n; ++k)
      compare(n == what.steps ? k : detail::scaled_rounded(what.steps - 1, k, n - 1));
    const std::uint64_t now = options_.at - from;
    for (std::uint64_t k = now > 0 ? now - 1 : 0; k < std::min(now + 2, what.steps); ++k) compare(k);
    return worst < exact ? 0.0 : worst;
  };
  TAPER_TRY(of_whole, error_of(*whole_, 0));
  whole_->error = of_whole;
  if (rest_) {
    TAPER_TRY(of_rest, error_of(*rest_, options_.at));
    rest_->error = of_rest;
  }
  return {};
}

}  // namespace taper
