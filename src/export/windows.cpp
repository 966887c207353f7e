// The window of an export, built from the formula in the family's header.
#include <variant>

#include "program.hpp"

namespace taper::exporting {

namespace {

/// The operations of a family's in_code. x > 0 and rest = 1 - x are the arguments of the window.
class window_code {
 public:
  using number = expression;

  explicit window_code(piece& out) : out_(out), lines_(out.window) {}

  expression x = name("x");
  expression rest = name("rest");

  /// Names a value that is used more than once.
  expression let(std::string_view word, const expression& e) { return lines_.let(word, e); }
  expression squared(std::string_view word, const expression& e) {
    const expression v = let(word, e);
    return v * v;
  }
  /// sin(pi u / 2)
  static expression sine(const expression& u) { return call("sin", {1.57079632679489661923 * u}); }
  static expression sqrt(const expression& e) { return call("sqrt", {e}); }
  static expression exp(const expression& e) { return call("exp", {e}); }
  static expression expm1(const expression& e) { return call("expm1", {e}); }
  static expression log1p(const expression& e) { return call("log1p", {e}); }
  static expression least(const expression& a, const expression& b) { return call("fmin", {a, b}); }
  static expression choose(const expression& condition, const expression& yes, const expression& no) {
    return exporting::choose(condition, yes, no);
  }
  static expression raised_to(const expression& base, double n) { return exporting::raised_to(base, n); }
  /// base^n where base = 1 - lost. For large n this avoids amplifying the rounding error of a base near 1.
  static expression raised(const expression& base, const expression& lost, double n) {
    if (n <= 64.0) return raised_to(base, n);
    return choose(lost < 0.5, exp(n * log1p(-lost)), raised_to(base, n));
  }

  void array(std::string_view word, std::vector<double> values) {
    out_.arrays.push_back({std::string(word), std::move(values)});
  }
  static expression element(std::string_view array, const expression& index) {
    return exporting::element(array, index);
  }
  /// The index of the last element that is <= value, at most the last but one.
  static expression segment(std::string_view array, const expression& value) {
    return exporting::segment(array, value);
  }

  void leave(const expression& e) { lines_.leave(e); }

 private:
  piece& out_;
  body lines_;
};

}  // namespace

void write_window(const any_window& w, piece& p) {
  p.window_formula = std::string(w.info().formula);
  window_code f(p);
  std::visit([&](const auto& family) { f.leave(family.in_code(f)); }, w.family());
}

}  // namespace taper::exporting
