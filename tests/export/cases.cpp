// Makes the schedules of the export tests.
#include "cases.hpp"

#include <gtest/gtest.h>

#include "taper/notation.hpp"

namespace taper::testing {

namespace {

void add_rates(export_case& c, const run& r, export_target to = export_target::python) {
  // nor does the table that noise becomes for a tracing compiler go on
  const bool traced = export_targets[static_cast<std::size_t>(to)].kind == export_kind::traced;
  // beyond its end the code of another library's rule stays where it is: PyTorch's cosine does not rise again
  const std::uint64_t beyond = c.spec.find("torch.") < c.spec.size() || c.spec.find("hf.") < c.spec.size() ||
                                       (traced && c.spec.starts_with("noise"))
                                   ? 1
                                   : 3;
  for (std::uint64_t t = 0; t < r.steps() + beyond; ++t) c.rates.push_back({t, r.steps(), r(t)});
}

}  // namespace

std::vector<std::string> many_windows() {
  return {"cosine",
          "cosine(n=1)",
          "cosine(n=3.3)",
          "cosine(n=500)",
          "linear",
          "power(p=0.5)",
          "power(p=2)",
          "power(p=400)",
          "poly(i=1.8)",
          "poly(i=1, n=1.5)",
          "poly(i=2, n=0.5)",
          "poly(i=0.3, n=90)",
          "poly(i=40, n=3)",
          "exp(beta=0.05)",
          "exp(beta=0.999999)",
          "exp(beta=1e-200)",
          "sigmoid(i=4)",
          "sigmoid(i=40, b=2.7, c=30%)",
          "sigmoid(i=3000, c=80%)",
          "sigmoid(i=1e-5)",
          "one_minus_sqrt",
          "rex",
          "rex(gain=7)",
          "uba(phi=1)",
          "chebyshev(condition=100)",
          "constant",
          "table([[0,1],[0.2,0.9],[0.5,0.7],[1,0]])",
          "table([[0,0.9],[0.3,0.2],[1,0.1]])"};
}

std::vector<std::string> many_modifiers() {
  return {"",
          " | peak(3e-4)",
          " | warmup(10) | peak(0.1) | floor(10%)",
          " | warmup(7%, from=0.1) | hold(20%)",
          " | warmup(13, shape=cosine) | hold(9) | floor(0.001) | peak(0.02)",
          " | warmup(5%, one_minus_sqrt) | cooldown(33.3%) | sampling(midpoint)",
          " | warmup(12, log) | sampling(open)",
          " | warmup(21, mirror) | floor(5%) | sampling(symmetric)",
          " | warmup(11%, mirror) | hold(17%) | sampling(one_based)",
          " | full | floor(1%)",
          " | full | hold(30%) | sampling(midpoint)",
          " | cooldown(20) | peak(2)",
          " | hold(41.7%)",
          " | sampling(symmetric) | floor(10%)",
          " | restarts(3) | floor(10%)",
          " | restarts(4, decay=0.5) | warmup(9) | peak(0.3) | floor(0.01)",
          " | restarts(3, stretch=2) | hold(10%)",
          " | restarts(3, stretch=1.5, decay=0.7) | full | sampling(one_based) | floor(2%)",
          " | restarts(first=30, forever) | warmup(5)",
          " | restarts(first=10, stretch=2, decay=0.9, forever)"};
}

/// A few of them, where the window is not what a test is about.
std::vector<std::string> some_windows() {
  return {"cosine", "exp(beta=0.05)", "constant", "table([[0,0.9],[0.3,0.2],[1,0.1]])"};
}

/// A Kronecker input with what goes with it at any length of the run.
std::vector<std::string> many_kroneckers() {
  return {" | kronecker", " | kronecker | warmup(10) | floor(10%) | peak(0.1)",
          " | kronecker | warmup(13, cosine, from=10%) | hold(9) | floor(0.001) | peak(0.02)",
          " | kronecker | warmup(21, mirror) | floor(5%)", " | kronecker | hold(20)"};
}

/// Schedules of schedules. Those of the second list have code with the length as an argument.
std::vector<std::string> combined_that_follow_the_length() {
  return {"sequence([constant, linear], at=[60%]) | peak(0.3)",
          "sequence([\"constant | warmup(5)\", \"one_minus_sqrt | floor(10%)\"], at=[80%]) | peak(3e-4)",
          "sequence([cosine, linear, \"exp(beta=0.1)\"])",
          "sequence([\"cosine | peak(0.1)\", \"cosine | peak(0.05)\"], at=[17], scaling=fixed)",
          "product([cosine, \"poly(i=1.8) | warmup(10%)\", \"linear | floor(20%)\"]) | peak(0.2)",
          "clip(\"exp(beta=0.01)\", low=0.1)",
          "clip(\"cosine | restarts(3)\", low=0.2, high=0.7) | peak(2)",
          "hold(\"cosine | warmup(2)\", at=30%, length=7)",
          "hold(cosine, at=21)",
          "hold(\"sigmoid(i=4)\", at=33.3%, length=12.5%)",
          "loop(linear, every=9)",
          "loop(\"cosine | restarts(2, stretch=2)\", every=13) | peak(0.1)",
          "staircase(\"cosine | warmup(10%)\", every=9) | peak(0.1)",
          "staircase(linear, every=7%)",
          "shift(cosine, by=10)",
          "shift(\"linear | warmup(6)\", ahead=3)",
          "shift(\"poly(i=2)\", by=12.5%)",
          "between(\"cosine | warmup(30%)\", from=0.85, to=0.95)",
          "noise(cosine, amplitude=5%, seed=12345)",
          "product([\"cosine | kronecker\", linear])",
          "sequence([linear, \"cosine | kronecker | warmup(3)\"], at=[60%]) | peak(0.1)",
          "shift(\"linear | kronecker\", by=10)",
          "loop(\"poly(i=1.8) | kronecker\", every=9)",
          "noise(\"sequence([cosine, \\\"clip(linear, low=0.3)\\\"])\") | peak(0.1)"};
}
std::vector<std::string> combined_of_fixed_length() {
  return {"sequence([\"cosine | restarts(3, stretch=2)\", \"torch.StepLR(step_size=9) | peak(0.5)\"])",
          "product([\"cosine | kronecker(sorted)\", linear])"};
}

std::vector<export_case> fixed_cases(export_target to) {
  std::vector<export_case> out;
  for (const std::string& window : many_windows()) {
    for (const std::string& modifiers : many_modifiers()) {
      const run r = parse(window + modifiers).value().over(107);
      const result<std::string> code = export_code(r, {.target = to});
      EXPECT_TRUE(code) << window << modifiers << (code ? "" : code.error().message);
      if (!code) continue;
      out.push_back({window + modifiers, *code, r.peak(), {}});
      add_rates(out.back(), r);
    }
  }
  std::vector<std::string> others{"cosine | kronecker | warmup(12.5%) | cooldown(55%)",
                                  "linear | kronecker(sorted) | warmup(5) | peak(0.1)", "torch.StepLR(step_size=9)",
                                  "torch.CosineAnnealingLR(T_max=50) | peak(0.1)",
                                  "hf.linear(num_warmup_steps=7, num_training_steps=50)"};
  for (const auto& more : {combined_that_follow_the_length(), combined_of_fixed_length()})
    others.insert(others.end(), more.begin(), more.end());
  for (const std::string& window : some_windows()) {
    for (const std::string& modifiers : many_kroneckers()) others.push_back(window + modifiers);
  }
  for (const std::string& listed : others) {
    const run r = parse(listed).value().over(50);
    out.push_back({listed, export_code(r, {.target = to}).value(), r.peak(), {}});
    add_rates(out.back(), r, to);
  }
  return out;
}

std::vector<export_case> runtime_cases(export_target to) {
  std::vector<export_case> out;
  for (const std::string& window : many_windows()) {
    for (const std::string& modifiers : many_modifiers()) {
      const schedule s = parse(window + modifiers).value();
      if (s.with.restarts && s.with.restarts->count && s.with.restarts->stretch != 1.0)
        continue;  // refused, see text_test
      const result<std::string> code = export_code(s.over(107), {.target = to, .length = run_length::argument});
      EXPECT_TRUE(code) << window << modifiers << (code ? "" : code.error().message);
      if (!code) continue;
      out.push_back({window + modifiers, *code, s.over(107).peak(), {}});
      for (const std::uint64_t total : {107U, 64U, 240U}) add_rates(out.back(), s.over(total));
    }
  }
  for (const std::string& window : some_windows()) {
    for (const std::string& modifiers : many_kroneckers()) {
      const schedule s = parse(window + modifiers).value();
      out.push_back({window + modifiers,
                     export_code(s.over(107), {.target = to, .length = run_length::argument}).value(),
                     s.over(107).peak(),
                     {}});
      for (const std::uint64_t total : {107U, 64U}) add_rates(out.back(), s.over(total));
    }
  }
  const bool traced = export_targets[static_cast<std::size_t>(to)].kind == export_kind::traced;
  for (const std::string& combined : combined_that_follow_the_length()) {
    if (traced && combined.starts_with("noise")) continue;  // refused, see text_test
    const schedule s = parse(combined).value();
    out.push_back({combined,
                   export_code(s.over(107), {.target = to, .length = run_length::argument}).value(),
                   s.over(107).peak(),
                   {}});
    for (const std::uint64_t total : {107U, 64U, 105U, 240U}) add_rates(out.back(), s.over(total));
  }
  return out;
}

std::vector<export_case> endless_cases(export_target to) {
  std::vector<std::uint64_t> steps;
  for (std::uint64_t t = 0; t <= 60; ++t) steps.push_back(t);
  const bool one_by_one = to == export_target::pytorch || to == export_target::hf;  // an optimizer counts from 0
  std::vector<std::uint64_t> far;
  for (const unsigned bits : {31U, 32U, 53U, 62U}) {
    for (const std::uint64_t more : {0U, 1U, 12345U}) far.push_back((std::uint64_t{1} << bits) + more);
  }
  std::vector<export_case> out;
  const auto add = [&](const std::string& spec, bool exact) {
    const endless_run r = parse(spec).value().endless();
    const result<std::string> code = export_code(r, {.target = to});
    EXPECT_TRUE(code) << spec << (code ? "" : code.error().message);
    if (!code) return;
    out.push_back({spec, *code, r.peak(), {}});
    for (const std::uint64_t t : steps) out.back().rates.push_back({t, 0, r(t)});
    if (one_by_one) return;
    for (const std::uint64_t t : far) {
      if (exact || t < std::uint64_t{1} << 53U) out.back().rates.push_back({t, 0, r(t)});
    }
  };
  for (const std::string& window : many_windows()) {
    for (const std::string& modifiers : many_kroneckers()) add(window + modifiers, true);
  }
  for (const std::string window : {"cosine", "poly(i=1.8)", "table([[0,0.9],[0.3,0.2],[1,0.1]])"}) {
    add(window + " | restarts(first=30, forever) | warmup(5)", false);
    add(window + " | restarts(first=10, stretch=2, decay=0.9, forever) | hold(10%)", false);
  }
  add("constant | warmup(12) | peak(0.1)", false);
  return out;
}

}  // namespace taper::testing
