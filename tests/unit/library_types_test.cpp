// The types of other libraries' schedules: each is the schedule that its text is, with the library's own defaults.
#include "taper/library_types.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "library_types_cases.hpp"
#include "taper/libraries.hpp"
#include "taper/taper.hpp"

namespace {

TEST(library_types, are_the_schedules_that_their_texts_are) {
  std::set<std::string> seen;
  for (const taper::test::typed_case& one : taper::test::typed_examples()) {
    const taper::result<taper::schedule> read = taper::parse(one.text);
    ASSERT_TRUE(read) << one.text;
    ASSERT_TRUE(one.made) << one.text << ": " << one.made.error().message;
    EXPECT_EQ(*one.made, *read) << one.text;
    EXPECT_EQ(taper::print(*one.made), taper::print(*read));
    seen.insert(read->root->name());
  }
  for (const std::string& name : taper::libraries::names()) EXPECT_TRUE(seen.contains(name)) << name;
}

TEST(library_types, without_arguments_are_the_bare_name_or_say_what_is_missing) {
  std::size_t made = 0;
  for (const taper::test::typed_case& one : taper::test::without_arguments()) {
    const taper::result<taper::schedule> read = taper::parse(one.text);
    ASSERT_EQ(one.made.has_value(), read.has_value()) << one.text;
    if (read) {
      EXPECT_EQ(*one.made, *read) << one.text;
    } else {
      EXPECT_EQ(one.made.error().message, read.error().message);
      EXPECT_EQ(one.made.error().code, taper::errc::missing) << one.text;
    }
    ++made;
  }
  EXPECT_EQ(made, taper::libraries::names().size());
}

TEST(library_types, take_what_the_text_takes) {
  namespace torch = taper::torch;
  EXPECT_EQ(torch::step{.step_size = taper::percent(30)} | taper::peak(0.1),
            taper::parse("torch.StepLR(step_size=30%) | peak(0.1)").value());
  EXPECT_EQ(taper::make(torch::multi_step{.milestones = {30, taper::epochs(2), taper::tokens(3e8)}}).value(),
            taper::parse("torch.MultiStepLR(milestones=[30, 2ep, 300Mtok])").value());
  EXPECT_EQ(taper::make(taper::composer::linear{.t_max = taper::epochs(2)}).value(),
            taper::parse("composer.LinearScheduler(t_max=2ep)").value());
  EXPECT_EQ(taper::make(taper::composer::linear{.t_max = "10ba"}).value(),
            taper::parse("composer.LinearScheduler(t_max=\"10ba\")").value());
  const std::vector<taper::library_part> parts = {torch::constant{}, taper::parse("torch.StepLR(step_size=3)")};
  EXPECT_EQ(taper::make(torch::chained{.schedulers = parts}).value(),
            taper::parse("torch.ChainedScheduler(schedulers=[torch.ConstantLR, torch.StepLR(step_size=3)])").value());
  EXPECT_EQ(taper::sequence({taper::constant{}, torch::step{.step_size = 30}}) | taper::peak(0.1),
            taper::parse("sequence([constant, torch.StepLR(step_size=30)]) | peak(0.1)").value());
}

TEST(library_types, refuse_what_the_text_refuses_in_the_same_words) {
  namespace torch = taper::torch;
  const auto said = [](const taper::result<taper::schedule>& s) { return s ? "accepted" : s.error().message; };
  EXPECT_EQ(said(taper::make(torch::one_cycle{.total_steps = 100})), "torch.OneCycleLR needs max_lr");
  EXPECT_EQ(said(taper::make(torch::step{.step_size = 0})), said(taper::parse("torch.StepLR(step_size=0)")));
  EXPECT_EQ(said(taper::make(torch::step{.step_size = -1})), said(taper::parse("torch.StepLR(step_size=-1)")));
  EXPECT_EQ(said(taper::make(torch::one_cycle{.max_lr = 0.1, .anneal_strategy = "poly"})),
            said(taper::parse("torch.OneCycleLR(max_lr=0.1, anneal_strategy=poly)")));
  EXPECT_EQ(said(taper::make(torch::chained{.schedulers = {torch::step{}}})), "torch.StepLR needs step_size");
  for (const double v : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(said(taper::make(torch::cosine_annealing{.T_max = 10, .eta_min = v})), "eta_min must be finite");
    EXPECT_EQ(said(taper::make(taper::keras::piecewise_constant_decay{.boundaries = {5}, .values = {1.0, v}})),
              "values must be finite");
  }
  EXPECT_THROW((torch::step{} | taper::peak(0.1)), taper::bad_result);
}

TEST(library_types, are_named_by_words_without_what_every_name_ends_in) {
  using taper::libraries::find;
  const auto name = [](const char* dotted) {
    const taper::libraries::found_entry one = find(dotted);
    return taper::libraries::cpp_name(*one.of, *one.row);
  };
  EXPECT_EQ(name("torch.StepLR"), "torch::step");
  EXPECT_EQ(name("torch.CosineAnnealingWarmRestarts"), "torch::cosine_annealing_warm_restarts");
  EXPECT_EQ(name("torch.ChainedScheduler"), "torch::chained");
  EXPECT_EQ(name("timm.CosineLRScheduler"), "timm::cosine");
  EXPECT_EQ(name("timm.WSDLRScheduler"), "timm::wsd");
  EXPECT_EQ(name("torchtitan.lr_scheduler"), "torchtitan::lr_scheduler");
  EXPECT_EQ(name("deepspeed.LRRangeTest"), "deepspeed::lr_range_test");
  EXPECT_EQ(name("olmo.WSDS"), "olmo::wsds");
  EXPECT_EQ(name("burn.NoamLrScheduler"), "burn::noam");
  EXPECT_EQ(name("pytorch_warmup.RAdamWarmup"), "pytorch_warmup::radam_warmup");
  EXPECT_EQ(name("megatron.OptimizerParamScheduler"), "megatron::optimizer_param_scheduler");
  EXPECT_EQ(name("fvcore.CosineParamScheduler"), "fvcore::cosine_param_scheduler");
  EXPECT_EQ(name("optax.cosine_decay_schedule"), "optax::cosine_decay_schedule");
  EXPECT_EQ(taper::libraries::cpp_member("default"), "default_");
  EXPECT_EQ(taper::libraries::cpp_member("T_max"), "T_max");
  // StepLR and StepScheduler in one library would both be step: then each keeps its whole name
  using taper::libraries::entry;
  std::vector<entry> both(3);
  both[0].name = "StepLR";
  both[1].name = "StepScheduler";
  both[2].name = "new";
  taper::libraries::library of{};
  of.name = "mine";
  of.entries = both;
  EXPECT_EQ(cpp_name(of, both[0]), "mine::step_lr");
  EXPECT_EQ(cpp_name(of, both[1]), "mine::step_scheduler");
  EXPECT_EQ(cpp_name(of, both[2]), "mine::new_");
}

}  // namespace
