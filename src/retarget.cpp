// Retargeting, with exact remaining steps.
#include "taper/retarget.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "taper/algebra.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

result<void> fault_of_request(const run& plan, const retarget_options& o) {
  const bool finished = o.at == plan.steps();
  const bool only_peak = o.how == retargeting::stretch && o.new_steps == plan.steps() && o.new_peak;
  const bool needs_fall = o.how == retargeting::rewarm || o.how == retargeting::cooldown_now ||
                          (o.how == retargeting::stretch && !finished && !only_peak);
  if (plan.has_cycles() && needs_fall)
    return failed(errc::unsupported, "restarts have no single fall to retarget",
                  "change only the peak, continue with another schedule, or retarget the schedule of one cycle");
  if (plan.sequence() != input::uniform && needs_fall)
    return failed(errc::unsupported, "a Kronecker sequence cannot be retargeted; unsorted it needs no length");
  if (o.at > plan.steps()) {
    return failed(errc::out_of_range, "the step to retarget at must be at most the plan's " +
                                          std::to_string(plan.steps()) + " steps, got " + std::to_string(o.at));
  }
  if (o.new_steps <= o.at + 1) {
    return failed(errc::out_of_range, "from step " + std::to_string(o.at) +
                                          " on the run needs at least 2 steps: the new length must be at least " +
                                          std::to_string(o.at + 2) + ", got " + std::to_string(o.new_steps));
  }
  if (finished && o.how == retargeting::cooldown_now)
    return failed(errc::out_of_range, "the plan is finished: there is nothing to cool down",
                  "rewarm, or give another schedule");
  if (o.new_peak && !(*o.new_peak > 0.0 && std::isfinite(*o.new_peak)))
    return failed(errc::out_of_range, "the new peak must be > 0, got " + print_number(*o.new_peak));
  if (o.new_peak && o.how == retargeting::replace)
    return failed(errc::conflict, "a new peak and another schedule exclude each other",
                  "write the peak in the schedule");
  if (o.how == retargeting::replace && !o.to) return failed(errc::missing, "the schedule to continue with is missing");
  if (o.how != retargeting::rewarm) return {};
  if (o.rewarm_steps < 1) return failed(errc::out_of_range, "a rewarm needs at least 1 step");
  const axis on = axis::of(plan.judged().with.sampled.value_or(sampling::periodic), o.new_steps);
  if (o.at + o.rewarm_steps + 1 >= on.end) {
    return failed(errc::conflict, "a rewarm of " + std::to_string(o.rewarm_steps) +
                                      " steps leaves no room to decay in the remaining " +
                                      std::to_string(o.new_steps - o.at));
  }
  return {};
}

/// Whether the rates of a plan form stairs after a step: each level lasts at least two steps.
bool in_stairs(const run& plan, std::uint64_t from) {
  const std::uint64_t end = std::min(plan.steps(), from + 65'536);
  bool changes = false;
  std::uint64_t since = 2;  // steps on this level; the length of the first level is unknown
  for (std::uint64_t t = from + 1; t < end; ++t, ++since) {
    if (plan(t) == plan(t - 1)) continue;
    if (since < 2) return false;
    changes = true;
    since = 0;
  }
  return changes;
}

}  // namespace

double retargeted::rate_before() const noexcept { return plan_(finished() ? options_.at - 1 : options_.at); }

/// The plan's rate at the position that corresponds to step t, with straight lines between its steps.
double retargeted::read_plan(std::uint64_t t) const noexcept {
  const auto left = static_cast<double>(options_.new_steps - anchor_);
  const double scaled = static_cast<double>(t - anchor_) * (static_cast<double>(plan_.steps() - anchor_) / left);
  const double whole = std::floor(scaled + 1e-9);
  const std::uint64_t step = anchor_ + static_cast<std::uint64_t>(whole);
  const double part = scaled - whole;
  const double here = plan_(step);
  return stairs_ || part <= 1e-9 ? here : here + part * (plan_(step + 1) - here);
}

double retargeted::operator()(std::uint64_t t) const noexcept {
  if (t < options_.at) return plan_(t);
  if (to_) return (*to_)(t - options_.at);
  if (keeps_length()) return factor_ * plan_(t);
  const bool rewarms = options_.how == retargeting::rewarm;
  if (finished() && !rewarms) return factor_ * rate_before();
  if (t < anchor_) {
    if (!rewarms) return factor_ * plan_(t);  // the warmup ends as planned
    const double start = rate_before();
    return factor_ * (start + (top_ - start) *
                                  (static_cast<double>(t - options_.at) / static_cast<double>(options_.rewarm_steps)));
  }
  if (plan_.only_rates() && options_.how == retargeting::stretch)
    return factor_ * (t < options_.new_steps ? read_plan(t) : plan_(plan_.steps()));
  double rest = 0.0;
  if (t < options_.new_steps) rest = remaining(t) * scale_;
  if (rest >= 1.0) {
    if (!plan_.only_rates()) return factor_ * top_;
    rest = 1.0;  // rates known one by one may fall at once
  }
  return factor_ * (plan_.floor() + (top_ - plan_.floor()) * kept_ * plan_.kernel().value({1.0 - rest, rest}));
}

double retargeted::x_at() const noexcept {
  if (finished()) return 1.0;
  const run::location here = plan_.locate(options_.at);
  return here.where.in == part::fall ? here.where.at.x : 0.0;
}

result<retargeted> retarget(const run& plan, const retarget_options& options) {
  TAPER_CHECK(fault_of_request(plan, options));
  retargeted out(plan, options);
  if (options.new_peak) out.factor_ = *options.new_peak / plan.peak();
  const double before = out.rate_before();
  if (options.to) {
    schedule to = *options.to;
    if (!is_absolute(to)) {
      if (!(before > 0.0))
        return failed(errc::missing, "the rate is 0 where the schedule changes: give the new one a peak");
      to.with.peak = modifier::peak{before};
    }
    TAPER_TRY(bound, to.bind(options.new_steps - options.at, plan.timing()));
    out.to_ = std::move(bound);
  }
  if (options.to || (out.finished() && options.how == retargeting::stretch)) {
    out.where_ = part::after;
    if (!out.finished()) out.where_ = plan.locate(options.at).where.in;
    out.jumps_ = std::fabs(out(options.at) - before) > 1e-9 * plan.peak();
    TAPER_CHECK(out.write_rates_down());
    TAPER_CHECK(out.measure());
    return out;
  }
  const run::location here = plan.locate(options.at);
  if (plan.has_cycles() || plan.sequence() != input::uniform) {  // only the peak changes
    out.where_ = here.where.in;
    out.jumps_ = out.factor_ != 1.0;
    out.write_multiplied_down();
    TAPER_CHECK(out.measure());
    return out;
  }
  const axis on = axis::of(plan.judged().with.sampled.value_or(sampling::periodic), options.new_steps);
  out.where_ = here.where.in;
  out.end_ = static_cast<double>(on.end) - on.offset;
  out.top_ = plan.peak();
  out.anchor_ = options.at;
  const bool rising = here.where.in == part::rise || here.where.in == part::mirror;
  const bool falling = here.where.in == part::fall;
  double reference = 0.0;  // remaining time that corresponds to rest_at_anchor_
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
    if (rising) {
      const double length = here.line.rise_length();
      const double whole = std::round(length);  // a warmup that exceeds whole steps only by rounding is rounded
      const bool hair = here.where.in == part::rise && std::fabs(length - whole) < 1e-9 * (1.0 + whole);
      out.anchor_ = hair ? std::max(options.at, static_cast<std::uint64_t>(whole)) : here.line.rise_end();
    }
    if (out.anchor_ + 1 >= options.new_steps) {
      return failed(errc::conflict, "the new length ends within the warmup, at step " + std::to_string(out.anchor_));
    }
    if (out.anchor_ >= plan.steps())
      return failed(errc::conflict, "the plan ends within its warmup, at step " + std::to_string(plan.steps()));
    out.rest_at_anchor_ = here.line.remaining(out.anchor_) / here.line.fall_length();
    reference = out.remaining(out.anchor_);
    if (here.where.in == part::hold) out.top_ = before;
    const double of_window = (out.top_ - plan.floor()) * plan.kernel().value(here.where.at);
    if (falling && of_window > 0.0 && before > plan.floor()) out.kept_ = (before - plan.floor()) / of_window;
  }
  out.scale_ = out.rest_at_anchor_ / reference;
  out.jumps_ = out.factor_ != 1.0;
  out.stairs_ = plan.only_rates() && options.how == retargeting::stretch && in_stairs(plan, out.anchor_);
  TAPER_CHECK(plan.only_rates() && options.how != retargeting::rewarm ? out.write_rates_down() : out.write_down());
  TAPER_CHECK(out.measure());
  return out;
}

std::optional<naive_restart> naive_restart_of(const run& plan, const retarget_options& options) {
  if (options.new_steps == plan.steps()) return std::nullopt;
  result<run> as_if = plan.source().bind(options.new_steps, plan.timing());
  if (!as_if) return std::nullopt;
  naive_restart out{.as_if = *std::move(as_if), .before = plan(options.at)};
  out.after = out.as_if(options.at);
  if (out.after != out.before)
    out.jump = out.before > 0.0 ? out.after / out.before : std::numeric_limits<double>::infinity();
  constexpr std::uint64_t most = 4096;
  const std::uint64_t both = std::min(plan.steps(), options.new_steps);
  const std::uint64_t n = std::min(both, most);
  out.same_rates = true;
  for (std::uint64_t k = 0; k < n && out.same_rates; ++k) {
    const std::uint64_t t = n < 2 ? 0 : detail::scaled_rounded(both - 1, k, n - 1);
    out.same_rates = out.as_if(t) == plan(t);
  }
  return out;
}

}  // namespace taper
