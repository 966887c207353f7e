// The names that trainers give to steps, rates and losses.
#include "logs/read/field_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
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

constexpr std::array<std::string_view, 19> not_the_rate = {
    "scale", "decay",     "min",  "max",    "base", "initial",    "mult",  "ratio",    "warmup", "factor",
    "init",  "scheduler", "type", "policy", "end",  "multiplier", "steps", "momentum", "mom"};
constexpr std::array<std::string_view, 8> held_out = {"eval", "val", "valid", "validation",
                                                      "test", "dev", "tel",   "heldout"};

std::string trim_separators(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return std::string(text);
}

field_name rate_name(std::string_view key, const std::vector<word>& words) {
  if (any_of(words, not_the_rate)) return {};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool two = words[i].text == "learning" && i + 1 < words.size() && words[i + 1].text == "rate";
    if (!two && words[i].text != "lr" && words[i].text != "learningrate") continue;
    std::string group = trim_separators(key.substr(words[two ? i + 1 : i].end));
    const std::string before = trim_separators(key.substr(0, words[i].begin));
    const bool plain = before.empty() || before == "train" || before == "training" || before == "optim" ||
                       before == "optimizer" || before == "trainer" || before == "global";
    if (!plain) group = group.empty() ? before : before + "/" + group;
    return {field::rate, plain ? 3 : 2, std::move(group)};
  }
  return {};
}

field_name step_name(const std::vector<word>& words) {
  const std::string& last = words.back().text;
  const std::string first = words.size() > 1 ? words[words.size() - 2].text : std::string();
  const bool total = any_of(words, std::array<std::string_view, 4>{"total", "max", "planned", "num"});
  if (last == "updates" && total) return {field::step, 6, {}};  // fairseq's num_updates
  if ((last == "steps" || last == "iters" || last == "iterations") && total) return {field::max_steps, 3, {}};
  if (total) return {};
  if (last == "step" || last == "steps") {
    if (first == "global" || first == "optimizer" || first == "current" || first == "update")
      return {field::step, 8, {}};
    if (words.size() == 1) return {field::step, 7, {}};
    if (first == "train" || first == "training" || first == "trainer") return {field::step, 6, {}};
    return {};
  }
  if (last == "iteration" || last == "iter" || last == "it" || last == "update" || last == "batch") {
    return words.size() == 1 || first == "train" || first == "global" ? field_name{field::step, 5, {}} : field_name{};
  }
  if (last == "epoch" && (words.size() == 1 || first == "train")) return {field::epoch, 2, {}};
  return {};
}

// The column of a table, or the key of each row, that tells runs apart: a name is preferred to an identifier.
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

field_name classify_field(std::string_view key) {
  if (key.size() > 200) return {};
  const std::vector<word> words = words_of(key);
  if (words.empty()) return {};
  if (key == "_step") return {field::step, 4, {}};  // counts calls of wandb.log, not optimizer steps
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
  return step_name(words);
}

}  // namespace taper::inspection
