// The files of a run.
#include "experiment/run_files.hpp"

namespace taper::lab {

std::string_view name_of(protocol p) {
  return p == protocol::shared ? "shared" : p == protocol::tuned ? "tuned" : "budget";
}

std::filesystem::path run_folder(const std::filesystem::path& dir, std::string_view experiment, protocol p,
                                 std::string_view canonical_spec, std::uint64_t seed) {
  std::string name(experiment);
  if (p != protocol::shared) name += "." + std::string(name_of(p));
  std::string schedule;
  for (const char c : canonical_spec) {  // "cosine | floor(10%)" -> cosine,floor(10%)
    if (c == '|') {
      schedule += ',';
    } else if (c != ' ') {
      schedule += c == '/' || c == '\\' ? '_' : c;
    }
  }
  return dir / name / schedule / std::to_string(seed);
}

}  // namespace taper::lab
