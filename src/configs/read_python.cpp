// Reads the calls of a Python program, or its plain assignments, into trees. Nothing is executed.
#include <algorithm>
#include <optional>
#include <unordered_map>

#include "configs/document.hpp"
#include "configs/python_arithmetic.hpp"
#include "configs/python_code.hpp"
#include "configs/python_value.hpp"

namespace taper::configs {
namespace {

using names = std::unordered_map<std::string_view, const node*>;

// Replaces a name that has one known value, and arithmetic of such names, by its value. Lists can name lists: `left` bounds
// how many nodes are looked at.
void put_names_in(node& in, const names& known_names, std::size_t& left) {
  if (left == 0) return;
  --left;
  if (in.is == node::kind::text && in.code && in.why.empty()) {
    const std::size_t line = in.line;
    const auto known = known_names.find(in.text);
    if (known != known_names.end() && !known->second->code)
      in = node(*known->second);
    else if (const std::optional<std::string> v = python_number(in.text, known_names))
      in = {.is = node::kind::text, .text = *v};
    in.line = line;
  }
  for (node& item : in.items) put_names_in(item, known_names, left);
  for (auto& [key, value] : in.members) {
    if (key != "**") put_names_in(value, known_names, left);
  }
}

// Puts the members of a literal map that is passed as `**name` beside the others.
void unpack(node& call, const names& known_names, const std::string& mask) {
  std::vector<std::pair<std::string, node>> out;
  for (auto& [key, value] : call.members) {
    const node* map = &value;
    if (key == "**" && value.code && only_passed_on(mask, value.text)) {
      const auto known = known_names.find(value.text);
      if (known != known_names.end() && !known->second->code) map = known->second;
    }
    if (key != "**" || map->is != node::kind::map) {
      out.emplace_back(std::move(key), std::move(value));
      continue;
    }
    for (const auto& member : map->members) out.push_back(member);
  }
  call.members = std::move(out);
}

// A class of the same name that is not the library's: its defaults are unknown.
std::string other_class(const python_code& code, const std::string& name) {
  if (code.classes.contains(name)) return "the program's own class " + name;
  const auto from = code.imports.find(name);
  if (from == code.imports.end()) return {};
  const std::string library = from->second.substr(0, from->second.find('.'));
  if (library == "transformers" || library == "trl" || library == "unsloth") return {};
  return "the class " + name + " of " + from->second;
}

}  // namespace

result<documents> read_python(std::string_view text, const std::vector<std::string_view>& calls) {
  if (text.size() > (1U << 20U)) return failed(errc::out_of_range, "the Python file is larger than 1 MiB");
  const std::string mask = python_mask(text);
  const python_code code = python_statements(text, mask);
  names known;
  for (const auto& [name, value] : code.names.members) known[name] = &value;  // the last one counts
  documents out;
  std::size_t left = 200'000;
  for (const std::string_view call : calls) {
    for (const std::size_t at : python_calls_of(mask, call)) {
      const auto line =
          1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
      document d{.written = syntax::python, .command = std::string(call), .line = line, .text = text};
      d.root = python_arguments(text, at, line);
      unpack(d.root, known, mask);
      put_names_in(d.root, known, left);
      d.others = code.others;
      if (const std::string own = other_class(code, std::string(call)); !own.empty())
        d.others.push_back({own, line, true});
      out.push_back(std::move(d));
      if (out.size() > 100) return failed(errc::out_of_range, "the Python file has more than 100 calls");
    }
  }
  std::sort(out.begin(), out.end(), [](const document& a, const document& b) { return a.line < b.line; });
  if (!out.empty()) return out;
  document d{.written = syntax::python, .root = code.names, .text = text};
  put_names_in(d.root, known, left);
  out.push_back(std::move(d));
  return out;
}

}  // namespace taper::configs
