// The program: finds the verb, parses its options, runs it, and converts errors to an exit status.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "options.hpp"
#include "program.hpp"
#include "support/version.hpp"
#include "support/write_file.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace {

std::string examples_of(std::string_view examples) {
  std::string out = "Examples:\n  ";
  for (const char c : examples) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out;
}

/// An error for the first unknown option; it also explains a missing argument.
std::string unknown_option(const CLI::App& verb) {
  for (const std::string& word : verb.remaining()) {
    if (word.size() < 2 || word[0] != '-') continue;
    std::vector<std::string> names;
    for (const CLI::Option* o : verb.get_options()) {
      for (const std::string& name : o->get_lnames()) names.push_back("--" + name);
    }
    const std::string given = word.substr(0, word.find('='));
    const std::string near = taper::nearest_name(given, std::vector<std::string_view>(names.begin(), names.end()));
    return "unknown option " + taper::echoed(given) + (near.empty() ? "" : ": did you mean '" + near + "'?");
  }
  return {};
}

/// A parse error as a sentence: "--slack must be a number, got 'x'", "--steps is required: optimizer steps of the run".
std::string in_words(const CLI::App& verb, const CLI::ParseError& e) {
  const std::string what = e.what();
  for (const CLI::Option* o : verb.get_options()) {
    const std::string name = o->get_name();
    const bool invalid = e.get_exit_code() == static_cast<int>(CLI::ExitCodes::ValidationError);
    if (invalid && what.starts_with(name + ": must be ")) return name + what.substr(name.size() + 1);
    if (what == name + " is required") {
      const std::string about = o->get_description();
      return what + ": " + about.substr(0, about.find_first_of("\n:;"));
    }
    if (o->empty() || what != CLI::ConversionError(name, o->results()).what()) continue;
    const bool whole = o->get_type_name() == "N";  // as the help of every option says
    return name + " must be " + (whole ? "a whole number" : "a number") + ", got " +
           taper::echoed(CLI::detail::join(o->results(), " "));
  }
  return what;
}

/// Prints a parse error of the command line as one line on stderr.
int refuse(const CLI::App& app, const CLI::ParseError& e) {
  if (e.get_exit_code() == 0) {  // --help, --version, --formats
    app.exit(e);
    const taper::result<int> written = taper::cli::flushed();
    return written ? *written : taper::cli::complain({}, written.error());
  }
  std::string verb;
  std::string what = e.get_name() == "RequiredError" ? "a verb is required, such as check, inspect or lint" : e.what();
  for (const CLI::App* sub : app.get_subcommands()) {
    verb = " " + sub->get_name();
    what = in_words(*sub, e);
    if (const std::string unknown = unknown_option(*sub); !unknown.empty()) what = unknown;
    const CLI::Option* specs = sub->get_option_no_throw("SPEC");
    if (specs == nullptr) continue;
    for (const std::string& spec : specs->results()) {
      if (const auto fault = taper::cli::not_a_file(spec); !fault)
        return taper::cli::complain(sub->get_name(), fault.error());
    }
  }
  for (char& c : what) c = c == '\n' ? ' ' : c;
  taper::cli::print_error("taper" + verb + ": " + taper::shortened(what, 700) + "; see taper" + verb + " --help");
  return taper::cli::bad_input;
}

/// The option of the verb for a parameter: --steps-per-epoch for steps_per_epoch; empty if it has none.
std::string option_for(std::string_view parameter, const CLI::App& verb) {
  for (const char* const dashes : {"--", "--log-"}) {
    std::string option = dashes + std::string(parameter);
    std::ranges::replace(option, '_', '-');
    if (verb.get_option_no_throw(option) != nullptr) return option;
  }
  return {};
}

/// Names the parameters of an error as options of the verb.
taper::error with_options(taper::error e, const CLI::App& verb) {
  if (!e.needs.empty()) e.needs = option_for(e.needs, verb);
  e.hint = taper::with_parameters(e.hint, [&](std::string_view name, std::string_view value) {
    const std::string option = option_for(name, verb);
    const bool quoted = value.find(' ') != std::string_view::npos;
    return (option.empty() ? std::string(name) : option) +
           (value.empty() ? ""
            : quoted      ? " \""
                          : " ") +
           std::string(value) + (quoted ? "\"" : "");
  });
  return e;
}

/// An error if the first word is neither a verb nor an option of the program.
taper::result<void> known_verb(std::string_view word) {
  if (word == "-h" || word == "--help" || word == "--version") return {};
  std::vector<std::string_view> known;
  for (const taper::cli::verb& v : taper::cli::verbs) {
    if (v.name == word) return {};
    known.push_back(v.name);
  }
  const bool option = word.starts_with("-");
  const std::string near = option ? std::string() : taper::nearest_name(word, known);
  return taper::failed(taper::errc::unknown_name, (option ? "unknown option " : "unknown verb ") + taper::echoed(word),
                       near.empty() ? "see taper --help" : "did you mean '" + near + "'?");
}

int run(int argc, char** argv) {
  if (argc > 1) {
    if (const taper::result<void> known = known_verb(argv[1]); !known) return taper::cli::complain({}, known.error());
  }
  CLI::App app("taper: design, judge, predict and export learning-rate schedules", "taper");
  app.set_version_flag("--version", "taper " TAPER_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer(
      "A schedule is written  shape | modifier | …  for example  \"cosine | warmup(500) | floor(10%) | peak(3e-4)\"\n"
      "or, without quotes,    cosine,warmup=500,floor=10%,peak=3e-4.   `taper list` names\n"
      "shapes, modifiers and the schedules of other libraries.\n"
      "Exit status: 0 done, 1 a fault was found, 2 bad input, 3 a file or the system failed.");
  taper::result<int> status = taper::cli::done;
  for (const taper::cli::verb& v : taper::cli::verbs) {
    CLI::App* sub = app.add_subcommand(std::string(v.name), std::string(v.summary));
    sub->footer(examples_of(v.examples));
    sub->callback([&status, act = v.add(*sub)] { status = act(); });
    for (CLI::Option* o : sub->get_options()) {
      if (!o->get_positional() && o->get_name() != "--steps")
        o->check(taper::cli::finite());  // --steps has its message
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return refuse(app, e);
  }
  if (status) return *status;
  const CLI::App* verb = app.get_subcommands().front();
  return taper::cli::complain(verb->get_name(), with_options(status.error(), *verb));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    taper::support::remove_unfinished_on_signals();
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("taper: out of memory\n", stderr);  // without memory for a string
  } catch (const std::exception& e) {
    taper::cli::print_error(std::string("taper: internal error: ") + e.what());
  }
  return taper::cli::failure;
}
