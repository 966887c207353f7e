// Decides on which base rate a part of a combination runs.
#include "part.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "../notation/syntax.hpp"
#include "taper/notation.hpp"

namespace taper::algebra {

namespace {

/// The first and last steps of a run, steps spread over it, and some after its end.
std::vector<std::uint64_t> looked_at(std::uint64_t n) {
  constexpr std::uint64_t near = 64;
  constexpr std::uint64_t spread = 1024;
  std::vector<std::uint64_t> out;
  for (std::uint64_t k = 0; k < std::min(n, near); ++k) out.push_back(k);
  for (std::uint64_t k = 0; k < spread && n > near; ++k) out.push_back(detail::scaled_rounded(n - 1, k, spread - 1));
  for (std::uint64_t k = n > near ? n - near : 0; k <= n + near; ++k) out.push_back(k);
  return out;
}

/// Whether twice the base rate gives twice the rates.
bool only_scales(const rule& of, std::uint64_t steps, const clock& timing) {
  const auto once = of.bind({steps, timing, 1.0});
  const auto twice = of.bind({steps, timing, 2.0});
  if (!once || !twice) return true;  // it does not bind on any base: that is what is said then
  return std::ranges::all_of(looked_at(steps), [&](std::uint64_t t) {
    const double wanted = 2.0 * (**once)(t);
    const double got = (**twice)(t);
    return !(std::fabs(got - wanted) > 1e-12 * std::fmax(std::fabs(got), std::fabs(wanted)));
  });
}

error without_peak(const std::string& text) {
  return {errc::missing, syntax::quoted(text) + " is part of a schedule and has no peak, nor has anything around it",
          error::nowhere, "write peak(lr) behind the whole, and the part multiplies it, or behind the part itself"};
}

error with_own_rates(const std::string& text) {
  return {errc::conflict,
          syntax::quoted(text) +
              " has learning rates among its arguments or their defaults, which the peak around it would multiply",
          error::nowhere, "write peak(lr) behind the part itself and none around it, or peak(1) behind the part"};
}

}  // namespace

bool takes_outer_base(const schedule& s) {
  if (!s.with.rule || s.with.peak) return false;
  return libraries::find(s.with.rule->spelled().name).row->base == libraries::base_rate::scaled;
}

result<schedule> part_schedule(const std::string& text, std::uint64_t steps, const libraries::setting& in) {
  result<schedule> s = parse(text);
  if (!s || !takes_outer_base(*s)) return s;
  const bool combined = libraries::find(s->with.rule->spelled().name).of->name.empty();
  if (!in.base_given) return combined ? s : without_peak(text);  // a combination asks for its own parts
  if (!combined && !only_scales(*s->with.rule.get(), steps, in.timing)) return with_own_rates(text);
  s->with.peak = modifier::peak{1.0};
  return s;
}

}  // namespace taper::algebra
