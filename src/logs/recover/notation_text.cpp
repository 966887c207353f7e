// A recovered schedule in taper's notation.
#include <cmath>
#include <string>

#include "logs/recover/model.hpp"
#include "taper/notation.hpp"

namespace taper::inspection {
namespace {

std::string shape_text(const model& m) {
  switch (m.form.kind) {
    case fall::power: return "power(p=" + print_number(m.form.q) + ")";
    case fall::exp_window: return "exp(beta=" + print_number(m.form.q) + ")";
    case fall::poly: return "poly(i=" + print_number(m.form.q) + ")";
    case fall::sigmoid: return "sigmoid(i=" + print_number(m.form.q) + ")";
    case fall::window: return m.form.window ? m.form.window->text : "constant";
    default: return std::string(name_of(m.form.kind));
  }
}

// A ratio that is round in percent is written so, another as the rate itself.
std::string floor_text(const model& m) {
  const double percent = 100.0 * m.floor / m.peak;
  const double round = roundest(percent * (1.0 - 1e-9), percent * (1.0 + 1e-9));
  if (digits_of(round) <= 4) return " | floor(" + print_number(round) + "%)";
  return " | floor(" + print_number(roundest(m.floor * (1.0 - 1e-12), m.floor * (1.0 + 1e-12))) + ")";
}

std::string warmup_text(const model& m, std::int64_t& hold) {
  if (m.warmup == 0) return {};
  std::int64_t w = m.warmup;
  double from = m.from;
  std::string_view how;
  if (m.ramp == rise::logarithm) how = ", log";
  if (m.ramp == rise::cosine) how = ", cosine";
  if (m.ramp == rise::from_one) {
    // (t + 1) / W for t < W is a rise from 1 / W over W - 1 steps, and one step at the peak.
    from = 1.0 / static_cast<double>(m.warmup);
    w = m.warmup - 1;
    hold += 1;
    if (w == 0) return {};
  }
  std::string out = " | warmup(" + std::to_string(w) + std::string(how);
  if (from != 0.0) out += ", from=" + print_number(from);
  return out + ")";
}

}  // namespace

std::string notation_of(const model& m) {
  if (m.listed) return m.listed->spec;
  const std::string peak = " | peak(" + print_number(m.peak) + ")";
  const auto whole = [](double x) { return std::to_string(std::llround(x)); };
  if (m.form.kind == fall::inverse_sqrt && m.ramp == rise::linear && m.from == 0.0 && m.hold == 0) {
    const std::int64_t scale = std::llround(m.length);
    const std::string timescale = scale == m.warmup ? "" : ", timescale=" + whole(m.length);
    return "hf.inverse_sqrt(num_warmup_steps=" + std::to_string(m.warmup) + timescale + ")" + peak;
  }
  if (m.form.kind == fall::geometric) {
    const double gamma = std::exp(-1.0 / m.length);
    const std::string decay =
        "torch.ExponentialLR(gamma=" + print_number(roundest(gamma * (1.0 - 1e-13), gamma * (1.0 + 1e-13))) + ")";
    const std::string w = std::to_string(m.warmup);
    if (m.warmup == 0) return decay + peak;
    if (m.from > 0.0)
      return "torch.SequentialLR(schedulers=[torch.LinearLR(start_factor=" + print_number(m.from) +
             ", total_iters=" + w + "), " + decay + "], milestones=[" + w + "])" + peak;
    return "sequence(parts=[hf.constant_with_warmup(num_warmup_steps=" + w + ")" + peak + ", " + decay + peak +
           "], at=[" + w + "])";
  }
  std::int64_t hold = m.hold;
  std::string out = shape_text(m) + warmup_text(m, hold);
  if (hold > 0 && m.form.kind != fall::constant) out += " | hold(" + std::to_string(hold) + ")";
  if (m.floor > 0.0) out += floor_text(m);
  return out + peak;
}

}  // namespace taper::inspection
