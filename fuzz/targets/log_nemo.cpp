// Fuzz target: the reader of nemo logs.
#include "log_reader.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return taper::fuzz::read_as("nemo", data, size);
}
