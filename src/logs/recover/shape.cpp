// Values and inverses of the falls.
#include "logs/recover/shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace taper::inspection {
namespace {

// The value of a family of the registry.
template <class W>
double at(const W& window, double u) {
  return window.kernel().value(phase::at(u));
}

// By halving: every window of the registry falls.
double window_progress(const shape& s, double y) {
  if (!s.window) return 0.0;
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (s.window->kernel.value(phase::at(middle)) > y ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double fall_value(const shape& s, double u) noexcept {
  if (!(u > 0.0)) return 1.0;
  if (u >= 1.0 && s.kind == fall::window && s.window) return s.window->kernel.value(phase{1.0, 0.0});
  if (u >= 1.0 && has_end(s.kind)) return 0.0;
  switch (s.kind) {
    case fall::constant: return 1.0;
    case fall::linear: return 1.0 - u;
    case fall::cosine: return 0.5 * (1.0 + std::cos(std::numbers::pi * u));  // with the cancellation of the trainers
    case fall::power: return at(power{.p = s.q}, u);
    case fall::one_minus_sqrt: return at(one_minus_sqrt{}, u);
    case fall::exp_window: return at(exp{.beta = s.q}, u);
    case fall::poly: return at(poly{.i = s.q}, u);
    case fall::sigmoid: return at(sigmoid{.i = s.q}, u);
    case fall::inverse_sqrt: return 1.0 / std::sqrt(1.0 + u);
    case fall::geometric: return std::exp(-u);
    case fall::cycles:
    case fall::one_cycle:
    case fall::wave:
    case fall::stairs:
    case fall::epochs:
    case fall::triangles: break;
    case fall::window: return s.window ? s.window->kernel.value(phase::at(u)) : 1.0;
  }
  return 1.0;
}

double fall_progress(const shape& s, double y) noexcept {
  y = std::max(y, 0.0);
  const double inside = std::min(y, 1.0);
  switch (s.kind) {
    case fall::constant: return 0.0;
    case fall::linear: return linear{}.inverse(y);
    case fall::cosine: return cosine{}.inverse(inside);
    case fall::power: return power{.p = s.q}.inverse(y);
    case fall::one_minus_sqrt: return one_minus_sqrt{}.inverse(inside);
    case fall::exp_window: return exp{.beta = s.q}.inverse(y);
    case fall::poly: return poly{.i = s.q}.inverse(inside);
    case fall::sigmoid: return sigmoid{.i = s.q}.inverse(inside);
    case fall::inverse_sqrt: return y > 0.0 ? 1.0 / (y * y) - 1.0 : std::numeric_limits<double>::infinity();
    case fall::geometric: return y > 0.0 ? -std::log(y) : std::numeric_limits<double>::infinity();
    case fall::cycles:
    case fall::one_cycle:
    case fall::wave:
    case fall::stairs:
    case fall::epochs:
    case fall::triangles: break;
    case fall::window: return window_progress(s, inside);
  }
  return 0.0;
}

bool has_end(fall kind) noexcept {
  return kind != fall::constant && kind != fall::inverse_sqrt && kind != fall::geometric && kind != fall::stairs &&
         kind != fall::triangles;
}

bool is_self_similar(fall kind) noexcept {
  return kind == fall::linear || kind == fall::power || kind == fall::geometric || kind == fall::exp_window ||
         kind == fall::inverse_sqrt;
}

bool has_parameter(fall kind) noexcept {
  return kind == fall::power || kind == fall::exp_window || kind == fall::poly || kind == fall::sigmoid;
}

std::string_view name_of(fall kind) noexcept {
  switch (kind) {
    case fall::constant: return "constant";
    case fall::linear: return "linear";
    case fall::cosine: return "cosine";
    case fall::power: return "power";
    case fall::one_minus_sqrt: return "one_minus_sqrt";
    case fall::exp_window: return "exp";
    case fall::poly: return "poly";
    case fall::sigmoid: return "sigmoid";
    case fall::inverse_sqrt: return "inverse_sqrt";
    case fall::geometric: return "geometric";
    case fall::cycles: return "cycles";
    case fall::one_cycle: return "one-cycle";
    case fall::wave: return "wave";
    case fall::stairs: return "stairs";
    case fall::epochs: return "epochs";
    case fall::triangles: return "triangles";
    case fall::window: return "window";
  }
  return "constant";
}

}  // namespace taper::inspection
