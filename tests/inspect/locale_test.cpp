// A host program under a locale with a decimal comma: the same rows, the same messages.
#include <gtest/gtest.h>
#include <unistd.h>

#include <clocale>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "support/crc.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/inspected.hpp"
#include "taper/logs/log.hpp"
#include "taper/taper.hpp"
#include "taper/verdict/check_json.hpp"
#include "taper/verdict/safe.hpp"

namespace taper {
namespace {

/// The comma locale of the process, from a temporary folder; `found` is false where localedef cannot make it.
class comma_locale {
 public:
  comma_locale() : folder_(std::filesystem::temp_directory_path() / ("taper-locale-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    const std::string make = "localedef -i de_DE -f UTF-8 " + (folder_ / "de_DE.UTF-8").string() + " >/dev/null 2>&1";
    const int made = std::system(make.c_str());
    ::setenv("LOCPATH", folder_.c_str(), 1);
    found = made == 0 && std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr && *std::localeconv()->decimal_point == ',';
  }
  ~comma_locale() {
    std::setlocale(LC_ALL, "C");
    ::unsetenv("LOCPATH");
    std::filesystem::remove_all(folder_);
  }
  bool found = false;

 private:
  std::filesystem::path folder_;
};

std::string varint(std::uint64_t n) {
  std::string out;
  for (; n > 127; n >>= 7U) out += static_cast<char>((n & 127U) | 128U);
  return out + static_cast<char>(n);
}

template <class T>
std::string bytes_of(T v) {
  std::string out(sizeof v, '\0');
  std::memcpy(out.data(), &v, sizeof v);
  return out;
}

/// A file of TensorBoard with the rates of `r`.
std::string tensorboard(const run& r) {
  std::string out;
  for (std::uint64_t t = 0; t < r.steps(); ++t) {
    const std::string tag = "train/learning_rate";
    const std::string value = "\x0a" + varint(tag.size()) + tag + "\x15" + bytes_of(static_cast<float>(r(t)));
    const std::string summary = "\x0a" + varint(value.size()) + value;
    const std::string body = "\x09" + bytes_of(1.0) + "\x10" + varint(t) + "\x2a" + varint(summary.size()) + summary;
    const std::string head = bytes_of(std::uint64_t{body.size()});
    out += head + bytes_of(support::masked(support::crc32c(head))) + body +
           bytes_of(support::masked(support::crc32c(body)));
  }
  return out;
}

/// What the library says about one schedule and its log.
std::string said() {
  const run r = *parse("sigmoid(i=6.5) | warmup(7.5%) | floor(12.5%) | peak(0.25)")->bind(200);
  std::string out = check_json("sigmoid", r, *check(r, {}), cosine_baseline_of(r));
  const interval_text limits = print_interval({0.125, 8.75}, 3);
  out += limits.low + limits.high;
  const result<training_log> log = read_log(tensorboard(r), {.name = "events.out.tfevents.1"});
  out += log ? std::to_string(log->series.front().rates) : log.error().message;
  if (log) {
    for (const log_report& report : inspect(*log)) {
      out += inspect_json(examine(log->series.front(), report), [](const suggested_call&) { return std::string(); });
    }
  }
  const result<schedule> bad = parse("poly(i=0.5) | floor(150%) | peak(-0.5)");
  out += bad ? "" : bad.error().message;
  return out;
}

TEST(locale, a_decimal_comma_changes_nothing) {
  const std::string expected = said();
  EXPECT_NE(expected.find("sigmoid"), std::string::npos);
  const comma_locale german;
  if (!german.found) GTEST_SKIP() << "localedef cannot make de_DE.UTF-8 here";
  char text[32];
  std::snprintf(text, sizeof text, "%g", 0.5);
  ASSERT_STREQ(text, "0,5");
  EXPECT_EQ(said(), expected);
}

}  // namespace
}  // namespace taper
