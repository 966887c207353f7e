// PyTorch's OneCycleLR by cosines, in two and three phases: the fall gives the end, the peak and the last rate; the
// first rows give the first rate.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "logs/recover/candidates.hpp"
#include "logs/recover/propose_curves.hpp"
#include "taper/library_types.hpp"

namespace taper::inspection {
namespace {

// A number that is round to `tolerance`, or nothing.
std::optional<double> round_to(double x, double tolerance, int digits) {
  const double r = roundest(x * (1.0 - tolerance), x * (1.0 + tolerance));
  return digits_of(r) <= digits ? std::optional(r) : std::nullopt;
}

// Three phases: rise, fall of equal length to the first rate, fall to zero. The upper rows of the first fall give its
// length, which is equal to that of the rise; its start gives the offset of the logger.
void three_phases(std::span<const point> points, const block& b, const hints& known, std::vector<hypothesis>& out) {
  const double top = points[b.top_begin].value;
  std::size_t end = b.fall_begin;
  constexpr double upper = 0.3;
  while (end < b.end && points[end].value > upper * top) ++end;
  const std::span<const point> rows = points.subspan(b.fall_begin, end - b.fall_begin);
  if (rows.size() < 4) return;
  const std::optional<fall_fit> fit = fit_fall(fall::cosine, rows, top, floor_rule::free, 0.0);
  if (!fit || fit->worst > 3.0 || !(fit->floor > 0.0)) return;
  const double tolerance = known.coarse ? 3e-3 : 1e-6;
  const std::optional<double> peak = round_to(fit->peak, tolerance, 6);
  if (!peak) return;
  const std::optional<double> div = round_to(*peak / fit->floor, known.coarse ? 2e-2 : 1e-4, 4);
  const double offset = fit->start - fit->length;
  const std::int64_t lag = std::llround(offset);
  if (!div || std::abs(offset - static_cast<double>(lag)) > (known.coarse ? 0.5 : 0.02) || lag < 0 || lag > 1) return;
  const double share = fit->length + 1.0;  // pct_start · total_steps
  std::vector<std::int64_t> totals;
  if (known.total) totals.push_back(*known.total);
  for (const double part : {0.3, 0.25, 0.2, 0.4, 0.45, 0.1, 0.35, 0.15, 0.05}) {
    for (const std::int64_t total : whole_near(share / part, known.coarse ? 1.0 : 0.0, known.coarse, 3))
      add_unique(totals, total);
  }
  for (const std::int64_t total : totals) {
    const double n = static_cast<double>(total);
    const double wide = known.coarse ? 3.0 / n : 1e-6;
    const double part = roundest(share / n - wide, share / n + wide);
    if (!(part > 0.0) || !(part < 0.5) || total < 6) continue;
    const std::int64_t w = std::llround(std::ceil(fit->length));
    std::optional<model> m = listed_model(
        make(torch::one_cycle{
            .max_lr = *peak, .total_steps = total, .pct_start = part, .div_factor = *div, .three_phase = true}),
        {fall::one_cycle, total, w, *peak, 0.0, total + 2, 3});
    const bool hinted = known.total && total == *known.total;
    if (!m) continue;
    // The first two phases give pct_start times total_steps; only its own rows give the length of the last one.
    if (!hinted && static_cast<double>(points[b.end - 1].step - lag) < 2.0 * share)
      m->open = open_lengths{w, w, total, total, "the last phase is not in the log: its length is open"};
    out.push_back({*std::move(m), lag, b.fall_begin, hinted ? 3 : 2, hinted});
  }
}

}  // namespace

void propose_one_cycle(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                       std::vector<hypothesis>& out) {
  const std::vector<block> blocks = split_blocks(points, first, last);
  if (blocks.size() != 1) return;
  const block& b = blocks.front();
  if (b.top_begin - b.rise_begin < 2 || b.end - b.fall_begin < 5) return;
  three_phases(points, b, known, out);
  const std::span<const point> rows = points.subspan(b.fall_begin, b.end - b.fall_begin);
  const std::optional<fall_fit> fit = fit_fall(fall::cosine, rows, points[b.top_begin].value, floor_rule::free, 0.0);
  if (!fit || fit->worst > 3.0) return;
  const double tolerance = known.coarse ? 3e-3 : 1e-7;
  const std::optional<double> peak = round_to(fit->peak, tolerance, 6);
  if (!peak) return;
  std::vector<std::int64_t> ends = whole_near(fit->end(), fit->length_sigma, known.coarse, 5);
  for (const std::int64_t lag : {0, 1}) {
    if (known.total && known.coarse) add_unique(ends, *known.total - 1 + lag);
    for (const std::int64_t end : ends) {
      const std::int64_t total = end - lag + 1;
      const double top = fit->start - static_cast<double>(lag);
      const double n = static_cast<double>(total);
      const double wide = known.coarse ? 3.0 / n : 1e-6;
      const double part = roundest((top + 1.0) / n - wide, (top + 1.0) / n + wide);
      if (!(part > 0.0) || !(part < 1.0) || total < 4) continue;
      const double summit = part * n - 1.0;
      // The earliest row of the rise is nearest to the first rate.
      const point& p = points[b.rise_begin];
      const double c = static_cast<double>(p.step - lag);
      if (c < 0.0 || c >= summit) continue;
      const double h = 0.5 * (1.0 - std::cos(std::numbers::pi * c / summit));
      const double initial = (p.value - *peak * h) / (1.0 - h);
      if (!(initial > 0.0)) continue;
      std::vector<double> divs;
      constexpr double by_default = 25.0;
      if (std::abs(*peak / initial - by_default) < (known.coarse ? 0.05 : 1e-6) * by_default)
        divs.push_back(by_default);
      if (const std::optional<double> div = round_to(*peak / initial, known.coarse ? 1e-2 : 1e-6, 5))
        divs.push_back(*div);
      std::vector<std::pair<double, double>> factors;
      for (const double div : divs) {
        factors.emplace_back(div, 1e4);
        if (fit->floor > 0.0)
          factors.emplace_back(div, round_to(initial / fit->floor, 1e-3, 3).value_or(initial / fit->floor));
      }
      for (const auto& [div, final_div] : factors) {
        const std::int64_t w = std::llround(std::ceil(summit));
        std::optional<model> m = listed_model(make(torch::one_cycle{.max_lr = *peak,
                                                                    .total_steps = total,
                                                                    .pct_start = part,
                                                                    .div_factor = div,
                                                                    .final_div_factor = final_div}),
                                              {fall::one_cycle, total, w, *peak, 0.0, total + 2, 3});
        const bool hinted = known.total && total == *known.total;
        if (m) out.push_back({*std::move(m), lag, b.fall_begin, hinted ? 3 : 2, hinted});
      }
    }
  }
}

}  // namespace taper::inspection
