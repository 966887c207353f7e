// write_file: either the complete new file or the complete old one, and no temporary files.
#include "support/write_file.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace taper::support {
namespace {

namespace fs = std::filesystem;

class write_file_test : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("taper_write_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static std::string content(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }
  static void put(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

  fs::path folder_;
};

TEST_F(write_file_test, writes_a_new_file_whole) {
  const std::string text("with\0zero\n", 10);
  ASSERT_TRUE(write_file(path("new"), text));
  EXPECT_EQ(content(path("new")), text);
  EXPECT_EQ(files(), 1u);
}

TEST_F(write_file_test, a_new_file_obeys_the_umask) {
  const mode_t before = ::umask(027);
  ASSERT_TRUE(write_file(path("new"), "x"));
  ::umask(before);
  struct stat s{};
  ASSERT_EQ(::stat(path("new").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777u, 0640u);
}

TEST_F(write_file_test, replaces_a_file_and_keeps_its_permissions) {
  put(path("old"), "before");
  ASSERT_EQ(::chmod(path("old").c_str(), 0604), 0);
  ASSERT_TRUE(write_file(path("old"), "after"));
  EXPECT_EQ(content(path("old")), "after");
  struct stat s{};
  ASSERT_EQ(::stat(path("old").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777u, 0604u);
  EXPECT_EQ(files(), 1u);
}

// A limit on the size of files makes write() fail half-way, as a full disk does.
TEST_F(write_file_test, a_failure_half_way_leaves_the_old_file_and_nothing_else) {
  put(path("old"), "before");
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlim_t soft = limit.rlim_cur;
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  limit.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const result<void> written = write_file(path("old"), std::string(100'000, 'x'));
  limit.rlim_cur = soft;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find(path("old")), std::string::npos);
  EXPECT_NE(written.error().message.find("File too large"), std::string::npos);
  EXPECT_EQ(content(path("old")), "before");
  EXPECT_EQ(files(), 1u);
}

TEST_F(write_file_test, a_missing_folder_is_named_with_the_reason) {
  const result<void> written = write_file(path("absent/file"), "x");
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find(path("absent/file")), std::string::npos);
  EXPECT_NE(written.error().message.find("No such file or directory"), std::string::npos);
}

TEST_F(write_file_test, a_folder_is_not_replaced) {
  fs::create_directory(path("folder"));
  const result<void> written = write_file(path("folder"), "x");
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("Is a directory"), std::string::npos);
}

TEST_F(write_file_test, an_empty_name_is_an_error) { EXPECT_FALSE(write_file("", "x")); }

TEST_F(write_file_test, a_protected_file_is_not_changed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  put(path("old"), "before");
  ASSERT_EQ(::chmod(path("old").c_str(), 0444), 0);
  EXPECT_FALSE(write_file(path("old"), "after"));
  EXPECT_EQ(content(path("old")), "before");
}

TEST_F(write_file_test, a_link_stays_a_link) {
  put(path("target"), "before");
  fs::create_symlink("target", path("link"));
  ASSERT_TRUE(write_file(path("link"), "after"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content(path("target")), "after");
}

TEST_F(write_file_test, a_link_to_nothing_is_an_error) {
  fs::create_symlink("nowhere", path("link"));
  EXPECT_FALSE(write_file(path("link"), "x"));
}

TEST_F(write_file_test, a_device_is_written_to_and_not_replaced) {
  ASSERT_TRUE(write_file("/dev/null", "x"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(write_file_test, a_file_in_the_current_folder_needs_no_slash) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  const result<void> written = write_file("plain", "x");
  fs::current_path(before);
  ASSERT_TRUE(written);
  EXPECT_EQ(content(path("plain")), "x");
}

}  // namespace
}  // namespace taper::support
