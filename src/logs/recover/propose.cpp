// Whole schedules from the fit of a fall: what the kinds of falls share.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/proposer.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_proposals = 400;

}  // namespace

bool proposer::done() const { return out_.size() >= most_proposals || exhausted(); }

proposer::proposer(std::span<const point> points, const block& b, std::size_t begin, std::size_t end,
                   const fall_fit& fit, const hints& known, std::vector<hypothesis>& out)
    : points_(points),
      block_(b),
      seed_(begin + (end - begin) / 2),
      fit_(fit),
      known_(known),
      out_(out),
      rows_(spread(points.subspan(begin, end - begin), known.coarse ? 192 : 64)),
      rises_(fit_rises(points.subspan(b.rise_begin, b.top_begin - b.rise_begin))) {}

proposer::proposer(const proposer& other, const fall_fit& fit)
    : points_(other.points_),
      block_(other.block_),
      seed_(other.seed_),
      fit_(fit),
      known_(other.known_),
      out_(other.out_),
      rows_(other.rows_),
      rises_(other.rises_),
      ratio_(fit.floor / fit.peak) {}

void proposer::run() {
  for (const double ratio : floor_ratios(fit_, known_.coarse)) {
    ratio_ = ratio;
    if (fit_.form.kind == fall::inverse_sqrt) {
      inverse();
    } else if (fit_.form.kind == fall::geometric) {
      geometric();
    } else if (is_self_similar(fit_.form.kind)) {
      similar();
    } else {
      scaled();
    }
  }
}

model proposer::blank() const {
  model m;
  m.form = fit_.form;
  if (has_parameter(m.form.kind)) m.form.q = clean_parameter(m.form.q);
  if (m.form.kind == fall::power && m.form.q == 1.0) m.form = {fall::linear, 0.0};
  m.peak = 1.0;
  m.floor = ratio_;
  return m;
}

double proposer::end_error() const {
  const point& p = rows_.back();
  const double s = static_cast<double>(p.step);
  const double slope = std::abs(fit_(s) - fit_(s - 1.0));
  return known_.coarse && slope > 0.0 ? (p.high - p.low) / slope : 0.0;
}

std::vector<std::int64_t> proposer::warmups_at(double peak) const {
  std::vector<std::int64_t> out;
  for (const rise_fit& r : rises_) {
    for (const std::int64_t top : meetings(r, peak)) add_unique(out, top - std::llround(r.zero));
  }
  return out;
}

std::vector<std::int64_t> proposer::meetings(const rise_fit& r, double peak) const {
  if (r.kind == ramp_kind::logarithm) {
    return whole_near(r.zero + std::exp((peak - r.base) / r.slope), 0.0, known_.coarse);
  }
  const double at = r.zero + peak / r.slope;
  return whole_near(at, 0.3 * (at - r.zero) * r.slope_error / r.slope, known_.coarse);
}

void proposer::push(model m, std::int64_t w, std::int64_t hold, std::int64_t lag, bool hinted) {
  if (w < 0 || hold < 0 || done()) return;
  m.warmup = w;
  m.hold = hold;
  hinted = hinted || (known_.total && m.total() == *known_.total && (lag == -1 || believable(lag)));
  m.floor = ratio_ * m.peak;
  if (m.ramp != ramp_kind::linear && w == 0) return;
  hypothesis h{m, lag, seed_, 0, hinted};
  if (!known_.coarse) {
    h.evidence += std::abs(fit_.end() - std::round(fit_.end())) < 1e-3 ? 1 : 0;
    if (!is_self_similar(fit_.form.kind)) h.evidence += std::abs(fit_.start - std::round(fit_.start)) < 1e-3 ? 1 : 0;
    h.evidence += digits_of(m.peak) <= 3 ? 1 : 0;
  }
  h.evidence += hinted ? 1 : 0;
  out_.push_back(h);
}

void propose_falls(std::span<const point> points, const block& b, std::size_t window_begin, std::size_t window_end,
                   const fall_fit& fit, const hints& known, std::vector<hypothesis>& out) {
  proposer(points, b, window_begin, window_end, fit, known, out).run();
}

}  // namespace taper::inspection
