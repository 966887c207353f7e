// taper lint: what training configurations will run, and their mistakes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "curve_file.hpp"
#include "lint_report.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "src/json/writer.hpp"
#include "support/indented_json.hpp"
#include "support/text_for.hpp"
#include "taper/configs/findings.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct lint_request {
  std::vector<std::string> files;
  lint_options how;
  std::string steps;
  std::string steps_per_epoch;
  std::string dataset_size;
  std::string world_size;
  std::string fail_on = "fault";
  std::string output;
  bool without_length = false;
  bool diff = false;
  bool json = false;
};

result<lint_options> options_of(const lint_request& o) {
  lint_options out = o.how;
  const auto count = [](const std::string& text, const char* what, std::optional<std::uint64_t>& into) -> result<void> {
    if (text.empty()) return {};
    TAPER_TRY(n, read_count(text, what, 1));
    into = n;
    return {};
  };
  TAPER_CHECK(count(o.steps, "--steps", out.facts.steps));
  TAPER_CHECK(count(o.steps_per_epoch, "--steps-per-epoch", out.facts.steps_per_epoch));
  TAPER_CHECK(count(o.dataset_size, "--dataset-size", out.facts.dataset_size));
  TAPER_CHECK(count(o.world_size, "--world-size", out.facts.world_size));
  return out;
}

// A file that the configuration names: from the working folder, as its framework does, or beside the configuration.
std::optional<std::string> named_file(const std::filesystem::path& config, const std::string& name) {
  for (const std::filesystem::path& at : {std::filesystem::path(name), config.parent_path() / name}) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(at, ignored)) continue;
    if (result<std::string> text = read_text(at.string())) return *std::move(text);
  }
  return std::nullopt;
}

}  // namespace

lint_report lint_file(const std::string& path, lint_options how) {
  const result<std::string> text = read_text(path);
  how.facts.other_file = [&path](const std::string& name) { return named_file(path, name); };
  if (text) return lint(path == "-" ? "stdin" : path, *text, how);
  lint_report out;
  out.file = path;
  out.problem = text.error();
  return out;
}

namespace {

int status_of(const lint_report& r, const lint_request& o) {
  if (r.problem && r.problem->code == errc::io) return failure;
  if (r.problem && !(r.only_length_missing && o.without_length)) return bad_input;
  const bool fails = (o.fail_on != "never" && r.faulty()) || (o.fail_on == "violating" && r.violates());
  return fails ? fault_found : done;
}

bool is_sarif(const std::string& path) { return path.ends_with(".sarif") || path.ends_with(".sarif.json"); }

// A file that cannot be read does not stop the others: its message goes to stderr, or into the data.
std::string all_text(const std::vector<lint_report>& reports, const lint_request& o) {
  const style look;
  if (o.diff) return lint_diff_text(std::span<const lint_report, 2>(reports), look);
  std::string out;
  for (const lint_report& r : reports) {
    if (r.problem && !r.only_length_missing) continue;
    out += (out.empty() ? "" : "\n") + lint_text(r, look);
  }
  return out;
}

std::string all_json(const std::vector<lint_report>& reports, const lint_request& o) {
  if (o.diff) return support::indented(lint_diff_json(reports[0], reports[1])) + "\n";
  taper::json::builder all('[');
  for (const lint_report& r : reports) all.raw(lint_json(r));
  return support::indented(all.done()) + "\n";
}

result<void> write_output(const std::vector<lint_report>& reports, const std::string& path) {
  if (path.empty()) return {};
  if (is_sarif(path)) {
    TAPER_CHECK(deliver(path, lint_sarif(reports) + "\n"));
    return {};
  }
  const render::figure f = lint_figure(reports);
  TAPER_CHECK(deliver_picture(path, f, lint_page(reports, f)));
  return {};
}

result<int> lint_all(const lint_request& o) {
  TAPER_TRY(how, options_of(o));
  TAPER_CHECK(known_config_format(how.format));
  if (o.diff && o.files.size() != 2)
    return failed(errc::unsupported, "--diff compares two configurations, got " + std::to_string(o.files.size()));
  if (!is_sarif(o.output)) TAPER_CHECK(picture_kind_of(o.output));
  std::vector<lint_report> reports;
  int status = done;
  for (const std::string& path : o.files) {
    reports.push_back(lint_file(path, how));
    status = std::max(status, status_of(reports.back(), o));
  }
  if (o.files.size() == 1 && reports[0].problem && !o.json && o.output.empty() && !reports[0].faulty() &&
      status >= bad_input)
    return about(reports[0].file, result<int>(*reports[0].problem));
  TAPER_CHECK(deliver({}, o.json ? all_json(reports, o) : all_text(reports, o)));
  for (const lint_report& r : reports) {
    if (r.problem && status_of(r, o) >= bad_input)
      print_error("taper lint: " + text_for::terminal(r.file) + ": " + problem_text(*r.problem));
  }
  TAPER_CHECK(write_output(reports, o.output));
  return status;
}

std::string format_names() {
  std::string out;
  for (const config_format& f : config_formats()) out += (out.empty() ? "" : ", ") + std::string(f.name);
  return out;
}

}  // namespace

action add_lint(CLI::App& verb) {
  auto o = std::make_shared<lint_request>();
  verb.add_option("CONFIG", o->files, "training configurations, or - for stdin")->required()->type_name("");
  verb.add_option("--format", o->how.format, "read the files in this format: " + format_names())->type_name("F");
  verb.add_flag_callback(
      "--formats",
      [] {
        for (const config_format& f : config_formats())
          std::cout << f.name << '\t' << f.title << '\t' << f.source << '\n';
        throw CLI::Success();
      },
      "list the formats, one per line: name, what it is, read from which release");
  verb.add_flag_callback(
      "--ids",
      [] {
        for (const config_finding_kind& k : config_findings)
          std::cout << k.id << '\t' << (k.fault ? "fault" : "note") << '\t' << k.meaning << '\t' << k.source << '\n';
        throw CLI::Success();
      },
      "list the ids of faults and notes, one per line: id, which of them, meaning, source");
  verb.add_option("--steps,-n", o->steps, "optimizer steps of the run, if the files leave it open")->type_name("N");
  verb.add_option("--steps-per-epoch", o->steps_per_epoch, "optimizer steps of one epoch")->type_name("N");
  verb.add_option("--dataset-size", o->dataset_size, "training examples")->type_name("N");
  verb.add_option("--world-size", o->world_size, "data-parallel processes")->type_name("N");
  verb.add_flag("--without-length", o->without_length,
                "accept files whose length is not known: report what is wrong with any length");
  verb.add_flag("--diff", o->diff, "compare two configurations: both curves, and the first step where they differ");
  verb.add_option("--fail-on", o->fail_on, "when to exit 1: on a fault; on a fault or a violating verdict; never")
      ->type_name("fault|violating|never")
      ->check(one_of({"fault", "violating", "never"}))
      ->capture_default_str();
  add_output(verb, o->output, "findings for code scanning (.sarif), or a picture (.svg, .png, .html)");
  add_json(verb, o->json);
  return [o] { return lint_all(*o); };
}

}  // namespace taper::cli
