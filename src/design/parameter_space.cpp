// Coordinates of the open parameters, and the redundant ones among them.
#include "parameter_space.hpp"

#include <algorithm>
#include <cmath>

#include "taper/verdict/safe.hpp"

namespace taper::detail {

double coordinate::value(double u) const noexcept {
  const double limited = std::clamp(u, least, most);
  if (is_long) return std::clamp(low + std::exp(limited), low, high);
  return low + (high - low) / (1.0 + std::exp(-limited));
}

double coordinate::place(double v) const noexcept {
  const double u = is_long ? std::log(v - low) : std::log((v - low) / (high - v));
  return std::clamp(u, least, most);
}

parameter_space::parameter_space(const pattern& p, std::span<const std::string_view> left_out) : base_(p.member.shape) {
  for (const std::string_view name : p.open) {
    if (std::ranges::find(left_out, name) != left_out.end()) continue;
    const range valid = *valid_range(base_, name);
    coordinate c{.name = name, .low = valid.low, .high = valid.high};
    c.is_long = !(valid.high - valid.low < 1e3);
    if (c.is_long) {
      c.least = -30.0, c.most = std::min(30.0, std::log(valid.high - valid.low));
      c.scan_from = std::log(0.05), c.scan_to = std::log(60.0);
    } else {
      c.least = -34.0, c.most = 34.0;
      c.scan_from = -9.0, c.scan_to = 7.0;
    }
    axes_.push_back(c);
  }
}

any_window parameter_space::at_values(std::span<const double> v) const {
  any_window out = base_;
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    // a value at an open end of its range is rejected; the window then keeps its value, which is far from any optimum
    if (std::optional<any_window> next = with_parameter(out, axes_[k].name, v[k])) out = *std::move(next);
  }
  return out;
}

any_window parameter_space::at(std::span<const double> u) const { return at_values(values(u)); }

std::vector<double> parameter_space::values(std::span<const double> u) const {
  std::vector<double> out;
  for (std::size_t k = 0; k < axes_.size(); ++k) out.push_back(axes_[k].value(u[k]));
  return out;
}

std::vector<std::vector<double>> parameter_space::grid(std::size_t points) const {
  std::vector<std::vector<double>> out{{}};
  if (axes_.empty()) return out;
  const double side = std::pow(static_cast<double>(points), 1.0 / static_cast<double>(axes_.size()));
  const auto n = std::max<std::size_t>(3, static_cast<std::size_t>(side));
  for (const coordinate& c : axes_) {
    std::vector<std::vector<double>> next;
    for (const std::vector<double>& before : out) {
      for (std::size_t k = 0; k < n; ++k) {
        next.push_back(before);
        next.back().push_back(c.scan_from +
                              (c.scan_to - c.scan_from) * static_cast<double>(k) / static_cast<double>(n - 1));
      }
    }
    out = std::move(next);
  }
  return out;
}

namespace {

/// d phi / d u_k of every axis at a point, over the interior of [0, 1].
std::vector<std::vector<double>> derivatives(const parameter_space& space, const std::vector<double>& u) {
  constexpr int points = 40;
  constexpr double h = 1e-5;
  std::vector<std::vector<double>> out;
  for (std::size_t k = 0; k < u.size(); ++k) {
    std::vector<double> above = u;
    std::vector<double> below = u;
    above[k] += h;
    below[k] -= h;
    const any_window::kernel_type up = space.at(above).kernel();
    const any_window::kernel_type down = space.at(below).kernel();
    std::vector<double> column;
    for (int j = 1; j < points; ++j) {
      const phase p = phase::at(static_cast<double>(j) / points);
      column.push_back((up.value(p) - down.value(p)) / (2.0 * h));
    }
    out.push_back(std::move(column));
  }
  return out;
}

bool parallel(const std::vector<double>& a, const std::vector<double>& b) {
  double aa = 0.0;
  double bb = 0.0;
  double ab = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) aa += a[k] * a[k], bb += b[k] * b[k], ab += a[k] * b[k];
  return ab * ab > (1.0 - 1e-8) * aa * bb;
}

}  // namespace

std::vector<std::string_view> redundant_parameters(const pattern& p) {
  const parameter_space space(p);
  std::vector<std::string_view> out;
  if (space.size() < 2) return out;
  std::vector<double> one;
  std::vector<double> other;
  for (std::size_t k = 0; k < space.size(); ++k) {
    one.push_back(0.3 + 0.1 * static_cast<double>(k));
    other.push_back(-0.4 + 0.3 * static_cast<double>(k));
  }
  const auto here = derivatives(space, one);
  const auto there = derivatives(space, other);
  for (std::size_t k = 1; k < space.size(); ++k) {
    for (std::size_t j = 0; j < k; ++j) {
      if (parallel(here[j], here[k]) && parallel(there[j], there[k])) {
        out.push_back(space.axes()[k].name);
        break;
      }
    }
  }
  return out;
}

}  // namespace taper::detail
