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
  bool quoted = false;       ///< the text was quoted
  bool tagged = false;       ///< YAML: the value has a type of its own, `!!float 1e-3`
  bool code = false;         ///< the text is a name or an expression of a program; its value is unknown
  std::string why{};         ///< why a value of a program is unknown, if more is known than that
  std::size_t line = 0;      ///< counted from 1
  std::size_t position = 0;  ///< YAML: where the value begins, counted from 1; copies of an anchor have the same
  std::vector<std::size_t>
      stands_for{};  ///< YAML: positions of the values that `<<` merges and this one copies or overrides
  std::vector<node> items{};
  std::vector<std::pair<std::string, node>> members{};  ///< in the order of the file
  mutable bool read = false;                            ///< a reader has accessed it

  /// The member of a map, or null.
  [[nodiscard]] const node* find(std::string_view key) const;
  /// The member at a path of keys, `scheduler/params/lr`.
  [[nodiscard]] const node* at(std::string_view path) const;
  /// A copy in which every value `${a.b}` is the scalar at a.b, and `???`, a value still to be given, is missing. Resolvers (`${oc.env:X}`), relative names and names without a
  /// value stay as they are.
  [[nodiscard]] node interpolated() const;
  /// Sets the value at a path, creating the maps above it.
  node& put(std::string_view path);
};

/// How a configuration is written.
enum class syntax : unsigned char { yaml, toml, shell, python, dump, prototxt };

/// A statement of a program that changes the rate outside the settings that are read.
struct interference {
  std::string what;
  std::size_t line = 0;
  bool own_class = false;  ///< the class of the arguments is not the library's
};

/// A configuration.
struct document {
  syntax written = syntax::yaml;
  std::string command{};  ///< shell: the words before the first option. Python: the name of the call
  std::string base{};     ///< shell: a file that the command reads other settings from
  std::string open{};     ///< shell: a word that may hold further options, `$EXTRA_ARGS`
  std::size_t line = 0;   ///< where it begins
  node root{};
  std::string_view text{};
  std::vector<interference> others{};  ///< Python: what else sets the rate
};

/// What one file has: the documents of a YAML file, the commands of a script, the calls of a program.
using documents = std::vector<document>;

/// YAML and JSON. At most 4 MiB, 100 levels.
[[nodiscard]] result<documents> read_yaml(std::string_view text);
[[nodiscard]] result<documents> read_toml(std::string_view text);
/// The options of each command that has any, with variables and arrays expanded.
[[nodiscard]] result<documents> read_shell(std::string_view text);
/// The keyword arguments of each call of one of `calls`; without such a call, the plain assignments of the program.
/// Nothing is executed.
[[nodiscard]] result<documents> read_python(std::string_view text, const std::vector<std::string_view>& calls);
/// Lines of `key ........ value`, or `Namespace(key=value, …)`.
[[nodiscard]] result<documents> read_dump(std::string_view text);

/// The text format of protocol buffers, `name: value` and `name { … }`.
[[nodiscard]] result<documents> read_prototxt(std::string_view text);

/// Detects the format of a text.
[[nodiscard]] syntax syntax_of(std::string_view text);

}  // namespace taper::configs
