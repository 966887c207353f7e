// The variables of a shell script, and words expanded with them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "configs/shell_words.hpp"

namespace taper::configs {

struct shell_value {
  std::vector<letters> fields{};  ///< one for a plain variable
  bool array = false;
  std::uint16_t unknown = 0;  ///< not 0: the reason why the value is not known
};

[[nodiscard]] bool same(const shell_value& a, const shell_value& b);
[[nodiscard]] bool is_shell_name(std::string_view s);

class shell_variables {
 public:
  [[nodiscard]] const shell_value* find(const std::string& name) const;
  void set(const std::string& name, std::optional<shell_value> to);

  /// The fields of a word: unquoted variables are split at blanks.
  [[nodiscard]] std::vector<letters> expand(const letters& word) const;
  /// The value of `NAME=word`, which is not split.
  [[nodiscard]] letters expand_whole(const letters& word) const;
  /// One of several values. Lists of options keep the options that all begin with; each other option may be missing.
  [[nodiscard]] shell_value any_of(const std::vector<shell_value>& values, const std::string& why);

  [[nodiscard]] std::uint16_t new_reason(const std::string& why);
  [[nodiscard]] const std::string& reason(std::uint16_t number) const { return reasons_[number]; }
  /// Expansions can double with each line; past two million characters they stop.
  [[nodiscard]] bool overflowed() const { return left_ == 0; }

 private:
  struct fields;
  std::size_t expand_at(const letters& word, std::size_t at, fields& out) const;
  void expand_braces(const letters& inside, const letter& dollar, fields& out) const;
  void emit(const std::string& name, const letters& index, const letter& dollar, fields& out) const;
  void append(const letters& text, bool split, fields& out) const;
  [[nodiscard]] std::vector<letters> options_of(const shell_value& v) const;

  std::map<std::string, shell_value> values_;
  std::vector<std::string> reasons_ = {""};
  mutable std::size_t left_ = 2'000'000;
  mutable int level_ = 0;  ///< of ${A:-${B:-…}}
};

}  // namespace taper::configs
