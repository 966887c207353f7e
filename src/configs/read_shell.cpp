// Parses the options of a shell command into a tree. Expands plain variables and arrays; runs nothing.
#include <algorithm>
#include <map>

#include "configs/document.hpp"

namespace taper::configs {
namespace {

struct word {
  std::string text;
  std::size_t line = 0;
  bool code = false;  ///< contains something that only a shell can evaluate
  bool quoted = false;
  bool end = false;  ///< ends a command
  bool begins_array = false;
  bool ends_array = false;
};

class shell_reader {
 public:
  explicit shell_reader(std::string_view text) : text_(text) {}

  std::vector<word> words() {
    while (at_ < text_.size()) next();
    end_command();
    return std::move(out_);
  }

 private:
  void end_command() {
    if (!out_.empty() && !out_.back().end && !in_array_) out_.push_back({.text = {}, .line = line_, .end = true});
  }

  void next() {
    const char c = text_[at_];
    if (c == '\n') {
      end_command();
      ++line_;
      ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '\n' || text_[at_ + 1] == '\r')) {
      at_ = text_.find('\n', at_) + 1;
      ++line_;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == ';' || c == '|' || (c == '&' && !in_array_)) {
      end_command();
      ++at_;
    } else if (c == ')' && in_array_) {
      in_array_ = false;
      out_.push_back({.text = {}, .line = line_, .ends_array = true});
      ++at_;
      end_command();
    } else if (c == '<' || c == '>' || c == '(' || c == ')' || c == '`') {
      ++at_;
    } else {
      read_word();
    }
  }

  void read_word() {
    word w{.text = {}, .line = line_};
    char quote = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote == 0 &&
          (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '|' || c == '>' || c == '<'))
        break;
      if (quote == 0 && c == ')') break;
      if (quote == 0 && c == '(' && !w.text.empty() && w.text.back() == '=') {  // NAME=( … )
        w.begins_array = in_array_ = true;
        ++at_;
        break;
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        w.quoted = true;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && at_ + 1 < text_.size()) {
        if (text_[++at_] == '\n')
          ++line_;
        else
          w.text += text_[at_];
      } else if (c == '$' && quote != '\'' && at_ + 1 < text_.size() && text_[at_ + 1] == '(') {
        w.code = true;
        int depth = 0;
        for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
          depth += text_[at_] == '(' ? 1 : text_[at_] == ')' ? -1 : 0;
          w.text += text_[at_];
          if (depth == 0 && text_[at_] == ')') break;
        }
        if (at_ >= text_.size() || text_[at_] == '\n') break;
      } else {
        if (c == '\n') ++line_;
        w.text += quote == '\'' && c == '$' ? '\1' : c;  // a dollar sign in single quotes is literal
      }
    }
    out_.push_back(std::move(w));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool in_array_ = false;
  std::vector<word> out_;
};

bool is_name(std::string_view s) {
  return !s.empty() && !(s.front() >= '0' && s.front() <= '9') && std::all_of(s.begin(), s.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class variables {
 public:
  /// Reads an assignment; returns false if the words at `at` are not one.
  bool assign(const std::vector<word>& words, std::size_t& at) {
    const std::string& text = words[at].text;
    std::size_t equals = text.find('=');
    if (equals == std::string::npos) return false;
    const bool more = equals > 0 && text[equals - 1] == '+';
    const std::string name = text.substr(0, equals - (more ? 1 : 0));
    if (!is_name(name)) return false;
    std::vector<word>& value = values_[name];
    if (!more) value.clear();
    if (words[at].begins_array) {
      for (++at; at < words.size() && !words[at].ends_array; ++at) add(words[at], value);
      return true;
    }
    word one = words[at];
    one.text.erase(0, equals + 1);
    if (one.quoted && one.text.find(' ') != std::string::npos) one.quoted = false;  // several options in one string
    add(one, value);
    return true;
  }

  /// A word with its variables expanded: several words if a variable is an array or contains spaces.
  void add(const word& w, std::vector<word>& out) const {
    std::string text;
    bool code = w.code;
    bool split = false;
    for (std::size_t i = 0; i < w.text.size(); ++i) {
      if (w.text[i] == '\1') text += '$';
      if (w.text[i] != '$' || i + 1 >= w.text.size() || w.text[i + 1] == '(') {
        if (w.text[i] != '\1') text += w.text[i];
        continue;
      }
      std::string name;
      std::string fallback;
      bool braces = w.text[i + 1] == '{';
      std::size_t end = i + (braces ? 2 : 1);
      const std::size_t begin = end;
      while (end < w.text.size() && is_name("_" + std::string(1, w.text[end]))) ++end;
      name = w.text.substr(begin, end - begin);
      if (braces) {
        const std::size_t close = std::min(w.text.find('}', end), w.text.size() - 1);
        const std::string rest = w.text.substr(end, close - end);
        if (rest.starts_with(":-") || rest.starts_with(":="))
          fallback = rest.substr(2);
        else if (rest.starts_with("-") || rest.starts_with("="))
          fallback = rest.substr(1);
        else if (!rest.empty() && rest != "[@]" && rest != "[*]")
          code = true;
        end = close + 1;
      }
      const auto found = values_.find(name);
      if (found != values_.end() &&
          (found->second.size() > 1 ||
           (!found->second.empty() && begin - (braces ? 2 : 1) == 0 && end == w.text.size()))) {
        for (const word& v : found->second) {
          word copy = v;
          out.push_back(copy);
        }
        split = true;
      } else if (found != values_.end() && found->second.size() == 1) {
        text += found->second.front().text;
        code = code || found->second.front().code;
      } else if (found != values_.end()) {
        split = true;  // an empty array
      } else if (!fallback.empty()) {
        text += fallback;
      } else {
        text += "$" + name;
        code = true;
      }
      i = end - 1;
    }
    if (split && text.empty()) return;
    if (!w.quoted && text.find(' ') != std::string::npos) {
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) out.push_back({.text = text.substr(at, end - at), .line = w.line, .code = code});
        at = end + 1;
      }
      return;
    }
    out.push_back({.text = text, .line = w.line, .code = code, .quoted = w.quoted});
  }

 private:
  std::map<std::string, std::vector<word>> values_;
};

bool is_option(const word& w) { return w.text.size() > 2 && w.text[0] == '-' && w.text[1] == '-'; }
bool is_script(const std::string& w) { return w.ends_with(".py") || w.ends_with(".sh"); }

std::string key_of(std::string_view option) {
  std::string key(option);
  std::replace(key.begin(), key.end(), '-', '_');
  return key;
}

// Nests `a.b` into maps, so `--optimizer.lr 1` and `optimizer.lr=1` match the same keys of a file.
void put(node& root, std::string key, const word& value, std::size_t line) {
  std::replace(key.begin(), key.end(), '.', '/');
  node& to = root.put(key);
  to = node{.is = node::kind::text, .text = value.text, .quoted = value.quoted, .code = value.code, .line = line};
}

void take(const std::vector<word>& words, document& out) {
  std::size_t begin = 0;  // after the launcher: torchrun --nproc_per_node 8 train.py --lr …
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_script(words[i].text)) begin = i;
  }
  for (std::size_t i = 0; i < begin; ++i) {
    if (is_option(words[i]) && i + 1 < begin && !is_option(words[i + 1]))
      put(out.root, "launcher." + key_of(words[i].text.substr(2)), words[i + 1], words[i].line);
  }
  bool options = false;
  for (std::size_t i = begin; i < words.size(); ++i) {
    const word& w = words[i];
    if (is_option(w)) {
      options = true;
      const std::size_t equals = w.text.find('=');
      if (equals != std::string::npos) {
        word value = w;
        value.text.erase(0, equals + 1);
        put(out.root, key_of(w.text.substr(2, equals - 2)), value, w.line);
      } else if (i + 1 < words.size() && !is_option(words[i + 1])) {
        put(out.root, key_of(w.text.substr(2)), words[i + 1], w.line);
        ++i;
      } else {
        put(out.root, key_of(w.text.substr(2)), {.text = "true"}, w.line);
      }
    } else if (const std::size_t equals = w.text.find('='); equals != std::string::npos && equals > 0) {
      word value = w;
      value.text.erase(0, equals + 1);
      std::string key = w.text.substr(0, equals);
      while (!key.empty() && key.front() == '+') key.erase(0, 1);  // Hydra's syntax for adding a key
      put(out.root, key, value, w.line);
    } else if (!options) {
      out.command += (out.command.empty() ? "" : " ") + w.text;
    }
  }
}

}  // namespace

result<document> read_shell(std::string_view text) {
  const std::vector<word> words = shell_reader(text).words();
  variables known;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::vector<word> command;
    node env;
    bool only_assignments = true;
    for (; i < words.size() && !words[i].end; ++i) {
      if (only_assignments && command.empty() && words[i].text == "export") continue;
      const std::size_t begin = i;
      if (only_assignments && known.assign(words, i)) {
        const std::size_t equals = words[begin].text.find('=');
        word value = words[begin];
        value.text.erase(0, equals + 1);
        if (!words[begin].begins_array) put(env, words[begin].text.substr(0, equals), value, words[begin].line);
        continue;
      }
      only_assignments = false;
      known.add(words[i], command);
    }
    const bool has_options = std::any_of(command.begin(), command.end(), is_option) ||
                             std::count_if(command.begin(), command.end(), [](const word& w) {
                               return w.text.find('=') != std::string::npos && w.text.front() != '=';
                             }) > 1;
    if (!has_options) continue;
    document out{syntax::shell, {}, {}, text};
    out.root.is = node::kind::map;
    take(command, out);
    if (!env.members.empty()) out.root.put("environment") = env;
    return out;
  }
  return failed(errc::syntax, "the shell script has no command with options");
}

}  // namespace taper::configs
