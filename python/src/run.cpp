// Bound schedules in Python: one rate, rates written into an array of the caller, the dynamics as columns.
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <limits>
#include <span>
#include <type_traits>

#include "bindings.hpp"

namespace taper::python {

namespace {

using any_array = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;
using doubles = nb::ndarray<double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using floats = nb::ndarray<float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// Calls f with a pointer to the array's integer type.
template <class F>
void with_integers(const any_array& a, F&& f) {
  const auto matches = [&]<class T>(T*) {
    if (a.dtype() != nb::dtype<T>()) return false;
    f(static_cast<const T*>(a.data()));
    return true;
  };
  const bool known = matches(static_cast<std::int64_t*>(nullptr)) || matches(static_cast<std::int32_t*>(nullptr)) ||
                     matches(static_cast<std::uint64_t*>(nullptr)) || matches(static_cast<std::uint32_t*>(nullptr)) ||
                     matches(static_cast<std::int16_t*>(nullptr)) || matches(static_cast<std::uint16_t*>(nullptr)) ||
                     matches(static_cast<std::int8_t*>(nullptr)) || matches(static_cast<std::uint8_t*>(nullptr));
  if (!known) throw nb::type_error("steps must be whole numbers");
}

/// How many of the steps from t[0] on are consecutive.
template <class T>
std::size_t consecutive(const T* t, std::size_t n) {
  std::size_t k = 1;
  while (k < n && t[k] > t[k - 1] && t[k] - t[k - 1] == 1) ++k;
  return k;
}

/// The rates of consecutive steps: `fill` costs a quarter of single evaluation.
void consecutive_rates(const bound& b, std::uint64_t first, std::span<double> to) {
  if (!b.exact) return b.rates.fill(first, to, 1);
  for (std::size_t k = 0; k < to.size(); ++k) to[k] = b.rate(first + k);
}
void consecutive_rates(const endless& b, std::uint64_t first, std::span<double> to) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] = b.rate(first + k);
}

template <class Bound>
void rates_at(const Bound& b, const any_array& steps, doubles out) {
  if (steps.size() != out.size()) throw nb::value_error("out must have as many elements as steps");
  with_integers(steps, [&]<class T>(const T* t) {
    const std::size_t n = steps.size();
    double* to = out.data();
    std::size_t bad = n;
    {
      const nb::gil_scoped_release unlocked;
      for (std::size_t k = 0; k < n;) {
        if constexpr (std::is_signed_v<T>) {
          if (t[k] < 0) {
            bad = k;
            break;
          }
        }
        const std::size_t count = consecutive(t + k, n - k);
        consecutive_rates(b, static_cast<std::uint64_t>(t[k]), {to + k, count});
        k += count;
      }
    }
    if (bad < n) {
      refuse(failed(errc::out_of_range, "step must be >= 0, got " + std::to_string(t[bad])));
    }
  });
}

template <class Array>
void fill(const bound& b, Array out, std::uint64_t first, std::uint64_t stride) {
  using value = typename Array::Scalar;
  const std::span<value> to(out.data(), out.size());
  const nb::gil_scoped_release unlocked;
  if (!b.exact) return b.rates.fill(first, to, stride);
  for (std::size_t k = 0; k < to.size(); ++k) to[k] = static_cast<value>(b.rate(first + k * stride));
}

/// The dynamics as columns; undefined values are NaN.
void dynamics_columns(const bound& b, const any_array& steps,
                      nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu> out, const check_options& how) {
  if (out.shape(0) != 11 || out.shape(1) != steps.size())
    throw nb::value_error("out must be of shape (11, number of steps)");
  with_integers(steps, [&](const auto* t) {
    const nb::gil_scoped_release unlocked;
    const std::size_t n = steps.size();
    double* to = out.data();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < n; ++k) {
      const dynamics_row d = dynamics_at(b.rates, static_cast<std::uint64_t>(t[k]), how);
      const double row[] = {d.x,
                            d.window,
                            d.lr,
                            d.theta,
                            d.z,
                            d.gamma.value_or(none),
                            d.gamma_bar.value_or(none),
                            d.steepness.value_or(none),
                            d.acceptance,
                            d.beta.value_or(none),
                            d.kappa.value_or(none)};
      for (std::size_t c = 0; c < std::size(row); ++c) to[c * n + k] = row[c];
    }
  });
}

}  // namespace

void bind_run(nb::module_& m) {
  nb::class_<bound>(m, "run")
      .def(
          "rate", [](const bound& b, std::uint64_t t) { return b.rate(t); }, nb::arg("step"))
      .def("rates", &rates_at<bound>, nb::arg("steps"), nb::arg("out").noconvert())
      .def("fill", &fill<doubles>, nb::arg("out").noconvert(), nb::arg("first"), nb::arg("stride"))
      .def("fill", &fill<floats>, nb::arg("out").noconvert(), nb::arg("first"), nb::arg("stride"))
      .def(
          "dynamics",
          [](const bound& b, const any_array& steps,
             nb::ndarray<double, nb::ndim<2>, nb::c_contig, nb::device::cpu> out, double delta,
             const std::string& clock) { dynamics_columns(b, steps, out, check_options_of(1.0, 5.0, delta, clock)); },
          nb::arg("steps"), nb::arg("out").noconvert(), nb::arg("delta"), nb::arg("clock"))
      .def_prop_ro("spec", [](const bound& b) { return b.spec; })
      .def_prop_ro("steps", [](const bound& b) { return b.rates.steps(); })
      .def_prop_ro("peak", [](const bound& b) { return b.rates.peak(); })
      .def_prop_ro("floor", [](const bound& b) { return b.rates.floor(); });
  nb::class_<endless>(m, "endless")
      .def(
          "rate", [](const endless& b, std::uint64_t t) { return b.rate(t); }, nb::arg("step"))
      .def("rates", &rates_at<endless>, nb::arg("steps"), nb::arg("out").noconvert())
      .def_prop_ro("peak", [](const endless& b) { return b.rates.peak(); })
      .def_prop_ro("floor", [](const endless& b) { return b.rates.floor(); });
}

}  // namespace taper::python
