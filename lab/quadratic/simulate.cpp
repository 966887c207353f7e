// Monte Carlo on the noisy quadratic.
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "quadratic/run_quadratic.hpp"

namespace taper::lab {

std::vector<double> simulate_quadratic(const quadratic_setting& s, const std::vector<double>& rates,
                                       std::uint64_t seed) {
  const std::size_t n = s.dimensions;
  // Boost's generator and ziggurat are the same on every machine, those of the standard library are not.
  boost::random::mt19937_64 engine(seed);
  boost::random::normal_distribution<double> normal;
  std::vector<double> lambda(n);
  std::vector<double> noise(n);
  std::vector<double> x(n);
  std::vector<double> v(n, 0.0);
  double loss = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    const auto i = static_cast<double>(k + 1);
    lambda[k] = std::pow(i, -s.spectrum_exponent);
    noise[k] = std::sqrt(s.noise_variance * lambda[k]);
    x[k] = std::pow(i, -0.5 * s.start_exponent) * normal(engine);
    loss += 0.5 * lambda[k] * x[k] * x[k];
  }
  std::vector<double> out{loss};
  out.reserve(rates.size() + 1);
  std::vector<double> xi(n);
  for (const double rate : rates) {
    for (double& z : xi) z = normal(engine);
    loss = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      v[k] = s.momentum * v[k] + lambda[k] * x[k] + noise[k] * xi[k];
      x[k] -= rate * v[k];
      loss += 0.5 * lambda[k] * x[k] * x[k];
    }
    out.push_back(loss);
  }
  return out;
}

}  // namespace taper::lab
