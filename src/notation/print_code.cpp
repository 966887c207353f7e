// Prints a schedule as a C++ or Python expression.
#include "../print/calls.hpp"
#include "taper/libraries.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace {

using printing::calls_of;
using printing::is_flag;
using printing::printed;
using printing::printed_call;

constexpr std::size_t most_brackets = 100;  // compilers limit the nesting depth

std::string cpp_value(const amount& a) {
  const std::string number = print_number(a.value);
  switch (a.in) {
    case unit::steps: break;
    case unit::percent: return "taper::percent(" + number + ")";
    case unit::epochs: return "taper::epochs(" + number + ")";
    case unit::samples: return "taper::samples(" + number + ")";
    case unit::tokens: return "taper::tokens(" + number + ")";
  }
  return "taper::steps(" + number + ")";
}

/// An amount as the argument of a modifier: whole steps as a number.
std::string modifier_amount(const amount& a) { return a.in == unit::steps ? print_number(a.value) : cpp_value(a); }

void write_cpp(std::string& out, const schedule& s);

/// {.shape = taper::rise::cosine, .from = 0.1}, with only what is given; empty if nothing is.
class options {
 public:
  void put(const char* name, const std::string& value) {
    text_ += std::string(text_.empty() ? "." : ", .") + name + " = " + value;
  }
  [[nodiscard]] std::string text() const { return text_.empty() ? "" : ", {" + text_ + "}"; }

 private:
  std::string text_;
};

template <class F>
std::string cpp_shape(const F& f) {
  std::string text;
  for (const parameter<F>& p : F::parameters) {
    const double v = f.*p.member;
    if (p.fallback && *p.fallback == v) continue;
    const std::string number = printing::parameter_number(v, p.style);
    text += (text.empty() ? "." : ", .") + std::string(p.name) + " = " +
            (number.ends_with("%") ? number.substr(0, number.size() - 1) + " / 100.0" : number);
  }
  return std::string(F::info.name) + "{" + text + "}";
}
std::string cpp_shape(const table& t) {
  std::string points;
  for (const table::point& p : t.points())
    points += (points.empty() ? "{" : ",{") + print_number(p[0]) + "," + print_number(p[1]) + "}";
  return "table::through({" + points + "}).value()";
}

void write_modifiers(std::string& out, const schedule& s) {
  const composition c = normalized(s.with);
  const auto add = [&](const std::string& text) { out += " | taper::" + text; };
  if (c.warmup) {
    options how;
    if (c.warmup->shape != rise::linear)
      how.put("shape", "taper::rise::" + std::string(printing::word_of(c.warmup->shape)));
    if (c.warmup->from != 0.0) how.put("from", print_number(c.warmup->from));
    add("warmup(" + modifier_amount(c.warmup->length) + how.text() + ")");
  }
  if (c.hold) add("hold(" + modifier_amount(c.hold->length) + ")");
  if (c.cooldown) add("cooldown(" + modifier_amount(c.cooldown->length) + ")");
  if (c.full) add("full");
  if (c.restarts) {
    options how;
    if (c.restarts->stretch != 1.0) how.put("stretch", print_number(c.restarts->stretch));
    if (c.restarts->decay != 1.0) how.put("decay", print_number(c.restarts->decay));
    add((c.restarts->first ? "restarts_forever(" + std::to_string(*c.restarts->first)
                           : "restarts(" + std::to_string(c.restarts->count.value_or(1))) +
        how.text() + ")");
  }
  if (c.sequence) add(*c.sequence == input::kronecker_sorted ? "input::kronecker_sorted" : "input::kronecker");
  if (c.sampled) add("sampling::" + std::string(printing::word_of(*c.sampled)));
  if (c.floor) {
    const std::string value = print_number(c.floor->value);
    add(c.floor->is == modifier::floor::kind::rate ? "floor_lr(" + value + ")"
                                                   : "floor(taper::percent(" + value + "))");
  }
  if (c.peak) add("peak(" + print_number(c.peak->lr) + ")");
}

/// {a, b, c}, each element printed by `each`.
template <class T, class F>
void write_list(std::string& out, const std::vector<T>& all, F each) {
  out += '{';
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (k > 0) out += ", ";
    each(all[k]);
  }
  out += '}';
}
void write_list(std::string& out, const std::vector<operand>& parts) {
  write_list(out, parts, [&](const operand& one) { write_cpp(out, one.of->is); });
}

// The arguments of a combined schedule, as the function in taper/algebra.hpp takes them
void write_arguments(std::string& out, const operations::sequence& op) {
  write_list(out, op.parts);
  const bool fixed = op.scaling == scaling::fixed;
  if (op.at) {
    out += ", ";
    write_list(out, *op.at, [&](const placed_amount& one) { out += cpp_value(one.is); });
  } else if (fixed) {
    out += ", {}";
  }
  if (fixed) out += ", taper::scaling::fixed";
}
void write_arguments(std::string& out, const operations::product& op) { write_list(out, op.parts); }
void write_arguments(std::string& out, const operations::clip& op) {
  write_cpp(out, op.of.of->is);
  const std::string low = op.low == 0.0 ? "" : ".low = " + print_number(op.low);
  const std::string high = op.high ? ".high = " + print_number(*op.high) : "";
  out += ", {" + low + (low.empty() || high.empty() ? "" : ", ") + high + "}";
}
void write_arguments(std::string& out, const operations::hold& op) {
  write_cpp(out, op.of.of->is);
  out += ", " + cpp_value(op.at.is) + (op.length ? ", " + cpp_value(op.length->is) : "");
}
void write_arguments(std::string& out, const operations::loop& op) {
  write_cpp(out, op.of.of->is);
  out += ", " + cpp_value(op.every.is);
}
void write_arguments(std::string& out, const operations::staircase& op) {
  write_cpp(out, op.of.of->is);
  out += ", " + cpp_value(op.every.is);
}
void write_arguments(std::string& out, const operations::shift& op) {
  write_cpp(out, op.of.of->is);
  for (const std::optional<placed_amount>& by : {op.by, op.ahead}) {
    if (by) out += ", " + cpp_value(by->is);
  }
}
void write_arguments(std::string& out, const operations::between& op) {
  write_cpp(out, op.of.of->is);
  out += ", " + print_number(op.from) + ", " + print_number(op.to);
}
void write_arguments(std::string& out, const operations::noise& op) {
  write_cpp(out, op.of.of->is);
  out += ", " + print_number(op.amplitude.fraction());
  if (op.seed != 0) out += ", " + print_number(static_cast<double>(op.seed));
}

/// The function that makes a combined schedule: shift has two, by the sign of its delay.
template <class Op>
std::string function_of(const Op&) {
  return std::string(Op::info.name);
}
std::string function_of(const operations::shift& op) { return op.ahead ? "shift_ahead" : "shift"; }

/// A combined schedule, as a call of the function in taper/algebra.hpp.
void write_root(std::string& out, const operation& is) {
  std::visit(
      [&](const auto& op) {
        out += "taper::" + function_of(op) + "(";
        write_arguments(out, op);
        out += ')';
      },
      is);
}

std::string cpp_amount(const written_value& v) {
  if (v.percent) return "taper::percent(" + print_number(v.number) + ")";
  if (v.word.empty()) return print_number(v.number);
  const result<amount> a = parse_amount(print_value(v));
  return a ? cpp_value(*a) : print_number(v.number);
}

/// The type of an empty list, which {} does not determine.
std::string_view element_of(libraries::takes kind) {
  using libraries::takes;
  switch (kind) {
    case takes::all_steps: return "taper::amount_argument";
    case takes::pairs: return "std::pair<taper::amount_argument, double>";
    case takes::times: return "taper::time_argument";
    case takes::all_words: return "std::string";
    case takes::schedules:
    case takes::any_schedules: return "taper::library_part";
    default: return "double";
  }
}

/// An argument of a library's schedule.
void write_argument(std::string& out, const written_value& v, libraries::takes kind) {
  using value = written_value::kind;
  if (v.is == value::schedule) return write_cpp(out, v.inner->is);
  if (v.is == value::number) {
    out += cpp_amount(v);
  } else if (v.is == value::list && v.list.empty()) {
    out += "std::vector<" + std::string(element_of(kind)) + ">{}";
  } else if (v.is == value::list) {
    write_list(out, v.list, [&](const written_value& one) { write_argument(out, one, kind); });
  } else {
    out += kind == libraries::takes::flag ? v.word : printing::in_quotes(v.word);
  }
}

/// A library schedule, as its type in taper/library_types.hpp.
void write_root(std::string& out, const library_schedule& s) {
  out += "taper::" + libraries::cpp_name(*s.of, *s.row) + "{";
  bool first = true;
  for (const auto& [parameter, value] : s.given()) {
    out += (first ? "." : ", .") + libraries::cpp_member(parameter->name) + " = ";
    first = false;
    write_argument(out, *value, parameter->kind);
  }
  out += '}';
}

void write_cpp(std::string& out, const schedule& s) {
  if (s.root)
    std::visit([&](const auto& is) { write_root(out, is); }, s.root->kind());
  else
    out += "taper::" + std::visit([](const auto& f) { return cpp_shape(f); }, s.shape.family());
  write_modifiers(out, s);
}

}  // namespace

std::string print_cpp(const schedule& s) {
  if (s.root && s.root->inside().levels > most_brackets)
    return "taper::parse(R\"taper(" + print(s) + ")taper\").value()";
  std::string out;
  write_cpp(out, s);
  const bool only_a_type = s.root && !s.with.peak && s.root->library() != nullptr;
  return only_a_type ? "taper::make(" + out + ").value()" : out;
}

std::string print_python(const schedule& s) {
  if (s.root) {
    const std::string text = print(s);
    return std::string("taper.parse(") + (text.find('\\') == std::string::npos ? "'" : "r'") + text + "')";
  }
  std::string out;
  for (const printed_call& c : calls_of(s)) {
    const bool shape = out.empty();
    std::string text = (shape ? "taper." : " | taper.") + c.name + "(";
    bool first = true;
    for (const printed& a : c.arguments) {
      if (!first) text += ", ";
      first = false;
      if (is_flag(a)) {
        text += a.key + "=True";
        continue;
      }
      // `from` is a keyword in Python
      if (!a.key.empty() && a.is != printed::kind::list) text += a.key + (a.key == "from" ? "_=" : "=");
      const bool text_value =
          a.is == printed::kind::word || a.is == printed::kind::own_word ||
          (a.is == printed::kind::amount && a.text.find_first_not_of("0123456789.e+-") != std::string::npos);
      const bool share = a.text.ends_with("%") && a.is == printed::kind::number;
      text += text_value ? "\"" + a.text + "\"" : share ? a.text.substr(0, a.text.size() - 1) + "/100" : a.text;
    }
    out += text + ")";
  }
  return out;
}

}  // namespace taper
