// Parses TOML into a tree, with toml++.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <locale>
#include <sstream>

#include "configs/document.hpp"

namespace taper::configs {
namespace {

void copy(const toml::node& from, node& to) {
  to.line = from.source().begin.line;
  if (const toml::table* const table = from.as_table()) {
    to.is = node::kind::map;
    for (const auto& [key, value] : *table) {
      node& member = to.members.emplace_back(std::string(key.str()), node{}).second;
      copy(value, member);
      member.line = key.source().begin.line;
    }
  } else if (const toml::array* const array = from.as_array()) {
    to.is = node::kind::list;
    for (const toml::node& item : *array) copy(item, to.items.emplace_back());
  } else {
    to.is = node::kind::text;
    to.quoted = from.is_string();
    if (const auto text = from.value<std::string>(); from.is_string() && text) {
      to.text = *text;
    } else {
      std::ostringstream words;  // a number, a flag or a date, as TOML writes it
      from.visit([&](const auto& value) {
        if constexpr (!toml::is_table<decltype(value)> && !toml::is_array<decltype(value)>) {
          words.imbue(std::locale::classic());
          words.precision(17);
          words << std::boolalpha << value.get();
        }
      });
      to.text = words.str();
    }
  }
}

}  // namespace

result<documents> read_toml(std::string_view text) {
  if (text.size() > (4U << 20U)) return failed(errc::out_of_range, "the configuration is larger than 4 MiB");
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return failed(errc::syntax, "line " + std::to_string(parsed.error().source().begin.line) +
                                    ": not TOML: " + std::string(parsed.error().description()));
  }
  document out{.written = syntax::toml, .text = text};
  copy(parsed.table(), out.root);
  return documents{std::move(out)};
}

}  // namespace taper::configs
