// LibTorch adaptor: any schedule as a torch::optim::LRScheduler, one per parameter group if wanted, for the learning
// rate and other hyperparameters. Needs Torch: Debian's 1.13 or 2.x.
#pragma once

#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/optimizer.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/schedulers/lr_scheduler.h>
#include <torch/optim/sgd.h>
#include <torch/serialize/archive.h>
#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "taper/algebra.hpp"
#include "taper/algebra/plan.hpp"
#include "taper/algebra/plateau.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::torch {

namespace detail {

template <class Adam>
double* place_in_adam(Adam& options, hyperparameter h) {
  switch (h) {
    case hyperparameter::weight_decay: return &options.weight_decay();
    case hyperparameter::beta1: return &std::get<0>(options.betas());
    case hyperparameter::beta2: return &std::get<1>(options.betas());
    case hyperparameter::eps: return &options.eps();
    default: return nullptr;
  }
}

/// The storage of a hyperparameter other than the rate in an optimizer; null if it has none of that name.
/// beta2 of RMSprop is its alpha.
inline double* place_of(::torch::optim::OptimizerOptions& options, hyperparameter h) {
  if (auto* adamw = dynamic_cast<::torch::optim::AdamWOptions*>(&options)) return place_in_adam(*adamw, h);
  if (auto* adam = dynamic_cast<::torch::optim::AdamOptions*>(&options)) return place_in_adam(*adam, h);
  if (auto* sgd = dynamic_cast<::torch::optim::SGDOptions*>(&options)) {
    if (h == hyperparameter::momentum) return &sgd->momentum();
    if (h == hyperparameter::weight_decay) return &sgd->weight_decay();
  }
  if (auto* rmsprop = dynamic_cast<::torch::optim::RMSpropOptions*>(&options)) {
    if (h == hyperparameter::momentum) return &rmsprop->momentum();
    if (h == hyperparameter::weight_decay) return &rmsprop->weight_decay();
    if (h == hyperparameter::beta2) return &rmsprop->alpha();
    if (h == hyperparameter::eps) return &rmsprop->eps();
  }
  return nullptr;
}

}  // namespace detail

/// A learning-rate scheduler whose rates are a pure function of the step.
///
///   torch::optim::AdamW optimizer(model->parameters(), 3e-4);
///   auto schedule = taper::parse("cosine | warmup(500) | peak(3e-4)").value();
///   taper::torch::scheduler scheduler(optimizer, schedule.over(20'000));
///   for (…) { …; optimizer.step(); scheduler.step(); }
///
/// Rates
///   A schedule with a peak gives the rate of the group; without one it multiplies the rate that the group had when the
///   scheduler was made. torch.StepLR(…) and similar schedules use that rate as their base, as in Python.
/// Step
///   The constructor applies the rate of step 0 (torch::optim::LRScheduler alone applies none before the first step());
///   step() advances by one and set_step() moves to any step. 64 bits.
/// Archives
///   save() writes the step, the initial values of the groups, the text of the schedules and the plateau state; load()
///   requires the same schedules, and applies the rate again, since torch::load of an optimizer does not restore it (it
///   drops the options). An archive that is refused changes nothing.
/// Errors
///   c10::Error, as everywhere in LibTorch: another number of schedules than groups, a hyperparameter that the optimizer
///   does not have, an archive of other schedules or with invalid values, a group added to the optimizer later.
/// Lifetime
///   The optimizer must outlive the scheduler.
class scheduler : public ::torch::optim::LRScheduler {
 public:
  /// One schedule for all parameter groups.
  scheduler(::torch::optim::Optimizer& optimizer, const run& for_all)
      : scheduler(optimizer, std::vector<run>(optimizer.param_groups().size(), for_all)) {}
  /// One schedule for each parameter group, in their order.
  scheduler(::torch::optim::Optimizer& optimizer, std::vector<run> for_each)
      : scheduler(optimizer, plan_of(std::move(for_each))) {}
  /// A plan: rates and other hyperparameters. A single group without a name applies to all.
  scheduler(::torch::optim::Optimizer& optimizer, bound_plan plan)
      : ::torch::optim::LRScheduler(optimizer), optimizer_(optimizer) {
    const std::size_t groups = optimizer.param_groups().size();
    if (plan.groups.size() == 1 && plan.groups.front().name.empty()) {
      const bound_plan::group one = plan.groups.front();
      plan.groups.assign(groups, one);
    }
    TORCH_CHECK(plan.groups.size() == groups, "taper: ", plan.groups.size(), " schedules for ", groups,
                " parameter groups");
    for (std::size_t g = 0; g < groups; ++g) {
      own_lrs_.push_back(options(g).get_lr());
      for (bound_plan::value& v : plan.groups[g].values) drive(g, v.of, std::move(v.over_time));
    }
    apply();
  }

  /// Moves to any step and applies its rates.
  void set_step(std::uint64_t t) {
    check_groups();
    step_ = t;
    apply();
  }
  /// The step whose rates are currently applied.
  [[nodiscard]] std::uint64_t current_step() const noexcept { return step_; }
  /// The learning rates of a step, one per group; changes nothing.
  [[nodiscard]] std::vector<double> rates_at(std::uint64_t t) const {
    std::vector<double> out = own_lrs_;
    for (const driven& d : driven_) {
      if (d.of == hyperparameter::lr) out[d.group] = d.at(t);
    }
    for (double& rate : out) rate *= plateau_ ? plateau_->multiplier() : 1.0;
    return out;
  }

  /// A separate plateau rule: every rate is multiplied by its multiplier. Saved with the scheduler.
  void multiply_by(const plateau& rule) {
    plateau_ = rule;
    apply();
  }
  /// Passes the metric of an evaluation to the plateau rule, applies the new rates and returns the multiplier.
  double observe(double metric) {
    TORCH_CHECK(plateau_, "taper: the scheduler has no plateau rule; call multiply_by(taper::plateau(…)) first");
    plateau_->observe(metric);
    apply();
    return plateau_->multiplier();
  }

  /// Updates a tensor with the rates, one element per group: filled in place now and at every later step, so
  /// that a captured CUDA graph that reads it applies the rate of each step. Any device, any floating type.
  void follow(::torch::Tensor rates) {
    TORCH_CHECK(rates.dim() == 1 && rates.size(0) == static_cast<std::int64_t>(own_lrs_.size()),
                "taper: the tensor of rates needs one element per parameter group (", own_lrs_.size(), "), got shape ",
                rates.sizes());
    TORCH_CHECK(rates.is_floating_point(), "taper: the tensor of rates must be of a floating type");
    followed_ = std::move(rates);
    apply();
  }

  void save(::torch::serialize::OutputArchive& archive) const {
    std::vector<double> bases = own_lrs_;
    for (const driven& d : driven_) bases.push_back(d.base);
    archive.write("taper_step", c10::IValue(static_cast<std::int64_t>(step_)));
    archive.write("taper_bases", c10::IValue(bases));
    archive.write("taper_schedules", c10::IValue(description()));
    archive.write("taper_plateau", c10::IValue(plateau_ ? plateau_->save() : std::string()));
  }
  void load(::torch::serialize::InputArchive& archive) {
    c10::IValue step;
    c10::IValue bases;
    c10::IValue schedules;
    c10::IValue state;
    archive.read("taper_step", step);
    archive.read("taper_bases", bases);
    archive.read("taper_schedules", schedules);
    archive.read("taper_plateau", state);
    TORCH_CHECK(schedules.toStringRef() == description(), "taper: the archive holds other schedules:\n",
                schedules.toStringRef(), "wanted:\n", description(),
                "to change the schedule, make a scheduler and call set_step(", step.toInt(), ")");
    const std::vector<double> had = bases.toDoubleVector();
    TORCH_CHECK(had.size() == own_lrs_.size() + driven_.size(), "taper: the archive holds other parameter groups");
    for (const double value : had) {
      TORCH_CHECK(std::isfinite(value), "taper: the archive holds an initial value that is not finite: ", value);
    }
    const std::int64_t at = step.toInt();
    TORCH_CHECK(at >= 0, "taper: the archive holds a negative step: ", at);
    std::optional<plateau> rule = plateau_;
    if (!state.toStringRef().empty()) {
      const result<plateau> saved = plateau::restored(state.toStringRef());
      TORCH_CHECK(saved, "taper: ", saved.error().message);
      rule = *saved;
    }
    check_groups();  // the last check: from here on nothing fails
    for (std::size_t g = 0; g < own_lrs_.size(); ++g) own_lrs_[g] = had[g];
    for (std::size_t k = 0; k < driven_.size(); ++k) driven_[k].settle(had[own_lrs_.size() + k]);
    plateau_ = rule;
    set_step(static_cast<std::uint64_t>(at));
  }
  friend ::torch::serialize::OutputArchive& operator<<(::torch::serialize::OutputArchive& archive, const scheduler& s) {
    s.save(archive);
    return archive;
  }
  friend ::torch::serialize::InputArchive& operator>>(::torch::serialize::InputArchive& archive, scheduler& s) {
    s.load(archive);
    return archive;
  }

 protected:
  /// Called by LRScheduler::step(), once per step.
  std::vector<double> get_lrs() override {
    check_groups();
    ++step_;
    apply();
    return rates_at(step_);
  }

 private:
  /// One hyperparameter of one group.
  struct driven {
    std::size_t group;
    hyperparameter of;
    run given;          ///< as given
    run values;         ///< the same, on the group's own base rate where another library's schedule takes one
    double base = 0.0;  ///< initial value of the group
    bool multiplies = false;

    [[nodiscard]] double at(std::uint64_t t) const noexcept { return multiplies ? base * values(t) : values(t); }
    /// Uses the initial value of the group as the base.
    void settle(double had) {
      base = had;
      const schedule& s = given.source();
      const bool another_library = s.root && s.root->library() != nullptr;
      multiplies = !another_library && !is_absolute(s);
      if (another_library && !s.with.peak && s.root->takes_peak() && had > 0.0)
        values = (s | peak(had)).over(given.steps(), given.timing());
    }
  };

  static bound_plan plan_of(std::vector<run> rates) {
    bound_plan out;
    for (run& r : rates) {
      out.groups.push_back({std::to_string(out.groups.size()), {}});
      out.groups.back().values.push_back({hyperparameter::lr, std::move(r)});
    }
    return out;
  }
  void check_groups() const {
    TORCH_CHECK(optimizer_.param_groups().size() == own_lrs_.size(), "taper: the optimizer has ",
                optimizer_.param_groups().size(), " parameter groups, but had ", own_lrs_.size(),
                " when the scheduler was made; make a new scheduler with a schedule for each group and call set_step(",
                step_, ")");
  }
  [[nodiscard]] ::torch::optim::OptimizerOptions& options(std::size_t group) const {
    return optimizer_.param_groups()[group].options();
  }
  void drive(std::size_t group, hyperparameter of, run values) {
    const bool rate = of == hyperparameter::lr;
    const double* const place = rate ? nullptr : detail::place_of(options(group), of);
    TORCH_CHECK(rate || place != nullptr, "taper: the optimizer of parameter group ", group, " has no ",
                std::string(name_of(of)));
    run same = values;
    driven_.push_back({group, of, std::move(values), std::move(same)});
    driven_.back().settle(rate ? options(group).get_lr() : *place);
  }
  void apply() {
    const std::vector<double> rates = rates_at(step_);
    for (std::size_t g = 0; g < rates.size(); ++g) options(g).set_lr(rates[g]);
    for (const driven& d : driven_) {
      if (d.of != hyperparameter::lr) *detail::place_of(options(d.group), d.of) = d.at(step_);
    }
    if (!followed_) return;
    const ::torch::NoGradGuard off;
    followed_->copy_(::torch::tensor(rates, ::torch::kFloat64));
  }
  /// Text and length of every schedule, one line each.
  [[nodiscard]] std::string description() const {
    std::string out;
    for (const driven& d : driven_) {
      out += std::to_string(d.group) + " " + std::string(name_of(d.of)) + ": " + print(d.given.source()) + " over " +
             std::to_string(d.given.steps()) + "\n";
    }
    return out + (plateau_ ? plateau_->print() + "\n" : "");
  }

  ::torch::optim::Optimizer& optimizer_;
  std::vector<double> own_lrs_;  ///< initial values of the groups
  std::vector<driven> driven_;
  std::optional<plateau> plateau_;
  std::uint64_t step_ = 0;
  std::optional<::torch::Tensor> followed_;
};

}  // namespace taper::torch
