// taper-lab: finds the verb, parses its options and runs it.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "support/version.hpp"
#include "verbs/program.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {

namespace {

/// Prints "taper-lab VERB: message (hint)" on stderr. Returns the corresponding exit status.
int complain(std::string_view verb, const error& e) {
  std::string line = "taper-lab" + (verb.empty() ? std::string() : " " + std::string(verb)) + ": " + e.message;
  if (const std::string advice = e.advice(); !advice.empty()) line += " (" + advice + ")";
  for (char& c : line) c = static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  std::fprintf(stderr, "%s\n", line.c_str());
  return e.code == errc::io ? failure : bad_input;
}

/// The verb that was given, with the word after it: "data prepare".
std::string given_verb(const CLI::App& app) {
  std::string name;
  for (const CLI::App* sub : app.get_subcommands()) {
    const std::string inner = given_verb(*sub);
    name = sub->get_name() + (inner.empty() ? "" : " " + inner);
  }
  return name;
}

std::string examples_of(std::string_view examples) {
  std::string out = "Examples:\n  ";
  for (const char c : examples) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out;
}

int run(int argc, char** argv) {
  CLI::App app("taper-lab: train GPT-2 and ResNet-18 under several schedules and compare them", "taper-lab");
  app.set_version_flag("--version", "taper-lab " TAPER_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 done, 2 bad input, 3 a file or the system failed, 128 + n stopped by signal n (run again to "
      "resume).");
  result<int> status = done;
  for (const verb& v : verbs) {
    CLI::App* sub = app.add_subcommand(std::string(v.name), std::string(v.summary));
    sub->footer(examples_of(v.examples));
    sub->callback([&status, act = v.add(*sub)] { status = act(); });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    return complain(given_verb(app), failed(errc::syntax, e.what(), "see --help"));
  }
  return status ? *status : complain(given_verb(app), status.error());
}

}  // namespace
}  // namespace taper::lab

int main(int argc, char** argv) {
  try {
    return taper::lab::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("taper-lab: out of memory\n", stderr);
  } catch (const std::exception& e) {
    std::string what = e.what();
    what = what.substr(0, what.find('\n'));  // LibTorch adds a stack trace
    std::fprintf(stderr, "taper-lab: %s\n", what.c_str());
  }
  return taper::lab::failure;
}
