// Binds the parts of a combination. Combinations can be 1000 levels deep, so recursive functions here use small frames.
#include "part.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper::combined {

namespace {

/// The first and last steps of a run, evenly spread steps, and some steps after its end.
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
bool only_scales(const node& of, std::uint64_t steps, const clock& timing) {
  const auto once = of.bind({steps, timing, 1.0});
  const auto twice = of.bind({steps, timing, 2.0});
  if (!once || !twice) return true;  // cannot be bound to any base; binding reports the error
  return std::ranges::all_of(looked_at(steps), [&](std::uint64_t t) {
    const double wanted = 2.0 * (**once)(t);
    const double got = (**twice)(t);
    return !(std::fabs(got - wanted) > 1e-12 * std::fmax(std::fabs(got), std::fabs(wanted)));
  });
}

error without_peak(const schedule& s) {
  return failed(errc::missing,
                echoed(print(s)) + " is part of a schedule, but neither it nor an enclosing schedule has a peak",
                "add peak(lr) to the whole schedule, which scales the part, or to the part itself");
}

error with_own_rates(const schedule& s) {
  return failed(
      errc::conflict,
      echoed(print(s)) +
          " has absolute learning rates among its arguments or defaults, which the enclosing peak would multiply",
      "add peak(lr) to the part and none to the whole schedule, or add peak(1) to the part");
}

bound_part::base base_of(const schedule& s) {
  return takes_outer_base(s) ? bound_part::base::around : bound_part::base::own;
}

/// A part that is not a combination, with its peak.
result<schedule> on_its_base(const schedule& s, std::uint64_t steps, const libraries::setting& in) {
  if (!takes_outer_base(s)) return s;
  if (!in.base_given) return without_peak(s);
  if (!only_scales(*s.root, steps, in.timing)) return with_own_rates(s);
  schedule out = s;
  out.with.peak = modifier::peak{1.0};
  return out;
}

/// The error of a part that could not be bound, as the enclosing combination reports it.
[[gnu::noinline]] error placed(error e, const operand& argument, std::uint64_t steps) {
  constexpr std::size_t long_enough = 400;
  if (e.offset != error::nowhere || e.message.size() > long_enough) return e;  // an inner part has already reported it
  e.offset = argument.at;
  e.message = "in " + echoed(print(argument.of->is)) + " over " + std::to_string(steps) + " steps: " + e.message;
  return e;
}

[[gnu::noinline]] result<bound_part> leaf(const operand& argument, std::uint64_t steps, const libraries::setting& in) {
  const result<schedule> s = on_its_base(argument.of->is, steps, in);
  if (!s) {
    error e = s.error();
    e.offset = argument.at;
    return e;
  }
  result<run> bound = s->bind(steps, in.timing);
  if (!bound) return placed(bound.error(), argument, steps);
  return bound_part(*std::move(bound), base_of(argument.of->is));
}

/// What an inner combination is bound to, or the error found before binding its parts.
[[gnu::noinline]] std::optional<error> outer(const schedule& s, std::uint64_t steps, const libraries::setting& in,
                                             binding& to) {
  TAPER_CHECK(fault_of(s.with, s.root.get()));
  if (steps < 1) return failed(errc::out_of_range, "a run needs at least 1 step, got 0");
  if (s.with.peak)
    to.peak = s.with.peak->lr;
  else if (in.base_given && takes_outer_base(s))
    to.peak = 1.0;
  return std::nullopt;
}

[[gnu::noinline]] bound_part with_rates(const schedule& s, const binding& to, std::shared_ptr<const step_rule> rates) {
  schedule source = s;
  if (to.peak) source.with.peak = modifier::peak{*to.peak};
  return {run::unjudged(source, to.steps, to.timing, std::move(rates)), base_of(s)};
}

}  // namespace

bool takes_outer_base(const schedule& s) { return s.root && !s.with.peak && s.root->scales_peak(); }

result<bound_part> bind_part(const operand& argument, std::uint64_t steps, const libraries::setting& in) {
  const schedule& s = argument.of->is;
  if (!s.root || s.root->combined() == nullptr) return leaf(argument, steps, in);
  binding to{steps, in.timing, {}};
  if (std::optional<error> fault = outer(s, steps, in, to)) return placed(*std::move(fault), argument, steps);
  libraries::made_rule rates = s.root->bind(to);
  if (!rates) return placed(rates.error(), argument, steps);
  return with_rates(s, to, *std::move(rates));
}

double top_of(const bound_part& part) {
  const std::shared_ptr<const step_rule> rates = part->only_rates();
  const combined_rates* parts = rates ? rates->combined() : nullptr;
  if (parts == nullptr) return part->peak();
  // avoids reading rates if possible: deep nesting then costs no more than one level
  if (const auto* m = std::get_if<mapped>(&parts->is); m != nullptr && m->from >= m->to && m->from > 0.0)
    return m->from;
  return highest_rate(*rates, part->steps());
}

}  // namespace taper::combined
