// Whole-number arithmetic of the shell, by recursive descent.
#include "configs/shell_arithmetic.hpp"

#include <cmath>

namespace taper::configs {
namespace {

constexpr double most = 9e15;  // exact in float64

class expression {
 public:
  expression(std::string_view text, const std::function<std::string(const std::string&)>& value_of)
      : text_(text), value_of_(value_of) {}

  std::optional<std::int64_t> value() {
    const double v = sum(0);
    blank();
    if (!good_ || at_ != text_.size()) return std::nullopt;
    return static_cast<std::int64_t>(v);
  }

 private:
  void blank() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(char c) {
    blank();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  double checked(double v) {
    if (std::abs(v) > most) good_ = false;
    return good_ ? v : 0.0;
  }

  double sum(int depth) {
    double v = term(depth);
    for (;;) {
      if (take('+'))
        v = checked(v + term(depth));
      else if (take('-'))
        v = checked(v - term(depth));
      else
        return v;
    }
  }

  double term(int depth) {
    double v = factor(depth);
    for (;;) {
      if (take('*')) {
        v = checked(v * factor(depth));
      } else if (take('/')) {
        const double by = factor(depth);
        if (by == 0.0) good_ = false;
        v = good_ ? static_cast<double>(static_cast<std::int64_t>(v) / static_cast<std::int64_t>(by)) : 0.0;
      } else if (take('%')) {
        const double by = factor(depth);
        if (by == 0.0) good_ = false;
        v = good_ ? std::fmod(v, by) : 0.0;
      } else {
        return v;
      }
    }
  }

  double factor(int depth) {
    if (depth > 50) good_ = false;
    if (!good_) return 0.0;
    if (take('-')) return -factor(depth + 1);
    if (take('(')) {
      const double v = sum(depth + 1);
      if (!take(')')) good_ = false;
      return v;
    }
    blank();
    std::string word;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      const bool digit = c >= '0' && c <= '9';
      if (!digit && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '_') break;
      word += c;
    }
    if (!word.empty() && !(word[0] >= '0' && word[0] <= '9')) word = value_of_(word);
    double v = 0.0;
    if (word.empty() || (word.size() > 1 && word[0] == '0')) good_ = false;  // 010 is octal
    for (const char c : word) {
      if (c < '0' || c > '9') good_ = false;
      v = checked(10.0 * v + (c - '0'));
    }
    return v;
  }

  std::string_view text_;
  const std::function<std::string(const std::string&)>& value_of_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace

std::optional<std::int64_t> shell_arithmetic(std::string_view text,
                                             const std::function<std::string(const std::string&)>& value_of) {
  return expression(text, value_of).value();
}

}  // namespace taper::configs
