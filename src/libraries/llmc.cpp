// The schedules of llm.c's schedulers.h.
//
// llm.c's learning-rate schedules as pure functions of the step, in float32 as in llm.c.
//
// llm.c asserts beyond train_num_batches; here the last rate is kept. Source: karpathy/llm.c, llmc/schedulers.h.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::llmc {

namespace {

/// (t + 1) / W for t < W, except in constant, which has no warmup
struct schedule {
  enum class kind : unsigned char { cosine, linear, constant, wsd };
  kind type;
  double learning_rate;
  std::uint64_t warmup_iterations;
  std::uint64_t train_num_batches;
  double final_learning_rate_frac;

  double operator()(std::uint64_t t) const noexcept {
    const auto top = static_cast<float>(learning_rate);
    if (type == kind::constant) return static_cast<double>(top);
    if (t < warmup_iterations) {
      const auto done = static_cast<float>(t + 1);
      const auto length = static_cast<float>(warmup_iterations);
      return static_cast<double>(type == kind::wsd ? top * (done / length) : top * done / length);
    }
    const float low = top * static_cast<float>(final_learning_rate_frac);
    t = std::min(t, train_num_batches);
    const std::uint64_t begin = type == kind::wsd ? decay_point() : warmup_iterations;
    if (t < begin || begin >= train_num_batches) return static_cast<double>(top);
    const float u = static_cast<float>(t - begin) / static_cast<float>(train_num_batches - begin);
    if (type == kind::linear) return static_cast<double>(top - u * (top - low));
    if (type == kind::wsd) return static_cast<double>(low + (1.0F - std::sqrt(u)) * (top - low));
    const float wave = 0.5F * (1.0F + std::cos(static_cast<float>(std::numbers::pi * static_cast<double>(u))));
    return static_cast<double>(low + wave * (top - low));
  }
  /// First step of the fall of wsd: 80 % of the run, in float32 as in llm.c.
  [[nodiscard]] std::uint64_t decay_point() const noexcept {
    return static_cast<std::uint64_t>(0.8F * static_cast<float>(train_num_batches));
  }
};

using kind = schedule::kind;

constexpr parameter_row rows_of[] = {
    {"learning_rate", takes::real, 0.0003, range::at_least(0), "", "highest rate"},
    {"warmup_iterations", takes::steps, 0, range::at_least(0), "", "steps of the rise, (t + 1) / W"},
    {"train_num_batches", takes::steps, left_out, range::at_least(1), "",
     "steps of the run; the run length unless given"},
    {"final_learning_rate_frac", takes::real, 0, range::between(0, 1), "", "last rate as a fraction of the highest"},
};

template <kind type>
schedule of(const arguments& a, const setting& in) {
  return {type, a.real("learning_rate"), a.count("warmup_iterations"),
          a.given("train_num_batches") ? a.count("train_num_batches") : in.steps, a.real("final_learning_rate_frac")};
}
template <kind type>
made_rule make(const arguments& a, const setting& in) {
  const schedule s = of<type>(a, in);
  if (type != kind::constant && s.warmup_iterations >= s.train_num_batches) {
    return conflict("llmc: warmup_iterations must be below train_num_batches");
  }
  return made(s);
}
template <kind type>
void find_in_length(const arguments& a, const setting& in, std::vector<finding>& out) {
  const schedule s = of<type>(a, in);
  if (type == kind::constant) {
    if (s.warmup_iterations > 0)
      note(out, "warmup-ignored", 0, "llm.c's constant schedule has no warmup: warmup_iterations does nothing");
    return;
  }
  if (in.steps > s.train_num_batches + 1) {
    fault(out, "steps-beyond-end", s.train_num_batches + 1, "llm.c stops with an assertion beyond train_num_batches");
  } else {
    native::length_findings(out, in.steps, s.train_num_batches, "train_num_batches");
  }
  if (type == kind::wsd && s.warmup_iterations > s.decay_point()) {
    fault(out, "seam-jump", s.warmup_iterations,
          "the warmup ends after the fall has begun (80 % of the run): the rate jumps down there");
  }
}
/// Its warmup, (t + 1) / W, reaches the maximum at W - 1; its fall starts at W, or at the last fifth.
template <kind type>
std::optional<translation> translate(const arguments& a, const setting& in) {
  const schedule s = of<type>(a, in);
  if (!(s.learning_rate > 0.0)) return std::nullopt;
  if (type == kind::constant) return native::over(in.steps, native::constant(), native::peak(s.learning_rate));
  const std::uint64_t begin = type == kind::wsd ? s.decay_point() : s.warmup_iterations;
  if (s.train_num_batches < 2 || s.warmup_iterations > begin) return std::nullopt;
  const any_window shape = type == kind::cosine   ? native::cosine()
                           : type == kind::linear ? native::linear()
                                                  : native::one_minus_sqrt();
  return native::over(s.train_num_batches, shape, native::warmup_from_one(s.warmup_iterations),
                      native::hold_until(begin, s.warmup_iterations), native::floor(s.final_learning_rate_frac),
                      native::peak(s.learning_rate));
}

constexpr entry rows[] = {
    {"cosine", "warmup, cosine decay", "low + (top - low) (1 + cos(pi (t - W) / (T - W))) / 2", rows_of,
     base_rate::absent, "Stops with an assertion after the end.",
     &recipe_of<make<kind::cosine>, translate<kind::cosine>, find_in_length<kind::cosine>>},
    {"linear", "warmup, linear decay", "top - (top - low) (t - W) / (T - W)", rows_of, base_rate::absent,
     "Stops with an assertion after the end.",
     &recipe_of<make<kind::linear>, translate<kind::linear>, find_in_length<kind::linear>>},
    {"constant", "constant", "learning_rate", rows_of, base_rate::absent, "Ignores warmup_iterations.",
     &recipe_of<make<kind::constant>, translate<kind::constant>, find_in_length<kind::constant>>},
    {"wsd", "warmup, hold, 1 - sqrt over the last fifth",
     "low + (top - low) (1 - sqrt((t - P) / (T - P))), P = int(0.8f T)", rows_of, base_rate::absent,
     "The decay always takes the last fifth; stops with an assertion after the end.",
     &recipe_of<make<kind::wsd>, translate<kind::wsd>, find_in_length<kind::wsd>>},
};
}  // namespace

}  // namespace taper::libraries::llmc

namespace taper::libraries {

const library llmc_library = {
    "llmc",
    "llm.c, llmc/schedulers.h",
    "commit 4b5fecc",
    "printed by the library",
    "float32",
    "https://github.com/karpathy/llm.c/blob/4b5fecc8b2b5e77e208318c998de51ae27781d24/llmc/schedulers.h",
    3e-4,
    "none: learning_rate is a parameter",
    llmc::rows};

}  // namespace taper::libraries
