// Reads results of trained networks; renders their studies.
#include "evidence_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_report.hpp"
#include "curve_file.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

template <class T>
std::optional<T> field(const nlohmann::json& row, const char* name) {
  const auto at = row.find(name);
  if (at == row.end() || at->is_null()) return std::nullopt;
  if constexpr (std::is_same_v<T, std::string>) {
    return at->is_string() ? std::optional(at->get<T>()) : std::nullopt;
  } else if constexpr (std::is_integral_v<T>) {
    return at->is_number_unsigned() ? std::optional(at->get<T>()) : std::nullopt;
  } else {
    return at->is_number() ? std::optional(at->get<T>()) : std::nullopt;
  }
}

result<std::optional<trained_run>> read_line(std::string_view line, const std::string& where,
                                             const std::string& outcome) {
  const nlohmann::json row = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
  const auto experiment = row.is_object() ? field<std::string>(row, "experiment") : std::nullopt;
  if (!experiment) return failed(errc::syntax, where + ": not a result of a run with the field \"experiment\"");
  const auto spec = field<std::string>(row, "spec");
  const auto steps = field<std::uint64_t>(row, "steps");
  const auto peak = field<double>(row, "peak");
  if (!spec || !steps || !peak || *steps < 2)
    return failed(errc::missing, where + ": want the fields spec, steps (at least 2) and peak");
  const auto loss = field<double>(row, outcome.c_str());
  if (field<std::string>(row, "status").value_or("finished") != "finished" || !loss || !std::isfinite(*loss))
    return std::optional<trained_run>();
  return std::optional(trained_run{.experiment = *experiment,
                                   .protocol = field<std::string>(row, "protocol").value_or("shared"),
                                   .steps = *steps,
                                   .batch = field<std::uint64_t>(row, "batch"),
                                   .spec = *spec,
                                   .seed = field<std::uint64_t>(row, "seed").value_or(0),
                                   .peak = *peak,
                                   .loss = *loss});
}

std::string title_of(const run_study& s) {
  std::string out = fmt::format("{}, {} steps", s.experiment, s.steps);
  if (s.batch) out += fmt::format(" of {}", *s.batch);
  if (s.best_peaks) return out + ", each schedule at the best of its peaks";
  return out + fmt::format(", peak {:.4g} for all", s.schedules.front().peak);
}

std::string signed_figure(double v) { return std::isnan(v) ? std::string("-") : fmt::format("{:+.2f}", v); }
std::string part_of_one(double v) { return std::isnan(v) ? std::string("-") : fmt::format("{:.2f}", v); }
std::string with_interval(const correlation_estimate& c) {
  if (std::isnan(c.value)) return "-";
  const std::string value = signed_figure(c.value);
  return std::isnan(c.low) ? value : fmt::format("{} [{}, {}]", value, signed_figure(c.low), signed_figure(c.high));
}

std::string schedule_table(const run_study& s) {
  constexpr std::size_t steepness = place_of_predictor("steepness"), budget = place_of_predictor("budget");
  std::size_t width = 8;
  for (const schedule_outcome& o : s.schedules) width = std::max(width, o.spec.size());
  std::string out = fmt::format("  {:<{}} {:>5} {:>8} {:>8} {:>7}  {:<10} {:>6} {:>6}\n", "schedule", width, "seeds",
                                "loss", "excess", "+-", "verdict", "S", "budget");
  for (const schedule_outcome& o : s.schedules) {
    const double base = o.loss / (1 + o.excess);
    out += fmt::format(
        "  {:<{}} {:>5} {:>8.4f} {:>7.2f}% {:>7}  {:<10} {:>6} {:>6.2f}\n", o.spec, width, o.runs, o.loss,
        100 * o.excess, o.error && o.spec != s.reference ? fmt::format("{:.2f}%", 100 * *o.error / base) : "",
        o.rule ? word_of(*o.rule) : "-",
        std::isnan(o.scores[steepness]) ? "-" : fmt::format("{:.2f}", o.scores[steepness]), -o.scores[budget]);
  }
  return out;
}

std::string association_table(const run_study& s) {
  std::string out = fmt::format("  {:<16} {:<22} {:>8} {:>5}  {}\n", "predictor", "rank correlation", "budget =", "AUC",
                                "those that end low");
  for (std::size_t k = 0; k < run_predictors.size(); ++k) {
    const run_association& a = s.associations[k];
    out += fmt::format("  {:<16} {:<22} {:>8} {:>5}  {}\n", run_predictors[k], with_interval(a.all),
                       signed_figure(a.given_budget), part_of_one(a.area), with_interval(a.ends_low));
  }
  return out;
}

std::string class_table(const run_study& s) {
  std::string out = fmt::format("  {:<16} {:>9} {:>8} {:>8} {:>8}  {}\n", "class", "schedules", "best", "mean", "worst",
                                fmt::format("more than {:.3g}% above {}", 100 * s.threshold, s.reference));
  for (const class_outcome& c : s.classes)
    out += fmt::format("  {:<16} {:>9} {:>7.2f}% {:>7.2f}% {:>7.2f}%  {}\n", c.name, c.schedules, 100 * c.best,
                       100 * c.mean, 100 * c.worst, c.worse);
  return out;
}

json estimate_json(const correlation_estimate& c) {
  return {{"spearman", number_or_null(c.value)},
          {"low", number_or_null(c.low)},
          {"high", number_or_null(c.high)},
          {"schedules", c.schedules}};
}

json study_json(const run_study& s) {
  json schedules = json::array();
  for (const schedule_outcome& o : s.schedules) {
    json row = {{"spec", o.spec},        {"peak", o.peak},     {"runs", o.runs},
                {"loss", o.loss},        {"excess", o.excess}, {"verdict", o.rule ? json(word_of(*o.rule)) : json()},
                {"ends_low", o.ends_low}};
    json scores = json::object();
    for (std::size_t k = 0; k < run_predictors.size(); ++k)
      scores[std::string(run_predictors[k])] = number_or_null(o.scores[k]);
    row["scores"] = scores;
    schedules.push_back(row);
  }
  json associations = json::array();
  for (std::size_t k = 0; k < run_predictors.size(); ++k) {
    const run_association& a = s.associations[k];
    associations.push_back({{"predictor", run_predictors[k]},
                            {"all", estimate_json(a.all)},
                            {"ends_low", estimate_json(a.ends_low)},
                            {"given_budget", number_or_null(a.given_budget)},
                            {"auc", number_or_null(a.area)}});
  }
  json classes = json::array();
  for (const class_outcome& c : s.classes)
    classes.push_back({{"class", c.name},
                       {"schedules", c.schedules},
                       {"worse", c.worse},
                       {"best", c.best},
                       {"mean", c.mean},
                       {"worst", c.worst}});
  return {{"experiment", s.experiment}, {"protocol", s.protocol},
          {"steps", s.steps},           {"batch", s.batch ? json(*s.batch) : json()},
          {"best_peaks", s.best_peaks}, {"reference", s.reference},
          {"schedules", schedules},     {"associations", associations},
          {"classes", classes}};
}

}  // namespace

result<std::vector<trained_run>> read_trained_runs(const std::vector<std::string>& files, const std::string& outcome) {
  std::vector<trained_run> out;
  for (const std::string& file : files) {
    TAPER_TRY(text, read_text(file));
    std::size_t number = 0;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find('\n', from), text.size());
      const std::string_view line = std::string_view(text).substr(from, end - from);
      from = end + 1;
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      TAPER_TRY(run, read_line(line, fmt::format("{}, line {}", file, number), outcome));
      if (run) out.push_back(*std::move(run));
    }
  }
  if (out.empty())
    return failed(errc::missing, fmt::format("no finished run with the outcome {}", outcome),
                  "see --outcome, and docs/lab.md for the format");
  return out;
}

json run_studies_json(const std::vector<run_study>& studies, const std::string& outcome) {
  json all = json::array();
  for (const run_study& s : studies) all.push_back(study_json(s));
  return {{"schema", "taper.evidence.runs/1"},
          {"outcome", outcome},
          {"threshold", studies.empty() ? json() : json(studies.front().threshold)},
          {"studies", all}};
}

std::string run_studies_text(const std::vector<run_study>& studies, const std::string& outcome, const style& look) {
  if (studies.empty()) return "no group of runs has five schedules or more\n";
  std::string out;
  for (const run_study& s : studies) {
    out += look.bold(title_of(s)) + fmt::format("   {}; excess over {}\n", outcome, s.reference);
    out += schedule_table(s) + "\n" + association_table(s) + "\n" + class_table(s) + "\n";
  }
  return out + look.dim(
                   "  rank correlation: Spearman's, over schedules, with its 95 % bootstrap interval; + means that the "
                   "predictor is right\n"
                   "  budget =: partial correlation with the budget held fixed. Those that end low: last rate below "
                   "1 % of the peak\n"
                   "  S classes: schedules that keep the early and the late stage. +-: standard error of the excess "
                   "over the seeds,\n"
                   "  which are paired. bound, quadratic: each schedule at its best peak; -shared: all at cosine's\n");
}

std::string run_studies_csv(const std::vector<run_study>& studies) {
  std::string out = "experiment,protocol,steps,batch,best_peaks,spec,peak,runs,loss,excess,verdict,ends_low";
  for (const std::string_view name : run_predictors) out += fmt::format(",\"{}\"", name);
  out += "\n";
  for (const run_study& s : studies) {
    for (const schedule_outcome& o : s.schedules) {
      out += fmt::format("{},{},{},{},{},\"{}\",{},{},{},{},{},{}", s.experiment, s.protocol, s.steps,
                         s.batch ? std::to_string(*s.batch) : "", s.best_peaks, o.spec, o.peak, o.runs, o.loss,
                         o.excess, o.rule ? word_of(*o.rule) : "", o.ends_low);
      for (const double v : o.scores) out += std::isnan(v) ? std::string(",") : fmt::format(",{}", v);
      out += "\n";
    }
  }
  return out;
}

}  // namespace taper::cli
