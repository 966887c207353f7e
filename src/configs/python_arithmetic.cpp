// Arithmetic of numbers and names in a Python program.
#include "configs/python_arithmetic.hpp"

#include <cmath>

#include "configs/keys.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

constexpr int most_levels = 50;

struct number {
  double value = 0.0;
  bool whole = false;
};

class calculator {
 public:
  calculator(std::string_view text, const std::unordered_map<std::string_view, const node*>& names, int level)
      : text_(text), names_(names), level_(level) {}

  std::optional<number> all() {
    const std::optional<number> v = sum();
    return at_ == text_.size() ? v : std::nullopt;
  }

 private:
  std::optional<number> sum() {
    std::optional<number> v = term();
    while (v) {
      const bool plus = takes("+");
      if (!plus && !takes("-")) break;
      const std::optional<number> w = term();
      v = w ? made(plus ? v->value + w->value : v->value - w->value, v->whole && w->whole) : std::nullopt;
    }
    return v;
  }

  std::optional<number> term() {
    std::optional<number> v = factor();
    while (v) {
      const std::string_view sign = takes("//") ? "//" : takes("*") ? "*" : takes("/") ? "/" : takes("%") ? "%" : "";
      if (sign.empty()) break;
      const std::optional<number> w = factor();
      if (!w || (w->value == 0.0 && sign != "*")) return std::nullopt;
      const bool whole = v->whole && w->whole;
      if (sign == "*") v = made(v->value * w->value, whole);
      if (sign == "/") v = made(v->value / w->value, false);
      if (sign == "//") v = made(std::floor(v->value / w->value), whole);
      if (sign == "%") v = made(v->value - std::floor(v->value / w->value) * w->value, whole);
    }
    return v;
  }

  std::optional<number> factor() {
    if (++level_ > most_levels) return std::nullopt;
    if (takes("-")) {
      const std::optional<number> v = factor();
      return v ? made(-v->value, v->whole) : std::nullopt;
    }
    const std::optional<number> v = primary();
    if (!v || !takes("**")) return v;
    const std::optional<number> w = factor();
    return w ? made(std::pow(v->value, w->value), v->whole && w->whole && w->value >= 0.0) : std::nullopt;
  }

  std::optional<number> primary() {
    blank();
    if (takes("(")) {
      const std::optional<number> v = sum();
      return takes(")") ? v : std::nullopt;
    }
    std::size_t end = at_;
    const auto name = [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    while (end < text_.size() &&
           (name(text_[end]) || ((text_[end] == '-' || text_[end] == '+') && end > at_ && is_digit(text_[at_]) &&
                                 (text_[end - 1] == 'e' || text_[end - 1] == 'E'))))
      ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    blank();
    if (const std::optional<number> v = literal(word)) return v;
    if ((word == "int" || word == "float") && takes("(")) {
      const std::optional<number> v = sum();
      if (!v || !takes(")")) return std::nullopt;
      return word == "int" ? made(std::trunc(v->value), true) : made(v->value, false);
    }
    const auto known = names_.find(word);
    const node* value = known == names_.end() ? nullptr : known->second;
    while (value != nullptr && takes("[")) value = member(*value);  // train_cfg['max_epochs']
    if (value == nullptr || value->is != node::kind::text || value->quoted || !value->why.empty()) return std::nullopt;
    return value->code ? calculator(value->text, names_, level_ + 1).all() : literal(value->text);
  }

  // The member of a map named by the text in quotes that follows; null if it is anything else.
  const node* member(const node& of) {
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const std::size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos || of.is != node::kind::map) return nullptr;
    const std::string_view key = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return takes("]") ? of.find(key) : nullptr;
  }

  static std::optional<number> literal(std::string_view word) {
    const std::optional<double> v = number_in(word);
    if (!v) return std::nullopt;
    return number{*v, word.find_first_not_of("0123456789_+-") == std::string_view::npos};
  }

  static std::optional<number> made(double v, bool whole) {
    if (!std::isfinite(v) || (whole && std::abs(v) > 9e15)) return std::nullopt;  // beyond exact float64
    return number{v, whole};
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  bool takes(std::string_view sign) {
    blank();
    if (!text_.substr(at_).starts_with(sign)) return false;
    if (sign == "*" && text_.substr(at_).starts_with("**")) return false;
    at_ += sign.size();
    blank();
    return true;
  }
  void blank() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  std::string_view text_;
  const std::unordered_map<std::string_view, const node*>& names_;
  std::size_t at_ = 0;
  int level_ = 0;
};

}  // namespace

std::optional<std::string> python_number(std::string_view expression,
                                         const std::unordered_map<std::string_view, const node*>& names) {
  const std::optional<number> v = calculator(expression, names, 0).all();
  return v ? std::optional(print_number(v->value)) : std::nullopt;
}

}  // namespace taper::configs
