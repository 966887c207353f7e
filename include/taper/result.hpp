// Errors as values: user errors (text, parameters, lengths, files) are returned as result<T>, never thrown.
// result<void> is for operations without a value that may fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace taper {

/// Kinds of errors; the message has the details.
enum class errc : unsigned char {
  syntax,        ///< the text does not follow the grammar
  unknown_name,  ///< no such shape, modifier or argument
  missing,       ///< a required argument is not given
  out_of_range,  ///< a value outside its documented range
  conflict,      ///< two parts that exclude each other, or one given twice
  unit,          ///< an amount of time without a unit, or a unit without its clock
  too_large,     ///< more than the documented limit
  unsupported,   ///< valid, but not for this operation
  io,            ///< a file or stream failed
};

/// A text with its parameters, {name} or {name=value}, as `write(name, value)` writes them: an option of the command
/// line, an argument in Python.
template <class Writer>
std::string with_parameters(std::string_view text, const Writer& write) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = text.find('{');
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = text.find('}');
    const std::size_t name = text.find_first_not_of(letters, 1);
    if (end == std::string_view::npos || name == 1 || (name != end && text[name] != '=')) {
      out += '{';
      text.remove_prefix(1);
      continue;
    }
    out += write(text.substr(1, name - 1), name == end ? std::string_view() : text.substr(name + 1, end - name - 1));
    text.remove_prefix(end + 1);
  }
  return out;
}

/// One error: what is wrong, where, and what is allowed.
struct error {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  errc code = errc::syntax;
  std::string message;           ///< one line, names the value and the allowed range
  std::size_t offset = nowhere;  ///< byte offset into the text that was parsed
  std::string hint = {};         ///< what to write instead, with parameters as {name} or {name=value}; may be empty
  std::string subject = {};      ///< the modifier, parameter or log concerned; may be empty
  std::string needs = {};        ///< the parameter to give, by its C++ name (steps_per_epoch); may be empty
  std::string text = {};         ///< the parsed text to which `offset` refers, if the caller knows it; may be empty
  std::size_t line = 0;          ///< line of `subject` in the file that was read, from 1; 0 if it has none
  bool names_line = false;       ///< the message says the line
  std::uint64_t steps = 0;       ///< the length of the run, if the message says it; 0 if not
  std::string instead = {};      ///< the word that belongs at `offset` in place of the one there; may be empty

  /// What to do: give the missing parameter, or follow the hint; may be empty.
  [[nodiscard]] std::string advice() const {
    const auto plain = [](std::string_view name, std::string_view value) {
      return std::string(name) + (value.empty() ? "" : " " + std::string(value));
    };
    const std::string written = with_parameters(hint, plain);
    if (needs.empty()) return written;
    return "give " + needs + (written.empty() ? "" : ", or " + written);
  }

  friend bool operator==(const error&, const error&) = default;
};

/// An error without a place in a text: what failed, why, and what to do.
inline error failed(errc code, std::string message, std::string hint = {}) {
  return {.code = code, .message = std::move(message), .hint = std::move(hint)};
}
/// An error whose message begins with its subject: "warmup" + " leaves no step after it".
inline error failed_on(std::string subject, errc code, const std::string& rest, std::string hint = {}) {
  error out = failed(code, subject + rest, std::move(hint));
  out.subject = std::move(subject);
  return out;
}

/// Thrown by result<T>::value() on an error, and nowhere else in the library.
class bad_result : public std::runtime_error {
 public:
  explicit bad_result(error e)
      : std::runtime_error(e.advice().empty() ? e.message : e.message + " (" + e.advice() + ")"),
        error_(std::move(e)) {}
  [[nodiscard]] const error& reason() const noexcept { return error_; }

 private:
  error error_;
};

/// The only place where the library throws; without exceptions it terminates the program.
[[noreturn]] inline void raise(error e) {
#if defined(__cpp_exceptions)
  throw bad_result(std::move(e));
#else
  (void)e;
  std::abort();
#endif
}

namespace detail {

/// An error inside a result. Nearly every function returns one, so it is one pointer, and what it does is not inlined.
class stored_error {
 public:
  [[gnu::noinline]] explicit stored_error(error&& e) : held_(std::make_unique<error>(std::move(e))) {}
  [[gnu::noinline]] stored_error(const stored_error& other) : held_(std::make_unique<error>(*other.held_)) {}
  stored_error(stored_error&& other) noexcept = default;
  stored_error& operator=(stored_error other) noexcept {
    held_.swap(other.held_);
    return *this;
  }
  [[gnu::noinline]] ~stored_error() {}  // NOLINT(modernize-use-equals-default)

  [[nodiscard]] error& operator*() const noexcept { return *held_; }

 private:
  std::unique_ptr<error> held_;
};

}  // namespace detail

/// A value, or an error.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}       // NOLINT(google-explicit-constructor)
  result(taper::error&& e) : state_(std::in_place_index<1>, std::move(e)) {}  // NOLINT(google-explicit-constructor)
  result(const taper::error& e) : result(taper::error(e)) {}                  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const taper::error& error() const& noexcept { return **std::get_if<1>(&state_); }

  [[nodiscard]] taper::error&& error() && noexcept { return std::move(**std::get_if<1>(&state_)); }

  /// The value; throws bad_result if there is none.
  [[nodiscard]] const T& value() const& {
    if (!has_value()) raise(error());
    return **this;
  }
  [[nodiscard]] T&& value() && {
    if (!has_value()) raise(error());
    return std::move(**this);
  }

  /// f(value), where f returns a result; the error if there is no value.
  template <class F>
  std::invoke_result_t<F, T&&> and_then(F&& f) && {
    if (!has_value()) return std::move(*this).error();
    return std::forward<F>(f)(std::move(**this));
  }
  /// A result with f(value); the error if there is no value.
  template <class F>
  result<std::invoke_result_t<F, T&&>> transform(F&& f) && {
    if (!has_value()) return std::move(*this).error();
    return std::forward<F>(f)(std::move(**this));
  }
  /// The same value, or f(error), for example to add context.
  template <class F>
  result transform_error(F&& f) && {
    if (!has_value()) return std::forward<F>(f)(std::move(*this).error());
    return std::move(*this);
  }

 private:
  std::variant<T, detail::stored_error> state_;
};

/// Success, or an error.
template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(taper::error&& e) : error_(std::move(e)) {}          // NOLINT(google-explicit-constructor)
  result(const taper::error& e) : result(taper::error(e)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] const taper::error& error() const& noexcept { return **error_; }
  [[nodiscard]] taper::error&& error() && noexcept { return std::move(**error_); }

  /// Throws bad_result on an error.
  void value() const {
    if (!has_value()) raise(error());
  }

 private:
  std::optional<detail::stored_error> error_;
};

}  // namespace taper

/// TAPER_TRY(name, expression): defines `name` as the value of a result; returns from the function on an error.
#define TAPER_TRY(name, ...)                                       \
  auto name##_or_error = __VA_ARGS__;                              \
  if (!name##_or_error) return std::move(name##_or_error).error(); \
  auto& name = *name##_or_error

/// TAPER_CHECK(expression): returns from the function on an error; ignores a value.
#define TAPER_CHECK(...) \
  if (auto taper_outcome = __VA_ARGS__; !taper_outcome) return std::move(taper_outcome).error()
