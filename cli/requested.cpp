// The requested schedule of a log, from a text or a file.
#include "requested.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "curve_file.hpp"
#include "options.hpp"

namespace taper::cli {

void requested_options::add_to(CLI::App& verb) {
  verb.add_option("--expected,--asked", expected,
                  "the requested schedule, or the training configuration that specifies it")
      ->type_name("SPEC|FILE");
  verb.add_option("--steps", steps, "length of the requested schedule, if neither it nor the log gives one")
      ->type_name("N");
}

result<void> compare_with_request(const requested_options& o, const training_log& log, log_report& report,
                                  inspected& out) {
  reports::requested_schedule wanted;
  if (!o.steps.empty()) {
    TAPER_TRY(n, read_count(o.steps, "--steps", 2));
    wanted.steps = n;
  }
  std::error_code ignored;
  if (!o.expected.empty() && std::filesystem::exists(o.expected, ignored)) {
    TAPER_TRY(text, read_text(o.expected));
    wanted.configuration = std::move(text);
    wanted.name = o.expected;
  } else {
    wanted.spec = o.expected;
  }
  result<void> compared = reports::compare_with_request(wanted, log, report, out);
  if (compared) return {};
  error e = compared.error();
  const bool like_a_path = wanted.spec.find_first_of("./") != std::string::npos;
  if (like_a_path && wanted.spec.find('|') == std::string::npos) e.hint = "no file " + wanted.spec + " either";
  return e;
}

}  // namespace taper::cli
