// Exports to JavaScript: an ES module.
#include "language.hpp"

namespace taper::exporting {

namespace {

class javascript : public language {
 protected:
  [[nodiscard]] std::string function(const std::string& c_name) const override {
    return "Math." + (c_name == "fmin" ? std::string("min") : c_name);
  }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return "Math.floor(" + written(a, 6) + " / " + written(b, 6) + ")";
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    return "segment(" + array + ", " + text(value) + ")";
  }
};

std::string lines_of(const language& in, const std::vector<statement>& lines) {
  std::string out;
  for (const statement& line : lines) {
    const std::string value = in.text(line.value);
    switch (line.is) {
      case statement::kind::let: out += "  const " + line.name + " = " + value + ";\n"; break;
      case statement::kind::leave_if: out += "  if (" + in.text(line.condition) + ") return " + value + ";\n"; break;
      case statement::kind::leave: out += "  return " + value + ";\n"; break;
    }
  }
  return out;
}

}  // namespace

std::string write_js(const program& p, const description& d) {
  const javascript in;
  std::string out = heading(d, "//") + "\n";
  for (const constant_value& c : p.constants) out += "const " + c.name + " = " + in.number(c.value) + ";\n";
  for (const array_value& a : p.arrays)
    out += "const " + a.name + " = [\n" + number_list(in, a.values, "  ") + "\n];\n";
  if (p.uses(op::segment)) {
    out +=
        "\n/** Index of the last of increasing numbers that is <= v, at most the last but one. */\n"
        "function segment(at, v) {\n"
        "  let low = 0, high = at.length - 1;\n"
        "  while (high - low > 1) {\n"
        "    const middle = (low + high) >> 1;\n"
        "    if (at[middle] <= v) low = middle; else high = middle;\n"
        "  }\n"
        "  return low;\n}\n";
  }
  if (!p.window.empty()) {
    out += "\n/** " + p.window_formula + " for 0 < x <= 1, with rest = 1 - x. */\nfunction window(x, rest) {\n" +
           lines_of(in, p.window) + "}\n";
  }
  out += "\n/** The learning rate of optimizer step `step`, counted from 0. */\nexport function learning_rate(step";
  out += p.length == run_length::argument ? ", total" : "";
  return out + ") {\n" + lines_of(in, p.rate) + "}\n";
}

}  // namespace taper::exporting
