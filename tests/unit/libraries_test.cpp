// Library schedules: errors, amounts of time in their parameters, findings, judging.
#include "taper/libraries.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <span>

#include "../../src/combined/arguments.hpp"
#include "../../src/libraries/check_value.hpp"
#include "library_specs.hpp"
#include "taper/taper.hpp"
#include "taper/verdict.hpp"

namespace {

std::string refused(const std::string& spec) {
  const taper::result<taper::schedule> s = taper::parse(spec);
  return s ? "accepted" : s.error().message + "; " + s.error().hint;
}
std::string refused_over(const std::string& spec, std::uint64_t steps) {
  const taper::result<taper::run> r = taper::parse(spec).value().bind(steps);
  return r ? "accepted" : r.error().message;
}
std::vector<std::string> findings(const std::string& spec, std::uint64_t steps, taper::severity is) {
  const taper::schedule s = taper::parse(spec).value();
  std::vector<std::string> out;
  for (const taper::finding& r :
       s.root->findings({steps, {}, s.with.peak ? std::optional(s.with.peak->lr) : std::nullopt})) {
    if (r.severity == is) out.push_back(r.id);
  }
  return out;
}
std::vector<std::string> faults(const std::string& spec, std::uint64_t steps) {
  return findings(spec, steps, taper::severity::fault);
}
std::vector<std::string> notes(const std::string& spec, std::uint64_t steps) {
  return findings(spec, steps, taper::severity::note);
}
using ids = std::vector<std::string>;

TEST(dotted_names, suggest_the_nearest_name) {
  EXPECT_EQ(refused("torch.StepRL(step_size=3)"), "unknown schedule 'torch.StepRL'; did you mean 'torch.StepLR'?");
  EXPECT_NE(refused("tensorflow.Foo").find("the libraries are torch, hf, optax"), std::string::npos);
  EXPECT_NE(refused("torch.Something").find("torch has StepLR, MultiStepLR"), std::string::npos);
  EXPECT_EQ(refused("torch.StepLR(stepsize=3)"), "torch.StepLR has no argument 'stepsize'; did you mean 'step_size'?");
}

TEST(dotted_names, say_what_is_missing_or_out_of_range) {
  EXPECT_EQ(refused("torch.StepLR"), "torch.StepLR needs step_size; write torch.StepLR(step_size=…)");
  EXPECT_EQ(refused("torch.StepLR(step_size=0)"), "step_size must be >= 1, got 0; ");
  EXPECT_EQ(refused("torch.StepLR(step_size=2.5)"), "step_size must be a whole number from 0 to 9e15, got 2.5; ");
  EXPECT_EQ(refused("torch.StepLR(step_size=3, step_size=4)"), "torch.StepLR: 'step_size' is given twice; ");
  EXPECT_EQ(refused("torch.LinearLR(start_factor=0)"), "start_factor must be > 0 and <= 1, got 0; ");
  EXPECT_EQ(refused("torch.CyclicLR(base_lr=0, max_lr=1, mode=square)"),
            "mode must be one of triangular triangular2 exp_range, got square; ");
  EXPECT_EQ(refused("keras.ExponentialDecay(initial_learning_rate=1, decay_steps=3, decay_rate=1, staircase=3)"),
            "staircase must be true or false, got 3; ");
  EXPECT_EQ(refused("torch.MultiStepLR(milestones=3)"), "milestones must be a list, got 3; ");
  EXPECT_EQ(refused("optax.piecewise_constant_schedule(init_value=1, boundaries_and_scales=[3, 4])"),
            "boundaries_and_scales must be a list of pairs [step, number], got 3; ");
}

TEST(dotted_names, report_the_place_of_an_error) {
  const std::string spec = "torch.StepLR(step_size=30, gamma=-1) | peak(0.1)";
  EXPECT_EQ(taper::parse(spec).error().offset, spec.find("-1"));
}

TEST(dotted_names, take_peak_and_no_other_modifier) {
  EXPECT_NE(refused("torch.StepLR(step_size=3) | warmup(5)").find("the only modifier it takes is peak(lr)"),
            std::string::npos);
  EXPECT_NE(
      refused("optax.constant_schedule(value=1) | peak(0.1)").find("peak does not apply to optax.constant_schedule"),
      std::string::npos);
}

TEST(dotted_names, reject_what_the_library_rejects) {
  EXPECT_NE(refused_over("torch.OneCycleLR(max_lr=1, total_steps=20, pct_start=0.05)", 20).find("divides by zero"),
            std::string::npos);
  EXPECT_NE(refused_over(
                "optax.warmup_cosine_decay_schedule(init_value=0, peak_value=1, warmup_steps=10, decay_steps=10)", 20)
                .find("decay_steps counts the warmup"),
            std::string::npos);
  EXPECT_NE(refused_over("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"2ba\", t_max=\"5ba\")", 10)
                .find("Composer stops with an error"),
            std::string::npos);
  EXPECT_NE(refused("torch.SequentialLR(schedulers=[\"torch.StepLR(step_size=0)\"], milestones=[])")
                .find("step_size must be >= 1"),
            std::string::npos);
  EXPECT_NE(refused_over("torch.ChainedScheduler(schedulers=[\"torch.CosineAnnealingLR(T_max=5)\"])", 9)
                .find("is not allowed here"),
            std::string::npos);
}

TEST(dotted_names, take_amounts_of_time_in_their_own_parameters) {
  const auto whole = taper::parse("hf.cosine(num_warmup_steps=100, num_training_steps=1000) | peak(3e-4)").value();
  const auto parts = taper::parse("hf.cosine(num_warmup_steps=10%, num_training_steps=100%) | peak(3e-4)").value();
  const auto epochs = taper::parse("hf.cosine(num_warmup_steps=1ep, num_training_steps=10ep) | peak(3e-4)").value();
  const taper::run a = whole.over(1000);
  const taper::run b = parts.over(1000);
  const taper::run c = epochs.over(1000, {.steps_per_epoch = 100.0, .samples_per_step = {}, .tokens_per_step = {}});
  for (std::uint64_t t = 0; t < 1000; t += 7) {
    EXPECT_EQ(a(t), b(t));
    EXPECT_EQ(a(t), c(t));
  }
  EXPECT_NE(epochs.bind(1000).error().message.find("needs the clock"), std::string::npos);
  EXPECT_EQ(taper::print(parts), "hf.cosine(num_warmup_steps=10%, num_training_steps=100%) | peak(0.0003)");
}

TEST(dotted_names, accept_any_step) {
  for (const std::string spec :
       {"torch.CosineAnnealingWarmRestarts(T_0=3, T_mult=2)",
        "timm.CosineLRScheduler(t_initial=3, cycle_mul=1.5, cycle_limit=99)",
        "keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=3, t_mul=0.5)",
        "fairseq.cosine(t_mult=0.5)", "composer.CosineAnnealingWarmRestartsScheduler(t_0=\"3ba\", t_mult=1.1)",
        "torchtitan.lr_scheduler(warmup_steps=2)",
        "megatron.OptimizerParamScheduler(max_lr=1, lr_decay_steps=9, increment=7)"}) {
    const taper::run r = taper::parse(spec).value().over(1000);
    for (const std::uint64_t t :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{999}, std::uint64_t{1} << 40U, ~std::uint64_t{0}}) {
      EXPECT_FALSE(std::isnan(r(t))) << spec << " at " << t;
    }
  }
}

TEST(findings, describe_known_defects) {
  EXPECT_EQ(faults("torch.CosineAnnealingLR(T_max=100)", 100), ids{});
  EXPECT_EQ(faults("torch.CosineAnnealingLR(T_max=100)", 150), ids{"climbs-after-end"});
  EXPECT_EQ(faults("torch.CosineAnnealingLR(T_max=100)", 50), ids{"unfinished-decay"});
  EXPECT_EQ(faults("torch.ConstantLR(total_iters=0)", 10), ids{"never-restored"});
  EXPECT_EQ(faults("torch.OneCycleLR(max_lr=1, total_steps=10)", 12), ids{"steps-beyond-end"});
  EXPECT_EQ(notes("torch.OneCycleLR(max_lr=1, total_steps=10) | peak(0.1)", 10), ids{"peak-ignored"});
  EXPECT_EQ(faults("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=220, num_cycles=22)", 220),
            ids{"late-restart"});
  EXPECT_EQ(faults("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=40, num_cycles=4)", 40), ids{});
  EXPECT_EQ(faults("timm.CosineLRScheduler(t_initial=10, warmup_t=2)", 10), ids{"seam-jump"});
  EXPECT_EQ(faults("timm.CosineLRScheduler(t_initial=10, warmup_t=2, warmup_prefix=true)", 12), ids{});
  EXPECT_EQ(faults("timm.CosineLRScheduler(t_initial=1, cycle_mul=3, cycle_limit=6)", 364), ids{"late-restart"});
  EXPECT_EQ(faults("deepspeed.WarmupCosineLR(total_num_steps=10, warmup_num_steps=2, warmup_type=linear)", 10),
            ids{"peak-never-reached"});
  EXPECT_EQ(faults("torchtitan.lr_scheduler(warmup_steps=2, total_steps=10)", 16), ids{"steps-beyond-end"});
  EXPECT_EQ(faults("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=0.5, transition_steps=33)", 36),
            ids{"nan-under-jit"});
  EXPECT_EQ(faults("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=0.5, transition_steps=32)", 36),
            ids{});
  EXPECT_EQ(faults("keras.CosineDecay(initial_learning_rate=1, decay_steps=10, warmup_steps=5)", 10),
            ids{"warmup-ignored"});
}

TEST(judging, uses_the_translation_if_there_is_one) {
  const taper::run theirs = taper::parse("torch.CosineAnnealingLR(T_max=1000) | peak(0.1)").value().over(1000);
  const taper::run ours = taper::parse("cosine | peak(0.1)").value().over(1000);
  const taper::check_report a = taper::check(theirs).value();
  const taper::check_report b = taper::check(ours).value();
  EXPECT_EQ(a.verdict, b.verdict);
  EXPECT_DOUBLE_EQ(a.early.value, b.early.value);
  EXPECT_NEAR(a.budget, b.budget, 1e-12);
  EXPECT_TRUE(a.faults.empty());
}

TEST(dotted_names, know_the_defects_of_the_smaller_libraries) {
  EXPECT_EQ(faults("mmengine.CosineAnnealingLR(T_max=100)", 150), ids{"climbs-after-end"});
  EXPECT_EQ(faults("mmengine.LinearLR(start_factor=0.1, end=1)", 10), ids{"never-restored"});
  EXPECT_EQ(faults("mmengine.LinearLR(start_factor=0.1)", 10), ids{"peak-never-reached"});
  EXPECT_EQ(faults("pytorch_optimizer.PolyScheduler(max_lr=0.1)", 20), ids{"grows"});
  EXPECT_EQ(faults("pytorch_optimizer.LinearScheduler(max_lr=0.1, t_max=10)", 20), ids{"below-floor"});
  EXPECT_EQ(faults("pytorch_optimizer.CosineScheduler(max_lr=0.1, t_max=10)", 20), ids{"climbs-after-end"});
  EXPECT_EQ(notes("pytorch_optimizer.REXScheduler(total_steps=10)", 10), ids{"first-step-at-min"});
  EXPECT_EQ(faults("pytorch_optimizer.get_chebyshev_schedule(num_epochs=16)", 16), ids{"order-is-late"});
  EXPECT_EQ(faults("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=0, num_stable_steps=2, num_decay_steps=8, "
                   "min_lr_ratio=0.1)",
                   11),
            ids{"climbs-after-the-fall"});
  EXPECT_EQ(faults("olmo.WSD(warmup=30, decay=20)", 40), ids{"peak-never-reached"});
  EXPECT_EQ(faults("olmo.CosWithWarmup(warmup=5, t_max=50)", 40), ids{"unfinished-decay"});
  EXPECT_EQ(faults("mlx.cosine_decay(init=0.1, decay_steps=50)", 40), ids{"unfinished-decay"});
}

TEST(dotted_names, reject_what_the_smaller_libraries_reject) {
  EXPECT_NE(refused_over("olmo.WSD(warmup=3, decay_fraction=0.001)", 40).find("divides by zero"), std::string::npos);
  EXPECT_NE(refused_over("olmo.CosWithWarmup", 40).find("one of warmup and warmup_fraction"), std::string::npos);
  EXPECT_NE(refused_over("mmengine.param_scheduler(schedulers=[\"mmengine.LinearLR(end=5)\", "
                         "\"mmengine.PolyLR(begin=4, end=9)\"])",
                         9)
                .find("not overlap"),
            std::string::npos);
  EXPECT_NE(refused_over("fvcore.CompositeParamScheduler(schedulers=[\"fvcore.ConstantParamScheduler(value=1)\"], "
                         "lengths=[0.5], interval_scaling=[fixed])",
                         9)
                .find("sum of lengths"),
            std::string::npos);
  EXPECT_EQ(refused("fvcore.CompositeParamScheduler(schedulers=[], lengths=[], interval_scaling=[sideways])"),
            "interval_scaling must be one of rescaled fixed, got sideways; ");
}

TEST(dotted_names, keep_a_parameter_that_is_called_like_a_modifier) {
  const taper::schedule s = taper::parse("olmo.WSD(warmup=5) | peak(0.1)").value();
  EXPECT_EQ(taper::print_compact(s), "olmo.WSD,warmup=5,peak=0.1");
  EXPECT_EQ(taper::parse("olmo.WSD,warmup=5,peak=0.1").value(), s);
}

TEST(rows, a_maker_that_reads_an_undeclared_parameter_is_an_error) {
  using taper::libraries::default_value;
  using taper::libraries::takes;
  constexpr taper::libraries::parameter_row all[] = {{"real", takes::real, 1},
                                                     {"share", takes::share, taper::percent(10)},
                                                     {"count", takes::count, 2},
                                                     {"steps", takes::steps, 3},
                                                     {"flag", takes::flag, true},
                                                     {"word", takes::word, "b", {}, "a b"},
                                                     {"reals", takes::reals, default_value::list(1)},
                                                     {"all_steps", takes::all_steps, default_value::list(4)},
                                                     {"pairs", takes::pairs, default_value::list()},
                                                     {"schedules", takes::schedules, default_value::list()},
                                                     {"all_words", takes::all_words, default_value::list(), {}, "a b"}};
  const taper::libraries::arguments a =
      taper::libraries::with_defaults(all, taper::libraries::given_values(std::size(all)));
  const auto told = [](const auto& ask) {
    try {
      ask();
    } catch (const taper::bad_result& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  using names = std::vector<std::string>;
  const std::vector<std::pair<std::function<void(std::string_view)>, names>> accessors = {
      {[&](std::string_view n) { (void)a.real(n); }, {"real", "share", "count", "steps"}},
      {[&](std::string_view n) { (void)a.count(n); }, {"count", "steps"}},
      {[&](std::string_view n) { (void)a.flag(n); }, {"flag"}},
      {[&](std::string_view n) { (void)a.choice(n); }, {"word"}},
      {[&](std::string_view n) { (void)a.reals(n); }, {"reals"}},
      {[&](std::string_view n) { (void)a.counts(n); }, {"all_steps"}},
      {[&](std::string_view n) { (void)a.pairs(n); }, {"pairs"}},
      {[&](std::string_view n) { (void)a.texts(n); }, {"schedules", "all_words"}},
  };
  for (std::size_t k = 0; k < accessors.size(); ++k) {
    const auto& [ask, fits] = accessors[k];
    for (const auto& row : all) {
      const bool fit = std::ranges::find(fits, row.name) != fits.end();
      EXPECT_EQ(told([&] { ask(row.name); }).empty(), fit) << row.name << " by accessor " << k;
    }
    EXPECT_NE(told([&] { ask("rael"); }).find("'rael'"), std::string::npos) << "accessor " << k;
  }
  EXPECT_FALSE(told([&] { (void)a.given("rael"); }).empty());
  EXPECT_FALSE(told([&] { (void)a.value("rael"); }).empty());
}

TEST(rows, every_default_is_a_value_that_its_own_row_takes) {
  const auto look = [](std::string_view of, std::span<const taper::libraries::parameter_row> parameters) {
    std::set<std::string_view> names;
    for (const taper::libraries::parameter_row& p : parameters) {
      EXPECT_TRUE(names.insert(p.name).second) << of << " has " << p.name << " twice";
      const bool worded = p.kind == taper::libraries::takes::word || p.kind == taper::libraries::takes::all_words;
      EXPECT_EQ(worded, !p.words.empty()) << of << "." << p.name;
      if (p.fallback.is_required()) continue;
      const auto fault = taper::libraries::fault_of(p.fallback.value(), p);
      EXPECT_FALSE(fault) << of << ": " << fault->message;
    }
  };
  for (const taper::libraries::library& of : taper::libraries::catalogue()) {
    for (const taper::libraries::entry& row : of.entries) look(row.name, row.parameters);
  }
  [&]<class... Op>(std::type_identity<std::variant<Op...>>) {
    (look(Op::info.name, taper::combined::rows_of<Op>()), ...);
  }(std::type_identity<taper::operation>{});
}

TEST(rows, makers_translations_and_findings_ask_only_for_what_their_rows_have) {
  std::vector<std::string> specs(std::begin(taper::test::library_specs), std::end(taper::test::library_specs));
  specs.insert(specs.end(), std::begin(taper::test::faulty_by_themselves), std::end(taper::test::faulty_by_themselves));
  for (const std::string& spec : specs) {
    const taper::schedule s = taper::parse(spec).value();
    for (const std::uint64_t steps : {1, 2, 3, 10, 100, 1000, 5000}) {
      for (const std::optional<double> peak : {std::optional<double>(), std::optional(0.1), std::optional(1e-9)}) {
        const taper::binding to{steps, {.steps_per_epoch = 10.0, .samples_per_step = {}, .tokens_per_step = {}}, peak};
        EXPECT_NO_THROW({
          (void)s.root->bind(to);
          (void)s.root->as_native_schedule(to);
          (void)s.root->findings(to);
        }) << spec
           << " over " << steps;
      }
    }
  }
}

TEST(texts, inside_a_library_schedule_are_one_line_of_the_notation) {
  // what is printed goes into comments and quotes of other languages
  const std::vector<std::string> parts = {"torch.StepLR(step_size=3)\n", "\n torch.StepLR(\n step_size = 3)",
                                          "torch.StepLR(step_size=3,\tgamma=0.1)"};
  for (const std::string& part : parts) {
    const auto s = taper::parse("torch.ChainedScheduler(schedulers=[\"" + part + "\"])");
    ASSERT_TRUE(s) << part;
    EXPECT_EQ(taper::print(*s),
              taper::print(taper::parse("torch.ChainedScheduler(schedulers=[\"torch.StepLR(step_size=3)\"])").value()));
  }
  for (const char* text :
       {"1dur\n", "1 dur", "1dur\\\"", "1dur)taper\\\"", "3) | peak(2", "1dur\xc3\xa9", "//", "*/"}) {
    EXPECT_NE(refused("composer.LinearScheduler(t_max=\"" + std::string(text) + "\")"), "accepted") << text;
    EXPECT_NE(refused("composer.MultiStepScheduler(milestones=[\"" + std::string(text) + "\"])"), "accepted") << text;
  }
}

TEST(judging, uses_sampled_rates_without_a_translation) {
  // half a cosine cut at a half: never anneals
  const taper::run cut = taper::parse("torch.CosineAnnealingLR(T_max=2000) | peak(0.1)").value().over(1000);
  const taper::check_report report = taper::check(cut).value();
  EXPECT_EQ(report.verdict, taper::verdict::violating);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults.front().id, "unfinished-decay");
  // an inverse square root with warmup: what the timeline says agrees with the rates
  const taper::run root = taper::parse("hf.inverse_sqrt(num_warmup_steps=100) | peak(1)").value().over(5000);
  EXPECT_EQ(root.peak(), 1.0);
  EXPECT_EQ(root.locate(50).where.in, taper::part::rise);
  EXPECT_EQ(root.locate(2000).where.in, taper::part::fall);
  EXPECT_NEAR(root.kernel().value(root.locate(2000).where.at), root(2000), 1e-3);
  EXPECT_EQ(taper::check(root).value().late.verdict, taper::verdict::violating);
}

TEST(judging, describes_a_schedule_without_a_fall) {
  const taper::run grows = taper::parse("deepspeed.LRRangeTest(lr_range_test_step_size=5)").value().over(100);
  EXPECT_EQ(taper::check(grows).value().late.verdict, taper::verdict::violating);
}

}  // namespace
