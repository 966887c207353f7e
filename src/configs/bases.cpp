// Files that a configuration is merged over.
#include "configs/bases.hpp"

#include <algorithm>

#include "taper/text.hpp"

namespace taper::configs {
namespace {

constexpr int most_levels = 10;

void without_lines(node& n) {
  n.line = 0;
  for (node& item : n.items) without_lines(item);
  for (auto& member : n.members) without_lines(member.second);
}

// The members of `over` replace those of `under`; maps are merged, unless `over` says _delete_.
void merge(node& under, const node& over) {
  const auto deletes = [](const node& n) {
    const node* const d = n.find("_delete_");
    return d != nullptr && (d->text == "True" || d->text == "true");
  };
  for (const auto& [key, value] : over.members) {
    const auto same = [&](const auto& member) { return member.first == key; };
    const auto there = std::find_if(under.members.begin(), under.members.end(), same);
    if (there == under.members.end()) {
      under.members.emplace_back(key, value);
    } else if (there->second.is == node::kind::map && value.is == node::kind::map && !deletes(value)) {
      there->second.line = value.line;
      merge(there->second, value);
    } else {
      there->second = value;
    }
  }
}

std::vector<std::string> names_of(const node* n) {
  std::vector<std::string> out;
  if (n != nullptr && n->is == node::kind::text && !n->text.empty()) out.push_back(n->text);
  for (std::size_t i = 0; n != nullptr && i < n->items.size(); ++i) out.push_back(n->items[i].text);
  return out;
}

std::optional<node> root_of(const std::string& text, syntax written) {
  result<documents> all = written == syntax::python ? read_python(text, {}) : read_yaml(text);
  if (!all || all->empty()) return std::nullopt;
  return std::move(all->front().root);
}

class follower {
 public:
  follower(std::string_view key, syntax written, const run_facts& facts)
      : key_(key), written_(written), facts_(facts) {}

  node over(const node& root, const std::string& folder, int level) {
    node out;
    out.is = node::kind::map;
    for (const std::string& name : names_of(root.find(key_))) {
      const std::string path = name.starts_with('/') ? name : folder + name;
      const std::optional<std::string> text =
          facts_.other_file && level < most_levels ? facts_.other_file(path) : std::nullopt;
      std::optional<node> base = text ? root_of(*text, written_) : std::nullopt;
      if (!base) {
        missing_ = true;
        continue;
      }
      without_lines(*base);
      merge(out,
            over(*base, path.substr(0, path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1), level + 1));
    }
    merge(out, root);
    out.line = root.line;
    return out;
  }
  [[nodiscard]] bool missing() const { return missing_; }

 private:
  std::string_view key_;
  syntax written_;
  const run_facts& facts_;
  bool missing_ = false;
};

}  // namespace

node over_bases(const document& d, std::string_view key, const run_facts& facts) {
  follower f(key, d.written, facts);
  node out = f.over(d.root, {}, 0);
  if (!f.missing()) std::erase_if(out.members, [&](const auto& member) { return member.first == key; });
  return out;
}

std::optional<error> base_not_read(const keys& k, std::string_view key, std::string_view wanted) {
  const std::vector<std::string> names = names_of(k.find(key));
  if (names.empty()) return std::nullopt;
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + echoed(name, 80);
  return k.problem(key, errc::missing,
                   k.name(key) + " names " + all + ", which is not read: " + std::string(wanted) + " may be set there",
                   "put that file beside the configuration, or write the key in the file");
}

}  // namespace taper::configs
