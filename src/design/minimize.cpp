// Bounded minimization with NLopt's C interface, which throws no exceptions.
#include "minimize.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>

namespace taper::detail {
namespace {

struct search {
  const minimization* problem;
  minimum best;
};

// NLopt may return a worse point than the best it evaluated (after a failed line search); this stores the best.
double evaluate(unsigned size, const double* x, double* gradient, void* data) {
  auto& state = *static_cast<search*>(data);
  const std::span<const double> point(x, size);
  double value = state.problem->objective(point, {gradient, gradient == nullptr ? 0u : size});
  if (std::isnan(value)) value = std::numeric_limits<double>::infinity();
  state.best.evaluations += 1;
  if (value < state.best.value) {
    state.best.value = value;
    state.best.x.assign(point.begin(), point.end());
  }
  return value;
}

double limit(unsigned size, const double* x, double*, void* data) {
  return (*static_cast<const std::function<double(std::span<const double>)>*>(data))({x, size});
}

nlopt_algorithm algorithm_of(minimization::method by) {
  switch (by) {
    case minimization::method::subplex: return NLOPT_LN_SBPLX;
    case minimization::method::constrained: return NLOPT_LN_COBYLA;
    case minimization::method::quasi_newton: break;
  }
  return NLOPT_LD_LBFGS;
}

}  // namespace

result<minimum> minimize(const minimization& problem) {
  const std::size_t size = problem.start.size();
  if (size == 0 || problem.lower.size() != size || problem.upper.size() != size) {
    return failed(errc::out_of_range, "minimization needs a start and a lower and an upper bound for each variable");
  }
  search state{&problem, {.x = problem.start, .value = std::numeric_limits<double>::infinity()}};
  std::vector<double> x = problem.start;
  for (std::size_t i = 0; i < size; ++i) x[i] = std::clamp(x[i], problem.lower[i], problem.upper[i]);

  const std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> optimizer(
      nlopt_create(algorithm_of(problem.by), static_cast<unsigned>(size)), &nlopt_destroy);
  if (!optimizer) return failed(errc::too_large, "not enough memory for " + std::to_string(size) + " variables");
  nlopt_set_min_objective(optimizer.get(), evaluate, &state);
  nlopt_set_lower_bounds(optimizer.get(), problem.lower.data());
  nlopt_set_upper_bounds(optimizer.get(), problem.upper.data());
  nlopt_set_ftol_rel(optimizer.get(), problem.relative_tolerance);
  if (problem.stop_below > -std::numeric_limits<double>::infinity())
    nlopt_set_stopval(optimizer.get(), problem.stop_below);
  nlopt_set_maxeval(optimizer.get(), problem.max_evaluations);
  auto limits = problem.at_most_zero;  // NLopt takes non-const data
  for (auto& f : limits) nlopt_add_inequality_constraint(optimizer.get(), limit, &f, 1e-9);
  double value = 0;
  const nlopt_result status = nlopt_optimize(optimizer.get(), x.data(), &value);
  if (status == NLOPT_INVALID_ARGS || status == NLOPT_OUT_OF_MEMORY) {
    return failed(errc::out_of_range,
                  std::string("the optimizer refused the problem: ") + nlopt_result_to_string(status));
  }
  if (problem.by == minimization::method::constrained) return minimum{x, value, state.best.evaluations};
  return std::move(state.best);
}

}  // namespace taper::detail
