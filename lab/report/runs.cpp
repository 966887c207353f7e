// result.json and metrics.jsonl.
#include "report/runs.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <tuple>

#include "data/file.hpp"
#include "taper/result.hpp"

namespace taper::lab {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 5;
constexpr std::uintmax_t largest_result = 1U << 20U;
constexpr std::uintmax_t largest_metrics = std::uintmax_t{1} << 31U;

void take(const std::string& text, const std::string& name, const fs::path& folder, run_set& out) {
  taper::result<run_result> r = result_from_json(text);
  if (!r) {
    out.broken.push_back(name + ": " + r.error().message);
    return;
  }
  if (r->protocol == "search") return;
  out.runs.push_back({std::move(*r), folder});
}

void take_folder(const fs::path& folder, run_set& out) {
  const taper::result<std::string> text = read_whole(folder / "result.json", largest_result);
  if (!text) {
    out.broken.push_back(text.error().message);
    return;
  }
  take(*text, (folder / "result.json").string(), folder, out);
}

// One result on each line.
taper::result<void> take_lines(const fs::path& file, run_set& out) {
  TAPER_TRY(text, read_whole(file, largest_metrics));
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      take(line, file.string() + ", line " + std::to_string(number), {}, out);
  }
  return {};
}

taper::result<void> take_tree(const fs::path& dir, run_set& out) {
  std::error_code code;
  fs::recursive_directory_iterator at(dir, fs::directory_options::skip_permission_denied, code);
  for (; !code && at != fs::recursive_directory_iterator(); at.increment(code)) {
    if (at.depth() >= deepest) at.disable_recursion_pending();
    const fs::path& p = at->path();
    if (p.filename() == "result.json") take_folder(p.parent_path(), out);
    if (p.filename() == "config.json" && !fs::exists(p.parent_path() / "result.json"))
      out.unfinished.push_back(p.parent_path().string());
  }
  if (code) return failed(errc::io, "cannot read " + dir.string() + ": " + code.message());
  return {};
}

std::optional<double> finite_number(const nlohmann::json& row, const char* name) {
  const auto at = row.find(name);
  if (at == row.end() || !at->is_number()) return std::nullopt;
  const auto v = at->get<double>();
  return std::isfinite(v) ? std::optional(v) : std::nullopt;
}

}  // namespace

taper::result<run_set> read_runs(const fs::path& from) {
  std::error_code code;
  run_set out;
  if (fs::is_regular_file(from, code)) {
    TAPER_CHECK(take_lines(from, out));
  } else if (fs::is_directory(from, code)) {
    TAPER_CHECK(take_tree(from, out));
  } else {
    return failed(errc::io, "cannot read " + from.string() + ": no such file or folder");
  }
  if (out.runs.empty())
    return failed(errc::io, out.broken.empty() ? "no finished run in " + from.string() : out.broken.front(),
                  out.unfinished.empty() ? "make runs with: taper lab run NAME --out " + from.string()
                                         : std::to_string(out.unfinished.size()) + " runs there are not finished yet");
  std::ranges::sort(out.runs, {}, [](const finished_run& r) {
    return std::tie(r.result.experiment, r.result.protocol, r.result.spec, r.result.seed);
  });
  std::ranges::sort(out.unfinished);
  std::ranges::sort(out.broken);
  return out;
}

taper::result<std::vector<metric_row>> read_metrics(const fs::path& folder) {
  const fs::path path = folder / "metrics.jsonl";
  const taper::result<std::string> text = read_whole(path, largest_metrics);
  if (!text) return text.error();
  std::vector<metric_row> out;
  std::size_t number = 0;
  for (std::size_t from = 0; from < text->size();) {
    const std::size_t end = text->find('\n', from);
    const bool torn = end == std::string::npos;
    const std::string_view line = std::string_view(*text).substr(from, torn ? text->size() - from : end - from);
    from = torn ? text->size() : end + 1;
    ++number;
    if (line.empty()) continue;
    const nlohmann::json row = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
    const bool reads = row.is_object() && row.contains("step") && row["step"].is_number_unsigned();
    if (!reads && torn) break;
    if (!reads) return failed(errc::io, path.string() + ", line " + std::to_string(number) + ": not a row with a step");
    out.push_back({.step = row["step"].get<std::uint64_t>(),
                   .learning_rate = finite_number(row, "learning_rate").value_or(0.0),
                   .loss = finite_number(row, "loss"),
                   .held_out_loss = finite_number(row, "held_out_loss")});
  }
  return out;
}

}  // namespace taper::lab
