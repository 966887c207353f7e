// LibTorch adaptor: any schedule as a torch::optim::LRScheduler, one per parameter group if wanted. Needs Torch.
#pragma once

#include <torch/optim/optimizer.h>
#include <torch/optim/schedulers/lr_scheduler.h>
#include <torch/serialize/archive.h>
#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::torch {

/// A learning-rate scheduler whose rates are a pure function of the step.
///
///   torch::optim::AdamW optimizer(model->parameters(), 3e-4);
///   taper::torch::scheduler scheduler(optimizer, taper::parse("cosine | warmup(500) |
///   peak(3e-4)").value().over(20'000)); for (…) { …; optimizer.step(); scheduler.step(); }
///
/// Rates    A schedule with a peak gives the group's rate itself; without one it multiplies the rate that the group had
///          when the scheduler was made.
/// Step     The rate of step 0 is applied by the constructor (torch::optim::LRScheduler alone applies none before the
///          first step()); step() moves on by one and set_step() to any step, before or behind. 64 bits.
/// Archives save() writes the step, the groups' own rates and the text of the schedules; load() wants the same
/// schedules,
///          and applies the rate again, which torch::load of an optimizer does not restore (options are dropped there).
/// Errors   c10::Error, as everywhere in LibTorch: another number of schedules than groups, an archive of other
/// schedules. Lifetime The optimizer must outlive the scheduler.
class scheduler : public ::torch::optim::LRScheduler {
 public:
  /// One schedule for all parameter groups.
  scheduler(::torch::optim::Optimizer& optimizer, const run& for_all)
      : scheduler(optimizer, std::vector<run>(optimizer.param_groups().size(), for_all)) {}
  /// One schedule for each parameter group, in their order.
  scheduler(::torch::optim::Optimizer& optimizer, std::vector<run> for_each)
      : ::torch::optim::LRScheduler(optimizer), optimizer_(optimizer), runs_(std::move(for_each)) {
    for (const ::torch::optim::OptimizerParamGroup& group : optimizer.param_groups())
      base_lrs_.push_back(group.options().get_lr());
    apply();
  }

  /// Goes to any step and applies its rates.
  void set_step(std::uint64_t t) {
    step_ = t;
    apply();
  }
  /// The step whose rates are applied now.
  [[nodiscard]] std::uint64_t current_step() const noexcept { return step_; }
  /// The rates of a step, one a group; changes nothing.
  [[nodiscard]] std::vector<double> rates_at(std::uint64_t t) const {
    std::vector<double> out;
    for (std::size_t g = 0; g < runs_.size(); ++g) {
      const bool absolute = runs_[g].source().with.peak.has_value();
      out.push_back(absolute ? runs_[g](t) : base_lrs_[g] * runs_[g](t));
    }
    return out;
  }

  /// Keeps a tensor up to date with the rates, one element a group: filled in place now and at every later step, so
  /// that a captured CUDA graph that reads it applies each step's own rate. Any device, any floating type.
  void follow(::torch::Tensor rates) {
    TORCH_CHECK(rates.dim() == 1 && rates.size(0) == static_cast<std::int64_t>(runs_.size()),
                "taper: the tensor of rates needs one element a parameter group (", runs_.size(), "), got shape ",
                rates.sizes());
    TORCH_CHECK(rates.is_floating_point(), "taper: the tensor of rates must be of a floating type");
    followed_ = std::move(rates);
    apply();
  }

  void save(::torch::serialize::OutputArchive& archive) const {
    archive.write("taper_step", c10::IValue(static_cast<std::int64_t>(step_)));
    archive.write("taper_base_lrs", c10::IValue(base_lrs_));
    archive.write("taper_schedules", c10::IValue(description()));
  }
  void load(::torch::serialize::InputArchive& archive) {
    c10::IValue step;
    c10::IValue base_lrs;
    c10::IValue schedules;
    archive.read("taper_step", step);
    archive.read("taper_base_lrs", base_lrs);
    archive.read("taper_schedules", schedules);
    TORCH_CHECK(schedules.toStringRef() == description(), "taper: the archive holds other schedules:\n",
                schedules.toStringRef(), "wanted:\n", description(),
                "to change the schedule, make a scheduler and call set_step(", step.toInt(), ")");
    base_lrs_ = base_lrs.toDoubleVector();
    set_step(static_cast<std::uint64_t>(step.toInt()));
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
  /// Called by LRScheduler::step(), once a step.
  std::vector<double> get_lrs() override {
    ++step_;
    std::vector<double> out = rates_at(step_);
    fill(out);
    return out;
  }

 private:
  void apply() {
    const std::vector<double> rates = rates_at(step_);
    TORCH_CHECK(optimizer_.param_groups().size() == rates.size(), "taper: ", rates.size(), " schedules for ",
                optimizer_.param_groups().size(), " parameter groups");
    for (std::size_t g = 0; g < rates.size(); ++g) optimizer_.param_groups()[g].options().set_lr(rates[g]);
    fill(rates);
  }
  void fill(const std::vector<double>& rates) {
    if (!followed_) return;
    const ::torch::NoGradGuard off;
    followed_->copy_(::torch::tensor(rates, ::torch::kFloat64));
  }
  /// Text and length of every schedule, a line each.
  [[nodiscard]] std::string description() const {
    std::string out;
    for (const run& r : runs_) out += print(r.source()) + " over " + std::to_string(r.steps()) + "\n";
    return out;
  }

  ::torch::optim::Optimizer& optimizer_;
  std::vector<run> runs_;
  std::vector<double> base_lrs_;
  std::uint64_t step_ = 0;
  std::optional<::torch::Tensor> followed_;
};

}  // namespace taper::torch
