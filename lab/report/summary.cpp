// Groups runs, compares schedules.
#include "report/summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "report/expectation.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::lab {
namespace {

constexpr std::size_t paper_runs = 10;
constexpr std::string_view usual_reference = "cosine";

std::optional<double> field_of(const run_result& r, const std::string& metric) {
  if (metric == "test_error") return r.test_error;
  if (metric == "held_out_loss") return r.held_out_loss ? r.held_out_loss : r.test_loss;
  return r.train_loss;
}

std::optional<estimate> mean_of_field(const std::vector<const run_result*>& runs,
                                      std::optional<double> run_result::* field) {
  std::vector<double> values;
  for (const run_result* r : runs) {
    if (r->*field) values.push_back(*(r->*field));
  }
  return values.empty() ? std::nullopt : std::optional(mean_of(values));
}

schedule_summary summary_of(const std::string& spec, const std::vector<const run_result*>& all,
                            const std::string& metric) {
  schedule_summary out;
  out.spec = spec;
  out.place = class_of(spec);
  std::vector<const run_result*> finished;
  for (const run_result* r : all) {
    if (r->status == "diverged") {
      ++out.diverged;
      continue;
    }
    const std::optional<double> v = field_of(*r, metric);
    if (!v || !std::isfinite(*v)) {
      ++out.without_metric;
      continue;
    }
    finished.push_back(r);
    out.seeds.push_back(r->seed);
    out.values.push_back(*v);
  }
  out.metric = mean_of(out.values);
  out.train_loss = mean_of_field(finished, &run_result::train_loss);
  out.held_out_loss = mean_of_field(finished, &run_result::held_out_loss);
  out.test_error = mean_of_field(finished, &run_result::test_error);
  out.delta_max = mean_of_field(finished, &run_result::delta_max);
  out.delta_q99 = mean_of_field(finished, &run_result::delta_q99);
  double peaks = 0.0;
  for (const run_result* r : all) peaks += r->peak;
  out.peak = peaks / static_cast<double>(all.size());
  return out;
}

// The values of both schedules at the seeds that both have finished.
void compare(schedule_summary& s, const schedule_summary& reference) {
  std::vector<double> mine;
  std::vector<double> its;
  for (std::size_t k = 0; k < s.seeds.size(); ++k) {
    const auto at = std::ranges::find(reference.seeds, s.seeds[k]);
    if (at == reference.seeds.end()) continue;
    mine.push_back(s.values[k]);
    its.push_back(reference.values[static_cast<std::size_t>(at - reference.seeds.begin())]);
  }
  s.pairs = mine.size();
  s.against_reference = paired_difference(mine, its);
}

std::optional<published_value> paper_value(const schedule_summary& s, const std::vector<published>& numbers) {
  for (const published& p : numbers) {
    const taper::result<schedule> read = parse(p.spec);
    if (!read || print(*read) != s.spec) continue;
    published_value out{.number = p, .against = {}};
    if (p.mean && p.standard_error)
      out.against = welch_difference(s.metric, published_estimate(*p.mean, *p.standard_error, paper_runs));
    return out;
  }
  return std::nullopt;
}

void adjust(std::vector<schedule_summary>& all) {
  std::vector<double> p;
  for (const schedule_summary& s : all) {
    if (s.against_reference) p.push_back(s.against_reference->p);
  }
  const std::vector<double> adjusted = holm(p);
  std::size_t k = 0;
  for (schedule_summary& s : all) {
    if (s.against_reference) s.adjusted_p = adjusted[k++];
  }
}

// Means over different seeds would compare the seeds, not the schedules.
void find_common(experiment_summary& e) {
  std::vector<std::uint64_t> common;
  bool first = true;
  for (const schedule_summary& s : e.schedules) {
    if (s.seeds.empty()) continue;
    if (first) common = s.seeds;
    first = false;
    std::erase_if(common, [&](std::uint64_t seed) { return std::ranges::find(s.seeds, seed) == s.seeds.end(); });
  }
  for (schedule_summary& s : e.schedules) {
    std::vector<double> values;
    for (std::size_t k = 0; k < s.seeds.size(); ++k) {
      if (std::ranges::find(common, s.seeds[k]) != common.end()) values.push_back(s.values[k]);
    }
    s.common_mean = mean_of(values).mean;
  }
  e.common_seeds = std::move(common);
}

void rank_predictions(experiment_summary& e) {
  if (e.common_seeds.empty()) return;
  std::vector<double> measured;
  std::vector<double> quadratic;
  std::vector<double> bound;
  for (const schedule_summary& s : e.schedules) {
    if (!s.expected || s.values.empty() || !std::isfinite(s.expected->bound)) continue;
    measured.push_back(s.common_mean);
    quadratic.push_back(s.expected->quadratic);
    bound.push_back(s.expected->bound);
  }
  e.quadratic_rank = spearman(quadratic, measured);
  e.bound_rank = spearman(bound, measured);
}

void note_once(std::vector<std::string>& notes, const std::string& line) {
  if (!line.empty() && std::ranges::find(notes, line) == notes.end()) notes.push_back(line);
}

void note_gaps(experiment_summary& e) {
  std::set<std::uint64_t> seeds;
  for (const schedule_summary& s : e.schedules) seeds.insert(s.seeds.begin(), s.seeds.end());
  for (const schedule_summary& s : e.schedules) {
    if (s.diverged > 0)
      e.notes.push_back(s.spec + ": " + std::to_string(s.diverged) + " runs diverged and are excluded from the mean");
    if (s.without_metric > 0)
      e.notes.push_back(s.spec + ": " + std::to_string(s.without_metric) + " runs have no " +
                        words_of_metric(e.metric));
    if (s.seeds.size() + s.diverged < seeds.size())
      e.notes.push_back(s.spec + ": " + std::to_string(s.seeds.size()) + " of " + std::to_string(seeds.size()) +
                        " seeds finished");
  }
  if (seeds.size() == 1) e.notes.push_back("one seed: no standard error, no interval, no test");
}

std::string machine_line(const run_result& r) {
  std::string out = r.device.empty() ? "device unknown" : r.device;
  if (r.threads > 0) out += ", " + std::to_string(r.threads) + (r.threads == 1 ? " thread" : " threads");
  if (!r.torch.empty()) out += ", LibTorch " + r.torch;
  return out;
}

experiment_summary summary_of(const std::vector<const run_result*>& runs) {
  const run_result& first = *runs.front();
  experiment_summary e;
  e.name = first.experiment;
  e.protocol = first.protocol;
  e.steps = first.steps;
  e.parameters = first.parameters;
  const taper::result<experiment> known = find_experiment(e.name);
  e.metric = known ? std::string(known->metric) : (first.held_out_loss ? "held_out_loss" : "train_loss");
  std::map<std::string, std::vector<const run_result*>> by_spec;
  std::vector<double> speeds;
  for (const run_result* r : runs) {
    by_spec[r->spec].push_back(r);
    e.seconds += r->seconds;
    if (r->tokens_per_second) speeds.push_back(*r->tokens_per_second);
    if (r->optimum) e.optimum = r->optimum;
    note_once(e.machine, machine_line(*r));
    note_once(e.notes, r->note);
    if (r->steps != e.steps)
      note_once(e.notes, "runs of different lengths are mixed: their numbers are not comparable");
  }
  if (!speeds.empty()) e.throughput = mean_of(speeds).mean;
  for (const auto& [spec, of] : by_spec) e.schedules.push_back(summary_of(spec, of, e.metric));
  const auto usual = std::ranges::find_if(e.schedules, [](const schedule_summary& s) {
    return s.spec == usual_reference || s.spec.starts_with(std::string(usual_reference) + " |");
  });
  const schedule_summary reference = usual == e.schedules.end() ? e.schedules.front() : *usual;
  e.reference = reference.spec;
  for (schedule_summary& s : e.schedules) {
    if (s.spec != reference.spec) compare(s, reference);
    if (known) s.paper = paper_value(s, known->numbers);
    // the spec of a run does not include the modifiers that the experiment adds to every schedule
    const judged_schedule j = judge_schedule(s.spec, known ? known->with : composition{}, e.steps, e.protocol);
    s.expected = j.expected;
    s.rule = j.rule;
  }
  std::ranges::stable_sort(e.schedules, [](const schedule_summary& a, const schedule_summary& b) {
    if (a.values.empty() != b.values.empty()) return b.values.empty();
    return a.metric.mean < b.metric.mean;
  });
  adjust(e.schedules);
  find_common(e);
  rank_predictions(e);
  note_gaps(e);
  return e;
}

}  // namespace

paper_class class_of(const std::string& canonical_spec) {
  const std::string shape = canonical_spec.substr(0, canonical_spec.find(" |"));
  if (shape == "cosine" || shape == "linear") return paper_class::baseline;
  for (const char* s : {"poly(i=2)", "poly(i=1.8)", "sigmoid(i=4)", "exp(beta=0.99)"}) {
    if (shape == s) return paper_class::compliant;
  }
  for (const char* s : {"exp(beta=0.05)", "sigmoid(i=40)"}) {
    if (shape == s) return paper_class::violating;
  }
  return paper_class::other;
}

finding_kind judge_difference(const schedule_summary& s) {
  constexpr double level = 1.0 - confidence;
  if (!s.against_reference || !s.adjusted_p || *s.adjusted_p > level) return finding_kind::undecided;
  return s.against_reference->mean > 0.0 ? finding_kind::worse : finding_kind::better;
}

std::vector<experiment_summary> summarize(const run_set& set) {
  // shared before tuned before budget
  const auto place = [](const std::string& p) { return p == "budget" ? 2 : p == "tuned" ? 1 : 0; };
  std::map<std::tuple<std::string, int, std::string>, std::vector<const run_result*>> groups;
  for (const finished_run& r : set.runs)
    groups[{r.result.experiment, place(r.result.protocol), r.result.protocol}].push_back(&r.result);
  std::vector<experiment_summary> out;
  for (const auto& [key, runs] : groups) out.push_back(summary_of(runs));
  return out;
}

std::string words_of_metric(const std::string& field) {
  if (field == "test_error") return "test error";
  if (field == "held_out_loss") return "held-out loss";
  if (field == "train_loss") return "train loss";
  return field;
}

}  // namespace taper::lab
