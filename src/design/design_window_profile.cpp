// Converts target profiles to windows, and bounds the log-slope of the rate.
#include <algorithm>
#include <cmath>
#include <memory>

#include "taper/design/design_window.hpp"
#include "taper/text.hpp"

namespace taper {

namespace {

constexpr int probes = 4096;  // points at which a profile is checked

error bad_profile(std::string message, std::string hint = {}) {
  return failed(errc::out_of_range, std::move(message), std::move(hint));
}

}  // namespace

result<window_function> window_from_gamma_bar(const std::function<double(double x)>& gamma_bar, std::uint64_t steps) {
  if (steps < 2) return bad_profile("steps must be at least 2, got " + std::to_string(steps));
  const auto length = static_cast<double>(steps);
  const auto window = [gamma_bar, length](phase p) {
    if (!(p.x > 0.0)) return 1.0;
    const double rate = gamma_bar(p.x);
    return std::isinf(rate) ? 0.0 : 1.0 / (1.0 + p.x * length * rate);
  };
  for (int k = 1; k <= probes; ++k) {
    const double x = static_cast<double>(k) / probes;
    const double rate = gamma_bar(x);
    if (std::isnan(rate) || rate < 0.0)
      return bad_profile("the rate must be >= 0, got " + (std::isnan(rate) ? std::string("NaN") : print_number(rate)) +
                         " at x = " + print_number(x));
  }
  const double start = window(phase::at(1e-9));
  if (!(start > 0.99))
    return bad_profile("the window begins at " + print_number(start) +
                       ", not at 1: the rate grows as fast as 1/t towards the start");
  return window_function(window);
}

result<window_function> window_from_acceptance(const std::function<double(double x)>& acceptance, double delta) {
  if (!(delta > 0.0) || !std::isfinite(delta)) return bad_profile("delta must be > 0, got " + print_number(delta));
  const double highest = std::exp(-delta);
  const double first = acceptance(0.0);
  if (!(std::fabs(first - highest) <= 1e-6 * highest)) {
    return bad_profile("the acceptance must begin at exp(-delta) = " + print_number(highest) +
                           ", where the rate is its peak; it begins at " + print_number(first),
                       first == 1.0 ? "multiply it by exp(-delta)" : "or give the matching delta");
  }
  const auto window = [acceptance, delta](phase p) {
    if (!(p.x > 0.0)) return 1.0;
    const double phi = acceptance(p.x);
    return phi > 0.0 ? delta / -std::log(phi) : 0.0;
  };
  for (int k = 1; k <= probes; ++k) {
    const double x = static_cast<double>(k) / probes;
    const double phi = acceptance(x);
    if (!(phi >= 0.0) || phi > highest * (1.0 + 1e-6)) {
      return bad_profile("the acceptance must stay between 0 and exp(-delta) = " + print_number(highest) + ", got " +
                         print_number(phi) + " at x = " + print_number(x));
    }
  }
  return window_function(window);
}

result<window_function> window_from_rows(const curve& rows, profile_kind kind, std::uint64_t steps, double delta) {
  if (rows.x.empty()) return bad_profile("a profile needs at least one row");
  const bool in_steps = rows.x.back() > 1.0;
  const double length = in_steps ? static_cast<double>(steps) : 1.0;
  if (rows.x.back() > length)
    return bad_profile("the profile goes to step " + print_number(rows.x.back()) + ", beyond the " +
                       std::to_string(steps) + " steps of the run");
  if (rows.x.front() < 0.0) return bad_profile("the profile begins before the run, at " + print_number(rows.x.front()));
  if (kind == profile_kind::acceptance && !(delta > 0.0))
    return bad_profile("delta must be > 0, got " + print_number(delta));
  std::vector<table::point> points{{0.0, 1.0}};
  for (std::size_t k = 0; k < rows.x.size(); ++k) {
    const double x = rows.x[k] / length;
    const double v = rows.y[k];
    const double w = kind == profile_kind::gamma_bar ? 1.0 / (1.0 + x * static_cast<double>(steps) * v)
                                                     : (v > 0.0 ? delta / -std::log(v) : 0.0);
    if (v < 0.0 || !std::isfinite(w) || w > 1.0 + 1e-6) {
      return bad_profile(
          "row " + std::to_string(k + 1) + ": no window has the value " + print_number(v),
          kind == profile_kind::gamma_bar ? "a rate is >= 0" : "an acceptance lies between 0 and exp(-delta)");
    }
    if (x > 0.0) points.push_back({x, std::min(1.0, w)});
  }
  if (points.size() < 2) return bad_profile("a profile needs a row after the start");
  if (points.back()[0] < 1.0) {
    const auto& [x1, y1] = points.back();
    const auto& [x0, y0] = points[points.size() - 2];
    points.push_back({1.0, std::max(0.0, y1 + (1.0 - x1) * (y1 - y0) / (x1 - x0))});
  }
  TAPER_TRY(t, table::through(std::move(points)));
  return window_function([w = t](phase p) { return w.value(p); });
}

window_function with_bounded_slope(const window_function& w, interval bounds) {
  constexpr int cells = 4000;
  constexpr double least = 1e-5;
  struct profile {
    std::vector<double> log_x, log_odds;
    double first_slope;
  };
  // g = ln(z / x): d g / d ln x is the slope of ln gamma_bar, independent of the number of steps
  auto made = std::make_shared<profile>();
  std::vector<double> slopes;
  const auto g = [&](double x) {
    const phase p = phase::at(x);
    const double value = w(p);
    return std::log((1.0 - value) / value) - std::log(x);
  };
  for (int k = 0; k <= cells; ++k) made->log_x.push_back(std::log(least) * (1.0 - static_cast<double>(k) / cells));
  for (int k = 0; k < cells; ++k) {
    const double a = made->log_x[static_cast<std::size_t>(k)];
    const double b = made->log_x[static_cast<std::size_t>(k) + 1];
    const double slope = (g(std::min(1.0, std::exp(b))) - g(std::exp(a))) / (b - a);
    slopes.push_back(std::isnan(slope) ? bounds.low : std::clamp(slope, bounds.low, bounds.high));
  }
  const double half = std::log(0.5);
  const auto anchor = static_cast<std::size_t>((1.0 - half / std::log(least)) * cells);
  std::vector<double>& out = made->log_odds;
  out.assign(cells + 1, 0.0);
  const auto step = [&](std::size_t k) { return slopes[k] * (made->log_x[k + 1] - made->log_x[k]); };
  for (std::size_t k = anchor; k < cells; ++k) out[k + 1] = out[k] + step(k);
  for (std::size_t k = anchor; k > 0; --k) out[k - 1] = out[k] - step(k - 1);
  const double at_half = out[anchor] + slopes[anchor] * (half - made->log_x[anchor]);
  for (double& v : out) v += g(0.5) - at_half;
  made->first_slope = slopes.front();
  return [made](phase p) {
    if (!(p.x > 0.0)) return 1.0;
    const double at = std::log(p.x);
    const auto above = std::ranges::upper_bound(made->log_x, at);
    const auto k = static_cast<std::size_t>(above - made->log_x.begin());
    double value = made->log_odds.back();
    if (k == 0) {
      value = made->log_odds.front() + made->first_slope * (at - made->log_x.front());
    } else if (k < made->log_x.size()) {
      const double u = (at - made->log_x[k - 1]) / (made->log_x[k] - made->log_x[k - 1]);
      value = made->log_odds[k - 1] + u * (made->log_odds[k] - made->log_odds[k - 1]);
    }
    return 1.0 / (1.0 + p.x * std::exp(value));
  };
}

}  // namespace taper
