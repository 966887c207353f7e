// Rates of a schedule in taper's notation, searched by bisection in each part that rises or falls.
#include "logs/recover/curve.hpp"

#include <algorithm>
#include <utility>

#include "logs/recover/effort.hpp"
#include "logs/recover/model.hpp"
#include "taper/notation.hpp"

namespace taper::inspection {

double curve::at(std::int64_t c) const noexcept {
  const auto last = static_cast<std::int64_t>(rates.size()) - 1;
  return rates[static_cast<std::size_t>(std::clamp<std::int64_t>(c, 0, last))];
}

void curve::counters(double low, double high, std::vector<counter_range>& out) const {
  const auto size = static_cast<std::int64_t>(rates.size());
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto begin = rates.begin() + turns[i];
    const auto end = rates.begin() + (i + 1 < turns.size() ? turns[i + 1] : size);
    const bool falls = *begin > *(end - 1);
    const auto first = std::partition_point(begin, end, [&](double r) { return falls ? r > high : r < low; });
    const auto last = std::partition_point(first, end, [&](double r) { return falls ? r >= low : r <= high; });
    if (first == last) continue;
    const std::int64_t a = first - rates.begin();
    const std::int64_t b = last - rates.begin() - 1;
    if (!out.empty() && out.back().last + 1 == a) {
      out.back().last = b;
    } else {
      out.push_back({a, b});
    }
  }
  if (!out.empty() && out.back().last == size - 1) out.back().last = far_counter;
}

std::shared_ptr<const curve> make_curve(schedule source, std::int64_t steps, std::int64_t reach, std::string remark) {
  constexpr std::int64_t most = 4'000'000;
  if (steps < 2 || reach < 1 || reach > most) return nullptr;
  const auto work = static_cast<std::uint64_t>(reach);
  if (work > effort_left()) return nullptr;
  const result<run> bound = source.bind(static_cast<std::uint64_t>(steps));
  if (!bound) return nullptr;
  spend(work);
  auto out = std::make_shared<curve>();
  out->spec = print(source);
  out->source = std::move(source);
  out->remark = std::move(remark);
  out->rates.resize(static_cast<std::size_t>(reach) + 1);
  for (std::size_t c = 0; c < out->rates.size(); ++c) out->rates[c] = (*bound)(c);
  out->turns.push_back(0);
  int way = 0;
  for (std::size_t c = 1; c < out->rates.size(); ++c) {
    const double change = out->rates[c] - out->rates[c - 1];
    const int now = change > 0.0 ? 1 : change < 0.0 ? -1 : 0;
    if (now == 0) continue;
    if (way != 0 && now != way) {
      out->turns.push_back(static_cast<std::int64_t>(c));
      way = 0;  // the step between two parts belongs to neither
      continue;
    }
    way = now;
  }
  return out;
}

}  // namespace taper::inspection
