// Exports to C99 and CUDA. Whole numbers are doubles, exact up to 2^53.
#include "language.hpp"

namespace taper::exporting {

namespace {

class c99 : public language {
 public:
  [[nodiscard]] std::string number(double v) const override {
    const std::string out = language::number(v);
    return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
  }

 protected:
  [[nodiscard]] std::string name(const std::string& word) const override {
    if (word == "step") return "t";
    return word == "total" ? "n" : word;
  }
  [[nodiscard]] std::string function(const std::string& c_name) const override { return c_name; }
  [[nodiscard]] std::string power(const expression& base, const expression& exponent) const override {
    return "pow(" + text(base) + ", " + text(exponent) + ")";
  }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return "floor(" + written(a, 6) + " / " + written(b, 6) + ")";
  }
  [[nodiscard]] std::string element(const std::string& array, const expression& index) const override {
    return array + "[(long long)(" + text(index) + ")]";
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    return "segment(" + array + ", (int)(sizeof " + array + " / sizeof " + array + "[0]), " + text(value) + ")";
  }
};

std::string lines_of(const language& in, const std::vector<statement>& lines) {
  std::string out;
  for (const statement& line : lines) {
    const std::string value = in.text(line.value);
    switch (line.is) {
      case statement::kind::let: out += "  const double " + line.name + " = " + value + ";\n"; break;
      case statement::kind::leave_if: out += "  if (" + in.text(line.condition) + ") return " + value + ";\n"; break;
      case statement::kind::leave: out += "  return " + value + ";\n"; break;
    }
  }
  return out;
}

/// The integer arithmetic of a Kronecker point in C99.
std::string kronecker_function(const std::string& both) {
  return "\n// t (sqrt(5) - 1)/2 mod 1, rounded down from 128 bits; kronecker(-t) = 1 - kronecker(t)\n" + both +
         "double kronecker(long long t) {\n"
         "  const unsigned long long half = 0xffffffffULL, fraction = 0xf39cc0605cedc834ULL;\n"
         "  const unsigned long long n = t < 0 ? 0ULL - (unsigned long long)t : (unsigned long long)t;\n"
         "  const unsigned long long a = (n & half) * (fraction >> 32), b = (n >> 32) * (fraction & half);\n"
         "  const unsigned long long carried = ((n & half) * (fraction & half) >> 32) + (a & half) + (b & half);\n"
         "  unsigned long long low = n * fraction;\n"
         "  unsigned long long high = n * 0x9e3779b97f4a7c15ULL + (n >> 32) * (fraction >> 32)\n"
         "                            + (a >> 32) + (b >> 32) + (carried >> 32);\n"
         "  int shift = 0;\n"
         "  if (t < 0) {\n"
         "    high = ~high + (low == 0 ? 1ULL : 0ULL);\n"
         "    low = ~low + 1ULL;\n"
         "  }\n"
         "  if ((high | low) == 0) return 0.0;\n"
         "  for (; high >> 63 == 0; ++shift) {\n"
         "    high = high << 1 | low >> 63;\n"
         "    low <<= 1;\n"
         "  }\n"
         "  return ldexp((double)(high >> 11), -53 - shift);\n}\n";
}

/// Writes a function with the prefix `both`; `last` means that it is learning_rate itself.
std::string function_of(const c99& in, const piece& p, const std::string& both, bool last) {
  std::string out;
  if (!p.window.empty()) {
    out += "\n// " + p.window_formula + " for 0 < x <= 1, with rest = 1 - x\n" + both + "double window" + p.suffix +
           "(double x, double rest) {\n" + (names(p.window, "x") ? "" : "  (void)x;\n") +
           (names(p.window, "rest") ? "" : "  (void)rest;\n") + lines_of(in, p.window) + "}\n";
  }
  const bool total = p.length == run_length::argument;
  const bool uses_step = names(p.rate, "step");
  const bool whole = p.uses(op::kronecker);
  const bool uses_total = total && names(p.rate, "total");
  if (last) {
    out += "\n// the learning rate of optimizer step `step`, counted from 0\n" + (both == "static " ? "" : both) +
           "double learning_rate(long long step" + (total ? ", long long total" : "") + ") {\n";
    if (uses_step) out += "  const double t = (double)step;\n";
    if (!uses_step && !whole) out += "  (void)step;\n";
    if (total) out += uses_total ? "  const double n = (double)total;\n" : "  (void)total;\n";
  } else {
    out += "\n// " + text_for::comment(p.of) + "\n" + both + "double part" + p.suffix + "(double t" +
           (total ? ", double n" : "") + ") {\n" +
           (whole       ? "  const long long step = (long long)t;\n"
            : uses_step ? ""
                        : "  (void)t;\n") +
           (total && !uses_total ? "  (void)n;\n" : "");
  }
  return out + lines_of(in, p.rate) + "}\n";
}

/// `both` is the prefix of functions, `data` that of constants and arrays.
std::string code(const program& p, const description& d, const std::string& both, const std::string& data) {
  const c99 in;
  std::string out = heading(d, "//") + "\n#include <math.h>\n\n";
  for (const piece& f : p.pieces) {
    for (const constant_value& c : f.constants) out += "#define " + c.name + " " + in.number(c.value) + "\n";
  }
  for (const piece& f : p.pieces) {
    for (const array_value& a : f.arrays) {
      out += data + "const double " + a.name + "[] = {\n" + number_list(in, a.values, "  ") + "\n};\n";
    }
  }
  if (p.uses(op::segment)) {
    out += "\n// index of the last of `count` increasing numbers that is <= v, at most the last but one\n" + both +
           "int segment(const double *at, int count, double v) {\n"
           "  int low = 0, high = count - 1;\n"
           "  while (high - low > 1) {\n"
           "    const int middle = low + (high - low) / 2;\n"
           "    if (at[middle] <= v) low = middle; else high = middle;\n"
           "  }\n"
           "  return low;\n}\n";
  }
  if (p.calls("uniform")) {
    out += "\n// the number in [-1, 1) that SplitMix64 draws for a seed and a step\n" + both +
           "double uniform(double seed, double t) {\n"
           "  unsigned long long z = (unsigned long long)seed + ((unsigned long long)t + 1) * 0x9e3779b97f4a7c15ULL;\n"
           "  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;\n"
           "  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;\n"
           "  z ^= z >> 31;\n"
           "  return (double)(z >> 11) / 4503599627370496.0 - 1.0;\n}\n";
  }
  if (p.uses(op::kronecker)) out += kronecker_function(both);
  for (const piece& f : p.pieces) out += function_of(in, f, both, &f == &p.pieces.back());
  return out;
}

}  // namespace

std::string write_c(const program& p, const description& d) { return code(p, d, "static ", "static "); }

std::string write_cuda(const program& p, const description& d) {
  const bool total = p.length == run_length::argument;
  const std::string more = total ? ", long long total" : "";
  // host code cannot read device arrays
  return code(p, d, !p.has_arrays() ? "__host__ __device__ static inline " : "__device__ static inline ",
              "__device__ static ") +
         "\n// writes the rate of the step in a device counter and increments the counter: every replay of a captured "
         "CUDA graph\n"
         "// then applies the next rate. Launch with one thread.\n"
         "__global__ void next_learning_rate(long long *step, float *rate" +
         more + ") {\n  *rate = (float)learning_rate(*step" + (total ? ", total" : "") + ");\n  *step += 1;\n}\n";
}

}  // namespace taper::exporting
