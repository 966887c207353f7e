// Exports to JavaScript: an ES module.
#include "language.hpp"

namespace taper::exporting {

namespace {

class javascript : public language {
 protected:
  [[nodiscard]] std::string function(const std::string& c_name) const override {
    if (c_name == "fmin" || c_name == "fmax") return "Math." + c_name.substr(1);
    return c_name == "rint" || c_name == "uniform" ? c_name : "Math." + c_name;
  }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return "Math.floor(" + written(a, 6) + " / " + written(b, 6) + ")";
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    return "segment(" + array + ", " + text(value) + ")";
  }
  [[nodiscard]] std::string whole_step() const override { return "whole"; }
  [[nodiscard]] std::string whole_number(std::uint64_t v) const override { return language::whole_number(v) + "n"; }
};

std::string script_lines(const language& in, const std::vector<statement>& lines) {
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

std::string function_of(const language& in, const piece& p, bool last) {
  std::string out;
  if (!p.window.empty()) {
    out += "\n/** " + p.window_formula + " for 0 < x <= 1, with rest = 1 - x. */\nfunction window" + p.suffix +
           "(x, rest) {\n" + script_lines(in, p.window) + "}\n";
  }
  out += last ? "\n/** The learning rate of optimizer step `step`, counted from 0. */\nexport function learning_rate"
              : "\n/** " + text_for::comment(p.of) + " */\nfunction part" + p.suffix;
  out += p.length == run_length::argument ? "(step, total) {\n" : "(step) {\n";
  if (p.uses(op::kronecker)) {
    out += "  const whole = BigInt(step);\n";
    if (last) out += "  step = Number(step); // a BigInt, too, beyond 2^53\n";
  }
  return out + script_lines(in, p.rate) + "}\n";
}

}  // namespace

std::string write_js(const program& p, const description& d) {
  const javascript in;
  std::string out = heading(d, "//") + "\n";
  for (const piece& f : p.pieces) {
    for (const constant_value& c : f.constants) out += "const " + c.name + " = " + in.number(c.value) + ";\n";
  }
  for (const piece& f : p.pieces) {
    for (const array_value& a : f.arrays)
      out += "const " + a.name + " = [\n" + number_list(in, a.values, "  ") + "\n];\n";
  }
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
  if (p.calls("rint")) {
    out +=
        "\n/** The nearest whole number; ties go to the even one. */\n"
        "function rint(v) {\n"
        "  const up = Math.round(v);\n"
        "  return up - v === 0.5 && up % 2 !== 0 ? up - 1 : up;\n}\n";
  }
  if (p.calls("uniform")) {
    out +=
        "\n/** The number in [-1, 1) that SplitMix64 draws for a seed and a step. */\n"
        "function uniform(seed, step) {\n"
        "  const low = (v) => BigInt.asUintN(64, v);\n"
        "  let z = low(BigInt(seed) + BigInt(step + 1) * 0x9e3779b97f4a7c15n);\n"
        "  z = low((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);\n"
        "  z = low((z ^ (z >> 27n)) * 0x94d049bb133111ebn);\n"
        "  z ^= z >> 31n;\n"
        "  return Number(z >> 11n) / 2 ** 52 - 1;\n}\n";
  }
  if (p.uses(op::kronecker)) {
    out +=
        "\n/** t (sqrt(5) - 1)/2 mod 1, rounded down from 128 bits; kronecker(-t) = 1 - kronecker(t). */\n"
        "function kronecker(t) {\n"
        "  const x = BigInt.asUintN(128, t * 0x9e3779b97f4a7c15f39cc0605cedc834n);\n"
        "  const cut = Math.max(x.toString(2).length - 53, 0);\n"
        "  return Number(x >> BigInt(cut)) / 2 ** (128 - cut);\n}\n";
  }
  for (const piece& f : p.pieces) out += function_of(in, f, &f == &p.pieces.back());
  return out;
}

}  // namespace taper::exporting
