// taper lab data prepare NAME, taper lab data list.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "data/catalogue.hpp"
#include "data/dataset.hpp"
#include "data/file.hpp"
#include "data/prepare.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {
namespace {

struct data_options {
  std::string name, from, into, mirror;
  bool json = false;
};

std::string megabytes(std::uint64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

// One line that is updated on a terminal; otherwise one line per file.
class progress_line {
 public:
  progress_line() : terminal_(::isatty(2) == 1) {}
  void show(const std::string& file, const transfer_progress& p) {
    const auto now = std::chrono::steady_clock::now();
    if (file != file_) {
      file_ = file;
      began_ = now;
      first_ = p.received;
      if (!terminal_) std::fprintf(stderr, "downloading %s\n", file.c_str());
    }
    const bool end = p.total && p.received == *p.total;
    if (!terminal_ || (!end && now - shown_ < std::chrono::milliseconds(100))) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - began_).count();
    const double speed = seconds > 0.2 ? static_cast<double>(p.received - std::min(first_, p.received)) / seconds : 0.0;
    std::string line = file + "  ";
    if (p.total && *p.total > 0) {
      const double part = static_cast<double>(p.received) / static_cast<double>(*p.total);
      const auto full = static_cast<std::size_t>(part * 30.0);
      line += "[" + std::string(full, '#') + std::string(30 - std::min<std::size_t>(30, full), ' ') +
              fmt::format("] {:3.0f} %  ", 100.0 * part);
      if (speed > 0.0 && !end)
        line +=
            fmt::format("{:.1f} MB/s  {:.0f} s left", speed / 1e6, static_cast<double>(*p.total - p.received) / speed);
    } else {
      line += megabytes(p.received);
    }
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
    open_ = true;
    if (end) close();
  }
  void close() {
    if (open_) std::fputs("\n", stderr);
    open_ = false;
  }

 private:
  bool terminal_;
  bool open_ = false;
  std::string file_ = {};
  std::uint64_t first_ = 0;
  std::chrono::steady_clock::time_point began_{}, shown_{};
};

result<int> prepare_one(const data_options& o) {
  progress_line line;
  prepare_request r{.name = o.name, .from = {}, .into = o.into, .mirror = o.mirror};
  if (!o.from.empty()) r.from = o.from;
  r.progress = [&](const std::string& file, const transfer_progress& p) { line.show(file, p); };
  r.note = [&](const std::string& text) {
    line.close();
    std::fprintf(stderr, "%s\n", text.c_str());
  };
  taper::result<prepared> made = prepare(r);
  line.close();
  TAPER_TRY(ready, std::move(made));
  if (o.json) {
    const nlohmann::ordered_json out{
        {"schema", "taper.lab.data/1"}, {"name", o.name},       {"folder", ready.folder.string()},
        {"was_there", ready.was_there}, {"files", ready.files}, {"notes", ready.notes}};
    return deliver({}, out.dump(1) + "\n");
  }
  std::string out = o.name + (ready.was_there ? ": already in " : ": ready in ") + ready.folder.string() + "\n";
  for (const std::string& n : ready.notes) out += "  note: " + n + "\n";
  return deliver({}, out);
}

result<int> list_all(bool json) {
  std::string out;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const dataset_source& s : catalogue()) {
    const taper::result<std::filesystem::path> at = find_data(s.name);
    rows.push_back({{"schema", "taper.lab.data/1"},
                    {"name", s.name},
                    {"folder", at ? nlohmann::ordered_json(at->string()) : nlohmann::ordered_json()},
                    {"size", s.size},
                    {"what", s.what}});
    out += fmt::format("{:<22} {:>7}  {}\n{:32}{}\n", s.name, s.size, s.what, "",
                       at ? "in " + at->string() : "not installed");
  }
  return deliver({}, json ? rows.dump(1) + "\n" : out);
}

}  // namespace

action add_data(CLI::App& verb) {
  verb.require_subcommand(1);
  CLI::App* list = verb.add_subcommand("list", "the data sets and where they are installed");
  auto json = std::make_shared<bool>(false);
  list->add_flag("--json", *json, "as JSON (taper.lab.data/1)");
  CLI::App* prepare =
      verb.add_subcommand("prepare", "download a data set (verified, resumed) or copy it from a local file or folder");
  auto o = std::make_shared<data_options>();
  std::string names;
  for (const std::string& n : dataset_names()) names += (names.empty() ? "" : ", ") + n;
  prepare->add_option("name", o->name, names)->required()->type_name("NAME");
  prepare->add_option("--from", o->from, "copy from this folder, archive or file instead of downloading")
      ->type_name("PATH");
  prepare->add_option("--into", o->into, "folder for all data sets (default $TAPER_DATA or ~/.local/share/taper)")
      ->type_name("DIR");
  prepare->add_option("--mirror", o->mirror, "base URL to use instead of the published ones")->type_name("URL");
  prepare->add_flag("--json", o->json, "what was done, as JSON (taper.lab.data/1)");
  prepare->footer("Run the same command again to resume an interrupted download.");
  return [list, json, o] { return list->parsed() ? list_all(*json) : prepare_one(*o); };
}

}  // namespace taper::lab
