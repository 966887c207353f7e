// Reads `--key value`, `--key=value` and `key=value` of a command.
#include "configs/shell_command.hpp"

#include <algorithm>

#include "configs/keys.hpp"

namespace taper::configs {
namespace {

struct word {
  std::string text;
  const letters* from;
};

bool is_option(const word& w) { return w.text.size() > 2 && w.text[0] == '-' && w.text[1] == '-'; }
bool is_script(const std::string& w) { return w.ends_with(".py") || w.ends_with(".sh"); }
bool is_data(const std::string& w) {
  return w.ends_with(".yaml") || w.ends_with(".yml") || w.ends_with(".toml") || w.ends_with(".json");
}

std::string key_of(std::string_view option) {
  std::string key(option);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

// llm.c's program, whose options are single letters: -l 6e-4 -u 700.
bool takes_letters(const std::string& w) { return w.ends_with("train_gpt2cu") || w.ends_with("train_gpt2fp32cu"); }

bool is_launcher(const std::string& w) { return w == "torchrun" || w == "accelerate" || w == "deepspeed"; }

// The script, after its launcher: torchrun --nproc_per_node 8 train.py --lr …
std::size_t begin_of(const std::vector<word>& words) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_script(words[i].text) && (begin == 0 || !is_option(words[i - 1]))) begin = i;
  }
  if (begin > 0 || words.empty() || !is_launcher(words.front().text)) return begin;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i].text == "-m") return i + 1;  // torchrun --nproc_per_node 8 -m package.train --lr …
  }
  return begin;
}

class options_reader {
 public:
  options_reader(const std::vector<word>& words, const shell_variables& known, document& out)
      : words_(words), known_(known), out_(out) {}

  bool read() {
    const auto letters_from =
        std::find_if(words_.begin(), words_.end(), [](const word& w) { return takes_letters(w.text); });
    if (letters_from != words_.end()) return read_letters(static_cast<std::size_t>(letters_from - words_.begin()));
    const std::size_t script = begin_of(words_);
    for (std::size_t i = 0; i < script; ++i) {
      if (!is_option(words_[i])) continue;
      const std::size_t equals = words_[i].text.find('=');
      if (equals != std::string::npos)
        put("launcher." + key_of(words_[i].text.substr(2, equals - 2)), words_[i], after_equals(*words_[i].from));
      else if (i + 1 < script && !is_option(words_[i + 1]))
        put("launcher." + key_of(words_[i].text.substr(2)), words_[i], *words_[i + 1].from);
    }
    for (std::size_t i = script; i < words_.size();) i = next(i);
    return options_ || settings_ > 1;
  }

 private:
  // Every option is a letter or two and takes a value, which may begin with a minus.
  bool read_letters(std::size_t program) {
    out_.command = words_[program].text;
    for (std::size_t i = program + 1; i + 1 < words_.size(); i += 2) {
      const word& w = words_[i];
      if (w.text.size() < 2 || w.text.size() > 3 || w.text[0] != '-') return options_;
      options_ = true;
      put(w.text.substr(1), w, *words_[i + 1].from);
    }
    return options_;
  }

  // $EXTRA_ARGS or ${EXTRA_ARGS} that the script does not set.
  static bool is_open(const word& w) {
    return w.text.starts_with('$') &&
           std::all_of(w.from->begin(), w.from->end(), [](const letter& l) { return l.unknown || l.c == '\0'; });
  }

  std::size_t next(std::size_t i) {
    const word& w = words_[i];
    if (i > 0 && is_open(w)) {
      if (out_.open.empty()) out_.open = w.text;
      return i + 1;
    }
    const std::size_t equals = w.text.find('=');
    if (is_option(w)) {
      options_ = true;
      const std::string key = key_of(w.text.substr(2, equals == std::string::npos ? equals : equals - 2));
      if (equals != std::string::npos) {
        put(key, w, after_equals(*w.from));
        return i + 1;
      }
      const bool flag = i + 1 == words_.size() || is_option(words_[i + 1]);
      put(key, w, flag ? letters_of("true") : *words_[i + 1].from);
      return flag ? i + 1 : about_rate(key) ? rest_of_list(key, i + 2) : i + 2;
    }
    if (equals != std::string::npos && equals > 0) {
      ++settings_;
      std::string key = w.text.substr(0, equals);
      while (!key.empty() && key.front() == '+') key.erase(0, 1);  // Hydra's syntax for adding a key
      put(key, w, after_equals(*w.from));
      return i + 1;
    }
    // A single letter with a number, -b 32, is kept under its own name.
    if (w.text.size() == 2 && w.text[0] == '-' && i + 1 < words_.size() && number_in(words_[i + 1].text)) {
      put(w.text, w, *words_[i + 1].from);
      return i + 2;
    }
    if (options_ || settings_ > 0) return i + 1;
    if (is_data(w.text)) out_.base = w.text;
    out_.command += (out_.command.empty() ? "" : " ") + w.text;
    return i + 1;
  }

  static letters after_equals(const letters& from) {
    const auto equals = std::find_if(from.begin(), from.end(), [](const letter& l) { return l.c == '='; });
    return {equals + 1, from.end()};
  }

  // Nests `a.b` into maps, so `--optimizer.lr 1` and `optimizer.lr=1` match the same keys of a file.
  node& place(std::string key) {
    std::replace(key.begin(), key.end(), '.', '/');
    return out_.root.put(key);
  }

  void put(const std::string& key, const word& option, const letters& value) {
    const std::size_t line = option.from->empty() ? 0 : option.from->front().line;
    node& to = place(key);
    to = setting_of(value, known_, line);
    const auto maybe = std::find_if(option.from->begin(), option.from->end(),
                                    [](const letter& l) { return l.reason != 0; });  // the option may be missing
    if (maybe != option.from->end()) {
      to.code = true;
      to.why = known_.reason(maybe->reason);
    }
    if (key == "config" && is_data(to.text)) out_.base = to.text;
  }

  // Further numbers after an option about the rate, as in `--lr 5e-4 3e-4`, make it a list.
  std::size_t rest_of_list(const std::string& key, std::size_t i) {
    for (; i < words_.size() && number_in(words_[i].text); ++i) {
      node& to = place(key);
      if (to.is == node::kind::text) {
        node first = to;
        to = node{.is = node::kind::list, .line = first.line};
        to.items.push_back(std::move(first));
      }
      to.items.push_back({.is = node::kind::text, .text = words_[i].text, .line = to.line});
    }
    return i;
  }

  const std::vector<word>& words_;
  const shell_variables& known_;
  document& out_;
  bool options_ = false;
  int settings_ = 0;
};

}  // namespace

node setting_of(const letters& value, const shell_variables& known, std::size_t line) {
  node out{.is = node::kind::text, .text = text_of(value), .line = line};
  for (const letter& l : value) {
    out.quoted = out.quoted || l.c == '\0';
    out.code = out.code || l.unknown || l.reason != 0;
    if (out.why.empty() && l.reason != 0) out.why = known.reason(l.reason);
  }
  return out;
}

bool read_command(const std::vector<letters>& fields, const shell_variables& known, document& out) {
  std::vector<word> words;
  words.reserve(fields.size());
  for (const letters& field : fields) words.push_back({text_of(field), &field});
  return options_reader(words, known, out).read();
}

}  // namespace taper::configs
