// Reads logs by their path. The other readers take bytes: a build without files leaves this one out.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "logs/read/not_a_log.hpp"
#include "taper/logs/log.hpp"

namespace taper {
namespace inspection {
namespace {

bool is_log_name(const std::string& name) {
  return name == "trainer_state.json" || name == "metrics.csv" || name == "main.log" || name.ends_with(".wandb") ||
         name.ends_with(".jsonl") || name.find("tfevents") != std::string::npos;
}

/// The error if `path` is a folder.
std::optional<error> folder_instead(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_directory(path, failed)) return std::nullopt;
  std::vector<std::string> logs;
  for (std::filesystem::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed)) {
    if (const std::string name = at->path().filename().string(); is_log_name(name)) logs.push_back(name);
  }
  std::sort(logs.begin(), logs.end());
  std::string hint = "give the log in it";
  for (std::size_t i = 0; i < std::min<std::size_t>(logs.size(), 3); ++i)
    hint += (i == 0 ? ": " : ", ") + (std::filesystem::path(path) / logs[i]).string();
  return not_a_log("this is a folder, not a log", hint);
}

}  // namespace
}  // namespace inspection

result<training_log> read_log_file(const std::string& path, read_options options) {
  if (options.name.empty()) options.name = path;
  if (std::optional<error> folder = inspection::folder_instead(path)) return *folder;
  std::error_code ignored;
  if (std::filesystem::is_character_file(path, ignored) && !std::filesystem::equivalent(path, "/dev/stdin", ignored))
    return failed(errc::io, "cannot read " + path + ": it is a device");  // /dev/zero has no end
  options.path = path;
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(errc::io, "cannot open " + path + ": " + std::strerror(errno));
  return read_log(file, options);
}

}  // namespace taper
