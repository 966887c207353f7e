// Builds and evaluates the expressions of exports.
#include "arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "../combined/functions.hpp"
#include "taper/kronecker.hpp"

namespace taper::exporting {

namespace {

using node = expression::node;

expression make(op what, std::vector<expression> parts, std::string word = {}) {
  return expression(node{what, 0.0, std::move(word), std::move(parts)});
}

double call_by_name(const std::string& f, const std::vector<double>& a) {
  if (f == "sin") return std::sin(a[0]);
  if (f == "sqrt") return std::sqrt(a[0]);
  if (f == "exp") return std::exp(a[0]);
  if (f == "expm1") return std::expm1(a[0]);
  if (f == "log") return std::log(a[0]);
  if (f == "log1p") return std::log1p(a[0]);
  if (f == "fmin") return std::fmin(a[0], a[1]);
  if (f == "fmax") return std::fmax(a[0], a[1]);
  if (f == "rint") return std::nearbyint(a[0]);
  if (f == "uniform") return uniform(a[0], a[1]);
  return std::nan("");  // exports use no other function
}

}  // namespace

expression::expression(double v) : node_(std::make_shared<const node>(node{op::number, v})) {}

expression name(std::string_view word) { return expression(node{op::name, 0.0, std::string(word)}); }

expression operator+(const expression& a, const expression& b) {
  if (a.is_number() && b.is_number()) return a->number + b->number;
  if (a.is(0.0)) return b;
  if (b.is(0.0)) return a;
  if (b.is_number() && b->number < 0.0) return a - expression(-b->number);
  return make(op::add, {a, b});
}
expression operator-(const expression& a, const expression& b) {
  if (a.is_number() && b.is_number()) return a->number - b->number;
  if (b.is(0.0)) return a;
  if (b.is_number() && b->number < 0.0) return a + expression(-b->number);
  return make(op::subtract, {a, b});
}
expression operator*(const expression& a, const expression& b) {
  if (a.is_number() && b.is_number()) return a->number * b->number;
  if (a.is(1.0)) return b;
  if (b.is(1.0)) return a;
  return make(op::multiply, {a, b});
}
expression operator/(const expression& a, const expression& b) {
  if (a.is_number() && b.is_number()) return a->number / b->number;
  if (b.is(1.0)) return a;
  return make(op::divide, {a, b});
}
expression operator-(const expression& a) {
  if (a.is_number()) return -a->number;
  return make(op::negate, {a});
}
expression operator<(const expression& a, const expression& b) { return make(op::less, {a, b}); }
expression operator<=(const expression& a, const expression& b) { return make(op::less_equal, {a, b}); }
expression operator>=(const expression& a, const expression& b) { return make(op::greater_equal, {a, b}); }
expression choose(const expression& condition, const expression& yes, const expression& no) {
  return make(op::choose, {condition, yes, no});
}
expression raised_to(const expression& base, const expression& exponent) {
  if (exponent.is(1.0)) return base;
  if (exponent.is(0.5)) return call("sqrt", {base});
  return make(op::power, {base, exponent});
}
expression quotient(const expression& a, const expression& b) { return make(op::quotient, {a, b}); }
expression call(std::string_view function, std::vector<expression> arguments) {
  return make(op::call, std::move(arguments), std::string(function));
}
expression window_at(const expression& x, const expression& rest) { return make(op::window, {x, rest}); }
expression part_at(std::string_view suffix, std::vector<expression> arguments) {
  return make(op::part, std::move(arguments), std::string(suffix));
}
expression element(std::string_view array, const expression& index) {
  return make(op::element, {index}, std::string(array));
}
expression segment(std::string_view array, const expression& value) {
  return make(op::segment, {value}, std::string(array));
}

expression kronecker_at(std::uint64_t first) { return make(op::kronecker, {static_cast<double>(first)}); }
expression kronecker_rest_at(std::uint64_t first) { return make(op::kronecker_rest, {static_cast<double>(first)}); }

double evaluate(const expression& e, const surroundings& in) {
  const auto part = [&](std::size_t k) { return evaluate(e->parts[k], in); };
  switch (e->what) {
    case op::number: return e->number;
    case op::name: return in.value_of(e->name);
    case op::add: return part(0) + part(1);
    case op::subtract: return part(0) - part(1);
    case op::multiply: return part(0) * part(1);
    case op::divide: return part(0) / part(1);
    case op::negate: return -part(0);
    case op::less: return part(0) < part(1) ? 1.0 : 0.0;
    case op::less_equal: return part(0) <= part(1) ? 1.0 : 0.0;
    case op::greater_equal: return part(0) >= part(1) ? 1.0 : 0.0;
    case op::choose: return part(0) != 0.0 ? part(1) : part(2);
    case op::power: return std::pow(part(0), part(1));
    case op::quotient: return std::floor(part(0) / part(1));
    case op::window: return in.window(part(0), part(1));
    case op::element: return in.array_of(e->name)[static_cast<std::size_t>(part(0))];
    case op::segment: {
      const std::vector<double>& at = in.array_of(e->name);
      const auto above = std::upper_bound(at.begin(), at.end(), part(0)) - at.begin();
      return static_cast<double>(std::clamp<std::ptrdiff_t>(above, 1, std::ssize(at) - 1) - 1);
    }
    case op::kronecker: return kronecker_point(in.step - static_cast<std::uint64_t>(part(0))).x;
    case op::kronecker_rest: return kronecker_point(in.step - static_cast<std::uint64_t>(part(0))).rest;
    case op::part:
    case op::call: break;
  }
  std::vector<double> arguments;
  for (std::size_t k = 0; k < e->parts.size(); ++k) arguments.push_back(part(k));
  return e->what == op::part ? in.part(e->name, arguments) : call_by_name(e->name, arguments);
}

bool same(const expression& a, const expression& b) {
  return a->what == b->what && a->number == b->number && a->name == b->name &&
         std::ranges::equal(a->parts, b->parts, same);
}

void walk(const expression& e, const std::function<void(const expression::node&)>& f) {
  for (const expression& p : e->parts) walk(p, f);
  f(*e);
}

expression renamed(const expression& e, const std::function<std::string(const expression::node&)>& to) {
  node out = *e;
  for (expression& part : out.parts) part = renamed(part, to);
  out.name = to(*e);
  return expression(std::move(out));
}

double uniform(double seed, double step) {
  return combined::noisy::uniform(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(step));
}

}  // namespace taper::exporting
