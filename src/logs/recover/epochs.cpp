// A scheduler that steps once per epoch, logged by the optimizer step: the rate is constant within an epoch, and the
// rates of successive epochs are recovered like any other schedule.
#include <algorithm>
#include <cmath>
#include <string>

#include "logs/recover/candidates.hpp"
#include "logs/recover/decide.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/propose_curves.hpp"
#include "logs/recover/recover.hpp"
#include "logs/recover/whole.hpp"
#include "taper/algebra.hpp"

namespace taper::inspection {
namespace {

constexpr std::int64_t fewest_epochs = 5;

// Between two rows the rate has changed: at one of the steps (after, until].
struct change {
  std::int64_t after = 0;
  std::int64_t until = 0;
};

// Empty if most rows have a unique rate, or the log goes back.
std::vector<change> changes_of(std::span<const point> rows) {
  std::vector<change> out;
  std::size_t alone = 0;  // rows whose rate differs from both neighbors
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const point& a = rows[i - 1];
    const point& b = rows[i];
    if (b.step <= a.step) return {};
    if (b.low <= a.high && b.high >= a.low) continue;
    alone += !out.empty() && out.back().until == a.step ? 1 : 0;
    out.push_back({a.step, b.step});
  }
  return 4 * alone <= out.size() && out.size() + 1 >= static_cast<std::size_t>(fewest_epochs) ? out
                                                                                              : std::vector<change>();
}

// The longest epochs such that the rate changes only at their ends.
struct epoch_lengths {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

epoch_lengths lengths_of(const std::vector<change>& changes, std::int64_t lag) {
  const auto fits = [&](std::int64_t n) {
    return std::all_of(changes.begin(), changes.end(),
                       [&](const change& c) { return (c.until - lag) / n * n > c.after - lag; });
  };
  epoch_lengths out;
  out.most = changes.front().until - lag;
  while (out.most > 1 && !fits(out.most)) --out.most;
  out.least = out.most;
  while (out.least > 2 && fits(out.least - 1)) --out.least;
  return out;
}

// The lengths that fit whether the log counts a step from 0 or from 1:
// rows that are far apart leave both open together.
epoch_lengths lengths_of_any_lag(const std::vector<change>& changes, std::int64_t first_step) {
  epoch_lengths out = lengths_of(changes, 0);
  if (first_step < 1) return out;
  const epoch_lengths from_one = lengths_of(changes, 1);
  if (from_one.most < 2) return out;
  if (out.most < 2) return from_one;
  return {std::min(out.least, from_one.least), std::max(out.most, from_one.most)};
}

// The length that the log names, where the rows allow it.
epoch_lengths named_of(const epoch_lengths& n, const hints& known) {
  const bool named = known.epoch_steps && *known.epoch_steps >= n.least && *known.epoch_steps <= n.most;
  return named ? epoch_lengths{*known.epoch_steps, *known.epoch_steps} : n;
}

std::int64_t choose(const epoch_lengths& n, const std::optional<std::int64_t>& total) {
  std::int64_t best = n.most;
  const auto rank = [&](std::int64_t k) { return (total && *total % k == 0 ? 1000 : 0) + roundness(k); };
  for (std::int64_t k = n.least; k < n.most; ++k) {
    if (rank(k) > rank(best)) best = k;
  }
  return best;
}

// One row an epoch, its number as the step.
std::vector<point> epochs_of(std::span<const point> rows, std::int64_t n, std::int64_t lag) {
  std::vector<point> out;
  for (const point& row : rows) {
    if (row.step < lag) return {};
    const std::int64_t epoch = (row.step - lag) / n;
    if (out.empty() || out.back().step != epoch) {
      out.push_back({epoch, row.value, row.low, row.high});
      continue;
    }
    point& p = out.back();
    p.low = std::max(p.low, row.low);
    p.high = std::min(p.high, row.high);
    if (p.low > p.high) return {};
    p.value = std::clamp(p.value, p.low, p.high);
  }
  return out;
}

// The same schedule with every epoch n steps long, as far as there is one.
std::optional<model> in_steps(model m, std::int64_t n) {
  if (m.listed || m.form.kind == fall::constant || m.form.kind == fall::geometric || m.ramp == ramp_kind::logarithm)
    return std::nullopt;
  if (m.ramp == ramp_kind::from_one) {  // from 1 / W over W - 1 epochs, and one at the peak
    m.from = 1.0 / static_cast<double>(m.warmup);
    m.warmup -= 1;
    m.hold += 1;
    m.ramp = ramp_kind::linear;
  }
  m.warmup *= n;
  m.hold *= n;
  m.length *= static_cast<double>(n);
  return m;
}

}  // namespace

void propose_epochs(std::span<const point> points, std::size_t first, std::size_t last, const hints& known,
                    std::vector<hypothesis>& out) {
  const std::span<const point> rows = points.subspan(first, last - first);
  const std::vector<change> changes = changes_of(rows);
  if (changes.empty() || known.by_epoch) return;
  const epoch_lengths open = named_of(lengths_of_any_lag(changes, rows.front().step), known);
  for (const std::int64_t lag : {0, 1}) {
    const epoch_lengths with_lag = named_of(lengths_of(changes, lag), known);
    const bool named = open.least == known.epoch_steps && open.most == known.epoch_steps;
    if (with_lag.most < 2 || (named && with_lag.most != open.most)) continue;
    const std::int64_t n = choose(with_lag, known.total);
    const std::vector<point> epochs = epochs_of(rows, n, lag);
    if (epochs.size() < static_cast<std::size_t>(fewest_epochs)) continue;
    hints each = known;
    each.by_epoch = true;
    each.total.reset();
    if (known.total && *known.total % n == 0) each.total = *known.total / n;
    const effort share(effort_left() / (lag == 0 ? 2 : 1));
    std::vector<stretch> found = [&] {
      const effort half(effort_left() / 2);
      return recover(epochs, each);
    }();
    if (found.size() != 1 || !found.front().fit || !found.front().where.misfits.empty()) {
      const std::vector<whole_reading> all = read_whole(epochs, each);
      const std::optional<stretch> whole = all.empty() ? std::nullopt : as_stretch(all.front(), epochs);
      if (whole) found = {*whole};
    }
    stretch& s = found.front();
    if (found.size() != 1 || !s.fit || !s.where.misfits.empty() || s.where.lags.size() != 1 ||
        s.where.lags.front().lag != 0)
      continue;
    find_ranges(epochs, s, true);
    decide(epochs, each, s);
    const std::optional<model> m = in_steps(*s.fit, n);
    if (!m) continue;
    listing l{fall::epochs};
    l.reach = points[last - 1].step + 8;
    l.steps = m->total() > 0 ? m->total() : known.total.value_or(l.reach);
    l.warmup = m->warmup;
    l.peak = m->peak;
    l.floor = m->floor;
    if (m->total() == 0) l.kind = fall::stairs;
    if (open.least != open.most)
      l.remark = "epochs end between rows: any length from " + std::to_string(open.least) + " to " +
                 std::to_string(open.most) + " steps also fits";
    std::optional<model> listed =
        listed_model(schedule_of(*m).and_then([&](const schedule& of) { return checked::staircase(of, steps(n)); }), l);
    if (!listed) continue;
    listed->every = n;
    listed->open = open_lengths{s.warmup_least * open.least, s.warmup_most * open.most, s.total_least * open.least,
                                s.total_most * open.most, s.reason};
    const bool hinted = known.total && l.steps == *known.total;
    out.push_back({*std::move(listed), lag, first + (last - first) / 2, hinted ? 3 : 2, hinted});
  }
}

}  // namespace taper::inspection
