// Fills a record from keys and texts; the names are classified once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "logs/read/field_names.hpp"
#include "logs/read/log_sink.hpp"

namespace taper::inspection {

/// Stores the meaning of each key of a file.
class name_cache {
 public:
  const field_name& operator()(std::string_view key);

 private:
  std::unordered_map<std::string, field_name> names_;
  std::string scratch_;
};

/// A row under construction: among keys of one kind the best name wins; every rate is kept with its group.
class row_builder {
 public:
  row_builder() { clear(); }
  void clear();
  /// Takes a value; `index` is the group in a list of rates (0 for the first and without a list).
  void take(const field_name& name, std::string_view text, std::size_t index = 0);
  /// The same for a number that is already parsed.
  void take(const field_name& name, const plain_decimal& number);

  [[nodiscard]] const record& row() const { return row_; }
  [[nodiscard]] record& row() { return row_; }
  /// The run that the row names, or empty.
  [[nodiscard]] const std::string& run() const { return run_; }
  [[nodiscard]] const std::optional<std::int64_t>& max_steps() const { return max_steps_; }
  /// Whether the row belongs to a validation: its rate is that of the training, at a separate counter.
  [[nodiscard]] bool held_out() const { return held_out_; }
  /// Whether the row has a field that identifies it as a row of a training log.
  [[nodiscard]] bool is_row() const { return row_.step || row_.epoch || !row_.rates.empty(); }

 private:
  void set(const field_name& name, double number, std::optional<std::int64_t> whole);

  record row_;
  std::string run_;
  std::array<int, 16> weights_{};
  std::optional<std::int64_t> max_steps_;
  bool held_out_ = false;
};

}  // namespace taper::inspection
