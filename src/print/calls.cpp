// A schedule as calls with printed arguments, in canonical order.
#include "calls.hpp"

#include <variant>

#include "taper/print.hpp"
#include "taper/text.hpp"

namespace taper {

std::string print_value(const written_value& v) {
  using kind = written_value::kind;
  if (v.is == kind::number) return print_number(v.number) + (v.percent ? "%" : v.word);
  if (v.is == kind::schedule) return print(v.inner->is);
  if (v.is != kind::list) return is_plain_word(v.word) ? v.word : printing::in_quotes(v.word);
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

std::string parameter_number(double v, notation_style style) {
  const double p = v * 100.0;
  return style == notation_style::percent && p / 100.0 == v ? print_number(p) + "%" : print_number(v);
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

template <class F>
printed_call shape_call(const F& f) {
  printed_call out{std::string(F::info.name), {}};
  for (const parameter<F>& p : F::parameters) {
    const double v = f.*p.member;
    if (p.fallback && *p.fallback == v) continue;
    out.arguments.push_back({std::string(p.name), parameter_number(v, p.style)});
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

printed schedules_argument(std::string key, const written_value& v) {
  printed out{std::move(key), {}, printed::kind::schedule};
  if (v.inner) out.inner.push_back(&v.inner->is);
  if (v.is == written_value::kind::list) out.is = printed::kind::schedules;
  for (const written_value& one : v.list) out.inner.push_back(&one.inner->is);
  return out;
}

printed_call root_call(const library_schedule& s) {
  printed_call out{s.name(), {}};
  for (const auto& [parameter, value] : s.given()) {
    using kind = printed::kind;
    const auto is = value->is;
    std::string key(parameter->name);
    if (value->inner || (!value->list.empty() && value->list.front().inner)) {
      out.arguments.push_back(schedules_argument(std::move(key), *value));
      continue;
    }
    const bool counted = is == written_value::kind::number && (value->percent || !value->word.empty());
    out.arguments.push_back({std::move(key),
                             print_value(*value),
                             is == written_value::kind::list     ? kind::named_list
                             : counted                           ? kind::amount
                             : is == written_value::kind::number ? kind::number
                                                                 : kind::word,
                             {},
                             is == written_value::kind::list ? json_list(*value) : std::string()});
  }
  return out;
}

// The value of an operation's parameter
void put(printed& out, const operand& v) {
  out.is = printed::kind::schedule;
  out.inner = {&v.of->is};
}
void put(printed& out, const std::vector<operand>& v) {
  out.is = printed::kind::schedules;
  for (const operand& one : v) out.inner.push_back(&one.of->is);
}
void put(printed& out, const placed_amount& v) {
  out.is = v.is.in == unit::steps ? printed::kind::number : printed::kind::amount;
  out.text = amount_text(v.is);
}
void put(printed& out, const std::vector<placed_amount>& v) {
  out.is = printed::kind::named_list;
  out.text = out.json = "[";
  for (const placed_amount& one : v) {
    const std::string gap = &one == v.data() ? "" : ",";
    const std::string text = amount_text(one.is);
    out.text += gap + text;
    out.json += gap + (one.is.in == unit::steps ? text : in_quotes(text));
  }
  out.text += "]";
  out.json += "]";
}
void put(printed& out, double v) { out.text = print_number(v); }
void put(printed& out, std::uint64_t v) { out.text = print_number(static_cast<double>(v)); }
void put(printed& out, const share& v) {
  out.is = v.percent ? printed::kind::amount : printed::kind::number;
  out.text = print_number(v.value) + (v.percent ? "%" : "");
}
void put(printed& out, scaling v) {
  out.is = printed::kind::word;
  out.text = scaling_names[static_cast<std::size_t>(v)];
}
template <class T>
void put(printed& out, const std::optional<T>& v) {
  put(out, *v);  // one without a value is its default, which is not printed
}

template <class Op>
printed_call operation_call(const Op& op) {
  printed_call out{std::string(Op::info.name), {}};
  for_each_parameter(op, [&](const auto& p, const auto& value) {
    if (p.given == presence::optional && value == Op{}.*p.member) return;
    put(out.arguments.emplace_back(printed{std::string(p.name), {}}), value);
  });
  return out;
}
printed_call root_call(const operation& is) {
  return std::visit([](const auto& op) { return operation_call(op); }, is);
}

}  // namespace

std::vector<printed_call> calls_of(const schedule& s) {
  std::vector<printed_call> out;
  out.push_back(s.root ? std::visit([](const auto& is) { return root_call(is); }, s.root->kind())
                       : std::visit([](const auto& f) { return shape_call(f); }, s.shape.family()));
  using kind = printed::kind;
  const composition c = normalized(s.with);
  if (c.warmup) {
    printed_call w{"warmup", {{"", amount_text(c.warmup->length), kind::amount, "amount"}}};
    if (c.warmup->shape != rise::linear)
      w.arguments.push_back({"shape", std::string(word_of(c.warmup->shape)), kind::own_word});
    if (c.warmup->from != 0.0) w.arguments.push_back({"from", print_number(c.warmup->from)});
    out.push_back(std::move(w));
  }
  if (c.hold) out.push_back({"hold", {{"", amount_text(c.hold->length), kind::amount}}});
  if (c.cooldown) out.push_back({"cooldown", {{"", amount_text(c.cooldown->length), kind::amount}}});
  if (c.full) out.push_back({"full", {}});
  if (c.restarts) {
    printed_call r{"restarts", {}};
    if (c.restarts->count) r.arguments.push_back({"", std::to_string(*c.restarts->count), kind::number, "count"});
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
