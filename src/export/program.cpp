// Programs: how lines are added, and what they compute.
#include "program.hpp"

#include <algorithm>

namespace taper::exporting {

namespace {

using known_values = std::vector<std::pair<std::string, double>>;

double run_lines(const program& p, const std::vector<statement>& lines, known_values known) {
  const surroundings in{
      .value_of =
          [&](const std::string& word) {
            const auto local = std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first == word; });
            if (local != known.end()) return local->second;
            const auto& c =
                *std::find_if(p.constants.begin(), p.constants.end(), [&](const auto& k) { return k.name == word; });
            return c.value;
          },
      .array_of = [&](const std::string& word) -> const std::vector<double>& {
        return std::find_if(p.arrays.begin(), p.arrays.end(), [&](const auto& a) { return a.name == word; })->values;
      },
      .window = [&](double x, double rest) { return run_lines(p, p.window, {{"x", x}, {"rest", rest}}); },
  };
  for (const statement& line : lines) {
    switch (line.is) {
      case statement::kind::let: known.emplace_back(line.name, evaluate(line.value, in)); break;
      case statement::kind::leave_if:
        if (evaluate(line.condition, in) != 0.0) return evaluate(line.value, in);
        break;
      case statement::kind::leave: return evaluate(line.value, in);
    }
  }
  return 0.0;  // every function ends with leave
}

template <class F>
bool any_node(const program& p, const F& wanted) {
  bool found = false;
  for (const std::vector<statement>* lines : {&p.window, &p.rate}) {
    for (const statement& line : *lines) {
      const auto look = [&](const expression::node& n) { found = found || wanted(n); };
      walk(line.condition, look);
      walk(line.value, look);
    }
  }
  return found;
}

}  // namespace

bool program::uses(op what) const {
  return any_node(*this, [&](const expression::node& n) { return n.what == what; });
}
bool program::calls(std::string_view function) const {
  return any_node(*this, [&](const expression::node& n) { return n.what == op::call && n.name == function; });
}

bool names(const std::vector<statement>& lines, std::string_view word) {
  bool found = false;
  const auto look = [&](const expression::node& n) { found = found || (n.what != op::call && n.name == word); };
  for (const statement& line : lines) {
    walk(line.condition, look);
    walk(line.value, look);
  }
  return found;
}

void program::drop_unused() {
  for (std::vector<statement>* lines : {&window, &rate}) {
    for (std::size_t k = lines->size(); k-- > 0;) {  // from the end: what only an unused value used goes too
      const statement& line = (*lines)[k];
      if (line.is == statement::kind::let && !names(*lines, line.name))
        lines->erase(lines->begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  const auto unused = [&](const auto& named) { return !names(window, named.name) && !names(rate, named.name); };
  std::erase_if(constants, unused);
  std::erase_if(arrays, unused);
}

expression body::let(std::string_view word, const expression& value) {
  if (value->what == op::number || value->what == op::name) return value;
  lines_.push_back({statement::kind::let, std::string(word), 0.0, value});
  return name(word);
}
void body::leave_if(const expression& condition, const expression& value) {
  lines_.push_back({statement::kind::leave_if, {}, condition, value});
}
void body::leave(const expression& value) { lines_.push_back({statement::kind::leave, {}, 0.0, value}); }

double evaluate(const program& p, std::uint64_t step, std::uint64_t total) {
  return run_lines(p, p.rate, {{"step", static_cast<double>(step)}, {"total", static_cast<double>(total)}});
}

}  // namespace taper::exporting
