// Fuzz target: recognition of any input, then recovery on short logs: it terminates with consistent results.
#include "log_reader.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/notation.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using taper::fuzz::require;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const taper::result<taper::training_log> log = taper::read_log(bytes);
  taper::fuzz::require_whole(log);
  if (!log || log->series.front().rates > 80) return 0;
  for (const taper::log_report& report : taper::inspect(*log)) {
    require(!report.segments.empty(), "a report has a segment");
    std::size_t rows = 0;
    for (const taper::log_segment& s : report.segments) {
      rows += s.rows;
      require(s.spec.has_value() == s.reason.empty(), "a schedule or a reason why not");
      require(s.exact <= s.rows, "exact rows are rows");
      if (s.spec)
        require(s.warmup_range.least <= s.warmup && s.warmup <= s.warmup_range.most, "the warmup lies in its range",
                *s.spec);
    }
    require(rows == report.rates, "segments cover every row");
  }
  return 0;
}
