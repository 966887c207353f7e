// The LibTorch adaptor: every step, several groups, any step, archives, the tensor of rates.
#include "taper/torch.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <sstream>

namespace {

taper::run bound(const char* spec, std::uint64_t steps) { return taper::parse(spec).value().over(steps); }

std::vector<double> rates_of(const torch::optim::Optimizer& optimizer) {
  std::vector<double> out;
  for (const auto& group : optimizer.param_groups()) out.push_back(group.options().get_lr());
  return out;
}

/// Two parameters in two groups.
struct two_groups {
  torch::Tensor a = torch::ones({3}, torch::requires_grad());
  torch::Tensor b = torch::ones({2}, torch::requires_grad());
  torch::optim::AdamW optimizer = make();

  torch::optim::AdamW make() const {
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(std::vector<torch::Tensor>{a}, std::make_unique<torch::optim::AdamWOptions>(0.5));
    groups.emplace_back(std::vector<torch::Tensor>{b}, std::make_unique<torch::optim::AdamWOptions>(0.25));
    return {groups, torch::optim::AdamWOptions(0.1)};
  }
  void train_one_step() {
    optimizer.zero_grad();
    (a.square().sum() + (b - 2).square().sum()).backward();
    optimizer.step();
  }
};

TEST(torch_scheduler, applies_every_rate_from_the_first_step_on) {
  two_groups m;
  const taper::run r = bound("cosine | warmup(5) | floor(10%) | peak(3e-4)", 40);
  taper::torch::scheduler scheduler(m.optimizer, r);
  for (std::uint64_t t = 0; t < 45; ++t) {
    EXPECT_EQ(rates_of(m.optimizer), (std::vector<double>{r(t), r(t)})) << "step " << t;
    m.train_one_step();
    scheduler.step();
  }
  EXPECT_EQ(scheduler.current_step(), 45U);
}

TEST(torch_scheduler, works_through_the_base_class) {
  two_groups m;
  const taper::run r = bound("linear | peak(1)", 10);
  taper::torch::scheduler scheduler(m.optimizer, r);
  torch::optim::LRScheduler& base = scheduler;
  base.step();
  base.step();
  EXPECT_EQ(rates_of(m.optimizer)[0], r(2));
}

TEST(torch_scheduler, a_schedule_for_each_group_and_rates_relative_to_the_group_without_a_peak) {
  two_groups m;
  const taper::run first = bound("cosine", 10);
  const taper::run second = bound("linear | peak(3)", 20);
  taper::torch::scheduler scheduler(m.optimizer, {first, second});
  for (std::uint64_t t = 0; t < 12; ++t, scheduler.step()) {
    EXPECT_EQ(rates_of(m.optimizer), (std::vector<double>{0.5 * first(t), second(t)}));
  }
}

TEST(torch_scheduler, goes_to_any_step) {
  two_groups m;
  const taper::run r = bound("cosine | peak(1)", 1'000'000'000'000);
  taper::torch::scheduler scheduler(m.optimizer, r);
  scheduler.set_step(999'999'999'998);
  EXPECT_EQ(rates_of(m.optimizer)[1], r(999'999'999'998));
  scheduler.step();
  EXPECT_EQ(rates_of(m.optimizer)[1], r(999'999'999'999));
  scheduler.set_step(7);
  EXPECT_EQ(rates_of(m.optimizer)[1], r(7));
}

TEST(torch_scheduler, a_resumed_run_is_the_same_run) {
  const std::vector<taper::run> schedules{bound("linear", 30), bound("cosine | warmup(4) | peak(0.1)", 30)};
  two_groups whole;
  taper::torch::scheduler through(whole.optimizer, schedules);
  std::stringstream optimizer_file;
  std::stringstream scheduler_file;
  torch::Tensor a;
  torch::Tensor b;
  for (int t = 0; t < 30; ++t) {
    if (t == 13) {
      torch::save(whole.optimizer, optimizer_file);
      torch::save(through, scheduler_file);
      a = whole.a.detach().clone();
      b = whole.b.detach().clone();
    }
    whole.train_one_step();
    through.step();
  }
  two_groups second;
  {
    const torch::NoGradGuard off;
    second.a.copy_(a);
    second.b.copy_(b);
  }
  taper::torch::scheduler resumed(second.optimizer, schedules);
  torch::load(second.optimizer, optimizer_file);
  torch::load(resumed, scheduler_file);
  EXPECT_EQ(resumed.current_step(), 13U);
  for (int t = 13; t < 30; ++t) {
    second.train_one_step();
    resumed.step();
  }
  EXPECT_TRUE(torch::equal(whole.a, second.a));
  EXPECT_TRUE(torch::equal(whole.b, second.b));
  EXPECT_EQ(rates_of(whole.optimizer), rates_of(second.optimizer));
}

TEST(torch_scheduler, refuses_what_does_not_fit) {
  two_groups m;
  EXPECT_THROW(taper::torch::scheduler(m.optimizer, std::vector<taper::run>{bound("cosine", 10)}), c10::Error);
  taper::torch::scheduler scheduler(m.optimizer, bound("cosine", 10));
  std::stringstream file;
  torch::save(scheduler, file);
  taper::torch::scheduler other(m.optimizer, bound("linear", 10));
  EXPECT_THROW(torch::load(other, file), c10::Error);
  EXPECT_THROW(scheduler.follow(torch::zeros({3})), c10::Error);
}

TEST(torch_scheduler, keeps_a_tensor_of_rates_up_to_date_in_place) {
  two_groups m;
  const taper::run r = bound("cosine | peak(1)", 10);
  taper::torch::scheduler scheduler(m.optimizer, r);
  const torch::Tensor rates = torch::zeros({2}, torch::kFloat32);
  const void* const place = rates.data_ptr();
  scheduler.follow(rates);
  for (std::uint64_t t = 0; t < 12; ++t, scheduler.step()) EXPECT_EQ(rates[1].item<float>(), static_cast<float>(r(t)));
  scheduler.set_step(4);
  EXPECT_EQ(rates[0].item<float>(), static_cast<float>(r(4)));
  EXPECT_EQ(rates.data_ptr(), place);
}

}  // namespace
