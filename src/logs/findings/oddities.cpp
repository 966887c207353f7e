// Invalid numbers: negative rates, losses that are not finite, a run that diverged.
#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"
#include "support/rounded.hpp"

namespace taper::inspection {
namespace {

double mean_loss(const std::vector<float>& losses, std::size_t begin, std::size_t end) {
  double sum = 0.0;
  for (std::size_t i = begin; i < end; ++i) sum += static_cast<double>(losses[i]);
  return sum / static_cast<double>(end - begin);
}

void losses(const log_facts& e, log_report& report) {
  std::vector<float> seen;
  std::int64_t last = 0;
  for (const log_row& row : e.series.rows) {
    if (std::isfinite(row.loss)) {
      seen.push_back(row.loss);
      last = row.step;
    }
  }
  if (!e.series.bad_loss.empty()) {
    const std::int64_t first = *std::min_element(e.series.bad_loss.begin(), e.series.bad_loss.end());
    report.faults.push_back({"loss-not-finite",
                             first,
                             "the loss is NaN or infinite in " +
                                 counted(static_cast<std::int64_t>(e.series.bad_loss.size()), "row") +
                                 ", first at step " + std::to_string(first),
                             {}});
  }
  if (seen.size() < 6) return;
  const std::size_t part = std::max<std::size_t>(1, seen.size() / 5);
  const double first = static_cast<double>(seen.front());
  const double end = mean_loss(seen, seen.size() - part, seen.size());
  const double lowest = static_cast<double>(*std::min_element(seen.begin(), seen.end()));
  const double lowest_late =
      static_cast<double>(*std::min_element(seen.begin() + static_cast<std::ptrdiff_t>(seen.size() / 2), seen.end()));
  if (lowest > 0.0 && end > 2.0 * first) {
    const double peak = report.last().peak;
    log_finding f{"diverged", last,
                  "the loss ends at " + brief(end) + ", " + brief(end / first) + " times its first value " +
                      brief(first) + (peak > 0.0 ? ": the peak of " + brief(peak) + " is too high" : ""),
                  "lower the peak, or warm up longer"};
    // A loss that begins near 0 belongs to a policy or another moving target and may rise without a mistake.
    constexpr double supervised = 0.1;
    if (first < supervised || lowest_late <= first) f.grade = finding_grade::possible;
    (f.grade == finding_grade::certain ? report.faults : report.notes).push_back(std::move(f));
  }
}

// Drops at chosen steps: those in the log do not determine the next.
bool drops_at_will(const model& m) {
  if (m.form.kind != fall::stairs || !m.listed) return false;
  const std::string& spec = m.listed->spec;
  return !spec.starts_with("torch.StepLR") && !spec.starts_with("staircase");
}

// Two drops after equal intervals, where the log ends before the last interval does: two milestones give the same rates.
bool has_two_drops(const log_facts& e, const stretch& s) {
  if (!s.fit->listed || !s.fit->listed->spec.starts_with("torch.StepLR")) return false;
  std::size_t drops = 0;
  for (std::size_t i = s.where.begin + 1; i < s.where.end; ++i) drops += e.points[i].high < e.points[i - 1].low ? 1 : 0;
  return drops == 2;
}

// The log reaches the end of the planned run.
bool is_over(const log_facts& e) {
  const std::int64_t last = std::max(e.points.back().step, e.log.global_step.value_or(0));
  return e.log.max_steps && last >= *e.log.max_steps - *e.log.max_steps / 20;
}

}  // namespace

void find_oddities(const log_facts& e, log_report& report) {
  const auto negative = std::find_if(e.points.begin(), e.points.end(), [](const point& p) { return p.value < 0.0; });
  if (negative != e.points.end()) {
    report.faults.push_back({"negative-rate",
                             negative->step,
                             "the rate is " + brief(negative->value) + " at step " + std::to_string(negative->step) +
                                 ": a negative rate increases the loss",
                             {}});
  }
  losses(e, report);
  for (const stretch& s : e.stretches) {
    if (s.fit && s.reason.empty() && s.fit->listed && !s.fit->listed->remark.empty())
      report.notes.push_back({"drops-between-rows", e.points[s.where.begin].step, s.fit->listed->remark, {}});
  }
  const stretch& s = e.stretches.front();
  // A counter ahead of the step (OLMo) never had the rate 0.
  const bool ahead = !s.where.lags.empty() && s.where.lags.front().lag < 0;
  // Of a warmup that no row shows, and of any length, the start is not known.
  const bool shown =
      s.fit && !s.where.lags.empty() &&
      (s.warmup_least == s.warmup_most || e.points[s.where.begin].step - s.where.lags.front().lag < s.fit->warmup);
  if (shown && s.reason.empty() && s.fit->warmup > 0 && (*s.fit)(0) == 0.0 && !ahead) {
    report.notes.push_back(
        {"first-step-zero", std::nullopt, "the warmup starts at 0: the first optimizer step changes nothing", {}});
  }
  const stretch& last = e.stretches.back();
  if (!last.fit || !last.reason.empty() || is_over(e)) return;
  if (drops_at_will(*last.fit)) {
    report.notes.push_back(
        {"drops-so-far", std::nullopt, "the drops as far as the log goes: further ones may follow", {}});
  } else if (has_two_drops(e, last)) {
    report.notes.push_back(
        {"drops-so-far", std::nullopt, "two drops so far: two milestones have the same rates, without a third", {}});
  }
}

void merge_findings(log_report& report) {
  constexpr std::ptrdiff_t few = 3;  // of one kind; more are merged into one with their count
  for (std::vector<log_finding>* const list : {&report.faults, &report.notes}) {
    std::vector<log_finding> kept;
    for (const log_finding& f : *list) {
      const auto alike = [&](const log_finding& other) { return other.id == f.id; };
      const auto count = std::count_if(list->begin(), list->end(), alike);
      const auto same = std::find_if(kept.begin(), kept.end(), alike);
      if (count > few && same != kept.end()) {
        same->rows += f.rows;
        continue;
      }
      kept.push_back(f);
      if (count > few) kept.back().message += " (the first of " + std::to_string(count) + " of this kind)";
    }
    *list = std::move(kept);
  }
}

std::string brief(double x) { return support::rounded(x, 6); }

std::string percent_of(double part) {
  const double p = 100.0 * part;
  return (std::abs(p) >= 10.0 ? support::rounded(p, 0, support::digits_form::fixed) : support::rounded(p, 2)) + " %";
}

std::string counted(std::int64_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::optional<loss_delta> delta_of(const log_series& series) {
  std::vector<double> changes;
  std::vector<std::int64_t> gaps;
  const log_row* before = nullptr;
  for (const log_row& row : series.rows) {
    if (!std::isfinite(row.loss)) continue;
    if (before != nullptr && row.step > before->step) {
      changes.push_back(std::abs(static_cast<double>(row.loss) - static_cast<double>(before->loss)));
      gaps.push_back(row.step - before->step);
    }
    before = &row;
  }
  if (changes.size() < 2) return std::nullopt;
  loss_delta d;
  d.pairs = changes.size();
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  d.stride = *middle;
  d.max = *std::max_element(changes.begin(), changes.end());
  const std::size_t at = static_cast<std::size_t>(std::ceil(0.99 * static_cast<double>(changes.size()))) - 1;
  const auto quantile = changes.begin() + static_cast<std::ptrdiff_t>(std::min(at, changes.size() - 1));
  std::nth_element(changes.begin(), quantile, changes.end());
  d.q99 = *quantile;
  return d;
}

}  // namespace taper::inspection
