// Converts a call to a modifier: warmup, hold, cooldown, full, restarts, kronecker, sampling, floor, peak.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "build.hpp"
#include "names.hpp"
#include "taper/notation.hpp"
#include "values.hpp"

namespace taper::syntax {

namespace {

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
  TAPER_TRY(length, time(*args[0], "warmup"));
  modifier::warmup out{length};
  if (args[1] != nullptr) {
    TAPER_TRY(shape, one_of(*args[1], "shape", rise_words));
    out.shape = shape;
  }
  if (args[2] != nullptr) {
    TAPER_TRY(from, number(*args[2], "from", notation_style::percent));
    if (!(from >= 0.0 && from <= 1.0))
      return fail(errc::out_of_range, "from must be >= 0 and <= 1, got " + shown(*args[2]), args[2]->at);
    if (out.shape == rise::mirror)
      return fail(errc::conflict, "a mirrored warmup rises from the floor; it takes no 'from'", args[2]->at);
    out.from = from;
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
  TAPER_TRY(length, time(*args[0], c.name));
  into = M{length};
  return std::nullopt;
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
    TAPER_TRY(k, whole(*args[0], "the number of cycles", 1.0, 9e15));
    out.count = k;
  }
  if (args[1] != nullptr) {
    TAPER_TRY(s, number(*args[1], "stretch"));
    out.stretch = s;
    if (!(s >= 0.01 && s <= 1e6))
      return fail(errc::out_of_range, "stretch must be >= 0.01 and <= 1000000, got " + shown(*args[1]), args[1]->at);
  }
  if (args[2] != nullptr) {
    TAPER_TRY(d, number(*args[2], "decay", notation_style::percent));
    if (!(d > 0.0 && d <= 1.0))
      return fail(errc::out_of_range, "decay must be > 0 and <= 1, got " + shown(*args[2]), args[2]->at);
    out.decay = d;
  }
  if (args[3] != nullptr) {
    TAPER_TRY(n, whole(*args[3], "first", 1.0, 9e15));
    out.first = n;
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
  TAPER_TRY(order, one_of(*args[0], "order", words));
  into.sequence = order;
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
  TAPER_TRY(lr, number(*args[0], "peak"));
  if (!(lr > 0.0)) return fail(errc::out_of_range, "peak must be > 0, got " + shown(*args[0]), args[0]->at);
  if (lr < 1e-300) return fail(errc::out_of_range, "peak must be >= 1e-300, got " + shown(*args[0]), args[0]->at);
  into.peak = modifier::peak{lr};
  return std::nullopt;
}

}  // namespace

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
    TAPER_TRY(s, one_of(*args[0], "sampling", sampling_words));
    into.sampled = s;
    return std::nullopt;
  }
  const std::string who = "unknown modifier " + quoted(c.name);
  const std::vector<std::string_view> shapes = shape_names();
  if (std::ranges::find(shapes, c.name) != shapes.end())
    return fail(errc::unknown_name, who, c.at, "a schedule has one shape, at its beginning");
  return unknown_word(who, c.at, nearest_name(c.name, modifier_names()),
                      listed("the modifiers are ", modifier_names()));
}

}  // namespace taper::syntax
