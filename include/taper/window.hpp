// The windows: every family, and the concept of a family.
#pragma once

#include <concepts>

#include "taper/window/chebyshev.hpp"
#include "taper/window/constant.hpp"
#include "taper/window/cosine.hpp"
#include "taper/window/exp.hpp"
#include "taper/window/linear.hpp"
#include "taper/window/one_minus_sqrt.hpp"
#include "taper/window/poly.hpp"
#include "taper/window/power.hpp"
#include "taper/window/rex.hpp"
#include "taper/window/sigmoid.hpp"
#include "taper/window/table.hpp"
#include "taper/window/uba.hpp"

namespace taper {

/// A prepared window: precomputed constants; value, 1 - value without cancellation, and derivative at a phase.
template <class K>
concept window_kernel = std::copyable<K> && requires(const K& k, phase p) {
  { k.value(p) } noexcept -> std::same_as<double>;
  { k.complement(p) } noexcept -> std::same_as<double>;
  { k.slope(p) } noexcept -> std::same_as<double>;
};

/// A window family: an aggregate of its parameters that can prepare a kernel and give its Dirichlet factor.
template <class W>
concept window = std::copyable<W> && std::equality_comparable<W> && requires(const W& w) {
  { w.kernel() } noexcept;
  requires window_kernel<std::remove_cvref_t<decltype(w.kernel())>>;
  { w.dirichlet() } noexcept -> std::same_as<double>;
};

template <window W>
using kernel_of = std::remove_cvref_t<decltype(std::declval<const W&>().kernel())>;

}  // namespace taper
