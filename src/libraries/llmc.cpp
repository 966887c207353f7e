// The rows of llm.c's schedulers.h.
#include "taper/libraries/llmc.hpp"

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::llmc {

namespace {

using kind = schedule::kind;

constexpr parameter_row rows_of[] = {
    {"learning_rate", takes::real, "0.0003", range::at_least(0), "", "highest rate"},
    {"warmup_iterations", takes::steps, "0", range::at_least(0), "", "steps of the rise, (t + 1) / W"},
    {"train_num_batches", takes::steps, "none", range::at_least(1), "", "steps of the run; its length unless given"},
    {"final_learning_rate_frac", takes::real, "0", range::between(0, 1), "", "last rate as a part of the highest"},
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
    words::length_findings(out, in.steps, s.train_num_batches, "train_num_batches");
  }
  if (type == kind::wsd && s.warmup_iterations > s.decay_point()) {
    fault(out, "seam-jump", s.warmup_iterations,
          "the warmup ends after the fall has begun (80 % of the run): the rate jumps down there");
  }
}
/// Its warmup, (t + 1) / W, is at the top at W - 1; its fall starts at W, or at the last fifth.
template <kind type>
std::optional<translation> translate(const arguments& a, const setting& in) {
  const schedule s = of<type>(a, in);
  if (!(s.learning_rate > 0.0)) return std::nullopt;
  if (type == kind::constant) return words::over(in.steps, "constant", words::peak(s.learning_rate));
  const std::uint64_t begin = type == kind::wsd ? s.decay_point() : s.warmup_iterations;
  if (s.train_num_batches < 2 || s.warmup_iterations > begin) return std::nullopt;
  const std::string shape = type == kind::cosine ? "cosine" : type == kind::linear ? "linear" : "one_minus_sqrt";
  return words::over(s.train_num_batches, shape, words::warmup_from_one(s.warmup_iterations),
                     words::hold_until(begin, s.warmup_iterations), words::floor(s.final_learning_rate_frac),
                     words::peak(s.learning_rate));
}

constexpr entry rows[] = {
    {"cosine", "a rise and half a cosine", "low + (top - low) (1 + cos(pi (t - W) / (T - W))) / 2", rows_of,
     base_rate::absent, "Asserts beyond the end.", make<kind::cosine>, translate<kind::cosine>,
     find_in_length<kind::cosine>},
    {"linear", "a rise and a straight fall", "top - (top - low) (t - W) / (T - W)", rows_of, base_rate::absent,
     "Asserts beyond the end.", make<kind::linear>, translate<kind::linear>, find_in_length<kind::linear>},
    {"constant", "a constant", "learning_rate", rows_of, base_rate::absent, "Ignores warmup_iterations.",
     make<kind::constant>, translate<kind::constant>, find_in_length<kind::constant>},
    {"wsd", "a rise, a hold, 1 - sqrt over the last fifth",
     "low + (top - low) (1 - sqrt((t - P) / (T - P))), P = int(0.8f T)", rows_of, base_rate::absent,
     "The last fifth is fixed; asserts beyond the end.", make<kind::wsd>, translate<kind::wsd>,
     find_in_length<kind::wsd>},
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
