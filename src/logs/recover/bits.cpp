// Description lengths. The units are bits; what matters is the difference between two readings of the same rows.
#include "logs/recover/bits.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace taper::inspection {
namespace {

constexpr double digit = 3.32;
constexpr double seam = 18.0;        // another schedule from a row on, beside the schedule itself
constexpr double lag_change = 14.0;  // a skipped step, beside how many and where
constexpr double free_row = 20.0;    // a row under no schedule

double bits_of_word(std::string_view w) {
  static constexpr std::array<std::pair<std::string_view, double>, 21> known = {
      {{"constant", 2.0}, {"linear", 2.0},    {"cosine", 2.0},   {"power", 2.0},   {"one_minus_sqrt", 4.0},
       {"n", 4.0},        {"exp", 5.0},       {"poly", 7.0},     {"sigmoid", 5.0}, {"rex", 7.0},
       {"uba", 7.0},      {"chebyshev", 7.0}, {"peak", 0.0},     {"warmup", 2.0},  {"hold", 2.0},
       {"floor", 2.0},    {"log", 2.0},       {"sequence", 4.0}, {"product", 5.0}, {"fixed", 0.0},
       {"scaling", 0.0}}};
  for (const auto& [name, bits] : known) {
    if (name == w) return bits;
  }
  return w.find('.') != std::string_view::npos ? 3.0 : 1.0;
}

double bits_of_floor(const model& m) {
  if (!(m.floor > 0.0)) return 0.0;
  return 2.0 + std::min(bits_of_number(m.floor / m.peak), bits_of_number(m.floor));
}

}  // namespace

suggested_lengths lengths_of(std::span<const point> points, const hints& known) {
  suggested_lengths out{known.total, 0, 1, known.unfinished};
  if (points.empty()) return out;
  out.last = points.back().step;
  for (const point& p : points) out.last = std::max(out.last, p.step);
  for (std::size_t i = points.size() - 1; i > 0; --i) {
    if (points[i].step == points[i - 1].step) continue;
    out.stride = std::max<std::int64_t>(1, points[i].step - points[i - 1].step);
    break;
  }
  return out;
}

double bits_of_number(double x) {
  if (x == 0.0 || x == 1.0) return 1.0;
  const double near = roundest(x - 1e-11 * std::abs(x), x + 1e-11 * std::abs(x));
  double bits = digit * static_cast<double>(digits_of(near));
  const double inverse = 1.0 / x;
  if (std::abs(x) < 1.0 && std::abs(inverse - std::round(inverse)) < 1e-9 * std::abs(inverse))
    bits = std::min(bits, 2.0 + digit * static_cast<double>(digits_of(std::round(inverse))));
  return 1.0 + bits;
}

double bits_of_length(std::int64_t steps, const suggested_lengths& known) {
  if (steps <= 0) return 0.0;
  const double bits = bits_of_number(static_cast<double>(steps));
  if (known.planned && steps == *known.planned) return 1.0;
  if (known.at_the_end(steps)) return std::min(bits, 2.0 + 0.35 * bits);
  constexpr double elsewhere = 5.0;  // the log ends before, or goes on after it
  return bits + elsewhere;
}

double bits_of_part(std::int64_t steps, std::int64_t total) {
  if (steps == 0) return 0.0;
  double bits = bits_of_number(static_cast<double>(steps));
  if (total > steps) {
    const double part = 100.0 / static_cast<double>(total);
    const double percent = roundest(static_cast<double>(steps - 1) * part * (1.0 + 1e-12) + 1e-300,
                                    static_cast<double>(steps + 1) * part * (1.0 - 1e-12));
    if (digits_of(percent) <= 2) bits = std::min(bits, 3.0 + bits_of_number(percent));
  }
  return bits;
}

double bits_of_text(std::string_view s) {
  double bits = 0.0;
  std::size_t i = 0;
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  while (i < s.size()) {
    if (letter(s[i])) {
      std::size_t end = i;
      while (end < s.size() &&
             (letter(s[end]) || std::isdigit(static_cast<unsigned char>(s[end])) != 0 || s[end] == '.'))
        ++end;
      bits += bits_of_word(s.substr(i, end - i));
      i = end;
      continue;
    }
    if (std::isdigit(static_cast<unsigned char>(s[i])) != 0) {
      double x = 0.0;
      const auto [end, code] = std::from_chars(s.data() + i, s.data() + s.size(), x);
      if (code == std::errc{}) {
        bits += bits_of_number(x);
        i = static_cast<std::size_t>(end - s.data());
        continue;
      }
    }
    ++i;
  }
  return bits;
}

double bits_of_lag(std::int64_t lag) {
  if (lag == 0 || lag == 1) return lag == 0 ? 0.0 : 0.5;
  return 4.0 + 2.0 * std::log2(1.0 + static_cast<double>(std::abs(lag)));
}

double bits_of(const model& m, std::int64_t lag, const suggested_lengths& known) {
  double bits = bits_of_lag(lag + m.first_counter()) + bits_of_length(m.total(), known);
  if (m.bits) return *m.bits;
  if (m.listed) return bits + bits_of_text(m.listed->spec);
  model plain = m;
  plain.warmup = 0;
  plain.hold = 0;
  plain.floor = 0.0;
  plain.ramp = ramp_kind::linear;
  const std::int64_t total = m.total();
  if (m.form.kind == fall::inverse_sqrt || m.form.kind == fall::geometric) return bits + bits_of_text(notation_of(m));
  bits += bits_of_text(notation_of(plain)) + bits_of_floor(m);
  if (m.warmup > 0) {
    bits += 2.0 + bits_of_part(m.warmup, total) + (m.ramp == ramp_kind::linear ? 0.0 : 4.5);
    if (m.from > 0.0) bits += 2.0 + bits_of_number(m.from);
  }
  if (m.hold > 0) bits += 2.0 + std::min(bits_of_part(m.hold, total), bits_of_part(m.warmup + m.hold, total));
  return bits;
}

double bits_of(std::span<const stretch> all, std::span<const point> points, const hints& known) {
  const suggested_lengths lengths = lengths_of(points, known);
  const double where = std::log2(static_cast<double>(points.size()) + 1.0);
  double bits = 0.0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const stretch& s = all[i];
    if (i > 0) bits += seam + where;
    if (!s.fit) {
      const bool is_warmup = i + 1 < all.size() && all[i + 1].after_warmup;
      bits += is_warmup ? warmup_by_batches : free_row * static_cast<double>(s.where.rows());
      continue;
    }
    bits += bits_of(*s.fit, s.where.lags.empty() ? 0 : s.where.lags.front().lag, lengths);
    bits += bits_of_odd_row * static_cast<double>(s.where.misfits.size());
    for (std::size_t k = 1; k < s.where.lags.size(); ++k) bits += lag_change + where;
  }
  return bits;
}

}  // namespace taper::inspection
