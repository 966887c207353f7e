// taper dynamics: the first-order dynamics step by step, as CSV.
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "json_text.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct dynamics_options {
  schedule_options what;
  verdict_options how;
  std::string every;
  std::string output;
  bool json = false;
};

constexpr const char* columns[] = {"step",  "x",         "window",    "lr",         "theta", "z",
                                   "gamma", "gamma_bar", "steepness", "acceptance", "beta",  "kappa"};

/// The columns after the step, in order; empty if the quantity is undefined.
std::array<std::optional<double>, 11> values_of(const dynamics_row& d) {
  return {d.x, d.window, d.lr, d.theta, d.z, d.gamma, d.gamma_bar, d.steepness, d.acceptance, d.beta, d.kappa};
}

std::string csv_row(const dynamics_row& d) {
  std::string out = std::to_string(d.step);
  for (const auto& v : values_of(d)) {
    out += ',';
    if (v && !std::isnan(*v)) out += print_number(*v);
  }
  return out + "\n";
}

nlohmann::ordered_json json_row(const dynamics_row& d) {
  nlohmann::ordered_json out = {{"step", d.step}};
  std::size_t k = 1;
  for (const auto& v : values_of(d)) {
    const bool finite = v && std::isfinite(*v);
    out[columns[k]] = finite ? nlohmann::ordered_json(*v) : nlohmann::ordered_json();
    if (v && std::isinf(*v)) out["infinite"] = true;
    ++k;
  }
  return out;
}

result<int> dynamics(const dynamics_options& o) {
  TAPER_TRY(s, read_one_schedule("dynamics", o.what));
  std::uint64_t every = 1;
  if (!o.every.empty()) {
    TAPER_TRY(k, read_count(o.every, "--every", 1));
    every = k;
  }
  const check_options how = o.how.chosen();
  if (!(how.delta > 0.0)) return failed(errc::out_of_range, "--delta must be > 0");
  return deliver(o.output, producer([&](const piece_writer& write) {
                   std::string head;
                   if (o.json) {
                     nlohmann::ordered_json j = {{"schema", "taper.dynamics/1"},
                                                 {"spec", s.spec},
                                                 {"canonical", print(s.parsed)},
                                                 {"steps", s.bound.steps()},
                                                 {"delta", how.delta}};
                     head = json_text(j, -1);
                     head.pop_back();
                     head += ",\"rows\":[";
                   } else {
                     for (const char* c : columns) head += (head.empty() ? "" : ",") + std::string(c);
                     head += "\n";
                   }
                   if (!write(head)) return false;
                   for (std::uint64_t t = 0; t < s.bound.steps(); t += every) {
                     const dynamics_row row = dynamics_at(s.bound, t, how);
                     const std::string text = o.json ? (t > 0 ? "," : "") + json_text(json_row(row), -1) : csv_row(row);
                     if (!write(text)) return false;
                   }
                   return !o.json || write("]}\n");
                 }));
}

}  // namespace

action add_dynamics(CLI::App& verb) {
  auto o = std::make_shared<dynamics_options>();
  o->what.add_to(verb);
  verb.add_option("--every", o->every, "only every K-th step")->type_name("K");
  o->how.add_to(verb);
  add_output(verb, o->output, "output file, written atomically");
  add_json(verb, o->json);
  return [o] { return dynamics(*o); };
}

}  // namespace taper::cli
