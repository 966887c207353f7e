// Values of a recovered schedule and the counters at which it takes a given rate.
#include "logs/recover/model.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "logs/recover/effort.hpp"

namespace taper::inspection {
namespace {

double ramp_value(const model& m, double c) {
  const double w = static_cast<double>(m.warmup);
  double r = c / w;
  if (m.ramp == ramp_kind::from_one) return (c + 1.0) / w;
  if (m.ramp == ramp_kind::logarithm) r = m.warmup > 1 ? std::log(c + 1.0) / std::log(w) : 1.0;
  if (m.ramp == ramp_kind::cosine) r = 0.5 * (1.0 - std::cos(std::numbers::pi * c / w));
  return m.from + (1.0 - m.from) * r;
}

double ramp_counter(const model& m, double y) {
  const double w = static_cast<double>(m.warmup);
  if (m.ramp == ramp_kind::from_one) return y * w - 1.0;
  const double r = m.from < 1.0 ? (y - m.from) / (1.0 - m.from) : 0.0;
  if (m.ramp == ramp_kind::logarithm) return std::exp(r * std::log(w)) - 1.0;
  if (m.ramp == ramp_kind::cosine) return w * std::acos(std::clamp(1.0 - 2.0 * r, -1.0, 1.0)) / std::numbers::pi;
  return r * w;
}

std::int64_t whole(double x, double (*round)(double)) {
  constexpr double far = static_cast<double>(far_counter);
  return static_cast<std::int64_t>(round(std::clamp(x, -far, far)));
}

double round_up(double x) { return std::ceil(x); }
double round_down(double x) { return std::floor(x); }

// Real ends to whole ones: an end that lies on a whole number up to rounding belongs to the range if its rate does.
void add_range(const model& m, double first, double last, std::int64_t least, std::int64_t most, double low,
               double high, std::vector<counter_range>& out) {
  std::int64_t a = std::max(whole(first, round_up), least);
  std::int64_t b = std::min(whole(last, round_down), most);
  const auto inside = [&](std::int64_t c) {
    const double rate = m(c);
    return rate >= low && rate <= high;
  };
  constexpr int slips = 3;
  for (int i = 0; i < slips && a > least && a - 1 <= b + 1 && inside(a - 1); ++i) --a;
  for (int i = 0; i < slips && b < most && b + 1 >= a && inside(b + 1); ++i) ++b;
  for (int i = 0; i < slips && a <= b && !inside(a); ++i) ++a;
  for (int i = 0; i < slips && b >= a && !inside(b); ++i) --b;
  if (a <= b && inside(a) && inside(b)) out.push_back({a, b});
}

}  // namespace

namespace {

// What the arithmetic of a scheduler may lose, see rate_precision::half_width.
double arithmetic(double peak) { return rate_precision{rounding::float64, 17}.half_width(0.0, peak); }

}  // namespace

double scale_of(const log_series& series) {
  constexpr double far_above = 4.0;
  double all = 0.0;
  double later = 0.0;
  std::size_t rate = 0;
  for (const log_row& row : series.rows) {
    if (!row.has_rate()) continue;
    all = std::max(all, std::abs(row.rate));
    if (8 * rate++ >= series.rates) later = std::max(later, std::abs(row.rate));
  }
  return later > 0.0 && all > far_above * later ? later : all;
}

std::vector<point> points_of(const log_series& series, const rate_precision& precision) {
  const double peak = scale_of(series);
  std::vector<point> out;
  out.reserve(series.rates);
  for (const log_row& row : series.rows) {
    if (!row.has_rate()) continue;
    // Each row has the interval of its own text; another precision is tried on all of them alike.
    const double half = precision == series.precision ? std::max(static_cast<double>(row.half_width), arithmetic(peak))
                                                      : precision.half_width(row.rate, peak);
    out.push_back({row.step, row.rate, row.rate - half, row.rate + half});
  }
  return out;
}

double model::fraction(std::int64_t c) const noexcept {
  if (listed) return listed->at(c) / peak;
  if (c < 0) return ramp_value(*this, 0.0);
  if (c < warmup) return ramp_value(*this, static_cast<double>(c));
  if (form.kind == fall::constant) return 1.0;
  return fall_value(form, static_cast<double>(c - warmup - hold) / length);
}

double model::operator()(std::int64_t c) const noexcept {
  if (listed) return listed->at(c);
  const double g = fraction(c);
  return c < warmup ? peak * g : floor + (peak - floor) * g;
}

std::int64_t model::total() const noexcept {
  return has_end(form.kind) ? warmup + hold + static_cast<std::int64_t>(std::llround(length)) : 0;
}

void model::counters(double low, double high, std::vector<counter_range>& out) const {
  out.clear();
  if (listed) {
    listed->counters(low, high, out);
    return;
  }
  if (warmup > 0) {
    const double first = ramp_counter(*this, low / peak);
    const double last = ramp_counter(*this, high / peak);
    add_range(*this, first, last, 0, warmup - 1, low, high, out);
    if (!out.empty() && out.front().first == 0) out.front().first = first_counter();
  }
  const std::int64_t start = warmup + hold;
  if (form.kind == fall::constant) {
    if (peak >= low && peak <= high) out.push_back({warmup, far_counter});
    return;
  }
  if (peak >= low && peak <= high && start > warmup) out.push_back({warmup, start});
  const double span = peak - floor;
  if (!(span > 0.0)) return;
  const double first = static_cast<double>(start) + length * fall_progress(form, (high - floor) / span);
  const double last = static_cast<double>(start) + length * fall_progress(form, (low - floor) / span);
  const std::int64_t most = has_end(form.kind) ? total() : far_counter;
  const std::size_t before = out.size();
  add_range(*this, first, last, start, most, low, high, out);
  if (has_end(form.kind) && floor >= low && floor <= high) {
    if (out.size() > before && out.back().last == most) {
      out.back().last = far_counter;
    } else {
      out.push_back({most, far_counter});
    }
  }
}

int model::complexity() const noexcept {
  int n = 1;
  n += warmup > 0 ? 1 : 0;
  n += hold > 0 ? 1 : 0;
  n += floor != 0.0 ? 1 : 0;
  n += from != 0.0 || ramp != ramp_kind::linear ? 1 : 0;
  n += form.kind == fall::constant ? 0 : 1;
  n += has_parameter(form.kind) || form.kind == fall::window ? 2 : 0;
  n += listed ? static_cast<int>(form.q) : 0;
  return n;
}

int digits_of(double x) {
  char buffer[40];
  const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific);
  if (code != std::errc{}) return 17;
  int n = 0;
  for (const char* p = buffer; p != end && *p != 'e'; ++p) n += *p >= '0' && *p <= '9' ? 1 : 0;
  return n;
}

double roundest(double low, double high) {
  if (!(low < high)) return low;
  const double middle = 0.5 * (low + high);
  if (low <= 0.0 && high >= 0.0) return 0.0;
  constexpr std::uint64_t of_number = 8;  // in rates
  spend(of_number);
  const double size = std::abs(middle);
  const double half = 0.5 * (high - low) + 1e-14 * size;
  double unit = std::pow(10.0, std::floor(std::log10(size)));  // of the last digit
  if (unit > size) unit /= 10.0;
  for (int digits = 0; digits < 17; ++digits, unit /= 10.0) {
    // A quick test: only few candidates are written out.
    const double units = size / unit;
    if (std::abs(units - std::round(units)) * unit > half) continue;
    char buffer[40];
    const auto [end, code] =
        std::to_chars(buffer, buffer + sizeof buffer, middle, std::chars_format::scientific, digits);
    if (code != std::errc{}) break;
    double x = middle;
    std::from_chars(buffer, end, x);
    if (x >= low && x <= high) return x;
  }
  return middle;
}

}  // namespace taper::inspection
