// Plans: their text, their JSON, and their binding to a run.
#include "taper/algebra/plan.hpp"

#include <algorithm>
#include <iterator>

#include "../notation/lexer.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace {

using syntax::fail;
using syntax::quoted;

/// A piece of text between separators, and its offset.
struct piece {
  std::string_view text;
  std::size_t at;
};

piece trimmed(piece p) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = std::min(p.text.find_first_not_of(blank), p.text.size());
  p.text.remove_prefix(first);
  p.at += first;
  p.text = p.text.substr(0, p.text.find_last_not_of(blank) + 1);
  return p;
}

/// Splits at line ends and semicolons outside quotes.
std::vector<piece> pieces_of(std::string_view text) {
  std::vector<piece> out;
  bool inside = false;
  std::size_t begin = 0;
  for (std::size_t k = 0; k <= text.size(); ++k) {
    const bool end = k == text.size();
    if (!end && inside && text[k] == '\\') {
      ++k;
      continue;
    }
    if (!end && text[k] == '"') inside = !inside;
    if (!end && (inside || (text[k] != ';' && text[k] != '\n'))) continue;
    const piece p = trimmed({text.substr(begin, k - begin), begin});
    if (!p.text.empty()) out.push_back(p);
    begin = k + 1;
  }
  return out;
}

std::optional<error> add_value(plan_group& into, piece key, std::string_view spec, std::size_t at) {
  const auto* const known = std::ranges::find(hyperparameter_names, key.text);
  if (known == std::end(hyperparameter_names)) {
    const std::string near = nearest_name(key.text, {std::begin(hyperparameter_names), std::end(hyperparameter_names)});
    return fail(
        errc::unknown_name, "unknown hyperparameter " + quoted(key.text), key.at,
        near.empty() ? "known are lr, momentum, weight_decay, beta1, beta2, eps" : "did you mean '" + near + "'?");
  }
  const auto of = static_cast<hyperparameter>(known - std::begin(hyperparameter_names));
  if (std::ranges::any_of(into.values, [&](const planned& v) { return v.of == of; }))
    return fail(errc::conflict, quoted(key.text) + " is given twice", key.at);
  result<schedule> values = parse(spec);
  if (!values) {
    error e = values.error();
    if (e.offset != error::nowhere) e.offset += at;
    return e;
  }
  into.values.push_back({of, *std::move(values)});
  return std::nullopt;
}

std::optional<error> fault_of(const plan& p) {
  if (p.groups.empty()) return fail(errc::missing, "the plan is empty", 0, "write lr: cosine | peak(3e-4)");
  for (std::size_t k = 0; k < p.groups.size(); ++k) {
    const plan_group& g = p.groups[k];
    if (g.values.empty()) return fail(errc::missing, "the group " + quoted(g.name) + " has no schedule", 0);
    if (g.name.empty() && p.groups.size() > 1)
      return fail(errc::missing, "each of several groups needs a name", 0, "write [name] before its schedules");
    for (std::size_t j = 0; j < k; ++j) {
      if (p.groups[j].name == g.name) return fail(errc::conflict, "the group " + quoted(g.name) + " is given twice", 0);
    }
  }
  return std::nullopt;
}

bool fits_a_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
}

/// The JSON of a plan: objects, lists and texts, in the order in which print_json writes them.
class json_plan {
 public:
  explicit json_plan(std::string_view text) : at_(text, {}, syntax::cursor::values::plain) {}

  result<plan> read() {
    plan out;
    if (!(take('{') && word("schema") && take(':') && word("taper.plan/1") && take(',') && word("groups") &&
          take(':') && take('['))) {
      return wrong("it must begin with {\"schema\":\"taper.plan/1\",\"groups\":[");
    }
    do {
      plan_group g;
      const std::size_t begin = at_.where();
      if (!(take('{') && word("name") && take(':'))) return wrong("a group must begin with {\"name\":");
      const std::optional<std::string> name = text();
      if (!name || (!name->empty() && !fits_a_name(*name)))
        return fail(errc::syntax, "a group's name is made of letters, digits, '_', '.', '-'", begin);
      g.name = *name;
      if (!(take(',') && word("values") && take(':') && take('{')))
        return wrong("a group needs \"values\":{ after its name");
      do {
        at_.skip_space();
        const std::size_t key_at = at_.where();
        const std::optional<std::string> key = text();
        if (!key || !take(':')) return wrong("values must be pairs like \"lr\":\"cosine\"");
        const std::optional<std::string> spec = text();
        if (!spec) return wrong("a schedule must be a quoted text");
        if (auto e = add_value(g, {*key, key_at}, *spec, 0)) {
          e->offset = key_at;
          return *std::move(e);
        }
      } while (take(','));
      if (!(take('}') && take('}'))) return wrong("a group must end with }}");
      out.groups.push_back(std::move(g));
    } while (take(','));
    if (!(take(']') && take('}'))) return wrong("it must end with ]}");
    at_.skip_space();
    if (!at_.done()) return wrong("unexpected text after its end");
    if (auto e = fault_of(out)) return *std::move(e);
    return out;
  }

 private:
  bool take(char c) {
    at_.skip_space();
    return at_.take(c);
  }
  std::optional<std::string> text() {
    at_.skip_space();
    if (at_.peek() != '"') return std::nullopt;
    const result<syntax::value> v = at_.any_value();
    return v ? std::optional(v->word) : std::nullopt;
  }
  bool word(std::string_view wanted) { return text() == wanted; }
  error wrong(const char* what) { return fail(errc::syntax, std::string("the JSON of a plan: ") + what, at_.where()); }

  syntax::cursor at_;
};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
  return out + "\"";
}

}  // namespace

result<plan> parse_plan(std::string_view text) {
  if (trimmed({text, 0}).text.starts_with('{')) return json_plan(text).read();
  plan out;
  for (const piece& p : pieces_of(text)) {
    if (p.text.front() == '[') {
      const std::string_view name = trimmed({p.text.substr(1, p.text.size() - 2), 0}).text;
      if (p.text.back() != ']' || !fits_a_name(name))
        return fail(errc::syntax, "a group is written [name], of letters, digits, '_', '.', '-'", p.at);
      out.groups.push_back({std::string(name), {}});
      continue;
    }
    const std::size_t colon = p.text.find(':');
    if (colon == std::string_view::npos)
      return fail(errc::syntax, "expected a hyperparameter and its schedule, got " + quoted(p.text), p.at,
                  "write lr: cosine | peak(3e-4)");
    if (out.groups.empty()) out.groups.emplace_back();
    const piece key = trimmed({p.text.substr(0, colon), p.at});
    const piece spec = trimmed({p.text.substr(colon + 1), p.at + colon + 1});
    if (auto e = add_value(out.groups.back(), key, spec.text, spec.at)) return *std::move(e);
  }
  if (auto e = fault_of(out)) return *std::move(e);
  return out;
}

std::string print(const plan& p) {
  std::string out;
  for (const plan_group& g : p.groups) {
    if (!g.name.empty()) out += "[" + g.name + "]\n";
    for (const planned& v : g.values) out += std::string(name_of(v.of)) + ": " + print(v.values) + "\n";
  }
  return out;
}

std::string print_json(const plan& p) {
  std::string out = "{\"schema\":\"taper.plan/1\",\"groups\":[";
  for (const plan_group& g : p.groups) {
    out += std::string(out.back() == '[' ? "" : ",") + "{\"name\":\"" + g.name + "\",\"values\":{";
    for (const planned& v : g.values)
      out += std::string(out.back() == '{' ? "" : ",") + in_quotes(name_of(v.of)) + ":" + in_quotes(print(v.values));
    out += "}}";
  }
  return out + "]}";
}

result<bound_plan> bind(const plan& p, std::uint64_t steps, const clock& clk) {
  bound_plan out;
  for (const plan_group& g : p.groups) {
    out.groups.push_back({g.name, {}});
    for (const planned& v : g.values) {
      result<run> r = v.values.bind(steps, clk);
      if (!r) {
        error e = r.error();
        e.message = (g.name.empty() ? "" : "[" + g.name + "] ") + std::string(name_of(v.of)) + ": " + e.message;
        return e;
      }
      out.groups.back().values.push_back({v.of, *std::move(r)});
    }
  }
  return out;
}

}  // namespace taper
