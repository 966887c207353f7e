// Fuzzes the notation: any text is a schedule that prints and reads back the same, or one bounded error with its place.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "../check.hpp"
#include "taper/taper.hpp"

namespace {

using taper::fuzz::require;

void check_error(const taper::error& e, std::string_view text) {
  const std::string told = taper::explain(e, text);
  require(!e.message.empty(), "an error has a message", text);
  require(e.message.find('\n') == std::string::npos, "a message is one line", told);
  require(told.size() <= 1000, "an explanation has at most 1000 bytes", told);
  require(e.offset == taper::error::nowhere || e.offset <= text.size(), "the place of an error lies in the text", told);
}

void check_round_trip(const taper::schedule& s, const std::string& printed) {
  const taper::result<taper::schedule> again = taper::parse(printed);
  require(again.has_value(), "what is printed can be read", printed);
  require(*again == s, "parse(print(s)) == s", printed);
}

void check_rates(const taper::schedule& s, std::uint64_t steps) {
  const taper::result<taper::run> run =
      s.bind(steps, {.steps_per_epoch = 10, .samples_per_step = 8, .tokens_per_step = 64});
  if (!run) return check_error(run.error(), {});
  constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t t : {std::uint64_t{0}, std::uint64_t{1}, steps / 3, steps - 1, steps, last}) {
    require(std::isfinite((*run)(t)), "a rate is finite", taper::print(s));
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const taper::result<taper::schedule> s = taper::parse(text);
  if (!s) {
    check_error(s.error(), text);
    return 0;
  }
  const std::string canonical = taper::print(*s);
  check_round_trip(*s, canonical);
  check_round_trip(*s, taper::print_compact(*s));
  check_round_trip(*s, taper::print_json(*s));
  require(taper::print(taper::parse(canonical).value()) == canonical, "printing is canonical", canonical);
  require(!taper::print_cpp(*s).empty() && !taper::print_python(*s).empty(), "C++ and Python spellings exist",
          canonical);
  check_rates(*s, 1000);
  check_rates(*s, std::uint64_t{1} << 62U);
  return 0;
}
