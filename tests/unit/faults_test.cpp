// Faults and notes of `check`: each kind in all its forms, and none for correct schedules.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "library_specs.hpp"
#include "taper/libraries.hpp"
#include "taper/taper.hpp"
#include "taper/verdict.hpp"
#include "taper/verdict/finding_ids.hpp"

namespace {

using taper::check_report;
using taper::finding;

std::optional<taper::run> bound(const std::string& spec, std::uint64_t steps) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  EXPECT_TRUE(s) << spec << ": " << s.error().message;
  if (!s) return std::nullopt;
  taper::result<taper::run> r = s->bind(steps);
  return r ? std::optional(*std::move(r)) : std::nullopt;
}
/// Nothing where the schedule does not fit the steps, or has no step inside its fall.
std::optional<check_report> checked_if_possible(const std::string& spec, std::uint64_t steps) {
  const std::optional<taper::run> r = bound(spec, steps);
  if (!r) return std::nullopt;
  taper::result<check_report> report = taper::check(*r);
  return report ? std::optional(*std::move(report)) : std::nullopt;
}
check_report checked(const std::string& spec, std::uint64_t steps) {
  std::optional<check_report> report = checked_if_possible(spec, steps);
  EXPECT_TRUE(report) << spec << " over " << steps << " is not checked";
  return report.value_or(check_report{});
}
std::string text_of(const check_report& report) {
  std::string out;
  for (const finding& f : report.faults) out += "\n  fault " + f.id + ": " + f.message;
  for (const finding& f : report.notes) out += "\n  note " + f.id + ": " + f.message;
  return out;
}
const finding* found(const std::vector<finding>& all, std::string_view id) {
  const auto at = std::ranges::find(all, id, &finding::id);
  return at == all.end() ? nullptr : &*at;
}
std::string number(double v) { return taper::print_number(v); }

/// Every family at its example, as text.
std::vector<std::string> families() {
  std::vector<std::string> out;
  taper::for_each_family([&]<class F>() {
    out.push_back(taper::print(taper::schedule{taper::any_window(taper::example_member<F>()), {}}));
  });
  return out;
}

TEST(faults, there_are_none_in_any_family_with_usual_modifiers) {
  const char* modifiers[] = {"",
                             " | warmup(10%)",
                             " | warmup(10%, mirror)",
                             " | warmup(5%, cosine, from=0.1)",
                             " | hold(50%)",
                             " | warmup(5%) | cooldown(20%)",
                             " | full",
                             " | restarts(3)",
                             " | restarts(2, stretch=2, decay=0.5)",
                             " | kronecker",
                             " | kronecker(sorted)",
                             " | sampling(symmetric)",
                             " | sampling(one_based)",
                             " | sampling(midpoint)",
                             " | sampling(open)",
                             " | floor(10%) | peak(3e-4)",
                             " | floor(1e-5) | peak(3e-4) | warmup(10%)"};
  std::size_t seen = 0;
  for (const std::string& family : families()) {
    for (const std::string modifier : modifiers) {
      for (const std::uint64_t steps : {1000U, 100'000U, 10'000'000U}) {
        if (steps > 1000 && modifier.find("sorted") != std::string::npos) continue;  // a walk of its own length
        const std::optional<check_report> report = checked_if_possible(family + modifier, steps);
        if (!report) continue;
        ++seen;
        EXPECT_TRUE(report->faults.empty()) << family << modifier << " over " << steps << text_of(*report);
      }
    }
  }
  EXPECT_GT(seen, 30 * families().size());  // of 17 modifiers at up to 3 lengths
}

TEST(faults, there_are_none_in_any_library_schedule_over_its_own_length) {
  std::set<std::string> seen;
  for (const std::string spec : taper::test::library_specs) {
    seen.insert(spec.substr(0, spec.find_first_of("( ")));
    const check_report report = checked(spec, 1000);
    EXPECT_TRUE(report.faults.empty()) << spec << text_of(report);
  }
  for (const std::string spec : taper::test::faulty_by_themselves)
    seen.insert(spec.substr(0, spec.find_first_of("( ")));
  for (const std::string& name : taper::libraries::names()) EXPECT_TRUE(seen.contains(name)) << name;
}

TEST(faults, there_are_none_in_valid_combinations) {
  for (const std::string spec :
       {R"t(sequence(["constant | warmup(50)", cosine]))t", R"t(sequence([cosine, cosine, "linear | warmup(10)"]))t",
        "sequence([linear, constant], at=[80%])", "loop(linear, every=100)", "noise(cosine, amplitude=20%, seed=3)",
        R"t(product([cosine, "linear | warmup(10%)"]))t", R"t(clip("exp(beta=0.01)", low=0.1))t",
        "hold(cosine, at=50%, length=20%)", "staircase(cosine, every=50)", "shift(cosine, by=10%)",
        R"t(between("cosine | warmup(10%)", from=0.85, to=0.95))t",
        R"t(product(["noise(linear, amplitude=5%, seed=1)", cosine]))t",
        "torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.01, total_iters=50)\", "
        "\"torch.CosineAnnealingWarmRestarts(T_0=95)\"], milestones=[50])"}) {
    for (const std::uint64_t steps : {1000U}) {
      const check_report report = checked(spec, steps);
      EXPECT_TRUE(report.faults.empty()) << spec << " over " << steps << text_of(report);
    }
  }
}

TEST(faults, an_unfinished_decay_is_a_last_step_far_above_the_end_of_the_window) {
  const char* falls[] = {" | cooldown(2)",
                         " | cooldown(3)",
                         " | cooldown(5)",
                         " | cooldown(12)",
                         " | cooldown(2.5%)",
                         " | hold(98%)",
                         "",
                         " | warmup(95%, mirror)",
                         " | restarts(250)"};
  const char* levels[] = {"", " | floor(10%)", " | floor(60%)", " | floor(1e-4) | peak(1e-3)"};
  std::size_t faulty = 0;
  for (const std::string& family : families()) {
    for (const std::string fall : falls) {
      for (const std::string sampling : {"", " | sampling(symmetric)", " | sampling(open)"}) {
        for (const std::string level : levels) {
          const std::string spec = family + fall + sampling + level;
          const std::optional<taper::run> r = bound(spec, 1000);
          if (!r) continue;
          const taper::result<check_report> judged = taper::check(*r);
          if (!judged) continue;  // no step inside the fall
          const check_report& report = *judged;
          const double left = ((*r)(999) - (*r)(1000)) / r->peak();  // step tau has the end of the window
          if (std::fabs(left - 0.1) < 1e-6) continue;
          const finding* fault = found(report.faults, "unfinished-decay");
          EXPECT_EQ(fault != nullptr, left > 0.1) << spec << ": " << left << text_of(report);
          if (fault == nullptr) continue;
          ++faulty;
          char share[32];
          std::snprintf(share, sizeof share, "%.3g%% of the peak", (*r)(999) / r->peak() * 100.0);
          EXPECT_NE(fault->message.find(share), std::string::npos) << fault->message;
          EXPECT_EQ(found(report.notes, "ends-above-zero"), nullptr) << spec << text_of(report);
        }
      }
    }
  }
  EXPECT_GT(faulty, 100U);
}

TEST(faults, an_unfinished_decay_is_found_in_every_container) {
  for (const std::string spec :
       {"linear | cooldown(2)", R"t(sequence([constant, "linear | cooldown(2)"]))t",
        R"t(product(["linear | cooldown(3)", constant]))t", R"t(clip("linear | cooldown(2)", low=0))t",
        "linear | restarts(first=600, forever)", "table([[0,1],[0.9,0.6],[1,0]]) | cooldown(2)",
        "hf.linear(num_warmup_steps=0, num_training_steps=2000)",
        "torch.SequentialLR(schedulers=[\"torch.LinearLR(total_iters=10)\", \"torch.CosineAnnealingLR(T_max=1500)\"], "
        "milestones=[10])",
        "optax.join_schedules(schedules=[\"optax.constant_schedule(value=1)\", "
        "\"optax.linear_schedule(init_value=1, end_value=0, transition_steps=900)\"], boundaries=[500])",
        R"t(sequence(["constant | peak(0.1)", "hf.linear(num_warmup_steps=0, num_training_steps=900) | peak(0.1)"]))t",
        "torch.CosineAnnealingWarmRestarts(T_0=600)",
        "torch.ChainedScheduler(schedulers=[\"torch.PolynomialLR("
        "total_iters=1500)\", \"torch.ConstantLR(factor=0.5, total_iters=10)\"])"}) {
    const check_report report = checked(spec, 1000);
    EXPECT_NE(found(report.faults, "unfinished-decay"), nullptr) << spec << text_of(report);
    EXPECT_EQ(report.faults.size(), 1U) << spec << text_of(report);
  }
}

TEST(faults, a_schedule_that_ends_high_by_design_is_finished) {
  for (const std::string spec :
       {"constant", "constant | warmup(10%)", "cosine | floor(50%)", "hf.inverse_sqrt(num_warmup_steps=100)",
        "torch.ExponentialLR(gamma=0.9995)", "torch.StepLR(step_size=400, gamma=0.5)",
        "torch.MultiStepLR(milestones=[500, 1000, 1500], gamma=0.3)",
        "mmengine.MultiStepLR(milestones=[500, 1000, 1000, 1500], gamma=0.5)"}) {
    const check_report report = checked(spec, 1000);
    EXPECT_TRUE(report.faults.empty()) << spec << text_of(report);
  }
}

/// A cosine that falls over `fall` steps and is not stopped there.
std::vector<std::string> unstopped(std::uint64_t fall) {
  const std::string t = std::to_string(fall);
  const std::string bare = "torch.CosineAnnealingLR(T_max=" + t + ")";
  const std::string head = "torch.LinearLR(start_factor=0.1, total_iters=10)";
  return {bare + " | peak(0.1)",
          "torch.SequentialLR(schedulers=[\"" + head + "\", \"" + bare + "\"], milestones=[10])",
          "sequence([\"constant | warmup(20)\", \"" + bare + " | peak(1)\"], at=[50])",
          "product([\"" + bare + " | peak(1)\", \"linear | floor(50%)\"])",
          "clip(\"" + bare + " | peak(1)\", low=0.01)",
          "staircase(\"" + bare + " | peak(1)\", every=7)",
          "shift(\"" + bare + " | peak(1)\", by=20)",
          "hold(\"" + bare + " | peak(1)\", at=100, length=50)",
          "pytorch_warmup.LinearWarmup(warmup_period=20, lr_scheduler=[\"" + bare + "\"])",
          "mmengine.param_scheduler(schedulers=[\"mmengine.LinearLR(end=10)\", \"mmengine.CosineAnnealingLR(begin=10, "
          "T_max=" +
              t + ")\"])",
          "hf.cosine(num_warmup_steps=5, num_training_steps=" + t + ") | peak(0.1)"};
}

TEST(faults, a_climb_after_the_fall_is_found_in_every_container) {
  for (const std::uint64_t steps : {1000U, 200'000U}) {
    for (const double part : {0.3, 0.5, 0.8}) {
      for (const std::string& spec : unstopped(static_cast<std::uint64_t>(part * static_cast<double>(steps)))) {
        const check_report report = checked(spec, steps);
        const auto climbs = std::ranges::count_if(
            report.faults, [](const finding& f) { return taper::check_finding(f.id)->about == taper::topic::climb; });
        EXPECT_EQ(climbs, 1) << spec << " over " << steps << text_of(report);
        EXPECT_EQ(found(report.notes, "past-the-end"), nullptr) << spec << text_of(report);
      }
    }
  }
}

TEST(faults, a_climb_is_reported_where_it_begins_for_any_run_length) {
  for (const std::uint64_t fall : {90U, 1234U, 20'000U}) {
    const std::string spec =
        "torch.SequentialLR(schedulers=[\"torch.LinearLR(total_iters=10)\", "
        "\"torch.CosineAnnealingLR(T_max=" +
        std::to_string(fall) + ")\"], milestones=[10])";
    for (const std::uint64_t longer : {2U, 100U, 10'000U}) {
      const finding* climb = nullptr;
      const check_report report = checked(spec, longer * fall);
      ASSERT_NE(climb = found(report.faults, "climb"), nullptr) << spec << text_of(report);
      EXPECT_EQ(climb->step, 10 + fall) << climb->message;
    }
  }
}

TEST(faults, a_table_that_rises_climbs) {
  for (const double x : {0.2, 0.5, 0.9}) {
    for (const double up : {1e-6, 0.01, 0.3}) {
      const std::string spec =
          "table([[0,1],[" + number(x) + ",0.5],[" + number(x + 0.05) + "," + number(0.5 + up) + "],[1,0]])";
      EXPECT_NE(found(checked(spec, 1000).faults, "climb"), nullptr) << spec;
    }
  }
  EXPECT_NE(found(checked("table([[0,0],[1,1]])", 1000).faults, "climb"), nullptr);
  EXPECT_EQ(found(checked("table([[0,1],[0.5,0.3],[0.6,0.30000000000000004],[1,0]])", 1000).faults, "climb"), nullptr);
}

TEST(faults, a_part_that_begins_again_is_a_note) {
  for (const std::string spec : {"torch.SequentialLR(schedulers=[\"torch.CosineAnnealingLR(T_max=500)\", "
                                 "\"torch.CosineAnnealingLR(T_max=500)\"], "
                                 "milestones=[500])",
                                 "fairseq.manual(update2lr=[[0, 0.1], [500, 0.05], [900, 0.2]])"}) {
    const check_report report = checked(spec, 1000);
    EXPECT_TRUE(report.faults.empty()) << spec << text_of(report);
    EXPECT_NE(found(report.notes, "rises-again"), nullptr) << spec << text_of(report);
  }
}

TEST(faults, a_rate_of_zero_over_a_large_part_is_found_wherever_it_is) {
  for (const std::uint64_t steps : {1000U, 100'000U, 10'000'000U}) {
    const std::string spent = "hf.linear(num_warmup_steps=0, num_training_steps=60%)";
    for (const std::string& spec :
         {spent, "sequence([\"" + spent + " | peak(1)\", constant], at=[95%])",
          "staircase(\"" + spent + " | peak(1)\", every=10)", std::string("torch.PolynomialLR(total_iters=60%)"),
          std::string(R"t(product([linear, "torch.StepLR(step_size=50%, gamma=0) | peak(1)"]))t")}) {
      const check_report report = checked(spec, steps);
      const finding* zero = found(report.faults, "zero-rate");
      ASSERT_NE(zero, nullptr) << spec << " over " << steps << text_of(report);
      const std::optional<taper::run> r = bound(spec, steps);
      ASSERT_TRUE(zero->step);
      EXPECT_EQ((*r)(*zero->step), 0.0) << spec;
      if (*zero->step > 0) {
        EXPECT_NE((*r)(*zero->step - 1), 0.0) << spec << " over " << steps << text_of(report);
      }
      EXPECT_EQ(found(report.notes, "past-the-end"), nullptr) << spec << text_of(report);
    }
  }
  for (const std::string spec :
       {"hf.linear(num_warmup_steps=0, num_training_steps=95%)", "linear | sampling(symmetric)"}) {
    EXPECT_EQ(found(checked(spec, 1000).faults, "zero-rate"), nullptr) << spec;
  }
  EXPECT_EQ(found(checked("deepspeed.WarmupLR(warmup_num_steps=5)", 16).faults, "zero-rate"), nullptr);
}

TEST(faults, a_warmup_longer_than_the_run_never_reaches_the_peak) {
  for (const std::uint64_t warm : {1500U, 2000U, 20'000U}) {
    const std::string w = std::to_string(warm);
    for (const std::string& spec :
         {"pytorch_warmup.LinearWarmup(warmup_period=" + w + ")",
          "torch.LinearLR(start_factor=0.01, total_iters=" + w + ")",
          "hf.constant_with_warmup(num_warmup_steps=" + w + ")", "mmengine.LinearLR(start_factor=0.01, end=" + w + ")",
          "deepspeed.WarmupLR(warmup_num_steps=" + w + ", warmup_type=linear)",
          "optax.warmup_constant_schedule(init_value=0, peak_value=1, warmup_steps=" + w + ")",
          "fairseq.inverse_sqrt(warmup_updates=" + w + ")", "olmo.ConstantWithWarmup(warmup=" + w + ")",
          "sequence([\"pytorch_warmup.LinearWarmup(warmup_period=" + w + ") | peak(1)\"])",
          "product([constant, \"pytorch_warmup.LinearWarmup(warmup_period=" + w + ") | peak(1)\"])"}) {
      const check_report report = checked(spec, 1000);
      const auto peaks = std::ranges::count(report.faults, std::string("peak-never-reached"), &finding::id);
      EXPECT_EQ(peaks, 1) << spec << text_of(report);
      EXPECT_EQ(found(report.notes, "ends-above-zero"), nullptr) << spec << text_of(report);
    }
  }
  // what rises without an end, or to its end, is no warmup
  for (const std::string spec : {"deepspeed.LRRangeTest(lr_range_test_step_size=100)",
                                 "between(linear, from=0.5, to=1)", "torch.ExponentialLR(gamma=1.001)"}) {
    EXPECT_EQ(found(checked(spec, 1000).faults, "peak-never-reached"), nullptr) << spec;
  }
}

TEST(faults, are_the_same_at_every_length_for_a_schedule_in_percent) {
  for (const std::string spec :
       {"linear | warmup(10%) | cooldown(20%)", "hf.linear(num_warmup_steps=0, num_training_steps=200%)",
        "hf.cosine(num_warmup_steps=0, num_training_steps=50%)",
        "hf.linear(num_warmup_steps=0, num_training_steps=30%)", "pytorch_warmup.LinearWarmup(warmup_period=200%)",
        "torch.CosineAnnealingLR(T_max=100%)", "torch.CosineAnnealingWarmRestarts(T_0=30%)",
        R"t(sequence([constant, "torch.CosineAnnealingLR(T_max=20%) | peak(1)"], at=[50%]))t"}) {
    std::string first;
    for (const std::uint64_t steps : {1000U, 100'000U, 10'000'000U, 1'000'000'000U}) {
      std::string ids;
      for (const finding& f : checked(spec, steps).faults) ids += f.id + " ";
      if (first.empty()) first = ids + ".";
      EXPECT_EQ(ids + ".", first) << spec << " over " << steps;
    }
  }
}

TEST(faults, and_notes_of_every_library_agree_at_any_length) {
  std::size_t seen = 0;
  for (const std::string spec : taper::test::library_specs) {
    for (const std::uint64_t steps : {2U, 3U, 500U, 999U, 1001U, 1002U, 2000U, 10'000U}) {
      const std::optional<check_report> judged = checked_if_possible(spec, steps);
      if (!judged) continue;  // too short for it
      ++seen;
      const check_report& report = *judged;
      std::set<std::string> messages;
      std::set<taper::topic> faulty;
      for (const finding& f : report.faults) {
        const taper::finding_kind* kind = taper::check_finding(f.id);
        ASSERT_NE(kind, nullptr) << f.id << " of " << spec;
        EXPECT_TRUE(kind->fault || f.id == "climbs") << f.id << " of " << spec;
        EXPECT_TRUE(messages.insert(f.message).second) << spec << text_of(report);
        EXPECT_EQ(f.message.find("-0%"), std::string::npos) << f.message;
        faulty.insert(kind->about);
      }
      for (const finding& f : report.notes) {
        const taper::finding_kind* kind = taper::check_finding(f.id);
        ASSERT_NE(kind, nullptr) << f.id << " of " << spec;
        EXPECT_TRUE(messages.insert(f.message).second) << spec << text_of(report);
        EXPECT_EQ(f.message.find("-0%"), std::string::npos) << f.message;
        EXPECT_FALSE(kind->about != taper::topic::other && faulty.contains(kind->about)) << spec << text_of(report);
        if (f.id == "past-the-end") {
          EXPECT_TRUE(report.faults.empty()) << spec << text_of(report);
        }
      }
      if (steps > 1002 && found(report.notes, "past-the-end") != nullptr) {  // it says that the last rate stays
        const std::optional<taper::run> r = bound(spec, steps);
        EXPECT_NEAR((*r)(steps - 1), (*r)(steps - 2), 1e-9) << spec << " over " << steps << text_of(report);
      }
    }
  }
  EXPECT_GT(seen, 5 * std::size(taper::test::library_specs));  // of 8 lengths
}

TEST(faults, a_library_that_stops_is_reported_once) {
  for (const std::string spec :
       {"torch.OneCycleLR(max_lr=0.1, total_steps=20)", "torch.OneCycleLR(max_lr=1, total_steps=20, pct_start=0.0)",
        "torchtitan.lr_scheduler(warmup_steps=2, total_steps=20, decay_type=cosine)",
        "llmc.linear(learning_rate=1, warmup_iterations=2, train_num_batches=20)"}) {
    for (const std::uint64_t steps : {22U, 40U, 200U}) {
      const check_report report = checked(spec, steps);
      EXPECT_NE(found(report.faults, "steps-beyond-end"), nullptr) << spec << " over " << steps << text_of(report);
      for (const char* id : {"climb", "zero-rate", "unfinished-decay"}) {
        EXPECT_EQ(found(report.faults, id), nullptr) << spec << " over " << steps << text_of(report);
      }
    }
  }
}

TEST(faults, a_first_step_that_a_constructor_leaves_higher_is_not_a_fall) {
  for (const char* kind : {"Linear", "Cosine"}) {
    for (const std::uint64_t warm : {1U, 4U, 20U}) {
      const std::string spec = std::string("pytorch_optimizer.") + kind +
                               "Scheduler(t_max=55, max_lr=0.004, init_lr=4e-5, " +
                               "warmup_steps=" + std::to_string(warm) + ", min_lr=4e-4)";
      const check_report report = checked(spec, 55);
      EXPECT_EQ(found(report.faults, "climb"), nullptr) << spec << text_of(report);
    }
  }
}

TEST(faults, are_listed_in_one_place) {
  std::ifstream file(TAPER_SOURCE_DIR "/docs/verdict.md");
  std::stringstream text;
  text << file.rdbuf();
  std::set<std::string_view> ids;
  for (const taper::finding_kind& kind : taper::check_findings) {
    EXPECT_TRUE(ids.insert(kind.id).second) << kind.id;
    const std::string row = "| `" + std::string(kind.id) + "` | " + (kind.fault ? "fault" : "note") + " | " +
                            std::string(kind.meaning) + " |";
    EXPECT_NE(text.str().find(row), std::string::npos) << row;
  }
}

}  // namespace
