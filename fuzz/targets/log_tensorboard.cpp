// Fuzz target: the reader of TensorBoard event files; the raw bytes, and the bytes as events in valid records.
#include <array>

#include "log_reader.hpp"
#include "support/crc.hpp"

namespace {

std::string little_endian(std::uint64_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
  return out;
}

// A record with valid checksums.
std::string record(std::string_view event) {
  using taper::support::crc32c;
  using taper::support::masked;
  const std::string length = little_endian(event.size(), 8);
  return length + little_endian(masked(crc32c(length)), 4) + std::string(event) +
         little_endian(masked(crc32c(event)), 4);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  taper::fuzz::read_as("tensorboard", data, size);
  // Each run of bytes up to a 0xFF is one event, so that mutations are not rejected by the checksums.
  std::string file;
  std::string event;
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0xFF) {
      file += record(event);
      event.clear();
    } else {
      event += static_cast<char>(data[i]);
    }
  }
  file += record(event);
  taper::read_options options;
  options.format = "tensorboard";
  taper::fuzz::require_whole(taper::read_log(file, options));
  return 0;
}
