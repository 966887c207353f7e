// taper explore: the page in a browser, with logs, configurations and schedules from the command line.
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "curve_file.hpp"
#include "options.hpp"
#include "page_server.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

// what the page accepts in its address (web/page/src/state.ts)
constexpr std::size_t most_schedules = 8;
constexpr std::uint64_t most_steps = 1'000'000'000'000;

struct explore_options {
  std::vector<std::string> inputs;
  std::string steps;
  std::string port;
  bool no_open = false;
};

/// What the page shows first.
struct shown {
  std::vector<opened_file> files;
  std::string fragment;  ///< of the address: the schedules
};

result<opened_file> read_file(const std::string& path) {
  TAPER_TRY(content, read_text(path));
  return opened_file{path == "-" ? "stdin" : std::filesystem::path(path).filename().string(), std::move(content)};
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (plain) {
      out += c;
      continue;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    (out += '%') += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

/// A file that exists is opened; anything else is a schedule.
result<shown> read_inputs(const explore_options& o) {
  shown out;
  std::size_t schedules = 0;
  for (const std::string& input : o.inputs) {
    std::error_code ignored;
    if (input == "-" || std::filesystem::exists(input, ignored)) {
      TAPER_TRY(file, read_file(input));
      out.files.push_back(std::move(file));
      continue;
    }
    TAPER_CHECK(parse(input).transform_error([&](error e) {
      e.text = input;
      const std::string neither = "there is no file of this name either";
      e.hint = e.hint.empty() ? neither : e.hint + "; " + neither;
      return e;
    }));
    if (++schedules > most_schedules)
      return failed(errc::too_large, "the page shows at most " + std::to_string(most_schedules) + " schedules");
    out.fragment += (out.fragment.empty() ? "#spec=" : "&spec=") + percent_encoded(input);
  }
  if (o.steps.empty()) return out;
  TAPER_TRY(steps, read_count(o.steps, "--steps", 2));
  if (out.fragment.empty()) return failed(errc::conflict, "--steps is the length of schedules, and none is given");
  if (steps > most_steps) return failed(errc::too_large, "--steps must be at most 1e12, got " + o.steps);
  out.fragment += "&steps=" + std::to_string(steps);
  return out;
}

/// Opens the address in the browser of a desktop, if there is one.
void open_in_browser(const std::string& address) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open";
  std::string argument = address;
  char* arguments[] = {program.data(), argument.data(), nullptr};
  pid_t process = 0;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&quiet, stream, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t apart;  // in a process group of its own: Ctrl-C ends the server, not the browser
  posix_spawnattr_init(&apart);
  posix_spawnattr_setflags(&apart, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&apart, 0);
  posix_spawnp(&process, program.c_str(), &quiet, &apart, arguments, environ);
  posix_spawnattr_destroy(&apart);
  posix_spawn_file_actions_destroy(&quiet);
}

result<int> explore(const explore_options& o) {
  const std::vector<page_file> files = files_of_bundle(embedded_page());
  if (files.empty())
    return failed(errc::unsupported, "this build does not contain the page",
                  "run script/setup web and script/web in the source tree, then build again");
  std::uint64_t port = 0;
  if (!o.port.empty()) {
    TAPER_TRY(given, read_count(o.port, "--port", 1));
    if (given > 65535) return failed(errc::out_of_range, "--port must be at most 65535, got " + o.port);
    port = given;
  }
  TAPER_TRY(inputs, read_inputs(o));
  TAPER_CHECK(serve_page(files, inputs.files, static_cast<std::uint16_t>(port), [&](const std::string& address) {
    const std::string whole = address + inputs.fragment;
    print_out(whole + "\n");
    std::fflush(stdout);
    print_error("Ctrl-C ends the server; nothing is sent anywhere");
    if (!o.no_open) open_in_browser(whole);
  }));
  return done;
}

}  // namespace

action add_explore(CLI::App& verb) {
  auto o = std::make_shared<explore_options>();
  verb.add_option("LOG|SPEC", o->inputs, "training logs, configurations (- is stdin) and schedules to show")
      ->type_name("");
  verb.add_option("--steps,-n", o->steps, "optimizer steps of the schedules")->type_name("N");
  verb.add_option("--port", o->port, "port on the loopback interface; a free one by default")->type_name("PORT");
  verb.add_flag("--no-open", o->no_open, "print the address only, do not open a browser");
  return [o] { return explore(*o); };
}

}  // namespace taper::cli
