// Downloads from a loopback server: resumed, retried, verified, atomic.
#include "data/download.hpp"

#include <gtest/gtest.h>

#include "data/file.hpp"
#include "scratch.hpp"
#include "server.hpp"

namespace taper::lab {
namespace {

std::string some_bytes() {
  std::string out;
  for (unsigned k = 0; out.size() < 300'000; ++k) out += std::to_string(k * 2654435761U);
  return out;
}

class downloading : public testing::Test {
 protected:
  scratch folder_;
  std::string content_ = some_bytes();
  server from_{folder_.write("served", content_)};
  std::vector<std::string> notes_;
  std::filesystem::path to_ = folder_.path() / "arrived";
  std::filesystem::path part_ = folder_.path() / "arrived.part";

  download_request request(const std::string& path) {
    return {.urls = {from_.url(path)},
            .checksum = "sha256:" + digest_of(content_, digest::sha256),
            .to = to_,
            .first_wait_ms = 1,
            .note = [this](const std::string& line) { notes_.push_back(line); }};
  }
  void arrives(const download_request& r) {
    const auto got = download(r);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(read_whole(to_).value(), content_);
    EXPECT_FALSE(std::filesystem::exists(part_));
  }
};

TEST_F(downloading, puts_the_file_in_place) {
  std::vector<transfer_progress> told;
  download_request r = request("plain/f");
  r.progress = [&](const transfer_progress& p) { told.push_back(p); };
  arrives(r);
  EXPECT_TRUE(notes_.empty());
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().received, content_.size());
  EXPECT_EQ(told.back().total, content_.size());
}

TEST_F(downloading, follows_a_redirect) { arrives(request("moved/f")); }

TEST_F(downloading, resumes_a_cut_connection) {
  arrives(request("cut/100000/1"));
  ASSERT_EQ(notes_.size(), 1U);
  EXPECT_NE(notes_[0].find("attempt 2 of 5"), std::string::npos) << notes_[0];
}

TEST_F(downloading, resumes_where_an_earlier_call_stopped) {
  download_request r = request("cut/100000/9");
  r.attempts = 2;
  EXPECT_FALSE(download(r).has_value());
  EXPECT_FALSE(std::filesystem::exists(to_));
  const auto kept = std::filesystem::file_size(part_);
  EXPECT_EQ(kept, 200'000U);
  std::vector<std::uint64_t> received;
  download_request again = request("plain/f");
  again.progress = [&](const transfer_progress& p) { received.push_back(p.received); };
  arrives(again);
  EXPECT_GE(received.front(), kept) << "only the rest was fetched";
}

TEST_F(downloading, starts_over_if_the_server_cannot_resume) {
  folder_.write("arrived.part", content_.substr(0, 1000));
  arrives(request("norange/f"));
  EXPECT_EQ(notes_.size(), 1U);
}

TEST_F(downloading, accepts_a_complete_part) {
  folder_.write("arrived.part", content_);
  arrives(request("plain/f"));
}

TEST_F(downloading, starts_over_after_a_part_of_another_file) {
  folder_.write("arrived.part", std::string(1000, '?'));
  arrives(request("plain/f"));
  ASSERT_EQ(notes_.size(), 1U);
  EXPECT_NE(notes_[0].find("wrong checksum"), std::string::npos);
  folder_.write("arrived.part", std::string(2 * content_.size(), '?'));
  arrives(request("plain/f"));
}

TEST_F(downloading, tries_again_while_the_server_is_busy) {
  arrives(request("busy/2/f"));
  EXPECT_EQ(notes_.size(), 2U);
}

TEST_F(downloading, gives_up_after_the_last_attempt_with_the_reason) {
  download_request r = request("busy/99/f");
  r.attempts = 3;
  const auto got = download(r);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, errc::io);
  EXPECT_NE(got.error().message.find("the server answered 503"), std::string::npos) << got.error().message;
  EXPECT_EQ(notes_.size(), 2U);
}

TEST_F(downloading, does_not_retry_a_missing_file) {
  const auto got = download(request("gone/f"));
  ASSERT_FALSE(got.has_value());
  EXPECT_NE(got.error().message.find("the server answered 404"), std::string::npos) << got.error().message;
  EXPECT_TRUE(notes_.empty());
  EXPECT_FALSE(std::filesystem::exists(to_));
}

TEST_F(downloading, rejects_a_wrong_checksum) {
  const auto got = download(request("wrong/f"));
  ASSERT_FALSE(got.has_value());
  EXPECT_NE(got.error().message.find("expected " + digest_of(content_, digest::sha256)), std::string::npos)
      << got.error().message;
  EXPECT_FALSE(std::filesystem::exists(to_));
  EXPECT_FALSE(std::filesystem::exists(part_)) << "wrong bytes are not continued next time";
}

TEST_F(downloading, tries_the_next_address) {
  download_request r = request("gone/f");
  r.urls.push_back(from_.url("wrong/f"));
  r.urls.push_back(from_.url("plain/f"));
  arrives(r);
  EXPECT_EQ(notes_.size(), 2U);
}

TEST_F(downloading, reports_an_address_that_does_not_answer) {
  download_request r = request("plain/f");
  r.urls = {"http://127.0.0.1:1/f"};
  r.attempts = 2;
  const auto got = download(r);
  ASSERT_FALSE(got.has_value());
  EXPECT_NE(got.error().message.find("cannot download http://127.0.0.1:1/f"), std::string::npos);
}

TEST_F(downloading, rejects_other_url_schemes) {
  download_request r = request("plain/f");
  r.urls = {"file://" + (folder_.path() / "served").string()};
  EXPECT_FALSE(download(r).has_value());
  EXPECT_FALSE(std::filesystem::exists(to_));
}

TEST_F(downloading, reports_a_folder_it_cannot_write) {
  download_request r = request("plain/f");
  r.to = "/proc/none/f";
  const auto got = download(r);
  ASSERT_FALSE(got.has_value());
  EXPECT_NE(got.error().message.find("cannot write /proc/none/f.part"), std::string::npos) << got.error().message;
}

TEST_F(downloading, requests_only_the_rest) {
  folder_.write("arrived.part", content_.substr(0, 1234));
  arrives(request("plain/f"));
  download_request r = request("log");
  r.to = folder_.path() / "log";
  r.checksum = "sha256:" + digest_of("plain bytes=1234-", digest::sha256);
  EXPECT_TRUE(download(r).has_value());
}

}  // namespace
}  // namespace taper::lab
