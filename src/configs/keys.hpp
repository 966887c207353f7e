// The interface of a format's reader to a configuration: keys by name, values by type, and the report to fill in.
// Accessing a key marks it as read; an unread key about the learning rate is an error.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "configs/document.hpp"
#include "taper/configs/config.hpp"

namespace taper::configs {

/// The result under construction. The first error is final; readers check `failed()` before they continue.
class report {
 public:
  report(config_reading& out, const run_facts& given) : facts(given), out_(out) {}

  void fault(std::string id, std::string key, std::size_t line, std::string message);
  void note(std::string id, std::string key, std::size_t line, std::string message);
  void fail(error e) {
    if (!error_) error_ = std::move(e);
  }
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const std::optional<error>& problem() const { return error_; }

  /// Says where the length comes from.
  void length_from(std::string text) { out_.steps_from = std::move(text); }
  /// Sets the schedule and its length.
  void run(result<schedule> requested, std::optional<std::uint64_t> steps);
  /// The schedule; empty if the framework stops.
  [[nodiscard]] const std::optional<result<schedule>>& requested() const { return requested_; }
  /// Records that the framework stops with an error: a fault and no schedule.
  void rejected(std::string id, std::string key, std::size_t line, std::string message);
  /// `rejected` for a key that is not given. A key about the rate that no reader knows may be given in its place; then that
  /// key is the answer.
  void lacking(std::string id, std::string key, std::size_t line, std::string message);
  [[nodiscard]] bool lacks() const { return lacks_; }
  /// Whether `rejected` was called.
  [[nodiscard]] bool stopped() const { return stopped_; }

  const run_facts& facts;

 private:
  config_reading& out_;
  std::optional<result<schedule>> requested_;
  std::optional<error> error_;
  bool stopped_ = false;
  bool lacks_ = false;
};

/// The keys below one place of a configuration.
class keys {
 public:
  keys(const node* map, std::string path, report& out) : map_(map), path_(std::move(path)), out_(out) {}

  /// Whether a key exists and is not null.
  [[nodiscard]] bool has(std::string_view path) const { return find(path) != nullptr; }
  /// The line of a key, or 0 if it is missing.
  [[nodiscard]] std::size_t line(std::string_view path) const;
  /// The full name for messages: `optimizer.lr`.
  [[nodiscard]] std::string name(std::string_view path) const;

  /// A number; an error if the value is not a number or is computed by code.
  [[nodiscard]] std::optional<double> number(std::string_view path) const;
  [[nodiscard]] double number(std::string_view path, double fallback) const { return number(path).value_or(fallback); }
  /// A whole number >= `least`; 1e3 and 1000.0 are accepted.
  [[nodiscard]] std::optional<std::int64_t> whole(std::string_view path, std::int64_t least = 0) const;
  [[nodiscard]] std::int64_t whole_or(std::string_view path, std::int64_t fallback) const {
    return whole(path).value_or(fallback);
  }
  [[nodiscard]] bool flag(std::string_view path, bool fallback = false) const;
  [[nodiscard]] std::string word(std::string_view path, std::string_view fallback = {}) const;
  /// The keys below a map; empty if there is no such map.
  [[nodiscard]] keys inner(std::string_view path) const;

  /// An error about this key: `message` need not name it.
  [[nodiscard]] error problem(std::string_view path, errc code, std::string message, std::string hint = {}) const;

  /// Says that this key gives the length of the run.
  void gives_length(std::string_view path) const;
  /// The same for a key that counts something else, from which the given facts of the run determine the steps.
  void counts_length(std::string_view path) const;

  /// Marks keys, and everything below them, as known and without effect on this schedule.
  void without_effect(std::initializer_list<std::string_view> paths) const;
  /// Reports fault `key-ignored` if a key exists that this scheduler never reads.
  void never_read(std::initializer_list<std::string_view> paths, std::string_view by) const;

  [[nodiscard]] const node* find(std::string_view path) const;
  [[nodiscard]] report& answer() const { return out_; }

 private:
  bool computed(std::string_view path, const node& n) const;

  const node* map_;
  std::string path_;
  report& out_;
};

/// " (line 12)"; empty for line 0.
[[nodiscard]] std::string at_line(std::size_t line);

/// An error about a key: where it is, what is wrong, and what to do.
[[nodiscard]] error failed_at(errc code, std::string key, std::size_t line, const std::string& rest,
                              std::string hint = {});

/// A key by its full name, `optimizer.lr`, and its line.
struct key_place {
  std::string name;
  std::size_t line = 0;
  std::size_t again = 0;  ///< the line of the same key further down, which counts
};

/// Whether a key is about the rate, by its words.
[[nodiscard]] bool about_rate(std::string_view key);

/// The first key about the rate (`lr`, `warmup`, `decay`, `sched`, `steps`, …) that no reader reads.
[[nodiscard]] std::optional<key_place> unread_rate_key(const node& root);

/// The error for the first key of this map that was not read, under any name; empty if all were read.
[[nodiscard]] std::optional<error> unread_argument(const keys& k, const node& map);

/// Parses the whole text as a number as configurations write it: 1e-4, 5_000, +3.
[[nodiscard]] std::optional<double> number_in(std::string_view text);

/// A float64 product as a whole number: rounded up, or truncated.
[[nodiscard]] std::int64_t up(double x);
[[nodiscard]] std::int64_t cut(double x);

}  // namespace taper::configs
