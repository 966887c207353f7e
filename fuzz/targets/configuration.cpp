// Fuzz target: training configurations; what is read parses as a schedule.
#include "taper/configs/config.hpp"

#include "../check.hpp"
#include "taper/notation.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const taper::result<taper::config_reading> read = taper::read_config(bytes, {.steps = 1000});
  if (!read) {
    taper::fuzz::require(!read.error().message.empty(), "a refusal says why");
    return 0;
  }
  taper::fuzz::require(!read->spec.empty() || !read->faults.empty(), "no schedule has a reason");
  if (!read->spec.empty())
    taper::fuzz::require(static_cast<bool>(taper::parse(read->spec)), "the text parses", read->spec);
  return 0;
}
