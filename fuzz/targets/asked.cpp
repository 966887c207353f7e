// Fuzz target: configurations of schedules; what is accepted parses as a schedule.
#include "taper/logs/asked.hpp"

#include "../check.hpp"
#include "taper/notation.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const taper::result<taper::asked_schedule> asked = taper::read_asked(bytes, 1000);
  if (!asked) {
    taper::fuzz::require(!asked.error().message.empty(), "a refusal says why");
    return 0;
  }
  // An invalid rate (negative, huge) gives a text that the notation rejects with a reason.
  const taper::result<taper::schedule> parsed = taper::parse(asked->spec);
  taper::fuzz::require(parsed || !parsed.error().message.empty(), "the text parses or is refused with a reason",
                       asked->spec);
  return 0;
}
