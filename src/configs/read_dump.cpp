// Parses arguments as a program prints them into a tree: Megatron's, one `key ........ value` per line, and argparse's
// `Namespace(key=value, …)`.
#include <algorithm>

#include "configs/document.hpp"
#include "configs/python_value.hpp"

namespace taper::configs {

result<documents> read_dump(std::string_view text) {
  document out{.written = syntax::dump, .text = text};
  out.root.is = node::kind::map;
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (constexpr std::string_view printed = "Namespace(";
      begin != std::string_view::npos && text.substr(begin).starts_with(printed)) {
    const auto line =
        1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    out.root = python_arguments(text, begin + printed.size(), line);
    return documents{std::move(out)};
  }
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    const std::size_t dots = line.find(" ..");
    if (dots == std::string_view::npos) continue;
    const std::size_t value = line.find_first_not_of('.', dots + 1);
    std::size_t key = line.find_last_of(" \t", dots - (dots > 0 ? 1 : 0));
    key = key == std::string_view::npos ? 0 : key + 1;
    if (value == std::string_view::npos || line[value] != ' ' || key >= dots) continue;
    std::string_view written = line.substr(value + 1);
    while (!written.empty() && (written.back() == '\r' || written.back() == ' ')) written.remove_suffix(1);
    node& to = out.root.put(line.substr(key, dots - key));
    to = node{.is = node::kind::text, .text = std::string(written), .line = number};
  }
  return documents{std::move(out)};
}

}  // namespace taper::configs
