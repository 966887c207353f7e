// Compares the controller with its fixed plan on simulated runs of a noisy quadratic.
#include <algorithm>
#include <cmath>
#include <random>

#include "taper/theory/controller.hpp"

namespace taper {
namespace {

// The controller observes the loss of one minibatch, not the exact loss.
constexpr double minibatch_error = 0.1;

/// One run, simulated per direction. The same seed gives the same start and noise for any rates.
class simulated_run {
 public:
  simulated_run(const quadratic_setting& setting, std::uint64_t seed) : momentum_(setting.momentum), random_(seed) {
    for (std::size_t i = 1; i <= setting.dimensions; ++i) {
      curvature_.push_back(std::pow(static_cast<double>(i), -setting.spectrum_exponent));
      noise_.push_back(std::sqrt(setting.noise_variance * curvature_.back()));
      x_.push_back(normal_(random_) * std::pow(static_cast<double>(i), -0.5 * setting.start_exponent));
    }
    v_.resize(x_.size());
  }

  double loss() const {
    double sum = 0;
    for (std::size_t i = 0; i < x_.size(); ++i) sum += 0.5 * curvature_[i] * x_[i] * x_[i];
    return sum;
  }
  /// The loss of a minibatch.
  double measured_loss() { return loss() * (1 + minibatch_error * normal_(random_)); }

  void step(double rate) {
    for (std::size_t i = 0; i < x_.size(); ++i) {
      v_[i] = momentum_ * v_[i] + curvature_[i] * x_[i] + noise_[i] * normal_(random_);
      x_[i] -= rate * v_[i];
    }
  }

 private:
  double momentum_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::vector<double> curvature_, noise_, x_, v_;
};

}  // namespace

result<controller_trial> try_controller(const quadratic_setting& setting,
                                        const std::function<double(std::uint64_t)>& plan,
                                        const controller_options& options, const trial_options& trial) {
  if (trial.runs < 2) return failed(errc::out_of_range, "a trial needs at least 2 runs");
  controller_trial total;
  double difference = 0, squares = 0;
  for (std::size_t run = 0; run < trial.runs; ++run) {
    simulated_run fixed(setting, trial.seed + run), controlled(setting, trial.seed + run);
    TAPER_TRY(controller, annealing_controller::make(plan, options));
    total.rates.clear();
    for (std::size_t t = 0; t < trial.steps; ++t) {
      const double rate = controller.rate();
      total.rates.push_back(rate);
      controller.observe(controlled.measured_loss());
      fixed.measured_loss();  // keeps the two random streams in step
      controlled.step(trial.peak * rate);
      fixed.step(trial.peak * plan(t));
    }
    total.fixed_loss += fixed.loss();
    total.controlled_loss += controlled.loss();
    difference += controlled.loss() - fixed.loss();
    squares += std::pow(controlled.loss() - fixed.loss(), 2);
  }
  const double runs = static_cast<double>(trial.runs);
  total.fixed_loss /= runs;
  total.controlled_loss /= runs;
  total.standard_error = std::sqrt(std::max(0.0, squares / runs - std::pow(difference / runs, 2)) / (runs - 1));
  return total;
}

}  // namespace taper
