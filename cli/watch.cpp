// taper watch: follows a log as it is written, and shows the schedule so far and the expected end, until Ctrl-C.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "check_report.hpp"
#include "inspect_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "render/sparkline.hpp"
#include "requested.hpp"
#include "src/json/writer.hpp"
#include "support/text_for.hpp"
#include "taper/logs/follow.hpp"
#include "verbs.hpp"
#ifdef TAPER_HAS_DESIGN
#include "taper/design/endings.hpp"
#endif

namespace taper::cli {
namespace {

struct watch_options {
  std::string log;
  requested_options requested;
  read_options reading;
  double every = 2.0;
  bool once = false;
  bool json = false;
};

// Ctrl-C and SIGTERM end the program at once, also while it reads: nothing that it holds needs to be finished.
void end_on_signals() {
  struct sigaction on_stop{};
  on_stop.sa_handler = [](int) { _exit(done); };
  sigemptyset(&on_stop.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &on_stop, nullptr);
}

struct watched {
  inspected seen;
  outlook ahead;
#ifdef TAPER_HAS_DESIGN
  std::optional<run_endings> endings{};
#endif
};

result<watched> watch_one(const requested_options& o, const training_log& log, log_report& report, std::size_t i) {
  inspected seen = examine(log.series[i], report);
  TAPER_CHECK(compare_with_request(o, log, report, seen));
  std::optional<std::uint64_t> collapse;
  if (seen.check && seen.check->collapse && seen.check->collapse->premature) collapse = seen.check->collapse->at;
  watched out{std::move(seen), look_ahead(log.series[i], report, collapse)};
#ifdef TAPER_HAS_DESIGN
  if (result<run_endings> endings = predict_endings(log.series[i], report)) out.endings = std::move(endings).value();
#endif
  return out;
}

#ifdef TAPER_HAS_DESIGN
std::string endings_text(const run_endings& endings) {
  std::string out = "\n  final loss by a law fitted to the log so far\n";
  for (const run_ending& e : endings.all) {
    const std::string head = fmt::format("{:<10} to step {:<9}", e.name, e.steps);
    out += e.loss
               ? fmt::format("  {} {}   {} to {}\n", head, brief(e.loss->loss), brief(e.loss->low), brief(e.loss->high))
               : wrapped("  " + head + " ", "no prediction: " + e.reason, 118);
  }
  return out + fmt::format("  loss-law fit error: {:.2g}%\n", 100.0 * endings.law.fit_error);
}

nlohmann::ordered_json endings_json(const run_endings& endings) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const run_ending& e : endings.all) {
    nlohmann::ordered_json one = {{"name", e.name}, {"steps", e.steps}};
    if (e.loss) {
      one["loss"] = e.loss->loss;
      one["low"] = e.loss->low;
      one["high"] = e.loss->high;
    } else {
      one["loss"] = nullptr;
      one["reason"] = e.reason;
    }
    out.push_back(std::move(one));
  }
  return out;
}
#endif

std::string watch_line(std::string_view name, const std::string& text) {
  return wrapped(fmt::format("  {:<10}", name), text, 118);
}

std::string watched_curve(const log_series& rows) {
  std::vector<double> rates;
  for (const log_row& row : rows.rows) {
    if (row.has_rate()) rates.push_back(row.rate);
  }
  const bool ascii = render::terminal_glyphs() == render::glyphs::ascii;
  return "  " + render::sparkline(rates, 48, ascii ? render::glyphs::ascii : render::glyphs::block) + "\n";
}

std::string watch_text(const watched& w, const style& look) {
  const log_report& r = w.seen.report;
  const log_segment& s = r.last();
  std::string out = look.bold(text_for::terminal(r.file));
  if (!r.run.empty()) out += "  run " + text_for::terminal(r.run);
  if (!r.group.empty()) out += "  group " + text_for::terminal(r.group);
  out += fmt::format("   {}   step {}", r.format, w.ahead.step);
  if (w.ahead.end && *w.ahead.end > w.ahead.step)
    out += fmt::format(" of {} ({})", *w.ahead.end,
                       percent_text(static_cast<double>(w.ahead.step) / static_cast<double>(*w.ahead.end)));
  out += "   rate " + brief(w.ahead.rate);
  if (w.ahead.loss) out += "   loss " + brief(*w.ahead.loss);
  out += "\n" + watched_curve(w.seen.rows);
  if (s.spec) {
    out += watch_line(
        "so far", fmt::format("{}{}; {} of {} rows exact", *s.spec,
                              s.steps > 0 ? fmt::format(" over {} steps", s.steps) : std::string(), s.exact, s.rows));
  } else {
    out += watch_line("so far", "cannot tell yet: " + s.reason);
    for (const std::string& spec : s.also) out += watch_line("", "candidate: " + spec);
  }
  if (w.seen.departed) out += watch_line("expected", w.seen.departed->message);
  if (r.delta)
    out += watch_line("delta", fmt::format("loss changes by at most {} between rows, 99% below {}; rows {} steps apart",
                                           brief(r.delta->max), brief(r.delta->q99), r.delta->stride));
  for (const log_finding& f : r.faults) {
    out += "  " + look.fault(fmt::format("{:<10}", "fault")) + f.message + "\n";
    if (const std::string remedy = remedy_text(f); !remedy.empty()) out += watch_line("", remedy);
  }
  if (w.ahead.next) {
    out += "  " + look.fault(fmt::format("{:<10}", "ahead")) + w.ahead.next->message + "\n";
    if (const std::string remedy = remedy_text(*w.ahead.next); !remedy.empty()) out += watch_line("", remedy);
  } else if (w.ahead.end && w.ahead.end_rate && *w.ahead.end > w.ahead.step) {
    out += watch_line("ahead", fmt::format("no fault is expected; the rate ends at {} at step {}",
                                           brief(*w.ahead.end_rate), *w.ahead.end));
  } else if (s.spec && w.ahead.end) {
    out += watch_line("ahead", "the run is over");
  } else {
    out += watch_line("ahead", "the log does not give the length of the run");
  }
#ifdef TAPER_HAS_DESIGN
  if (w.endings) out += endings_text(*w.endings);
#endif
  return out;
}

/// taper.watch/1 on one line: the report of the log, and what is ahead.
std::string watch_json(const watched& w) {
  nlohmann::ordered_json ahead = {{"step", w.ahead.step}, {"rate", w.ahead.rate}};
  ahead["loss"] = w.ahead.loss ? nlohmann::ordered_json(*w.ahead.loss) : nlohmann::ordered_json();
  ahead["end"] = w.ahead.end ? nlohmann::ordered_json(*w.ahead.end) : nlohmann::ordered_json();
  ahead["end_rate"] = w.ahead.end_rate ? nlohmann::ordered_json(*w.ahead.end_rate) : nlohmann::ordered_json();
  ahead["next_fault"] = nullptr;
  if (w.ahead.next)
    ahead["next_fault"] = {{"id", w.ahead.next->id},
                           {"step", *w.ahead.next->step},
                           {"message", w.ahead.next->message},
                           {"remedy", remedy_text(*w.ahead.next)}};
  taper::json::builder out =
      taper::json::builder::continued(taper::json::with_schema(inspect_json(w.seen), "taper.watch/1"));
  out.raw("ahead", json_text(ahead, -1));
#ifdef TAPER_HAS_DESIGN
  if (w.endings) out.raw("endings", json_text(endings_json(*w.endings), -1));
#endif
  return out.done();
}

std::string_view said_of(log_change change) {
  switch (change) {
    case log_change::rotated: return "the log continues in a new file";
    case log_change::replaced: return "the log was replaced: another run";
    default: return "";
  }
}

class watch_screen {
 public:
  watch_screen() : terminal_(isatty(STDOUT_FILENO) != 0) {}
  // In a terminal the report is redrawn in place; otherwise reports are appended.
  result<int> show(const std::string& text, bool once) {
    if (!once && (terminal_ || !first_)) print_out(terminal_ ? "\x1b[H\x1b[J" : "\n");
    first_ = false;
    return deliver({}, text);
  }

 private:
  bool terminal_;
  bool first_ = true;
};

constexpr std::optional<int> still_running = std::nullopt;

// Reads the log once. Returns the exit status if this is the last time.
result<std::optional<int>> look_once(const watch_options& o, log_follower& follower, watch_screen& out,
                                     std::string& complaint) {
  const result<log_change> change = follower.look();
  if (!change) {
    error e = change.error();
    if (e.code != errc::io) e.message = o.log + ": " + e.message;
    std::error_code ignored;
    if (o.once || e.code == errc::unknown_name || std::filesystem::is_directory(o.log, ignored)) return e;
    if (complaint != e.message) print_error("taper watch: waiting: " + e.message);
    complaint = e.message;
    return still_running;
  }
  complaint.clear();
  if (*change == log_change::none) return still_running;
  const training_log& log = *follower.log();
  std::vector<log_report> reports = inspect(log);
  std::string text;
  bool faulty = false;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    TAPER_TRY(w, watch_one(o.requested, log, reports[i], i));
    faulty = faulty || !reports[i].faults.empty();
    text += o.json ? watch_json(w) + "\n" : (text.empty() ? "" : "\n") + watch_text(w, style());
  }
  if (!o.json && !said_of(*change).empty()) text += watch_line("file", std::string(said_of(*change)));
  TAPER_CHECK(o.json ? deliver({}, text) : out.show(text, o.once));
  return o.once ? std::optional<int>(faulty ? fault_found : done) : still_running;
}

result<int> watch(const watch_options& o) {
  if (o.log == "-") return failed(errc::unsupported, "watch follows a file", "taper inspect - reads stdin");
  if (!o.once) end_on_signals();
  log_follower follower(o.log, o.reading);
  watch_screen out;
  std::string complaint;
  for (;;) {
    TAPER_TRY(status, look_once(o, follower, out, complaint));
    if (status) return *status;
    std::this_thread::sleep_for(std::chrono::duration<double>(o.every));
  }
}

}  // namespace

action add_watch(CLI::App& verb) {
  auto o = std::make_shared<watch_options>();
  verb.add_option("LOG", o->log, "the log of a run in progress")->required()->type_name("");
  verb.add_option("--every", o->every, "seconds between two reads of the file")
      ->type_name("SECONDS")
      ->check(between(0.05, 86400))
      ->capture_default_str();
  verb.add_flag("--once", o->once, "read the log once, print, and exit (1 if a fault was found)");
  o->requested.add_to(verb);
  verb.add_option("--format", o->reading.format, "read the log in this format (see taper inspect --help)")
      ->type_name("F");
  verb.add_option("--pattern", o->reading.pattern, "read any text with a regular expression with named groups")
      ->type_name("REGEX");
  verb.add_flag("--json", o->json, "one line of JSON (taper.watch/1) for each change and series");
  return [o] { return watch(*o); };
}

}  // namespace taper::cli
