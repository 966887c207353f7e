// Fuzz target: every rule for the lines of a text; the first byte of the input picks one.
#include <vector>

#include "log_reader.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string_view> names = {
      "llmc",    "deepspeed", "nemo",  "megatron", "mllog",   "sb3",    "torchtitan",      "hf-stdout",
      "nanogpt", "timm",      "wenet", "espnet",   "darknet", "marian", "torch-scheduler", "mlflow"};
  if (size == 0) return 0;
  return taper::fuzz::read_as(names[data[0] % names.size()], data + 1, size - 1);
}
