// From the registry's parameters to search coordinates; independent of families.
#include "logs/recover/window_family.hpp"

#include <algorithm>
#include <cmath>

#include "taper/notation.hpp"

namespace taper::inspection {
namespace {

template <class F>
using parameters_of = std::vector<const parameter<F>*>;

// Values to begin with: the usual one and some on both sides.
std::vector<double> starts_of(const range& valid, double usual) {
  if (valid.high <= 1.0 && valid.low >= 0.0) {
    std::vector<double> out = {usual};
    for (const double x : {0.05, 0.5, 0.9}) {
      if (std::abs(x - usual) > 0.01) out.push_back(x);
    }
    return out;
  }
  const double low = std::isfinite(valid.low) ? valid.low : 0.0;
  return {usual, low + 0.35 * (usual - low), low + 3.0 * (usual - low)};
}

template <class F>
double usual_of(const parameter<F>& p) {
  return p.fallback ? *p.fallback : p.example.value_or(1.0);
}

template <class F>
window_family family_with(const parameters_of<F>& free) {
  window_family out;
  out.name = F::info.name;
  out.free = free.size();
  out.make = [free](const free_values& q) {
    F window = example_member<F>();
    for (std::size_t k = 0; k < free.size(); ++k) window.*(free[k]->member) = q[k];
    return any_window(window);
  };
  out.text = [free](const free_values& q) {
    std::string text(F::info.name);
    for (std::size_t k = 0; k < free.size(); ++k) {
      const bool percent = free[k]->style == notation_style::percent;
      text += (k == 0 ? "(" : ", ") + std::string(free[k]->name) + "=" + print_number(percent ? 100.0 * q[k] : q[k]) +
              (percent ? "%" : "");
    }
    return text + (free.empty() ? "" : ")");
  };
  out.starts = {{}};
  for (std::size_t k = 0; k < free.size(); ++k) {
    out.valid[k] = free[k]->valid;
    std::vector<free_values> next;
    for (const free_values& so_far : out.starts) {
      for (const double x : starts_of(free[k]->valid, usual_of(*free[k]))) {
        if (!free[k]->valid.contains(x)) continue;
        next.push_back(so_far);
        next.back()[k] = x;
      }
    }
    out.starts = std::move(next);
  }
  return out;
}

// Whether two free parameters bend the window in the same way: then rows cannot distinguish them.
bool are_distinct(const window_family& f) {
  if (f.free < 2) return true;
  const auto bend = [&](std::size_t k) {
    free_values up = f.starts.front();
    free_values down = up;
    up[k] *= 1.001;
    down[k] *= 0.999;
    const auto above = f.make(up).kernel();
    const auto below = f.make(down).kernel();
    std::array<double, 15> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
      const phase x = phase::at(static_cast<double>(i + 1) / 16.0);
      out[i] = above.value(x) - below.value(x);
    }
    return out;
  };
  const auto a = bend(0);
  const auto b = bend(1);
  double aa = 0.0;
  double ab = 0.0;
  double bb = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += a[i] * a[i];
    ab += a[i] * b[i];
    bb += b[i] * b[i];
  }
  return aa > 0.0 && bb > 0.0 && ab * ab < (1.0 - 1e-9) * aa * bb;
}

template <class F>
void add_families(std::vector<window_family>& out) {
  if constexpr (!std::same_as<F, table> && !std::same_as<F, constant>) {
    parameters_of<F> required;
    for (const parameter<F>& p : F::parameters) {
      if (!p.fallback) required.push_back(&p);
    }
    out.push_back(family_with<F>(required));
    for (const parameter<F>& p : F::parameters) {
      if (!p.fallback || required.size() >= most_free) continue;
      parameters_of<F> more = required;
      more.push_back(&p);
      window_family f = family_with<F>(more);
      if (are_distinct(f)) out.push_back(std::move(f));
    }
  }
}

std::vector<window_family> all_families() {
  std::vector<window_family> out;
  for_each_family([&]<class F>() { add_families<F>(out); });
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.free < b.free; });
  return out;
}

}  // namespace

bool window_family::allows(const free_values& q) const noexcept {
  for (std::size_t k = 0; k < free; ++k) {
    if (!valid[k].contains(q[k])) return false;
  }
  return true;
}

std::span<const window_family> window_families() {
  static const std::vector<window_family> all = all_families();
  return all;
}

}  // namespace taper::inspection
