// Fits a loss law: start points with the linear parameters solved, L-BFGS on a Huber loss of log residuals, bootstrap.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "law_features.hpp"
#include "law_points.hpp"
#include "minimize.hpp"

namespace taper {
namespace {

using detail::law_features;

constexpr std::size_t linear_parameters = 4;  // floor, scale, power, gain come before the shape
// Candidates for tissue's lambda; its authors use only .999.
constexpr std::array tissue_memories{0.9, 0.95, 0.99, 0.995, 0.999, 0.9995};
constexpr std::size_t polished_starts = 5;
constexpr double smallest = 1e-9;  // replaces zero in logarithms

/// Logs as input of a fit.
struct fit_data {
  std::vector<law_features> features;       // one per log
  std::vector<std::vector<double>> losses;  // log of the loss at the points of that log
};

double huber(double residual, double width) {
  const double size = std::abs(residual);
  return size <= width ? 0.5 * residual * residual : width * (size - 0.5 * width);
}
double huber_slope(double residual, double width) { return std::clamp(residual, -width, width); }

law_parameters unpacked(std::span<const double> logs) {
  law_parameters p{std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), std::exp(logs[3]), {}};
  for (std::size_t j = linear_parameters; j < logs.size(); ++j) p.shape.push_back(std::exp(logs[j]));
  return p;
}

std::vector<double> packed(const law_parameters& p, std::size_t shapes) {
  std::vector<double> logs;
  for (const double value : {p.floor, p.scale, p.power, p.gain}) logs.push_back(std::log(std::max(value, smallest)));
  for (std::size_t j = 0; j < shapes; ++j) logs.push_back(std::log(p.shape[j]));
  return logs;
}

/// Huber loss of all log residuals in units of the width squared, and its gradient in the logs of the parameters.
double objective(const fit_data& data, double width, std::span<const double> logs, std::span<double> gradient) {
  const law_parameters p = unpacked(logs);
  std::array<double, linear_parameters + detail::max_shapes> slope{};
  const std::span<double> used(slope.data(), logs.size());
  std::fill(gradient.begin(), gradient.end(), 0.0);
  double sum = 0;
  for (std::size_t log = 0; log < data.features.size(); ++log) {
    for (std::size_t i = 0; i < data.losses[log].size(); ++i) {
      const double value = detail::law_value(data.features[log], i, p, used);
      // A law can become negative far from its optimum; a steep but finite penalty leads back.
      const double safe = std::max(value, smallest), residual = std::log(safe) - data.losses[log][i];
      sum += huber(residual, width);
      for (std::size_t j = 0; j < gradient.size(); ++j) {
        gradient[j] += huber_slope(residual, width) * slope[j] * std::exp(logs[j]) / safe;
      }
    }
  }
  for (double& g : gradient) g /= width * width;
  return sum / (width * width);
}

/// Least squares in relative residuals for floor, scale and gain, everything else fixed; negative results become zero.
void solve_linear(const fit_data& data, law_parameters& p) {
  std::array<std::array<double, 4>, 3> normal{};  // three equations, right side last
  p.floor = p.scale = p.gain = 1;
  std::array<double, linear_parameters> basis{};
  for (std::size_t log = 0; log < data.features.size(); ++log) {
    for (std::size_t i = 0; i < data.losses[log].size(); ++i) {
      detail::law_value(data.features[log], i, p, basis);
      const double weight = std::exp(-data.losses[log][i]);
      const std::array<double, 4> row{weight, weight * basis[1], weight * basis[3], 1.0};
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 4; ++c) normal[r][c] += row[r] * row[c];
      }
    }
  }
  std::array<double*, 3> unknown{&p.floor, &p.scale, &p.gain};
  for (std::size_t r = 0; r < 3; ++r) {  // Gauss-Jordan; an unknown with a zero pivot stays zero
    const double pivot = normal[r][r];
    if (!(std::abs(pivot) > 1e-300)) continue;
    for (std::size_t other = 0; other < 3; ++other) {
      if (other == r) continue;
      const double factor = normal[other][r] / pivot;
      for (std::size_t c = r; c < 4; ++c) normal[other][c] -= factor * normal[r][c];
    }
  }
  for (std::size_t r = 0; r < 3; ++r) {
    const double solved = normal[r][3] / normal[r][r];
    *unknown[r] = std::isfinite(solved) && solved > 0 ? solved : smallest;
  }
}

/// Start values of the shapes; `reach` is the clock's time at the end of the longest log.
std::vector<law_parameters> starting_shapes(loss_law law, double reach) {
  std::vector<law_parameters> starts;
  const auto add = [&](double power, std::vector<double> shape) {
    starts.push_back({.power = power, .shape = std::move(shape)});
  };
  for (const double power : {0.2, 0.5, 1.0}) {
    switch (law) {
      case loss_law::tissue: add(power, {}); break;
      case loss_law::functional_scaling:
        for (const double c : {3.0, 30.0, 300.0, 3000.0}) {
          for (const double p : {0.4, 0.9, 1.6}) add(power, {c / reach, p});
        }
        break;
      case loss_law::multi_power:
        for (const double c : {1.0, 10.0, 100.0}) {
          for (const double beta : {0.3, 0.6, 1.2}) {
            for (const double gamma : {0.2, 0.5}) add(power, {c / reach, beta, gamma});
          }
        }
        break;
    }
  }
  return starts;
}

struct bounds {
  double lowest, highest;
};

/// Bounds of the power and of the shapes: wide around values from theory and published fits. They keep a noisy log from
/// driving a parameter to where the law degenerates (a kernel power of 100 is an exponential).
std::vector<bounds> bounds_of_shapes(loss_law law) {
  switch (law) {
    case loss_law::functional_scaling: return {{0.01, 4}, {1e-4, 1e3}, {0.2, 3}};
    case loss_law::multi_power: return {{0.01, 4}, {1e-4, 1e4}, {0.05, 3}, {1e-3, 2}};
    case loss_law::tissue: break;
  }
  return {{0.01, 4}};
}

result<detail::minimum> polish(loss_law law, const fit_data& data, const law_fit_options& options,
                               std::vector<double> start) {
  std::vector<double> lower(start.size(), std::log(smallest)), upper(start.size(), std::log(1e6));
  const std::vector<bounds> shapes = bounds_of_shapes(law);
  for (std::size_t j = 0; j < shapes.size(); ++j) {
    const std::size_t place = j == 0 ? 2 : linear_parameters + j - 1;  // the power precedes the gain
    lower[place] = std::log(shapes[j].lowest);
    upper[place] = std::log(shapes[j].highest);
  }
  return detail::minimize(
      {.objective = [&](std::span<const double> x,
                        std::span<double> gradient) { return objective(data, options.huber, x, gradient); },
       .start = std::move(start),
       .lower = std::move(lower),
       .upper = std::move(upper),
       .max_evaluations = 600,
       .relative_tolerance = 1e-7});
}

struct scored {
  double value = std::numeric_limits<double>::infinity();
  law_parameters parameters;
};
bool better(const scored& a, const scored& b) { return a.value < b.value; }

/// Fits from many starts for one value of tissue's lambda: the best result first, then the other good ones.
std::vector<scored> best_fits(loss_law law, const fit_data& data, const law_fit_options& options) {
  const std::size_t shapes = detail::shape_count(law);
  double reach = 1;
  for (const law_features& features : data.features) reach = std::max(reach, features.time(features.size() - 1));
  std::vector<scored> starts;
  for (law_parameters start : starting_shapes(law, reach)) {
    solve_linear(data, start);
    starts.push_back({objective(data, options.huber, packed(start, shapes), {}), std::move(start)});
  }
  std::sort(starts.begin(), starts.end(), better);
  std::vector<scored> fits;
  for (std::size_t i = 0; i < std::min(polished_starts, starts.size()); ++i) {
    const result<detail::minimum> found = polish(law, data, options, packed(starts[i].parameters, shapes));
    if (found && std::isfinite(found->value)) fits.push_back({found->value, unpacked(found->x)});
  }
  std::sort(fits.begin(), fits.end(), better);
  return fits;
}

fit_data data_of(loss_law law, std::span<const detail::fit_points> points, double memory) {
  fit_data data;
  for (const detail::fit_points& log : points) {
    data.features.emplace_back(law, log.rates, log.warmup_steps, log.after_steps, memory);
    data.losses.push_back(log.log_losses);
  }
  return data;
}

struct chosen_fit {
  std::vector<scored> fits;  // best first; empty if no start gave finite residuals
  fit_data data;

  const law_parameters& best() const { return fits.front().parameters; }
};

chosen_fit fit_points_of(loss_law law, std::span<const detail::fit_points> points, const law_fit_options& options) {
  chosen_fit chosen;
  if (law != loss_law::tissue) {
    chosen.data = data_of(law, points, 0);
    chosen.fits = best_fits(law, chosen.data, options);
    return chosen;
  }
  for (const double memory : tissue_memories) {
    fit_data data = data_of(law, points, memory);
    std::vector<scored> fits = best_fits(law, data, options);
    if (fits.empty() || (!chosen.fits.empty() && !better(fits.front(), chosen.fits.front()))) continue;
    for (scored& fit : fits) fit.parameters.shape = {memory};
    chosen = {std::move(fits), std::move(data)};
  }
  return chosen;
}

/// Log residuals of every log under the fitted law.
std::vector<std::vector<double>> residuals_of(const fit_data& data, const law_parameters& p) {
  std::vector<std::vector<double>> residuals;
  for (std::size_t log = 0; log < data.features.size(); ++log) {
    residuals.emplace_back();
    for (std::size_t i = 0; i < data.losses[log].size(); ++i) {
      const double value = detail::law_value(data.features[log], i, p, {});
      residuals.back().push_back(data.losses[log][i] - std::log(std::max(value, smallest)));
    }
  }
  return residuals;
}

/// Refits to the fitted curve plus residuals resampled in blocks, which preserves their correlation in time. Each refit
/// starts from the best fit and from another good one: the laws are ill-conditioned, and a single valley would
/// underestimate the uncertainty.
std::vector<law_parameters> bootstrap(loss_law law, chosen_fit fit, const law_fit_options& options) {
  const std::size_t shapes = detail::shape_count(law);
  const std::vector<std::vector<double>> residuals = residuals_of(fit.data, fit.best());
  const std::vector<std::vector<double>> observed = fit.data.losses;
  std::mt19937_64 random(options.seed);
  std::vector<law_parameters> refits;
  for (std::size_t b = 0; b < options.bootstrap; ++b) {
    for (std::size_t log = 0; log < observed.size(); ++log) {
      const std::vector<double>& pool = residuals[log];
      const std::size_t block = std::max<std::size_t>(1, static_cast<std::size_t>(std::cbrt(pool.size())));
      for (std::size_t i = 0; i < pool.size(); i += block) {
        const std::size_t from = random() % (pool.size() - std::min(block, pool.size()) + 1);
        for (std::size_t j = i; j < std::min(i + block, pool.size()); ++j) {
          fit.data.losses[log][j] = observed[log][j] - residuals[log][j] + pool[from + j - i];
        }
      }
    }
    scored refit;
    for (const std::size_t start : {std::size_t{0}, static_cast<std::size_t>(random() % fit.fits.size())}) {
      const result<detail::minimum> found = polish(law, fit.data, options, packed(fit.fits[start].parameters, shapes));
      if (found && found->value < refit.value) refit = {found->value, unpacked(found->x)};
    }
    if (!std::isfinite(refit.value)) continue;
    if (law == loss_law::tissue) refit.parameters.shape = fit.best().shape;
    refits.push_back(std::move(refit.parameters));
  }
  return refits;
}

/// Largest relative error in the last part of the runs after a fit to only the part before.
double held_out_error(loss_law law, std::span<const detail::fit_points> points, const law_fit_options& options) {
  std::vector<detail::fit_points> early(points.begin(), points.end());
  for (detail::fit_points& log : early) {
    const double end = (1 - options.held_out) * static_cast<double>(log.rates.size());
    std::size_t keep = 0;
    while (keep < log.after_steps.size() && static_cast<double>(log.after_steps[keep]) <= end) ++keep;
    log.after_steps.resize(std::max<std::size_t>(keep, 1));
    log.log_losses.resize(log.after_steps.size());
  }
  const chosen_fit fit = fit_points_of(law, early, options);
  if (fit.fits.empty()) return std::numeric_limits<double>::infinity();
  const double memory = law == loss_law::tissue ? fit.best().shape[0] : 0;
  double worst = 0;
  const std::vector<std::vector<double>> residuals = residuals_of(data_of(law, points, memory), fit.best());
  for (std::size_t log = 0; log < points.size(); ++log) {
    for (std::size_t i = early[log].after_steps.size(); i < residuals[log].size(); ++i) {
      worst = std::max(worst, std::abs(std::expm1(-residuals[log][i])));
    }
  }
  return worst;
}

}  // namespace

std::string_view name_of(loss_law law) {
  switch (law) {
    case loss_law::functional_scaling: return "functional_scaling";
    case loss_law::multi_power: return "multi_power";
    case loss_law::tissue: break;
  }
  return "tissue";
}

result<fitted_law> fit_law(loss_law law, std::span<const loss_log> logs, const law_fit_options& options) {
  fitted_law fitted;
  fitted.law = law;
  TAPER_TRY(points, detail::points_of(logs, options, fitted));
  chosen_fit fit = fit_points_of(law, points, options);
  if (fit.fits.empty()) {
    return failed(errc::unsupported, "no parameters of the " + std::string(name_of(law)) + " law describe these logs");
  }
  fitted.parameters = fit.best();
  double squares = 0;
  for (const std::vector<double>& log : residuals_of(fit.data, fitted.parameters)) {
    for (const double residual : log) squares += residual * residual;
    fitted.points += log.size();
  }
  fitted.fit_error = std::sqrt(squares / static_cast<double>(fitted.points));
  if (options.held_out > 0) fitted.held_out_error = held_out_error(law, points, options);
  fitted.resampled = bootstrap(law, std::move(fit), options);
  return fitted;
}

}  // namespace taper
