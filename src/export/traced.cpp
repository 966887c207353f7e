// Exports that a compiler traces: jax.numpy for Optax, keras.ops for Keras. No branches on values.
#include "language.hpp"
#include "python_function.hpp"

namespace taper::exporting {

namespace {

/// Writes calls of the array module `module`; every condition becomes a selection.
class traced : public language {
 public:
  explicit traced(std::string module) : module_(std::move(module)) {}

 protected:
  [[nodiscard]] std::string function(const std::string& c_name) const override {
    if (c_name == "fmin") return module_ + ".minimum";
    if (c_name == "fmax") return module_ + ".maximum";
    if (module_ != "ops") return module_ + "." + c_name;
    if (c_name == "sin") return c_name;  // see write_keras
    return module_ + (c_name == "rint" ? ".round" : "." + c_name);
  }
  [[nodiscard]] std::string choice(const expression& condition, const expression& yes,
                                   const expression& no) const override {
    return module_ + ".where(" + text(condition) + ", " + text(yes) + ", " + text(no) + ")";
  }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return written(a, 6) + " // " + written(b, 6);
  }
  [[nodiscard]] std::string element(const std::string& array, const expression& index) const override {
    if (module_ == "ops")
      return "ops.take(" + array + ", ops.cast(ops.clip(" + text(index) + ", 0, len(" + array + ") - 1), \"int32\"))";
    return module_ + ".take(" + array + ", " + text(index) + ")";
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    const std::string found = module_ + ".searchsorted(" + array + ", " + text(value) + ", side=\"right\")";
    const std::string index = module_ + ".clip(" + found + ", 1, len(" + array + ") - 1) - 1";
    return module_ == "ops" ? "ops.cast(" + index + ", \"float64\")" : index;
  }

  [[nodiscard]] std::string whole_step() const override { return module_ == "ops" ? "whole" : "step"; }
  [[nodiscard]] std::string kronecker_rest(std::uint64_t first) const override {
    return "kronecker_rest(" + steps_since(first) + ")";  // the step may be unsigned, so it cannot be negated
  }

 private:
  std::string module_;
};

/// A Kronecker point in small integers, because tracing compilers have no 64-bit integers by default.
std::string kronecker_functions(const std::string& module) {
  const std::string digit = module == "ops" ? "ops.cast({}, \"float64\")" : "{}";
  const auto sum_of = [&](const std::string& b) {
    std::string of = digit;
    of.replace(of.find("{}"), 2, b);
    return "    return sum(" + of + " * 2.0 ** (8 * k - 128) for k, b in enumerate(golden_bytes(t)))\n";
  };
  return "\n\nGOLDEN = bytes.fromhex(\"34c8ed5c60c09cf3157c4a7fb979379e\")  # (sqrt(5) - 1)/2 in 128 bits, the lowest "
         "byte first\n"
         "\n\ndef golden_bytes(t):\n"
         "    \"\"\"The bytes of t (sqrt(5) - 1)/2 mod 1 for a whole t >= 0, lowest first; intermediate values stay "
         "within 2**20.\"\"\"\n"
         "    ours, out, carry = [], [], 0\n"
         "    for _ in range(8):\n"
         "        ours.append(t % 256)\n"
         "        t = t // 256\n"
         "    for m in range(16):\n"
         "        carry = carry + sum(ours[k] * GOLDEN[m - k] for k in range(min(m, 7) + 1))\n"
         "        out.append(carry % 256)\n"
         "        carry = carry // 256\n"
         "    return out\n"
         "\n\ndef kronecker(t):\n"
         "    \"\"\"t (sqrt(5) - 1)/2 mod 1.\"\"\"\n" +
         sum_of("b") +
         "\n\ndef kronecker_rest(t):\n"
         "    \"\"\"1 - t (sqrt(5) - 1)/2 mod 1, for t > 0.\"\"\"\n" +
         sum_of(module == "ops" ? "255 - b" : "(255 - b)");
}

/// The lines of a function. Early results become selections at the end; the earliest comes last and takes precedence.
std::string lines_of(const language& in, const std::string& module, const std::vector<statement>& lines) {
  std::string out;
  for (const statement& line : lines) {
    if (line.is == statement::kind::let) out += "    " + line.name + " = " + in.text(line.value) + "\n";
  }
  const std::string last = in.text(lines.back().value);
  if (lines.size() == 1) return out + "    return " + last + "\n";
  out += "    rate = " + last + "\n";
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->is != statement::kind::leave_if) continue;
    out += "    rate = " + module + ".where(" + in.text(line->condition) + ", " + in.text(line->value) + ", rate)\n";
  }
  return out + "    return rate\n";
}

std::string code(const program& p, const description& d, const std::string& module, std::string_view imports,
                 std::string_view array, std::string_view close, std::string_view first) {
  const traced in(module);
  std::string out = heading(d, "#") + "\n" + std::string(imports) + "\n";
  out += python_constants(in, p, std::string(array) + "([", close);
  if (p.uses(op::kronecker)) out += kronecker_functions(module);
  for (const piece& f : p.pieces) {
    const bool last = &f == &p.pieces.back();
    const bool whole = module == "ops" && f.uses(op::kronecker);
    out +=
        python_function(f, last, "; traceable", (last && whole ? "    whole = step\n" : "") + std::string(first),
                        [&](const auto& lines) {
                          const bool is_rate = &lines == &f.rate;
                          return (whole && !last && is_rate ? "    whole = step\n" : "") + lines_of(in, module, lines);
                        });
  }
  return out;
}

}  // namespace

std::string write_optax(const program& p, const description& d) {
  const std::string note =
      "# A pure function of the step: optax.adamw(learning_rate=learning_rate). JAX computes it in float32 unless\n"
      "# jax_enable_x64 is set; the error above is that of float64.\n";
  std::string out = code(p, d, "jnp", note + "import jax.numpy as jnp\n", "jnp.asarray", "])", "");
  if (p.length == run_length::argument) {
    out +=
        "\n\ndef make_schedule(total):\n    \"\"\"The schedule of a run of `total` steps, for optax.\"\"\"\n"
        "    return lambda step: learning_rate(step, total)\n";
  }
  return out;
}

std::string write_keras(const program& p, const description& d) {
  const bool total = p.length == run_length::argument;
  std::string imports = std::string(p.has_arrays() ? "import numpy\n" : "") + "import keras\nfrom keras import ops\n";
  if (p.calls("sin")) {  // the only one of these functions that rounds to float32
    imports +=
        "\nif keras.backend.backend() == \"jax\":\n    from jax.numpy import sin  # that of Keras always answers in "
        "float32"
        "\nelse:\n    sin = ops.sin\n";
  }
  std::string out =
      code(p, d, "ops", imports, "numpy.array", "], dtype=\"float64\")", "    step = ops.cast(step, \"float64\")\n");
  out +=
      "\n\n@keras.saving.register_keras_serializable(package=\"taper\")\n"
      "class Schedule(keras.optimizers.schedules.LearningRateSchedule):\n"
      "    \"\"\"keras.optimizers.Adam(learning_rate=Schedule(" +
      std::string(total ? "total" : "") + "))\"\"\"\n\n";
  if (total) out += "    def __init__(self, total):\n        self.total = total\n\n";
  out += "    def __call__(self, step):\n        return ops.cast(learning_rate(step" +
         std::string(total ? ", self.total" : "") +
         "), keras.config.floatx())\n\n    def get_config(self):\n        return " +
         (total ? "{\"total\": self.total}" : "{}") + "\n";
  return out;
}

}  // namespace taper::exporting
