// Writing expressions and functions in a target language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

// One function for each target that is source code.
std::string write_python(const program& p, const description& d);
std::string write_pytorch(const program& p, const description& d);
std::string write_hf(const program& p, const description& d);
std::string write_optax(const program& p, const description& d);
std::string write_keras(const program& p, const description& d);
std::string write_c(const program& p, const description& d);
std::string write_cuda(const program& p, const description& d);
std::string write_js(const program& p, const description& d);

/// The target of each writer, and whether a compiler traces its code.
struct code_writer {
  export_target target;
  std::string (*write)(const program&, const description&);
  bool traced = false;
};
inline constexpr code_writer code_writers[] = {
    {export_target::python, write_python},
    {export_target::pytorch, write_pytorch},
    {export_target::hf, write_hf},
    {export_target::optax, write_optax, true},
    {export_target::keras, write_keras, true},
    {export_target::c, write_c},
    {export_target::cuda, write_cuda},
    {export_target::js, write_js},
};

}  // namespace taper::exporting
