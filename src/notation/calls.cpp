// A schedule as calls with printed arguments, in canonical order.
#include "calls.hpp"

#include <variant>

#include "taper/notation.hpp"

namespace taper {

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

}  // namespace

std::string print_value(const written_value& v) {
  using kind = written_value::kind;
  if (v.is == kind::number) return print_number(v.number) + (v.percent ? "%" : v.word);
  if (v.is == kind::schedule) return print(v.inner->is);
  if (v.is != kind::list) return plain_word(v.word) ? v.word : printing::in_quotes(v.word);
  std::string out = "[";
  for (const written_value& one : v.list) {
    const bool text = one.is == kind::word || one.is == kind::text;
    const char* const gap = one.is == kind::schedule ? ", " : ",";
    out += (out.size() > 1 ? gap : "") + (text ? printing::in_quotes(one.word) : print_value(one));
  }
  return out + "]";
}

namespace printing {

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
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

namespace {

std::string percent_text(double fraction) {
  const double p = fraction * 100.0;
  return p / 100.0 == fraction ? print_number(p) + "%" : print_number(fraction);
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

/// A list as JSON: amounts and texts are quoted, plain numbers and lists are not.
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

printed schedules_argument(const written_call::argument& a) {
  printed out{a.key, {}, printed::kind::schedule};
  if (a.value.inner) out.inner.push_back(&a.value.inner->is);
  if (a.value.is == written_value::kind::list) out.is = printed::kind::schedules;
  for (const written_value& one : a.value.list) out.inner.push_back(&one.inner->is);
  return out;
}

printed_call rule_call(const rule& r) {
  const written_call call = r.spelled();
  printed_call out{call.name, {}};
  for (const written_call::argument& a : call.arguments) {
    using kind = printed::kind;
    const auto is = a.value.is;
    if (a.value.inner || (!a.value.list.empty() && a.value.list.front().inner)) {
      out.arguments.push_back(schedules_argument(a));
      continue;
    }
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

}  // namespace

std::vector<printed_call> calls_of(const schedule& s) {
  std::vector<printed_call> out = modifiers_of(s);
  out.insert(out.begin(), s.with.rule ? rule_call(*s.with.rule.get())
                                      : std::visit([](const auto& f) { return shape_call(f); }, s.shape.family()));
  return out;
}

std::vector<printed_call> modifiers_of(const schedule& s) {
  using kind = printed::kind;
  std::vector<printed_call> out;
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

}  // namespace printing

}  // namespace taper
