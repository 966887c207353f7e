// Averages the rows of metrics.jsonl.
#include "report/curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace taper::lab {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct averager {
  std::vector<double> sum, count;
  explicit averager(std::size_t bins) : sum(bins, 0.0), count(bins, 0.0) {}
  void add(std::size_t bin, double v) {
    sum[bin] += v;
    count[bin] += 1.0;
  }
  binned mean() const {
    binned out(sum.size(), none);
    for (std::size_t k = 0; k < out.size(); ++k) {
      if (count[k] > 0.0) out[k] = sum[k] / count[k];
    }
    return out;
  }
};

void add_run(const finished_run& r, std::uint64_t steps, std::size_t bins, experiment_curves& out) {
  if (r.folder.empty()) {
    out.notes.push_back("runs from a file of results have no curves");
    return;
  }
  const taper::result<std::vector<metric_row>> rows = read_metrics(r.folder);
  if (!rows) {
    out.notes.push_back(rows.error().message);
    return;
  }
  averager loss(bins);
  averager held_out(bins);
  averager rate(bins);
  for (const metric_row& row : *rows) {
    const auto at = static_cast<std::size_t>(static_cast<double>(bins) * static_cast<double>(row.step) /
                                             static_cast<double>(std::max<std::uint64_t>(steps, 1)));
    const std::size_t bin = std::min(at, bins - 1);
    if (row.loss) loss.add(bin, *row.loss);
    if (row.held_out_loss) held_out.add(bin, *row.held_out_loss);
    rate.add(bin, row.learning_rate);
  }
  auto at = std::ranges::find(out.schedules, r.result.spec, &schedule_curves::spec);
  if (at == out.schedules.end()) {
    out.schedules.push_back({.spec = r.result.spec, .seeds = {}, .loss = {}, .held_out = {}, .rate = rate.mean()});
    at = out.schedules.end() - 1;
  }
  at->seeds.push_back(r.result.seed);
  at->loss.push_back(loss.mean());
  at->held_out.push_back(held_out.mean());
}

}  // namespace

experiment_curves curves_of(const experiment_summary& e, const run_set& set, std::size_t bins) {
  experiment_curves out;
  const std::size_t count = std::clamp<std::size_t>(bins, 1, std::max<std::size_t>(1, e.steps));
  for (std::size_t k = 0; k < count; ++k)
    out.steps.push_back((static_cast<double>(k) + 0.5) * static_cast<double>(e.steps) / static_cast<double>(count));
  for (const finished_run& r : set.runs) {
    if (r.result.experiment == e.name && r.result.protocol == e.protocol && r.result.status != "diverged")
      add_run(r, e.steps, count, out);
  }
  // in the order of the usual seven, then as they came
  const auto place = [](const schedule_curves& c) {
    const auto usual = default_schedules();
    return std::ranges::find(usual, std::string_view(c.spec)) - usual.begin();
  };
  std::ranges::stable_sort(out.schedules, {}, place);
  return out;
}

spread over_seeds(const std::vector<binned>& curves) {
  spread out;
  if (curves.empty()) return out;
  const std::size_t n = curves.front().size();
  out.mean.assign(n, none);
  out.low.assign(n, none);
  out.high.assign(n, none);
  for (std::size_t k = 0; k < n; ++k) {
    double sum = 0.0;
    double low = INFINITY;
    double high = -INFINITY;
    std::size_t count = 0;
    for (const binned& c : curves) {
      if (std::isnan(c[k])) continue;
      sum += c[k];
      low = std::min(low, c[k]);
      high = std::max(high, c[k]);
      ++count;
    }
    if (count == 0) continue;
    out.mean[k] = sum / static_cast<double>(count);
    out.low[k] = low;
    out.high[k] = high;
  }
  return out;
}

std::vector<binned> paired(const schedule_curves& a, const schedule_curves& b,
                           std::vector<binned> schedule_curves::* which) {
  std::vector<binned> out;
  for (std::size_t k = 0; k < a.seeds.size(); ++k) {
    const auto at = std::ranges::find(b.seeds, a.seeds[k]);
    if (at == b.seeds.end()) continue;
    binned d = (a.*which)[k];
    const binned& other = (b.*which)[static_cast<std::size_t>(at - b.seeds.begin())];
    for (std::size_t j = 0; j < d.size(); ++j) d[j] -= other[j];
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace taper::lab
