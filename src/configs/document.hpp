// A configuration as a tree of keys with line numbers, independent of its file format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taper/result.hpp"

namespace taper::configs {

/// A value of a configuration.
struct node {
  enum class kind : unsigned char { nothing, text, list, map } is = kind::nothing;
  std::string text{};
  bool quoted = false;   ///< the text was quoted
  bool code = false;     ///< the text is a name or an expression of a program; its value is unknown
  std::size_t line = 0;  ///< counted from 1
  std::vector<node> items{};
  std::vector<std::pair<std::string, node>> members{};  ///< in the order of the file
  mutable bool read = false;                            ///< a reader has accessed it

  /// The member of a map, or null.
  [[nodiscard]] const node* find(std::string_view key) const;
  /// The member at a path of keys, `scheduler/params/lr`.
  [[nodiscard]] const node* at(std::string_view path) const;
  /// Sets the value at a path, creating the maps above it.
  node& put(std::string_view path);
};

/// How a configuration is written.
enum class syntax : unsigned char { yaml, toml, shell, python, dump };

/// A configuration.
struct document {
  syntax written = syntax::yaml;
  std::string command{};  ///< shell: the words before the first option. Python: the name of the call
  node root{};
  std::string_view text{};
};

/// YAML and JSON. At most 4 MiB, 100 levels.
[[nodiscard]] result<document> read_yaml(std::string_view text);
[[nodiscard]] result<document> read_toml(std::string_view text);
/// The options of the first command that has any, with arrays and plain variables expanded.
[[nodiscard]] result<document> read_shell(std::string_view text);
/// The keyword arguments of the first call whose name is, or ends with, one of `calls`. Nothing is executed.
[[nodiscard]] result<document> read_python(std::string_view text, const std::vector<std::string_view>& calls);
/// Lines of `key ........ value`.
[[nodiscard]] result<document> read_dump(std::string_view text);

/// Detects the format of a text.
[[nodiscard]] syntax syntax_of(std::string_view text);

}  // namespace taper::configs
