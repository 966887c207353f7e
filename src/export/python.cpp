// Exports to Python: plain, for PyTorch, and for the Hugging Face Trainer.
#include "language.hpp"
#include "python_function.hpp"

namespace taper::exporting {

namespace {

class python : public language {
 protected:
  [[nodiscard]] std::string function(const std::string& c_name) const override {
    if (c_name == "fmin" || c_name == "fmax") return c_name.substr(1);
    if (c_name == "rint") return "round";
    return c_name == "uniform" ? c_name : "math." + c_name;
  }
  [[nodiscard]] std::string choice(const expression& condition, const expression& yes,
                                   const expression& no) const override {
    return "(" + written(yes, 1) + " if " + written(condition, 1) + " else " + written(no, 1) + ")";
  }
  [[nodiscard]] std::string quotient(const expression& a, const expression& b) const override {
    return written(a, 6) + " // " + written(b, 6);
  }
  [[nodiscard]] std::string segment(const std::string& array, const expression& value) const override {
    return "min(bisect.bisect_right(" + array + ", " + text(value) + "), len(" + array + ") - 1) - 1";
  }
};

std::string code(const program& p, const description& d, std::string_view imports) {
  const python in;
  std::string out = heading(d, "#") + "\n";
  if (p.uses(op::segment)) out += "import bisect\n";
  if (calls_math(p)) out += "import math\n";
  out += imports;
  out += "\n" + python_constants(in, p, "[", "]");
  if (p.calls("uniform")) {
    out +=
        "\n\ndef uniform(seed, step):\n"
        "    \"\"\"The number in [-1, 1) that SplitMix64 draws for a seed and a step.\"\"\"\n"
        "    most = 2**64 - 1\n"
        "    z = (seed + (int(step) + 1) * 0x9E3779B97F4A7C15) & most\n"
        "    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & most\n"
        "    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & most\n"
        "    z ^= z >> 31\n"
        "    return (z >> 11) / 2**52 - 1\n";
  }
  if (p.uses(op::kronecker)) {
    out +=
        "\n\ndef kronecker(t):\n"
        "    \"\"\"t (sqrt(5) - 1)/2 mod 1, rounded down from 128 bits; kronecker(-t) = 1 - kronecker(t).\"\"\"\n"
        "    x = int(t) * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128\n"
        "    cut = max(x.bit_length() - 53, 0)\n"
        "    return (x >> cut) / 2 ** (128 - cut)\n";
  }
  for (const piece& f : p.pieces) {
    out +=
        python_function(f, &f == &p.pieces.back(), "", "", [&](const auto& lines) { return python_lines(in, lines); });
  }
  return out;
}

std::string scheduler(const program& p, const description& d) {
  const bool total = p.length == run_length::argument;
  std::string out = "\n\ndef make_scheduler(optimizer" + std::string(total ? ", total" : "") + "):\n";
  if (d.has_peak) {
    out +=
        "    \"\"\"A LambdaLR that applies learning_rate to every parameter group, for any lr the optimizer was made "
        "with.\"\"\"\n"
        "    for group in optimizer.param_groups:\n"
        "        group[\"lr\"] = group[\"initial_lr\"] = 1.0  # LambdaLR multiplies by it\n";
  } else {
    out += "    \"\"\"A LambdaLR that multiplies the lr of every parameter group by learning_rate(step).\"\"\"\n";
  }
  out += "    return torch.optim.lr_scheduler.LambdaLR(optimizer, " +
         std::string(total ? "lambda step: learning_rate(step, total)" : "learning_rate") + ")\n";
  return out;
}

}  // namespace

std::string write_python(const program& p, const description& d) { return code(p, d, ""); }

std::string write_pytorch(const program& p, const description& d) {
  return code(p, d, "import torch\n") + scheduler(p, d);
}

std::string write_hf(const program& p, const description& d) {
  const bool total = p.length == run_length::argument;
  return code(p, d, "import torch\nimport transformers\n") + scheduler(p, d) +
         "\n\nclass ScheduledTrainer(transformers.Trainer):\n"
         "    \"\"\"A Trainer that follows learning_rate; use it in place of transformers.Trainer.\"\"\"\n\n"
         "    def create_scheduler(self, num_training_steps, optimizer=None):\n"
         "        if self.lr_scheduler is None:\n"
         "            self.lr_scheduler = make_scheduler(optimizer or self.optimizer" +
         (total ? ", num_training_steps" : "") + ")\n        return self.lr_scheduler\n";
}

}  // namespace taper::exporting
