// The names that trainers give to steps, rates and losses.
#include "logs/read/field_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <vector>

namespace taper::inspection {
namespace {

struct word {
  std::string text;
  std::size_t begin;
  std::size_t end;
};

std::vector<word> words_of(std::string_view key) {
  std::vector<word> out;
  std::size_t i = 0;
  while (i < key.size()) {
    const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    if (!is_letter(key[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    std::string text;
    while (i < key.size() && is_letter(key[i])) {
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(key[i])));
      ++i;
    }
    out.push_back({std::move(text), begin, i});
  }
  return out;
}

template <std::size_t N>
bool any_of(const std::vector<word>& words, const std::array<std::string_view, N>& names) {
  return std::any_of(words.begin(), words.end(),
                     [&](const word& w) { return std::find(names.begin(), names.end(), w.text) != names.end(); });
}

constexpr std::array<std::string_view, 29> not_the_rate = {
    "scale", "decay",     "min",  "max",    "base",  "initial",    "mult",  "ratio",    "warmup", "factor",
    "init",  "scheduler", "type", "policy", "end",   "multiplier", "steps", "momentum", "mom",    "basic",
    "per",   "final",     "peak", "target", "start", "default",    "range", "schedule", "wd"};
// Words before a rate that only state that it is the rate in use.
constexpr std::array<std::string_view, 14> plain_words = {"train",  "training", "optim",   "optimizer", "trainer",
                                                          "global", "current",  "cur",     "new",       "last",
                                                          "x",      "opt",      "tracked", "charts"};
constexpr std::array<std::string_view, 26> not_the_step = {
    "per",  "each",  "every", "best", "last", "max",  "total", "num", "warmup", "of",   "save",  "saved", "eval",
    "next", "decay", "start", "min",  "avg",  "time", "sec",   "log", "from",   "stop", "until", "val",   "valid"};
constexpr std::array<std::string_view, 8> held_out = {"eval", "val", "valid", "validation",
                                                      "test", "dev", "tel",   "heldout"};

std::string trim_separators(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return std::string(text);
}

// "lr", "lr0", "lr12", "lrate": the digits are a group.
std::optional<std::string_view> rate_word(std::string_view word) {
  if (word == "learningrate" || word == "lrate") return std::string_view();
  if (!word.starts_with("lr")) return std::nullopt;
  word.remove_prefix(2);
  const bool digits = std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && word.size() <= 3 ? std::optional(word) : std::nullopt;
}

field_name rate_name(std::string_view key, const std::vector<word>& words) {
  if (any_of(words, not_the_rate)) return {};
  if (words.size() == 2 && words[0].text == "l" && words[1].text == "r") return {field::rate, 3, {}};  // Marian's L.r.
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool two = words[i].text == "learning" && i + 1 < words.size() && words[i + 1].text == "rate";
    const std::optional<std::string_view> digits = rate_word(words[i].text);
    if (!two && !digits) continue;
    std::string group = trim_separators(key.substr(words[two ? i + 1 : i].end));
    if (!two && !digits->empty()) group = std::string(*digits) + (group.empty() ? "" : "/" + group);
    const std::string before = trim_separators(key.substr(0, words[i].begin));
    const bool plain = std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), [](const word& w) {
      return std::find(plain_words.begin(), plain_words.end(), w.text) != plain_words.end();
    });
    if (!plain) group = group.empty() ? before : before + "/" + group;
    return {field::rate, plain ? 3 : 2, std::move(group)};
  }
  return {};
}

field_name step_name(const std::vector<word>& words) {
  constexpr std::array<std::string_view, 5> numbered = {"num", "number", "no", "idx", "index"};  // "Epoch-Num"
  if (words.size() == 2 && std::find(numbered.begin(), numbered.end(), words[1].text) != numbered.end()) {
    const std::string& of = words[0].text;
    if (of == "epoch") return {field::epoch, 1, {}};
    if (of == "step") return {field::step, 7, {}};
    if (of == "iter" || of == "iteration") return {field::step, 5, {}};
  }
  const std::string& last = words.back().text;
  const std::string first = words.size() > 1 ? words[words.size() - 2].text : std::string();
  if (last == "timesteps" || last == "timestep") return {field::step, 5, {}};  // of an environment
  if (first == "timesteps" && last == "total") return {field::step, 5, {}};    // RLlib
  if (last == "globalstep" || last == "globalsteps") return {field::step, 8, {}};
  if (first == "acc" && last == "iter") return {field::step, 8, {}};
  if (first == "batch" && (last == "idx" || last == "id")) return {field::step, 4, {}};
  if (first == "per" && last == "epoch") return {field::per_epoch, 1, {}};
  const bool total = any_of(words, std::array<std::string_view, 4>{"total", "max", "planned", "num"});
  if (last == "updates" && total) return {field::step, 6, {}};  // fairseq's num_updates
  if ((last == "steps" || last == "iters" || last == "iterations" || last == "iter") && total)
    return {field::max_steps, 3, {}};
  if (total) return {};
  if (last == "step" || last == "steps") {
    if (first == "global" || first == "optimizer" || first == "optim" || first == "opt" || first == "current" ||
        first == "update")
      return {field::step, 8, {}};
    if (words.size() == 1) return {field::step, 7, {}};
    if (first == "train" || first == "training" || first == "trainer") return {field::step, 6, {}};
    return {};
  }
  if (last == "iteration" || last == "iter" || last == "it" || last == "update" || last == "batch") {
    const bool own = words.size() == 1 || first == "train" || first == "training" || first == "global" ||
                     first == "cur" || first == "current";
    return own ? field_name{field::step, 5, {}} : field_name{};
  }
  if (words.size() == 1 && (last == "updates" || last == "iters" || last == "iterations")) return {field::step, 4, {}};
  const bool own = words.size() == 1 || first == "train" || first == "training" || first == "current" || first == "cur";
  if (last == "epoch" && own) return {field::epoch, 2, {}};
  return {};
}

// The column or key that distinguishes runs: a name is preferred to an identifier.
field_name run_name(const std::vector<word>& words) {
  if (words.size() > 2 || words[0].text != "run") return {};
  if (words.size() == 1) return {field::run, 2, {}};
  if (words[1].text == "name") return {field::run, 3, {}};
  return words[1].text == "id" ? field_name{field::run, 1, {}} : field_name{};
}

field_name loss_name(const std::vector<word>& words) {
  if (!any_of(words, std::array<std::string_view, 4>{"loss", "trl", "tel", "nll"})) return {};
  if (any_of(words,
             std::array<std::string_view, 9>{"scale", "scaler", "aux", "balancing", "kl", "min", "best", "mtp", "z"})) {
    return {};
  }
  const bool out = any_of(words, held_out);
  int weight = words.size() == 1 ? 9 : 5;
  const std::string& last = words.back().text;
  if (words.size() == 2 && (words[0].text == "train" || words[1].text == "train" || words[0].text == "lm")) weight = 8;
  if (last == "step") weight = 7;
  if (last == "epoch" || last == "avg" || last == "mean") weight = 3;
  return {out ? field::eval_loss : field::loss, weight, {}};
}

}  // namespace

bool names_base_rate(std::string_view key) {
  const bool maybe = key.find("ase") != std::string_view::npos || key.find("ASE") != std::string_view::npos;
  if (!maybe) return false;  // nearly always: the words cost more
  const std::vector<word> words = words_of(key);
  const std::size_t n = words.size();
  if (n >= 2 && words[n - 2].text == "base" && words[n - 1].text == "lr") return true;
  return n >= 3 && words[n - 3].text == "base" && words[n - 2].text == "learning" && words[n - 1].text == "rate";
}

bool spoils_rate(std::string_view word) {
  return std::find(not_the_rate.begin(), not_the_rate.end(), word) != not_the_rate.end();
}

bool spoils_step(std::string_view word) {
  return std::find(not_the_step.begin(), not_the_step.end(), word) != not_the_step.end();
}

field_name classify_field(std::string_view key) {
  if (key.size() > 200) return {};
  const std::vector<word> words = words_of(key);
  if (words.empty()) return {};
  if (key == "global_step/max_steps") return {field::step, 8, {}};  // ms-swift: "10/438"
  if (key == "_step") return {field::step, 4, {}};                  // counts calls of wandb.log, not optimizer steps
  if (field_name rate = rate_name(key, words); rate.kind != field::none) return rate;
  const bool norm = words.back().text == "norm" || words.back().text == "gradnorm";
  if (norm && any_of(words, std::array<std::string_view, 5>{"grad", "gnorm", "gradient", "gradnorm", "norm"}) &&
      !any_of(words, std::array<std::string_view, 4>{"param", "params", "weight", "layer"})) {
    return {field::grad_norm, words.size() <= 2 ? 3 : 2, {}};
  }
  if (words.back().text == "gnorm") return {field::grad_norm, 3, {}};
  if (words.back().text == "skipped" && words.size() == 1) return {field::skipped, 1, {}};
  if (field_name loss = loss_name(words); loss.kind != field::none) return loss;
  if (field_name run = run_name(words); run.kind != field::none) return run;
  if (words.size() == 1 && any_of(words, std::array<std::string_view, 3>{"mode", "phase", "split"}))
    return {field::phase, 1, {}};
  return step_name(words);
}

}  // namespace taper::inspection
