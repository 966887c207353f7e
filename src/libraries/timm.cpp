// The rows of timm.scheduler.
#include "taper/libraries/timm.hpp"

#include <algorithm>
#include <numbers>

#include "make.hpp"
#include "taper/notation.hpp"
#include "words.hpp"

namespace taper::libraries::timm {

namespace {

constexpr parameter_row initial_row = {"t_initial",        takes::steps, "",
                                       range::at_least(1), "",           "updates of the first cycle"};
constexpr parameter_row min_row = {"lr_min", takes::real, "0", range::at_least(0), "", "lowest rate, absolute"};
constexpr parameter_row mul_row = {
    "cycle_mul", takes::real, "1", range::above(0), "", "each cycle is this many times as long as the one before"};
constexpr parameter_row decay_row = {"cycle_decay",   takes::real, "1",
                                     range::above(0), "",          "and this many times as high"};
constexpr parameter_row limit_row = {"cycle_limit",      takes::count, "1",
                                     range::at_least(0), "",           "cycles; lr_min after them"};
constexpr parameter_row warmup_row = {"warmup_t", takes::steps, "0", range::at_least(0), "", "updates of the rise"};
constexpr parameter_row warmup_init_row = {"warmup_lr_init",   takes::real, "0",
                                           range::at_least(0), "",          "first rate, absolute"};
constexpr parameter_row prefix_no_row = {
    "warmup_prefix", takes::flag, "false", {}, "", "true: the schedule begins after the warmup"};
constexpr parameter_row prefix_yes_row = {
    "warmup_prefix", takes::flag, "true", {}, "", "false: the schedule runs beside the warmup"};
constexpr parameter_row k_row = {"k_decay", takes::real, "1", range::above(0), "", "(t/T)^k instead of t/T"};

warmup rise(const arguments& a) {
  return {a.count("warmup_t"), a.real("warmup_lr_init"), a.flag("warmup_prefix") ? prefix::yes : prefix::no};
}
cycles repeat(const arguments& a) { return {a.real("cycle_mul"), a.real("cycle_decay"), a.count("cycle_limit")}; }

/// Updates until lr_min stays, the warmup included where it comes before.
std::uint64_t whole(const arguments& a) {
  double length = static_cast<double>(a.count("t_initial"));
  double sum = 0.0;
  for (std::uint64_t k = 0; k < std::min<std::uint64_t>(a.count("cycle_limit"), 1000) && sum < 9e15; ++k) {
    sum += length;
    length *= a.real("cycle_mul");
  }
  return static_cast<std::uint64_t>(sum) + (a.flag("warmup_prefix") ? a.count("warmup_t") : 0);
}

template <class Schedule>
void find_in_cycles(const Schedule& s, const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, whole(a), "the schedule's length");
  const std::uint64_t w = a.count("warmup_t");
  if (w > 0 && w < in.steps && !a.flag("warmup_prefix")) {
    const double drop = s.rise.rate(w, in.base) - s(w);
    if (drop > 0.01 * in.base) {
      fault(out, "seam-jump", w,
            "the warmup aims at " + print_number(in.base) + " but the schedule, which runs beside it, is at " +
                print_number(s(w)) + " by then: set warmup_prefix=true");
    }
  }
  if (a.real("cycle_mul") != 1.0 && a.count("cycle_limit") > 1) {
    const std::uint64_t begin = a.flag("warmup_prefix") ? w : 0;
    const std::uint64_t end = std::min(in.steps, whole(a));
    words::late_restart(out, s, end, {begin, a.count("t_initial"), a.real("cycle_mul")}, a.real("cycle_decay"), in.base,
                        a.real("lr_min"));
  }
}

/// The schedule in our words where its warmup comes before or there is none, and there is one cycle,
/// or cycles of whole length.
std::optional<translation> words_of(const arguments& a, const setting& in, const std::string& shape) {
  const std::uint64_t w = a.count("warmup_t");
  if ((w > 0 && !a.flag("warmup_prefix")) || !(a.real("lr_min") <= in.base && a.real("warmup_lr_init") <= in.base))
    return std::nullopt;
  const std::uint64_t count = a.count("cycle_limit");
  const double grow = a.real("cycle_mul");
  const bool one = count == 1;
  if (count == 0 || a.count("t_initial") < 2 || (!one && grow != 1.0) || a.real("cycle_decay") > 1.0)
    return std::nullopt;
  return words::over(whole(a), shape, words::warmup(w, "linear", w > 0 ? a.real("warmup_lr_init") / in.base : 0.0),
                     one ? "" : words::restarts(count, 1.0, a.real("cycle_decay")), words::floor_rate(a.real("lr_min")),
                     words::peak(in.base));
}

// Cosine, tanh, polynomial
// -----------------------------------------------------------------------------------------------------

constexpr parameter_row cosine_rows[] = {initial_row, min_row,         mul_row,       decay_row, limit_row,
                                         warmup_row,  warmup_init_row, prefix_no_row, k_row};
cosine_lr_scheduler cosine(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("lr_min"), repeat(a), rise(a), a.real("k_decay")};
}
made_rule make_cosine(const arguments& a, const setting& in) { return made(cosine(a, in)); }
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_cycles(cosine(a, in), a, in, out);
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return a.real("k_decay") == 1.0 ? words_of(a, in, "cosine") : std::nullopt;
}

constexpr parameter_row tanh_rows[] = {initial_row,
                                       {"lb", takes::real, "-7", range{}, "", "argument of tanh at the start"},
                                       {"ub", takes::real, "3", range{}, "", "and at the end"},
                                       min_row,
                                       mul_row,
                                       decay_row,
                                       limit_row,
                                       warmup_row,
                                       warmup_init_row,
                                       prefix_no_row};
tanh_lr_scheduler tanh(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("lb"), a.real("ub"), a.real("lr_min"), repeat(a), rise(a)};
}
made_rule make_tanh(const arguments& a, const setting& in) {
  if (!(a.real("lb") < a.real("ub"))) return conflict("timm.TanhLRScheduler: lb must be below ub");
  return made(tanh(a, in));
}
void find_in_tanh(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, whole(a), "the schedule's length");
  const double end = 0.5 * (1.0 - std::tanh(a.real("ub")));
  if (end > 0.0)
    note(out, "ends-above-floor", whole(a),
         "tanh ends at " + print_number(end) + " of the way above lr_min, not on it; then it drops");
}

constexpr parameter_row poly_rows[] = {initial_row,   {"power", takes::real, "0.5", range::above(0), "", "exponent"},
                                       min_row,       mul_row,
                                       decay_row,     limit_row,
                                       warmup_row,    warmup_init_row,
                                       prefix_no_row, k_row};
poly_lr_scheduler poly(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("power"), a.real("lr_min"), repeat(a), rise(a), a.real("k_decay")};
}
made_rule make_poly(const arguments& a, const setting& in) { return made(poly(a, in)); }
void find_in_poly(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_cycles(poly(a, in), a, in, out);
}
/// (1 - u^k)^p is our poly with i = k, n = p
std::optional<translation> translate_poly(const arguments& a, const setting& in) {
  const double k = a.real("k_decay");
  const double p = a.real("power");
  const std::string shape = k == 1.0 ? words::power(p) : "poly(i=" + print_number(k) + ", n=" + print_number(p) + ")";
  return words_of(a, in, shape);
}

// Steps
// ------------------------------------------------------------------------------------------------------------------------

constexpr parameter_row rate_row = {"decay_rate", takes::real, "1", range::at_least(0), "", "factor of a drop"};
constexpr parameter_row step_rows[] = {{"decay_t", takes::real, "", range::above(0), "", "updates between two drops"},
                                       rate_row,
                                       warmup_row,
                                       warmup_init_row,
                                       prefix_yes_row};
made_rule make_step(const arguments& a, const setting& in) {
  return made(step_lr_scheduler{in.base, a.real("decay_t"), a.real("decay_rate"), rise(a)});
}
constexpr parameter_row multi_step_rows[] = {
    {"decay_t", takes::all_steps, "", range::at_least(0), "", "updates of the drops"},
    rate_row,
    warmup_row,
    warmup_init_row,
    prefix_yes_row};
made_rule make_multi_step(const arguments& a, const setting& in) {
  std::vector<std::uint64_t> marks = a.counts("decay_t");
  if (!std::ranges::is_sorted(marks)) return conflict("timm.MultiStepLRScheduler: decay_t must ascend");
  return made(multi_step_lr_scheduler{in.base, std::move(marks), a.real("decay_rate"), rise(a)});
}
void find_in_multi_step(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.counts("decay_t").empty()) return;
  const std::uint64_t first = a.counts("decay_t").front() + (a.flag("warmup_prefix") ? a.count("warmup_t") : 0);
  note(out, "milestone-is-early", first > 0 ? first - 1 : 0,
       "timm counts a milestone at t + 1 >= m: the drop comes one step earlier than in PyTorch");
}

// Warmup, stable, decay
// --------------------------------------------------------------------------------------------------------

constexpr parameter_row wsd_rows[] = {
    {"t_initial", takes::steps, "", range::at_least(1), "", "updates of stable part and fall"},
    {"decay_t", takes::steps, "", range::at_least(1), "", "updates of the fall"},
    min_row,
    {"stable_fn", takes::word, "constant", {}, "constant rsqrt power", "the stable part"},
    {"stable_timescale", takes::real, "none", range::above(0), "", "of rsqrt and power; warmup_t unless given"},
    {"stable_power", takes::real, "0.5", range::above(0), "", "exponent of power"},
    {"decay_fn", takes::word, "1-sqrt", {}, "linear 1-sqrt cosine power exp", "the fall"},
    {"decay_power", takes::real, "0.5", range::above(0), "", "exponent of power"},
    {"decay_ratio", takes::real, "0.1", range::inside(0, 1), "", "of exp"},
    warmup_row,
    warmup_init_row,
};
made_rule make_wsd(const arguments& a, const setting& in) {
  if (a.count("decay_t") > a.count("t_initial"))
    return conflict("timm.WSDLRScheduler: decay_t must be at most t_initial");
  const double scale =
      a.given("stable_timescale") ? a.real("stable_timescale") : static_cast<double>(a.count("warmup_t"));
  if (a.choice("stable_fn") != 0 && !(scale > 0.0))
    return conflict("timm.WSDLRScheduler: stable_fn needs stable_timescale where there is no warmup");
  return made(wsd_lr_scheduler{in.base,
                               a.count("t_initial"),
                               a.count("decay_t"),
                               a.real("lr_min"),
                               static_cast<wsd_lr_scheduler::stable>(a.choice("stable_fn")),
                               scale,
                               a.real("stable_power"),
                               static_cast<wsd_lr_scheduler::fall>(a.choice("decay_fn")),
                               a.real("decay_power"),
                               a.real("decay_ratio"),
                               {a.count("warmup_t"), a.real("warmup_lr_init"), prefix::yes}});
}
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, a.count("warmup_t") + a.count("t_initial"), "warmup_t + t_initial");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  const std::uint64_t w = a.count("warmup_t");
  if (a.choice("stable_fn") != 0 || a.real("lr_min") > in.base || a.real("warmup_lr_init") > in.base ||
      a.count("decay_t") < 2)
    return std::nullopt;
  const std::string shapes[] = {"linear", "one_minus_sqrt", "cosine",
                                "poly(i=" + print_number(a.real("decay_power")) + ", n=1)",
                                "exp(beta=" + print_number(a.real("decay_ratio")) + ")"};
  return words::over(w + a.count("t_initial"), shapes[a.choice("decay_fn")],
                     words::warmup(w, "linear", w > 0 ? a.real("warmup_lr_init") / in.base : 0.0),
                     words::hold(a.count("t_initial") - a.count("decay_t")), words::floor_rate(a.real("lr_min")),
                     words::peak(in.base));
}

constexpr entry rows[] = {
    {"CosineLRScheduler", "a rise and cosine cycles", "lr_min + (base decay^i - lr_min) (1 + cos(pi (s/S)^k)) / 2",
     cosine_rows, base_rate::scaled,
     "warmup_prefix=false, the default, jumps down at the end of the warmup; cycles with cycle_mul are found by a "
     "floating logarithm.",
     make_cosine, translate_cosine, find_in_cosine},
    {"TanhLRScheduler", "a rise and hyperbolic tangents",
     "lr_min + (base decay^i - lr_min) (1 - tanh(lb (1-u) + ub u)) / 2", tanh_rows, base_rate::scaled,
     "Its first step has the base rate, the second the schedule's; it ends above lr_min.", make_tanh, nullptr,
     find_in_tanh},
    {"PolyLRScheduler", "a rise and powers of the time left", "lr_min + (base decay^i - lr_min) (1 - (s/S)^k)^power",
     poly_rows, base_rate::scaled, "power defaults to 0.5; warmup_prefix=false jumps down at the end of the warmup.",
     make_poly, translate_poly, find_in_poly},
    {"StepLRScheduler", "a rise and drops", "base rate^floor(t / decay_t)", step_rows, base_rate::scaled, "",
     make_step},
    {"MultiStepLRScheduler", "a rise and drops at milestones", "base rate^#{m <= t + 1}", multi_step_rows,
     base_rate::scaled, "A milestone counts one step early (t + 1 >= m), but not at the first step.", make_multi_step,
     nullptr, find_in_multi_step},
    {"WSDLRScheduler", "a rise, a stable part, a fall", "linear, 1 - sqrt, cosine, 1 - u^p or (r^u - r)/(1 - r)",
     wsd_rows, base_rate::scaled, "", make_wsd, translate_wsd, find_in_wsd},
};

}  // namespace

}  // namespace taper::libraries::timm

namespace taper::libraries {

const library timm_library = {"timm",    "timm, timm.scheduler (counted in updates)",
                              "1.0.31",  "printed by the library",
                              "float64", "https://github.com/huggingface/pytorch-image-models/tree/main/timm/scheduler",
                              1e-3,      "torch.optim.SGD(lr=1e-3)",
                              timm::rows};

}  // namespace taper::libraries
