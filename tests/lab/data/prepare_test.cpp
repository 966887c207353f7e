// Preparing a data set from local copies and from a server.
#include "data/prepare.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "data/archive.hpp"
#include "data/catalogue.hpp"
#include "data/dataset.hpp"
#include "data/file.hpp"
#include "scratch.hpp"
#include "server.hpp"

namespace taper::lab {
namespace {

std::string images(std::size_t count) {
  std::string out;
  for (std::size_t k = 0; k < count; ++k) out += '\1' + std::string(3072, 'x');
  return out;
}

class preparing : public testing::Test {
 protected:
  scratch from_;
  scratch to_;
  prepare_request request(const std::string& name, const std::filesystem::path& path) {
    return {.name = name, .from = path, .into = to_.path()};
  }
  std::size_t left_over() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(to_.path()))
      count += entry.path().filename().string().starts_with(".");
    return count;
  }
};

TEST_F(preparing, takes_a_local_folder_and_says_what_is_missing) {
  from_.write("data_batch_1.bin", images(3));
  from_.write("test_batch.bin", images(1));
  from_.write("unrelated.txt", "x");
  const auto done = prepare(request("cifar-10-batches-bin", from_.path()));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->files, (std::vector<std::string>{"data_batch_1.bin", "test_batch.bin"}));
  ASSERT_EQ(done->notes.size(), 1U);
  EXPECT_EQ(done->notes[0], "3 of the 50000 training images (data_batch_1)");
  EXPECT_EQ(left_over(), 0U);
  const auto again = prepare(request("cifar-10-batches-bin", "/nonexistent"));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->was_there);
}

TEST_F(preparing, finds_the_set_in_a_folder_of_sets) {
  from_.write("tinyshakespeare/input.txt", std::string(2000, 'a'));
  const auto done = prepare(request("tinyshakespeare", from_.path()));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  ASSERT_EQ(done->notes.size(), 1U);
  EXPECT_TRUE(done->notes[0].starts_with("not the published file: input.txt has sha256")) << done->notes[0];
}

TEST_F(preparing, takes_a_single_file) {
  const auto done = prepare(request("tinyshakespeare", from_.write("any-name.txt", std::string(2000, 'a'))));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->files, std::vector<std::string>{"input.txt"});
}

TEST_F(preparing, removes_a_broken_copy) {
  from_.write("data_batch_1.bin", images(3).substr(7));
  from_.write("test_batch.bin", images(1));
  const auto done = prepare(request("cifar-10-batches-bin", from_.path()));
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("not a multiple of 3073"), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(to_.path()));
}

TEST_F(preparing, reports_the_expected_files) {
  EXPECT_NE(prepare(request("gpt2-bpe", from_.path())).error().message.find("expected encoder.json and vocab.bpe"),
            std::string::npos);
  EXPECT_NE(prepare(request("gpt2-bpe", from_.path() / "none")).error().message.find("no such file or folder"),
            std::string::npos);
  EXPECT_EQ(prepare(request("gpt3", from_.path())).error().code, errc::unknown_name);
  const auto archive = prepare(request("wikitext-2", from_.write("wikitext-2-v1.zip", "not a zip")));
  EXPECT_NE(archive.error().message.find("expected 92675f1d"), std::string::npos) << archive.error().message;
}

TEST_F(preparing, keeps_the_part_of_a_download_that_failed) {
  const server s(from_.write("served", std::string(50'000, 'a')));
  prepare_request r{.name = "tinyshakespeare", .into = to_.path(), .mirror = s.url("cut/1000/99"), .first_wait_ms = 1};
  const auto done = prepare(r);
  ASSERT_FALSE(done.has_value());
  EXPECT_FALSE(std::filesystem::exists(to_.path() / "tinyshakespeare"));
  EXPECT_GT(std::filesystem::file_size(to_.path() / ".tinyshakespeare.new/input.txt.part"), 0U);
  const auto copied = prepare(request("tinyshakespeare", from_.path() / "served"));
  ASSERT_TRUE(copied.has_value()) << copied.error().message;
  EXPECT_FALSE(std::filesystem::exists(to_.path() / "tinyshakespeare/input.txt.part"));
}

TEST_F(preparing, downloads_the_published_file) {
  const auto real = find_data("tinyshakespeare");
  if (!real) GTEST_SKIP() << real.error().message;
  const server s(*real / "input.txt");
  std::uint64_t received = 0;
  prepare_request r{.name = "tinyshakespeare", .into = to_.path(), .mirror = s.url("plain"), .first_wait_ms = 1};
  r.progress = [&](const std::string&, const transfer_progress& p) { received = p.received; };
  const auto done = prepare(r);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_TRUE(done->notes.empty());
  EXPECT_EQ(received, 1'115'394U);
}

// Archives made by the system's own tools.
TEST_F(preparing, unpacks_only_the_members_it_knows) {
  from_.write("set/wanted.bin", "content");
  from_.write("set/other.bin", "no");
  const std::string here = from_.path().string();
  ASSERT_EQ(std::system(("tar -C " + here + " -czf " + here + "/a.tar.gz ./set").c_str()), 0);
  const auto names = unpack(from_.path() / "a.tar.gz", {{"set/wanted.bin", "renamed.bin"}}, to_.path());
  ASSERT_TRUE(names.has_value()) << names.error().message;
  EXPECT_EQ(read_whole(to_.path() / "renamed.bin").value(), "content");
  EXPECT_FALSE(std::filesystem::exists(to_.path() / "other.bin"));
  EXPECT_NE(
      unpack(from_.path() / "a.tar.gz", {{"set/none", "none"}}, to_.path()).error().message.find("no set/none in it"),
      std::string::npos);
  const std::string whole = read_whole(from_.path() / "a.tar.gz").value();
  const auto torn =
      unpack(from_.write("torn.tar.gz", whole.substr(0, whole.size() / 2)), {{"set/wanted.bin", "x"}}, to_.path());
  EXPECT_FALSE(torn.has_value());
  EXPECT_FALSE(unpack(from_.write("text.zip", "text"), {{"a", "a"}}, to_.path()).has_value());
}

}  // namespace
}  // namespace taper::lab
