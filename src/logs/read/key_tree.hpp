// The keys of a file, classified once. Rows repeat their keys in the same order, so the next key is predicted.
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

  /// The meaning of the key, from its whole path (`optim/lr`).
  [[nodiscard]] const field_name& name() const { return name_; }

  /// Begins a new object: its first key is next.
  void begin() { next_ = 0; }
  /// The key that followed last time, as written with its quotes; empty without a prediction.
  [[nodiscard]] std::string_view foreseen() const {
    return next_ < inner_.size() ? std::string_view(inner_[next_]->quoted_) : std::string_view();
  }
  /// The node of the predicted key, which was found.
  key_node& take_foreseen() { return *inner_[next_++]; }
  /// The node of any key. A new one is added, and its size is added to `bytes`;
  /// null if that would exceed `most`.
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
