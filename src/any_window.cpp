// A window of any family: the functions outside the hot path, compiled once.
#include <variant>

#include "taper/registry.hpp"

namespace taper {

any_window::kernel_type::kernel_type(const any_family& w) noexcept
    : kernel_(std::visit([](const auto& f) { return kernels(f.kernel()); }, w)) {}

double any_window::kernel_type::complement(phase p) const noexcept {
  return std::visit([p](const auto& k) { return k.complement(p); }, kernel_);
}
double any_window::kernel_type::slope(phase p) const noexcept {
  return std::visit([p](const auto& k) { return k.slope(p); }, kernel_);
}

any_window::any_window() = default;
any_window::any_window(const any_window&) = default;
any_window::any_window(any_window&&) noexcept = default;
any_window& any_window::operator=(const any_window&) = default;
any_window& any_window::operator=(any_window&&) noexcept = default;
any_window::~any_window() = default;

double any_window::dirichlet() const noexcept {
  return std::visit([](const auto& f) -> double { return f.dirichlet(); }, family_);
}
const family_info& any_window::info() const noexcept {
  return std::visit([](const auto& f) -> const family_info& { return std::remove_cvref_t<decltype(f)>::info; },
                    family_);
}
bool any_window::same(const any_window& other) const { return family_ == other.family_; }

}  // namespace taper
