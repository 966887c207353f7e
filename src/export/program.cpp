// Programs: adding lines, and evaluation.
#include "program.hpp"

#include <algorithm>
#include <cmath>

namespace taper::exporting {

namespace {

using known_values = std::vector<std::pair<std::string, double>>;

double run_piece(const program& p, const piece& in, std::uint64_t whole, double step, double total);

double run_lines(const program& p, const piece& at, const std::vector<statement>& lines, known_values known,
                 std::uint64_t step = 0) {
  const auto named = [](const auto& all, const std::string& word) {
    return std::ranges::find_if(all, [&](const auto& one) { return one.name == word; });
  };
  const surroundings in{
      .value_of =
          [&](const std::string& word) {
            const auto local = std::ranges::find_if(known, [&](const auto& one) { return one.first == word; });
            return local != known.end() ? local->second : named(at.constants, word)->value;
          },
      .array_of = [&](const std::string& word) -> const std::vector<double>& { return named(at.arrays, word)->values; },
      .window = [&](double x, double rest) { return run_lines(p, at, at.window, {{"x", x}, {"rest", rest}}); },
      .part =
          [&](const std::string& suffix, const std::vector<double>& a) {
            const auto called = std::ranges::find_if(p.pieces, [&](const piece& f) { return f.suffix == suffix; });
            return run_piece(p, *called, static_cast<std::uint64_t>(a[0]), a[0], a.size() > 1 ? a[1] : 0.0);
          },
      .step = step,
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
  return 0.0;  // not reached: every function ends with leave
}

double run_piece(const program& p, const piece& in, std::uint64_t whole, double step, double total) {
  return run_lines(p, in, in.rate, {{"step", step}, {"total", total}}, whole);
}

template <class F>
bool any_node(const piece& p, const F& wanted) {
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

bool piece::uses(op what) const {
  return any_node(*this, [&](const expression::node& n) { return n.what == what; });
}
bool piece::calls(std::string_view function) const {
  return any_node(*this, [&](const expression::node& n) { return n.what == op::call && n.name == function; });
}
bool program::uses(op what) const {
  return std::ranges::any_of(pieces, [&](const piece& p) { return p.uses(what); });
}
bool program::calls(std::string_view function) const {
  return std::ranges::any_of(pieces, [&](const piece& p) { return p.calls(function); });
}
bool program::has_arrays() const {
  return std::ranges::any_of(pieces, [](const piece& p) { return !p.arrays.empty(); });
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

namespace {

/// Removes early results that equal the last result, with only named values in between.
void drop_what_is_left_anyway(std::vector<statement>& lines) {
  if (lines.empty()) return;
  const expression last = lines.back().value;
  for (std::size_t k = lines.size() - 1; k-- > 0;) {
    if (lines[k].is == statement::kind::let) continue;
    if (!same(lines[k].value, last)) return;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(k));
  }
}

}  // namespace

void piece::drop_unused() {
  drop_what_is_left_anyway(rate);
  for (std::vector<statement>* lines : {&window, &rate}) {
    for (std::size_t k = lines->size(); k-- > 0;) {  // from the end, to drop values used only by unused values
      const statement& line = (*lines)[k];
      if (line.is == statement::kind::let && !names(*lines, line.name))
        lines->erase(lines->begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  const auto unused = [&](const auto& named) { return !names(window, named.name) && !names(rate, named.name); };
  std::erase_if(constants, unused);
  std::erase_if(arrays, unused);
}

void piece::rename(const std::string& with_suffix) {
  const auto own = [](const auto& all, const std::string& word) {
    return std::ranges::any_of(all, [&](const auto& one) { return one.name == word; });
  };
  const auto to = [&](const expression::node& n) {
    const bool is_own = n.what == op::window || (n.what == op::name && own(constants, n.name)) ||
                        ((n.what == op::element || n.what == op::segment) && own(arrays, n.name));
    return is_own ? n.name + with_suffix : n.name;
  };
  for (std::vector<statement>* lines : {&window, &rate}) {
    for (statement& line : *lines) {
      line.condition = renamed(line.condition, to);
      line.value = renamed(line.value, to);
    }
  }
  for (constant_value& c : constants) c.name += with_suffix;
  for (array_value& a : arrays) a.name += with_suffix;
  suffix = with_suffix;
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
  return run_piece(p, p.pieces.back(), step, static_cast<double>(step), static_cast<double>(total));
}

namespace {

/// The k-th of `count` steps of n: every step of a short run, else evenly spaced, with 100 at either end.
std::uint64_t measured_step(std::uint64_t k, std::uint64_t count, std::uint64_t n) {
  if (n <= most_measured || k < 100) return k;
  if (k >= count - 100) return n - (count - k);
  return static_cast<std::uint64_t>(static_cast<double>(n) * (static_cast<double>(k) / static_cast<double>(count)));
}

/// The k-th of `count` steps of an endless schedule: the first half are consecutive, the rest geometrically spaced up
/// to 2^62 for a Kronecker input and up to 2^53, where doubles count exactly, for others.
std::uint64_t measured_step_without_end(std::uint64_t k, std::uint64_t count, const run& r) {
  const std::uint64_t near = count / 2;
  if (k < near) return k;
  const double last = r.sequence() == input::kronecker ? 62.0 : 53.0;
  const double share = static_cast<double>(k + 1 - near) / static_cast<double>(count - near);
  const double first = std::log2(static_cast<double>(near));
  return static_cast<std::uint64_t>(std::exp2(first + share * (last - first)));
}

}  // namespace

double largest_error(const program& p, const run& r, run_length length) {
  double worst = 0.0;
  const bool endless = length == run_length::none;
  const std::uint64_t n = r.steps() + 1;  // includes the rate after the end
  const std::uint64_t count = endless ? measured_without_end : std::min(n, most_measured);
  for (std::uint64_t k = 0; k < count; ++k) {
    const std::uint64_t t = endless ? measured_step_without_end(k, count, r) : measured_step(k, count, n);
    const double off = std::fabs(evaluate(p, t, r.steps()) - r(t)) / std::fabs(r.peak());
    worst = off > worst || std::isnan(off) ? off : worst;
    if (std::isnan(worst)) break;
  }
  return worst;
}

}  // namespace taper::exporting
