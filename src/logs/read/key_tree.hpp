// The keys of a file's objects, judged once: rows repeat their keys in the same order, so the next one is foreseen.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logs/read/field_names.hpp"

namespace taper::inspection {

/// A key and the keys of the object under it.
class key_node {
 public:
  explicit key_node(std::string path = {}) : path_(std::move(path)), name_(classify_field(path_)) {}

  /// What the key is, judged by its whole path (`optim/lr`).
  [[nodiscard]] const field_name& name() const { return name_; }

  /// A new object begins: the first of its keys comes next.
  void begin() { next_ = 0; }
  /// The key that followed last time, as written with its quotes; empty where nothing is foreseen.
  [[nodiscard]] std::string_view foreseen() const {
    return next_ < inner_.size() ? std::string_view(inner_[next_]->quoted_) : std::string_view();
  }
  /// The node of the foreseen key, which did follow.
  key_node& take_foreseen() { return *inner_[next_++]; }
  /// The node of any key; it is made, and its bytes added to `bytes`, where it is new.
  /// Null where they would pass `most`.
  key_node* find(std::string_view key, std::size_t& bytes, std::size_t most);

 private:
  std::string path_;
  std::string quoted_;
  field_name name_;
  std::vector<std::unique_ptr<key_node>> inner_;
  std::unordered_map<std::string, std::size_t> index_;
  std::size_t next_ = 0;
};

}  // namespace taper::inspection
