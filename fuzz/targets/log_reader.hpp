// Properties of every log reader for any input: it terminates and returns consistent data.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../check.hpp"
#include "taper/logs/log.hpp"

namespace taper::fuzz {

/// An accepted log has rates, in series that agree with their counts; an error has a reason.
inline void require_whole(const result<training_log>& log) {
  if (!log) {
    require(!log.error().message.empty() && log.error().message.size() < 2000, "a refusal is one line that says why");
    require(log.error().message.find('\n') == std::string::npos, "a refusal is one line", log.error().message);
    return;
  }
  require(!log->series.empty(), "an accepted log has a series");
  for (const log_series& series : log->series) {
    std::size_t rates = 0;
    for (const log_row& row : series.rows) {
      rates += row.has_rate() ? 1 : 0;
      require(!row.has_rate() || std::isfinite(row.rate), "rates are finite");
    }
    require(rates == series.rates && rates > 0, "every series counts its rates");
  }
}

/// Reads bytes with one reader, from memory and as it is recognized.
inline int read_as(std::string_view format, const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_options options;
  options.format = format;
  require_whole(read_log(bytes, options));
  return 0;
}

}  // namespace taper::fuzz
