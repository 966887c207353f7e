// Splits a Python program into statements and looks at what they assign.
#include "configs/python_code.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "configs/python_value.hpp"

namespace taper::configs {
namespace {

constexpr std::array<std::string_view, 12> compound = {"if",   "elif", "else",  "for",   "while",  "try",
                                                       "with", "def",  "class", "async", "except", "finally"};

constexpr std::array<std::string_view, 11> binds_names = {"def",  "async",  "class",    "for", "with",  "except",
                                                          "from", "import", "nonlocal", "del", "global"};

// What the Trainer takes a rate from.
constexpr std::array<std::string_view, 15> rate_names = {"learning_rate",
                                                         "lr_scheduler_type",
                                                         "lr_scheduler_kwargs",
                                                         "lr_scheduler",
                                                         "warmup_steps",
                                                         "warmup_ratio",
                                                         "max_steps",
                                                         "num_train_epochs",
                                                         "gradient_accumulation_steps",
                                                         "per_device_train_batch_size",
                                                         "dataloader_drop_last",
                                                         "optimizer",
                                                         "optimizers",
                                                         "deepspeed",
                                                         "lr"};
constexpr std::array<std::string_view, 9> rate_calls = {
    "set_lr_scheduler", "set_training",     "set_optimizer",
    "setattr",          "create_scheduler", "create_optimizer",
    "replace",          "__setattr__",      "create_optimizer_and_scheduler"};

constexpr std::array<std::string_view, 8> changes_value = {"update", "append",     "extend", "insert",
                                                           "pop",    "setdefault", "clear",  "remove"};

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\\'; }

struct span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class statements {
 public:
  statements(std::string_view text, const std::string& mask) : text_(text), mask_(mask) {
    out_.names.is = node::kind::map;
  }

  python_code all() {
    std::size_t begin = 0;
    int depth = 0;
    bool header = false;  // of a compound statement, up to its colon
    bool fresh = true;
    for (std::size_t i = 0; i <= mask_.size(); ++i) {
      const char c = i < mask_.size() ? mask_[i] : '\n';
      if (fresh && !is_blank(c)) {
        fresh = false;
        header = one_of(word_at(i), compound);
      }
      if (c == '(' || c == '[' || c == '{') ++depth;
      if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
      const bool line_end = c == '\n' && !(i > 0 && mask_[i - 1] == '\\');
      if (i < mask_.size() && (depth > 0 || !(line_end || c == ';' || (c == ':' && header)))) continue;
      statement({begin, std::min(i, mask_.size())});
      begin = i + 1;
      fresh = true;
      header = false;
      if (i == mask_.size()) break;
    }
    for (auto& [name, value] : out_.names.members) {
      if (unknown_.contains(name)) make_unknown(value);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view word_at(std::size_t at) const {
    std::size_t end = at;
    while (end < mask_.size() && name_char(mask_[end])) ++end;
    return std::string_view(mask_).substr(at, end - at);
  }

  // Offsets must not fall.
  std::size_t line_of(std::size_t at) {
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_;
  }

  static void make_unknown(node& value) {
    value.code = true;
    value.why = "the program sets it in several places";
    for (node& item : value.items) make_unknown(item);
    for (auto& member : value.members) make_unknown(member.second);
  }

  void interferes(std::string what) { out_.others.push_back({std::move(what), here_}); }

  void statement(span s) {
    while (s.begin < s.end && is_blank(mask_[s.begin])) ++s.begin;
    while (s.end > s.begin && is_blank(mask_[s.end - 1])) --s.end;
    if (s.begin == s.end) return;
    here_ = line_of(s.begin);
    const std::string_view first = word_at(s.begin);
    calls(s, first == "def" || first == "async");
    if (first == "class") {
      std::size_t at = s.begin + 5;
      while (at < s.end && is_blank(mask_[at])) ++at;
      out_.classes.insert(std::string(word_at(at)));
    }
    if (first == "from") imports(s);
    if (one_of(first, binds_names)) return bind_names(s);
    if (!one_of(first, compound)) assignment(s);
  }

  // from MODULE import NAME, …
  void imports(span s) {
    std::vector<std::string> words;
    for (std::size_t i = s.begin; i < s.end;) {
      std::size_t end = i;
      while (end < s.end && (name_char(mask_[end]) || mask_[end] == '.')) ++end;
      if (end > i) words.push_back(mask_.substr(i, end - i));
      i = end + (end == i ? 1 : 0);
    }
    for (std::size_t i = 3; i < words.size(); ++i) out_.imports[words[i]] = words[1];
  }

  // The names that a statement binds otherwise than by `=`: parameters, loop variables, imports. Values of parameters
  // and what is looped over are not bound.
  void bind_names(span s) {
    const std::string_view first = word_at(s.begin);
    char before = ' ';
    for (std::size_t i = s.begin; i < s.end;) {
      if (!name_char(mask_[i])) {
        if (!is_blank(mask_[i])) before = mask_[i];
        ++i;
        continue;
      }
      const std::string_view word = word_at(i);
      if (word == "in" && (first == "for" || first == "async")) return;
      if (before != '=' && before != ':') unknown_.insert(std::string(word));
      before = 'a';
      i += word.size();
    }
  }

  // Calls and keyword arguments that give the Trainer a rate outside its arguments.
  void calls(span s, bool definition) {
    for (std::size_t i = s.begin; i < s.end;) {
      if (!name_char(mask_[i])) {
        if (mask_[i] == ':' && i + 1 < s.end && mask_[i + 1] == '=') {  // name := value
          std::size_t end = i;
          while (end > s.begin && is_blank(mask_[end - 1])) --end;
          std::size_t begin = end;
          while (begin > s.begin && name_char(mask_[begin - 1])) --begin;
          unknown_.insert(mask_.substr(begin, end - begin));
        }
        ++i;
        continue;
      }
      const std::string_view word = word_at(i);
      std::size_t next = i + word.size();
      while (next < s.end && is_blank(mask_[next])) ++next;
      const char c = next < s.end ? mask_[next] : '\0';
      if (c == '(' && i > s.begin && mask_[i - 1] == '.' && one_of(word, changes_value)) changed(s.begin, i - 1);
      if (c == '(' && one_of(word, rate_calls) && sets_rate(word, i, {next, s.end}, definition))
        interferes(std::string(word) + "(…)");
      if (word == "optimizers" && c == '=' && mask_.substr(next, 2) != "==") {
        const node value = python_value(text_, next + 1, 0);
        const bool none = value.is == node::kind::list && std::all_of(value.items.begin(), value.items.end(),
                                                                      [](const node& n) { return n.text == "None"; });
        if (!none) interferes("optimizers=…");
      }
      i += word.size();
    }
  }

  // A method changes the value of the name at the begin of `name['key'].items.update(…)`, whose last point is at `end`.
  void changed(std::size_t begin, std::size_t end) {
    int depth = 0;
    std::size_t at = end;
    while (at > begin) {
      const char c = mask_[at - 1];
      if (c == ']' || c == ')') ++depth;
      if ((c == '[' || c == '(') && --depth < 0) break;
      if (depth == 0 && !name_char(c) && c != '.' && c != '[' && c != '(') break;
      --at;
    }
    const std::string name(word_at(at));
    if (name != "_base_") {
      unknown_.insert(name);
      return;
    }
    std::string path;
    for (at += name.size(); at < end && mask_[at] == '.'; at += word_at(at + 1).size() + 1)
      path += (path.empty() ? "" : "/") + std::string(word_at(at + 1));
    make_unknown(out_.names.put(path) = {.is = node::kind::text, .line = here_});
  }

  [[nodiscard]] bool sets_rate(std::string_view word, std::size_t at, span brackets, bool definition) const {
    if (word.starts_with("create_")) return definition;
    if (definition) return false;
    const std::string inside(text_.substr(brackets.begin, brackets.end - brackets.begin));
    const bool names_rate = std::any_of(rate_names.begin(), rate_names.end(), [&](const std::string_view name) {
      const std::string key(name);
      return inside.find(word == "replace" ? key + "=" : "\"" + key + "\"") != std::string::npos ||
             inside.find("'" + key + "'") != std::string::npos;
    });
    if (word == "replace")
      return names_rate &&
             (at == 0 || mask_[at - 1] != '.' || mask_.substr(at < 12 ? 0 : at - 12, 12) == "dataclasses.");
    if (word == "setattr" || word == "__setattr__")
      return names_rate || inside.find_first_of("\"'") == std::string::npos;
    return true;
  }

  void assignment(span s) {
    std::vector<std::size_t> equals;
    bool augmented = false;
    int depth = 0;
    for (std::size_t i = s.begin; i < s.end; ++i) {
      const char c = mask_[i];
      if (c == '(' || c == '[' || c == '{') ++depth;
      if ((c == ')' || c == ']' || c == '}') && depth > 0) --depth;
      if (depth > 0 || c != '=') continue;
      if (i + 1 < s.end && mask_[i + 1] == '=') {
        ++i;
        continue;
      }
      const char before = i > s.begin ? mask_[i - 1] : ' ';
      if (before == '!' || before == '<' || before == '>' || before == ':') {
        const bool shift = i > s.begin + 1 && mask_[i - 2] == before && before != '!' && before != ':';
        if (!shift) continue;
      }
      augmented = augmented || std::string_view("+-*/%&|^@<>").find(before) != std::string_view::npos;
      equals.push_back(i);
    }
    if (equals.empty()) return;
    std::size_t begin = s.begin;
    for (const std::size_t at : equals) {
      target({begin, at}, augmented, equals.size() == 1 ? at + 1 : 0);
      begin = at + 1;
    }
  }

  void target(span s, bool augmented, std::size_t value) {
    while (s.begin < s.end && is_blank(mask_[s.begin])) ++s.begin;
    while (s.end > s.begin && (is_blank(mask_[s.end - 1]) ||
                               std::string_view("+-*/%&|^@<>").find(mask_[s.end - 1]) != std::string_view::npos))
      --s.end;
    std::size_t end = s.begin;
    while (end < s.end && (name_char(mask_[end]) || mask_[end] == '.')) ++end;
    const std::string name = mask_.substr(s.begin, end - s.begin);
    std::size_t next = end;
    while (next < s.end && is_blank(mask_[next])) ++next;
    if (name.empty() || (next < s.end && mask_[next] == ',')) return bind_names(s);
    if (constexpr std::string_view base = "_base_."; name.starts_with(base)) {  // sets a value of a base file
      std::string path = name.substr(base.size());
      std::replace(path.begin(), path.end(), '.', '/');
      node read = python_value(text_, value == 0 ? s.begin : value, here_);
      read.line = here_;
      if (augmented || value == 0 || next < s.end) make_unknown(read = {.is = node::kind::text, .line = here_});
      out_.names.put(path) = std::move(read);
      return;
    }
    if (next < s.end && mask_[next] == '[') {
      const std::string key(text_.substr(next, s.end - next));
      unknown_.insert(name);
      const bool records = name.find("log") != std::string::npos || name.find("metric") != std::string::npos;
      for (const std::string_view rate : rate_names) {
        if (!records &&
            (key.ends_with("[\"" + std::string(rate) + "\"]") || key.ends_with("['" + std::string(rate) + "']")))
          interferes(name + key + " = …");
      }
      return;
    }
    const std::size_t dot = name.rfind('.');
    if (dot != std::string::npos) {
      const std::string attribute = name.substr(dot + 1);
      if (attribute != "lr" && one_of(attribute, rate_names)) interferes(name + " = …");
    }
    const bool annotated = next < s.end && mask_[next] == ':';
    if (augmented || value == 0 || (next < s.end && !annotated)) return bind_names(s);
    node read = python_value(text_, value, here_);
    read.line = here_;
    const auto [before, fresh] = seen_.emplace(name, read.text);
    if (!fresh && before->second != read.text) unknown_.insert(name);  // its value depends on the flow of control
    out_.names.members.emplace_back(name, std::move(read));
  }

  std::string_view text_;
  const std::string& mask_;
  python_code out_;
  std::map<std::string, std::string> seen_;
  std::set<std::string> unknown_;
  std::size_t counted_ = 0;
  std::size_t line_ = 1;
  std::size_t here_ = 1;  ///< the line of the current statement
};

}  // namespace

std::string python_mask(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '#') {
      while (i < text.size() && text[i] != '\n') out[i++] = ' ';
    } else if (c == '"' || c == '\'') {
      const bool three = text.substr(i, 3) == std::string(3, c);
      i += three ? 3 : 1;
      while (i < text.size()) {
        if (three ? text.substr(i, 3) == std::string(3, c) : text[i] == c) break;
        if (!three && text[i] == '\n') break;
        if (text[i] == '\\' && i + 1 < text.size()) out[i++] = ' ';
        out[i++] = ' ';
      }
      i += i >= text.size() ? 0 : three ? 3 : text[i] == '\n' ? 0 : 1;
    } else {
      ++i;
    }
  }
  return out;
}

python_code python_statements(std::string_view text, const std::string& mask) { return statements(text, mask).all(); }

std::vector<std::size_t> python_calls_of(const std::string& mask, std::string_view name) {
  std::vector<std::size_t> out;
  for (std::size_t at = mask.find(name); at != std::string::npos; at = mask.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end >= mask.size() || mask[end] != '(' || (at > 0 && name_char(mask[at - 1]))) continue;
    const std::string_view before = std::string_view(mask).substr(0, at);
    if (!before.ends_with("class ") && !before.ends_with("def ")) out.push_back(end + 1);
  }
  return out;
}

bool only_passed_on(const std::string& mask, const std::string& name) {
  if (name.empty()) return false;
  std::size_t assigned = 0;
  for (std::size_t at = mask.find(name); at != std::string::npos; at = mask.find(name, at + name.size())) {
    const std::size_t end = at + name.size();
    if ((at > 0 && (name_char(mask[at - 1]) || mask[at - 1] == '.')) || (end < mask.size() && name_char(mask[end])))
      continue;
    if (at > 1 && mask.substr(at - 2, 2) == "**") continue;
    ++assigned;
  }
  return assigned == 1;
}

}  // namespace taper::configs
