// Reads the commands of a shell script that have options. Follows assignments, conditions, loops and functions as far
// as values are certain; runs nothing.
#include <algorithm>
#include <array>
#include <set>

#include "configs/document.hpp"
#include "configs/shell_command.hpp"

namespace taper::configs {
namespace {

using token = shell_token::kind;

constexpr std::size_t most_levels = 50;
constexpr std::size_t most_commands = 200;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array<std::string_view, 5> declares = {"export", "declare", "local", "readonly", "typeset"};
constexpr std::array<std::string_view, 5> assigns_arguments = {"read", "unset", "let", "getopts", "mapfile"};
constexpr std::array<std::string_view, 7> prints_or_tests = {"echo", "printf", "cat", "test", "[", "[[", "alias"};
constexpr std::array<std::string_view, 9> succeeds = {"cd",   "mkdir", "source", ".",     "set",
                                                      "echo", "pushd", "true",   "module"};
constexpr std::array<std::string_view, 4> opens_loop = {"for", "while", "until", "select"};

std::string at_lines(const std::set<std::uint32_t>& lines) {
  std::string out = lines.size() > 1 ? "lines " : "line ";
  std::size_t k = 0;
  for (const std::uint32_t line : lines) {
    if (k > 0) out += k + 1 == lines.size() ? " and " : ", ";
    out += std::to_string(line);
    ++k;
  }
  return out;
}

// An assignment at the head of a command: `NAME=word`, `NAME+=word` or `NAME=( … )`.
struct assignment {
  std::string name;
  bool more = false;
  std::size_t equals = 0;  ///< position in the letters of the token
};

std::optional<assignment> assignment_of(const shell_token& t) {
  if (t.is != token::word && t.is != token::array) return std::nullopt;
  assignment out;
  for (; out.equals < t.text.size() && t.text[out.equals].c != '='; ++out.equals) {
    if (t.text[out.equals].c == '\0') return std::nullopt;
    out.name += t.text[out.equals].c;
  }
  if (out.equals == t.text.size()) return std::nullopt;
  out.more = out.name.ends_with('+');
  if (out.more) out.name.pop_back();
  return is_shell_name(out.name) ? std::optional(out) : std::nullopt;
}

class script_reader {
 public:
  explicit script_reader(documents& out) : out_(out) {}

  void run(const std::vector<shell_token>& tokens, std::size_t level) {
    if (level > 4) return;
    const std::size_t outer = frames_.size();
    std::size_t at = 0;
    while (at < tokens.size() && !too_much_) at = step(tokens, at, level, outer);
    while (frames_.size() > outer) pop();
  }

  [[nodiscard]] bool too_much() const { return too_much_ || known_.overflowed(); }

 private:
  // A part of the script whose assignments hold only inside it for certain.
  struct frame {
    enum class kind : unsigned char { branch, cases, loop, function, group, chain, subshell } is = kind::group;
    bool else_seen = false;
    std::size_t branches = 0;
    std::map<std::string, std::optional<shell_value>> before{};  ///< what the current branch changed
    std::map<std::string, std::vector<shell_value>> after{};     ///< what each branch left
    std::map<std::string, std::set<std::uint32_t>> lines{};
  };
  using part = frame::kind;

  void set(const std::string& name, shell_value to, std::uint32_t line) {
    if (!frames_.empty()) {
      frame& f = frames_.back();
      const shell_value* const old = known_.find(name);
      f.before.try_emplace(name, old != nullptr ? std::optional(*old) : std::nullopt);
      f.lines[name].insert(line);
    }
    known_.set(name, std::move(to));
  }

  void push(part is) {
    if (frames_.size() > most_levels) too_much_ = true;
    frames_.push_back({.is = is});
  }

  void end_branch(frame& f) {
    ++f.branches;
    for (auto& [name, old] : f.before) {
      if (const shell_value* const now = known_.find(name)) f.after[name].push_back(*now);
      known_.set(name, std::move(old));
    }
    f.before.clear();
  }

  void pop() {
    end_branch(frames_.back());
    frame f = std::move(frames_.back());
    frames_.pop_back();
    if (f.is == part::subshell) return;
    for (auto& [name, values] : f.after) {
      const bool everywhere = f.is == part::group || (f.else_seen && values.size() == f.branches);
      const shell_value* const old = known_.find(name);
      if (!everywhere) values.push_back(old != nullptr ? *old : shell_value{});
      const bool one = std::all_of(values.begin(), values.end(), [&](const shell_value& v) {
        return same(v, values.front()) && (everywhere || old != nullptr);
      });
      const std::set<std::uint32_t>& lines = f.lines[name];
      const std::string why = std::string(f.is == part::loop       ? "set in a loop"
                                          : f.is == part::function ? "set in a function"
                                                                   : "set under a condition") +
                              " in " + at_lines(lines);
      set(name, f.is == part::group || one ? values.front() : known_.any_of(values, why), *lines.begin());
      if (!frames_.empty()) frames_.back().lines[name].insert(lines.begin(), lines.end());
    }
  }

  void pop_if(part is, std::size_t outer) {
    while (frames_.size() > outer && frames_.back().is == part::chain) pop();
    if (frames_.size() > outer && frames_.back().is == is) pop();
  }

  // Names that a repeated part assigns have another value when it runs again.
  void forget_assigned(const std::vector<shell_token>& tokens, std::size_t at, bool to_done, const char* where) {
    int depth = 0;
    bool head = true;
    for (; at < tokens.size(); ++at) {
      if (++looked_ > 20'000'000) {
        too_much_ = true;
        return;
      }
      const shell_token& t = tokens[at];
      if (t.is != token::word && t.is != token::array) {
        head = true;
        continue;
      }
      const std::string text = text_of(t.text);
      if (head && to_done && one_of(text, opens_loop)) ++depth;
      if (head && to_done && text == "done" && --depth < 0) return;
      const std::optional<assignment> a = head ? assignment_of(t) : std::nullopt;
      if (a && known_.find(a->name) != nullptr)
        set(a->name, {.unknown = known_.new_reason(std::string(where) + at_lines({t.line}))}, t.line);
      head = head && (a || one_of(text, declares) || text == "do" || text == "then" || text == "else" || text == "{");
    }
  }

  std::size_t step(const std::vector<shell_token>& tokens, std::size_t at, std::size_t level, std::size_t outer) {
    const shell_token& t = tokens[at];
    switch (t.is) {
      case token::end:
        while (frames_.size() > outer && frames_.back().is == part::chain) pop();
        return at + 1;
      case token::chained:
        if (!certain_ || text_of(t.text) == "||") push(part::chain);
        return at + 1;
      case token::end_of_case:
        while (frames_.size() > outer && frames_.back().is == part::chain) pop();
        if (frames_.size() > outer && frames_.back().is == part::cases) {
          end_branch(frames_.back());
          return pattern(tokens, at + 1);
        }
        return at + 1;
      case token::open: push(part::subshell); return at + 1;
      case token::close: pop_if(part::subshell, outer); return at + 1;
      case token::piped:
      case token::end_of_array: return at + 1;
      case token::word:
      case token::array: break;
    }
    const std::string word = text_of(t.text);
    if (word == "if") push(part::branch);
    if (word == "while" || word == "until") {
      push(part::loop);
      forget_assigned(tokens, at + 1, true, "set in a loop in ");
    }
    if (word == "for" || word == "select") return loop(tokens, at + 1);
    if (word == "case") {
      push(part::cases);
      while (at < tokens.size() && text_of(tokens[at].text) != "in") ++at;
      return pattern(tokens, at + 1);
    }
    if (word == "elif" || word == "else") {
      while (frames_.size() > outer && frames_.back().is == part::chain) pop();
      if (frames_.size() > outer && frames_.back().is == part::branch) {
        end_branch(frames_.back());
        frames_.back().else_seen = word == "else";
      }
    }
    if (word == "fi") pop_if(part::branch, outer);
    if (word == "done") pop_if(part::loop, outer);
    if (word == "esac") pop_if(part::cases, outer);
    if (word == "}") {
      pop_if(part::function, outer);
      pop_if(part::group, outer);
    }
    if (word == "{") push(part::group);
    for (const char* const keyword :
         {"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "{", "}", "!", "time"}) {
      if (word == keyword) return at + 1;
    }
    const bool named = word == "function";
    const std::size_t brackets = named ? at + 2 : at + 1;
    const bool has_brackets =
        brackets + 1 < tokens.size() && tokens[brackets].is == token::open && tokens[brackets + 1].is == token::close;
    if (named || has_brackets) return function(tokens, has_brackets ? brackets + 2 : brackets);
    return command(tokens, at, level);
  }

  std::size_t function(const std::vector<shell_token>& tokens, std::size_t at) {
    while (at < tokens.size() && tokens[at].is == token::end) ++at;
    if (at >= tokens.size() || text_of(tokens[at].text) != "{") return at;
    push(part::function);
    forget_assigned(tokens, at + 1, false, "set again after or in a function, in ");
    return at + 1;
  }

  std::size_t loop(const std::vector<shell_token>& tokens, std::size_t at) {
    push(part::loop);
    if (at < tokens.size() && tokens[at].is == token::word) {
      const std::string name = text_of(tokens[at].text);
      if (is_shell_name(name))
        set(name, {.unknown = known_.new_reason("set by the loop in " + at_lines({tokens[at].line}))}, tokens[at].line);
    }
    while (at < tokens.size() && text_of(tokens[at].text) != "do") ++at;
    forget_assigned(tokens, at + 1, true, "set in a loop in ");
    return at + 1;
  }

  // Skips `pattern)` of a case.
  std::size_t pattern(const std::vector<shell_token>& tokens, std::size_t at) {
    while (at < tokens.size() && tokens[at].is == token::end) ++at;
    if (at < tokens.size() && text_of(tokens[at].text) == "esac") return at;
    if (at < tokens.size() && text_of(tokens[at].text) == "*" && !frames_.empty()) frames_.back().else_seen = true;
    while (at < tokens.size() && tokens[at].is != token::close) ++at;
    return at + 1;
  }

  void assign(const std::vector<shell_token>& tokens, std::size_t at, const assignment& a) {
    const shell_token& t = tokens[at];
    shell_value to;
    const shell_value* const old = a.more ? known_.find(a.name) : nullptr;
    if (old != nullptr) to = *old;
    if (to.unknown != 0) return;
    if (t.is == token::array) {
      to.array = true;
      for (std::size_t i = at + 1; i < tokens.size() && tokens[i].is != token::end_of_array; ++i) {
        for (letters& field : known_.expand(tokens[i].text)) to.fields.push_back(std::move(field));
      }
    } else {
      const letters text =
          known_.expand_whole({t.text.begin() + static_cast<std::ptrdiff_t>(a.equals) + 1, t.text.end()});
      if (to.fields.empty()) to.fields.emplace_back();
      to.fields.front().insert(to.fields.front().end(), text.begin(), text.end());
    }
    set(a.name, std::move(to), t.line);
  }

  static std::size_t after_array(const std::vector<shell_token>& tokens, std::size_t at) {
    if (tokens[at].is == token::array) {
      while (at < tokens.size() && tokens[at].is != token::end_of_array) ++at;
    }
    return at + 1;
  }

  std::size_t command(const std::vector<shell_token>& tokens, std::size_t at, std::size_t level) {
    const auto in_command = [&](std::size_t i) {
      return i < tokens.size() && (tokens[i].is == token::word || tokens[i].is == token::array);
    };
    std::vector<std::size_t> head;  // positions of leading assignments
    const bool declaring = one_of(text_of(tokens[at].text), declares);
    if (declaring) ++at;
    for (; in_command(at); at = after_array(tokens, at)) {
      if (assignment_of(tokens[at]))
        head.push_back(at);
      else if (!declaring)
        break;
    }
    if (!in_command(at)) {
      for (const std::size_t i : head) assign(tokens, i, *assignment_of(tokens[i]));
      certain_ = true;
      return at;
    }
    std::vector<letters> fields;
    const std::string name = text_of(tokens[at].text);
    certain_ = one_of(name, succeeds);
    for (; in_command(at); at = after_array(tokens, at)) {
      for (letters& field : known_.expand(tokens[at].text)) fields.push_back(std::move(field));
      if (one_of(name, assigns_arguments)) {
        const std::string argument = text_of(tokens[at].text).substr(0, text_of(tokens[at].text).find('='));
        if (is_shell_name(argument) && known_.find(argument) != nullptr)
          set(argument, {.unknown = known_.new_reason("set by " + name + " in " + at_lines({tokens[at].line}))},
              tokens[at].line);
      }
    }
    if (fields.empty() || one_of(name, prints_or_tests)) return at;
    if (run_inner(fields, level)) return at;
    document out{.written = syntax::shell, .line = fields.front().empty() ? 0 : fields.front().front().line};
    out.root.is = node::kind::map;
    if (!read_command(fields, known_, out)) return at;
    if (!head.empty()) {
      node& environment = out.root.put("environment");
      environment.is = node::kind::map;
      for (const std::size_t i : head) {
        if (tokens[i].is == token::array) continue;
        const assignment a = *assignment_of(tokens[i]);
        const letters value = known_.expand_whole(
            {tokens[i].text.begin() + static_cast<std::ptrdiff_t>(a.equals) + 1, tokens[i].text.end()});
        environment.members.emplace_back(a.name, setting_of(value, known_, tokens[i].line));
      }
    }
    if (out_.size() < most_commands)
      out_.push_back(std::move(out));
    else
      too_much_ = true;
    return at;
  }

  // `eval TEXT` and `bash -c TEXT`: the text is a script.
  bool run_inner(const std::vector<letters>& fields, std::size_t level) {
    const std::string name = text_of(fields.front());
    std::size_t from = name == "eval" ? 1 : 0;
    for (std::size_t i = 1; from == 0 && i + 1 < fields.size(); ++i) {
      const std::string shell = text_of(fields[i - 1]);
      const std::string option = text_of(fields[i]);
      if ((shell.ends_with("bash") || shell.ends_with("sh")) && option.starts_with('-') && option.ends_with('c') &&
          !option.starts_with("--"))
        from = i + 1;
    }
    if (from == 0) return false;
    letters text;
    for (std::size_t i = from; i < (name == "eval" ? fields.size() : from + 1); ++i) {
      if (!text.empty()) text.push_back({.c = ' '});
      for (letter l : fields[i]) {
        l.quote = letter::quoting::none;
        if (l.c != '\0') text.push_back(l);
      }
    }
    run(tokens_of(text), level + 1);
    return true;
  }

  documents& out_;
  shell_variables known_;
  std::vector<frame> frames_;
  std::size_t looked_ = 0;
  bool certain_ = false;  ///< the command before is not a test
  bool too_much_ = false;
};

}  // namespace

result<documents> read_shell(std::string_view text) {
  if (text.size() > (1U << 20U)) return failed(errc::out_of_range, "the shell script is larger than 1 MiB");
  documents out;
  script_reader reader(out);
  reader.run(tokens_of(letters_of(text)), 0);
  if (reader.too_much()) return failed(errc::out_of_range, "the shell script has too many commands or values");
  for (document& d : out) d.text = text;
  return out;
}

}  // namespace taper::configs
