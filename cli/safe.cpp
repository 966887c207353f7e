// taper safe: the safe operating area of a family, in one or two parameters.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "options.hpp"
#include "picture.hpp"
#include "safe_figure.hpp"
#include "style.hpp"
#include "support/indented_json.hpp"
#include "support/version.hpp"
#include "taper/notation/pattern.hpp"
#include "taper/text.hpp"
#include "taper/verdict/safe_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct safe_options {
  std::string family;
  std::string steps;
  std::vector<std::string> sweeps;
  verdict_options how;
  std::string output;
  bool json = false;
};

struct sweep {
  std::string parameter;
  std::optional<interval> over;
};

/// i=0.1:50, or just i for the family's default sweep.
result<sweep> read_sweep(std::string_view text) {
  const std::size_t equals = text.find('=');
  sweep out{std::string(text.substr(0, equals)), std::nullopt};
  if (equals == std::string_view::npos) return out;
  const std::string_view values = text.substr(equals + 1);
  const std::size_t colon = values.find(':');
  const auto number = [](std::string_view part, double& v) {
    const auto [end, code] = std::from_chars(part.data(), part.data() + part.size(), v);
    return code == std::errc{} && end == part.data() + part.size() && std::isfinite(v);
  };
  interval over;
  if (colon == std::string_view::npos || !number(values.substr(0, colon), over.low) ||
      !number(values.substr(colon + 1), over.high)) {
    return failed(errc::syntax, "--sweep must be NAME=LOW:HIGH, got " + echoed(text), "for example i=0.1:50");
  }
  out.over = over;
  return out;
}

/// The first parameter of the family named in a text.
std::string first_parameter(const std::string& text) {
  std::string out;
  const std::string name = text.substr(0, text.find_first_of("(,| "));
  for_each_family([&]<class F>() {
    if (F::info.name == name && !F::parameters.empty()) out = std::string(F::parameters[0].name);
  });
  return out;
}

/// The fixed parameters while one is swept: ", n=2".
std::string held_text(const any_window& w, const std::string& swept) {
  std::string out;
  for (const std::string_view name : parameter_names(w)) {
    if (name != swept) out += fmt::format(", {}={}", name, print_number(parameter_value(w, name).value_or(0.0)));
  }
  return out;
}

std::string range_text(const safe_range& area, const any_window& w, const style& look) {
  std::string out = look.bold(area.family) + fmt::format("   {} swept from {:.5g} to {:.5g}{}, {} steps\n",
                                                         area.parameter, area.searched.low, area.searched.high,
                                                         held_text(w, area.parameter), area.steps);
  out += "  " + look.verdict(verdict::favorable, 10) + "  " + print_intervals(area.favorable, 5) + "\n";
  out += "  " + look.verdict(verdict::marginal, 10) + "  " + print_intervals(area.marginal, 5) +
         (area.favorable.empty() ? "\n" : "   (the favorable part included)\n");
  if (area.published && area.published->parameter == area.parameter) {
    out += fmt::format("  published   {}\n", area.published->text);
    const bool agree = area.marginal.size() == 1 && area.marginal[0].low <= area.published->low &&
                       area.marginal[0].high >= area.published->high;
    if (!agree) {
      out += look.dim(
                 "  The two need not agree: the published range is a recommendation, the computed one solves\n"
                 "  the limits of the rule exactly.") +
             "\n";
    }
  }
  return out;
}

/// The solved ranges of a selection of rows.
std::string map_text(const safe_map& m, const style& look, std::size_t every = 1) {
  std::string out = look.bold(m.family) + fmt::format("   {} × {}, {} steps\n", m.first, m.second, m.steps);
  out += fmt::format("  {:>10}   favorable {:<24}   favorable or marginal {}\n", m.second, m.first, m.first);
  for (std::size_t row = 0; row < m.boundary.size(); row += every) {
    out += fmt::format("  {:>10.4g}   {:<34}   {}\n", m.second_values[row],
                       print_intervals(m.boundary[row].favorable, 5), print_intervals(m.boundary[row].marginal, 5));
  }
  return out;
}

result<int> safe(const safe_options& o) {
  TAPER_TRY(kind, picture_kind_of(o.output));
  TAPER_TRY(steps, read_count(o.steps, "--steps", 2));
  if (o.sweeps.size() > 2)
    return failed(errc::unsupported, "at most two --sweep, got " + std::to_string(o.sweeps.size()));
  std::vector<sweep> sweeps;
  for (const std::string& text : o.sweeps) {
    TAPER_TRY(s, read_sweep(text));
    sweeps.push_back(std::move(s));
  }
  if (sweeps.empty()) {
    const std::string first = first_parameter(o.family);
    const result<schedule> known = parse(o.family);
    if (first.empty() && !known && known.error().code != errc::missing) return in_text(o.family, known).error();
    if (first.empty())
      return failed(errc::unsupported, shortened(o.family, 40) + " has no shaping parameter",
                    "`taper list` lists the families");
    sweeps.push_back({first, std::nullopt});
  }
  std::vector<std::string_view> swept;
  for (const sweep& one : sweeps) swept.push_back(one.parameter);
  TAPER_TRY(w, in_text(o.family, swept_window(o.family, swept)));
  const check_options how = o.how.chosen();
  const style look;
  if (sweeps.size() == 2) {
    // a picture uses solved rows, not cells
    const bool drawn = kind != picture_kind::terminal;
    TAPER_TRY(m, safe_operating_map(w, sweeps[0].parameter, sweeps[1].parameter, steps, sweeps[0].over, sweeps[1].over,
                                    drawn ? 2 : 61, drawn ? 181 : 31, how));
    if (drawn) {
      const render::figure f = map_figure(m);
      render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
      page.chart(f);
      page.code(map_text(m, style(), 6));
      return deliver_picture(o.output, f, page);
    }
    return deliver({}, o.json ? support::indented(safe_json(m)) + "\n" : map_text(m, look));
  }
  TAPER_TRY(area, safe_operating_range(w, sweeps[0].parameter, steps, sweeps[0].over, how));
  if (kind != picture_kind::terminal) {
    const render::figure f = range_figure(area, w, how, sweeps[0].over ? area.searched : worth_showing(area));
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    page.code(range_text(area, w, style()));
    return deliver_picture(o.output, f, page);
  }
  return deliver({}, o.json ? support::indented(safe_json(area)) + "\n" : range_text(area, w, look));
}

}  // namespace

action add_safe(CLI::App& verb) {
  auto o = std::make_shared<safe_options>();
  verb.add_option("FAMILY", o->family, "a family, with fixed parameters if any: poly, \"poly(n=3)\"")
      ->required()
      ->type_name("");
  verb.add_option("--steps,-n", o->steps, "optimizer steps of the run")->required()->type_name("N");
  verb.add_option("--sweep", o->sweeps, "parameter and range, i=0.1:50; twice for a map")->type_name("NAME=LOW:HIGH");
  o->how.add_to(verb);
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return safe(*o); };
}

}  // namespace taper::cli
