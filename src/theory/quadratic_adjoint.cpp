// The exact gradient of the noisy quadratic's loss with respect to every rate, by the adjoint recursion.
#include <algorithm>
#include <cmath>
#include <limits>

#include "quadratic_kernels.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper {
namespace {

/// p = dLoss/dA backwards for A' = (1 - eta l)^2 A + eta^2 c.
void sgd_backward(const detail::bin_group& group, std::span<const detail::group_moments> before,
                  std::span<const double> rates, std::span<double> gradient) {
  double p[detail::lanes];
  for (std::size_t i = 0; i < detail::lanes; ++i) p[i] = 0.5 * group.count[i] * group.curvature[i];
  for (std::size_t t = rates.size(); t-- > 0;) {
    double sum = 0;
    for (std::size_t i = 0; i < detail::lanes; ++i) {
      const double l = group.curvature[i], keep = 1 - rates[t] * l;
      sum += 2 * p[i] * (rates[t] * group.noise[i] - l * keep * before[t].a[i]);
      p[i] *= keep * keep;
    }
    gradient[t] += sum;
  }
}

/// The same for heavy ball: (pa, pb, pc) = dLoss/d(A, B, C), pulled back through
///   C' = b^2 C + 2 b l B + l^2 A + c,  q = b B + l A,  B' = q - eta C',  A' = A - 2 eta q + eta^2 C'.
void heavy_ball_backward(const detail::bin_group& group, double beta, std::span<const detail::group_moments> before,
                         std::span<const double> rates, std::span<double> gradient) {
  double pa[detail::lanes], pb[detail::lanes] = {}, pc[detail::lanes] = {};
  for (std::size_t i = 0; i < detail::lanes; ++i) pa[i] = 0.5 * group.count[i] * group.curvature[i];
  for (std::size_t t = rates.size(); t-- > 0;) {
    const detail::group_moments& m = before[t];
    const double rate = rates[t];
    double sum = 0;
    for (std::size_t i = 0; i < detail::lanes; ++i) {
      const double l = group.curvature[i];
      const double q = beta * m.b[i] + l * m.a[i];
      const double c = beta * (beta * m.c[i] + l * m.b[i]) + l * q + group.noise[i];
      sum += 2 * pa[i] * (rate * c - q) - pb[i] * c;
      const double to_c = pc[i] - rate * pb[i] + rate * rate * pa[i];
      const double to_q = pb[i] - 2 * rate * pa[i];
      pa[i] += l * to_q + l * l * to_c;
      pb[i] = beta * (to_q + 2 * l * to_c);
      pc[i] = beta * beta * to_c;
    }
    gradient[t] += sum;
  }
}

template <class Optimizer, class Backward>
double loss_and_gradient(const quadratic_bins& bins, Optimizer optimizer, Backward backward,
                         std::span<const double> rates) {
  std::vector<detail::group_moments> before(rates.size());
  double loss = 0;
  for (std::size_t g = 0; g < detail::group_count(bins); ++g) {
    const detail::bin_group group = detail::load_group(bins, g);
    detail::group_moments moments = detail::starting_moments(group);
    for (std::size_t t = 0; t < rates.size(); ++t) {
      before[t] = moments;
      optimizer.step(group, moments, rates[t]);
    }
    loss += detail::group_loss(group, moments);
    backward(group, std::span<const detail::group_moments>(before));
  }
  return std::isfinite(loss) ? loss : std::numeric_limits<double>::infinity();
}

}  // namespace

double noisy_quadratic::gradient(std::span<const double> rates, std::span<double> gradient) const {
  gradient = gradient.first(std::min(gradient.size(), rates.size()));
  std::fill(gradient.begin(), gradient.end(), 0.0);
  if (gradient.size() < rates.size()) return loss(rates);
  const double beta = setting_.momentum;
  if (beta == 0) {
    const auto backward = [&](const detail::bin_group& group, std::span<const detail::group_moments> before) {
      sgd_backward(group, before, rates, gradient);
    };
    return loss_and_gradient(bins_, detail::plain_sgd(), backward, rates);
  }
  const auto backward = [&](const detail::bin_group& group, std::span<const detail::group_moments> before) {
    heavy_ball_backward(group, beta, before, rates, gradient);
  };
  return loss_and_gradient(bins_, detail::heavy_ball(beta), backward, rates);
}

}  // namespace taper
