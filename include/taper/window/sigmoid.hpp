// Logistic-sigmoid window.
#pragma once

#include <array>
#include <cmath>

#include "taper/detail/exponential.hpp"
#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Logistic-sigmoid window, shifted and scaled so that it starts at 1 and ends at 0.
///
///   phi(x) = [h(x) - h(1)] / [h(0) - h(1)],  h(x) = 1 / (1 + b^(2 i (x - c)))        x in [0, 1]
///
/// With k = 2 i ln(b), g = e^(-kc), E = expm1(k x), M = expm1(k), and left of the middle:
///   phi = (1 - E/M) (1 + g) / (1 + g (1 + E)),   1 - phi = E (1/M + g (1 + 1/M)) / (1 + g (1 + E));
/// right of it the same with x and c from the other end, 1 - phi(x; c) = phi(1 - x; 1 - c). There is no cancellation.
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing; c = 1/2 is odd about the middle.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    i > 0, b > 1, 0 < c < 1.
/// Safe     published i < 6, which matches b = e (8.66 at b = 2, our default); at b = 2 favorable to about i = 8.7.
/// Limits   i -> 0 is linear decay; i -> inf is a step at c.
/// Accuracy 4 ulp, value and complement (owned by conformance/sigmoid.json).
/// Source   Annealing via Window Functions, logistic sigmoid function.
struct sigmoid {
  double i;
  double b = 2.0;
  double c = 0.5;
  static constexpr double least_k =
      1e-200;  ///< linear to every digit from 1e-20 on; below this 1/k and k x lose theirs

  struct kernel_type {
    /// One half of the interval as (above + E above_by) / (below + E below_by), E = expm1(k u), u = min(x, 1 - x).
    struct quotient {
      double above;
      double above_by;
      double below;
      double below_by;

      TAPER_DEVICE [[nodiscard]] constexpr double operator()(double e) const noexcept {
        return (above + e * above_by) / (below + e * below_by);
      }
    };
    /// What one half needs: the inflection at `center` from this end.
    struct side {
      detail::two_part center;
      double g;  ///< e^(-k center)
      quotient kept;
      quotient lost;
    };
    detail::two_part k;
    detail::exponential grow;  ///< e^(k u), where it is not steep
    side near;
    side far;

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      if (is_steep()) return p.x <= p.rest ? steeply_kept(p.x, near) : steeply_lost(p.rest, far);
      return (p.x <= p.rest ? near.kept : far.lost)(grow.at(p.x <= p.rest ? p.x : p.rest).less(1.0));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      if (is_steep()) return p.x <= p.rest ? steeply_lost(p.x, near) : steeply_kept(p.rest, far);
      return (p.x <= p.rest ? near.lost : far.kept)(grow.at(p.x <= p.rest ? p.x : p.rest).less(1.0));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      const bool first = p.x <= p.rest;
      const side& s = first ? near : far;
      const double u = first ? (p.x > 0.0 ? p.x : 0.0) : (p.rest > 0.0 ? p.rest : 0.0);
      if (is_steep()) {
        const double e = risen(u, s);
        const double q = e > 1.0 ? 1.0 / e : e;  // e / (1 + e)^2 is the same for 1/e
        return -k.high * (1.0 + s.g) * q / ((1.0 + q) * (1.0 + q));
      }
      const double grown = grow.at(u).value();
      const double below = 1.0 + grown * s.g;
      return -k.high * (1.0 + s.g) * s.lost.above_by * grown / (below * below);
    }

    /// Above this e^k overflows soon, and h(0) = 1, h(1) = 0 to every digit but for g.
    TAPER_DEVICE [[nodiscard]] constexpr bool is_steep() const noexcept { return k.high > 300.0; }

   private:
    /// b^(2 i (u - center)).
    TAPER_DEVICE [[nodiscard]] constexpr double risen(double u, const side& s) const noexcept {
      const detail::two_part d = detail::two_sum(u, -s.center.high);
      const detail::two_part y = detail::two_product(k.high, d.high);
      return detail::exp_sum(y.high, y.low + k.low * d.high + k.high * (d.low - s.center.low));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double steeply_kept(double u, const side& s) const noexcept {
      return (1.0 + s.g) / (1.0 + risen(u, s));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double steeply_lost(double u, const side& s) const noexcept {
      const double e = risen(u, s);
      const detail::two_part y = detail::two_product(k.high, u);
      const double gained = y.high < 30.0 ? s.g * detail::expm1(y.high, y.low + k.low * u) : e - s.g;
      return e > 1e300 ? 1.0 : gained / (1.0 + e);
    }
  };

  [[nodiscard]] kernel_type kernel() const noexcept {
    const detail::two_part log_b = detail::log_wide(b);
    const detail::two_part k = detail::two_product(2.0 * i, log_b.high);
    const bool is_line = k.high < least_k;
    const detail::two_part whole{is_line ? least_k : k.high, is_line ? 0.0 : k.low + 2.0 * i * log_b.low};
    const double inverse_m = 1.0 / detail::expm1(whole.high, whole.low);
    const auto make_side = [&](detail::two_part center) {
      const detail::two_part y = detail::two_product(-whole.high, center.high);
      const double g = detail::exp_sum(y.high, y.low - whole.low * center.high - whole.high * center.low);
      const double all = 1.0 + g;
      return kernel_type::side{
          center, g, {all, -inverse_m * all, all, g}, {0.0, inverse_m + g * (1.0 + inverse_m), all, g}};
    };
    return {whole, detail::exponential::of(whole), make_side({c, 0.0}), make_side(detail::two_sum(1.0, -c))};
  }
  /// x at which phi(x) = y, for y in [0, 1].
  [[nodiscard]] double inverse(double y) const noexcept {
    const double k = 2.0 * i * std::log(b);
    const double end = 1.0 / (1.0 + std::exp(k * (1.0 - c)));
    const double start = 1.0 / (1.0 + std::exp(-k * c));
    const double h = std::fmin(std::fmax(end + y * (start - end), 1e-300), 1.0 - 1e-16);
    return std::fmin(std::fmax(c + std::log(1.0 / h - 1.0) / k, 0.0), 1.0);
  }
  /// Integral of phi'(x)^2 over [0, 1]: k / d * [(h0 + h1) / 2 - (h0^2 + h0 h1 + h1^2) / 3], d = h0 - h1.
  [[nodiscard]] double dirichlet() const noexcept {
    const double k = std::fmax(least_k, 2.0 * i * std::log(b));
    const double h0 = 1.0 / (1.0 + std::exp(-k * c));
    const double h1 = 1.0 / (1.0 + std::exp(k * (1.0 - c)));
    const double rise = detail::expm1(-k);
    const double d = -rise / ((1.0 + std::exp(-k * c)) * (1.0 + std::exp(-k * (1.0 - c))));
    return k / d * (0.5 * (h0 + h1) - (h0 * h0 + h0 * h1 + h1 * h1) / 3.0);
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    // (h(x) - h(1)) / (h(0) - h(1)) with the common exponentials canceled by hand
    const double k = 2.0 * i * std::log(b);
    typename F::number height = k * (c <= 0.5 ? f.x - c : (1.0 - c) - f.rest);
    if (k * (1.0 - c) > 700.0) height = f.least(height, 700.0);  // e^710 is no double any more
    const typename F::number fall = f.let("fall", f.expm1(-k * f.rest) / std::expm1(-k));
    return fall * (1.0 + std::exp(-k * c)) / (1.0 + f.exp(height));
  }

  static constexpr family_info info{
      .name = "sigmoid",
      .summary = "shifted and scaled logistic; i sets the steepness about c",
      .formula = "(h(x) - h(1)) / (h(0) - h(1)), h(x) = 1 / (1 + b^(2*i*(x - c)))",
      .limits = "i->0 is linear; i->inf is a step at c",
      .source = "Annealing via Window Functions, logistic sigmoid function",
      .published = {"i", 0.0, 6.0, "i < 6"},
  };
  static constexpr std::array parameters{
      parameter<sigmoid>{"i",
                         &sigmoid::i,
                         {0.0, 1e6, range::ends::low_open},
                         std::nullopt,
                         "steepness of the transition",
                         notation_style::number,
                         4.0},
      parameter<sigmoid>{"b", &sigmoid::b, {1.0, 1e6, range::ends::low_open}, 2.0, "base of the exponential"},
      parameter<sigmoid>{"c", &sigmoid::c, range::inside(0.0, 1.0), 0.5, "position of the inflection",
                         notation_style::percent},
  };
  friend bool operator==(const sigmoid&, const sigmoid&) = default;
};

}  // namespace taper
