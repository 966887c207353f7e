// Building blocks for translations to native schedules, and findings on length shared by all libraries.
#include "native.hpp"

#include <cmath>
#include <variant>

#include "row.hpp"

namespace taper::libraries::native {

any_window constant() { return taper::constant{}; }
any_window linear() { return taper::linear{}; }
any_window cosine() { return taper::cosine{}; }
any_window one_minus_sqrt() { return taper::one_minus_sqrt{}; }
any_window cosine_power(double n) { return taper::cosine{.n = n}; }
any_window power(double p) { return p == 1.0 ? linear() : taper::power{.p = p}; }
any_window poly(double i, double n) { return taper::poly{.i = i, .n = n}; }
any_window exp(double beta) { return taper::exp{.beta = beta}; }

modifier::peak peak(double lr) { return taper::peak(lr); }
std::optional<modifier::floor> floor(double fraction) {
  return fraction == 0.0 ? std::nullopt : std::optional(taper::floor(percent(fraction * 100.0)));
}
std::optional<modifier::floor> floor_rate(double lr) {
  return lr == 0.0 ? std::nullopt : std::optional(taper::floor_lr(lr));
}
std::optional<modifier::hold> hold(std::uint64_t steps) {
  return steps == 0 ? std::nullopt : std::optional(taper::hold(steps));
}
std::optional<modifier::warmup> warmup(std::uint64_t steps, rise shape, double from) {
  return steps == 0 ? std::nullopt : std::optional(taper::warmup(steps, {shape, from}));
}
std::optional<modifier::warmup> warmup_from_one(std::uint64_t steps) {
  return steps < 2 ? std::nullopt : warmup(steps - 1, rise::linear, 1.0 / static_cast<double>(steps));
}
std::optional<modifier::hold> hold_until(std::uint64_t step, std::uint64_t rise) {
  const std::uint64_t top = rise < 2 ? 0 : rise - 1;
  return step > top ? hold(step - top) : std::nullopt;
}
std::optional<modifier::warmup> warmup_part(double fraction, rise shape, double from) {
  return fraction == 0.0 ? std::nullopt : std::optional(taper::warmup(percent(fraction * 100.0), {shape, from}));
}
std::optional<modifier::restarts> restarts(std::uint64_t count, cycles how) {
  return count == 1 ? std::nullopt : std::optional(taper::restarts(count, how));
}

namespace {

template <class F>
bool in_range(const F& f) {
  for (const parameter<F>& p : F::parameters) {
    if (!p.valid.contains(f.*p.member)) return false;
  }
  return true;
}
bool in_range(const table&) { return true; }

}  // namespace

std::optional<translation> checked(std::uint64_t steps, schedule s) {
  const bool fits = std::visit([](const auto& f) { return in_range(f); }, s.shape.family());
  if (steps < 2 || !fits || !fault_of(s.with)) return std::nullopt;
  s.with = normalized(std::move(s.with));
  return translation{std::move(s), steps};
}

std::optional<translation> decay_to(double beta, std::uint64_t steps, double base) {
  if (beta == 1.0) return over(steps, constant(), peak(base));
  if (!(beta >= 1e-12 && beta < 1.0)) return std::nullopt;
  return over(steps, exp(beta), floor(beta), peak(base));
}

bool exact_cycles(std::uint64_t first, double grow, std::uint64_t steps) {
  if (grow == 1.0) return true;
  if (grow < 1.01) return false;
  auto length = static_cast<double>(first);
  for (double begin = 0.0; begin < static_cast<double>(steps); begin += length, length *= grow) {
    if (length != std::floor(length)) return false;
  }
  return true;
}

void length_findings(std::vector<finding>& out, std::uint64_t run, std::uint64_t schedule,
                     const std::string& parameter) {
  const std::string is = parameter + "=" + std::to_string(schedule);
  if (run < schedule) {
    fault(out, "unfinished-decay", run == 0 ? 0 : run - 1,
          "the run has " + std::to_string(run) + " steps and " + is + ": the fall does not finish; make them equal");
  } else if (run > schedule + 1) {
    note(out, "past-the-end", schedule,
         "the run continues for " + std::to_string(run - schedule) + " steps after " + is + ", at the last rate");
  }
}

}  // namespace taper::libraries::native
