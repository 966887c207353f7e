// taper predict: the expected order of schedules by the convex bound and the noisy quadratic.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "check_report.hpp"
#include "options.hpp"
#include "taper/prediction.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

struct predict_options {
  schedule_options what;
  std::string preset = "default";
  bool json = false;
};

/// A preset by its name on the command line.
const quadratic_setting& setting_of(const std::string& preset) {
  if (preset == "stability-limited") return quadratic_presets::stability_limited;
  if (preset == "long-low-noise") return quadratic_presets::long_low_noise;
  return quadratic_presets::standard;
}

json row_json(const bound_schedule& s, const prediction& p, const std::string& preset) {
  json out = {
      {"schema", "taper.predict/1"}, {"spec", s.spec}, {"canonical", print(s.parsed)}, {"steps", s.bound.steps()}};
  out["bound"] = {
      {"omega", number_or_null(p.omega)}, {"peak", number_or_null(p.bound_peak)}, {"lambda", number_or_null(p.lambda)}};
  out["quadratic"] = {{"preset", preset},
                      {"shared", number_or_null(p.quadratic.shared)},
                      {"tuned", number_or_null(p.quadratic.tuned)},
                      {"equal_budget", number_or_null(p.quadratic.equal_budget)},
                      {"tuned_peak", number_or_null(p.quadratic.tuned_peak)},
                      {"at_stability_cap", p.quadratic.limited_by == tuned_rate::limit::stability_cap},
                      {"relative_to", "cosine"}};
  return out;
}

int predict_all(const predict_options& o) {
  bound_schedules given = read_schedules("predict", o.what);
  if (given.exit_status != done) return given.exit_status;
  if (given.all.front().bound.steps() > 1'000'000'000)
    return complain("predict", failed(errc::too_large, "--steps must be at most 1e9 for a prediction"));
  const quadratic_setting& setting = setting_of(o.preset);
  std::vector<prediction> all;
  json rows = json::array();
  for (const bound_schedule& s : given.all) {
    all.push_back(predict(s.bound, setting));
    rows.push_back(row_json(s, all.back(), o.preset));
  }
  if (o.json) return deliver("predict", {}, rows.dump(2) + "\n");

  std::vector<std::size_t> order(all.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return all[a].quadratic.tuned < all[b].quadratic.tuned; });
  std::size_t width = 8;
  for (const bound_schedule& s : given.all) width = std::max(width, fitted(print(s.parsed), 40).size());
  const style look;
  std::string out = look.bold(fmt::format("expected order, best first   ({} steps, noisy quadratic '{}')",
                                          given.all.front().bound.steps(), o.preset)) +
                    "\n";
  out += fmt::format("  {:<{}}  {:>9}  {:>9}  {:>9}  {:>10}  {:>9}  {:>9}  {:>7}\n", "schedule", width, "own peak",
                     "cosine's", "budget", "peak", "bound", "its peak", "Lambda");
  for (const std::size_t k : order) {
    const prediction& p = all[k];
    out += fmt::format(
        "  {:<{}}  {:>9}  {:>9}  {:>9}  {:>10}  {:>9.5f}  {:>9.5f}  {:>7}\n", fitted(print(given.all[k].parsed), 40),
        width, signed_percent(p.quadratic.tuned), signed_percent(p.quadratic.shared),
        signed_percent(p.quadratic.equal_budget),
        brief(p.quadratic.tuned_peak) + (p.quadratic.limited_by == tuned_rate::limit::stability_cap ? "*" : " "),
        p.omega, p.bound_peak, fmt::format("{:.5g}", p.lambda));
  }
  out += look.dim(
             "  Loss on the quadratic against tuned cosine: each at its own best peak, all at cosine's, all with "
             "cosine's sum of rates.\n"
             "  * stopped by the stability cap. bound: last-iterate bound at its best peak, D = G = 1; Lambda: its "
             "limit for long runs.\n"
             "  Neither model knows your network: they rank schedules, they do not give its loss.") +
         "\n";
  return deliver("predict", {}, out);
}

}  // namespace

void add_predict(CLI::App& verb, program& p) {
  auto o = std::make_shared<predict_options>();
  o->what.add_to(verb);
  verb.add_option("--preset", o->preset, "noisy quadratic: default, stability-limited or long-low-noise")
      ->type_name("NAME")
      ->check(CLI::IsMember({"default", "stability-limited", "long-low-noise"}))
      ->capture_default_str();
  add_json(verb, o->json);
  verb.callback([o, &p] { p.exit_status = predict_all(*o); });
}

}  // namespace taper::cli
