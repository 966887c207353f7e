// A rule: a schedule that is not one window with modifiers, but gives a rate for every step in a way of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "taper/amount.hpp"
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
  std::size_t at = error::nowhere;              ///< byte offset where it was read; takes no part in a comparison

  friend bool operator==(const written_value& a, const written_value& b);
};

/// What is inside a schedule.
struct contents {
  std::size_t levels = 0;     ///< how many schedules stand one inside another
  std::size_t schedules = 0;  ///< how many there are in all
};
/// The most that a schedule may hold: more is an error of parse() and of the makers in C++.
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

/// What a rule is bound to: the length of the run, its clock, and the optimizer's base rate if one is given.
struct binding {
  std::uint64_t steps = 0;
  taper::clock timing{};
  std::optional<double> peak{};
};

/// Where a schedule rises by design.
struct designed_rises {
  bool anywhere = false;            ///< restarts, waves, noise: no rise is a mistake
  std::uint64_t before = 0;         ///< until this step it may rise: a warmup
  std::vector<std::uint64_t> at{};  ///< steps where a part of it begins, which may rise once more

  /// Those of another that runs beside it.
  void add(const designed_rises& other) {
    anywhere = anywhere || other.anywhere;
    before = before > other.before ? before : other.before;
    at.insert(at.end(), other.at.begin(), other.at.end());
  }
  /// Those of a part that begins at a step, on a clock of its own where it is `later` by so many steps.
  void add_part(const designed_rises& part, std::uint64_t begin, std::uint64_t later) {
    anywhere = anywhere || part.anywhere;
    if (begin == 0) before = part.before;
    if (begin > 0) at.push_back(begin);
    for (const std::uint64_t t : part.at) at.push_back(t > UINT64_MAX - later ? UINT64_MAX : t + later);
  }
};

/// A rate for every step: a pure function, total and noexcept; beyond the end whatever the rule says.
class step_rule {
 public:
  step_rule() = default;
  step_rule(const step_rule&) = delete;
  step_rule& operator=(const step_rule&) = delete;
  virtual ~step_rule() = default;
  virtual double operator()(std::uint64_t t) const noexcept = 0;
  /// What the schedule says of its own rises; nothing: it may rise once, at its beginning.
  [[nodiscard]] virtual designed_rises rises() const { return {}; }
  /// The operation and the bound parts, if these are the rates of a schedule made of schedules.
  [[nodiscard]] virtual const algebra::combined_rates* combined() const noexcept { return nullptr; }
};

/// The highest of the rates over so many steps, as analysis reads them: every step of a short run. 1 if none is above
/// 0.
double highest_rate(const step_rule& rates, std::uint64_t steps);

struct translation;  // schedule.hpp: the same schedule as a window with modifiers

/// Something that a rule says of itself at one length: a mistake, or worth knowing.
struct remark {
  enum class kind : unsigned char { fault, note } is = kind::note;
  std::string id;
  std::optional<std::uint64_t> step;
  std::string message;
};

/// A schedule by rule, not yet bound to a length. Immutable and shared.
class rule {
 public:
  rule() = default;
  rule(const rule&) = delete;
  rule& operator=(const rule&) = delete;
  virtual ~rule() = default;

  /// How it is written, arguments at their defaults left out; two rules are equal when this is.
  [[nodiscard]] virtual written_call spelled() const = 0;
  /// Whether peak(lr) means something to it.
  [[nodiscard]] virtual bool takes_peak() const = 0;
  /// The schedules inside it.
  [[nodiscard]] virtual contents inside() const noexcept = 0;
  /// Whether its values are learning rates without a peak around it, rather than multipliers.
  [[nodiscard]] virtual bool is_absolute() const noexcept = 0;
  /// The rates over a run, or why they cannot be.
  [[nodiscard]] virtual result<std::shared_ptr<const step_rule>> bind(const binding& to) const = 0;
  /// The same in our own words, if a window with modifiers is exactly this.
  [[nodiscard]] virtual std::optional<translation> as_native_schedule(const binding& to) const = 0;
  /// Known defects and pitfalls that touch a run of this length.
  [[nodiscard]] virtual std::vector<remark> remarks(const binding& to) const = 0;
};

}  // namespace taper
