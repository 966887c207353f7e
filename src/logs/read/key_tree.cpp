// Keys that were not predicted: found by name, or added.
#include "logs/read/key_tree.hpp"

namespace taper::inspection {

key_node* key_node::find(std::string_view key, std::size_t& bytes, std::size_t most) {
  std::string name(key);
  if (const auto found = index_.find(name); found != index_.end()) {
    next_ = found->second + 1;
    return inner_[found->second].get();
  }
  const std::size_t size = sizeof(key_node) + 3 * name.size() + 64;
  if (bytes + size > most) return nullptr;
  bytes += size;
  constexpr std::size_t longest_path = 200;
  constexpr std::size_t longest_part = 120;
  std::string path = path_;
  if (path.size() < longest_path) path.append(path.empty() ? "" : "/").append(key.substr(0, longest_part));
  auto node = std::make_unique<key_node>(std::move(path));
  node->quoted_ = '"' + name + '"';
  next_ = inner_.size() + 1;
  index_.emplace(std::move(name), inner_.size());
  inner_.push_back(std::move(node));
  return inner_.back().get();
}

}  // namespace taper::inspection
