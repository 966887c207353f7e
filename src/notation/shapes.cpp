// Converts a call to a window: looks up its family in the registry and checks every value against its range.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "build.hpp"
#include "names.hpp"
#include "taper/libraries.hpp"
#include "taper/text.hpp"
#include "values.hpp"

namespace taper::syntax {

namespace {

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
    TAPER_TRY(n, number(*v, p.name, p.style));
    if (!p.valid.contains(n)) {
      return fail(errc::out_of_range, std::string(p.name) + " must be " + allowed(p.valid, n) + ", got " + shown(*v),
                  v->at);
    }
    out.*p.member = n;
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
    TAPER_TRY(x, number(row.list[0], "x"));
    TAPER_TRY(y, number(row.list[1], "y", notation_style::percent));
    points.push_back({x, y});
  }
  result<table> made = table::through(std::move(points));
  if (!made) {
    error e = made.error();
    e.offset = v->at;
    return e;
  }
  return any_window(*std::move(made));
}

/// A name without case, underscores and what libraries append to the names of schedules: one_cycle and OneCycleLR are
/// onecycle.
std::string stem(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const std::string_view ending : {"scheduler", "schedule", "lr"}) {
    if (out.size() > ending.size() && out.ends_with(ending)) out.resize(out.size() - ending.size());
  }
  return out;
}

/// "did you mean 'torch.OneCycleLR'?", if schedules of other libraries have this name; otherwise nothing.
std::optional<error> of_other_libraries(const call& c) {
  const std::string_view name = c.name;
  constexpr std::size_t most = 4;
  std::string first;
  std::string out;
  std::size_t count = 0;
  const auto add = [&](bool as_written) {
    for (const std::string& full : libraries::names()) {
      const std::string_view own = std::string_view(full).substr(full.find('.') + 1);
      const bool fits = as_written ? own == name : stem(own) == stem(name);
      if (fits && first.empty()) first = full;
      if (fits && ++count <= most) out += (out.empty() ? "'" : " or '") + full + "'";
    }
  };
  add(true);
  if (out.empty()) add(false);
  if (out.empty()) return std::nullopt;
  error e = unknown_word("unknown shape " + quoted(name), c.at, first);
  e.hint = "did you mean " + out + (count > most ? " or another of this name?" : "?");
  return e;
}

}  // namespace

result<any_window> shape_from(const call& c) {
  std::optional<result<any_window>> found;
  for_each_family([&]<class F>() {
    if (!found && F::info.name == c.name) found = family_from<F>(c);
  });
  if (found) return *std::move(found);
  const std::string who = "unknown shape " + quoted(c.name);
  if (c.name == "sqrt") {
    return fail(errc::unknown_name, who, c.at,
                "its meaning differs between libraries: write one_minus_sqrt or power(p=0.5)");
  }
  if (is_modifier_name(c.name)) {
    return fail(errc::unknown_name, quoted(c.name) + " is a modifier, not a shape", c.at,
                "begin with a shape: cosine | " + c.name);
  }
  const std::vector<std::string_view> own = shape_names();
  const bool is_own = std::ranges::any_of(own, [&](std::string_view one) { return stem(one) == stem(c.name); });
  if (!is_own) {
    if (std::optional<error> elsewhere = of_other_libraries(c)) return *std::move(elsewhere);
  }
  return unknown_word(who, c.at, nearest_name(c.name, own), listed("the shapes are ", own));
}

}  // namespace taper::syntax
