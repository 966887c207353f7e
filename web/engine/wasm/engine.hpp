// The calls of the WebAssembly module. Each takes bytes and numbers, and answers with text and numbers; nothing is kept but
// the last schedule. A new instance of the module is the way to give memory back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "taper/dynamics.hpp"
#include "taper/endless.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper::web {

/// What a call was given: texts, and numbers by position. NaN is a number that is not given.
class request {
 public:
  request(std::string_view bytes, std::span<const double> numbers) : bytes_(bytes), numbers_(numbers) {}

  /// The next text, up to a NUL.
  std::string_view text();
  /// The bytes that are left.
  [[nodiscard]] std::string_view rest() const noexcept { return bytes_; }
  /// The next number.
  double number();
  std::optional<double> given();
  /// The next number as a whole one; an error with its name if it is none.
  result<std::uint64_t> whole(std::string_view name);
  result<std::optional<std::uint64_t>> whole_if_given(std::string_view name);
  /// The numbers that are left.
  [[nodiscard]] std::span<const double> numbers() const noexcept { return numbers_; }

 private:
  std::string_view bytes_;
  std::span<const double> numbers_;
};

/// What a call answers.
struct answer {
  std::string text;
  std::vector<double> numbers;
};

using call = result<answer> (*)(request);
/// Runs a call; false if it failed: the answer is then the error as JSON.
bool run_call(call what, const char* bytes, std::size_t size, const double* numbers, std::size_t count);

/// A schedule over a length, or without one.
struct bound {
  std::string spec;
  std::variant<run, endless_run> rates;
};
/// The schedule of the next text over the next four numbers: steps (not given: no length), steps per epoch, samples and
/// tokens per step. The last one is kept, so that the same schedule is not parsed at every step.
result<const bound*> schedule_of(request& from);
/// The same with a length, and its text; an error if it has none.
struct run_text {
  const run& rates;
  const std::string& spec;
  /// An error that refers to the text.
  [[nodiscard]] error located(error e) const;
};
result<run_text> run_of(request& from);
/// The next four numbers: slack, steepness, delta, and 1 for the clock of the run.
check_options limits_of(request& from);

/// An error that refers to a text.
error in_text(error e, std::string_view text);
inline error run_text::located(error e) const { return in_text(std::move(e), spec); }

}  // namespace taper::web

/// TAPER_CALL(name) { … }: an exported function. Its body has the request `in` and returns a result<answer>.
// clang-format off
#define TAPER_CALL(name) \
  static taper::result<taper::web::answer> answer_##name(taper::web::request in); \
  extern "C" __attribute__((export_name(#name))) bool taper_call_##name( \
      const char* bytes, std::size_t size, const double* numbers, std::size_t count) { \
    return taper::web::run_call(&answer_##name, bytes, size, numbers, count); \
  } \
  static taper::result<taper::web::answer> answer_##name([[maybe_unused]] taper::web::request in)
// clang-format on
