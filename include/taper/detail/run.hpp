// The parts of a bound schedule that are not used at every step: construction, position of a step, cycles, the end.
#pragma once

#include <string>

#include "taper/schedule.hpp"

namespace taper {

template <window W>
result<basic_run<W>> basic_run<W>::make(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk) {
  TAPER_CHECK(fault_of(s.with, s.root.get()));
  if constexpr (std::same_as<W, any_window>) {
    if (s.root) return by_rule(s, steps, clk);
  }
  result<timeline> whole = timeline::make(s.with, steps, clk);
  if (!whole && !s.with.restarts) return whole.error();
  basic_run out(s, steps, clk);
  if (s.with.restarts) {
    TAPER_CHECK(out.plan_cycles());
  } else {
    out.line_ = *whole;
  }
  if (s.with.sequence.value_or(input::uniform) == input::kronecker_sorted) {
    const std::uint64_t first = out.line_.fall_begin().ceil();
    out.order_ = kronecker_order(steps > first ? steps - first : 1);
  }
  out.plain_ = !s.with.restarts && s.with.sequence.value_or(input::uniform) == input::uniform;
  if (out.plain_) out.inside_ = out.line_.inside();
  return out;
}

template <window W>
auto basic_run<W>::locate(std::uint64_t t) const noexcept -> location {
  location out{{0, steps_, 0, 1.0}, line_, {}};
  if (t >= steps_ && !endless()) {
    out.where.in = part::after;
    out.where.at = {1.0, 0.0};
    out.where.elapsed = line_.fall_length();
    return out;
  }
  if (cycles_) {
    if (t < warm_.warmup_steps()) {
      out.line = warm_;
      if (warm_.rising(t)) out.where = warm_.rise_at(t);
      return out;
    }
    const std::uint64_t local = t - warm_.warmup_steps();
    out.in = cycles_->at(local);
    out.line = cycle_line(out.in);
    if (local - out.in.begin < out.in.length) {
      out.where = out.line.at(local - out.in.begin);
    } else {  // past 2^63, where the cycles of a stretch end
      out.where = {part::after, {1.0, 0.0}, out.line.fall_length()};
    }
    out.in.begin += warm_.warmup_steps();
    return out;
  }
  out.where = line_.at(t);
  if (sequence() != input::uniform && out.where.in != part::rise && out.where.in != part::mirror) {
    const std::uint64_t first = line_.fall_begin().ceil();
    out.where = {};
    if (t < first) return out;
    const std::uint64_t j = t - first;
    out.where.at = kronecker_point(sequence() == input::kronecker ? j : order_.at(j));
    out.where.elapsed = out.where.at.x * line_.fall_length();
    out.where.in = out.where.at.x > 0.0 ? part::fall : part::hold;
  }
  return out;
}

template <window W>
std::uint64_t basic_run<W>::cycle_count() const noexcept {
  return cycles_ ? cycles_->count_within(steps_ > warm_.warmup_steps() ? steps_ - warm_.warmup_steps() : 0) : 1;
}

template <window W>
auto basic_run<W>::cycle_number(std::uint64_t i) const noexcept -> location {
  if (!cycles_) return {{0, steps_, 0, 1.0}, line_, {}};
  location out{cycles_->number(i), {}, {}};
  out.line = cycle_line(out.in);
  out.in.begin += warm_.warmup_steps();
  return out;
}

template <window W>
basic_run<W>::basic_run(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk)
    : steps_(steps), kernel_(s.shape.kernel()), order_(1), source_(s), clock_(clk) {
  peak_ = s.with.peak ? s.with.peak->lr : 1.0;
  if (s.with.floor) floor_ = floor_is_rate() ? s.with.floor->value : peak_ * (s.with.floor->value / 100.0);
  height_ = peak_ - floor_;
  held_ = level(kernel_.value({0.0, 1.0}), 1.0);
}

template <window W>
result<basic_run<W>> basic_run<W>::by_rule(const basic_schedule<W>& s, std::uint64_t steps, const clock& clk) {
  TAPER_TRY(bound, bind_rule(s, steps, clk));
  result<basic_run> out = make(bound.judged, steps, clk);
  if (!out) return out.error();
  out->use(std::move(bound.rates), std::move(bound.judged), bound.only_rates);
  out->source_ = s;
  return out;
}

template <window W>
result<void> basic_run<W>::plan_cycles() {
  composition rise_only;
  rise_only.warmup = judged().with.warmup;
  rise_only.sampled = judged().with.sampled;
  TAPER_TRY(warm, timeline::make(rise_only, steps_, clock_));
  warm_ = warm;
  if (warm_.warmup_steps() >= steps_) return failed_on("warmup", errc::conflict, " leaves no room for the cycles");
  TAPER_TRY(plan, cycle_plan::make(*judged().with.restarts, steps_ - warm_.warmup_steps()));
  cycles_ = std::move(plan);
  const cycle first = cycles_->at(0);
  const cycle last = cycles_->at(steps_ - warm_.warmup_steps() - 1);
  for (const cycle& c : {first, last}) {  // lengths are monotone in the index, so the ends bound them all
    TAPER_CHECK(timeline::make(cycle_composition(), c.length, clock_, false));
    if (floor_is_rate() && floor_ > peak_ * c.height) {
      return failed_on("floor", errc::out_of_range, " is above the peak of cycle " + std::to_string(c.index));
    }
  }
  line_ = cycle_line(first);
  return {};
}

template <window W>
composition basic_run<W>::cycle_composition() const {
  composition c = judged().with;
  c.restarts.reset();
  c.warmup.reset();
  return c;
}

template <window W>
timeline basic_run<W>::cycle_line(const cycle& c) const noexcept {
  composition with;
  with.hold = judged().with.hold;
  with.cooldown = judged().with.cooldown;
  with.full = judged().with.full;
  with.sampled = judged().with.sampled;
  result<timeline> line = timeline::make(with, c.length, clock_, false);
  return line ? *line : line_;
}

template <window W>
double basic_run<W>::elsewhere(std::uint64_t t) const noexcept {
  if (rule_) return (*rule_)(t);
  if (plain_ && t < steps_) {
    if (line_.rising(t)) return rate_of_rise(line_, t, 1.0);
    if (line_.before_fall(t)) return held_;
    const double s = line_.elapsed(t);
    if (!(s > 0.0)) return held_;
    const double length = line_.fall_length();
    return floor_ + height_ * kernel_.value({s / length, line_.remaining(t) / length});
  }
  if (t >= steps_ && !endless()) return terminal();
  const location l = locate(t);
  if (l.where.in == part::rise) return peak_ * l.in.height * l.line.risen(t);
  return level(kernel_.value(l.where.at), l.in.height);
}

template <window W>
double basic_run<W>::terminal() const noexcept {
  const double end = kernel_.value({1.0, 0.0});
  if (!cycles_) return floor_ + height_ * end;
  return level(end, cycles_->at(steps_ - warm_.warmup_steps() - 1).height);
}

}  // namespace taper
