// Student's t, Welch's t, ranks.
#include "report/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace taper::lab {
namespace {

using boost::math::non_central_t;
using boost::math::students_t;

double t_quantile(double degrees_of_freedom) {
  return boost::math::quantile(students_t(degrees_of_freedom), 0.5 + 0.5 * confidence);
}

// Computes interval, p value and detectable difference from mean, standard error and degrees of freedom.
mean_difference judged(double mean, double standard_error, double degrees_of_freedom) {
  mean_difference out{.mean = mean,
                      .standard_error = standard_error,
                      .degrees_of_freedom = degrees_of_freedom,
                      .low = mean,
                      .high = mean};
  if (!(standard_error > 0.0)) {
    out.p = mean == 0.0 ? 1.0 : 0.0;
    return out;
  }
  const double half = t_quantile(degrees_of_freedom) * standard_error;
  out.low = mean - half;
  out.high = mean + half;
  out.p =
      2.0 * boost::math::cdf(boost::math::complement(students_t(degrees_of_freedom), std::abs(mean / standard_error)));
  out.detectable = detectable_in_standard_errors(degrees_of_freedom) * standard_error;
  return out;
}

std::vector<double> middle_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && !(values[order[from]] < values[order[to]])) ++to;
    for (std::size_t k = from; k < to; ++k) rank[order[k]] = 0.5 * static_cast<double>(from + to - 1);
    from = to;
  }
  return rank;
}

}  // namespace

double equivalence_p(const mean_difference& d, double margin) {
  const double room = margin - std::abs(d.mean);  // to the nearer limit, whose test has the larger p
  if (!(d.standard_error > 0.0)) return room > 0.0 ? 0.0 : 1.0;
  return boost::math::cdf(boost::math::complement(students_t(d.degrees_of_freedom), room / d.standard_error));
}

estimate mean_of(std::span<const double> values) {
  estimate out{.n = values.size()};
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return out;
  double squares = 0.0;
  for (const double v : values) squares += (v - out.mean) * (v - out.mean);
  out.standard_deviation = std::sqrt(squares / (n - 1.0));
  out.standard_error = out.standard_deviation / std::sqrt(n);
  out.half_width = t_quantile(n - 1.0) * out.standard_error;
  return out;
}

std::optional<mean_difference> paired_difference(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 2) return std::nullopt;
  std::vector<double> d(a.size());
  std::ranges::transform(a, b, d.begin(), std::minus<>());
  const estimate e = mean_of(d);
  return judged(e.mean, e.standard_error, static_cast<double>(e.n) - 1.0);
}

std::optional<mean_difference> welch_difference(const estimate& a, const estimate& b) {
  if (a.n < 2 || b.n < 2) return std::nullopt;
  const double va = a.standard_error * a.standard_error;
  const double vb = b.standard_error * b.standard_error;
  if (!(va + vb > 0.0)) return std::nullopt;
  const double freedom =
      (va + vb) * (va + vb) / (va * va / (static_cast<double>(a.n) - 1.0) + vb * vb / (static_cast<double>(b.n) - 1.0));
  return judged(a.mean - b.mean, std::sqrt(va + vb), freedom);
}

estimate published_estimate(double mean, double standard_error, std::size_t n) {
  estimate out{.n = n,
               .mean = mean,
               .standard_deviation = standard_error * std::sqrt(static_cast<double>(n)),
               .standard_error = standard_error};
  if (n >= 2) out.half_width = t_quantile(static_cast<double>(n) - 1.0) * standard_error;
  return out;
}

double detectable_in_standard_errors(double degrees_of_freedom) {
  const double limit = t_quantile(degrees_of_freedom);
  const auto lacking = [&](double shift) {
    const non_central_t t(degrees_of_freedom, shift);
    return boost::math::cdf(boost::math::complement(t, limit)) + boost::math::cdf(t, -limit) - power;
  };
  double high = limit + 4.0;
  while (lacking(high) < 0.0) high *= 2.0;
  std::uintmax_t rounds = 200;
  const auto root =
      boost::math::tools::toms748_solve(lacking, 1e-3, high, boost::math::tools::eps_tolerance<double>(30), rounds);
  return 0.5 * (root.first + root.second);
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> out(p.size());
  double so_far = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    so_far = std::max(so_far, std::min(1.0, static_cast<double>(order.size() - k) * p[order[k]]));
    out[order[k]] = so_far;
  }
  return out;
}

std::optional<double> spearman(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 3) return std::nullopt;
  const std::vector<double> ra = middle_ranks(a);
  const std::vector<double> rb = middle_ranks(b);
  const double middle = 0.5 * static_cast<double>(a.size() - 1);
  double ab = 0.0;
  double aa = 0.0;
  double bb = 0.0;
  for (std::size_t k = 0; k < ra.size(); ++k) {
    ab += (ra[k] - middle) * (rb[k] - middle);
    aa += (ra[k] - middle) * (ra[k] - middle);
    bb += (rb[k] - middle) * (rb[k] - middle);
  }
  if (!(aa > 0.0) || !(bb > 0.0)) return std::nullopt;
  return ab / std::sqrt(aa * bb);
}

}  // namespace taper::lab
