// A configuration file as a flat list of keys and texts: JSON, TOML, YAML, and Megatron's dotted dump.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace taper::inspection {

/// Keys joined by '/' (`scheduler/params/warmup_num_steps`), lower case, with their texts without quotes.
class settings {
 public:
  /// Reads whichever form the text has; empty where it has none.
  static settings read(std::string_view text);

  void set(std::string key, std::string_view value);
  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The text of the first of these keys that is there and not null; empty otherwise.
  [[nodiscard]] std::string text(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] std::optional<double> number(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] std::optional<std::int64_t> whole(std::initializer_list<std::string_view> keys) const;

 private:
  [[nodiscard]] const std::string* find(std::string_view key) const;
  static settings read_json(std::string_view text);
  static settings read_lines(std::string_view text);

  std::unordered_map<std::string, std::string> values_;
};

}  // namespace taper::inspection
