// Lambda, the figure of merit of a window in the last-iterate bound, by quadrature from the end of the run backwards.
#include <cmath>
#include <limits>

#include "gauss_legendre.hpp"
#include "taper/theory/bound.hpp"

namespace taper {
namespace {

// A panel is halved until its contribution changes by less than this fraction of the total, at most max_depth times.
constexpr double tolerance = 1e-11;
constexpr int max_depth = 45;
// A relevant contribution that is unresolved at that depth is a jump to zero, where int h^2 / R diverges.
constexpr double negligible = 1e-6;
// Closer to the end than this, the window is approximated by a power of the distance to the end.
constexpr double end_panel = 0x1p-40;
// An end value below this fraction of the peak is rounding, not a floor.
constexpr double rounding = 1e-12;

/// An estimate of the integral of h over the run, the scale for negligible contributions.
double rough_integral(const std::function<double(double, double)>& window) {
  constexpr int panels = 64;
  double sum = 0;
  for (int i = 0; i < panels; ++i) {
    sum += detail::integrate([&](double x) { return window(x, 1 - x); }, double(i) / panels, double(i + 1) / panels);
  }
  return sum;
}

/// R and J as a front moves from the end of the run to its beginning.
class backward_integral {
 public:
  /// Starts at the distance y from the end, where h = y^p locally: R = h y / (p+1), J = h (p+1) / p. Errors are
  /// negligible in proportion to `scale`, the integral of h (J is at least four times that).
  backward_integral(double h, double y, double p, double scale)
      : rest_(h * y / (p + 1)), j_(h * (p + 1) / p), scale_(scale) {}

  /// Moves the front from coordinate `from` to `to` (either direction) along h(coordinate).
  template <class Function>
  void advance(const Function& h, double from, double to, int depth = 0) {
    const double middle = 0.5 * (from + to);
    const auto [rest_whole, j_whole] = panel(h, from, to, rest_);
    const auto [rest_half, j_first] = panel(h, from, middle, rest_);
    const auto [rest_both, j_second] = panel(h, middle, to, rest_ + rest_half);
    const double rest_gap = std::abs(rest_half + rest_both - rest_whole);
    const double j_gap = std::abs(j_first + j_second - j_whole);
    const bool resolved = rest_gap <= tolerance * scale_ && j_gap <= tolerance * scale_;
    if (resolved || depth == max_depth) {
      if (!resolved && j_first + j_second > negligible * scale_) diverges_ = true;
      rest_ += rest_half + rest_both;
      j_ += j_first + j_second;
      return;
    }
    advance(h, from, middle, depth + 1);
    advance(h, middle, to, depth + 1);
  }

  double lambda() const { return diverges_ || rest_ == 0 ? std::numeric_limits<double>::infinity() : j_ / rest_; }

 private:
  struct contribution {
    double rest, j;
  };

  /// The contribution of the panel to R and to J, with R = rest at `from`.
  template <class Function>
  static contribution panel(const Function& h, double from, double to, double rest) {
    const detail::gauss_rule& rule = detail::gauss_legendre();
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    contribution sum{0, 0};
    for (std::size_t i = 0; i < detail::gauss_points; ++i) {
      const double place = middle + half * rule.node[i], value = h(place);
      const double behind = rest + std::abs(detail::integrate(h, from, place));
      sum.rest += rule.weight[i] * value;
      if (behind > 0) sum.j += rule.weight[i] * value * value / behind;
    }
    return {std::abs(half) * sum.rest, std::abs(half) * sum.j};
  }

  double rest_, j_, scale_;
  bool diverges_ = false;
};

}  // namespace

double last_iterate_lambda(const std::function<double(double, double)>& window) {
  const auto before_the_end = [&](double y) { return window(1 - y, y); };
  const auto after_the_start = [&](double x) { return window(x, 1 - x); };
  const double peak = std::max(window(0, 1), window(0.5, 0.5));
  if (!(before_the_end(0) <= rounding * peak)) return std::numeric_limits<double>::infinity();

  const double near = before_the_end(end_panel), next = before_the_end(2 * end_panel);
  const double exponent = near > 0 ? std::max(std::log2(next / near), 0.01) : 1.0;
  backward_integral integral(near, end_panel, exponent, rough_integral(window));
  for (double y = end_panel; y < 0.5; y *= 2) integral.advance(before_the_end, y, 2 * y);
  for (double x = 0.5; x > end_panel; x /= 2) integral.advance(after_the_start, x, x / 2);
  integral.advance(after_the_start, end_panel, 0.0);
  return integral.lambda();
}

}  // namespace taper
