// The schedule tree: a schedule is a window with modifiers, an operation on other schedules, or a library's schedule. A
// node is one of the last two; schedule.hpp has the first.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "taper/finding.hpp"
#include "taper/library.hpp"
#include "taper/operation.hpp"
#include "taper/result.hpp"
#include "taper/rule.hpp"

namespace taper {

/// The nested schedules of a schedule.
struct contents {
  std::size_t levels = 0;     ///< depth of nesting
  std::size_t schedules = 0;  ///< total number of schedules
};
/// The limits of nesting: more is an error of parse() and of the functions in C++.
inline constexpr contents most_contents{.levels = 1000, .schedules = 100'000};

class node;
struct translation;  // schedule.hpp: the same schedule as a window with modifiers

/// A shared node, or none; equal if the nodes are.
class node_ref {
 public:
  node_ref() = default;
  explicit node_ref(std::shared_ptr<const node> n) : node_(std::move(n)) {}
  [[nodiscard]] const node* get() const noexcept { return node_.get(); }
  const node& operator*() const noexcept { return *node_; }
  const node* operator->() const noexcept { return node_.get(); }
  explicit operator bool() const noexcept { return node_ != nullptr; }
  friend bool operator==(const node_ref& a, const node_ref& b);

 private:
  std::shared_ptr<const node> node_;
};

/// A combined schedule or a library schedule, not yet bound to a length. Immutable and shared.
class node {
 public:
  using kinds = std::variant<operation, library_schedule>;

  /// Makes a node; an error at `at` if more schedules are nested than most_contents allows.
  static result<node_ref> make(kinds is, std::size_t at = error::nowhere);

  /// The operation or library schedule, for visitors.
  [[nodiscard]] const kinds& kind() const noexcept { return is_; }
  /// The operation on other schedules; null for a library schedule.
  [[nodiscard]] const operation* combined() const noexcept { return std::get_if<operation>(&is_); }
  /// The library schedule; null for an operation.
  [[nodiscard]] const library_schedule* library() const noexcept { return std::get_if<library_schedule>(&is_); }

  /// "clip" or "torch.StepLR"
  [[nodiscard]] std::string name() const;
  /// Whether it uses peak(lr).
  [[nodiscard]] bool takes_peak() const noexcept;
  /// Whether it multiplies the rate of an enclosing peak(lr).
  [[nodiscard]] bool scales_peak() const noexcept;
  /// The optimizer's base rate that it takes where no peak is given; 0: none.
  [[nodiscard]] double default_base() const noexcept;
  /// The schedules inside it.
  [[nodiscard]] contents inside() const noexcept { return inside_; }
  /// Whether its values without an enclosing peak are learning rates rather than multipliers.
  [[nodiscard]] bool is_absolute() const noexcept { return absolute_; }

  /// The rates over a run, or why they cannot be.
  [[nodiscard]] result<std::shared_ptr<const step_rule>> bind(const binding& to) const;
  /// The translation, if a window with modifiers equals this schedule exactly.
  [[nodiscard]] std::optional<translation> as_native_schedule(const binding& to) const;
  /// Known defects and pitfalls that affect a run of this length.
  [[nodiscard]] std::vector<finding> findings(const binding& to) const;

  friend bool operator==(const node& a, const node& b) { return a.is_ == b.is_; }

 private:
  explicit node(kinds is);
  void add(const inner_schedule& inner);

  kinds is_;
  contents inside_;
  bool absolute_ = false;
};

}  // namespace taper
