// The windows in bulk: each body is that of the window's kernel without its branches, so it gives the same bits.
#include "fill_fall.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "taper/registry.hpp"

namespace taper::detail {

namespace {

TAPER_INLINE inline double cos2(double x, double rest) noexcept {
  const double s = sin2_half_pi(x <= rest ? x : rest);
  return x <= rest ? 1.0 - s : s;
}
TAPER_INLINE inline double sin2(double x, double rest) noexcept {
  const double s = sin2_half_pi(x <= rest ? x : rest);
  return x <= rest ? s : 1.0 - s;
}

/// Where a loop writes and what it may use.
struct target {
  vectors use;
  const fall_line& line;
  std::span<double> out;

  template <class Window>
  bool fill(Window phi) const noexcept {
    return fill_with(use, phi, line, out.data(), static_cast<int>(out.size()));
  }
};

/// Calls f with base^p as a function of base and 1 - base; false where p ln(base) may leave the range of `raise`, for a base
/// of at least 2^-`digits`, and for the rarer powers that are products.
template <class F>
bool with_power(const power_law& law, double digits, F f) {
  if (law.p == 2.0) return f([](double b, double) TAPER_INLINE { return b * b; });
  if (law.p == 1.0) return f([](double b, double) TAPER_INLINE { return b; });
  if (law.p == 0.5) return f([](double b, double) TAPER_INLINE { return std::sqrt(b); });
  if (law.p == 3.0 || law.p == 4.0 || !(law.p * digits < 1000.0)) return false;  // e^-693
  return f([raise = law.raise](double b, double lost) TAPER_INLINE { return raise.within(log_of(b, lost)).value(); });
}

/// A point inside a fall of less than 2^53 steps is at least 2^-55 from its ends.
constexpr double digits_of_x = 56.0;

bool fill(const linear::kernel_type&, const target& to) {
  return to.fill([](double, double rest) TAPER_INLINE { return rest; });
}
bool fill(const cosine::kernel_type& k, const target& to) {
  if (k.n == 2.0) return to.fill([](double x, double rest) TAPER_INLINE { return cos2(x, rest); });
  return with_power(k.law, 2.0 * digits_of_x, [&](auto raised) {
    return to.fill([raised](double x, double rest) TAPER_INLINE { return raised(cos2(x, rest), cos2(rest, x)); });
  });
}
bool fill(const power::kernel_type& k, const target& to) {
  return with_power(k.law, digits_of_x, [&](auto raised) {
    return to.fill([raised](double x, double rest) TAPER_INLINE { return raised(rest, x); });
  });
}
bool fill(const poly::kernel_type& k, const target& to) {
  if (!(k.i > 0.01)) return false;  // 1 - x^i may be 0
  const auto with_inner = [&](auto inner) {
    return with_power(k.outer, digits_of_x + 7.0, [&](auto outer) {
      return to.fill([inner, outer](double x, double rest) TAPER_INLINE {
        const two_part b = inner(x, rest);
        return outer(b.high, b.low);
      });
    });
  };
  if (k.i == 2.0) {
    return with_inner([](double b, double lost)
                          TAPER_INLINE { return two_part{b < 0.5 ? 1.0 - b * b : lost * (1.0 + b), b * b}; });
  }
  if (k.i == 1.0) return with_inner([](double b, double lost) TAPER_INLINE { return two_part{lost, b}; });
  if (!(k.i * digits_of_x < 1000.0)) return false;
  return with_inner([raise = k.inner.raise](double b, double lost) TAPER_INLINE {
    const exponential::parts v = raise.within(log_of(b, lost));
    return two_part{-v.less(1.0), v.value()};
  });
}
bool fill(const taper::exp::kernel_type& k, const target& to) {
  return to.fill([k](double x, double rest) TAPER_INLINE {
    const bool first = x < k.split;
    const double phi = k.grow.at(first ? -x : rest).less(first ? k.beta : 1.0) * (first ? k.from_start : k.from_end);
    return phi < 1.0 ? phi : 1.0;
  });
}
bool fill(const sigmoid::kernel_type& k, const target& to) {
  if (k.is_steep()) return false;
  return to.fill([grow = k.grow, near = k.near.kept, far = k.far.lost](double x, double rest) TAPER_INLINE {
    const bool first = x <= rest;
    const double e = grow.at(first ? x : rest).less(1.0);
    return ((first ? near.above : far.above) + e * (first ? near.above_by : far.above_by)) /
           ((first ? near.below : far.below) + e * (first ? near.below_by : far.below_by));
  });
}
bool fill(const one_minus_sqrt::kernel_type&, const target& to) {
  return to.fill([](double x, double rest) TAPER_INLINE { return rest / (1.0 + std::sqrt(x)); });
}
bool fill(const rex::kernel_type& k, const target& to) {
  return to.fill([gain = k.gain](double x, double rest) TAPER_INLINE { return rest / (rest + gain * x); });
}
bool fill(const chebyshev::kernel_type& k, const target& to) {
  return to.fill([gain = k.gain](double x, double rest) TAPER_INLINE { return 1.0 / (1.0 + gain * sin2(x, rest)); });
}
bool fill(const uba::kernel_type& k, const target& to) {
  return to.fill([gain = k.gain](double x, double rest)
                     TAPER_INLINE { return cos2(x, rest) / (cos2(x, rest) + gain * cos2(rest, x)); });
}
bool fill(const constant::kernel_type&, const target& to) {
  std::fill(to.out.begin(), to.out.end(), to.line.at.top);
  return true;
}
/// Tables, whose points are searched.
template <class Kernel>
bool fill(const Kernel&, const target&) {
  return false;
}

}  // namespace

bool fill_fall(vectors use, const any_window::kernel_type& kernel, const fall_line& line,
               std::span<double> out) noexcept {
  return kernel.visit([&](const auto& k) { return fill(k, {use, line, out}); });
}

namespace {

/// The numbers of the loops are of 32 bits, and a block of them stays in the cache.
constexpr std::size_t block_size = 2048;

void one_by_one(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
                std::span<double> out) noexcept {
  kernel.visit([&](const auto& k) {
    for (double& rate : out) {
      const double phi = k.value(line.inside_at(t++));
      rate = phi == 1.0 ? at.top : at.floor + at.height * phi;
    }
  });
}
void block(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
           std::span<double> out) noexcept {
  if (!fill_fall(best_vectors(), kernel, line.inside_from(t, at), out)) one_by_one(kernel, line, t, at, out);
}

}  // namespace

void fill_inside(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
                 std::span<double> out) noexcept {
  for (std::size_t k = 0; k < out.size(); k += block_size) {
    block(kernel, line, t + k, at, out.subspan(k, std::min(block_size, out.size() - k)));
  }
}
void fill_inside(const any_window::kernel_type& kernel, const timeline& line, std::uint64_t t, const levels& at,
                 std::span<float> out) noexcept {
  std::array<double, block_size> rates;
  for (std::size_t k = 0; k < out.size(); k += block_size) {
    const std::span<float> part = out.subspan(k, std::min(block_size, out.size() - k));
    const std::span<double> wide(rates.data(), part.size());
    block(kernel, line, t + k, at, wide);
    std::transform(wide.begin(), wide.end(), part.begin(), [](double rate) { return static_cast<float>(rate); });
  }
}

}  // namespace taper::detail
