// taper lab report DIR -o report.html.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "render/png.hpp"
#include "render/svg.hpp"
#include "report/figures.hpp"
#include "report/report.hpp"
#include "support/version.hpp"
#include "support/write_file.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {
namespace {

struct report_request {
  std::string dir, output = "report.html", pictures, title;
  bool json = false;
};

// Both pictures of an experiment as SVG, and as PNG where this build can.
taper::result<void> draw(const render::figure& f, const std::filesystem::path& stem) {
  TAPER_CHECK(support::write_file(stem.string() + ".svg", render::to_svg(f)));
  if (!render::has_png()) return {};
  return render::write_png(f, stem.string() + ".png");
}

taper::result<void> draw_all(const std::vector<experiment_summary>& all, const run_set& set,
                             const std::filesystem::path& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return failed(errc::io, "cannot make " + folder.string() + ": " + code.message());
  for (const experiment_summary& e : all) {
    const std::string name = e.name + (e.protocol == "shared" || e.protocol.empty() ? "" : "-" + e.protocol);
    TAPER_CHECK(draw(curve_figure(e, curves_of(e, set)), folder / (name + "-curves")));
    TAPER_CHECK(draw(result_figure(e), folder / (name + "-results")));
  }
  return {};
}

result<int> write_report(const report_request& o) {
  TAPER_TRY(set, read_runs(o.dir));
  const std::vector<experiment_summary> all = summarize(set);
  report_options options;
  if (!o.title.empty()) options.title = o.title;
  options.command = "taper lab report " + o.dir + " -o " + o.output;
  options.version = "taper-lab " TAPER_VERSION;
  if (!o.pictures.empty()) TAPER_CHECK(draw_all(all, set, o.pictures));
  TAPER_CHECK(deliver(o.output, report_html(all, set, options)));
  if (!o.json) return done;
  const nlohmann::ordered_json out{{"schema", "taper.lab.report/1"},
                                   {"file", o.output},
                                   {"pictures", o.pictures},
                                   {"experiments", all.size()},
                                   {"runs", set.runs.size()}};
  return deliver({}, out.dump(1) + "\n");
}

}  // namespace

action add_report(CLI::App& verb) {
  auto o = std::make_shared<report_request>();
  verb.add_option("dir", o->dir, "folder of runs")->required()->type_name("DIR");
  verb.add_option("-o,--output", o->output, "the HTML file; - is stdout")->type_name("FILE")->capture_default_str();
  verb.add_option("--pictures", o->pictures, "also write every picture as SVG and PNG into this folder")
      ->type_name("DIR");
  verb.add_option("--title", o->title, "title of the page")->type_name("TITLE");
  verb.add_flag("--json", o->json, "what was written, as JSON (taper.lab.report/1)");
  return [o] { return write_report(*o); };
}

}  // namespace taper::lab
