// Finds a data set on this machine.
#include <algorithm>
#include <system_error>

#include "data/catalogue.hpp"
#include "data/dataset.hpp"
#include "data/file.hpp"
#include "taper/notation.hpp"
#include "taper/result.hpp"

namespace taper::lab {

std::vector<std::string> dataset_names() {
  std::vector<std::string> out;
  for (const dataset_source& s : catalogue()) out.push_back(s.name);
  return out;
}

taper::result<std::filesystem::path> find_data(std::string_view name) {
  const dataset_source* source = find_source(name);
  if (source == nullptr) return unknown_dataset(name);
  const std::filesystem::path tree(TAPER_SOURCE_DIR);
  for (const std::filesystem::path& root : {data_home(), tree / "../shared/data", tree / "../../shared/data"}) {
    const std::filesystem::path folder = root / source->name;
    const bool whole = std::ranges::any_of(source->layouts, [&](const std::vector<std::string>& files) {
      return std::ranges::all_of(files, [&](const std::string& file) {
        std::error_code code;
        return std::filesystem::is_regular_file(folder / file, code);
      });
    });
    if (whole) return folder.lexically_normal();
  }
  return failed(errc::io, "the data set " + source->name + " is not installed (searched " + data_home().string() + ")",
                "get it with: taper lab data prepare " + source->name);
}

}  // namespace taper::lab
