// CIFAR-10, binary version: records of one label and 3,072 bytes of pixels.
#include <algorithm>
#include <system_error>

#include "data/cifar.hpp"
#include "data/file.hpp"
#include "taper/result.hpp"

namespace taper::lab {

namespace {

constexpr std::size_t record_bytes = 1 + image_data::image_bytes;
constexpr std::size_t batches = 5;
constexpr std::size_t images_a_batch = 10'000;

}  // namespace

taper::result<std::size_t> append_cifar_records(std::string_view bytes, const std::string& name,
                                                std::vector<std::uint8_t>& pixels, std::vector<std::uint8_t>& labels) {
  if (bytes.empty() || bytes.size() % record_bytes != 0)
    return failed(errc::io, name + " has " + std::to_string(bytes.size()) + " bytes, not a multiple of " +
                                std::to_string(record_bytes) + ": truncated, or not a binary batch of CIFAR-10");
  const std::size_t count = bytes.size() / record_bytes;
  for (std::size_t k = 0; k < count; ++k) {
    const auto label = static_cast<unsigned char>(bytes[k * record_bytes]);
    if (label > 9)
      return failed(errc::io, name + ": image " + std::to_string(k) + " has label " + std::to_string(label) +
                                  ", expected 0 to 9");
  }
  pixels.reserve(pixels.size() + count * image_data::image_bytes);
  for (std::size_t k = 0; k < count; ++k) {
    const std::string_view record = bytes.substr(k * record_bytes, record_bytes);
    labels.push_back(static_cast<std::uint8_t>(record[0]));
    std::ranges::transform(record.substr(1), std::back_inserter(pixels),
                           [](char c) { return static_cast<std::uint8_t>(c); });
  }
  return count;
}

taper::result<image_data> load_cifar10(const std::filesystem::path& path) {
  image_data out;
  out.name = "cifar-10";
  const auto add = [](const std::filesystem::path& file, std::vector<std::uint8_t>& pixels,
                      std::vector<std::uint8_t>& labels) -> taper::result<std::size_t> {
    const taper::result<std::string> bytes = read_whole(file, record_bytes * images_a_batch);
    if (!bytes) return bytes.error();
    return append_cifar_records(*bytes, file.string(), pixels, labels);
  };
  std::string taken;
  for (std::size_t k = 1; k <= batches; ++k) {
    const std::string name = "data_batch_" + std::to_string(k);
    std::error_code code;
    if (!std::filesystem::exists(path / (name + ".bin"), code)) continue;
    const taper::result<std::size_t> count = add(path / (name + ".bin"), out.train_pixels, out.train_labels);
    if (!count) return count.error();
    taken += (taken.empty() ? "" : ", ") + name;
  }
  if (out.train_labels.empty())
    return failed(errc::io, "no data_batch_1.bin … data_batch_5.bin in " + path.string(),
                  "get them with: taper lab data prepare cifar-10-batches-bin");
  if (const taper::result<std::size_t> count = add(path / "test_batch.bin", out.test_pixels, out.test_labels); !count)
    return count.error();
  if (out.train_labels.size() != batches * images_a_batch)
    out.note = std::to_string(out.train_labels.size()) + " of the 50000 training images (" + taken + ")";
  return out;
}

}  // namespace taper::lab
