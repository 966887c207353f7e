// What the files of the Python module share: conversions, and the one place where errors become ValueError.
#pragma once

#include <nanobind/nanobind.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/taper.hpp"

namespace taper::python {

namespace nb = nanobind;

/// A bound schedule with the text that made it, as Python holds it.
struct bound {
  std::string spec;  ///< as typed
  run rates;
};

/// A schedule without a length with the text that made it.
struct endless {
  std::string spec;  ///< as typed
  endless_run rates;
};

/// Raises ValueError: one line of what, where and what is allowed, then the text with a caret under the place.
[[noreturn]] void refuse(const error& e, std::string_view text = {});

/// The value of a result, or ValueError.
template <class T>
T take(result<T> r, std::string_view text = {}) {
  if (!r) refuse(r.error(), text);
  return *std::move(r);
}

/// The object that a JSON form of the library stands for.
nb::dict loaded(const std::string& json);

/// A finite number, or None (the JSON forms have no infinity).
inline nb::object finite(double v) { return std::isfinite(v) ? nb::object(nb::float_(v)) : nb::none(); }
inline nb::object text(std::string_view v) { return nb::str(v.data(), v.size()); }
template <class T>
nb::object optional(const std::optional<T>& v) {
  return v ? nb::cast(*v) : nb::none();
}

/// Options of a check as Python gives them.
check_options check_options_of(double slack, double steepness_max, double delta, const std::string& clock);

void bind_schedule(nb::module_& m);
void bind_run(nb::module_& m);
void bind_registry(nb::module_& m);
void bind_report(nb::module_& m);
void bind_safe(nb::module_& m);
void bind_predict(nb::module_& m);
void bind_log(nb::module_& m);
void bind_fit(nb::module_& m);  ///< where taper::design is built

}  // namespace taper::python
