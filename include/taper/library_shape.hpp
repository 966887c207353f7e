// Building blocks of the types in taper/library_types.hpp: argument types, and the conversion to schedules.
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "taper/amount.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"
#include "taper/written.hpp"

namespace taper {

/// A type that represents one schedule of another library, such as torch::one_cycle.
template <class T>
concept library_shape = requires {
  { T::dotted_name } -> std::convertible_to<std::string_view>;
};

/// Makes the schedule that parse() returns for the same arguments as text.
///
/// Errors  those of parse(), without an offset: missing, out_of_range (also for NaN and infinity), conflict.
template <library_shape T>
result<schedule> make(const T& shape);

// Arguments
// ---------------------------------------------------------------------------------------------------------------------

/// A whole number of any type.
class whole_argument {
 public:
  template <std::integral N>
  constexpr whole_argument(N n) noexcept : value_(static_cast<double>(n)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr double get() const noexcept { return value_; }

 private:
  double value_;
};

/// Steps or an amount of time: 500, percent(10), epochs(2).
class amount_argument {
 public:
  template <std::integral N>
  constexpr amount_argument(N n) noexcept : value_(steps(n)) {}           // NOLINT(google-explicit-constructor)
  constexpr amount_argument(const amount& a) noexcept : value_(a) {}      // NOLINT(google-explicit-constructor)
  constexpr amount_argument(const percentage& p) noexcept : value_(p) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr const amount& get() const noexcept { return value_; }

 private:
  amount value_;
};

/// A Composer time: a number of batches, an amount of time, or a text such as "10ba" or "0.5dur".
class time_argument {
 public:
  template <std::convertible_to<amount_argument> A>
  time_argument(const A& a) : value_(amount_argument(a).get()) {}  // NOLINT(google-explicit-constructor)
  time_argument(const char* text) : value_(std::string(text)) {}   // NOLINT(google-explicit-constructor)
  time_argument(std::string text) : value_(std::move(text)) {}     // NOLINT(google-explicit-constructor)
  [[nodiscard]] const std::variant<amount, std::string>& get() const noexcept { return value_; }

 private:
  std::variant<amount, std::string> value_;
};

/// A required argument; make() returns an error if it is not given.
template <class T>
class required_argument {
 public:
  constexpr required_argument() = default;
  template <std::convertible_to<T> U>
  constexpr required_argument(U&& v) : value_(T(std::forward<U>(v))) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr const std::optional<T>& get() const noexcept { return value_; }

 private:
  std::optional<T> value_;
};

/// A list. If it is not given, make() uses the library's default, or returns an error if there is none.
template <class T>
class list_argument {
 public:
  list_argument() = default;
  list_argument(std::initializer_list<T> all) : value_(std::vector<T>(all)) {}  // NOLINT(google-explicit-constructor)
  list_argument(std::vector<T> all) : value_(std::move(all)) {}                 // NOLINT(google-explicit-constructor)
  [[nodiscard]] const std::optional<std::vector<T>>& get() const noexcept { return value_; }

 private:
  std::optional<std::vector<T>> value_;
};

/// An inner schedule of the same library.
class library_part {
 public:
  library_part(schedule s) : value_(std::move(s)) {}          // NOLINT(google-explicit-constructor)
  library_part(result<schedule> s) : value_(std::move(s)) {}  // NOLINT(google-explicit-constructor)
  template <library_shape T>
  library_part(const T& shape) : value_(make(shape)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] const result<schedule>& get() const noexcept { return value_; }

 private:
  result<schedule> value_;
};

// From arguments to a schedule
// ---------------------------------------------------------------------------------------------------------------------

/// Collects the arguments of a library schedule, each with its name in that library.
class library_call {
 public:
  explicit library_call(std::string_view dotted_name) : call_{std::string(dotted_name), {}} {}

  template <class T>
  void operator()(std::string_view key, const T& v) {
    add(key, written(v));
  }
  template <class T>
  void operator()(std::string_view key, const std::optional<T>& v) {
    if (v) add(key, written(*v));
  }
  template <class T>
  void operator()(std::string_view key, const required_argument<T>& v) {
    (*this)(key, v.get());
  }
  template <class T>
  void operator()(std::string_view key, const list_argument<T>& v) {
    if (!v.get()) return;
    std::vector<result<written_value>> all;
    for (const T& one : *v.get()) all.push_back(written(one));
    add_list(key, std::move(all));
  }

  /// The schedule, or the first error in the arguments.
  [[nodiscard]] result<schedule> made() &&;

 private:
  static result<written_value> written(bool v);
  static result<written_value> written(double v);
  static result<written_value> written(const std::string& v);
  static result<written_value> written(const whole_argument& v);
  static result<written_value> written(const amount_argument& v);
  static result<written_value> written(const time_argument& v);
  static result<written_value> written(const std::pair<amount_argument, double>& v);
  static result<written_value> written(const library_part& v);
  void add(std::string_view key, result<written_value> v);
  void add_list(std::string_view key, std::vector<result<written_value>> all);

  written_call call_;
  std::optional<error> fault_;
};

template <library_shape T>
result<schedule> make(const T& shape) {
  library_call call(T::dotted_name);
  shape.each_argument(call);
  return std::move(call).made();
}

/// torch::step{.step_size = 30} | peak(0.1); throws bad_result if make() returns an error.
template <library_shape T, detail::is_modifier M>
schedule operator|(const T& shape, const M& m) {
  return make(shape).value() | m;
}
namespace modifier {
using taper::operator|;  // for the types in nested namespaces
}  // namespace modifier

}  // namespace taper
