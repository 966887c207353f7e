// All shapes, modifiers, combinations and library schedules as JSON (taper.list/1) and as text.
#pragma once

#include <string>
#include <string_view>

#include "taper/libraries.hpp"
#include "taper/operation.hpp"
#include "taper/parameter.hpp"
#include "taper/registry.hpp"

namespace taper {

/// Whether the safe operating range of each parameter is computed, which takes most of the time.
enum class safe_ranges : unsigned char { left_out, computed };

/// One entry each, without line breaks.
std::string shape_json(std::string_view family, safe_ranges how);
std::string modifier_json(const modifier_info& m);
std::string combination_json(const operation_info& a);
std::string library_json(const libraries::library& of);
std::string library_schedule_json(const libraries::library& of, const libraries::entry& row);

/// "0 < i <= 10", or empty if every number is allowed.
std::string range_text(std::string_view name, const range& valid);
/// A value of a parameter in the notation.
std::string parameter_text(double v, notation_style style);
/// How a schedule of a library is written: "torch.StepLR(step_size, gamma=0.1)".
std::string signature(const libraries::library& of, const libraries::entry& row);
/// The values that a parameter of a library accepts, in words.
std::string accepted_values(const libraries::parameter_row& p);

/// How a family is written: "poly(i, n=2)".
template <class F>
std::string signature() {
  std::string out;
  for (const parameter<F>& p : F::parameters) {
    out += (out.empty() ? "" : ", ") + std::string(p.name);
    if (p.fallback) out += "=" + parameter_text(*p.fallback, p.style);
  }
  return out.empty() ? std::string(F::info.name) : std::string(F::info.name) + "(" + out + ")";
}

/// The other parameters while one is swept, "i=1.8"; empty if there are none.
template <class F>
std::string held(const F& at, const parameter<F>& swept) {
  std::string out;
  for (const parameter<F>& p : F::parameters) {
    if (&p == &swept) continue;
    out += (out.empty() ? "" : ", ") + std::string(p.name) + "=" + parameter_text(at.*p.member, p.style);
  }
  return out;
}

}  // namespace taper
