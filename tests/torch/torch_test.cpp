// The LibTorch adaptor: every step, several groups, any step, archives, the tensor of rates.
#include "taper/torch.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <iomanip>
#include <sstream>

#include "../conformance/vectors.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"

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
    return torch::optim::AdamW(groups, torch::optim::AdamWOptions(0.1));
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

TEST(torch_scheduler, drives_the_loop_of_the_documentation) {
  torch::nn::Linear model(3, 1);
  const torch::Tensor input = torch::ones({4, 3});
  const double before = model(input).square().mean().item<double>();

  torch::optim::AdamW optimizer(model->parameters(), 3e-4);
  auto schedule = taper::parse("cosine | warmup(500) | peak(3e-4)").value();
  taper::torch::scheduler scheduler(optimizer, schedule.over(20'000));
  for (int batch = 0; batch < 600; ++batch) {
    optimizer.zero_grad();
    model(input).square().mean().backward();
    optimizer.step();
    scheduler.step();
  }

  EXPECT_EQ(rates_of(optimizer)[0], schedule.over(20'000)(600));
  EXPECT_LT(model(input).square().mean().item<double>(), before);
}

TEST(torch_scheduler, the_log_of_a_loop_is_recognized_exactly) {
  torch::nn::Linear model(3, 1);
  torch::optim::AdamW optimizer(model->parameters(), 3e-4);
  const taper::run planned = bound("cosine | warmup(2) | peak(0.0003)", 10);
  taper::torch::scheduler scheduler(optimizer, planned);
  std::ostringstream log;
  log << "step,lr,loss\n" << std::setprecision(17);
  for (int step = 0; step < 10; ++step) {
    optimizer.zero_grad();
    const torch::Tensor loss = model(torch::ones({4, 3})).square().mean();
    loss.backward();
    log << step << ',' << rates_of(optimizer)[0] << ',' << loss.item<double>() << '\n';
    optimizer.step();
    scheduler.step();
  }
  const auto found = taper::inspect(taper::read_log(log.str()).value());
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].segments.size(), 1U);
  EXPECT_EQ(found[0].segments[0].exact, 10U);
  EXPECT_EQ(found[0].segments[0].spec, "cosine | warmup(2) | peak(0.0003)");
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

TEST(torch_scheduler, moves_to_any_step) {
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

TEST(torch_scheduler, a_resumed_run_has_the_same_rates) {
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

TEST(torch_scheduler, rejects_invalid_arguments) {
  two_groups m;
  EXPECT_THROW(taper::torch::scheduler(m.optimizer, std::vector<taper::run>{bound("cosine", 10)}), c10::Error);
  taper::torch::scheduler scheduler(m.optimizer, bound("cosine", 10));
  std::stringstream file;
  torch::save(scheduler, file);
  taper::torch::scheduler other(m.optimizer, bound("linear", 10));
  EXPECT_THROW(torch::load(other, file), c10::Error);
  EXPECT_THROW(scheduler.follow(torch::zeros({3})), c10::Error);
}

/// An archive of the scheduler with one entry replaced.
void replace_entry(std::stringstream& to, const taper::torch::scheduler& from, const std::string& key,
                   c10::IValue with) {
  std::stringstream file;
  torch::save(from, file);
  torch::serialize::InputArchive in;
  in.load_from(file);
  torch::serialize::OutputArchive out;
  for (const char* name : {"taper_step", "taper_bases", "taper_schedules", "taper_plateau"}) {
    c10::IValue value;
    in.read(name, value);
    out.write(name, name == key ? with : value);
  }
  out.save_to(to);
}

TEST(torch_scheduler, an_archive_that_is_refused_changes_nothing) {
  two_groups m;
  taper::torch::scheduler scheduler(m.optimizer, bound("linear", 10));
  scheduler.multiply_by(taper::plateau());
  scheduler.set_step(3);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<const char*, c10::IValue>> cases = {
      {"taper_step", c10::IValue(std::int64_t{-1})},
      {"taper_step", c10::IValue("three")},
      {"taper_bases", c10::IValue(std::vector<double>{0.5, nan, 0.5, 0.25})},
      {"taper_bases", c10::IValue(std::vector<double>{0.5, 0.25, -inf, 0.25})},
      {"taper_bases", c10::IValue(std::vector<double>{0.5})},
      {"taper_plateau", c10::IValue("not a plateau")},
      {"taper_schedules", c10::IValue("other")},
  };
  const std::vector<double> before = rates_of(m.optimizer);
  for (const auto& [key, value] : cases) {
    std::stringstream file;
    replace_entry(file, scheduler, key, value);
    EXPECT_THROW(torch::load(scheduler, file), c10::Error) << key;
    EXPECT_EQ(scheduler.current_step(), 3U) << key;
    scheduler.set_step(3);
    EXPECT_EQ(rates_of(m.optimizer), before) << key;
  }
}

TEST(torch_scheduler, a_group_that_was_added_later_is_an_error_before_anything_advances) {
  two_groups m;
  taper::torch::scheduler scheduler(m.optimizer, bound("linear", 10));
  scheduler.set_step(2);
  const std::vector<double> before = rates_of(m.optimizer);
  m.optimizer.add_param_group(torch::optim::OptimizerParamGroup({torch::ones({1}, torch::requires_grad())}));
  EXPECT_THROW(scheduler.step(), c10::Error);
  EXPECT_THROW(scheduler.set_step(5), c10::Error);
  EXPECT_EQ(scheduler.current_step(), 2U);
  const std::vector<double> after = rates_of(m.optimizer);
  EXPECT_EQ(std::vector<double>(after.begin(), after.begin() + 2), before);
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

/// The optimizer's base rate of a conformance case, and its spec without it.
struct on_base {
  std::string spec;
  double base = 1e-3;  // torch.optim.SGD's default
};
on_base split(const std::string& spec) {
  const taper::schedule s = taper::parse(spec).value();
  if (!s.with.peak) return {spec};
  taper::schedule bare = s;
  bare.with.peak.reset();
  return {taper::print(bare), s.with.peak->lr};
}

/// The SGD of a case of two groups, the second at twice the base rate.
struct sgd_of_case {
  torch::Tensor a = torch::ones({1}, torch::requires_grad());
  torch::Tensor b = torch::ones({1}, torch::requires_grad());
  torch::optim::SGD optimizer;
  explicit sgd_of_case(double base) : optimizer(make(base)) {}
  torch::optim::SGD make(double base) const {
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(std::vector<torch::Tensor>{a}, std::make_unique<torch::optim::SGDOptions>(base));
    groups.emplace_back(std::vector<torch::Tensor>{b}, std::make_unique<torch::optim::SGDOptions>(2.0 * base));
    return torch::optim::SGD(groups, torch::optim::SGDOptions(base));
  }
};

/// Every scheduler of PyTorch, at every step as PyTorch printed it, saved and resumed in the middle.
TEST(torch_scheduler, gives_the_rates_of_pytorch_step_by_step_and_after_a_resume) {
  std::size_t steps = 0;
  const nlohmann::json file = taper::test::vectors("libraries/torch.json");
  for (const auto& one : file.at("cases")) {
    const on_base c = split(one.at("spec"));
    const auto length = one.at("steps").get<std::uint64_t>();
    const std::vector<double> wants = one.at("lr");
    if (one.contains("at") || wants.size() > 400) continue;  // a few long ones, held by the core's own tests
    const double allowed = 1e-12 * *std::max_element(wants.begin(), wants.end());
    auto train = std::make_unique<sgd_of_case>(c.base);
    auto scheduler = std::make_unique<taper::torch::scheduler>(train->optimizer, bound(c.spec.c_str(), length));
    const bool scales = rates_of(train->optimizer)[0] != rates_of(train->optimizer)[1];
    for (std::size_t t = 0; t < wants.size(); ++t) {
      if (t == wants.size() / 2) {
        std::stringstream optimizer_file;
        std::stringstream scheduler_file;
        torch::save(train->optimizer, optimizer_file);
        torch::save(*scheduler, scheduler_file);
        auto fresh = std::make_unique<sgd_of_case>(77.0);  // the base rates come from the archive
        scheduler = std::make_unique<taper::torch::scheduler>(fresh->optimizer, bound(c.spec.c_str(), length));
        torch::load(fresh->optimizer, optimizer_file);
        torch::load(*scheduler, scheduler_file);
        train = std::move(fresh);
      }
      const std::vector<double> got = rates_of(train->optimizer);
      ASSERT_NEAR(got[0], wants[t], allowed) << c.spec << " at " << t;
      if (scales && c.spec.find("eta_min") == std::string::npos && c.spec.find("[") == std::string::npos &&
          c.spec.find("CyclicLR") == std::string::npos) {
        ASSERT_NEAR(got[1], 2.0 * wants[t], 2.0 * allowed) << c.spec << " at " << t;
      }
      train->a.mutable_grad() = torch::zeros({1});
      train->optimizer.step();
      scheduler->step();
      ++steps;
    }
  }
  EXPECT_GT(steps, 2000U);
}

TEST(torch_scheduler, accepts_a_combined_schedule) {
  two_groups m;
  taper::torch::scheduler scheduler(m.optimizer, {bound("sequence([constant, \"cosine | warmup(3)\"], at=[5])", 20),
                                                  bound("loop(\"linear | peak(0.1)\", every=4)", 20)});
  scheduler.set_step(6);
  EXPECT_EQ(rates_of(m.optimizer),
            (std::vector<double>{0.5 * bound("cosine | warmup(3)", 15)(1), bound("linear | peak(0.1)", 4)(2)}));
}

TEST(torch_scheduler, schedules_other_hyperparameters_from_a_plan) {
  two_groups m;
  const taper::plan plan = taper::parse_plan(
                               "[first]\nlr: cosine\nweight_decay: linear\n"
                               "[second]\nlr: linear | peak(0.1); beta1: between(cosine, from=0.85, to=0.95); "
                               "beta2: constant | peak(0.95)")
                               .value();
  taper::torch::scheduler scheduler(m.optimizer, taper::bind(plan, 10).value());
  const auto options = [&](std::size_t g) -> const torch::optim::AdamWOptions& {
    return static_cast<const torch::optim::AdamWOptions&>(m.optimizer.param_groups()[g].options());
  };
  for (std::uint64_t t = 0; t < 12; ++t, scheduler.step()) {
    EXPECT_EQ(options(0).lr(), 0.5 * bound("cosine", 10)(t));
    EXPECT_EQ(options(0).weight_decay(), 1e-2 * bound("linear", 10)(t));
    EXPECT_EQ(options(1).lr(), bound("linear | peak(0.1)", 10)(t));
    EXPECT_EQ(std::get<0>(options(1).betas()), bound("between(cosine, from=0.85, to=0.95)", 10)(t));
    EXPECT_EQ(std::get<1>(options(1).betas()), 0.95);
  }
  const taper::plan momentum = taper::parse_plan("momentum: constant | peak(0.9)").value();
  EXPECT_THROW(taper::torch::scheduler(m.optimizer, taper::bind(momentum, 10).value()), c10::Error);
}

TEST(torch_scheduler, multiplies_by_a_plateau_rule_that_is_saved) {
  two_groups m;
  const taper::run r = bound("linear | peak(1)", 100);
  const taper::plateau rule = taper::plateau::parse("plateau(factor=0.5, patience=1)").value();
  taper::torch::scheduler scheduler(m.optimizer, r);
  EXPECT_THROW(scheduler.observe(1.0), c10::Error);
  scheduler.multiply_by(rule);
  for (const double loss : {1.0, 2.0, 2.0}) scheduler.observe(loss);
  scheduler.step();
  EXPECT_EQ(rates_of(m.optimizer)[0], 0.5 * r(1));
  scheduler.observe(3.0);
  std::stringstream file;
  torch::save(scheduler, file);
  two_groups second;
  taper::torch::scheduler resumed(second.optimizer, r);
  resumed.multiply_by(rule);
  torch::load(resumed, file);
  EXPECT_EQ(rates_of(second.optimizer)[1], 0.5 * r(1));
  EXPECT_EQ(resumed.observe(3.0), 0.25);
}

}  // namespace
