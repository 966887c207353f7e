// The schedules of deepspeed.runtime.lr_schedules.
//
// DeepSpeed's lr_schedules as pure functions of the optimizer step. Its schedulers step after the optimizer: step t has
// the rate of batch iteration t - 1, and step 0 has the rate that the constructor sets.
//
// Source: deepspeedai/DeepSpeed, deepspeed/runtime/lr_schedules.py, 0.19.8.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"
#include "taper/text.hpp"

namespace taper::libraries::deepspeed {

namespace {

/// min_lr (1 + rate t / size), t / size rounded down as a staircase
struct lr_range_test {
  double min_lr;
  std::uint64_t step_size;
  double step_rate;
  enum class steps : unsigned char { smooth, staircase } shape;
  double operator()(std::uint64_t t) const noexcept {
    const double p = shape == steps::staircase ? static_cast<double>(t / step_size)
                                               : static_cast<double>(t) / static_cast<double>(step_size);
    return min_lr * (1.0 + step_rate * p);
  }
};

constexpr parameter_row range_rows[] = {
    {"lr_range_test_min_lr", takes::real, 0.001, range::at_least(0), "", "first rate, absolute"},
    {"lr_range_test_step_size", takes::steps, 2000, range::at_least(1), "", "steps of one increase"},
    {"lr_range_test_step_rate", takes::real, 1, range{}, "", "increase, in first rates"},
    {"lr_range_test_staircase", takes::flag, false, {}, "", "in stairs"},
};
made_rule make_range(const arguments& a, const setting&) {
  return made(lr_range_test{
      a.real("lr_range_test_min_lr"), a.count("lr_range_test_step_size"), a.real("lr_range_test_step_rate"),
      a.flag("lr_range_test_staircase") ? lr_range_test::steps::staircase : lr_range_test::steps::smooth});
}

/// min -> max over the first part, back over the second (in stairs if given), then min / (1 + rate s / decay_step)
struct one_cycle {
  double cycle_min_lr;
  double cycle_max_lr;
  double decay_lr_rate;
  std::uint64_t first_step_size;
  std::uint64_t second_step_size;
  std::uint64_t first_stair_count;
  std::uint64_t second_stair_count;
  double decay_step_size;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t whole = first_step_size + second_step_size;
    if (t > whole) {
      if (decay_step_size == 0.0 || decay_lr_rate == 0.0) return cycle_min_lr;
      return cycle_min_lr / (1.0 + decay_lr_rate * (static_cast<double>(t - whole) / decay_step_size));
    }
    return cycle_min_lr + (cycle_max_lr - cycle_min_lr) * scale(t == whole ? 0 : t, whole);
  }

 private:
  [[nodiscard]] double scale(std::uint64_t p, std::uint64_t whole) const noexcept {
    const bool rising = p <= first_step_size;
    const auto from_end = static_cast<double>(rising ? p : whole - p);
    const auto length = static_cast<double>(rising ? first_step_size : second_step_size);
    const auto stairs = static_cast<double>(rising ? first_stair_count : second_stair_count);
    return stairs > 0.0 ? std::floor(from_end * stairs / length) / stairs : from_end / length;
  }
};

constexpr parameter_row cycle_rows[] = {
    {"cycle_min_lr", takes::real, required, range::at_least(0), "", "lowest rate of the cycle, absolute"},
    {"cycle_max_lr", takes::real, required, range::at_least(0), "", "highest rate, absolute"},
    {"decay_lr_rate", takes::real, 0, range::at_least(0), "", "rate of the fall after the cycle"},
    {"cycle_first_step_size", takes::steps, 2000, range::at_least(1), "", "steps of the rise"},
    {"cycle_second_step_size", takes::steps, left_out, range::at_least(0), "",
     "steps of the fall; as the rise unless given"},
    {"cycle_first_stair_count", takes::count, 0, range::at_least(0), "", "stairs of the rise; 0: smooth"},
    {"cycle_second_stair_count", takes::count, left_out, range::at_least(0), "",
     "stairs of the fall; as the rise unless given"},
    {"decay_step_size", takes::real, 0, range::at_least(0), "", "steps of the fall after the cycle; 0: none"},
    {"cycle_momentum", takes::flag, true, {}, "", "cycles the momentum; no effect on the rate"},
};
made_rule make_cycle(const arguments& a, const setting&) {
  const std::uint64_t first = a.count("cycle_first_step_size");
  const std::uint64_t stairs = a.count("cycle_first_stair_count");
  return made(one_cycle{a.real("cycle_min_lr"), a.real("cycle_max_lr"), a.real("decay_lr_rate"), first,
                        a.given("cycle_second_step_size") ? a.count("cycle_second_step_size") : first, stairs,
                        a.given("cycle_second_stair_count") ? a.count("cycle_second_stair_count") : stairs,
                        a.real("decay_step_size")});
}

// Warmups
// ----------------------------------------------------------------------------------------------------------------------

constexpr parameter_row total_row = {"total_num_steps",  takes::steps, required,
                                     range::at_least(1), "",           "steps of the run"};
constexpr parameter_row min_row = {"warmup_min_lr", takes::real, 0, range::at_least(0), "", "first rate, absolute"};
constexpr parameter_row rise_row = {"warmup_num_steps", takes::steps, 1000,
                                    range::at_least(1), "",           "steps of the rise; 1 counts as 2"};
constexpr parameter_row type_row = {"warmup_type", takes::word, "log", {}, "log linear", "shape of the rise"};

/// The rise of three schedules; b is the batch iteration, t - 1. W is at least 2, as in DeepSpeed.
struct warmup {
  enum class kind : unsigned char { log, linear };
  std::uint64_t steps;
  kind type;
  [[nodiscard]] double fraction(std::uint64_t b) const noexcept {
    const auto length = static_cast<double>(steps);
    if (type == kind::linear) return static_cast<double>(b) / length;
    return 1.0 / std::log(length) * std::log(static_cast<double>(b) + 1.0);
  }
};

warmup rise(const arguments& a) {
  return {std::max<std::uint64_t>(2, a.count("warmup_num_steps")), static_cast<warmup::kind>(a.choice("warmup_type"))};
}
void find_in_twice(std::vector<finding>& out, double first) {
  note(out, "first-rate-twice", 0,
       "the scheduler steps after the optimizer and counts from 0: steps 0 and 1 both have the rate " +
           print_number(first) + ", and every later rate is one step late");
}

/// min + (max - min) ln(b + 1) / ln W or b / W, then max; step 0 and step 1 both have min
struct warmup_lr {
  double min_lr;
  double max_lr;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    return min_lr + (max_lr - min_lr) * (t - 1 < rise.steps ? rise.fraction(t - 1) : 1.0);
  }
};

constexpr parameter_row warmup_rows[] = {
    min_row,
    {"warmup_max_lr", takes::real, left_out, range::at_least(0), "", "last rate; the optimizer's unless given"},
    rise_row,
    type_row};
made_rule make_warmup(const arguments& a, const setting& in) {
  return made(
      warmup_lr{a.real("warmup_min_lr"), a.given("warmup_max_lr") ? a.real("warmup_max_lr") : in.base, rise(a)});
}
void find_in_warmup(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_twice(out, a.real("warmup_min_lr"));
  if (in.steps <= rise(a).steps + 1)
    fault(out, "peak-never-reached", in.steps, "the run ends before warmup_num_steps: the rate still rises");
}

/// The same rise, then min + (max - min) max(0, (T - b) / max(1, T - W)): still above min at b = T - 1
struct warmup_decay_lr {
  std::uint64_t total;
  double min_lr;
  double max_lr;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    const std::uint64_t b = t - 1;
    const auto length = static_cast<double>(total > rise.steps ? total - rise.steps : 1);
    const double left = b < total ? static_cast<double>(total - b) / length : 0.0;
    return min_lr + (max_lr - min_lr) * (b < rise.steps ? rise.fraction(b) : left);
  }
};

constexpr parameter_row decay_rows[] = {
    total_row,
    min_row,
    {"warmup_max_lr", takes::real, 0.001, range::at_least(0), "", "highest rate, absolute"},
    rise_row,
    type_row};
made_rule make_decay(const arguments& a, const setting&) {
  return made(warmup_decay_lr{a.count("total_num_steps"), a.real("warmup_min_lr"), a.real("warmup_max_lr"), rise(a)});
}
void find_in_decay(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_num_steps");
  find_in_twice(out, a.real("warmup_min_lr"));
  native::length_findings(out, in.steps, total, "total_num_steps");
  if (total < rise(a).steps)
    fault(out, "peak-never-reached", total,
          "total_num_steps is below warmup_num_steps: the run ends while the rate rises");
  if (in.steps == total && total > rise(a).steps) {
    note(out, "ends-above-floor", total - 1,
         "the last step is still 2/(T - W) = " + print_number(2.0 / static_cast<double>(total - rise(a).steps)) +
             " of the way above warmup_min_lr");
  }
}

/// base (ratio + (1 - ratio) rise), then base [m + (1 - m) (1 + cos(pi min(1, (b - W + 1) / (T - W)))) / 2]: the full
/// rate itself is never applied after a linear rise; step 0 has rate 0 for any warmup_min_ratio
struct warmup_cosine_lr {
  double base;
  std::uint64_t total;
  double min_ratio;
  double cos_min_ratio;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return 0.0;
    const std::uint64_t b = t - 1;
    if (b < rise.steps) return base * (min_ratio + rise.fraction(b) * (1.0 - min_ratio));
    const auto length = static_cast<double>(total > rise.steps ? total - rise.steps : 1);
    const double u = std::min(1.0, static_cast<double>(b - rise.steps + 1) / length);
    const double wave = (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
    return base * std::max(0.0, cos_min_ratio + (1.0 - cos_min_ratio) * wave);
  }
};

constexpr parameter_row cosine_rows[] = {
    total_row,
    {"warmup_min_ratio", takes::real, 0, range::between(0, 1), "", "first rate as a fraction of the base rate"},
    rise_row,
    {"cos_min_ratio", takes::real, 0.0001, range::between(0, 1), "", "last rate as a fraction of the base rate"},
    type_row,
};
made_rule make_cosine(const arguments& a, const setting& in) {
  return made(warmup_cosine_lr{in.base, a.count("total_num_steps"), a.real("warmup_min_ratio"), a.real("cos_min_ratio"),
                               rise(a)});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_num_steps");
  const warmup up = rise(a);
  native::length_findings(out, in.steps, total, "total_num_steps");
  if (up.type == warmup::kind::linear || total <= up.steps) {
    fault(out, "peak-never-reached", up.steps,
          "the base rate itself is never applied: the linear warmup ends one step below it and the cosine begins one "
          "step after it");
  }
  if (a.real("warmup_min_ratio") > 0.0) {
    fault(out, "first-rate-zero", 0, "step 0 has the rate 0, not warmup_min_ratio times the base rate");
  } else {
    find_in_twice(out, 0.0);
  }
}

constexpr entry rows[] = {
    {"LRRangeTest", "a rate that grows until training diverges", "min (1 + rate t / size)", range_rows,
     base_rate::ignored, "", &recipe_of<make_range>},
    {"OneCycle", "one triangle, smooth or in stairs, then inverse time decay",
     "min + (max - min) s(t), then min / (1 + rate s / decay_step_size)", cycle_rows, base_rate::ignored, "",
     &recipe_of<make_cycle>},
    {"WarmupLR", "warmup, logarithmic or linear, then constant", "min + (max - min) ln(t) / ln W, then max",
     warmup_rows, base_rate::scaled, "Steps 0 and 1 both have warmup_min_lr.",
     &recipe_of<make_warmup, nullptr, find_in_warmup>},
    {"WarmupDecayLR", "warmup, linear decay", "min + (max - min) (T - t + 1) / (T - W)", decay_rows, base_rate::ignored,
     "Steps 0 and 1 both have warmup_min_lr; the last step is 2/(T - W) of the way above it.",
     &recipe_of<make_decay, nullptr, find_in_decay>},
    {"WarmupCosineLR", "warmup, cosine decay", "base (m + (1 - m) (1 + cos(pi (t - W) / (T - W))) / 2)", cosine_rows,
     base_rate::scaled,
     "With warmup_type=linear the base rate is never applied; step 0 has rate 0 for any warmup_min_ratio.",
     &recipe_of<make_cosine, nullptr, find_in_cosine>},
};
}  // namespace

}  // namespace taper::libraries::deepspeed

namespace taper::libraries {

const library deepspeed_library = {
    "deepspeed",    "DeepSpeed, runtime.lr_schedules",
    "0.19.8",       "printed by the library",
    "float64",      "https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/lr_schedules.py",
    1e-3,           "torch.optim.Adam(lr=1e-3)",
    deepspeed::rows};

}  // namespace taper::libraries
