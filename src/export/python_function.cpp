// Writes constants, signatures and lines of Python.
#include "python_function.hpp"

namespace taper::exporting {

std::string python_constants(const language& in, const program& p, std::string_view open, std::string_view close) {
  std::string out;
  for (const piece& f : p.pieces) {
    for (const constant_value& c : f.constants) out += c.name + " = " + in.number(c.value) + "\n";
  }
  for (const piece& f : p.pieces) {
    for (const array_value& a : f.arrays) {
      out += a.name + " = " + std::string(open) + "\n" + number_list(in, a.values, "    ") + "\n" + std::string(close) +
             "\n";
    }
  }
  return out;
}

std::string python_function(const piece& p, bool last, std::string_view more, std::string_view first,
                            const std::function<std::string(const std::vector<statement>&)>& lines) {
  std::string out;
  if (!p.window.empty()) {
    out += "\n\ndef window" + p.suffix + "(x, rest):\n    \"\"\"" + p.window_formula +
           " for 0 < x <= 1, with rest = 1 - x.\"\"\"\n" + lines(p.window);
  }
  const std::string arguments = p.length == run_length::argument ? "(step, total):\n" : "(step):\n";
  if (!last)
    return out + "\n\ndef part" + p.suffix + arguments + "    # " + text_for::comment(p.of) + "\n" + lines(p.rate);
  return out + "\n\ndef learning_rate" + arguments +
         "    \"\"\"The learning rate of optimizer step `step`, counted from 0" + std::string(more) + ".\"\"\"\n" +
         std::string(first) + lines(p.rate);
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
