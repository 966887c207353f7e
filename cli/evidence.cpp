// taper evidence: tests the three-stage rule on several hundred windows.
#include "taper/evidence.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "evidence_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct evidence_request {
  std::vector<std::string> specs;
  double worse_than = 5;
  std::size_t threads = 0;
  std::string csv;
  std::string output;
  bool json = false;
};

result<int> run_evidence(const evidence_request& o) {
  TAPER_CHECK(picture_kind_of(o.output));
  evidence_options options{.threshold = o.worse_than / 100, .threads = o.threads};
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
  verb.add_option("--worse-than", o->worse_than, "a loss counts as worse from this many per cent above tuned cosine")
      ->type_name("P")
      ->check(between(0, 1000))
      ->capture_default_str();
  verb.add_option("--threads", o->threads, "threads to use; 0: those of the machine, at most 8")
      ->type_name("N")
      ->check(between(0, 64))
      ->capture_default_str();
  verb.add_option("--csv", o->csv, "one row per window (- for stdout)")->type_name("FILE");
  add_output(verb, o->output, "picture or report by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_evidence(*o); };
}

}  // namespace taper::cli
