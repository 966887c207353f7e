// taper compare: schedules side by side.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "check_report.hpp"
#include "options.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "taper/verdict/check_json.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct compare_options {
  schedule_options what;
  verdict_options how;
  bool json = false;
};

/// A figure of merit of the window or its spectrum: "none" if it does not exist, rounded if it is very large.
std::string fixed(double v, int digits) {
  return std::isfinite(v) && std::fabs(v) < 1e5 ? fmt::format("{:.{}f}", v, digits) : brief(v);
}
std::string figure(const std::optional<double>& v, int digits = 2) { return v ? fixed(*v, digits) : "none"; }

struct column {
  std::string name;
  std::vector<std::string> cells;
};

/// Columns with their widths; the first one is left-aligned.
std::string grid(const std::vector<column>& columns, std::size_t rows) {
  std::string out;
  const auto line = [&](auto&& cell) {
    std::string text;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      std::size_t width = columns[k].name.size();
      for (const std::string& c : columns[k].cells) width = std::max(width, c.size());
      text +=
          k == 0 ? fmt::format("  {:<{}}", cell(columns[k]), width) : fmt::format("  {:>{}}", cell(columns[k]), width);
    }
    out += text + "\n";
  };
  line([](const column& c) { return c.name; });
  for (std::size_t r = 0; r < rows; ++r) line([&](const column& c) { return c.cells[r]; });
  return out;
}

std::string text_of(const std::vector<bound_schedule>& all, const std::vector<comparison>& rows, const style& look) {
  std::vector<column> rule = {{"schedule", {}},  {"verdict", {}},  {"early z", {}}, {"steepness", {}},
                              {"late rate", {}}, {"collapse", {}}, {"budget", {}},  {"peak x", {}},
                              {"shared", {}},    {"tuned", {}},    {"bound", {}}};
  std::vector<column> shape = {{"schedule", {}}, {"T*rate 1/4", {}}, {"1/2", {}},    {"3/4", {}},
                               {"last", {}},     {"Dirichlet", {}},  {"gain", {}},   {"ENBW", {}},
                               {"-3 dB", {}},    {"side lobe", {}},  {"scallop", {}}};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const comparison& c = rows[k];
    const std::string name = fitted(print(all[k].parsed), 34);
    const auto put = [](std::vector<column>& to, std::initializer_list<std::string> cells) {
      std::size_t at = 0;
      for (const std::string& cell : cells) to[at++].cells.push_back(cell);
    };
    const double length = fall_of(all[k].bound, c.report.cycle.value_or(0)).line.fall_length();
    put(rule,
        {name, std::string(word_of(c.report.verdict)), brief(c.report.early.value), brief(c.report.middle.steepness),
         brief(c.report.late.value),
         c.report.collapse && c.report.collapse->at
             ? percent_text(static_cast<double>(*c.report.collapse->at) / static_cast<double>(all[k].bound.steps()))
             : "never",
         fixed(c.report.budget, 3), fixed(c.against.multiplier.budget, 2), signed_percent(c.against.quadratic.shared),
         signed_percent(c.against.quadratic.tuned), signed_percent(c.against.bound_excess)});
    put(shape, {name, brief(length * c.gamma_bar[0]), brief(length * c.gamma_bar[1]), brief(length * c.gamma_bar[2]),
                brief(length * c.gamma_bar[3]), fixed(c.report.dirichlet, 3), fixed(c.spectrum.coherent_gain, 3),
                fixed(c.spectrum.noise_bandwidth_bins, 3), figure(c.spectrum.width_3db_bins),
                c.spectrum.highest_sidelobe_db ? figure(c.spectrum.highest_sidelobe_db, 1) + " dB" : "none",
                std::isnan(c.spectrum.scalloping_loss_db) ? "none" : fixed(c.spectrum.scalloping_loss_db, 2) + " dB"});
  }
  std::string out = look.bold(fmt::format("the rule, and the expected losses   ({} steps, relative to cosine)",
                                          all.front().bound.steps())) +
                    "\n";
  out += grid(rule, rows.size());
  out += look.dim(
             "  collapse: acceptance at 10% (delta 1), as a part of the run.  peak x: equal budget with cosine.\n"
             "  shared, tuned: loss on the noisy quadratic against cosine, at cosine's peak and each at its own.") +
         "\n\n";
  out += look.bold("dynamics and spectrum of the window") + "\n" + grid(shape, rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const check_report& c = rows[k].report;
    if (!c.faults.empty() || !c.reasons.empty()) out += "\n  " + look.bold(print(all[k].parsed)) + "\n";
    for (const finding& f : c.faults) out += wrapped("    " + look.fault("fault") + "  ", f.message);
    for (const std::string& reason : c.reasons) out += wrapped("    ", reason);
  }
  return out;
}

result<int> compare_all(const compare_options& o) {
  TAPER_TRY(given, read_schedules(o.what));
  if (given.size() < 2) return failed(errc::missing, "compare takes two or more schedules, got 1");
  std::vector<comparison> rows;
  taper::json::builder all('[');
  for (const bound_schedule& s : given) {
    TAPER_TRY(c, in_text(s.spec, compare(s.bound, o.how.chosen())));
    all.raw(compare_json(s.spec, s.bound, c));
    rows.push_back(std::move(c));
  }
  return deliver({}, o.json ? support::indented(all.done()) + "\n" : text_of(given, rows, style()));
}

}  // namespace

action add_compare(CLI::App& verb) {
  auto o = std::make_shared<compare_options>();
  o->what.add_to(verb, 2);
  o->how.add_to(verb);
  add_json(verb, o->json);
  return [o] { return compare_all(*o); };
}

}  // namespace taper::cli
