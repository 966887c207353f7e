// From a schedule back to text: canonical, shell-safe twin, JSON, C++ and Python.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "syntax.hpp"
#include "taper/notation.hpp"

namespace taper {

std::string print_number(double v) {
  if (v == 0.0) return "0";
  if (!std::isfinite(v)) return std::isnan(v) ? "nan" : (v < 0 ? "-inf" : "inf");
  std::array<char, 40> text{};
#if defined(__cpp_lib_to_chars)
  const auto done = std::to_chars(text.data(), text.data() + text.size(), v, std::chars_format::scientific);
  const std::string_view shortest(text.data(), static_cast<std::size_t>(done.ptr - text.data()));
#else
  for (int digits = 0; digits < 18; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*e", digits, v);
    if (std::strtod(text.data(), nullptr) == v) break;
  }
  const std::string_view shortest(text.data(), std::strlen(text.data()));
#endif
  // shortest is d.ddde±xx; written out between 1e-4 and 1e16, as Python's repr does
  const std::size_t e = shortest.find('e');
  const int exponent = std::atoi(std::string(shortest.substr(e + 1)).c_str());
  const bool negative = shortest.front() == '-';
  std::string digits;
  for (const char c : shortest.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::string out = negative ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    out += digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    std::snprintf(text.data(), text.size(), "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
    return out + text.data();
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0');
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

namespace {

bool plain_word(std::string_view word) {
  if (word.empty() || !((word.front() >= 'a' && word.front() <= 'z') || (word.front() >= 'A' && word.front() <= 'Z') ||
                        word.front() == '_')) {
    return false;
  }
  for (const char c : word) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (!ok) return false;
  }
  return true;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::string print_value(const written_value& v) {
  using kind = written_value::kind;
  if (v.is == kind::number) return print_number(v.number) + (v.percent ? "%" : v.word);
  if (v.is != kind::list) return plain_word(v.word) ? v.word : in_quotes(v.word);
  std::string out = "[";
  for (const written_value& one : v.list) {
    const bool text = one.is == kind::word || one.is == kind::text;
    out += (out.size() > 1 ? "," : "") + (text ? in_quotes(one.word) : print_value(one));
  }
  return out + "]";
}

namespace {

/// One argument, printed: key may be empty; `word` is a bare word rather than a number or text.
struct printed {
  std::string key;
  std::string text;
  enum class kind : unsigned char { number, amount, word, list, named_list } is = kind::number;
  std::string json = {};  ///< of a named list
};
struct printed_call {
  std::string name;
  std::vector<printed> arguments;
};

std::string percent_text(double fraction) {
  const double p = fraction * 100.0;
  return p / 100.0 == fraction ? print_number(p) + "%" : print_number(fraction);
}

std::string amount_text(const amount& a) {
  switch (a.in) {
    case unit::steps: break;
    case unit::percent: return print_number(a.value) + "%";
    case unit::epochs: return print_number(a.value) + "ep";
    case unit::samples: return print_number(a.value) + "samples";
    case unit::tokens:
      for (const auto& [scale, letter] : {std::pair{1e12, "T"}, std::pair{1e9, "G"}, std::pair{1e6, "M"}}) {
        if (a.value >= scale && (a.value / scale) * scale == a.value)
          return print_number(a.value / scale) + letter + "tok";
      }
      return print_number(a.value) + "tok";
  }
  return print_number(a.value);
}

template <class F>
printed_call shape_call(const F& f) {
  printed_call out{std::string(F::info.name), {}};
  for (const parameter<F>& p : F::parameters) {
    const double v = f.*p.member;
    if (p.fallback && *p.fallback == v) continue;
    out.arguments.push_back(
        {std::string(p.name), p.style == notation_style::percent ? percent_text(v) : print_number(v)});
  }
  return out;
}
printed_call shape_call(const table& t) {
  std::string list = "[";
  for (const table::point& p : t.points()) {
    list += (list.size() > 1 ? ",[" : "[") + print_number(p[0]) + "," + print_number(p[1]) + "]";
  }
  return {"table", {{"points", list + "]", printed::kind::list}}};
}

/// A list as JSON: amounts and texts in quotes, plain numbers and lists bare.
std::string json_list(const written_value& v) {
  using kind = written_value::kind;
  if (v.is != kind::list)
    return v.is == kind::number && !v.percent && v.word.empty() ? print_number(v.number)
           : v.is == kind::number                               ? in_quotes(print_value(v))
                                                                : in_quotes(v.word);
  std::string out = "[";
  for (const written_value& one : v.list) out += (out.size() > 1 ? "," : "") + json_list(one);
  return out + "]";
}

printed_call rule_call(const rule& r) {
  const written_call call = r.spelled();
  printed_call out{call.name, {}};
  for (const written_call::argument& a : call.arguments) {
    using kind = printed::kind;
    const auto is = a.value.is;
    const bool counted = is == written_value::kind::number && (a.value.percent || !a.value.word.empty());
    out.arguments.push_back({a.key, print_value(a.value),
                             is == written_value::kind::list     ? kind::named_list
                             : counted                           ? kind::amount
                             : is == written_value::kind::number ? kind::number
                                                                 : kind::word,
                             is == written_value::kind::list ? json_list(a.value) : std::string()});
  }
  return out;
}

std::string_view word_of(rise r) {
  switch (r) {
    case rise::mirror: return "mirror";
    case rise::cosine: return "cosine";
    case rise::one_minus_sqrt: return "one_minus_sqrt";
    case rise::log: return "log";
    case rise::linear: break;
  }
  return "linear";
}
std::string_view word_of(sampling s) {
  switch (s) {
    case sampling::symmetric: return "symmetric";
    case sampling::one_based: return "one_based";
    case sampling::midpoint: return "midpoint";
    case sampling::open: return "open";
    case sampling::periodic: break;
  }
  return "periodic";
}

/// The schedule as calls, in canonical order; the first argument of a modifier has no key.
std::vector<printed_call> calls_of(const schedule& s) {
  using kind = printed::kind;
  std::vector<printed_call> out;
  out.push_back(s.with.rule ? rule_call(*s.with.rule.get())
                            : std::visit([](const auto& f) { return shape_call(f); }, s.shape.family()));
  const composition c = normalized(s.with);
  if (c.warmup) {
    printed_call w{"warmup", {{"", amount_text(c.warmup->length), kind::amount}}};
    if (c.warmup->shape != rise::linear)
      w.arguments.push_back({"shape", std::string(word_of(c.warmup->shape)), kind::word});
    if (c.warmup->from != 0.0) w.arguments.push_back({"from", print_number(c.warmup->from)});
    out.push_back(std::move(w));
  }
  if (c.hold) out.push_back({"hold", {{"", amount_text(c.hold->length), kind::amount}}});
  if (c.cooldown) out.push_back({"cooldown", {{"", amount_text(c.cooldown->length), kind::amount}}});
  if (c.full) out.push_back({"full", {}});
  if (c.restarts) {
    printed_call r{"restarts", {}};
    if (c.restarts->count) r.arguments.push_back({"", std::to_string(*c.restarts->count)});
    if (c.restarts->first) r.arguments.push_back({"first", std::to_string(*c.restarts->first)});
    if (c.restarts->stretch != 1.0) r.arguments.push_back({"stretch", print_number(c.restarts->stretch)});
    if (c.restarts->decay != 1.0) r.arguments.push_back({"decay", print_number(c.restarts->decay)});
    if (c.restarts->first) r.arguments.push_back({"forever", "", kind::word});
    out.push_back(std::move(r));
  }
  if (c.sequence) {
    printed_call k{"kronecker", {}};
    if (*c.sequence == input::kronecker_sorted) k.arguments.push_back({"", "sorted", kind::word});
    out.push_back(std::move(k));
  }
  if (c.sampled) out.push_back({"sampling", {{"", std::string(word_of(*c.sampled)), kind::word}}});
  if (c.floor) {
    const bool rate = c.floor->is == modifier::floor::kind::rate;
    out.push_back(
        {"floor", {{"", print_number(c.floor->value) + (rate ? "" : "%"), rate ? kind::number : kind::amount}}});
  }
  if (c.peak) out.push_back({"peak", {{"", print_number(c.peak->lr)}}});
  return out;
}

bool is_flag(const printed& a) { return a.is == printed::kind::word && a.text.empty(); }

}  // namespace

std::string print(const schedule& s) {
  std::string out;
  for (const printed_call& c : calls_of(s)) {
    if (!out.empty()) out += " | ";
    out += c.name;
    if (c.arguments.empty()) continue;
    out += "(";
    for (std::size_t k = 0; k < c.arguments.size(); ++k) {
      const printed& a = c.arguments[k];
      if (k > 0) out += ", ";
      if (is_flag(a)) {
        out += a.key;
        continue;
      }
      const bool bare = a.key.empty() || a.is == printed::kind::list || (c.name == "warmup" && a.key == "shape");
      out += (bare ? std::string() : a.key + "=") + a.text;
    }
    out += ")";
  }
  return out;
}

std::string print_twin(const schedule& s) {
  std::string out;
  for (const printed_call& c : calls_of(s)) {
    const bool shape = out.empty();
    if (!shape) out += ",";
    out += c.name;
    bool first = true;
    for (const printed& a : c.arguments) {
      const bool value_of_name = !shape && first && a.key.empty();
      first = false;
      if (value_of_name) {
        out += "=" + a.text;
      } else if (is_flag(a)) {
        out += "," + a.key;
      } else {
        out += "," + a.key + "=" + a.text;
      }
    }
  }
  return out;
}

std::string print_json(const schedule& s) {
  std::string out = "{\"shape\":";
  bool shape = true;
  for (const printed_call& c : calls_of(s)) {
    const auto json_value = [](const printed& a) {
      if (is_flag(a)) return std::string("true");
      if (a.is == printed::kind::named_list) return a.json;
      if (a.text.starts_with('"') || a.text == "true" || a.text == "false") return a.text;
      const bool plain = (a.is == printed::kind::number || a.is == printed::kind::amount) &&
                         a.text.find_first_not_of("0123456789.e+-") == std::string::npos;
      return plain || a.is == printed::kind::list ? a.text : "\"" + a.text + "\"";
    };
    std::string object;
    for (const printed& a : c.arguments) {
      std::string key = a.key;
      if (key.empty()) key = c.name == "restarts" ? "count" : "amount";
      object += (object.empty() ? "{\"" : ",\"") + key + "\":" + json_value(a);
    }
    if (shape) {
      out += object.empty() ? "\"" + c.name + "\"" : "{\"" + c.name + "\":" + object + "}}";
      shape = false;
    } else {
      out += ",\"" + c.name + "\":";
      const bool alone = c.arguments.size() == 1 && c.arguments.front().key.empty();
      out += c.arguments.empty() ? "true" : alone ? json_value(c.arguments.front()) : object + "}";
    }
  }
  return out + "}";
}

namespace {

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

}  // namespace

std::string print_cpp(const schedule& s) {
  if (s.with.rule) return "taper::parse(R\"taper(" + print(s) + ")taper\").value()";
  std::string out;
  for (const printed_call& c : calls_of(s)) {
    const bool shape = out.empty();
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
        how += (how.empty() ? "." : ", .") + a[k].key + " = " +
               (a[k].is == printed::kind::word ? "taper::rise::" : "") + a[k].text;
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
    out += text;
  }
  return out;
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
      // `from` is a keyword of Python
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

std::string explain(const error& e, std::string_view text) {
  constexpr std::size_t columns = 72;
  constexpr std::size_t most = 1000;
  std::string out = e.message;
  if (!e.hint.empty()) out += "; " + e.hint;
  for (char& c : out) {  // what was typed may be echoed; a terminal is not to act on it
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  if (out.size() > most - 250) out = out.substr(0, most - 253) + "...";
  if (e.offset == error::nowhere || text.empty()) return out;
  std::string line;
  std::size_t caret = 0;
  const std::size_t at = std::min(e.offset, text.size());
  std::size_t begin = at > columns / 2 && text.size() > columns ? at - columns / 2 : 0;
  if (text.size() > columns && begin + columns > text.size()) begin = text.size() - columns;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0U) == 0x80U) --begin;  // not inside a character
  const std::string_view cut = text.substr(begin, columns);
  if (begin > 0) line = "…";
  std::size_t column = begin > 0 ? 1 : 0;
  for (std::size_t k = 0; k < cut.size(); ++k) {
    const auto c = static_cast<unsigned char>(cut[k]);
    if (begin + k == at) caret = column;
    line += c < 0x20 || c == 0x7f ? ' ' : cut[k];
    if ((c & 0xc0U) != 0x80U) ++column;
  }
  if (at >= begin + cut.size()) caret = column;
  if (begin + cut.size() < text.size()) line += "…";
  return out + "\n  " + line + "\n  " + std::string(caret, ' ') + "^";
}

}  // namespace taper
