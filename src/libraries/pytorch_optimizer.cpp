// The rows of pytorch_optimizer.lr_scheduler (those that are not PyTorch's own).
#include "taper/libraries/pytorch_optimizer.hpp"

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::pytorch_optimizer {

namespace {

void starts_at_min(std::vector<finding>& out, double first, double second) {
  if (first == second) return;
  note(out, "first-step-at-min", 0,
       "the constructor leaves the rate at min_lr: the first step runs at " + print_number(first) +
           " unless step() is called before it");
}

constexpr parameter_row rex_rows[] = {
    {"total_steps", takes::steps, "none", range::at_least(1), "", "steps of the run; its length unless given"},
    {"max_lr", takes::real, "1", range::at_least(0), "", "highest rate"},
    {"min_lr", takes::real, "0", range::at_least(0), "", "lowest rate"}};
rex rex_of(const arguments& a, const setting& in) {
  return {a.real("max_lr"), a.real("min_lr"), a.given("total_steps") ? a.count("total_steps") : in.steps};
}
made_rule make_rex(const arguments& a, const setting& in) { return made(rex_of(a, in)); }
void find_in_rex(const arguments& a, const setting& in, std::vector<finding>& out) {
  const rex s = rex_of(a, in);
  words::length_findings(out, in.steps, s.total_steps, "total_steps");
  starts_at_min(out, s(0), s.max_lr);
}

// Warmup and one fall
// -------------------------------------------------------------------------------------------------

constexpr parameter_row t_max_row = {"t_max", takes::steps,
                                     "none",  range::at_least(1),
                                     "",      "steps of the run, warmup included; its length unless given"};
constexpr parameter_row max_row = {"max_lr", takes::real, "", range::at_least(0), "", "highest rate"};
constexpr parameter_row min_row = {"min_lr", takes::real, "0", range::at_least(0), "", "lowest rate"};
constexpr parameter_row init_row = {"init_lr", takes::real, "0", range::at_least(0), "", "rate at the rise's start"};
constexpr parameter_row warmup_row = {"warmup_steps", takes::steps, "0", range::at_least(0), "", "steps of the rise"};
constexpr parameter_row fall_rows[] = {t_max_row, max_row, min_row, init_row, warmup_row};
constexpr parameter_row poly_rows[] = {{"poly_order", takes::real, "0.5", range::above(0), "", "exponent"},
                                       t_max_row,
                                       max_row,
                                       min_row,
                                       init_row,
                                       warmup_row};
template <with_warmup::kind is>
with_warmup fall_of(const arguments& a, const setting& in) {
  with_warmup s{is,
                a.real("max_lr"),
                a.real("min_lr"),
                a.real("init_lr"),
                a.count("warmup_steps"),
                a.given("t_max") ? a.count("t_max") : in.steps};
  if constexpr (is == with_warmup::kind::poly) s.power = a.real("poly_order");
  return s;
}
template <with_warmup::kind is>
made_rule make_fall(const arguments& a, const setting& in) {
  const with_warmup s = fall_of<is>(a, in);
  if (s.warmup_steps >= s.t_max) return conflict("pytorch_optimizer: warmup_steps must be below t_max");
  return made(s);
}
template <with_warmup::kind is>
void find_in_fall(const arguments& a, const setting& in, std::vector<finding>& out) {
  const with_warmup s = fall_of<is>(a, in);
  starts_at_min(out, s(0), s(1));
  if constexpr (is == with_warmup::kind::poly) {
    if (in.steps > s.warmup_steps + 3 && s.max_lr > s.min_lr)
      fault(out, "grows", s.warmup_steps + 3,
            "(steps since the warmup)^poly_order grows: the rate climbs above max_lr");
    return;
  }
  if (in.steps <= s.t_max + 1) {
    words::length_findings(out, in.steps, s.t_max, "t_max");
  } else if constexpr (is == with_warmup::kind::cosine) {
    fault(out, "climbs-after-end", s.t_max + 1, "the cosine rises again after t_max");
  } else {
    fault(out, "below-floor", s.t_max + 2, "the line goes on below min_lr after t_max");
  }
}

constexpr parameter_row restart_rows[] = {
    {"first_cycle_steps", takes::steps, "", range::at_least(1), "", "steps of the first cycle, its rise included"},
    {"cycle_mult", takes::real, "1", range::above(0), "", "each fall is this many times as long"},
    {"max_lr", takes::real, "0.0001", range::at_least(0), "", "highest rate of the first cycle"},
    {"min_lr", takes::real, "1e-06", range::at_least(0), "", "lowest rate"},
    warmup_row,
    {"gamma", takes::real, "0.9", range::at_least(0), "", "each cycle is this many times as high"}};
cosine_warmup_restarts restarts_of(const arguments& a) {
  return {a.real("max_lr"),     a.real("min_lr"),        a.count("first_cycle_steps"),
          a.real("cycle_mult"), a.count("warmup_steps"), a.real("gamma")};
}
made_rule make_restarts(const arguments& a, const setting&) {
  if (a.count("warmup_steps") >= a.count("first_cycle_steps"))
    return conflict("pytorch_optimizer.CosineAnnealingWarmupRestarts: warmup_steps must be below first_cycle_steps");
  return made(restarts_of(a));
}
void find_in_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, std::min(in.steps, a.count("first_cycle_steps")), a.count("first_cycle_steps"),
                         "first_cycle_steps");
  if (a.count("warmup_steps") == 0) starts_at_min(out, a.real("min_lr"), a.real("max_lr"));
}

// Multipliers of the base rate
// -------------------------------------------------------------------------------------------------

constexpr parameter_row wsd_rows[] = {
    {"num_warmup_steps", takes::steps, "", range::at_least(0), "", "steps of the rise, t / W"},
    {"num_stable_steps", takes::steps, "", range::at_least(0), "", "steps at the base rate"},
    {"num_decay_steps", takes::steps, "", range::at_least(1), "", "steps of the fall"},
    {"min_lr_ratio", takes::real, "0", range::between(0, 1), "", "factor after the fall, and cosine's floor"},
    {"num_cycles", takes::real, "0.5", range::above(0), "", "waves of the cosine"},
    {"cooldown_type", takes::word, "1-sqrt", {}, "cosine 1-sqrt linear 1-square", "the fall"}};
wsd wsd_of(const arguments& a, const setting& in) {
  return {in.base,
          a.count("num_warmup_steps"),
          a.count("num_stable_steps"),
          a.count("num_decay_steps"),
          a.real("min_lr_ratio"),
          a.real("num_cycles"),
          static_cast<wsd::kind>(a.choice("cooldown_type"))};
}
made_rule make_wsd(const arguments& a, const setting& in) { return made(wsd_of(a, in)); }
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  const wsd s = wsd_of(a, in);
  const std::uint64_t end = s.warmup + s.stable + s.decay;
  words::length_findings(out, in.steps, end, "the sum of its parts");
  if (s.min_lr_ratio > 0.0 && s.cooldown != wsd::kind::cosine && in.steps > end)
    fault(out, "climbs-after-the-fall", end,
          "this cooldown goes to 0, not to min_lr_ratio; after it the rate jumps up to min_lr_ratio");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  const wsd s = wsd_of(a, in);
  const bool cosine = s.cooldown == wsd::kind::cosine;
  if ((cosine && s.num_cycles != 0.5) || (!cosine && s.min_lr_ratio != 0.0) || s.decay < 2) return std::nullopt;
  const std::string shapes[] = {"cosine", "one_minus_sqrt", "linear", "poly(i=2, n=1)"};
  return words::over(s.warmup + s.stable + s.decay, shapes[static_cast<std::size_t>(s.cooldown)],
                     words::warmup(s.warmup), words::hold(s.stable), words::floor(s.min_lr_ratio), words::peak(s.base));
}

constexpr parameter_row chebyshev_rows[] = {
    {"num_epochs", takes::count, "none", range::between(1, 1e9), "", "steps of the run; its length unless given"}};
made_rule make_chebyshev(const arguments& a, const setting& in) {
  return made(chebyshev{in.base, a.given("num_epochs") ? a.count("num_epochs") : in.steps});
}
void find_in_chebyshev(const arguments&, const setting& in, std::vector<finding>& out) {
  if (in.steps > 2)
    fault(out, "order-is-late", 2,
          "the list is read at t - 2: its first multiplier is applied three times, the last never");
}

constexpr std::string_view late = "Its first step runs at min_lr, every other at the value of the step before.";
constexpr entry rows[] = {
    {"REXScheduler", "the REX fall", "min + (max - min) (1 - u) / (1 - u/2)", rex_rows, base_rate::absent,
     "Its first step runs at min_lr.", make_rex, nullptr, find_in_rex},
    {"LinearScheduler", "a rise and a straight line", "max + (min - max) (s - W) / (t_max - W)", fall_rows,
     base_rate::absent, late, make_fall<with_warmup::kind::linear>, nullptr, find_in_fall<with_warmup::kind::linear>},
    {"CosineScheduler", "a rise and half a cosine", "min + (max - min) (1 + cos(pi (s - W) / (t_max - W))) / 2",
     fall_rows, base_rate::absent, late, make_fall<with_warmup::kind::cosine>, nullptr,
     find_in_fall<with_warmup::kind::cosine>},
    {"PolyScheduler", "a rise and a growing power", "min + (max - min) (s - W)^poly_order", poly_rows,
     base_rate::absent, "The power grows: the rate climbs above max_lr.", make_fall<with_warmup::kind::poly>, nullptr,
     find_in_fall<with_warmup::kind::poly>},
    {"CosineAnnealingWarmupRestarts", "cosine cycles, each with a rise",
     "min + (max gamma^i - min) (1 + cos(pi s / S)) / 2", restart_rows, base_rate::absent,
     "Its first step runs at min_lr even without a warmup.", make_restarts, nullptr, find_in_restarts},
    {"get_wsd_schedule", "a rise, a stable part, a fall", "t / W, 1, then cosine, 1 - sqrt(u), 1 - u or 1 - u^2",
     wsd_rows, base_rate::scaled, "Only the cosine falls to min_lr_ratio; the others fall to 0 and jump up to it.",
     make_wsd, translate_wsd, find_in_wsd},
    {"get_chebyshev_schedule", "reciprocal Chebyshev nodes in fractal order", "1 / (c - r cos((k + 1/2) pi / N))",
     chebyshev_rows, base_rate::scaled, "The first multiplier is applied three times.", make_chebyshev, nullptr,
     find_in_chebyshev},
};

}  // namespace

}  // namespace taper::libraries::pytorch_optimizer

namespace taper::libraries {

const library pytorch_optimizer_library = {
    "pytorch_optimizer",
    "pytorch_optimizer, pytorch_optimizer.lr_scheduler (stepped after the optimizer)",
    "4.1.0",
    "printed by the library",
    "float64",
    "https://github.com/kozistr/pytorch_optimizer/tree/main/pytorch_optimizer/lr_scheduler",
    1e-3,
    "torch.optim.SGD(lr=1e-3)",
    pytorch_optimizer::rows};

}  // namespace taper::libraries
