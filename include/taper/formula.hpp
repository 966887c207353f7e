// A small formula in x, such as 1/(T*(1-x)), for target profiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper {

/// A compiled formula: a pure function of x.
///
///   numbers, + - * / ^ and brackets; the variables x (0 … 1), t = x T and T (steps); pi and e;
///   sqrt exp ln log10 sin cos tan tanh abs of one argument, min max pow of two
///
/// ^ binds strongest and to the right, then the sign: -x^2 is -(x^2). Evaluation never fails: undefined values are NaN.
class expression {
 public:
  /// Compiles a text. Errors with their position: an unknown name, a missing bracket, more than 200 nested brackets,
  /// more than 10,000 characters.
  static result<expression> compile(std::string_view text);

  [[nodiscard]] double operator()(double x, double steps) const noexcept;

 private:
  friend class expression_reader;
  enum class op : std::uint8_t {
    number,
    x,
    t,
    steps,
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    sqrt,
    exp,
    ln,
    log10,
    sin,
    cos,
    tan,
    tanh,
    abs,
    min,
    max
  };
  struct instruction {
    op what;
    double value = 0.0;
  };
  std::vector<instruction> program_;  ///< in reverse Polish order
  std::size_t depth_ = 0;
};

}  // namespace taper
