// Reading of configurations into keys and texts.
#include "logs/read/settings.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "logs/read/json_scan.hpp"
#include "logs/read/number_text.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_settings = 20'000;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

std::string_view without_quotes(std::string_view text) {
  text = trim(text);
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool walk_object(json_scanner& scan, const std::string& path, int depth, settings& out) {
  for (;;) {
    json_token token = scan.next();
    if (token == json_token::end_object) return true;
    if (token != json_token::text || !scan.is_key()) return false;
    const std::string key = (path.empty() ? "" : path + "/") + lower(scan.text().substr(0, 200));
    token = scan.next();
    if (token == json_token::begin_object && depth < 24) {
      if (!walk_object(scan, key, depth + 1, out)) return false;
    } else if (token == json_token::number || token == json_token::text || token == json_token::literal) {
      out.set(key, scan.text());
    } else if (!scan.skip(token)) {
      return false;
    }
  }
}

}  // namespace

void settings::set(std::string key, std::string_view value) {
  if (values_.size() < most_settings) values_.emplace(std::move(key), std::string(value.substr(0, 500)));
}

const std::string* settings::find(std::string_view key) const {
  const auto found = values_.find(std::string(key));
  if (found == values_.end() || found->second == "null" || found->second == "None" || found->second.empty())
    return nullptr;
  return &found->second;
}

std::string settings::text(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    if (const std::string* value = find(key)) return *value;
  }
  return {};
}

std::optional<double> settings::number(std::initializer_list<std::string_view> keys) const {
  const std::string value = text(keys);
  return value.empty() ? std::nullopt : parse_number(value);
}

std::optional<std::int64_t> settings::whole(std::initializer_list<std::string_view> keys) const {
  const std::string value = text(keys);
  return value.empty() ? std::nullopt : parse_whole(value);
}

settings settings::read(std::string_view text) {
  const std::string_view body = trim(text);
  return !body.empty() && body.front() == '{' ? read_json(body) : read_lines(body);
}

settings settings::read_json(std::string_view text) {
  settings out;
  byte_source source(text);
  json_scanner scan(source);
  if (scan.next() != json_token::begin_object || !walk_object(scan, {}, 0, out)) return {};
  return out;
}

// "[section]" and "key = value" (TOML), "key: value" with indentation (YAML), "key ...... value" (Megatron).
settings settings::read_lines(std::string_view text) {
  settings out;
  std::string section;
  std::vector<std::pair<std::size_t, std::string>> nesting;  // (indentation, key) of open YAML maps
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view whole_line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t comment = whole_line.find(" #");
    const std::string_view line = trim(whole_line.substr(0, comment));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[' && line.back() == ']') {
      section = lower(trim(line.substr(1, line.size() - 2)));
      std::replace(section.begin(), section.end(), '.', '/');
      continue;
    }
    if (const std::size_t dots = line.find(" ..."); dots != std::string_view::npos) {
      const std::size_t value = line.find_first_not_of('.', dots + 1);
      if (value != std::string_view::npos) out.set(lower(trim(line.substr(0, dots))), trim(line.substr(value)));
      continue;
    }
    const std::size_t equals = line.find('=');
    const std::size_t colon = line.find(':');
    if (equals != std::string_view::npos && (colon == std::string_view::npos || equals < colon)) {
      const std::string prefix = section.empty() ? "" : section + "/";
      out.set(prefix + lower(trim(line.substr(0, equals))), without_quotes(line.substr(equals + 1)));
    } else if (colon != std::string_view::npos) {
      const std::size_t indent = whole_line.find_first_not_of(' ');
      while (!nesting.empty() && nesting.back().first >= indent) nesting.pop_back();
      std::string key;
      for (const auto& [depth, name] : nesting) key += name + "/";
      const std::string name = lower(without_quotes(line.substr(0, colon)));
      const std::string_view value = without_quotes(line.substr(colon + 1));
      if (value.empty())
        nesting.emplace_back(indent, name);
      else
        out.set(key + name, value);
    }
  }
  return out;
}

}  // namespace taper::inspection
