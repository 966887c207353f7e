// The readers of the data sets: complete, missing and broken files.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "data/dataset.hpp"
#include "data/file.hpp"
#include "data/id_cache.hpp"
#include "scratch.hpp"

namespace taper::lab {
namespace {

TEST(shakespeare, is_split_and_numbered_as_elsewhere) {
  const auto folder = find_data("tinyshakespeare");
  if (!folder) GTEST_SKIP() << folder.error().message;
  const text_data text = load_shakespeare(*folder).value();
  EXPECT_EQ(text.vocabulary, 65);
  EXPECT_EQ(text.train.size(), 1'003'854U);
  EXPECT_EQ(text.held_out.size(), 111'540U);
  // "First": nanoGPT's ids
  EXPECT_EQ(std::vector<std::uint16_t>(text.train.begin(), text.train.begin() + 5),
            (std::vector<std::uint16_t>{18, 47, 56, 57, 58}));
}

TEST(shakespeare, reports_broken_files) {
  const scratch s;
  EXPECT_NE(load_shakespeare(s.path()).error().message.find("input.txt: "), std::string::npos);
  EXPECT_NE(load_shakespeare(s.write("short.txt", "To be")).error().message.find("has 5 bytes"), std::string::npos);
  EXPECT_EQ(load_shakespeare(s.path() / "none").error().code, errc::io);
}

TEST(wikitext, is_read_whole_and_with_a_limited_vocabulary) {
  const auto folder = find_data("wikitext-2");
  if (!folder) GTEST_SKIP() << folder.error().message;
  if (const auto bpe = find_data("gpt2-bpe"); !bpe) GTEST_SKIP() << bpe.error().message;
  const scratch cache;
  const environment here("TAPER_CACHE", cache.path().string());
  const text_data whole = load_wikitext(*folder).value();
  EXPECT_EQ(whole.vocabulary, 50257);
  EXPECT_GT(whole.train.size(), 2'000'000U);
  EXPECT_TRUE(whole.note.empty());
  const text_data limited = load_wikitext(*folder, 4096).value();
  EXPECT_EQ(limited.vocabulary, 4096);
  ASSERT_EQ(limited.train.size(), whole.train.size());
  std::vector<std::size_t> count(4096, 0);
  for (const std::uint16_t id : limited.train) {
    ASSERT_LT(id, 4096);
    ++count[id];
  }
  EXPECT_TRUE(std::is_sorted(count.begin(), count.end() - 1, std::greater<>()));
  // ids are renamed, nothing else: equal before exactly if equal after, except for the id of the rest
  std::map<std::uint16_t, std::uint16_t> to;
  for (std::size_t k = 0; k < whole.train.size(); ++k) {
    const auto [at, fresh] = to.emplace(whole.train[k], limited.train[k]);
    ASSERT_EQ(at->second, limited.train[k]);
  }
  EXPECT_NE(limited.note.find("id 4095 represents the rest"), std::string::npos) << limited.note;
}

TEST(wikitext, says_what_is_wrong) {
  const scratch s;
  EXPECT_EQ(load_wikitext(s.path()).error().message, "no train.txt in " + s.path().string());
  s.write("train.txt", "a b c");
  EXPECT_EQ(load_wikitext(s.path()).error().message, "no valid.txt in " + s.path().string());
  EXPECT_EQ(load_wikitext(s.path(), 1).error().code, errc::out_of_range);
  EXPECT_EQ(load_wikitext(s.path(), -3).error().code, errc::out_of_range);
}

TEST(id_cache, is_used_only_if_complete) {
  const scratch s;
  const environment here("TAPER_CACHE", (s.path() / "cache").string());
  int encoded = 0;
  const std::vector<token_id> ids{3, 1, 4, 1, 5, 9};
  const auto ask = [&](std::string_view text, int size = 10) {
    return cached_ids(text, "vocabulary", size, [&] {
      ++encoded;
      return ids;
    });
  };
  EXPECT_EQ(ask("text"), ids);
  EXPECT_EQ(ask("text"), ids);
  EXPECT_EQ(encoded, 1);
  EXPECT_EQ(ask("other text"), ids);
  EXPECT_EQ(encoded, 2);
  std::size_t torn = 0;
  for (const auto& entry : std::filesystem::directory_iterator(s.path() / "cache")) {
    std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 2);
    ++torn;
  }
  EXPECT_EQ(torn, 2U);
  EXPECT_EQ(ask("text"), ids) << "a torn file is encoded again";
  EXPECT_EQ(encoded, 3);
  EXPECT_EQ(ask("text"), ids) << "and replaced";
  EXPECT_EQ(encoded, 3);
}

TEST(id_cache, works_without_a_writable_folder) {
  const environment here("TAPER_CACHE", "/proc/none");
  EXPECT_EQ(cached_ids("t", "v", 10, [] { return std::vector<token_id>{1, 2}; }), (std::vector<token_id>{1, 2}));
}

std::string batch(std::size_t images, char label = 3) {
  std::string out;
  for (std::size_t k = 0; k < images; ++k) out += label + std::string(3072, static_cast<char>(k));
  return out;
}

TEST(cifar, uses_the_available_batches_and_notes_it) {
  const scratch s;
  s.write("data_batch_2.bin", batch(4, 7));
  s.write("test_batch.bin", batch(2));
  const image_data images = load_cifar10(s.path()).value();
  EXPECT_EQ(images.train_labels, (std::vector<std::uint8_t>{7, 7, 7, 7}));
  EXPECT_EQ(images.train_pixels.size(), 4 * image_data::image_bytes);
  EXPECT_EQ(images.train_pixels[3 * image_data::image_bytes], 3);
  EXPECT_EQ(images.test_labels.size(), 2U);
  EXPECT_EQ(images.note, "4 of the 50000 training images (data_batch_2)");
}

TEST(cifar, reports_broken_files) {
  const scratch s;
  EXPECT_NE(load_cifar10(s.path()).error().message.find("no data_batch_1.bin"), std::string::npos);
  s.write("data_batch_1.bin", batch(2).substr(1));
  EXPECT_NE(load_cifar10(s.path()).error().message.find("has 6145 bytes, not a multiple of 3073"), std::string::npos);
  s.write("data_batch_1.bin", "");
  EXPECT_NE(load_cifar10(s.path()).error().message.find("has 0 bytes"), std::string::npos);
  s.write("data_batch_1.bin", batch(1) + batch(1, 10));
  EXPECT_NE(load_cifar10(s.path()).error().message.find("image 1 has label 10, expected 0 to 9"), std::string::npos);
  s.write("data_batch_1.bin", batch(1));
  EXPECT_NE(load_cifar10(s.path()).error().message.find("test_batch.bin: "), std::string::npos);
  s.write("test_batch.bin", std::string(40'000'000, '\0'));
  EXPECT_EQ(load_cifar10(s.path()).error().code, errc::too_large);
  std::filesystem::remove(s.path() / "test_batch.bin");
  std::filesystem::create_directory(s.path() / "test_batch.bin");
  EXPECT_NE(load_cifar10(s.path()).error().message.find("not a regular file"), std::string::npos);
}

TEST(cifar, reads_the_real_batches) {
  const auto folder = find_data("cifar-10-batches-bin");
  if (!folder) GTEST_SKIP() << folder.error().message;
  const image_data images = load_cifar10(*folder).value();
  EXPECT_GE(images.train_labels.size(), 10'000U);
  EXPECT_EQ(images.test_labels.size(), 10'000U);
  EXPECT_EQ(images.test_labels[0], 3) << "the first test image is a cat";
}

// What a predictor that knows the law would pay on the text itself, from counts alone.
TEST(synthetic, has_the_stated_entropy_rate) {
  const synthetic_text s = synthetic_language(5, 2'000'000, 8, 3);
  const std::size_t v = 8;
  std::vector<double> count(v * v * v, 0.0);
  for (std::size_t k = 2; k < s.data.train.size(); ++k)
    ++count[(s.data.train[k - 2] * v + s.data.train[k - 1]) * v + s.data.train[k]];
  double paid = 0.0;
  double total = 0.0;
  for (std::size_t pair = 0; pair < v * v; ++pair) {
    double row = 0.0;
    for (std::size_t c = 0; c < v; ++c) row += count[pair * v + c];
    for (std::size_t c = 0; c < v; ++c) {
      if (count[pair * v + c] > 0) paid -= count[pair * v + c] * std::log(count[pair * v + c] / row);
    }
    total += row;
  }
  EXPECT_NEAR(paid / total, s.entropy_rate, 0.002);
}

TEST(synthetic, is_reproducible_and_depends_on_the_seed) {
  const synthetic_text a = synthetic_language(1, 1000);
  EXPECT_EQ(a.data.vocabulary, 64);
  EXPECT_EQ(a.data.train.size(), 1000U);
  EXPECT_EQ(a.data.held_out.size(), 100U);
  EXPECT_EQ(synthetic_language(1, 1000).data.train, a.data.train);
  EXPECT_NE(synthetic_language(2, 1000).data.train, a.data.train);
  EXPECT_GT(a.entropy_rate, 1.0);
  EXPECT_LT(a.entropy_rate, std::log(12.0)) << "at most 12 tokens can follow a pair";
}

TEST(find_data, names_the_command_that_gets_a_set) {
  const scratch s;
  const environment here("TAPER_DATA", s.path().string());
  const auto none = find_data("wikitext-103");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().hint, "get it with: taper lab data prepare wikitext-103");
  s.write("wikitext-103/train.txt", "x");
  EXPECT_FALSE(find_data("wikitext-103").has_value()) << "half a set is none";
  s.write("wikitext-103/valid.txt", "x");
  EXPECT_EQ(find_data("wikitext-103").value(), s.path() / "wikitext-103");
  EXPECT_EQ(find_data("wikitext-13").error().hint, "did you mean 'wikitext-103'?");
}

}  // namespace
}  // namespace taper::lab
