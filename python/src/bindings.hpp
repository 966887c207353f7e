// Shared by the files of the Python module: conversions, and the conversion of errors to ValueError.
#pragma once

#include <nanobind/nanobind.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/retarget.hpp"
#include "taper/taper.hpp"

namespace taper::python {

namespace nb = nanobind;

/// A bound schedule with its source text, as Python holds it.
struct bound {
  std::string spec;                      ///< as typed
  run rates;                             ///< of a retargeted run: its text, which may be a table
  std::optional<retargeted> exact = {};  ///< of a retargeted run: its exact rates
  [[nodiscard]] double rate(std::uint64_t t) const noexcept { return exact ? (*exact)(t) : rates(t); }
};

/// A schedule without a length, with its source text.
struct endless {
  std::string spec;  ///< as typed
  endless_run rates;
  [[nodiscard]] double rate(std::uint64_t t) const noexcept { return rates(t); }
};

/// Raises ValueError: one line with the error, its place and what is allowed, then the text with a caret.
[[noreturn]] void refuse(const error& e, std::string_view text = {});

/// The value of a result; raises ValueError on an error.
template <class T>
T take(result<T> r, std::string_view text = {}) {
  if (!r) refuse(r.error(), text);
  return *std::move(r);
}

/// Parses JSON output of the library to a Python object.
nb::dict loaded(const std::string& json);

/// A number, or None if it is not finite (JSON has no infinity).
inline nb::object finite(double v) { return std::isfinite(v) ? nb::object(nb::float_(v)) : nb::none(); }
inline nb::object text(std::string_view v) { return nb::str(v.data(), v.size()); }
template <class T>
nb::object optional(const std::optional<T>& v) {
  return v ? nb::cast(*v) : nb::none();
}

/// Options of a check from Python arguments.
check_options check_options_of(double slack, double steepness_max, double delta, const std::string& clock);

void bind_schedule(nb::module_& m);
void bind_run(nb::module_& m);
void bind_registry(nb::module_& m);
void bind_report(nb::module_& m);
void bind_safe(nb::module_& m);
void bind_predict(nb::module_& m);
void bind_log(nb::module_& m);
void bind_retarget(nb::module_& m);
void bind_combined(nb::module_& m);
void bind_export(nb::module_& m);
void bind_recipes(nb::module_& m);
void bind_lint(nb::module_& m);     ///< only where taper::lint is built
void bind_picture(nb::module_& m);  ///< only where taper_reports is built
void bind_fit(nb::module_& m);      ///< only if taper::design is built

}  // namespace taper::python
