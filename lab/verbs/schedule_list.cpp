// Lists of schedules on a command line.
#include "verbs/schedule_list.hpp"

#include <algorithm>

#include "taper/notation.hpp"
#include "taper/registry.hpp"

namespace taper::lab {
namespace {

// The parts between commas outside parentheses.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> out(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '(' || c == '[' || c == '{')) ++depth;
    if (!quoted && (c == ')' || c == ']' || c == '}')) --depth;
    if (c == ',' && depth == 0 && !quoted) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

bool starts_a_schedule(const std::string& part) {
  const std::size_t begin = part.find_first_not_of(' ');
  if (begin == std::string::npos) return true;
  const std::size_t end = part.find_first_of(" (|", begin);
  const std::string name = part.substr(begin, end == std::string::npos ? end : end - begin);
  bool known = name.find('.') != std::string::npos && name.find('=') == std::string::npos;  // torch.OneCycleLR
  for_each_family([&]<class F>() { known = known || name == F::info.name; });
  return known || parse(part).has_value();
}

}  // namespace

std::vector<std::string> split_schedules(const std::vector<std::string>& lists) {
  std::vector<std::string> out;
  for (const std::string& list : lists) {
    bool first = true;
    for (const std::string& part : parts_of(list)) {
      if (first || starts_a_schedule(part)) {
        out.push_back(part);
      } else {
        out.back() += "," + part;
      }
      first = false;
    }
  }
  return out;
}

}  // namespace taper::lab
