// Fuzz target: the reader of hf-trainer-state logs.
#include "log_reader.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return taper::fuzz::read_as("hf-trainer-state", data, size);
}
