// The tools of `taper mcp`: one list, from which their schemas, the check of arguments and the page docs/mcp.md follow.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::cli::mcp {

using json = nlohmann::ordered_json;

enum class kind : unsigned char { text, count, number, flag };

/// One argument of a tool.
struct parameter {
  std::string_view name;
  kind is;
  std::string_view meaning;
  bool required = false;
};

/// The arguments of a call, checked against the parameters.
class arguments {
 public:
  explicit arguments(const json& given) : given_(given) {}
  [[nodiscard]] bool has(std::string_view name) const { return given_.contains(name); }
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view name) const;
  [[nodiscard]] std::optional<double> number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return has(name) && given_.at(std::string(name)).get<bool>(); }

 private:
  const json& given_;
};

/// One tool. Its answer is the JSON of the verb with the same name, or text.
struct tool {
  std::string_view name;
  std::string_view description;
  std::span<const parameter> parameters;
  result<std::string> (*answer)(const arguments&);
};

/// All tools.
std::span<const tool> tools();

/// The JSON Schema of the arguments of a tool.
json input_schema(const tool& t);

/// Checks the arguments and calls the tool; an error says what is wrong with them.
result<std::string> call(const tool& t, const json& given);

}  // namespace taper::cli::mcp
