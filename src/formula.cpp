// Recursive-descent parser to reverse Polish notation, and a stack machine that evaluates it.
#include "taper/formula.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include "taper/text.hpp"

namespace taper {

/// Parses one formula; stops at the first error.
class expression_reader {
 public:
  explicit expression_reader(std::string_view text) : text_(text) {}

  result<expression> read() {
    if (text_.size() > 10'000) return error{errc::too_large, "the formula is longer than 10000 characters", 0, {}};
    sum();
    if (!fault_ && peek() != '\0') fail("unexpected " + echoed(text_.substr(at_, 1)));
    if (fault_) return *fault_;
    return out_;
  }

 private:
  using op = expression::op;

  void fail(const std::string& message, std::string hint = {}) {
    if (!fault_) fault_ = error{errc::syntax, "formula: " + message, at_, std::move(hint)};
  }
  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (fault_ || peek() != c) return false;
    ++at_;
    return true;
  }
  void emit(op what, double value = 0.0) {
    out_.program_.push_back({what, value});
    const bool pushes = what <= op::steps;
    const bool takes_two = (what >= op::add && what <= op::power) || what >= op::min;
    if (pushes) ++height_;
    if (takes_two) --height_;
    out_.depth_ = std::max(out_.depth_, height_);
  }

  void sum() {
    product();
    while (!fault_) {
      if (accept('+'))
        product(), emit(op::add);
      else if (accept('-'))
        product(), emit(op::subtract);
      else
        return;
    }
  }
  void product() {
    signed_power();
    while (!fault_) {
      if (accept('*'))
        signed_power(), emit(op::multiply);
      else if (accept('/'))
        signed_power(), emit(op::divide);
      else
        return;
    }
  }
  void signed_power() {
    if (++nested_ > 200) return fail("more than 200 nested brackets or signs");
    if (accept('-'))
      signed_power(), emit(op::negate);
    else if (accept('+'))
      signed_power();
    else
      power();
    --nested_;
  }
  void power() {
    atom();
    if (accept('^')) signed_power(), emit(op::power);
  }
  void atom() {
    if (fault_) return;
    const char c = peek();
    if (accept('(')) {
      sum();
      if (!fault_ && !accept(')')) fail("a bracket is not closed");
      return;
    }
    double number = 0.0;
    const std::size_t length = (c >= '0' && c <= '9') || c == '.' ? read_number(text_.substr(at_), number) : 0;
    if (length > 0) {
      at_ += length;
      return emit(op::number, number);
    }
    std::size_t end = at_;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_'))
      ++end;
    if (end == at_)
      return fail(c == '\0' ? "the formula ends where a value is expected"
                            : "expected a value, got " + echoed(text_.substr(at_, 1)));
    name(text_.substr(at_, end - at_), end);
  }
  void name(std::string_view word, std::size_t end) {
    struct value {
      std::string_view name;
      op what;
      double number;
    };
    constexpr value values[] = {{"x", op::x, 0},
                                {"t", op::t, 0},
                                {"T", op::steps, 0},
                                {"pi", op::number, std::numbers::pi},
                                {"e", op::number, std::numbers::e}};
    for (const value& v : values) {
      if (v.name != word) continue;
      at_ = end;
      return emit(v.what, v.number);
    }
    struct function {
      std::string_view name;
      op what;
      int arguments;
    };
    constexpr function functions[] = {{"sqrt", op::sqrt, 1}, {"exp", op::exp, 1},     {"ln", op::ln, 1},
                                      {"log", op::ln, 1},    {"log10", op::log10, 1}, {"sin", op::sin, 1},
                                      {"cos", op::cos, 1},   {"tan", op::tan, 1},     {"tanh", op::tanh, 1},
                                      {"abs", op::abs, 1},   {"min", op::min, 2},     {"max", op::max, 2},
                                      {"pow", op::power, 2}};
    for (const function& f : functions) {
      if (f.name != word) continue;
      at_ = end;
      if (!accept('(')) return fail(std::string(word) + " needs its argument in brackets");
      sum();
      if (f.arguments == 2) {
        if (!fault_ && !accept(',')) return fail(std::string(word) + " takes two arguments");
        sum();
      }
      if (!fault_ && !accept(')')) return fail("a bracket is not closed");
      return emit(f.what);
    }
    fail("unknown name " + echoed(word),
         "known are x, t, T, pi, e, sqrt, exp, ln, log10, sin, cos, tan, tanh, abs, min, max, pow");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int nested_ = 0;
  std::size_t height_ = 0;
  expression out_;
  std::optional<error> fault_;
};

result<expression> expression::compile(std::string_view text) { return expression_reader(text).read(); }

double expression::operator()(double x, double steps) const noexcept {
  std::array<double, 512> small{};
  if (depth_ > small.size()) return std::nan("");  // 200 nested brackets need much less
  std::size_t top = 0;
  for (const instruction& i : program_) {
    switch (i.what) {
      case op::number: small[top++] = i.value; continue;
      case op::x: small[top++] = x; continue;
      case op::t: small[top++] = x * steps; continue;
      case op::steps: small[top++] = steps; continue;
      default: break;
    }
    double& a = small[top - 1];
    switch (i.what) {
      case op::negate: a = -a; continue;
      case op::sqrt: a = std::sqrt(a); continue;
      case op::exp: a = std::exp(a); continue;
      case op::ln: a = std::log(a); continue;
      case op::log10: a = std::log10(a); continue;
      case op::sin: a = std::sin(a); continue;
      case op::cos: a = std::cos(a); continue;
      case op::tan: a = std::tan(a); continue;
      case op::tanh: a = std::tanh(a); continue;
      case op::abs: a = std::fabs(a); continue;
      default: break;
    }
    const double second = small[--top];
    double& first = small[top - 1];
    switch (i.what) {
      case op::add: first += second; break;
      case op::subtract: first -= second; break;
      case op::multiply: first *= second; break;
      case op::divide: first /= second; break;
      case op::power: first = std::pow(first, second); break;
      case op::min: first = std::fmin(first, second); break;
      case op::max: first = std::fmax(first, second); break;
      default: break;
    }
  }
  return small[0];
}

}  // namespace taper
