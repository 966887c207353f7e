// llm.c's command. Source: karpathy/llm.c@4b5fecc (train_gpt2.cu, llmc/schedulers.h).
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.written == syntax::shell && d.command.find("train_gpt2") != std::string::npos && d.command.ends_with("cu");
}

void read(const document&, const keys& k, report& out) {
  const double rate = k.number("l", 3e-4);
  const std::int64_t rise = k.whole_or("u", 0);
  const double last = k.number("q", 1.0);
  const std::string name = k.word("k", "cosine");
  const std::optional<std::int64_t> most = k.whole("x", -1);
  if (out.failed()) return;
  std::optional<std::int64_t> steps = most && *most > 0 ? most : std::nullopt;
  steps ? k.gives_length("x") : out.length_from("as given");
  if (!steps && out.facts.steps_per_epoch) steps = static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  if (!steps && out.facts.steps) steps = static_cast<std::int64_t>(*out.facts.steps);
  if (!steps) return out.fail(no_length("it trains for one epoch and has no -x", "the number of optimizer steps"));
  if (name != "cosine" && name != "linear" && name != "constant" && name != "wsd")
    return out.rejected("unknown-scheduler", "k", k.line("k"),
                        "there is no learning rate scheduler " + echoed(name) + ": the run stops");
  const auto run = static_cast<std::uint64_t>(*steps);
  if (name == "constant") return out.run(at_peak(windowed(constant{}), rate), run);
  if (above_peak(out, k, "q", last)) return;
  check_warmup(out, k, "u", rise, *steps);
  if (rise >= *steps)
    return out.fail(k.problem("u", errc::unsupported, "a warmup as long as the run has no counterpart here"));
  if (last == 1.0)
    out.fault("never-decays", "q", k.line("q"),
              std::string(k.has("q") ? "-q 1" : "-q is 1 by default: it") +
                  " is the last rate as a part of the first; the rate does not fall");
  out.run(call("llmc." + name, {{"learning_rate", rate},
                                {"warmup_iterations", rise},
                                {"train_num_batches", *steps},
                                {"final_learning_rate_frac", last}}),
          run);
}

}  // namespace

const config_reader llmc = {
    .format = {"llm.c", "llm.c command", "karpathy/llm.c@4b5fecc"}, .recognizes = recognizes, .read = read};

}  // namespace taper::configs
