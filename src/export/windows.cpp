// The window formulas of exports, one function a family: exact at the ends, accurate near them, free of cancellation.
#include <cmath>
#include <variant>

#include "program.hpp"

namespace taper::exporting {

namespace {

constexpr double half_pi = 1.57079632679489661923;

/// Writes the window of each family. x > 0 and rest = 1 - x are the function's arguments.
struct writer {
  piece& out;
  body& f;
  expression x = name("x");
  expression rest = name("rest");

  static expression sine(const expression& of) { return call("sin", {half_pi * of}); }
  expression squared(std::string_view word, const expression& e) const {
    const expression v = f.let(word, e);
    return v * v;
  }

  /// base^n where base = 1 - lost: for a large n a base near 1 must not pass on its rounding n-fold.
  static expression raised(const expression& base, const expression& lost, double n) {
    if (n <= 64.0) return raised_to(base, n);
    return choose(lost < 0.5, call("exp", {n * call("log1p", {-lost})}), raised_to(base, n));
  }

  void operator()(const linear&) const { f.leave(rest); }
  void operator()(const constant&) const { f.leave(1.0); }
  void operator()(const one_minus_sqrt&) const { f.leave(rest / (1.0 + call("sqrt", {x}))); }
  void operator()(const power& w) const { f.leave(raised(rest, x, w.p)); }
  void operator()(const rex& w) const { f.leave(rest / (rest + w.gain * x)); }
  void operator()(const cosine& w) const {
    // cos(pi x / 2) read from the end, where it is 0
    if (w.n == 2.0) return f.leave(squared("c", sine(rest)));
    if (w.n <= 64.0) return f.leave(raised_to(sine(rest), w.n));
    const expression lost = f.let("lost", squared("s", sine(x)));
    f.leave(raised(1.0 - lost, lost, 0.5 * w.n));
  }
  void operator()(const poly& w) const {
    const expression lost = raised_to(x, w.i);
    expression base = rest;
    if (w.i == 2.0) {
      base = rest * (1.0 + x);
    } else if (w.i != 1.0) {
      base = choose(x < 0.5, 1.0 - lost, -call("expm1", {w.i * call("log1p", {-rest})}));
    }
    if (w.n == 2.0) return f.leave(squared("base", base));
    f.leave(raised(base, lost, w.n));
  }
  void operator()(const exp& w) const {
    const double k = -std::log(w.beta);
    f.leave(call("expm1", {k * rest}) / std::expm1(k));
  }
  void operator()(const sigmoid& w) const {
    // (h(x) - h(1)) / (h(0) - h(1)) with the common exponentials cancelled by hand
    const double k = 2.0 * w.i * std::log(w.b);
    expression height = k * (w.c <= 0.5 ? x - w.c : (1.0 - w.c) - rest);
    if (k * (1.0 - w.c) > 700.0) height = call("fmin", {height, 700.0});  // e^710 is no double any more
    const expression fall = f.let("fall", call("expm1", {-k * rest}) / std::expm1(-k));
    f.leave(fall * (1.0 + std::exp(-k * w.c)) / (1.0 + call("exp", {height})));
  }
  void operator()(const uba& w) const {
    const expression c = f.let("c", sine(rest));
    const expression s = f.let("s", sine(x));
    f.leave(c * c / (c * c + (0.5 * w.phi) * s * s));
  }
  void operator()(const chebyshev& w) const { f.leave(1.0 / (1.0 + (w.condition - 1.0) * squared("s", sine(x)))); }
  void operator()(const table& w) const {
    array_value at{"AT", {}};
    array_value values{"VALUES", {}};
    array_value slopes{"SLOPES", {}};
    for (const table::point& p : w.points()) {
      at.values.push_back(p[0]);
      values.values.push_back(p[1]);
      slopes.values.push_back(w.slope(phase::at(p[0])));
    }
    out.arrays.insert(out.arrays.end(), {at, values, slopes});
    const expression k = f.let("k", segment("AT", x));
    const expression next = k + 1.0;
    const expression h = f.let("h", element("AT", next) - element("AT", k));
    const expression u = f.let("u", (x - element("AT", k)) / h);
    const expression v = f.let("v", (element("AT", next) - x) / h);
    // cubic Hermite polynomial in its symmetric form: exact at both points
    f.leave(v * v * (element("VALUES", k) * (1.0 + 2.0 * u) + element("SLOPES", k) * h * u) +
            u * u * (element("VALUES", next) * (1.0 + 2.0 * v) - element("SLOPES", next) * h * v));
  }
};

}  // namespace

void write_window(const any_window& w, piece& p) {
  body f(p.window);
  p.window_formula = std::string(w.info().formula);
  std::visit(writer{p, f}, w.family());
}

}  // namespace taper::exporting
