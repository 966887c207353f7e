// Errors as values: what a user can get wrong (text, parameters, lengths,
// files) comes back as result<T>, never as an exception.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace taper {

/// Kinds of mistakes; the text of an error says the rest.
enum class errc : unsigned char {
  syntax,        ///< the text does not follow the grammar
  unknown_name,  ///< no such shape, modifier or argument
  missing,       ///< a required argument is not there
  out_of_range,  ///< a value outside its documented range
  conflict,      ///< two parts that exclude each other, or one given twice
  unit,          ///< an amount of time without a unit, or a unit without its clock
  too_large,     ///< more than the documented limit
  unsupported,   ///< valid, but not for this operation
  io,            ///< a file or stream failed
};

/// One mistake: what, where, what is allowed.
struct error {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  errc code = errc::syntax;
  std::string message;           ///< one line, names the value and the allowed range
  std::size_t offset = nowhere;  ///< byte offset into the text that was parsed
  std::string hint = {};         ///< what to write instead; may be empty

  friend bool operator==(const error&, const error&) = default;
};

/// Thrown by result<T>::value() on an error, and by nothing else in the library.
class bad_result : public std::runtime_error {
 public:
  explicit bad_result(error e)
      : std::runtime_error(e.hint.empty() ? e.message : e.message + " (" + e.hint + ")"), error_(std::move(e)) {}
  [[nodiscard]] const error& reason() const noexcept { return error_; }

 private:
  error error_;
};

/// The one place where the library throws; without exceptions it ends the program.
[[noreturn]] inline void raise(error e) {
#if defined(__cpp_exceptions)
  throw bad_result(std::move(e));
#else
  (void)e;
  std::abort();
#endif
}

/// A value or the error that kept it from being made.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}     // NOLINT(google-explicit-constructor)
  result(taper::error e) : state_(std::in_place_index<1>, std::move(e)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const taper::error& error() const noexcept { return *std::get_if<1>(&state_); }

  /// The value; throws bad_result when there is none.
  [[nodiscard]] const T& value() const& {
    if (!has_value()) raise(error());
    return **this;
  }
  [[nodiscard]] T&& value() && {
    if (!has_value()) raise(error());
    return std::move(**this);
  }

 private:
  std::variant<T, taper::error> state_;
};

}  // namespace taper
