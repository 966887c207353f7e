// Every window of the registry: bounds, ends, order, complement, slope.
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

TEST(windows, have_the_dirichlet_factor_of_their_slope) {
  holds("L >= 1 wherever a window falls from 1 to 0: no shape is smoother than linear", [] {
    for_each_member(reach::anywhere, [&](const taper::schedule& s, const auto&) {
      const taper::any_family& f = s.shape.family();
      const double l = s.shape.dirichlet();
      if (std::holds_alternative<taper::constant>(f)) RC_ASSERT(l == 0.0);
      if (std::holds_alternative<taper::constant>(f) || std::holds_alternative<taper::chebyshev>(f)) return;
      if (!(l >= 1.0 - 1e-9)) RC_FAIL(taper::print(s) + " has a Dirichlet factor of " + taper::print_number(l));
    });
  });
}

}  // namespace
