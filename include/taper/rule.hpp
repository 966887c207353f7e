// A rule: a schedule that is not a window with modifiers but computes a rate for every step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "taper/amount.hpp"
#include "taper/finding.hpp"
#include "taper/result.hpp"

namespace taper {

struct inner_schedule;  // schedule.hpp: a schedule inside another
namespace algebra {
struct combined_rates;
}  // namespace algebra

/// A value of the notation: a number (with its unit or %), a word, a quoted text, a list, or a schedule.
struct written_value {
  enum class kind : unsigned char { number, word, text, list, schedule } is = kind::word;
  double number = 0.0;
  bool percent = false;
  std::string word;  ///< the word or text; of a number, its unit suffix ("ep", "Mtok")
  std::vector<written_value> list;
  std::shared_ptr<const inner_schedule> inner;  ///< the schedule, shared and immutable
  std::size_t at = error::nowhere;              ///< byte offset where it was read; ignored in comparisons

  friend bool operator==(const written_value& a, const written_value& b);
};

/// The nested schedules of a schedule.
struct contents {
  std::size_t levels = 0;     ///< depth of nesting
  std::size_t schedules = 0;  ///< total number of schedules
};
/// The limits of nesting: more is an error of parse() and of the functions in C++.
inline constexpr contents most_contents{.levels = 1000, .schedules = 100'000};

/// name(key=value, …)
struct written_call {
  struct argument {
    std::string key;
    written_value value;
    friend bool operator==(const argument&, const argument&) = default;
  };
  std::string name;
  std::vector<argument> arguments;
  friend bool operator==(const written_call&, const written_call&) = default;
};

/// The arguments of binding: the length of the run, its clock, and the base rate of the optimizer if given.
struct binding {
  std::uint64_t steps = 0;
  taper::clock timing{};
  std::optional<double> peak{};
};

/// Where a schedule rises by design.
struct designed_rises {
  bool anywhere = false;            ///< restarts, waves, noise: no rise is an error
  std::uint64_t before = 0;         ///< until this step it may rise: a warmup
  std::vector<std::uint64_t> at{};  ///< steps where a part of it begins, which may rise once more

  /// Adds those of another schedule that runs at the same time.
  void add(const designed_rises& other) {
    anywhere = anywhere || other.anywhere;
    before = before > other.before ? before : other.before;
    at.insert(at.end(), other.at.begin(), other.at.end());
  }
  /// Adds those of a part that begins at a step, on a clock that is `later` by this number of steps.
  void add_part(const designed_rises& part, std::uint64_t begin, std::uint64_t later) {
    anywhere = anywhere || part.anywhere;
    if (begin == 0) before = part.before;
    if (begin > 0) at.push_back(begin);
    for (const std::uint64_t t : part.at) at.push_back(t > UINT64_MAX - later ? UINT64_MAX : t + later);
  }
};

/// A rate for every step: a pure function, total and noexcept; the rule also defines the rates beyond the end.
class step_rule {
 public:
  step_rule() = default;
  step_rule(const step_rule&) = delete;
  step_rule& operator=(const step_rule&) = delete;
  virtual ~step_rule() = default;
  virtual double operator()(std::uint64_t t) const noexcept = 0;
  /// Where the schedule rises by design; empty: it may rise once, at its beginning.
  [[nodiscard]] virtual designed_rises rises() const { return {}; }
  /// The operation and the bound parts, if this is a combined schedule.
  [[nodiscard]] virtual const algebra::combined_rates* combined() const noexcept { return nullptr; }
};

/// The highest rate over this number of steps, as the analysis samples them:
/// every step of a short run. 1 if none is above 0.
double highest_rate(const step_rule& rates, std::uint64_t steps);

struct translation;  // schedule.hpp: the same schedule as a window with modifiers

/// A schedule by rule, not yet bound to a length. Immutable and shared.
class rule {
 public:
  rule() = default;
  rule(const rule&) = delete;
  rule& operator=(const rule&) = delete;
  virtual ~rule() = default;

  /// Its text without arguments at their defaults; two rules are equal if their texts are.
  [[nodiscard]] virtual written_call spelled() const = 0;
  /// Whether it uses peak(lr).
  [[nodiscard]] virtual bool takes_peak() const = 0;
  /// The optimizer's base rate that it takes where no peak is given; 0: none.
  [[nodiscard]] virtual double default_base() const noexcept { return 0.0; }
  /// The schedules inside it.
  [[nodiscard]] virtual contents inside() const noexcept = 0;
  /// Whether its values without an enclosing peak are learning rates rather than multipliers.
  [[nodiscard]] virtual bool is_absolute() const noexcept = 0;
  /// The rates over a run, or why they cannot be.
  [[nodiscard]] virtual result<std::shared_ptr<const step_rule>> bind(const binding& to) const = 0;
  /// The translation, if a window with modifiers equals this schedule exactly.
  [[nodiscard]] virtual std::optional<translation> as_native_schedule(const binding& to) const = 0;
  /// Known defects and pitfalls that affect a run of this length.
  [[nodiscard]] virtual std::vector<finding> findings(const binding& to) const = 0;
};

}  // namespace taper
