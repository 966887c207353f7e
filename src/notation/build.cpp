// From calls to a schedule: names are looked up in the registry, every value is checked against its range.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "names.hpp"
#include "syntax.hpp"
#include "taper/algebra.hpp"
#include "taper/libraries/catalogue.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace syntax {

std::vector<std::string_view> modifier_names() {
  std::vector<std::string_view> out;
  for (const modifier_info& m : modifiers) out.push_back(m.name);
  return out;
}
bool is_modifier_name(std::string_view name) {
  return std::ranges::any_of(modifiers, [&](const modifier_info& m) { return m.name == name; });
}
std::vector<std::string_view> shape_names() {
  std::vector<std::string_view> out;
  for_each_family([&]<class F>() { out.push_back(F::info.name); });
  for (const algebra_info& a : combinations) out.push_back(a.name);
  return out;
}

}  // namespace syntax

namespace {

using syntax::argument;
using syntax::call;
using syntax::fail;
using syntax::quoted;
using syntax::value;

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  const std::string near = syntax::nearest(name, known);
  return near.empty() ? std::string() : "did you mean '" + near + "'?";
}

/// What is allowed, as far as `v` breaks it: a far upper end is not named to someone below the lower one.
std::string allowed(const range& r, double v) {
  const bool low_open = r.edge == range::ends::open || r.edge == range::ends::low_open;
  const bool high_open = r.edge == range::ends::open || r.edge == range::ends::high_open;
  std::string text;
  if (r.low > -1e300) text = (low_open ? "> " : ">= ") + print_number(r.low);
  if (r.high < 1e6 || v > r.high)
    text += (text.empty() ? "" : " and ") + std::string(high_open ? "< " : "<= ") + print_number(r.high);
  return text;
}

std::string shown(const value& v) {
  switch (v.is) {
    case value::kind::number: return print_number(v.number) + (v.percent ? "%" : v.word.substr(0, 16));
    case value::kind::word: return quoted(v.word);
    case value::kind::text: {
      std::string text = quoted(v.word);
      text.front() = text.back() = '"';
      return text;
    }
    case value::kind::list: return "a list";
  }
  return {};
}

/// The plain number that `name` asks for.
result<double> number(const value& v, std::string_view name, notation_style style = notation_style::number) {
  if (v.is != value::kind::number || !v.word.empty()) {
    return fail(errc::syntax, std::string(name) + " must be a number, got " + shown(v), v.at);
  }
  if (v.percent && style != notation_style::percent) {
    return fail(errc::unit, std::string(name) + " must be a plain number, got " + shown(v), v.at);
  }
  return v.percent ? v.number / 100.0 : v.number;
}

/// An amount of time: whole steps, N%, or a count of epochs, samples or tokens.
result<amount> time(const value& v, std::string_view name) {
  const std::string who(name);
  if (v.is != value::kind::number)
    return fail(errc::syntax, who + " must be an amount of time, got " + shown(v), v.at,
                "write steps (500), a part of the run (10%), 2ep, 300Mtok or 4096samples");
  if (v.number < 0.0) return fail(errc::out_of_range, who + " must be >= 0, got " + shown(v), v.at);
  if (v.percent) {
    if (v.number > 100.0) return fail(errc::out_of_range, who + " must be between 0% and 100%, got " + shown(v), v.at);
    return percent(v.number);
  }
  std::string_view suffix = v.word;
  double scale = 1.0;
  constexpr std::pair<char, double> prefixes[] = {{'k', 1e3}, {'K', 1e3}, {'M', 1e6},
                                                  {'G', 1e9}, {'B', 1e9}, {'T', 1e12}};
  for (const auto& [letter, factor] : prefixes) {
    if (!suffix.empty() && suffix.front() == letter) {
      scale = factor;
      suffix.remove_prefix(1);
      break;
    }
  }
  constexpr std::pair<std::string_view, unit> units[] = {
      {"", unit::steps},       {"step", unit::steps},    {"steps", unit::steps},    {"ep", unit::epochs},
      {"epoch", unit::epochs}, {"epochs", unit::epochs}, {"sample", unit::samples}, {"samples", unit::samples},
      {"tok", unit::tokens},   {"token", unit::tokens},  {"tokens", unit::tokens},
  };
  for (const auto& [text, in] : units) {
    if (suffix != text) continue;
    const double counted = v.number * scale;
    if (in == unit::steps && counted != std::floor(counted)) {
      return fail(errc::unit, who + " must be a whole number of steps, got " + shown(v), v.at,
                  "write 10% or a whole number of steps");
    }
    if (counted > 9.2e18) return fail(errc::out_of_range, who + " must be at most 2^63 steps, got " + shown(v), v.at);
    return amount{counted, in};
  }
  return fail(errc::unit, who + " has an unknown unit " + quoted(v.word), v.at,
              "units are %, ep, samples, tok, with k, M, G before them");
}

/// Hands each argument to the slot of its name, positions in order; refuses the unknown and the repeated.
class arguments {
 public:
  arguments(const call& c, std::vector<std::string_view> names)
      : call_(c), names_(std::move(names)), found_(names_.size()) {}

  std::optional<error> sort() {
    std::size_t position = 0;
    for (const argument& a : call_.arguments) {
      std::size_t slot = names_.size();
      if (a.key.empty()) {
        while (position < names_.size() && found_[position] != nullptr) ++position;
        slot = position;
        if (slot >= names_.size()) {
          const std::string takes =
              names_.empty() ? "no arguments" : "at most " + std::to_string(names_.size()) + " arguments";
          return fail(errc::syntax, call_.name + " takes " + takes + ", got " + shown(a.is), a.at);
        }
      } else {
        const auto at = std::ranges::find(names_, a.key);
        slot = static_cast<std::size_t>(at - names_.begin());
        if (at == names_.end()) {
          std::string hint = did_you_mean(a.key, names_);
          if (call_.name == "poly" && a.key == "p") hint = "for (1-x)^p write power(p=…)";
          if (hint.empty() && !names_.empty()) hint = "its arguments are " + joined();
          return fail(errc::unknown_name, call_.name + " has no argument " + quoted(a.key), a.at, hint);
        }
        if (found_[slot] != nullptr)
          return fail(errc::conflict, call_.name + ": " + quoted(a.key) + " is given twice", a.at);
      }
      found_[slot] = &a;
    }
    return std::nullopt;
  }
  [[nodiscard]] const value* operator[](std::size_t k) const { return found_[k] == nullptr ? nullptr : &found_[k]->is; }

 private:
  [[nodiscard]] std::string joined() const {
    std::string out;
    for (const std::string_view n : names_) out += (out.empty() ? "" : ", ") + std::string(n);
    return out;
  }
  const call& call_;
  std::vector<std::string_view> names_;
  std::vector<const argument*> found_;
};

template <class F>
result<any_window> family_from(const call& c) {
  std::vector<std::string_view> names;
  for (const auto& p : F::parameters) names.push_back(p.name);
  arguments args(c, std::move(names));
  if (auto e = args.sort()) return *std::move(e);
  F out{};
  std::size_t k = 0;
  for (const parameter<F>& p : F::parameters) {
    const value* v = args[k++];
    if (v == nullptr) {
      if (p.fallback) {
        out.*p.member = *p.fallback;
        continue;
      }
      std::string hint = "write " + c.name + "(" + std::string(p.name) + "=…)";
      if constexpr (std::same_as<F, poly>) hint += "; for (1-x)^p write power(p=…)";
      return fail(errc::missing, c.name + " needs " + std::string(p.name), c.end, hint);
    }
    result<double> n = number(*v, p.name, p.style);
    if (!n) return n.error();
    if (!p.valid.contains(*n)) {
      return fail(errc::out_of_range, std::string(p.name) + " must be " + allowed(p.valid, *n) + ", got " + shown(*v),
                  v->at);
    }
    out.*p.member = *n;
  }
  return any_window(out);
}

template <>
result<any_window> family_from<table>(const call& c) {
  arguments args(c, {"points"});
  if (auto e = args.sort()) return *std::move(e);
  const value* v = args[0];
  if (v == nullptr) return fail(errc::missing, "table needs its points", c.end, "write table([[0,1],[0.5,0.7],[1,0]])");
  if (v->is == value::kind::text) {
    return fail(errc::unsupported, "table(" + shown(*v) + "): a file is read by the command line only", v->at,
                "give the points: table([[0,1],[0.5,0.7],[1,0]])");
  }
  if (v->is != value::kind::list)
    return fail(errc::syntax, "table needs a list of points [x, y], got " + shown(*v), v->at);
  std::vector<table::point> points;
  for (const value& row : v->list) {
    const bool pair = row.is == value::kind::list && row.list.size() == 2;
    if (!pair) return fail(errc::syntax, "a point of a table is [x, y]", row.at);
    result<double> x = number(row.list[0], "x");
    if (!x) return x.error();
    result<double> y = number(row.list[1], "y", notation_style::percent);
    if (!y) return y.error();
    points.push_back({*x, *y});
  }
  result<table> made = table::through(std::move(points));
  if (!made) {
    error e = made.error();
    e.offset = v->at;
    return e;
  }
  return any_window(*std::move(made));
}

result<any_window> shape_from(const call& c) {
  std::optional<result<any_window>> found;
  for_each_family([&]<class F>() {
    if (!found && F::info.name == c.name) found = family_from<F>(c);
  });
  if (found) return *std::move(found);
  const std::string who = "unknown shape " + quoted(c.name);
  if (c.name == "sqrt") {
    return fail(errc::unknown_name, who, c.at,
                "two libraries mean two things by it: write one_minus_sqrt or power(p=0.5)");
  }
  if (syntax::is_modifier_name(c.name)) {
    return fail(errc::unknown_name, quoted(c.name) + " is a modifier, not a shape", c.at,
                "begin with a shape: cosine | " + c.name);
  }
  std::string hint = did_you_mean(c.name, syntax::shape_names());
  return fail(errc::unknown_name, who, c.at, hint.empty() ? "`taper list` names the shapes" : hint);
}

template <class Enum, std::size_t n>
result<Enum> one_of(const value& v, std::string_view what, const std::pair<std::string_view, Enum> (&words)[n]) {
  std::string all;
  std::vector<std::string_view> known;
  for (const auto& [word, meaning] : words) {
    if (v.is == value::kind::word && v.word == word) return meaning;
    all += (all.empty() ? "" : ", ") + std::string(word);
    known.push_back(word);
  }
  const std::string near = v.is == value::kind::word ? did_you_mean(v.word, known) : std::string();
  return fail(errc::unknown_name, std::string(what) + " must be one of " + all + ", got " + shown(v), v.at, near);
}

constexpr std::pair<std::string_view, rise> rise_words[] = {{"linear", rise::linear},
                                                            {"mirror", rise::mirror},
                                                            {"cosine", rise::cosine},
                                                            {"one_minus_sqrt", rise::one_minus_sqrt},
                                                            {"log", rise::log}};
constexpr std::pair<std::string_view, sampling> sampling_words[] = {{"periodic", sampling::periodic},
                                                                    {"symmetric", sampling::symmetric},
                                                                    {"one_based", sampling::one_based},
                                                                    {"midpoint", sampling::midpoint},
                                                                    {"open", sampling::open}};

std::optional<error> add_warmup(const call& c, composition& into) {
  arguments args(c, {"amount", "shape", "from"});
  if (auto e = args.sort()) return e;
  if (args[0] == nullptr)
    return fail(errc::missing, "warmup needs an amount", c.end, "write warmup(500) or warmup(10%)");
  result<amount> length = time(*args[0], "warmup");
  if (!length) return length.error();
  modifier::warmup out{*length};
  if (args[1] != nullptr) {
    result<rise> shape = one_of(*args[1], "shape", rise_words);
    if (!shape) return shape.error();
    out.shape = *shape;
  }
  if (args[2] != nullptr) {
    result<double> from = number(*args[2], "from", notation_style::percent);
    if (!from) return from.error();
    if (!(*from >= 0.0 && *from <= 1.0))
      return fail(errc::out_of_range, "from must be >= 0 and <= 1, got " + shown(*args[2]), args[2]->at);
    if (out.shape == rise::mirror)
      return fail(errc::conflict, "a mirrored warmup rises from the floor; it takes no 'from'", args[2]->at);
    out.from = *from;
  }
  into.warmup = out;
  return std::nullopt;
}

template <class M>
std::optional<error> add_length(const call& c, std::optional<M>& into) {
  arguments args(c, {"amount"});
  if (auto e = args.sort()) return e;
  if (args[0] == nullptr)
    return fail(errc::missing, c.name + " needs an amount", c.end, "write " + c.name + "(50%) or " + c.name + "(500)");
  result<amount> length = time(*args[0], c.name);
  if (!length) return length.error();
  into = M{*length};
  return std::nullopt;
}

result<std::uint64_t> whole(const value& v, std::string_view name, double low, double high) {
  result<double> n = number(v, name);
  if (!n) return n.error();
  if (*n != std::floor(*n) || *n < low || *n > high) {
    return fail(errc::out_of_range,
                std::string(name) + " must be a whole number from " + print_number(low) + " to " + print_number(high) +
                    ", got " + shown(v),
                v.at);
  }
  return static_cast<std::uint64_t>(*n);
}

std::optional<error> add_restarts(const call& original, composition& into) {
  call c = original;
  bool forever = false;
  std::erase_if(c.arguments, [&](const argument& a) {
    const bool word = a.key.empty() && a.is.is == value::kind::word && a.is.word == "forever";
    forever = forever || word;
    return word;
  });
  arguments args(c, {"count", "stretch", "decay", "first"});
  if (auto e = args.sort()) return e;
  modifier::restarts out;
  if (args[0] != nullptr) {
    result<std::uint64_t> k = whole(*args[0], "the number of cycles", 1.0, 9e15);
    if (!k) return k.error();
    out.count = *k;
  }
  if (args[1] != nullptr) {
    result<double> s = number(*args[1], "stretch");
    if (!s) return s.error();
    out.stretch = *s;
    if (!(*s >= 0.01 && *s <= 1e6))
      return fail(errc::out_of_range, "stretch must be >= 0.01 and <= 1000000, got " + shown(*args[1]), args[1]->at);
  }
  if (args[2] != nullptr) {
    result<double> d = number(*args[2], "decay", notation_style::percent);
    if (!d) return d.error();
    if (!(*d > 0.0 && *d <= 1.0))
      return fail(errc::out_of_range, "decay must be > 0 and <= 1, got " + shown(*args[2]), args[2]->at);
    out.decay = *d;
  }
  if (args[3] != nullptr) {
    result<std::uint64_t> n = whole(*args[3], "first", 1.0, 9e15);
    if (!n) return n.error();
    out.first = *n;
  }
  if (out.count && out.first)
    return fail(errc::conflict, "restarts takes a number of cycles or 'first', not both", c.at);
  if (!out.count && !out.first)
    return fail(errc::missing, "restarts needs the number of cycles", c.end,
                "write restarts(3) or restarts(first=100, forever)");
  if (out.first.has_value() != forever)
    return fail(errc::missing, "restarts without an end is written restarts(first=N, forever)", c.at);
  into.restarts = out;
  return std::nullopt;
}

std::optional<error> add_kronecker(const call& c, composition& into) {
  arguments args(c, {"order"});
  if (auto e = args.sort()) return e;
  into.sequence = input::kronecker;
  if (args[0] == nullptr) return std::nullopt;
  constexpr std::pair<std::string_view, input> words[] = {{"sorted", input::kronecker_sorted},
                                                          {"raw", input::kronecker}};
  result<input> order = one_of(*args[0], "order", words);
  if (!order) return order.error();
  into.sequence = *order;
  return std::nullopt;
}

std::optional<error> add_floor(const call& c, composition& into) {
  arguments args(c, {"value"});
  if (auto e = args.sort()) return e;
  if (args[0] == nullptr)
    return fail(errc::missing, "floor needs a value", c.end, "write floor(10%), or floor(1e-5) with a peak");
  const value& v = *args[0];
  if (v.is != value::kind::number || !v.word.empty())
    return fail(errc::syntax, "floor must be N% or a learning rate, got " + shown(v), v.at);
  if (v.percent && !(v.number >= 0.0 && v.number <= 100.0))
    return fail(errc::out_of_range, "floor must be between 0% and 100%, got " + shown(v), v.at);
  if (!(v.number >= 0.0)) return fail(errc::out_of_range, "floor must be >= 0, got " + shown(v), v.at);
  into.floor = modifier::floor{v.number, v.percent ? modifier::floor::kind::percent : modifier::floor::kind::rate};
  return std::nullopt;
}

std::optional<error> add_peak(const call& c, composition& into) {
  arguments args(c, {"lr"});
  if (auto e = args.sort()) return e;
  if (args[0] == nullptr) return fail(errc::missing, "peak needs a learning rate", c.end, "write peak(3e-4)");
  result<double> lr = number(*args[0], "peak");
  if (!lr) return lr.error();
  if (!(*lr > 0.0)) return fail(errc::out_of_range, "peak must be > 0, got " + shown(*args[0]), args[0]->at);
  if (*lr < 1e-300) return fail(errc::out_of_range, "peak must be >= 1e-300, got " + shown(*args[0]), args[0]->at);
  into.peak = modifier::peak{*lr};
  return std::nullopt;
}

std::optional<error> add_modifier(const call& c, composition& into) {
  if (c.name == "warmup") return add_warmup(c, into);
  if (c.name == "hold") return add_length(c, into.hold);
  if (c.name == "cooldown") return add_length(c, into.cooldown);
  if (c.name == "restarts") return add_restarts(c, into);
  if (c.name == "kronecker") return add_kronecker(c, into);
  if (c.name == "floor") return add_floor(c, into);
  if (c.name == "peak") return add_peak(c, into);
  if (c.name == "full") {
    if (!c.arguments.empty())
      return fail(errc::syntax, "full takes no arguments, got " + shown(c.arguments.front().is),
                  c.arguments.front().at);
    into.full = modifier::full{};
    return std::nullopt;
  }
  if (c.name == "sampling") {
    arguments args(c, {"convention"});
    if (auto e = args.sort()) return e;
    if (args[0] == nullptr)
      return fail(errc::missing, "sampling needs a convention", c.end, "write sampling(symmetric)");
    result<sampling> s = one_of(*args[0], "sampling", sampling_words);
    if (!s) return s.error();
    into.sampled = *s;
    return std::nullopt;
  }
  std::string hint = did_you_mean(c.name, syntax::modifier_names());
  const std::vector<std::string_view> shapes = syntax::shape_names();
  if (std::ranges::find(shapes, c.name) != shapes.end()) {
    hint = "a schedule has one shape, at its beginning";
  }
  return fail(errc::unknown_name, "unknown modifier " + quoted(c.name), c.at,
              hint.empty() ? "`taper list` names the modifiers" : hint);
}

/// The schedule of another library that a dotted name begins.
result<rule_ref> rule_from(const call& c) {
  written_call written{c.name, {}};
  for (const argument& a : c.arguments) written.arguments.push_back({a.key, a.is});
  result<std::shared_ptr<const rule>> made = libraries::make(written, c.at, c.end);
  if (!made) return made.error();
  return rule_ref(*std::move(made));
}

/// Another library's schedule, or one made of schedules. hold(50%) is the modifier, in the wrong place.
bool is_rule(const call& c) {
  if (c.name.find('.') != std::string::npos) return true;
  if (libraries::find(c.name).row == nullptr) return false;
  return !syntax::is_modifier_name(c.name) ||
         (!c.arguments.empty() && c.arguments.front().is.is != value::kind::number);
}

result<schedule> build(const std::vector<call>& calls) {
  composition with;
  result<any_window> shape = any_window(constant{});
  if (is_rule(calls.front())) {
    result<rule_ref> rule = rule_from(calls.front());
    if (!rule) return rule.error();
    with.rule = *std::move(rule);
  } else {
    shape = shape_from(calls.front());
  }
  if (!shape) return shape.error();
  for (std::size_t k = 1; k < calls.size(); ++k) {
    for (std::size_t j = 1; j < k; ++j) {
      if (calls[j].name == calls[k].name)
        return fail(errc::conflict, quoted(calls[k].name) + " is given twice", calls[k].at);
    }
    if (auto e = add_modifier(calls[k], with)) return *std::move(e);
  }
  if (std::optional<error> e = fault_of(with)) {
    for (const call& c : calls) {
      if (e->message.starts_with(c.name)) e->offset = c.at;
    }
    if (e->offset == error::nowhere) e->offset = calls.front().at;
    return *std::move(e);
  }
  return schedule{*std::move(shape), normalized(with)};
}

}  // namespace

std::optional<error> fault_of(const composition& c) {
  const auto conflict = [](std::string text) { return error{errc::conflict, std::move(text), error::nowhere, {}}; };
  const auto outside = [](std::string text) { return error{errc::out_of_range, std::move(text), error::nowhere, {}}; };
  if (!c.given_twice.empty()) return conflict(std::string(c.given_twice) + " is given twice");
  if (c.rule) {
    composition other = c;
    other.rule = {};
    other.peak.reset();
    const std::string name = c.rule->spelled().name;
    if (!(other == composition{})) return conflict(name + " is a schedule of its own: only peak(lr) goes with it");
    if (c.peak && !c.rule->takes_peak())
      return conflict("peak does not apply to " + name + ": its rates are its own parameters");
  }
  if (c.full && c.warmup) return conflict("full and warmup exclude each other: full has its own rise");
  if (c.full && c.cooldown) return conflict("full and cooldown exclude each other: rise and fall are equal");
  if (c.hold && c.cooldown) return conflict("cooldown and hold exclude each other: the one leaves the other");
  const bool kronecker = c.sequence.value_or(input::uniform) != input::uniform;
  if (kronecker && c.restarts) return conflict("kronecker and restarts exclude each other");
  if (kronecker && c.full) return conflict("kronecker and full exclude each other");
  if (kronecker && c.sampled.value_or(sampling::periodic) != sampling::periodic) {
    return conflict("kronecker is an input sequence of its own and takes no sampling");
  }
  const auto is_part = [](const amount& a) { return a.in == unit::percent && !(a.value >= 0.0 && a.value <= 100.0); };
  if (c.warmup && is_part(c.warmup->length)) return outside("warmup must be between 0% and 100%");
  if (c.hold && is_part(c.hold->length)) return outside("hold must be between 0% and 100%");
  if (c.cooldown && is_part(c.cooldown->length)) return outside("cooldown must be between 0% and 100%");
  if (c.warmup && !(c.warmup->from >= 0.0 && c.warmup->from <= 1.0))
    return outside("warmup: from must be >= 0 and <= 1");
  if (c.peak && !(c.peak->lr >= 1e-300 && c.peak->lr <= 1e300)) return outside("peak must be > 0 and finite");
  if (c.floor) {
    const bool rate = c.floor->is == modifier::floor::kind::rate;
    if (!(c.floor->value >= 0.0)) return outside("floor must be >= 0");
    if (!rate && c.floor->value > 100.0) return outside("floor must be between 0% and 100%");
    if (rate && c.floor->value > 0.0 && !c.peak) {
      return error{errc::unit, "floor(" + print_number(c.floor->value) + ") is a learning rate and needs a peak",
                   error::nowhere, "write floor(10%) for a part of the peak, or add peak(lr)"};
    }
    if (rate && c.peak && c.floor->value > c.peak->lr) {
      return outside("floor must be at most the peak " + print_number(c.peak->lr) + ", got " +
                     print_number(c.floor->value));
    }
  }
  if (c.restarts) {
    const modifier::restarts& r = *c.restarts;
    if (r.count.has_value() == r.first.has_value())
      return conflict("restarts takes a number of cycles or a first length, one of them");
    if (r.count.value_or(1) < 1 || r.first.value_or(1) < 1)
      return outside("restarts: cycles and steps must be at least 1");
    if (!(r.stretch >= 0.01 && r.stretch <= 1e6)) return outside("restarts: stretch must be >= 0.01 and <= 1000000");
    if (!(r.decay > 0.0 && r.decay <= 1.0)) return outside("restarts: decay must be > 0 and <= 1");
    if (r.stretch != 1.0 && r.count.value_or(1) > 1024)
      return error{errc::too_large, "restarts: at most 1024 cycles when they stretch", error::nowhere, {}};
    if (r.first && r.stretch != 1.0 && r.stretch < 1.01)
      return outside("restarts without an end: stretch must be 1 or at least 1.01");
  }
  return std::nullopt;
}

composition normalized(composition c) {
  const auto nothing = [](const amount& a) { return a.value == 0.0; };
  if (c.warmup && nothing(c.warmup->length)) c.warmup.reset();
  if (c.hold && nothing(c.hold->length)) c.hold.reset();
  if (c.restarts && c.restarts->count == 1U) c.restarts.reset();
  if (c.sampled == sampling::periodic) c.sampled.reset();
  if (c.sequence == input::uniform) c.sequence.reset();
  if (c.floor && c.floor->value == 0.0) c.floor.reset();
  return c;
}

result<schedule> parse(std::string_view text) {
  constexpr std::size_t limit = std::size_t{64} << 20U;
  if (text.size() > limit) return fail(errc::too_large, "the text of a schedule is longer than 64 MiB", 0);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return fail(errc::syntax, "the schedule is empty", 0, "write a shape, for example cosine");
  if (text[first] == '{') {
    result<std::vector<call>> calls = syntax::read_json(text);
    return calls ? build(*calls) : result<schedule>(calls.error());
  }
  // the twin form has its first comma before any bracket, bar or end
  const std::size_t turn = text.find_first_of(",(|[\"", first);
  const bool twin = turn != std::string_view::npos && text[turn] == ',';
  result<std::vector<call>> calls = twin ? syntax::read_twin(text) : syntax::read_pipe(text);
  return calls ? build(*calls) : result<schedule>(calls.error());
}

}  // namespace taper
