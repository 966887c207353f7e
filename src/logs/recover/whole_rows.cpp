// Chooses rows: both ends, the top, a spread of the rest.
#include "logs/recover/whole_rows.hpp"

#include <algorithm>

#include "logs/recover/fall_fit.hpp"

namespace taper::inspection {
namespace {

void add_some(std::span<const point> rows, std::size_t ends, std::size_t most, std::vector<point>& out) {
  const std::size_t near = std::min(ends, rows.size());
  out.insert(out.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(near));
  rows = rows.subspan(near);
  const std::size_t far = std::min(ends, rows.size());
  const std::vector<point> middle = spread(rows.first(rows.size() - far), most);
  out.insert(out.end(), middle.begin(), middle.end());
  out.insert(out.end(), rows.end() - static_cast<std::ptrdiff_t>(far), rows.end());
}

// One row of the rise gives its slope only if the start of the rise is known.
void add_single_rises(const point& row, std::vector<rise_fit>& out) {
  for (std::int64_t zero = -1; zero <= 12; ++zero) {
    const double c = static_cast<double>(row.step - zero);
    if (!(c > 0.0) || !(row.value > 0.0)) continue;
    rise_fit f;
    f.slope = row.value / c;
    f.zero = static_cast<double>(zero);
    f.slope_error = 0.5 * (row.high - row.low) / c;
    f.rows = 1;
    out.push_back(f);
  }
}

}  // namespace

whole_rows rows_of(std::span<const point> points, bool coarse, std::size_t skip_first) {
  whole_rows out;
  out.fine = !coarse;
  if (points.size() < skip_first + 3) return out;
  out.all.assign(points.begin() + static_cast<std::ptrdiff_t>(skip_first), points.end());
  std::stable_sort(out.all.begin(), out.all.end(), [](const point& a, const point& b) { return a.step < b.step; });
  double highest = -1.0;
  for (const point& p : out.all) highest = std::max(highest, p.low);
  std::size_t top = 0;
  while (out.all[top].high < highest) ++top;
  std::size_t after = top;
  while (after < out.all.size() && out.all[after].high >= highest) ++after;
  out.top_rows = after - top;
  out.last_top = static_cast<double>(out.all[after - 1].step);
  for (std::size_t i = top; i < after; ++i) out.top = std::max(out.top, out.all[i].value);
  double lowest = highest;
  for (std::size_t i = after; i < out.all.size(); ++i) lowest = std::min(lowest, out.all[i].high);
  out.first_low = static_cast<double>(out.all.back().step);
  for (std::size_t i = out.all.size(); i-- > after && out.all[i].low <= lowest;)
    out.first_low = static_cast<double>(out.all[i].step);
  const std::span<const point> view(out.all);
  const std::span<const point> rise = view.first(top);
  std::size_t turns = 0;
  for (std::size_t i = 1; i < rise.size(); ++i) turns += rise[i].high < rise[i - 1].low ? 1 : 0;
  for (std::size_t i = after; i < out.all.size(); ++i) turns += out.all[i].low > out.all[i - 1].high ? 1 : 0;
  out.usable = turns * 50 <= out.all.size();
  out.rise_rows = rise.size();
  if (rise.size() >= 2) {
    for (const rise_fit& f : fit_rises(rise)) {
      if (f.rows * 5 >= rise.size() * 4) out.rises.push_back(f);
    }
    constexpr std::size_t most = 4;
    if (out.rises.size() > most) out.rises.resize(most);
    if (out.rises.empty()) out.usable = false;
  } else if (rise.size() == 1) {
    add_single_rises(rise.front(), out.rises);
    out.from_zero = rise.front().value <= 0.0;
    if (!out.from_zero) out.only_rise = rise.front();
  }
  add_some(view.subspan(top), 8, out.fine ? 40 : 140, out.fall);
  add_some(view.subspan(after), 8, out.fine ? 40 : 140, out.after);
  if (out.after.size() < 2) out.usable = false;
  add_some(rise, 8, 40, out.chosen);
  add_some(view.subspan(top), 24, 120, out.chosen);
  return out;
}

}  // namespace taper::inspection
