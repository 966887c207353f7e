// The list of families, used by parser, help, documentation tables, bindings and exports.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "taper/window.hpp"

namespace taper {

/// Every window family, in the order of help and documentation. A new family needs one entry here.
using any_family =
    std::variant<cosine, linear, power, poly, exp, sigmoid, one_minus_sqrt, rex, uba, chebyshev, constant, table>;

namespace detail {
template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... Ts>
inline constexpr bool is_alternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);
}  // namespace detail

/// A window of any family; it is a window itself.
class any_window {
 public:
  /// The prepared kernel of any family.
  class kernel_type {
   public:
    explicit kernel_type(const any_family& w) noexcept;
    [[nodiscard]] double value(phase p) const noexcept {
      return std::visit([p](const auto& k) { return k.value(p); }, kernel_);
    }
    [[nodiscard]] double complement(phase p) const noexcept;
    [[nodiscard]] double slope(phase p) const noexcept;
    /// Calls f with the concrete type of the kernel: one dispatch for a whole loop.
    template <class F>
    decltype(auto) visit(F&& f) const {
      return std::visit(std::forward<F>(f), kernel_);
    }

   private:
    template <class V>
    struct kernels_of;
    template <class... Families>
    struct kernels_of<std::variant<Families...>> {
      using type = std::variant<kernel_of<Families>...>;
    };
    using kernels = kernels_of<any_family>::type;
    kernels kernel_;
  };

  any_window();
  any_window(const any_window&);
  any_window(any_window&&) noexcept;
  any_window& operator=(const any_window&);
  any_window& operator=(any_window&&) noexcept;
  ~any_window();
  template <class W, std::enable_if_t<detail::is_alternative<W, any_family>, int> = 0>
  any_window(W w) : family_(std::move(w)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] kernel_type kernel() const noexcept { return kernel_type(family_); }
  [[nodiscard]] double dirichlet() const noexcept;
  [[nodiscard]] const family_info& info() const noexcept;
  [[nodiscard]] const any_family& family() const noexcept { return family_; }

  friend bool operator==(const any_window& a, const any_window& b) { return a.same(b); }

 private:
  [[nodiscard]] bool same(const any_window& other) const;

  any_family family_;
};

/// Names and current values of the parameters of a window; a copy with one of them changed.
std::vector<std::string_view> parameter_names(const any_window& w);
std::optional<double> parameter_value(const any_window& w, std::string_view name);
std::optional<any_window> with_parameter(const any_window& w, std::string_view name, double value);
/// The valid range of a parameter.
std::optional<range> valid_range(const any_window& w, std::string_view name);

/// Calls f.template operator()<Family>() for every family of the registry, in order.
template <class F>
constexpr void for_each_family(F&& f) {
  [&]<std::size_t... k>(std::index_sequence<k...>) {
    (f.template operator()<std::variant_alternative_t<k, any_family>>(), ...);
  }(std::make_index_sequence<std::variant_size_v<any_family>>{});
}

/// An example member of a family: every parameter at its default or, without one, at its example.
template <class F>
F example_member() {
  if constexpr (std::same_as<F, table>) {
    return table::through({{0.0, 1.0}, {1.0, 0.0}}).value();
  } else {
    F out{};
    for (const parameter<F>& p : F::parameters) out.*p.member = p.fallback ? *p.fallback : p.example.value_or(1.0);
    return out;
  }
}

/// One modifier: usage and description.
struct modifier_info {
  std::string_view name;
  std::string_view usage;
  std::string_view summary;
  std::string_view example;
};

/// Every modifier, in canonical order.
inline constexpr modifier_info modifiers[] = {
    {"warmup", "warmup(amount, shape=linear|mirror|cosine|one_minus_sqrt|log, from=0)",
     "rise to the peak; `from` is the fraction of the peak at step 0, mirror is the mirrored window", "warmup(500)"},
    {"hold", "hold(amount)", "stay at the peak before the fall", "hold(50%)"},
    {"cooldown", "cooldown(amount)", "length of the fall, instead of hold", "cooldown(20%)"},
    {"full", "full", "full period: a mirrored rise and a fall of equal length around the hold", "full"},
    {"restarts", "restarts(k, stretch=1, decay=1) or restarts(first=N, stretch=1, decay=1, forever)",
     "repeat the window in k cycles; stretch is the ratio of their lengths, decay that of their peaks",
     "restarts(3, stretch=2)"},
    {"kronecker", "kronecker or kronecker(sorted)",
     "golden-ratio input sequence, needs no length; sorted: its first tau values in increasing order",
     "kronecker(sorted)"},
    {"sampling", "sampling(periodic|symmetric|one_based|midpoint|open)",
     "where in its interval a step is evaluated: t/tau, t/(tau-1), (t+1)/tau, (t+1/2)/tau, (t+1)/(tau+1)",
     "sampling(symmetric)"},
    {"floor", "floor(N%) or floor(lr)", "the lowest rate, as a fraction of the peak or (with a peak) as a rate",
     "floor(10%)"},
    {"peak", "peak(lr)", "the highest rate; 1 unless given", "peak(3e-4)"},
};

}  // namespace taper
