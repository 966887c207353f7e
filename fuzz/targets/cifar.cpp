// Fuzzes the reader of CIFAR-10 batches: complete records with labels 0 … 9, or one error and nothing appended.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "../check.hpp"
#include "data/cifar.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using taper::fuzz::require;
  using taper::lab::image_data;
  std::vector<std::uint8_t> pixels{1};
  std::vector<std::uint8_t> labels;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto count = taper::lab::append_cifar_records(bytes, "batch", pixels, labels);
  if (count) {
    require(*count > 0 && labels.size() == *count, "as many labels as records");
    require(pixels.size() == 1 + *count * image_data::image_bytes, "3072 bytes a record");
    require(std::ranges::all_of(labels, [](std::uint8_t l) { return l <= 9; }), "labels are 0 to 9");
  } else {
    require(labels.empty() && pixels.size() == 1, "nothing is appended on an error");
    require(count.error().message.find('\n') == std::string::npos, "a message is one line", count.error().message);
  }
  return 0;
}
