// Prints a schedule as a C++ or Python expression.
#include <algorithm>

#include "calls.hpp"
#include "taper/algebra.hpp"
#include "taper/libraries.hpp"
#include "taper/notation.hpp"
#include "values.hpp"

namespace taper {

namespace {

using printing::calls_of;
using printing::is_flag;
using printing::printed;
using printing::printed_call;

constexpr std::size_t most_brackets = 100;  // compilers limit the nesting depth

std::string code_amount(const printed& a, const char* scope) {
  const auto wrap = [&](const char* unit, std::size_t cut) {
    return std::string(scope) + unit + "(" + a.text.substr(0, a.text.size() - cut) + ")";
  };
  if (a.text.ends_with("%")) return wrap("percent", 1);
  if (a.text.ends_with("ep")) return wrap("epochs", 2);
  if (a.text.ends_with("samples")) return wrap("samples", 7);
  if (a.text.ends_with("tok")) {
    std::string number = a.text.substr(0, a.text.size() - 3);
    const char* zeros = number.ends_with("T")   ? "e12"
                        : number.ends_with("G") ? "e9"
                        : number.ends_with("M") ? "e6"
                                                : "";
    if (*zeros != '\0') number.pop_back();
    return std::string(scope) + "tokens(" + number + zeros + ")";
  }
  return a.text;
}

void write_cpp(std::string& out, const schedule& s);

/// One call of a windowed schedule in C++.
std::string cpp_call(const printed_call& c, bool shape) {
  std::string text = (shape ? "taper::" : " | taper::") + c.name;
  const std::vector<printed>& a = c.arguments;
  if (shape && c.name == "table") {
    std::string points = a.front().text;
    for (char& ch : points) ch = ch == '[' ? '{' : ch == ']' ? '}' : ch;
    text += "::through(" + points + ").value()";
  } else if (shape) {
    text += "{";
    for (const printed& p : a) {
      std::string number = p.text.ends_with("%") ? p.text.substr(0, p.text.size() - 1) + " / 100.0" : p.text;
      text += (text.back() == '{' ? "." : ", .") + p.key + " = " + number;
    }
    text += "}";
  } else if (c.name == "warmup") {
    text += "(" + code_amount(a[0], "taper::");
    std::string how;
    for (std::size_t k = 1; k < a.size(); ++k) {
      how += (how.empty() ? "." : ", .") + a[k].key + " = " + (a[k].is == printed::kind::word ? "taper::rise::" : "") +
             a[k].text;
    }
    text += (how.empty() ? "" : ", {" + how + "}") + ")";
  } else if (c.name == "restarts") {
    const bool endless = a.front().key == "first";
    std::string how;
    for (std::size_t k = 1; k < a.size(); ++k) {
      if (!is_flag(a[k])) how += (how.empty() ? "." : ", .") + a[k].key + " = " + a[k].text;
    }
    text += (endless ? "_forever(" : "(") + a.front().text + (how.empty() ? "" : ", {" + how + "}") + ")";
  } else if (c.name == "kronecker") {
    text = std::string(" | taper::input::kronecker") + (a.empty() ? "" : "_sorted");
  } else if (c.name == "sampling") {
    text += "::" + a.front().text;
  } else if (c.name == "floor" && !a.front().text.ends_with("%")) {
    text += "_lr(" + a.front().text + ")";
  } else if (!a.empty()) {
    text += "(" + code_amount(a.front(), "taper::") + ")";
  }
  return text;
}

std::string cpp_value(const written_value& v) {
  const result<amount> a = syntax::time(v, "an amount");
  if (!a) return print_number(v.number);
  const std::string number = print_number(a->value);
  switch (a->in) {
    case unit::steps: break;
    case unit::percent: return "taper::percent(" + number + ")";
    case unit::epochs: return "taper::epochs(" + number + ")";
    case unit::samples: return "taper::samples(" + number + ")";
    case unit::tokens: return "taper::tokens(" + number + ")";
  }
  return "taper::steps(" + number + ")";
}

/// {a, b, c}, each element printed by `each`.
template <class F>
void write_list(std::string& out, const std::vector<written_value>& all, F each) {
  out += '{';
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (k > 0) out += ", ";
    each(all[k]);
  }
  out += '}';
}

/// A combined schedule, as a call of the function in taper/algebra.hpp.
void write_combined(std::string& out, const written_call& call) {
  const auto find = [&](std::string_view key) -> const written_value* {
    const auto at = std::ranges::find_if(call.arguments, [&](const auto& a) { return a.key == key; });
    return at == call.arguments.end() ? nullptr : &at->value;
  };
  const auto real = [&](std::string_view key) {
    const written_value* v = find(key);
    return v == nullptr ? std::string() : print_number(v->percent ? v->number / 100.0 : v->number);
  };
  const auto add_amount = [&](std::string_view key) {
    if (const written_value* v = find(key)) out += ", " + cpp_value(*v);
  };
  out += "taper::" + call.name + (find("ahead") != nullptr ? "_ahead(" : "(");
  if (const written_value* parts = find("parts"))
    write_list(out, parts->list, [&](const written_value& one) { write_cpp(out, one.inner->is); });
  if (const written_value* of = find("of")) write_cpp(out, of->inner->is);
  if (call.name == "sequence") {
    const written_value* at = find("at");
    const bool fixed = find("scaling") != nullptr;
    if (at != nullptr || fixed) out += ", ";
    if (at != nullptr)
      write_list(out, at->list, [&](const written_value& one) { out += cpp_value(one); });
    else if (fixed)
      out += "{}";
    if (fixed) out += ", taper::scaling::fixed";
  } else if (call.name == "clip") {
    const std::string low = real("low");
    const std::string high = real("high");
    out += std::string(", {") + (low.empty() ? "" : ".low = " + low) + (low.empty() || high.empty() ? "" : ", ") +
           (high.empty() ? "" : ".high = " + high) + "}";
  } else if (call.name == "between") {
    out += ", " + real("from") + ", " + real("to");
  } else if (call.name == "noise") {
    out += ", " + (find("amplitude") == nullptr ? "0.1" : real("amplitude"));
    if (find("seed") != nullptr) out += ", " + real("seed");
  } else {
    for (const char* key : {"at", "length", "every", "by", "ahead"}) add_amount(key);
  }
  out += ')';
}

std::string cpp_amount(const written_value& v) {
  if (v.percent) return "taper::percent(" + print_number(v.number) + ")";
  return v.word.empty() ? print_number(v.number) : cpp_value(v);
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
void write_library(std::string& out, const written_call& call) {
  const libraries::found_entry what = libraries::find(call.name);
  out += "taper::" + libraries::cpp_name(*what.of, *what.row) + "{";
  bool first = true;
  for (const libraries::parameter_row& row : what.row->parameters) {
    for (const written_call::argument& a : call.arguments) {
      if (a.key != row.name) continue;
      out += (first ? "." : ", .") + libraries::cpp_member(a.key) + " = ";
      first = false;
      write_argument(out, a.value, row.kind);
    }
  }
  out += '}';
}

void write_cpp(std::string& out, const schedule& s) {
  if (!s.with.rule) {
    bool shape = true;
    for (const printed_call& c : calls_of(s)) {
      out += cpp_call(c, shape);
      shape = false;
    }
    return;
  }
  const written_call call = s.with.rule->spelled();
  if (call.name.find('.') != std::string::npos) {
    write_library(out, call);
  } else {
    write_combined(out, call);
  }
  for (const printed_call& c : printing::modifiers_of(s)) out += cpp_call(c, false);
}

}  // namespace

std::string print_cpp(const schedule& s) {
  if (s.with.rule && s.with.rule->inside().levels > most_brackets)
    return "taper::parse(R\"taper(" + print(s) + ")taper\").value()";
  std::string out;
  write_cpp(out, s);
  const bool only_a_type = s.with.rule && !s.with.peak && s.with.rule->spelled().name.find('.') != std::string::npos;
  return only_a_type ? "taper::make(" + out + ").value()" : out;
}

std::string print_python(const schedule& s) {
  if (s.with.rule) {
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
          a.is == printed::kind::word ||
          (a.is == printed::kind::amount && a.text.find_first_not_of("0123456789.e+-") != std::string::npos);
      const bool share = a.text.ends_with("%") && a.is == printed::kind::number;
      text += text_value ? "\"" + a.text + "\"" : share ? a.text.substr(0, a.text.size() - 1) + "/100" : a.text;
    }
    out += text + ")";
  }
  return out;
}

}  // namespace taper
