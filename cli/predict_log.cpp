// predict --from-log: fits the laws, predicts with them, prints the results.
#include "predict_log.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <numeric>

#include "check_report.hpp"
#include "json_text.hpp"
#include "log_file.hpp"
#include "picture.hpp"
#include "support/text_for.hpp"
#include "support/version.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/loss_log.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

constexpr loss_law all_laws[] = {loss_law::functional_scaling, loss_law::multi_power, loss_law::tissue};
// The schedules that are predicted if none is given.
constexpr const char* usual_schedules[] = {"linear",      "cosine",       "one_minus_sqrt", "linear | cooldown(20%)",
                                           "poly(i=1.8)", "sigmoid(i=4)", "exp(beta=0.05)"};

std::string short_text(const std::string& text) { return cli::fitted(text_for::terminal(text), 60); }

struct predicted_schedule {
  planned_rates plan;
  std::vector<loss_prediction> by_law;
};

result<std::vector<predicted_schedule>> ask(const fitted_laws& fitted, const schedule_options& what) {
  TAPER_TRY(given, read_schedules(what));
  std::vector<predicted_schedule> out;
  for (const bound_schedule& s : given) {
    TAPER_TRY(plan, rates_at_peak(s, fitted.peak()));
    predicted_schedule row{std::move(plan), {}};
    for (const fitted_law& law : fitted.laws) {
      TAPER_TRY(p, about(short_text(s.spec), predict_final_loss(law, {row.plan.rates, row.plan.warmup_steps})));
      row.by_law.push_back(p);
    }
    out.push_back(std::move(row));
  }
  std::ranges::stable_sort(out, {}, [](const predicted_schedule& r) { return r.by_law.front().loss; });
  return out;
}

// The rows are ordered by the first law. Its error, on losses that it was not fitted to where there are enough of them, must
// be smaller than the differences that it predicts.
std::string doubt_about_order(const fitted_laws& fitted, const std::vector<predicted_schedule>& rows) {
  const fitted_law& law = fitted.laws.front();
  const bool held_out = std::isfinite(law.held_out_error);
  const double off = held_out ? std::max(law.held_out_error, law.fit_error) : law.fit_error;
  double low = INFINITY;
  double high = -INFINITY;
  for (const predicted_schedule& row : rows) {
    low = std::min(low, row.by_law.front().loss);
    high = std::max(high, row.by_law.front().loss);
  }
  const double spread = low > 0.0 ? high / low - 1.0 : INFINITY;
  constexpr double good_fit = 0.1;
  if (low > 0.0 && off <= good_fit && (rows.size() < 2 || off <= spread)) return {};
  const std::string how =
      low <= 0.0
          ? "predicts a loss that is not positive"
          : fmt::format("misses the {} losses of the logs by up to {}",
                        held_out && law.held_out_error >= law.fit_error ? "held-out" : "fitted", percent_text(off));
  const std::string against = rows.size() > 1 && low > 0.0 && off > spread
                                  ? fmt::format(", more than the {} between these schedules", percent_text(spread))
                                  : "";
  return word_of(law.law) + " " + how + against + ": do not rely on this " + (rows.size() > 1 ? "order" : "prediction");
}

json answer_json(const fitted_laws& fitted, const std::vector<predicted_schedule>& rows) {
  json logs = json::array(), laws = json::array(), predictions = json::array();
  for (const logged_run& run : fitted.runs) {
    logs.push_back({{"file", run.file},
                    {"spec", run.spec ? json(*run.spec) : json()},
                    {"peak", run.peak},
                    {"steps", run.losses.rates.size()},
                    {"last_step", run.last_step},
                    {"losses", run.losses.losses.size()},
                    {"last_loss", run.losses.losses.back()}});
  }
  for (const fitted_law& law : fitted.laws) {
    const law_parameters& p = law.parameters;
    laws.push_back({{"law", word_of(law.law)},
                    {"floor", p.floor},
                    {"scale", p.scale},
                    {"power", p.power},
                    {"gain", p.gain},
                    {"shape", p.shape},
                    {"points", law.points},
                    {"fit_error", law.fit_error},
                    {"held_out_error", number_or_null(law.held_out_error)},
                    {"bootstrap", law.resampled.size()}});
  }
  for (const predicted_schedule& row : rows) {
    json by = json::object();
    for (std::size_t k = 0; k < fitted.laws.size(); ++k) {
      const loss_prediction& p = row.by_law[k];
      by[word_of(fitted.laws[k].law)] = {{"loss", p.loss}, {"low", p.low}, {"high", p.high}};
    }
    predictions.push_back({{"spec", row.plan.spec},
                           {"canonical", row.plan.canonical},
                           {"steps", row.plan.rates.size()},
                           {"peak", *std::ranges::max_element(row.plan.rates)},
                           {"final_loss", by}});
  }
  json out = {{"schema", "taper.predict_log/1"}, {"logs", logs}, {"laws", laws}, {"predictions", predictions}};
  if (const std::string doubt = doubt_about_order(fitted, rows); !doubt.empty()) out["warning"] = doubt;
  return out;
}

std::string log_lines(const fitted_laws& fitted) {
  std::string out;
  for (const logged_run& run : fitted.runs) {
    out +=
        fmt::format("  {}   {} losses up to step {}, the last {}; {} over {} steps\n", short_text(run.file),
                    run.losses.losses.size(), run.last_step, brief(run.losses.losses.back()),
                    run.spec ? cli::fitted(*run.spec, 60) : fmt::format("rates between rows, peak {}", brief(run.peak)),
                    run.losses.rates.size());
    if (static_cast<double>(run.last_step) < 0.95 * static_cast<double>(run.losses.rates.size()))
      out += fmt::format("    it ends at {:.0f} % of its plan: predictions for the end are extrapolations\n",
                         100 * static_cast<double>(run.last_step) / static_cast<double>(run.losses.rates.size()));
  }
  return out;
}

std::string answer_text(const fitted_laws& fitted, const std::vector<predicted_schedule>& rows, const style& look) {
  std::string out =
      look.bold(fmt::format("expected final loss, best first   (at peak {})", brief(fitted.peak()))) + "\n";
  out += log_lines(fitted);
  std::size_t width = 8;
  for (const predicted_schedule& row : rows) width = std::max(width, cli::fitted(row.plan.canonical, 40).size());
  out += fmt::format("\n  {:<{}}", "schedule", width);
  for (const fitted_law& law : fitted.laws) out += fmt::format("  {:<28}", word_of(law.law));
  out += "\n";
  for (const predicted_schedule& row : rows) {
    out += fmt::format("  {:<{}}", cli::fitted(row.plan.canonical, 40), width);
    for (const loss_prediction& p : row.by_law)
      out += fmt::format("  {:<28}", fmt::format("{:.5g}  ({:.5g} … {:.5g})", p.loss, p.low, p.high));
    out += "\n";
  }
  out += fmt::format("\n  {:<{}}", "fit error", width);
  for (const fitted_law& law : fitted.laws) out += fmt::format("  {:<28}", fmt::format("{:.3f}%", 100 * law.fit_error));
  out += fmt::format("\n  {:<{}}", "held out", width);
  for (const fitted_law& law : fitted.laws)
    out += fmt::format("  {:<28}",
                       std::isfinite(law.held_out_error) ? fmt::format("{:.2f}%", 100 * law.held_out_error) : "-");
  out += "\n";
  if (const std::string doubt = doubt_about_order(fitted, rows); !doubt.empty())
    out += "\n" +
           wrapped("  " + look.bold("warning") + "  ",
                   doubt + ". Logs of runs with other schedules help: --from-log A --from-log B.", 96) +
           "\n";
  out += look.dim(
             "  In parentheses: 5 to 95 % of the bootstrap refits. This shows how well the log determines the law, not "
             "whether the law is right.\n"
             "  held out: largest error in the last fifth of a log when only the part before it is fitted.\n"
             "  There is no prediction for another peak or a longer run without a log that covers it.") +
         "\n";
  return out;
}

/// The losses with each fitted law, and the schedules under the first law.
render::figure answer_figure(const fitted_laws& fitted, const std::vector<predicted_schedule>& rows) {
  render::figure f;
  f.title = "Loss laws fitted to " + (fitted.runs.size() == 1 ? short_text(fitted.runs.front().file)
                                                              : std::to_string(fitted.runs.size()) + " logs");
  f.subtitle = fmt::format("at peak {}", brief(fitted.peak()));
  f.columns = 1;
  f.panel_height = 280;
  render::panel fits{.title = "The logs, and the laws through them",
                     .x = {.label = "step"},
                     .y = {.label = "loss", .scale = render::axis_scale::log}};
  render::panel ahead{.title = "Schedules under " + word_of(fitted.laws.front().law),
                      .x = {.label = "step"},
                      .y = {.label = "loss", .scale = render::axis_scale::log}};
  const auto curve_of = [](const fitted_law& law, const std::vector<double>& rates, std::size_t warmup,
                           std::string name, int color) {
    render::series s{.name = std::move(name), .color = color};
    std::vector<std::size_t> at;
    const std::size_t first = std::max<std::size_t>({rates.size() / 20, warmup + 1, 1});
    for (std::size_t k = 0; k < 300; ++k) {
      const std::size_t n = first + (rates.size() - first) * k / 299;
      if (at.empty() || n > at.back()) at.push_back(n);
    }
    const result<std::vector<double>> losses = predict_losses(law, {rates, warmup}, at);
    if (!losses) return s;
    for (std::size_t k = 0; k < at.size(); ++k) {
      s.x.push_back(static_cast<double>(at[k]));
      s.y.push_back((*losses)[k]);
    }
    return s;
  };
  for (const logged_run& run : fitted.runs) {
    render::series dots{.name = "logged", .kind = render::series_kind::dots, .color = 7, .width = 2.5, .opacity = 0.5};
    if (&run != &fitted.runs.front()) dots.name.clear();
    for (std::size_t k = 0; k < run.losses.losses.size(); ++k) {
      if (run.losses.after_steps[k] * 20 < run.losses.rates.size()) continue;
      dots.x.push_back(static_cast<double>(run.losses.after_steps[k]));
      dots.y.push_back(run.losses.losses[k]);
    }
    fits.curves.push_back(std::move(dots));
    for (std::size_t k = 0; k < fitted.laws.size(); ++k)
      fits.curves.push_back(curve_of(fitted.laws[k], run.losses.rates, run.losses.warmup_steps,
                                     &run == &fitted.runs.front() ? word_of(fitted.laws[k].law) : "",
                                     static_cast<int>(k)));
  }
  for (std::size_t k = 0; k < rows.size(); ++k)
    ahead.curves.push_back(curve_of(fitted.laws.front(), rows[k].plan.rates, rows[k].plan.warmup_steps,
                                    cli::fitted(rows[k].plan.canonical, 40), static_cast<int>(k % 8)));
  f.legend = render::legend_style::shared;
  f.panels = {std::move(fits), std::move(ahead)};
  return f;
}

}  // namespace

std::string word_of(loss_law law) {
  std::string out(name_of(law));
  std::ranges::replace(out, '_', '-');
  return out;
}

void law_request::add_to(CLI::App& verb, bool several) {
  verb.add_option("--from-log", logs,
                  "a training log to which loss laws are fitted (- for stdin); several: --from-log A --from-log B")
      ->type_name("LOG")
      ->allow_extra_args(false);
  std::vector<std::string> words;
  if (several) words.emplace_back("all");
  for (const loss_law l : all_laws) words.push_back(word_of(l));
  if (!several) law = word_of(loss_law::functional_scaling);
  verb.add_option("--law", law,
                  several ? "which law to fit: all, functional-scaling, multi-power or tissue"
                          : "which law to fit: functional-scaling, multi-power or tissue")
      ->type_name("LAW")
      ->check(one_of(words))
      ->capture_default_str();
  verb.add_option("--loss", loss, "which losses of the log: train or eval")
      ->type_name("train|eval")
      ->check(one_of({"train", "eval"}))
      ->capture_default_str();
  verb.add_option("--bootstrap", fit.bootstrap, "refits to resampled logs, for the intervals")
      ->type_name("N")
      ->check(between(0, 10000))
      ->capture_default_str();
  verb.add_option("--seed", fit.seed, "seed of the resampling")->type_name("N")->capture_default_str();
  verb.add_option("--log-format", reading.format, "read the log in this format; see taper inspect")->type_name("F");
  verb.add_option("--pattern", reading.pattern, "read lines with a regular expression with groups step, lr, loss")
      ->type_name("REGEX");
}

result<fitted_laws> fit_laws(const law_request& request) {
  fitted_laws out;
  for (const std::string& path : request.logs) {
    TAPER_TRY(log, read_log_at(path, request.reading));
    TAPER_TRY(run, loss_log_of(log, inspect(log).front(),
                               request.loss == "eval" ? logged_loss::evaluation : logged_loss::training));
    out.runs.push_back(std::move(run));
  }
  std::vector<loss_log> losses;
  for (const logged_run& run : out.runs) losses.push_back(run.losses);
  for (const loss_law law : all_laws) {
    if (request.law != "all" && request.law != word_of(law)) continue;
    TAPER_TRY(fitted, fit_law(law, losses, request.fit));
    out.laws.push_back(std::move(fitted));
  }
  return out;
}

result<planned_rates> rates_at_peak(const bound_schedule& s, double peak) {
  if (s.bound.steps() > 10'000'000) return failed(errc::too_large, "--steps must be at most 1e7 for a loss law");
  planned_rates out{s.spec, print(s.parsed), s.bound.table(), 0};
  const bool own = s.parsed.with.peak || s.parsed.root;
  if (!own) {
    for (double& rate : out.rates) rate *= peak;
  }
  const run::location start = s.bound.locate(0);
  if (start.where.in == part::rise || start.where.in == part::mirror)
    out.warmup_steps = static_cast<std::size_t>(start.line.warmup_steps());
  return out;
}

result<int> predict_from_log(const predict_log_request& o) {
  TAPER_CHECK(picture_kind_of(o.output));
  TAPER_TRY(fitted, fit_laws(o.law));
  schedule_options what = o.what;
  if (what.steps.empty()) what.steps = std::to_string(fitted.steps());
  if (what.specs.empty()) what.specs.assign(std::begin(usual_schedules), std::end(usual_schedules));
  TAPER_TRY(rows, ask(fitted, what));
  if (!o.output.empty()) {
    const render::figure f = answer_figure(fitted, rows);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    page.code(answer_text(fitted, rows, style()));
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  return deliver({}, o.json ? json_text(answer_json(fitted, rows)) + "\n" : answer_text(fitted, rows, style()));
}

}  // namespace taper::cli
