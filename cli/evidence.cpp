// taper evidence: tests the three-stage rule on several hundred windows.
#include "taper/evidence.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "evidence_report.hpp"
#include "evidence_runs.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct evidence_request {
  std::vector<std::string> specs;
  std::optional<double> worse_than;
  std::vector<std::string> runs;
  std::string outcome = "held_out_loss";
  std::size_t threads = 0;
  std::string csv;
  std::string output;
  bool json = false;
};

// Differences between networks are smaller than those between quadratics.
constexpr double worse_on_quadratic = 5, worse_in_training = 1;

result<int> run_studies(const evidence_request& o) {
  if (!o.specs.empty() || !o.output.empty())
    return failed(errc::conflict, "--runs takes neither schedules nor --output",
                  "its tables are text, --json or --csv");
  TAPER_TRY(runs, read_trained_runs(o.runs, o.outcome));
  TAPER_TRY(studies, study_runs(runs, o.worse_than.value_or(worse_in_training) / 100));
  if (!o.csv.empty()) {
    TAPER_CHECK(deliver(o.csv, run_studies_csv(studies)));
    if (o.csv == "-") return done;
  }
  return deliver({}, o.json ? json_text(run_studies_json(studies, o.outcome)) + "\n"
                            : run_studies_text(studies, o.outcome, style()));
}

result<int> run_evidence(const evidence_request& o) {
  if (!o.runs.empty()) return run_studies(o);
  TAPER_CHECK(picture_kind_of(o.output));
  evidence_options options{.threshold = o.worse_than.value_or(worse_on_quadratic) / 100, .threads = o.threads};
  if (!o.specs.empty()) {
    TAPER_TRY(texts, read_specs(o.specs));
    for (const std::string& text : texts) {
      TAPER_TRY(s, in_text(text, parse(text)));
      options.more.push_back(s);
    }
  }
  const bool watched = ::isatty(STDERR_FILENO) == 1;
  if (watched) {
    options.progress = [](std::size_t finished, std::size_t of) {
      if (finished % 5 == 0 || finished == of) std::fprintf(stderr, "\r%zu of %zu windows", finished, of);
    };
  }
  const result<evidence> e = gather_evidence(options);
  if (watched) std::fputs("\r\033[K", stderr);
  if (!e) return e.error();
  if (!o.csv.empty()) {
    TAPER_CHECK(deliver(o.csv, evidence_csv(*e)));
    if (o.csv == "-") return done;
  }
  if (!o.output.empty()) {
    TAPER_CHECK(deliver_picture(o.output, evidence_figure(*e), evidence_page(*e)));
  }
  return deliver({}, o.json ? json_text(evidence_json(*e)) + "\n" : evidence_text(*e, style()));
}

}  // namespace

action add_evidence(CLI::App& verb) {
  auto o = std::make_shared<evidence_request>();
  verb.add_option("SPEC", o->specs, "windows to test in addition to the list; - for one per line on stdin")
      ->type_name("");
  verb.add_option("--runs", o->runs,
                  "results of trained networks (JSON lines, lab/results/*.jsonl) instead of the quadratic")
      ->type_name("FILE ...");
  verb.add_option("--outcome", o->outcome, "with --runs: held_out_loss, train_loss or test_error")
      ->type_name("FIELD")
      ->check(CLI::IsMember({"held_out_loss", "train_loss", "test_error"}).description(""))
      ->capture_default_str();
  verb.add_option("--worse-than", o->worse_than,
                  "a loss counts as worse from this many per cent above cosine; default: 5, with --runs 1")
      ->type_name("P")
      ->check(between(0, 1000));
  verb.add_option("--threads", o->threads, "threads to use; 0: those of the machine, at most 8")
      ->type_name("N")
      ->check(between(0, 64))
      ->capture_default_str();
  verb.add_option("--csv", o->csv, "one row per window or trained schedule (- for stdout)")->type_name("FILE");
  add_output(verb, o->output, "picture or report by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_evidence(*o); };
}

}  // namespace taper::cli
