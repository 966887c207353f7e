// A recovered schedule as a value, and in taper's notation.
#include <cmath>
#include <string>

#include "logs/recover/model.hpp"
#include "taper/algebra.hpp"
#include "taper/library_types.hpp"
#include "taper/notation.hpp"

namespace taper::inspection {
namespace {

any_window window_of(const shape& form) {
  switch (form.kind) {
    case fall::linear: return taper::linear{};
    case fall::cosine: return taper::cosine{};
    case fall::one_minus_sqrt: return taper::one_minus_sqrt{};
    case fall::power: return taper::power{.p = form.q};
    case fall::exp_window: return taper::exp{.beta = form.q};
    case fall::poly: return taper::poly{.i = form.q};
    case fall::sigmoid: return taper::sigmoid{.i = form.q};
    case fall::window: return form.window ? form.window->window : any_window(taper::constant{});
    default: return taper::constant{};
  }
}

// A ratio that is round in percent is written so, another as the rate itself.
modifier::floor floor_of(const model& m) {
  const double percent = 100.0 * m.floor / m.peak;
  const double round = roundest(percent * (1.0 - 1e-9), percent * (1.0 + 1e-9));
  if (digits_of(round) <= 4) return taper::floor(taper::percent(round));
  return floor_lr(roundest(m.floor * (1.0 - 1e-12), m.floor * (1.0 + 1e-12)));
}

std::optional<modifier::warmup> warmup_of(const model& m, std::int64_t& hold) {
  if (m.warmup == 0) return std::nullopt;
  std::int64_t w = m.warmup;
  double from = m.from;
  if (m.ramp == ramp_kind::from_one) {
    // (t + 1) / W for t < W is a rise from 1 / W over W - 1 steps, and one step at the peak.
    from = 1.0 / static_cast<double>(m.warmup);
    w = m.warmup - 1;
    hold += 1;
    if (w == 0) return std::nullopt;
  }
  return warmup(w, {written_rise(m.ramp), from});
}

// A factor every step, after a warmup.
result<schedule> geometric(const model& m) {
  const modifier::peak peak = taper::peak(m.peak);
  const double gamma = std::exp(-1.0 / m.length);
  const torch::exponential decay{.gamma = roundest(gamma * (1.0 - 1e-13), gamma * (1.0 + 1e-13))};
  TAPER_TRY(falls, make(decay));
  if (m.warmup == 0) return falls | peak;
  if (m.from > 0.0) {
    const torch::linear rises{.start_factor = m.from, .total_iters = m.warmup};
    TAPER_TRY(both, make(torch::sequential{.schedulers = {rises, decay}, .milestones = {m.warmup}}));
    return both | peak;
  }
  TAPER_TRY(rises, make(hf::constant_with_warmup{.num_warmup_steps = m.warmup}));
  return checked::sequence({rises | peak, falls | peak}, {steps(m.warmup)});
}

}  // namespace

taper::rise written_rise(ramp_kind ramp) noexcept {
  switch (ramp) {
    case ramp_kind::logarithm: return taper::rise::log;
    case ramp_kind::cosine: return taper::rise::cosine;
    default: return taper::rise::linear;
  }
}

result<schedule> schedule_of(const model& m) {
  if (m.listed) return m.listed->source;
  if (m.form.kind == fall::geometric) return geometric(m);
  if (m.form.kind == fall::inverse_sqrt && m.ramp == ramp_kind::linear && m.from == 0.0 && m.hold == 0) {
    hf::inverse_sqrt form{.num_warmup_steps = m.warmup};
    if (const std::int64_t scale = std::llround(m.length); scale != m.warmup) form.timescale = scale;
    TAPER_TRY(made, make(form));
    return made | taper::peak(m.peak);
  }
  std::int64_t hold = m.hold;
  schedule out{window_of(m.form), {}};
  out.with.warmup = warmup_of(m, hold);
  if (hold > 0 && m.form.kind != fall::constant) out.with.hold = taper::hold(hold);
  if (m.floor > 0.0) out.with.floor = floor_of(m);
  return out | taper::peak(m.peak);
}

std::string notation_of(const model& m) {
  if (m.listed) return m.listed->spec;
  const result<schedule> made = schedule_of(m);
  return made ? print(*made) : std::string();
}

}  // namespace taper::inspection
