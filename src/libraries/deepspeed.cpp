// The rows of deepspeed.runtime.lr_schedules.
#include "taper/libraries/deepspeed.hpp"

#include <algorithm>

#include "make.hpp"
#include "taper/notation.hpp"
#include "words.hpp"

namespace taper::libraries::deepspeed {

namespace {

constexpr parameter_row range_rows[] = {
    {"lr_range_test_min_lr", takes::real, "0.001", range::at_least(0), "", "first rate, absolute"},
    {"lr_range_test_step_size", takes::steps, "2000", range::at_least(1), "", "steps of one increase"},
    {"lr_range_test_step_rate", takes::real, "1", range{}, "", "increase, in first rates"},
    {"lr_range_test_staircase", takes::flag, "false", {}, "", "in stairs"},
};
made_rule make_range(const arguments& a, const setting&) {
  return made(lr_range_test{
      a.real("lr_range_test_min_lr"), a.count("lr_range_test_step_size"), a.real("lr_range_test_step_rate"),
      a.flag("lr_range_test_staircase") ? lr_range_test::steps::staircase : lr_range_test::steps::smooth});
}

constexpr parameter_row cycle_rows[] = {
    {"cycle_min_lr", takes::real, "", range::at_least(0), "", "lowest rate of the cycle, absolute"},
    {"cycle_max_lr", takes::real, "", range::at_least(0), "", "highest rate, absolute"},
    {"decay_lr_rate", takes::real, "0", range::at_least(0), "", "rate of the fall after the cycle"},
    {"cycle_first_step_size", takes::steps, "2000", range::at_least(1), "", "steps of the rise"},
    {"cycle_second_step_size", takes::steps, "none", range::at_least(0), "",
     "steps of the fall; the rise's unless given"},
    {"cycle_first_stair_count", takes::count, "0", range::at_least(0), "", "stairs of the rise; 0: smooth"},
    {"cycle_second_stair_count", takes::count, "none", range::at_least(0), "",
     "stairs of the fall; the rise's unless given"},
    {"decay_step_size", takes::real, "0", range::at_least(0), "", "steps of the fall after the cycle; 0: none"},
    {"cycle_momentum", takes::flag, "true", {}, "", "momentum against the rate; it does not change the rate"},
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

constexpr parameter_row total_row = {"total_num_steps", takes::steps, "", range::at_least(1), "", "steps of the run"};
constexpr parameter_row min_row = {"warmup_min_lr", takes::real, "0", range::at_least(0), "", "first rate, absolute"};
constexpr parameter_row rise_row = {"warmup_num_steps", takes::steps, "1000",
                                    range::at_least(1), "",           "steps of the rise; 1 counts as 2"};
constexpr parameter_row type_row = {"warmup_type", takes::word, "log", {}, "log linear", "shape of the rise"};

warmup rise(const arguments& a) {
  return {std::max<std::uint64_t>(2, a.count("warmup_num_steps")), static_cast<warmup::kind>(a.choice("warmup_type"))};
}
void find_in_twice(std::vector<finding>& out, double first) {
  note(out, "first-rate-twice", 0,
       "the scheduler steps after the optimizer and counts from 0: steps 0 and 1 both have the rate " +
           print_number(first) + ", everything is one step late");
}

constexpr parameter_row warmup_rows[] = {
    min_row,
    {"warmup_max_lr", takes::real, "none", range::at_least(0), "", "last rate; the optimizer's unless given"},
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

constexpr parameter_row decay_rows[] = {
    total_row,
    min_row,
    {"warmup_max_lr", takes::real, "0.001", range::at_least(0), "", "highest rate, absolute"},
    rise_row,
    type_row};
made_rule make_decay(const arguments& a, const setting&) {
  return made(warmup_decay_lr{a.count("total_num_steps"), a.real("warmup_min_lr"), a.real("warmup_max_lr"), rise(a)});
}
void find_in_decay(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_num_steps");
  find_in_twice(out, a.real("warmup_min_lr"));
  words::length_findings(out, in.steps, total, "total_num_steps");
  if (total < rise(a).steps)
    fault(out, "peak-never-reached", total,
          "total_num_steps is below warmup_num_steps: the run ends while the rate rises");
  if (in.steps == total && total > rise(a).steps) {
    note(out, "ends-above-floor", total - 1,
         "the last step is still 2/(T - W) = " + print_number(2.0 / static_cast<double>(total - rise(a).steps)) +
             " of the way above warmup_min_lr");
  }
}

constexpr parameter_row cosine_rows[] = {
    total_row,
    {"warmup_min_ratio", takes::real, "0", range::between(0, 1), "", "first rate as a part of the base rate"},
    rise_row,
    {"cos_min_ratio", takes::real, "0.0001", range::between(0, 1), "", "last rate as a part of the base rate"},
    type_row,
};
made_rule make_cosine(const arguments& a, const setting& in) {
  return made(warmup_cosine_lr{in.base, a.count("total_num_steps"), a.real("warmup_min_ratio"), a.real("cos_min_ratio"),
                               rise(a)});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_num_steps");
  const warmup up = rise(a);
  words::length_findings(out, in.steps, total, "total_num_steps");
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
    {"LRRangeTest", "a rate that grows until training breaks", "min (1 + rate t / size)", range_rows,
     base_rate::ignored, "", make_range},
    {"OneCycle", "one triangle, smooth or in stairs, then an inverse fall",
     "min + (max - min) s(t), then min / (1 + rate s / decay_step_size)", cycle_rows, base_rate::ignored, "",
     make_cycle},
    {"WarmupLR", "a rise, logarithmic or straight, then constant", "min + (max - min) ln(t) / ln W, then max",
     warmup_rows, base_rate::scaled, "Steps 0 and 1 both have warmup_min_lr.", make_warmup, nullptr, find_in_warmup},
    {"WarmupDecayLR", "a rise and a straight fall", "min + (max - min) (T - t + 1) / (T - W)", decay_rows,
     base_rate::ignored, "Steps 0 and 1 both have warmup_min_lr; the last step is 2/(T - W) above it.", make_decay,
     nullptr, find_in_decay},
    {"WarmupCosineLR", "a rise and half a cosine", "base (m + (1 - m) (1 + cos(pi (t - W) / (T - W))) / 2)",
     cosine_rows, base_rate::scaled,
     "With warmup_type=linear the base rate itself is never applied; step 0 has rate 0 whatever warmup_min_ratio is.",
     make_cosine, nullptr, find_in_cosine},
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
