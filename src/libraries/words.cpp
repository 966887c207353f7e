// Pieces of our own notation, for translations; and the findings on a schedule's length that all libraries share.
#include "words.hpp"

#include <cmath>

#include "make.hpp"
#include "taper/notation.hpp"

namespace taper::libraries::words {

std::optional<translation> join(std::uint64_t steps, std::initializer_list<std::string> pieces) {
  if (steps < 2) return std::nullopt;
  translation out{{}, steps};
  for (const std::string& piece : pieces) {
    if (!piece.empty()) out.spec += (out.spec.empty() ? "" : " | ") + piece;
  }
  return out;
}

std::string peak(double lr) { return "peak(" + print_number(lr) + ")"; }
std::string floor(double fraction) { return fraction == 0.0 ? "" : "floor(" + print_number(fraction * 100.0) + "%)"; }
std::string floor_rate(double lr) { return lr == 0.0 ? "" : "floor(" + print_number(lr) + ")"; }
std::string hold(std::uint64_t steps) { return steps == 0 ? "" : "hold(" + std::to_string(steps) + ")"; }
std::string power(double p) { return p == 1.0 ? "linear" : "power(p=" + print_number(p) + ")"; }

namespace {
std::string rise(const std::string& amount, const std::string& shape, double from) {
  const std::string how = shape == "linear" ? "" : ", " + shape;
  return "warmup(" + amount + how + (from == 0.0 ? "" : ", from=" + print_number(from)) + ")";
}
std::string ratios(double stretch, double decay) {
  return (stretch == 1.0 ? "" : ", stretch=" + print_number(stretch)) +
         (decay == 1.0 ? "" : ", decay=" + print_number(decay));
}
}  // namespace

std::string warmup(std::uint64_t steps, const std::string& shape, double from) {
  return steps == 0 ? "" : rise(std::to_string(steps), shape, from);
}
std::string warmup_from_one(std::uint64_t steps) {
  return steps < 2 ? "" : warmup(steps - 1, "linear", 1.0 / static_cast<double>(steps));
}
std::string hold_until(std::uint64_t step, std::uint64_t rise) {
  const std::uint64_t top = rise < 2 ? 0 : rise - 1;
  return step > top ? hold(step - top) : "";
}
std::string warmup_part(double fraction, const std::string& shape, double from) {
  return fraction == 0.0 ? "" : rise(print_number(fraction * 100.0) + "%", shape, from);
}
std::string restarts(std::uint64_t count, double stretch, double decay) {
  return count == 1 ? "" : "restarts(" + std::to_string(count) + ratios(stretch, decay) + ")";
}
std::string restarts_forever(std::uint64_t first, double stretch, double decay) {
  return "restarts(first=" + std::to_string(first) + ratios(stretch, decay) + ", forever)";
}

std::optional<translation> decay_to(double beta, std::uint64_t steps, double base) {
  if (beta == 1.0) return over(steps, "constant", peak(base));
  if (!(beta >= 1e-12 && beta < 1.0)) return std::nullopt;
  return over(steps, "exp(beta=" + print_number(beta) + ")", floor(beta), peak(base));
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
         "the run goes on " + std::to_string(run - schedule) + " steps after " + is + " at the last rate");
  }
}

}  // namespace taper::libraries::words
