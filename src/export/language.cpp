// Writes expressions as text with the fewest parentheses that operator precedence allows.
#include "language.hpp"

#include <charconv>
#include <cmath>

#include "taper/text.hpp"

namespace taper::exporting {

namespace {

// precedence of operations
constexpr int loosest = 0;
constexpr int comparison = 1;
constexpr int sum = 2;
constexpr int product = 3;
constexpr int sign = 4;
constexpr int tightest = 6;

int binding(const expression& e) {
  switch (e->what) {
    case op::choose: return loosest;
    case op::less:
    case op::less_equal:
    case op::greater_equal: return comparison;
    case op::add:
    case op::subtract: return sum;
    case op::multiply:
    case op::divide: return product;
    case op::negate: return sign;
    case op::number: return e->number < 0.0 ? sign : tightest;
    default: return tightest;
  }
}

}  // namespace

std::string language::number(double v) const { return print_number(v); }

std::string language::called(std::string_view function, const std::vector<expression>& arguments) const {
  std::string out(function);
  out += '(';
  for (std::size_t k = 0; k < arguments.size(); ++k) out += (k > 0 ? ", " : "") + text(arguments[k]);
  return out + ')';
}

std::string language::choice(const expression& condition, const expression& yes, const expression& no) const {
  return "(" + text(condition) + " ? " + written(yes, comparison) + " : " + written(no, comparison) + ")";
}

std::string language::power(const expression& base, const expression& exponent) const {
  return written(base, tightest) + "**" + written(exponent, tightest);
}

std::string language::element(const std::string& array, const expression& index) const {
  return array + "[" + text(index) + "]";
}

std::string language::steps_since(std::uint64_t first) const {
  return whole_step() + (first == 0 ? "" : " - " + whole_number(first));
}
std::string language::kronecker_rest(std::uint64_t first) const {
  return "kronecker(" + (first == 0 ? "-" + whole_step() : whole_number(first) + " - " + whole_step()) + ")";
}

std::string language::written(const expression& e, int least) const {
  const int own = binding(e);
  if (own < least && e->what != op::choose) return "(" + written(e, loosest) + ")";
  const auto& parts = e->parts;
  const auto infix = [&](const char* sign) { return written(parts[0], own) + sign + written(parts[1], own + 1); };
  switch (e->what) {
    case op::number: return number(e->number);
    case op::name: return name(e->name);
    case op::add: return infix(" + ");
    case op::subtract: return infix(" - ");
    case op::multiply: return infix(" * ");
    case op::divide: return infix(" / ");
    case op::less: return infix(" < ");
    case op::less_equal: return infix(" <= ");
    case op::greater_equal: return infix(" >= ");
    case op::negate: return "-" + written(parts[0], tightest);  // JavaScript requires parentheses in -(x**2)
    case op::choose: return choice(parts[0], parts[1], parts[2]);
    case op::power: {
      const std::string out = power(parts[0], parts[1]);
      return least == tightest ? "(" + out + ")" : out;
    }
    case op::quotient: return quotient(parts[0], parts[1]);
    case op::call: return called(function(e->name), parts);
    case op::window: return called("window" + e->name, parts);
    case op::part: return called("part" + e->name, parts);
    case op::element: return element(e->name, parts[0]);
    case op::segment: return segment(e->name, parts[0]);
    case op::kronecker: return "kronecker(" + steps_since(static_cast<std::uint64_t>(parts[0]->number)) + ")";
    case op::kronecker_rest: return kronecker_rest(static_cast<std::uint64_t>(parts[0]->number));
  }
  return {};
}

std::string number_list(const language& in, const std::vector<double>& values, std::string_view indent) {
  std::string out(indent);
  std::size_t column = indent.size();
  for (const double v : values) {
    const std::string text = in.number(v) + ", ";
    if (column + text.size() > 101) {
      out.back() = '\n';
      out += indent;
      column = indent.size();
    }
    out += text;
    column += text.size();
  }
  out.pop_back();
  return out;
}

std::string heading(const description& d, std::string_view mark) {
  const std::string start = std::string(mark) + " ";
  std::string spec = text_for::comment(shortened(d.canonical, 400));
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, d.largest_error, std::chars_format::scientific, 1).ptr;
  const bool fixed = d.length == run_length::fixed;
  const std::uint64_t count = d.length == run_length::none ? measured_without_end : most_measured;
  std::string out = start + "Learning rate of the schedule  " + spec + "\n";
  out += start + (fixed ? "over " + std::to_string(d.steps) + " optimizer steps, numbered from 0"
                        : "over any number of optimizer steps, numbered from 0");
  out += ". Exported by taper for " + std::string(d.target) + ".\n";
  out += start + "Largest error against taper: " + (d.largest_error == 0.0 ? "0" : std::string(digits, end)) +
         " of the peak, measured " + (d.every_step ? "at every step" : "at " + std::to_string(count) + " steps") +
         (d.length == run_length::argument ? " of " + std::to_string(d.steps) : "") + ".\n";
  return out;
}

}  // namespace taper::exporting
