// What a reader of one format sees of a configuration: keys by name, values by type, and a report to write into. Every
// key that is asked for is marked as read; a key about the rate that nobody asked for is an error.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "configs/document.hpp"
#include "taper/configs/config.hpp"

namespace taper::configs {

/// The answer as it grows. The first error ends it; readers ask `failed()` where they would compute on.
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

  /// The schedule and its length.
  void run(std::string spec, std::optional<std::uint64_t> steps);
  /// The framework stops with an error: a fault, and no schedule.
  void rejected(std::string id, std::string key, std::size_t line, std::string message);

  const run_facts& facts;

 private:
  config_reading& out_;
  std::optional<error> error_;
};

/// The keys below one place of a configuration.
class keys {
 public:
  keys(const node* map, std::string path, report& out) : map_(map), path_(std::move(path)), out_(out) {}

  /// There and not null; of several names the first that is.
  [[nodiscard]] bool has(std::string_view path) const { return find(path) != nullptr; }
  /// The line of a key, 0 where it is not there.
  [[nodiscard]] std::size_t line(std::string_view path) const;
  /// Its full name, as messages have it: `optimizer.lr`.
  [[nodiscard]] std::string name(std::string_view path) const;

  /// A number; an error where the value is none or is computed by code.
  [[nodiscard]] std::optional<double> number(std::string_view path) const;
  [[nodiscard]] double number(std::string_view path, double fallback) const { return number(path).value_or(fallback); }
  /// A whole number, at least `least`; 1e3 and 1000.0 are whole.
  [[nodiscard]] std::optional<std::int64_t> whole(std::string_view path, std::int64_t least = 0) const;
  [[nodiscard]] std::int64_t whole_or(std::string_view path, std::int64_t fallback) const {
    return whole(path).value_or(fallback);
  }
  [[nodiscard]] bool flag(std::string_view path, bool fallback = false) const;
  [[nodiscard]] std::string word(std::string_view path, std::string_view fallback = {}) const;
  /// The keys below a map; empty keys where there is none.
  [[nodiscard]] keys inner(std::string_view path) const;

  /// Marks keys, with all below them, as understood and without effect on this schedule.
  void without_effect(std::initializer_list<std::string_view> paths) const;
  /// A key that this scheduler never reads, where it is there: fault `key-ignored`.
  void never_read(std::initializer_list<std::string_view> paths, std::string_view by) const;

  [[nodiscard]] const node* find(std::string_view path) const;
  [[nodiscard]] report& answer() const { return out_; }

 private:
  const node* map_;
  std::string path_;
  report& out_;
};

/// The first key about the rate (`lr`, `warmup`, `decay`, `sched`, `steps`, …) that nobody asked for.
[[nodiscard]] std::optional<error> unread_rate_key(const node& root, std::string_view format);

/// A number as a configuration writes it: 1e-4, 5_000, +3; nothing else around it.
[[nodiscard]] std::optional<double> number_in(std::string_view text);

/// The whole number that a float64 product comes to: rounded up, or cut.
[[nodiscard]] std::int64_t up(double x);
[[nodiscard]] std::int64_t cut(double x);

}  // namespace taper::configs
