// Retargeting on exact remainders of the step, and how the outcome is written in the notation.
#include "taper/retarget.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "taper/notation.hpp"

namespace taper {

namespace {

/// An amount of `length` steps on an axis of `end`; a part of it where it is not whole.
amount amount_of(double length, std::uint64_t end) {
  if (length == std::floor(length)) return {length, unit::steps};
  return percent(100.0 * length / static_cast<double>(end));
}

/// The window from x on, drawn out to [0, 1] and scaled to start at 1, for the families that this leaves in the family.
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
  out.with.sampled = plan.source().with.sampled;
  out.with.peak = modifier::peak{top};
  if (plan.floor() > 0.0) out.with.floor = floor_lr(plan.floor());
  return out;
}

result<void> fault_of_request(const run& plan, const retarget_options& o) {
  if (plan.has_cycles())
    return failed(errc::unsupported, "restarts have no one fall to retarget", "retarget the schedule of one cycle");
  if (plan.sequence() != input::uniform)
    return failed(errc::unsupported, "a Kronecker sequence is not retargeted: raw, it needs no length");
  if (o.at >= plan.steps()) {
    return failed(errc::out_of_range, "the step to retarget at must be below the plan's " +
                                          std::to_string(plan.steps()) + " steps, got " + std::to_string(o.at));
  }
  if (o.new_steps <= o.at + 1) {
    return failed(errc::out_of_range, "the new length must be beyond step " + std::to_string(o.at + 1) + ", got " +
                                          std::to_string(o.new_steps));
  }
  if (o.how != retargeting::rewarm) return {};
  if (o.rewarm_steps < 1) return failed(errc::out_of_range, "a rewarm needs at least 1 step");
  if (o.rewarm_steps >= o.new_steps - o.at) {
    return failed(errc::conflict, "a rewarm of " + std::to_string(o.rewarm_steps) +
                                      " steps leaves no room to decay in the " + std::to_string(o.new_steps - o.at) +
                                      " that are left");
  }
  return {};
}

}  // namespace

double retargeted::operator()(std::uint64_t t) const noexcept {
  if (t < options_.at) return plan_(t);
  const bool rewarms = options_.how == retargeting::rewarm;
  if (t < anchor_) {
    if (!rewarms) return plan_(t);  // the warmup ends as planned
    const double start = plan_(options_.at);
    return start + (top_ - start) * (static_cast<double>(t - options_.at) / static_cast<double>(options_.rewarm_steps));
  }
  double rest = 0.0;
  if (t < options_.new_steps) rest = remaining(t) * scale_;
  if (rest >= 1.0) return top_;
  return plan_.floor() + (top_ - plan_.floor()) * plan_.kernel().value({1.0 - rest, rest});
}

double retargeted::x_at() const noexcept {
  const run::location here = plan_.locate(options_.at);
  return here.where.in == part::fall ? here.where.at.x : 0.0;
}

/// The fall with a corner in its clock at t0, as a table on the whole fall.
result<retargeted::written> retargeted::bent_table() const {
  const timeline line = plan_.locate(options_.at).line;
  const composition& with = plan_.source().with;
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
  result<tabulated> t = table_of(window, {.breaks = {corner}});
  if (!t) return t.error();
  written out{
      .spec = {t->points, with}, .steps = options_.new_steps, .error = t->error * (1.0 - plan_.floor() / plan_.peak())};
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

/// What is left of the window, as a table of its own over the steps that are left.
result<retargeted::written> retargeted::tail_table() const {
  const double start = plan_(options_.at);
  const std::uint64_t left = options_.new_steps - options_.at;
  const axis on = axis::of(plan_.source().with.sampled.value_or(sampling::periodic), left);
  const double now = remaining(options_.at) * scale_;
  const double top = plan_.kernel().value({1.0 - now, now});
  const auto window = [&](phase u) {
    const double rest = std::min(now, u.rest * static_cast<double>(on.end) * scale_);
    return plan_.kernel().value({1.0 - rest, rest}) / top;
  };
  result<tabulated> t = table_of(window, {.breaks = {on.offset / static_cast<double>(on.end)}});
  if (!t) return t.error();
  return written{falling_from(t->points, plan_, start), left, t->error * (start - plan_.floor()) / plan_.peak()};
}

result<void> retargeted::write_down() {
  const timeline line = plan_.locate(options_.at).line;
  composition with = plan_.source().with;
  const std::uint64_t left = options_.new_steps - options_.at;
  const double start = plan_(options_.at);
  if (options_.how == retargeting::rewarm) {
    schedule s{plan_.source().shape, {}};
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
        line.rise_shape() == rise::mirror && line.rise_length() > 0.0;  // it would mirror the bent window
    if (!mirrored) {
      TAPER_TRY(table, bent_table());
      whole_ = std::move(table);
    }
    const phase here = plan_.locate(options_.at).where.at;
    const bool from_zero = axis::of(with.sampled.value_or(sampling::periodic), 2).offset == 0.0;
    if (const std::optional<any_window> tail = end_of(plan_.source().shape, here);
        tail && from_zero && start > 1e-300) {
      rest_ = written{falling_from(*tail, plan_, start), left};
    } else if (mirrored) {
      TAPER_TRY(table, tail_table());
      rest_ = std::move(table);
    }
    return {};
  }
  if (options_.how == retargeting::cooldown_now && where_ != part::hold) {
    rest_ = written{falling_from(plan_.source().shape, plan_, start), left};
    return {};
  }
  // the same words with other lengths: the fall begins where 1 - x reaches 1
  const axis on = axis::of(with.sampled.value_or(sampling::periodic), options_.new_steps);
  const double begin = static_cast<double>(on.end) - 1.0 / scale_;
  with.full.reset();
  with.cooldown.reset();
  with.warmup.reset();
  if (line.rise_length() > 0.0) {
    with.warmup = modifier::warmup{amount_of(line.rise_length(), on.end), line.rise_shape(),
                                   plan_.source().with.warmup ? plan_.source().with.warmup->from : 0.0};
  }
  // a hold that is a hair off a whole step is that step
  const double hold = std::max(0.0, begin - line.rise_length());
  const double whole = std::round(hold);
  with.hold =
      modifier::hold{amount_of(std::fabs(hold - whole) < 1e-9 * static_cast<double>(on.end) ? whole : hold, on.end)};
  whole_ = written{{plan_.source().shape, normalized(with)}, options_.new_steps};
  return {};
}

result<retargeted> retarget(const run& plan, const retarget_options& options) {
  TAPER_CHECK(fault_of_request(plan, options));
  retargeted out(plan, options);
  const run::location here = plan.locate(options.at);
  const axis on = axis::of(plan.source().with.sampled.value_or(sampling::periodic), options.new_steps);
  out.where_ = here.where.in;
  out.end_ = static_cast<double>(on.end) - on.offset;
  out.top_ = plan.peak();
  out.anchor_ = options.at;
  const bool rising = here.where.in == part::rise || here.where.in == part::mirror;
  const bool falling = here.where.in == part::fall;
  double reference = 0.0;  // remaining time at which rest_at_anchor_ holds
  if (options.how == retargeting::rewarm) {
    out.anchor_ = options.at + options.rewarm_steps;
    reference = static_cast<double>(on.end) - static_cast<double>(out.anchor_);
  } else if (options.how == retargeting::cooldown_now && !falling) {
    out.top_ = plan(options.at);
    if (!(out.top_ > plan.floor())) {
      return failed(
          errc::out_of_range,
          "at step " + std::to_string(options.at) + " the rate is not above the floor: there is nothing to cool down",
          "choose a later step, or rewarm");
    }
    reference = rising ? static_cast<double>(on.end) - static_cast<double>(options.at) : out.remaining(options.at);
  } else {
    if (rising) out.anchor_ = here.line.rise_end();
    if (out.anchor_ + 1 >= options.new_steps) {
      return failed(errc::conflict, "the new length ends within the warmup, at step " + std::to_string(out.anchor_));
    }
    out.rest_at_anchor_ = here.line.remaining(out.anchor_) / here.line.fall_length();
    reference = out.remaining(out.anchor_);
  }
  out.scale_ = out.rest_at_anchor_ / reference;
  TAPER_CHECK(out.write_down());
  return out;
}

result<naive_restart> naive_restart_of(const run& plan, const retarget_options& options) {
  TAPER_TRY(as_if, plan.source().bind(options.new_steps, plan.timing()));
  naive_restart out{std::move(as_if), plan(options.at), 0.0, 1.0};
  out.after = out.as_if(options.at);
  if (out.after != out.before)
    out.jump = out.before > 0.0 ? out.after / out.before : std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace taper
