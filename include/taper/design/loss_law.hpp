// Loss-curve laws: predict the final loss of other schedules from a training log. Library taper::design (NLopt).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "taper/logs/loss_log.hpp"
#include "taper/result.hpp"

namespace taper {

/// Three published laws for the loss after t steps with rates eta. All have the form
///   L(t) = L0 + A * time(t)^-alpha  +- B * (what the noise or the decay of the rate contributes).
///
/// functional_scaling  L0 + A (1 + S_t)^-q + B sum_{k<=t} eta_k^2 (1 + c (S_t - S_k))^-p,   S = sum of the rates
///                     Li et al., NeurIPS 2025 (arXiv 2509.19189). The most reliable of the three: use it first.
/// multi_power         L0 + A (S1 + S_W)^-alpha - B sum_k (eta_{k-1} - eta_k) G(eta_k^-gamma S_k(t)),
///                     G(x) = 1 - (1 + C x)^-beta, S_k(t) = sum_{k..t} eta; Luo et al. 2025 (arXiv 2503.12811).
/// tissue              L0 + A S1^-alpha - C S2, S2 = sum of m_i, m_i = lambda m_{i-1} + (eta_{i-1} - eta_i), warmup
///                     counted at the peak; Tissue, Wang, Wang 2024 (arXiv 2408.11029). Cheap; only for schedules near
///                     the fitted one.
///
/// Rates are in units of the peak of the logs, so that the parameters do not depend on the unit of the rate.
enum class loss_law { functional_scaling, multi_power, tissue };

std::string_view name_of(loss_law law);

struct law_parameters {
  double floor = 0;           ///< L0
  double scale = 0;           ///< A
  double power = 0;           ///< alpha or q
  double gain = 0;            ///< B (tissue: C)
  std::vector<double> shape;  ///< functional_scaling: c, p; multi_power: C, beta, gamma; tissue: lambda (from a grid)
};

struct law_fit_options {
  std::size_t max_points = 200;  ///< a longer log is averaged to this number of points
  double skip_fraction = 0.05;   ///< initial part of each run, which is not fitted because no law describes it
  double huber = 1e-3;           ///< residuals of log loss above this count linearly
  std::size_t bootstrap = 100;   ///< refits to resampled residuals; 0 gives no intervals
  double held_out = 0.2;         ///< last part of each run that the held-out check predicts
  std::uint64_t seed = 1;        ///< of the resampling: the same seed gives the same intervals
};

/// A law fitted to logs, with its range of validity.
struct fitted_law {
  loss_law law = loss_law::functional_scaling;
  law_parameters parameters;
  std::vector<law_parameters> resampled;  ///< one set for each bootstrap refit

  double peak_reference = 0;                      ///< the unit of the rates: the largest peak of the logs
  double lowest_peak = 0, highest_peak = 0;       ///< peaks that the logs cover
  std::size_t shortest_run = 0, longest_run = 0;  ///< lengths that the logs cover, in steps

  double fit_error = 0;       ///< root mean square residual of log loss over the fitted points
  double held_out_error = 0;  ///< largest |predicted / logged - 1| in the last part, fitted without it
  std::size_t points = 0;     ///< that were fitted
};

/// Fits a law to one or more logs: starts from a grid of shapes with the linear parameters solved, L-BFGS on a Huber
/// loss of log residuals, intervals from a moving-block bootstrap of the residuals.
///
/// Valid    each log: rates >= 0 with a peak > 0, at least 10 losses beyond the skipped part. Cost: 0.1 to 2 s.
/// Errors   which log and what is wrong with it.
result<fitted_law> fit_law(loss_law law, std::span<const loss_log> logs, const law_fit_options& options = {});

/// The interval describes how well the logs determine the parameters, not whether the law is right: for a schedule
/// unlike the fitted cosine run the error can be larger (functional_scaling 2 %, multi_power 5 %,
/// tissue 11 % for sigmoid(40)).
struct loss_prediction {
  double loss = 0;
  double low = 0, high = 0;  ///< from 5 % to 95 % of the bootstrap refits and the loss itself
};

/// The schedule to predict: its rates, as applied.
struct schedule_rates {
  std::span<const double> rates;
  std::size_t warmup_steps = 0;
};

/// The loss at the end of a schedule.
///
/// Errors   unsupported for an extrapolation: a peak outside those of the logs by more than 1 %, or a run
///          longer than the longest log by more than 1 % (twice as long if the logs cover two lengths).
result<loss_prediction> predict_final_loss(const fitted_law& fitted, const schedule_rates& schedule);

/// The curve: the loss after each of `after_steps` steps (rising, 1 … rates.size()). Errors as above.
result<std::vector<double>> predict_losses(const fitted_law& fitted, const schedule_rates& schedule,
                                           std::span<const std::size_t> after_steps);

struct law_optimum {
  std::vector<double> rates;
  double loss = 0;  ///< predicted at the end
  int evaluations = 0;
};

/// The schedule with the lowest predicted final loss among those that hold, then fall in straight pieces (24 knots,
/// denser towards the end), at the peak of the logs and after `warmup_steps` of linear warmup. Errors as
/// predict_final_loss.
///
/// Limits   the optimum depends on the extrapolation of the law: compare it with a named window.
/// Cost     about a second for 10^4 steps.
result<law_optimum> optimal_under_law(const fitted_law& fitted, std::size_t steps, std::size_t warmup_steps = 0);

}  // namespace taper
