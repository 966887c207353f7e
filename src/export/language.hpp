// Writing expressions and functions in a target language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../../support/text_for.hpp"
#include "program.hpp"

namespace taper::exporting {

/// The syntax of one language. The base class has what C, Python and JavaScript share.
class language {
 public:
  virtual ~language() = default;

  /// An expression as text.
  [[nodiscard]] std::string text(const expression& e) const { return written(e, 0); }
  [[nodiscard]] virtual std::string number(double v) const;

 protected:
  /// The same, in parentheses if its precedence is below `least`.
  [[nodiscard]] std::string written(const expression& e, int least) const;
  /// name(a, b)
  [[nodiscard]] std::string called(std::string_view function, const std::vector<expression>& arguments) const;

  [[nodiscard]] virtual std::string name(const std::string& word) const { return word; }
  [[nodiscard]] virtual std::string function(const std::string& c_name) const = 0;
  [[nodiscard]] virtual std::string choice(const expression& condition, const expression& yes,
                                           const expression& no) const;
  [[nodiscard]] virtual std::string power(const expression& base, const expression& exponent) const;
  [[nodiscard]] virtual std::string quotient(const expression& a, const expression& b) const = 0;
  [[nodiscard]] virtual std::string element(const std::string& array, const expression& index) const;
  [[nodiscard]] virtual std::string segment(const std::string& array, const expression& value) const = 0;
  /// The function's step as a whole number of any size, and such a number as a literal.
  [[nodiscard]] virtual std::string whole_step() const { return "step"; }
  [[nodiscard]] virtual std::string whole_number(std::uint64_t v) const { return std::to_string(v); }
  /// 1 - x of a Kronecker point; in most languages this is kronecker of the negative step.
  [[nodiscard]] virtual std::string kronecker_rest(std::uint64_t first) const;
  /// step - first, as whole numbers
  [[nodiscard]] std::string steps_since(std::uint64_t first) const;
};

/// "a, b, c", wrapped at 100 columns and indented by `indent`.
std::string number_list(const language& in, const std::vector<double>& values, std::string_view indent);

/// The header of exported code: each line of the description after `mark`.
struct description {
  std::string canonical;
  std::uint64_t steps = 0;
  double largest_error = 0.0;  ///< relative to the peak
  bool every_step = true;      ///< whether the error was measured at every step
  bool has_peak = false;       ///< the spec gives its peak: rates are absolute
  run_length length = run_length::fixed;
  std::string_view target;
};
std::string heading(const description& d, std::string_view mark);

/// The code of a program in one language; null for a list of rates.
using code_writer = std::string (*)(const program&, const description&);

// One function for each target that is code, and all of them, by target.
#define CODE(name, kind, summary) std::string write_##name(const program& p, const description& d);
#define RATES(name, kind, summary)
TAPER_EXPORT_TARGETS(CODE, RATES)
#undef CODE
#undef RATES
#define CODE(name, kind, summary) write_##name,
#define RATES(name, kind, summary) nullptr,
inline constexpr code_writer code_writers[] = {TAPER_EXPORT_TARGETS(CODE, RATES)};
#undef CODE
#undef RATES

}  // namespace taper::exporting
