// Every window of the registry: bounds, ends, order, complement, slope.
#include <array>
#include <limits>
#include <optional>

#include "generators.hpp"

namespace {

using taper::phase;
using taper::test::holds;
using taper::test::reach;
using taper::test::real;

/// A point of [0, 1], often near an end.
phase draw_phase() {
  switch (taper::test::whole(0, 4)) {
    case 0: return phase::at(taper::test::log_real(1e-18, 0.5));
    case 1: return phase::before_end(taper::test::log_real(1e-18, 0.5));
    default: return phase::at(real(0.0, 1.0));
  }
}

phase any_phase() { return taper::test::drawn(draw_phase); }

/// Calls f(member, kernel) with a random member of every family of the registry.
template <class F>
void for_each_member(reach how, F&& f) {
  taper::for_each_family([&]<class W>() {
    const W w = taper::test::drawn([how] { return taper::test::family<W>(how); });
    f(taper::schedule{w, {}}, w.kernel());
  });
}

TEST(windows, stay_between_zero_and_one) {
  holds("0 <= phi <= 1 and 0 <= 1 - phi <= 1, over the whole range of every parameter", [] {
    const phase p = any_phase();
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto& kernel) {
      const double value = kernel.value(p);
      const double complement = kernel.complement(p);
      RC_ASSERT_FALSE(std::isnan(value) || std::isnan(complement));
      if (!(value >= 0.0 && value <= 1.0 && complement >= 0.0 && complement <= 1.0)) {
        RC_FAIL(taper::print(s) + " at " + taper::print_number(p.x) + ": " + taper::print_number(value) + ", " +
                taper::print_number(complement));
      }
    });
  });
}

TEST(windows, add_up_with_their_complement) {
  holds("phi + (1 - phi) = 1", [] {
    const phase p = any_phase();
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto& kernel) {
      const double sum = kernel.value(p) + kernel.complement(p);
      if (!(std::fabs(sum - 1.0) <= 2e-15))
        RC_FAIL(taper::print(s) + " at " + taper::print_number(p.x) + ": " + taper::print_number(sum));
    });
  });
}

TEST(windows, are_exact_at_their_ends) {
  holds("phi(0) = 1, phi(1) = 0 (chebyshev: 1/condition, constant: 1); beyond the ends and at NaN like the ends", [] {
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto& kernel) {
      const taper::any_family& f = s.shape.family();
      double end = std::holds_alternative<taper::constant>(f) ? 1.0 : 0.0;
      if (const auto* c = std::get_if<taper::chebyshev>(&f)) end = 1.0 / c->condition;
      const double nan = std::nan("");
      for (const phase& start : {phase{0.0, 1.0}, phase{-0.5, 1.5}, phase{nan, nan}}) {
        if (kernel.value(start) != 1.0 || kernel.complement(start) != 0.0)
          RC_FAIL(taper::print(s) + " does not start at 1");
      }
      for (const phase& last : {phase{1.0, 0.0}, phase{1.5, -0.5}}) {
        if (!(std::fabs(kernel.value(last) - end) <= 2e-16 * end))
          RC_FAIL(taper::print(s) + " does not end at " + taper::print_number(end));
      }
    });
  });
}

TEST(windows, never_rise) {
  holds("x < y implies phi(x) >= phi(y), and slopes are not positive", [] {
    phase a = any_phase();
    phase b = any_phase();
    if (a.x > b.x || (a.x == b.x && a.rest < b.rest)) std::swap(a, b);
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto& kernel) {
      const double early = kernel.value(a);
      const double late = kernel.value(b);
      const double slope = kernel.slope(b);
      if (!(late <= early * (1.0 + 4e-15)))
        RC_FAIL(taper::print(s) + " rises from " + taper::print_number(a.x) + " to " + taper::print_number(b.x));
      if (std::isnan(slope) || slope > 0.0)
        RC_FAIL(taper::print(s) + " has slope " + taper::print_number(slope) + " at " + taper::print_number(b.x));
    });
  });
}

TEST(windows, have_the_slope_of_their_difference_quotient) {
  holds("phi' is the limit of the difference quotient", [] {
    const double x = real(0.02, 0.98);
    for_each_member(reach::ordinary, [&](const taper::schedule& s, const auto& kernel) {
      const auto quotient = [&](double h) {
        return (kernel.value(phase::at(x + h)) - kernel.value(phase::at(x - h))) / (2.0 * h);
      };
      constexpr double h = 1.0 / 16384;
      const double coarse = quotient(h);
      const double fine = quotient(h / 2);
      const double got = kernel.slope(phase::at(x));
      // the error of the finer quotient is about a third of their difference; rounding adds 1e-16 / h
      const double allowed = 2.0 * std::fabs(coarse - fine) + 1e-10 + 1e-6 * std::fabs(got);
      if (!(std::fabs(got - fine) <= allowed)) {
        RC_FAIL(taper::print(s) + " at " + taper::print_number(x) + ": slope " + taper::print_number(got) +
                ", quotient " + taper::print_number(fine));
      }
    });
  });
}

/// The integral of the squared slope over (0, 1), by 8-point Gauss rules on pieces that halve towards both ends, and by
/// the geometric series that the pieces of a power of x become there. Infinite where they do not shrink; nothing where
/// they shrink too slowly to tell.
template <class Kernel>
std::optional<double> squared_slope(const Kernel& kernel) {
  constexpr std::array<double, 4> nodes = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                           0.9602898564975363};
  constexpr std::array<double, 4> weights = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                             0.1012285362903763};
  double sum = 0.0;
  for (const bool from_start : {true, false}) {
    const auto squared = [&](double near) {
      const double slope = kernel.slope(from_start ? phase{near, 1.0 - near} : phase{1.0 - near, near});
      return slope * slope;
    };
    double piece = 0.0;
    double before = 0.0;
    for (int k = 1; k <= 60; ++k) {
      before = piece;
      piece = 0.0;
      const double low = std::ldexp(1.0, -k - 1);
      constexpr int parts = 32;
      const double half = low / parts / 2;
      for (int j = 0; j < parts; ++j) {
        const double middle = low + (2 * j + 1) * half;
        for (std::size_t g = 0; g < nodes.size(); ++g)
          piece += half * weights[g] * (squared(middle - half * nodes[g]) + squared(middle + half * nodes[g]));
      }
      sum += piece;
    }
    if (!(piece > 0.0)) continue;
    const double ratio = piece / before;
    if (ratio > 0.999 && ratio < 1.0 - 1e-9) return std::nullopt;
    if (ratio >= 1.0 - 1e-9) return std::numeric_limits<double>::infinity();
    sum += piece * ratio / (1.0 - ratio);
  }
  return sum;
}

TEST(windows, have_the_dirichlet_factor_of_their_slope) {
  holds("L is the integral of the squared slope, and at least 1 wherever a window falls from 1 to 0", [] {
    for_each_member(reach::ordinary, [&](const taper::schedule& s, const auto& kernel) {
      const taper::any_family& f = s.shape.family();
      const double l = s.shape.dirichlet();
      const std::optional<double> integral = squared_slope(kernel);
      const bool smooth = !std::holds_alternative<taper::table>(f);  // a table's slope has kinks at its points
      if (smooth && integral && !(l == *integral || std::fabs(l - *integral) <= 1e-4 * *integral)) {
        RC_FAIL(taper::print(s) + " has a Dirichlet factor of " + taper::print_number(l) + ", not " +
                taper::print_number(*integral));
      }
      if (std::holds_alternative<taper::constant>(f) || std::holds_alternative<taper::chebyshev>(f)) return;
      if (!(l >= 1.0 - 1e-9)) RC_FAIL(taper::print(s) + " has a Dirichlet factor of " + taper::print_number(l));
    });
  });
  holds("also at the ends of every range it is at least 1", [] {
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto&) {
      const taper::any_family& f = s.shape.family();
      if (std::holds_alternative<taper::constant>(f) || std::holds_alternative<taper::chebyshev>(f)) return;
      if (!(s.shape.dirichlet() >= 1.0 - 1e-9)) RC_FAIL(taper::print(s) + " has a smaller factor than linear decay");
    });
  });
}

}  // namespace
