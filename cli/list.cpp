// taper list: shapes, modifiers, combinations and libraries, all or one by name.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "list_entries.hpp"
#include "options.hpp"
#include "src/json/writer.hpp"
#include "style.hpp"
#include "support/indented_json.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct list_options {
  std::optional<std::string> name;
  bool json = false;
};

template <class F>
std::string family_text(const style& look) {
  std::string out = look.bold(signature<F>()) + "   " + std::string(F::info.summary) + "\n";
  out += fmt::format("  formula   {}   x in [0, 1]\n", F::info.formula);
  const F shown = example_member<F>();
  const any_window w = shown;
  for (const parameter<F>& p : F::parameters) {
    out += fmt::format("  {:<9} {}; {}", p.name, p.meaning, range_text(p.name, p.valid));
    out += p.fallback ? fmt::format("; default {}\n", parameter_text(*p.fallback, p.style)) : "; required\n";
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

/// "torch" of "torch.StepLR"; empty without a dot.
std::string_view library_of(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

/// The hint for an unknown name.
std::string hint_for(const std::string& name) {
  const std::vector<std::string> known = listed_names();
  std::string near = name.empty() ? std::string() : nearest_name(name, {known.begin(), known.end()});
  for (const std::string& full : known) {
    if (full.size() > name.size() && full.ends_with("." + name)) near = near.empty() ? full : near;  // StepLR
  }
  if (!near.empty()) return "did you mean '" + near + "'?";
  for (const libraries::library& of : libraries::catalogue()) {
    if (of.name == library_of(name)) return fmt::format("`taper list {}` lists its schedules", of.name);
  }
  return "`taper list` lists all shapes, modifiers and libraries";
}

/// The output: entries as data, or as text.
struct listing {
  bool as_json = false;
  taper::json::builder entries{'['};
  bool found = false;
  std::string text;
  style look;

  void heading(const char* words) { text += (text.empty() ? "" : "\n") + look.bold(words) + "\n"; }
  template <class Data, class Text>
  void add(const Data& data, const Text& words) {
    found = true;
    if (as_json)
      entries.raw(data());
    else
      text += words();
  }
};

void add_all(listing& out) {
  const style& look = out.look;
  out.heading("shapes");
  for_each_family([&]<class F>() {
    out.add([] { return shape_json(F::info.name, safe_ranges::computed); },
            [&] {
              return fmt::format("  {:<28} {}\n  {:<28} {}\n", signature<F>(), F::info.formula, "",
                                 look.dim(std::string(F::info.summary)));
            });
  });
  const auto usage = [&](const auto& one) {
    return fmt::format("  {}\n      {}\n", one.usage, look.dim(std::string(one.summary)));
  };
  out.heading("modifiers");
  for (const modifier_info& m : modifiers) out.add([&] { return modifier_json(m); }, [&] { return usage(m); });
  out.heading("combined schedules");
  for (const operation_info& a : combinations) out.add([&] { return combination_json(a); }, [&] { return usage(a); });
  out.heading("libraries");
  for (const libraries::library& of : libraries::catalogue())
    out.add([&] { return library_json(of); }, [&] { return library_line(of, look); });
  out.text +=
      "\n  `taper list NAME` describes a shape, a modifier, a library (torch) or a schedule of one "
      "(torch.StepLR).\n";
}

void add_named(listing& out, std::string_view name) {
  const style& look = out.look;
  for_each_family([&]<class F>() {
    if (name == F::info.name)
      out.add([] { return shape_json(F::info.name, safe_ranges::computed); }, [&] { return family_text<F>(look); });
  });
  const auto usage = [&](const auto& one) {
    return fmt::format("  {}\n      {}\n", one.usage, look.dim(std::string(one.summary)));
  };
  for (const modifier_info& m : modifiers) {
    if (name == m.name) out.add([&] { return modifier_json(m); }, [&] { return usage(m); });
  }
  for (const operation_info& a : combinations) {
    if (name == a.name) out.add([&] { return combination_json(a); }, [&] { return usage(a); });
  }
  for (const libraries::library& of : libraries::catalogue()) {
    if (name == of.name) out.add([&] { return library_json(of); }, [&] { return library_text(of, look); });
  }
  if (library_of(name).empty()) return;
  const libraries::found_entry one = libraries::find(name);
  if (one.row == nullptr) return;
  out.add([&] { return library_schedule_json(*one.of, *one.row); },
          [&] { return library_schedule_text(*one.of, *one.row, look); });
}

result<listing> listing_of(const std::optional<std::string>& name, bool as_json) {
  listing out;
  out.as_json = as_json;
  if (name)
    add_named(out, *name);
  else
    add_all(out);
  if (!out.found)
    return failed(errc::unknown_name, "no shape, modifier or library is called " + echoed(*name), hint_for(*name));
  return out;
}

result<int> list(const list_options& o) {
  if (o.json) {
    TAPER_TRY(data, listed(o.name));
    return deliver({}, support::indented(data) + "\n");
  }
  TAPER_TRY(out, listing_of(o.name, false));
  return deliver({}, out.text);
}

}  // namespace

result<std::string> listed(const std::optional<std::string>& name) {
  result<listing> out = listing_of(name, true);
  if (!out) return out.error();
  return taper::json::builder('{').put("schema", "taper.list/1").raw("entries", out->entries.done()).done();
}

action add_list(CLI::App& verb) {
  auto o = std::make_shared<list_options>();
  verb.add_option("NAME", o->name, "a shape, a modifier, a library or a schedule of one (torch.StepLR)")->type_name("");
  add_json(verb, o->json);
  return [o] { return list(*o); };
}

}  // namespace taper::cli
