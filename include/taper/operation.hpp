// The operations that combine schedules, as types: parameters with their ranges, defaults and meaning, formula, usage.
//
// `operation` is the list: parser, printers, binding, findings, exports, `taper list` and C++ functions visit it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "taper/amount.hpp"
#include "taper/parameter.hpp"
#include "taper/result.hpp"

namespace taper {

struct inner_schedule;  // schedule.hpp: a schedule inside another

/// A schedule to which an operation applies, shared and immutable.
struct operand {
  std::shared_ptr<const inner_schedule> of;
  std::size_t at = error::nowhere;  ///< byte offset where it was read; ignored in comparisons

  friend bool operator==(const operand& a, const operand& b);
};

/// An amount of time in an operation.
struct placed_amount {
  amount is{};
  std::size_t at = error::nowhere;  ///< byte offset where it was read; ignored in comparisons

  [[nodiscard]] std::uint64_t steps() const { return static_cast<std::uint64_t>(is.value); }  ///< unit::steps only
  friend bool operator==(const placed_amount& a, const placed_amount& b) { return a.is == b.is; }
};

/// A part of a whole, as it was given: 0.1 or 10%.
struct share {
  double value = 0.0;
  bool percent = false;

  [[nodiscard]] constexpr double fraction() const { return percent ? value / 100.0 : value; }
  friend constexpr bool operator==(const share&, const share&) = default;
};

/// The clock of a part in a sequence.
enum class scaling : unsigned char {
  rescaled,  ///< a separate clock: the part starts at step 0 and has the length of its segment
  fixed,     ///< the clock of the run: the part spans the whole run and is used in its segment
};
inline constexpr std::array<std::string_view, 2> scaling_names = {"rescaled", "fixed"};
inline constexpr std::string_view scaling_words = "rescaled fixed";  ///< the same in one text

/// One operation, as help and documentation show it.
struct operation_info {
  std::string_view name;
  std::string_view usage;
  std::string_view summary;
  std::string_view example;
  std::string_view formula;
  bool takes_peak = true;  ///< its values are fractions of the peak
};

/// Whether a parameter must be given; others have the value of a new object as their default.
enum class presence : unsigned char { optional, required };

/// One parameter of the operation Op.
template <class Op, class T>
struct operation_parameter {
  std::string_view name;
  T Op::* member;
  std::string_view meaning;
  presence given = presence::required;
  range valid = range::at_least(0);
};

namespace operations {

/// Part k from at[k-1] to at[k].
struct sequence {
  std::vector<operand> parts;
  std::optional<std::vector<placed_amount>> at;
  taper::scaling scaling = taper::scaling::rescaled;

  static constexpr operation_info info = {
      "sequence", "sequence(parts, at=equal shares, scaling=rescaled|fixed)",
      "the parts in sequence; rescaled: each on its own clock, fixed: each on the clock of the run",
      "sequence([constant, linear], at=[80%])", "part_k(t - at_k)"};
  static constexpr auto parameters =
      std::tuple{operation_parameter<sequence, std::vector<operand>>{"parts", &sequence::parts, "the schedules"},
                 operation_parameter<sequence, std::optional<std::vector<placed_amount>>>{
                     "at", &sequence::at, "first step of each part after the first; equal lengths unless given",
                     presence::optional},
                 operation_parameter<sequence, taper::scaling>{
                     "scaling", &sequence::scaling, "the clock of each part, or that of the run", presence::optional}};
  friend bool operator==(const sequence&, const sequence&) = default;
};

/// The product of the parts, each over the whole run.
struct product {
  std::vector<operand> parts;

  static constexpr operation_info info = {"product", "product(parts)",
                                          "the product of the parts, each over the whole run",
                                          "product([cosine, linear | warmup(10%)])", "part_1(t) * part_2(t) * ..."};
  static constexpr auto parameters =
      std::tuple{operation_parameter<product, std::vector<operand>>{"parts", &product::parts, "the schedules"}};
  friend bool operator==(const product&, const product&) = default;
};

/// Not below `low`, not above `high`.
struct clip {
  operand of;
  double low = 0.0;
  std::optional<double> high;

  static constexpr operation_info info = {"clip", "clip(of, low=0, high=none)", "limits the values to low … high",
                                          "clip(exp(beta=0.01), low=0.1)", "min(max(of(t), low), high)"};
  static constexpr auto parameters = std::tuple{
      operation_parameter<clip, operand>{"of", &clip::of, "the schedule"},
      operation_parameter<clip, double>{"low", &clip::low, "lower bound", presence::optional},
      operation_parameter<clip, std::optional<double>>{"high", &clip::high, "upper bound", presence::optional}};
  friend bool operator==(const clip&, const clip&) = default;
};

/// The clock of `of` stops at step `at` for `length` steps.
struct hold {
  operand of;
  placed_amount at;
  std::optional<placed_amount> length;

  static constexpr operation_info info = {
      "hold", "hold(of, at, length=none)",
      "stops the clock at step `at` for `length` steps; without a length permanently",
      "hold(cosine, at=50%, length=200)", "of(min(t, max(at, t - length)))"};
  static constexpr auto parameters =
      std::tuple{operation_parameter<hold, operand>{"of", &hold::of, "the schedule"},
                 operation_parameter<hold, placed_amount>{"at", &hold::at, "the step at which the clock stops"},
                 operation_parameter<hold, std::optional<placed_amount>>{
                     "length", &hold::length, "number of steps; permanently unless given", presence::optional}};
  friend bool operator==(const hold&, const hold&) = default;
};

/// `of` over `every` steps, repeated.
struct loop {
  operand of;
  placed_amount every;

  static constexpr operation_info info = {"loop", "loop(of, every)", "repeats `of` every `every` steps",
                                          "loop(linear, every=100)", "of(t mod every)"};
  static constexpr auto parameters =
      std::tuple{operation_parameter<loop, operand>{"of", &loop::of, "the schedule"},
                 operation_parameter<loop, placed_amount>{"every", &loop::every, "length of one cycle",
                                                          presence::required, range::at_least(1)}};
  friend bool operator==(const loop&, const loop&) = default;
};

/// `of` sampled every `every` steps and constant in between.
struct staircase {
  operand of;
  placed_amount every;

  static constexpr operation_info info = {
      "staircase", "staircase(of, every)",
      "samples `of` every `every` steps, constant in between: a scheduler that steps once per epoch",
      "staircase(cosine, every=100)", "of(t - t mod every)"};
  static constexpr auto parameters =
      std::tuple{operation_parameter<staircase, operand>{"of", &staircase::of, "the schedule"},
                 operation_parameter<staircase, placed_amount>{"every", &staircase::every,
                                                               "number of steps for which the rate is constant",
                                                               presence::required, range::at_least(1)}};
  friend bool operator==(const staircase&, const staircase&) = default;
};

/// `of` delayed by `by` steps, or advanced by `ahead`; exactly one is given.
struct shift {
  operand of;
  std::optional<placed_amount> by;
  std::optional<placed_amount> ahead;

  static constexpr operation_info info = {"shift", "shift(of, by=none, ahead=none)",
                                          "delays `of` by `by` steps, or advances it by `ahead` steps",
                                          "shift(cosine, by=100)", "of(max(t - by, 0) + ahead)"};
  static constexpr auto parameters =
      std::tuple{operation_parameter<shift, operand>{"of", &shift::of, "the schedule"},
                 operation_parameter<shift, std::optional<placed_amount>>{
                     "by", &shift::by, "steps by which it is delayed", presence::optional},
                 operation_parameter<shift, std::optional<placed_amount>>{
                     "ahead", &shift::ahead, "steps by which it is advanced", presence::optional}};
  friend bool operator==(const shift&, const shift&) = default;
};

/// `from` where `of` is 1, `to` where it is 0.
struct between {
  operand of;
  double from = 0.0;
  double to = 0.0;

  static constexpr operation_info info = {"between",
                                          "between(of, from, to)",
                                          "`from` where `of` is 1, `to` where it is 0: momentum, weight decay, betas",
                                          "between(cosine, from=0.85, to=0.95)",
                                          "to + (from - to) of(t)",
                                          false};
  static constexpr auto parameters =
      std::tuple{operation_parameter<between, operand>{"of", &between::of, "the schedule"},
                 operation_parameter<between, double>{"from", &between::from, "the value where `of` is 1"},
                 operation_parameter<between, double>{"to", &between::to, "the value where `of` is 0"}};
  friend bool operator==(const between&, const between&) = default;
};

/// `of` times 1 + amplitude u, u in [-1, 1) from seed and step.
struct noise {
  operand of;
  share amplitude{10.0, true};
  std::uint64_t seed = 0;

  static constexpr operation_info info = {
      "noise", "noise(of, amplitude=10%, seed=0)",
      "multiplies `of` by 1 + amplitude*u, u in [-1, 1) computed from seed and step; the same in every run",
      "noise(cosine, amplitude=5%, seed=1)", "of(t) (1 + amplitude u_t)"};
  static constexpr auto parameters = std::tuple{
      operation_parameter<noise, operand>{"of", &noise::of, "the schedule"},
      operation_parameter<noise, share>{"amplitude", &noise::amplitude, "the largest change, as a part of the rate",
                                        presence::optional, range::between(0, 1)},
      operation_parameter<noise, std::uint64_t>{"seed", &noise::seed, "seed of the random numbers",
                                                presence::optional}};
  friend bool operator==(const noise&, const noise&) = default;
};

}  // namespace operations

/// Every operation, in the order of help and documentation.
using operation =
    std::variant<operations::sequence, operations::product, operations::clip, operations::hold, operations::loop,
                 operations::staircase, operations::shift, operations::between, operations::noise>;

/// The descriptions of the operations, in the same order.
inline constexpr auto combinations = []<class... Op>(std::type_identity<std::variant<Op...>>) {
  return std::array{Op::info...};
}(std::type_identity<operation>{});

/// Calls f(parameter, value) for every parameter of an operation, in order.
template <class Op, class F>
constexpr void for_each_parameter(Op& op, F&& f) {
  std::apply([&](const auto&... p) { (f(p, op.*p.member), ...); }, std::remove_const_t<Op>::parameters);
}

/// Calls f(amount) for every amount of time in the value of a parameter.
template <class T, class F>
constexpr void for_amounts_in(T& value, F&& f) {
  using is = std::remove_const_t<T>;
  if constexpr (std::is_same_v<is, placed_amount>) {
    f(value);
  } else if constexpr (std::is_same_v<is, std::optional<placed_amount>>) {
    if (value) f(*value);
  } else if constexpr (std::is_same_v<is, std::optional<std::vector<placed_amount>>>) {
    if (!value) return;
    for (auto& one : *value) f(one);
  }
}
/// Calls f(operand) for every operand in the value of a parameter.
template <class T, class F>
constexpr void for_operands_in(T& value, F&& f) {
  using is = std::remove_const_t<T>;
  if constexpr (std::is_same_v<is, operand>) {
    f(value);
  } else if constexpr (std::is_same_v<is, std::vector<operand>>) {
    for (auto& one : value) f(one);
  }
}

}  // namespace taper
