// A window of any family: the functions outside the hot path, compiled once; its parameters by name.
#include "taper/registry.hpp"

#include <variant>

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

namespace {

template <class F>
const parameter<F>* find_parameter(std::string_view name) {
  for (const parameter<F>& p : F::parameters) {
    if (p.name == name) return &p;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string_view> parameter_names(const any_window& w) {
  return std::visit(
      [](const auto& f) {
        std::vector<std::string_view> out;
        for (const auto& p : std::remove_cvref_t<decltype(f)>::parameters) out.push_back(p.name);
        return out;
      },
      w.family());
}

std::optional<double> parameter_value(const any_window& w, std::string_view name) {
  return std::visit(
      [&]<class F>(const F& f) -> std::optional<double> {
        const parameter<F>* p = find_parameter<F>(name);
        if (p == nullptr) return std::nullopt;
        return f.*(p->member);
      },
      w.family());
}

std::optional<any_window> with_parameter(const any_window& w, std::string_view name, double value) {
  return std::visit(
      [&]<class F>(const F& f) -> std::optional<any_window> {
        const parameter<F>* p = find_parameter<F>(name);
        if (p == nullptr || !p->valid.contains(value)) return std::nullopt;
        F changed = f;
        changed.*(p->member) = value;
        return any_window(changed);
      },
      w.family());
}

std::optional<range> valid_range(const any_window& w, std::string_view name) {
  return std::visit(
      [&]<class F>(const F&) -> std::optional<range> {
        const parameter<F>* p = find_parameter<F>(name);
        if (p == nullptr) return std::nullopt;
        return p->valid;
      },
      w.family());
}

}  // namespace taper
