// Parses YAML and JSON into a tree, with yaml-cpp.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "configs/document.hpp"
#include "support/caught.hpp"

namespace taper::configs {
namespace {

constexpr int most_levels = 100;
constexpr std::size_t most_nodes = 200'000;  // repeated aliases can expand to a tree of any size

bool is_merge(const YAML::Node& key) { return key.IsScalar() && key.Scalar() == "<<"; }

struct copier {
  std::size_t lines_before;
  std::size_t& left;
  const char*& too_much;  ///< why the tree is not complete; null if it is
  bool merging = false;

  void copy(const YAML::Node& from, node& to, int level) {
    if (too_much != nullptr) return;
    if (level > most_levels) too_much = "more than 100 levels";
    if (left == 0) too_much = "more than 200,000 values";
    if (too_much != nullptr) return;
    --left;
    to.line = from.Mark().line >= 0 ? lines_before + static_cast<std::size_t>(from.Mark().line) + 1 : 0;
    if (from.Mark().pos >= 0) to.position = static_cast<std::size_t>(from.Mark().pos) + 1;
    if (merging) to.stands_for = {to.position};
    switch (from.Type()) {
      case YAML::NodeType::Scalar:
        to.is = node::kind::text;
        to.text = from.Scalar();
        to.quoted = from.Tag() == "!";
        to.tagged = from.Tag().ends_with(":float") || from.Tag().ends_with(":int");
        break;
      case YAML::NodeType::Sequence:
        to.is = node::kind::list;
        for (const YAML::Node& item : from) copy(item, to.items.emplace_back(), level + 1);
        break;
      case YAML::NodeType::Map:
        to.is = node::kind::map;
        if (from.Tag().starts_with('!') && from.Tag().size() > 1)  // !CosineDecay {max_epochs: 300}
          to.members.emplace_back("!", node{.is = node::kind::text, .text = from.Tag().substr(1), .line = to.line});
        members(from, to, level);
        for (const auto& member : from) {
          if (is_merge(member.first)) merge(member.second, to, level);
        }
        break;
      default: break;
    }
  }

  void members(const YAML::Node& from, node& to, int level) {
    for (const auto& member : from) {
      if (is_merge(member.first)) continue;
      node& value = to.members.emplace_back(member.first.IsScalar() ? member.first.Scalar() : "?", node{}).second;
      copy(member.second, value, level + 1);
      if (member.first.Mark().line >= 0)
        value.line = lines_before + static_cast<std::size_t>(member.first.Mark().line) + 1;
    }
  }

  // `<<: *a` and `<<: [*a, *b]` add the keys that are not there yet, those of the first map before those of the others.
  void merge(const YAML::Node& from, node& to, int level) {
    if (too_much != nullptr) return;
    if (level > most_levels) too_much = "more than 100 levels";
    if (left == 0) too_much = "more than 200,000 values";
    if (too_much != nullptr) return;
    --left;
    if (from.IsSequence()) {
      for (const YAML::Node& one : from) merge(one, to, level + 1);
    } else if (from.IsMap()) {
      node own{.is = node::kind::map};
      const bool outer = std::exchange(merging, true);
      members(from, own, level);
      merging = outer;
      for (auto& member : own.members) {
        const auto there = std::ranges::find(to.members, member.first, &std::pair<std::string, node>::first);
        if (there == to.members.end())
          to.members.push_back(std::move(member));
        else
          there->second.stands_for.push_back(member.second.position);
      }
      for (const auto& member : from) {
        if (is_merge(member.first)) merge(member.second, to, level + 1);
      }
    }
  }
};

// One document of a file, which a line `---` begins. YAML::LoadAll does not end on some files that are not YAML.
struct part {
  std::string_view text;
  std::size_t lines_before = 0;
};

std::vector<part> parts_of(std::string_view text) {
  std::vector<part> out(1);
  std::size_t begin = 0;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view here = text.substr(at, end - at);
    if (at > 0 && (here == "---" || here == "---\r" || here.starts_with("--- "))) {
      out.back().text = text.substr(begin, at - begin);
      out.push_back({{}, line});
      begin = at;
    }
    at = end + 1;
  }
  out.back().text = text.substr(begin);
  return out;
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
  if (text.size() > (4U << 20U)) return failed(errc::out_of_range, "the configuration is larger than 4 MiB");
  std::size_t lines_before = 0;
  const auto read = [&]() -> result<documents> {
    documents out;
    std::size_t left = most_nodes;
    const char* too_much = nullptr;
    for (const part& one : parts_of(text)) {
      lines_before = one.lines_before;
      document& d = out.emplace_back();
      d.text = text;
      copier{one.lines_before, left, too_much}.copy(YAML::Load(std::string(one.text)), d.root, 0);
      if (too_much != nullptr) return failed(errc::out_of_range, std::string("the configuration has ") + too_much);
      if (is_wandb(d.root)) unwrap(d.root);
      d.line = d.root.line;
    }
    return out;
  };
  return support::caught<YAML::Exception>(read, [&](const YAML::Exception& e) -> result<documents> {
    if (e.mark.line < 0) return failed(errc::syntax, "not YAML or JSON: " + e.msg);
    const std::size_t line = lines_before + static_cast<std::size_t>(e.mark.line) + 1;
    return failed(errc::syntax, "line " + std::to_string(line) + ": not YAML or JSON: " + e.msg);
  });
}

}  // namespace taper::configs
