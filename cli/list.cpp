// taper list: the registry, printed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "options.hpp"
#include "style.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

struct list_options {
  std::string name;
  bool json = false;
};

template <class F>
std::string range_text(const parameter<F>& p) {
  const range& r = p.valid;
  const bool low_open = r.edge == range::ends::open || r.edge == range::ends::low_open;
  const bool high_open = r.edge == range::ends::open || r.edge == range::ends::high_open;
  const auto number = [](double v) { return std::fabs(v) < 1e5 ? print_number(v) : fmt::format("{:g}", v); };
  std::string out;
  if (r.low > -1e300) out = number(r.low) + (low_open ? " < " : " <= ");
  out += std::string(p.name);
  if (r.high < 1e300) out += (high_open ? " < " : " <= ") + number(r.high);
  return out;
}

/// A value of a parameter as the notation writes it.
template <class F>
std::string written(const parameter<F>& p, double v) {
  return p.style == notation_style::percent ? print_number(v * 100.0) + "%" : print_number(v);
}

/// "i, n=2": how the family is written.
template <class F>
std::string signature() {
  std::string out;
  for (const parameter<F>& p : F::parameters) {
    out += (out.empty() ? "" : ", ") + std::string(p.name);
    if (p.fallback) out += "=" + written(p, *p.fallback);
  }
  return out.empty() ? std::string(F::info.name) : std::string(F::info.name) + "(" + out + ")";
}

json pairs_json(const std::vector<interval>& all) {
  json out = json::array();
  for (const interval& i : all) out.push_back({i.low, i.high});
  return out;
}

/// "i=1.8": the other parameters while one is swept; empty where it is the only one.
template <class F>
std::string held(const F& at, const parameter<F>& swept) {
  std::string out;
  for (const parameter<F>& p : F::parameters) {
    if (&p == &swept) continue;
    out += (out.empty() ? "" : ", ") + std::string(p.name) + "=" + written(p, at.*p.member);
  }
  return out;
}

template <class F>
json family_json() {
  json parameters = json::array();
  const F shown = example_member<F>();
  const any_window w = shown;
  for (const parameter<F>& p : F::parameters) {
    json one = {{"name", p.name}, {"meaning", p.meaning}, {"range", range_text(p)}};
    one["default"] = p.fallback ? json(*p.fallback) : json();
    if (const result<safe_range> area = safe_operating_range(w, p.name, 1000)) {
      one["favorable"] = pairs_json(area->favorable);
      one["marginal"] = pairs_json(area->marginal);
      one["steps"] = area->steps;
      one["held"] = held(shown, p);
    }
    parameters.push_back(one);
  }
  json out = {{"name", F::info.name},        {"kind", "shape"},
              {"signature", signature<F>()}, {"summary", F::info.summary},
              {"formula", F::info.formula},  {"parameters", parameters},
              {"limits", F::info.limits},    {"source", F::info.source}};
  out["published"] = F::info.published.parameter.empty() ? json() : json(F::info.published.text);
  if (!F::info.published.parameter.empty()) out["published_parameter"] = F::info.published.parameter;
  return out;
}

template <class F>
std::string family_text(const style& look) {
  std::string out = look.bold(signature<F>()) + "   " + std::string(F::info.summary) + "\n";
  out += fmt::format("  formula   {}   x in [0, 1]\n", F::info.formula);
  const F shown = example_member<F>();
  const any_window w = shown;
  for (const parameter<F>& p : F::parameters) {
    out += fmt::format("  {:<9} {}; {}", p.name, p.meaning, range_text(p));
    out += p.fallback ? fmt::format("; default {}\n", written(p, *p.fallback)) : "; required\n";
    if (const result<safe_range> area = safe_operating_range(w, p.name, 1000)) {
      const std::string others = held(shown, p);
      out += fmt::format("            favorable {}; favorable or marginal {}   (computed, {} steps{})\n",
                         print_intervals(area->favorable, 4), print_intervals(area->marginal, 4), area->steps,
                         others.empty() ? "" : ", " + others);
    }
  }
  if (!F::info.published.parameter.empty()) out += fmt::format("  published {}\n", F::info.published.text);
  out += fmt::format("  limits    {}\n  source    {}\n", F::info.limits, F::info.source);
  return out;
}

json modifier_json(const modifier_info& m) {
  return {{"name", m.name}, {"kind", "modifier"}, {"usage", m.usage}, {"summary", m.summary}, {"example", m.example}};
}

int list(const list_options& o) {
  const style look;
  json all = json::array();
  std::string text;
  std::vector<std::string_view> known;
  if (o.name.empty()) text += look.bold("shapes") + "\n";
  for_each_family([&]<class F>() {
    known.push_back(F::info.name);
    if (!o.name.empty() && o.name != F::info.name) return;
    if (o.json)
      all.push_back(family_json<F>());
    else if (o.name.empty())
      text += fmt::format("  {:<28} {}\n  {:<28} {}\n", signature<F>(), F::info.formula, "",
                          look.dim(std::string(F::info.summary)));
    else
      text += family_text<F>(look);
  });
  if (o.name.empty()) text += "\n" + look.bold("modifiers") + "\n";
  for (const modifier_info& m : modifiers) {
    known.push_back(m.name);
    if (!o.name.empty() && o.name != m.name) continue;
    if (o.json)
      all.push_back(modifier_json(m));
    else
      text += fmt::format("  {}\n      {}\n", m.usage, look.dim(std::string(m.summary)));
  }
  if (o.name.empty()) text += "\n" + look.bold("schedules of schedules") + "\n";
  for (const algebra_info& a : combinations) {
    known.push_back(a.name);
    if (!o.name.empty() && o.name != a.name) continue;
    if (o.json)
      all.push_back({{"name", a.name},
                     {"kind", "combination"},
                     {"usage", a.usage},
                     {"summary", a.summary},
                     {"example", a.example}});
    else
      text += fmt::format("  {}\n      {}\n", a.usage, look.dim(std::string(a.summary)));
  }
  if (all.empty() && text.empty()) {
    std::string names;
    for (const std::string_view n : known) names += (names.empty() ? "" : ", ") + std::string(n);
    return complain("list", failed(errc::unknown_name, "unknown shape or modifier '" + o.name.substr(0, 40) + "'",
                                   "known are " + names));
  }
  if (o.name.empty())
    text += "\n  `taper list NAME` says more: parameters, valid, published and computed safe ranges, source.\n";
  const json out = {{"schema", "taper.list/1"}, {"entries", all}};
  return deliver("list", {}, o.json ? out.dump(2) + "\n" : text);
}

}  // namespace

void add_list(CLI::App& verb, program& p) {
  auto o = std::make_shared<list_options>();
  verb.add_option("NAME", o->name, "a shape or a modifier")->type_name("");
  add_json(verb, o->json);
  verb.callback([o, &p] { p.exit_status = list(*o); });
}

}  // namespace taper::cli
