// The expression language of exports: expressions on doubles, the same for every target.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace taper::exporting {

/// The operation of an expression on its parts.
enum class op : unsigned char {
  number,
  name,
  add,
  subtract,
  multiply,
  divide,
  negate,
  less,
  less_equal,
  greater_equal,
  choose,          ///< parts[0] ? parts[1] : parts[2]
  power,           ///< parts[0] to the power parts[1]
  quotient,        ///< floor(parts[0] / parts[1]), for whole numbers
  call,            ///< a function of C's <math.h>, by name
  window,          ///< the window of the function, "window" + name, at (parts[0], parts[1])
  part,            ///< the function "part" + name at step parts[0] (of a run of parts[1] steps)
  element,         ///< array `name` at index parts[0]
  segment,         ///< index of the last element of array `name` that is <= parts[0], at most the last but one
  kronecker,       ///< the Kronecker point of the function's step, counted from the whole number parts[0]
  kronecker_rest,  ///< 1 - that
};

/// An immutable expression. Arithmetic on two numbers is folded; +0, *1 and /1 are dropped.
class expression {
 public:
  struct node {
    op what;
    double number = 0.0;
    std::string name = {};
    std::vector<expression> parts = {};
  };

  expression(double v);  // NOLINT(google-explicit-constructor): keeps formulas readable
  explicit expression(node n) : node_(std::make_shared<const node>(std::move(n))) {}

  [[nodiscard]] const node& operator*() const noexcept { return *node_; }
  [[nodiscard]] const node* operator->() const noexcept { return node_.get(); }
  [[nodiscard]] bool is(double v) const noexcept { return node_->what == op::number && node_->number == v; }
  [[nodiscard]] bool is_number() const noexcept { return node_->what == op::number; }

 private:
  std::shared_ptr<const node> node_;
};

expression name(std::string_view word);
expression operator+(const expression& a, const expression& b);
expression operator-(const expression& a, const expression& b);
expression operator*(const expression& a, const expression& b);
expression operator/(const expression& a, const expression& b);
expression operator-(const expression& a);
expression operator<(const expression& a, const expression& b);
expression operator<=(const expression& a, const expression& b);
expression operator>=(const expression& a, const expression& b);
expression choose(const expression& condition, const expression& yes, const expression& no);
expression raised_to(const expression& base, const expression& exponent);
expression quotient(const expression& a, const expression& b);
expression call(std::string_view function, std::vector<expression> arguments);
expression window_at(const expression& x, const expression& rest);
expression part_at(std::string_view suffix, std::vector<expression> arguments);
expression element(std::string_view array, const expression& index);
expression segment(std::string_view array, const expression& value);
/// The Kronecker point x(step - first), exact at any whole step, also beyond 2^53; and 1 - x, without cancellation. For
/// steps after `first`.
expression kronecker_at(std::uint64_t first);
expression kronecker_rest_at(std::uint64_t first);

/// Values of names, array elements, the window and the parts for an evaluation.
struct surroundings {
  std::function<double(const std::string&)> value_of;
  std::function<const std::vector<double>&(const std::string&)> array_of;
  std::function<double(double x, double rest)> window;
  std::function<double(const std::string& suffix, const std::vector<double>& arguments)> part;
  std::uint64_t step = 0;  ///< step of the function, exact also where doubles have gaps
};
/// Evaluates an expression in doubles, as the exported code does.
double evaluate(const expression& e, const surroundings& in);

/// Calls f on every node, parts before the whole.
void walk(const expression& e, const std::function<void(const expression::node&)>& f);

/// Whether two expressions are structurally equal.
bool same(const expression& a, const expression& b);

/// Renames the names in an expression; `to` gives the new name of a node.
expression renamed(const expression& e, const std::function<std::string(const expression::node&)>& to);

/// The random number of noise(…) at a step, in [-1, 1); uniform(seed, step) in exported code.
double uniform(double seed, double step);

}  // namespace taper::exporting
