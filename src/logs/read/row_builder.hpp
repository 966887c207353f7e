// Fills a record from keys and texts; the names are judged once and remembered.
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

/// Remembers what each key of a file is.
class name_cache {
 public:
  const field_name& operator()(std::string_view key);

 private:
  std::unordered_map<std::string, field_name> names_;
  std::string scratch_;
};

/// A row in the making: among keys of one kind the best name wins, every rate is kept with its group.
class row_builder {
 public:
  row_builder() { clear(); }
  void clear();
  /// Takes a value; `index` tells the groups of a list of rates apart (0 for the first and for what is no list).
  void take(const field_name& name, std::string_view text, std::size_t index = 0);
  /// The same of a number that was read already.
  void take(const field_name& name, const plain_decimal& number);

  [[nodiscard]] const record& row() const { return row_; }
  [[nodiscard]] record& row() { return row_; }
  /// The run that the row names; empty where it names none.
  [[nodiscard]] const std::string& run() const { return run_; }
  [[nodiscard]] const std::optional<std::int64_t>& max_steps() const { return max_steps_; }
  /// The row says that it is of a validation: its rate is that of the training beside it, at a counter of its own.
  [[nodiscard]] bool held_out() const { return held_out_; }
  /// Something by which a row of a training log is known.
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
