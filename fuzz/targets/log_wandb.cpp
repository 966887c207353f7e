// Fuzz target: the reader of W&B's run files; the raw bytes, and the bytes as messages in valid records.
#include "log_reader.hpp"
#include "support/crc.hpp"

namespace {

// A record with a valid checksum; types: 1 whole, 2 first, 3 middle, 4 last.
std::string record(char type, std::string_view message) {
  const std::string body = type + std::string(message);
  const std::uint32_t crc = taper::support::crc32(body);
  std::string out;
  for (unsigned i = 0; i < 4; ++i) out += static_cast<char>((crc >> (8 * i)) & 0xFFU);
  out += static_cast<char>(message.size() & 0xFFU);
  out += static_cast<char>((message.size() >> 8) & 0xFFU);
  return out + body;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  taper::fuzz::read_as("wandb", data, size);
  // Each run of bytes up to a 0xFF is one message, so that mutations are not rejected by the checksums.
  std::string file(":W&B\xE1\xBE\x00", 7);
  std::string message;
  char type = 1;
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == 0xFF) {
      file += record(type, message);
      message.clear();
      type = static_cast<char>(1 + (static_cast<unsigned char>(type) + i) % 4);
    } else {
      message += static_cast<char>(data[i]);
    }
  }
  if (message.size() < 32000) file += record(type, message);
  taper::read_options options;
  options.format = "wandb";
  taper::fuzz::require_whole(taper::read_log(file, options));
  return 0;
}
