// Fuzz target: the reader by a pattern; the first line of the input is the pattern, the rest the log.
#include <algorithm>

#include "log_reader.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  taper::read_options options;
  options.pattern = bytes.substr(0, std::min<std::size_t>(end, 60));  // long patterns only take time
  if (options.pattern.empty() || options.pattern.find('{') != std::string::npos) return 0;
  taper::fuzz::require_whole(taper::read_log(bytes.substr(std::min(end + 1, bytes.size())), options));
  return 0;
}
