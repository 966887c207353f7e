// Writes constants, signatures and lines of Python.
#include "python_function.hpp"

namespace taper::exporting {

std::string python_constants(const language& in, const program& p, std::string_view open, std::string_view close) {
  std::string out;
  for (const constant_value& c : p.constants) out += c.name + " = " + in.number(c.value) + "\n";
  for (const array_value& a : p.arrays) {
    out += a.name + " = " + std::string(open) + "\n" + number_list(in, a.values, "    ") + "\n" + std::string(close) +
           "\n";
  }
  return out;
}

std::string python_signature(const program& p) {
  return p.length == run_length::argument ? "learning_rate(step, total)" : "learning_rate(step)";
}

std::string python_lines(const language& in, const std::vector<statement>& lines) {
  std::string out;
  for (const statement& line : lines) {
    const std::string value = in.text(line.value);
    switch (line.is) {
      case statement::kind::let: out += "    " + line.name + " = " + value + "\n"; break;
      case statement::kind::leave_if:
        out += "    if " + in.text(line.condition) + ":\n        return " + value + "\n";
        break;
      case statement::kind::leave: out += "    return " + value + "\n"; break;
    }
  }
  return out;
}

bool calls_math(const program& p) {
  for (const char* f : {"sin", "sqrt", "exp", "expm1", "log", "log1p"}) {
    if (p.calls(f)) return true;
  }
  return false;
}

}  // namespace taper::exporting
