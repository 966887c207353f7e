// Parses YAML and JSON into a tree, with yaml-cpp.
#include <yaml-cpp/yaml.h>

#include <utility>

#include "configs/document.hpp"

namespace taper::configs {
namespace {

constexpr int most_levels = 100;
constexpr std::size_t most_nodes = 200'000;  // repeated aliases can expand to a tree of any size

struct too_much {
  const char* what;
};

void copy(const YAML::Node& from, node& to, int level, std::size_t& left) {
  if (level > most_levels) throw too_much{"more than 100 levels"};
  if (left-- == 0) throw too_much{"more than 200,000 values"};
  to.line = from.Mark().line >= 0 ? static_cast<std::size_t>(from.Mark().line) + 1 : 0;
  switch (from.Type()) {
    case YAML::NodeType::Scalar:
      to.is = node::kind::text;
      to.text = from.Scalar();
      to.quoted = from.Tag() == "!";
      break;
    case YAML::NodeType::Sequence:
      to.is = node::kind::list;
      for (const YAML::Node& item : from) copy(item, to.items.emplace_back(), level + 1, left);
      break;
    case YAML::NodeType::Map:
      to.is = node::kind::map;
      for (const auto& member : from) {
        const std::string key = member.first.IsScalar() ? member.first.Scalar() : std::string("?");
        if (key == "<<" && member.second.IsMap()) {  // a merge does not override existing keys
          for (const auto& merged : member.second) {
            if (!merged.first.IsScalar() || to.find(merged.first.Scalar()) != nullptr) continue;
            copy(merged.second, to.members.emplace_back(merged.first.Scalar(), node{}).second, level + 1, left);
          }
          continue;
        }
        node& value = to.members.emplace_back(key, node{}).second;
        copy(member.second, value, level + 1, left);
        if (member.first.Mark().line >= 0) value.line = static_cast<std::size_t>(member.first.Mark().line) + 1;
      }
      break;
    default: break;
  }
}

// Weights & Biases writes `key: {desc: null, value: …}`: takes the values in place of these maps.
bool is_wandb(const node& root) {
  if (root.is != node::kind::map || root.members.empty()) return false;
  std::size_t wrapped = 0;
  for (const auto& [key, value] : root.members) {
    if (key == "wandb_version" || key == "_wandb") continue;
    if (value.is != node::kind::map || value.find("value") == nullptr || value.members.size() > 2 ||
        (value.members.size() == 2 && value.find("desc") == nullptr))
      return false;
    ++wrapped;
  }
  return wrapped > 0;
}

void unwrap(node& root) {
  std::erase_if(root.members,
                [](const auto& member) { return member.first == "wandb_version" || member.first == "_wandb"; });
  for (auto& [key, value] : root.members) {
    const std::size_t line = value.line;
    node inner = *value.find("value");
    value = std::move(inner);
    value.line = line;
  }
}

}  // namespace

result<documents> read_yaml(std::string_view text) {
  documents out;
  if (text.size() > (4U << 20U)) return failed(errc::out_of_range, "the configuration is larger than 4 MiB");
  try {
    std::size_t left = most_nodes;
    for (const YAML::Node& one : YAML::LoadAll(std::string(text))) {
      document& d = out.emplace_back();
      d.text = text;
      copy(one, d.root, 0, left);
      if (is_wandb(d.root)) unwrap(d.root);
      d.line = d.root.line;
    }
  } catch (const YAML::ParserException& e) {
    return failed(errc::syntax, "line " + std::to_string(e.mark.line + 1) + ": not YAML or JSON: " + e.msg);
  } catch (const YAML::Exception& e) {
    return failed(errc::syntax, std::string("not YAML or JSON: ") + e.msg);
  } catch (const too_much& e) {
    return failed(errc::out_of_range, std::string("the configuration has ") + e.what);
  }
  return out;
}

}  // namespace taper::configs
