// The list of experiments: every entry can be run.
#include "experiment/experiment.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "experiment/run_files.hpp"
#include "experiment/run_log.hpp"
#include "taper/notation.hpp"

namespace taper::lab {
namespace {

TEST(experiments, have_unique_names_and_something_to_run) {
  std::set<std::string> names;
  for (const experiment& e : experiments()) {
    EXPECT_TRUE(names.insert(e.name).second) << e.name;
    EXPECT_GT(e.steps, 0u) << e.name;
    EXPECT_GT(e.batch, 0) << e.name;
    EXPECT_GT(e.peak, 0.0) << e.name;
    EXPECT_EQ(e.batch % e.accumulate, 0) << e.name;
    if (e.model == model_kind::gpt) {
      EXPECT_EQ(e.gpt.width % e.gpt.heads, 0) << e.name;
    }
  }
}

TEST(experiments, have_schedules_that_fit_their_length) {
  for (const experiment& e : experiments()) {
    for (const std::string_view s : default_schedules()) {
      const result<schedule> parsed = parse(s);
      ASSERT_TRUE(parsed) << s;
      EXPECT_TRUE(with_modifiers(*parsed, e.with).bind(e.steps)) << e.name << " " << s;
    }
    for (const published& p : e.numbers) EXPECT_TRUE(parse(p.spec)) << e.name << " " << p.spec;
  }
}

TEST(experiments, suggest_the_nearest_name) {
  const result<experiment> none = find_experiment("shakespear-nano");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().hint.find("shakespeare-nano"), std::string::npos);
}

TEST(run_folder, separates_protocols_and_needs_no_quotes_for_its_slashes) {
  EXPECT_EQ(run_folder("out", "a", protocol::shared, "cosine", 3), "out/a/cosine/3");
  EXPECT_EQ(run_folder("out", "a", protocol::tuned, "poly(i=2) | floor(10%)", 1), "out/a.tuned/poly(i=2),floor(10%)/1");
}

TEST(run_log, reports_a_descriptor_that_cannot_be_written) {
  const int reads = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(reads, 0);
  for (const int fd : {reads, -1}) {
    const taper::result<std::FILE*> out = stream_of(fd, "run/metrics.jsonl");
    ASSERT_FALSE(out) << fd;
    EXPECT_EQ(out.error().code, errc::io);
    EXPECT_NE(out.error().message.find("cannot write to run/metrics.jsonl: "), std::string::npos);
  }
  EXPECT_EQ(::fcntl(reads, F_GETFD), -1) << "it is closed";
}

TEST(run_log, writes_to_a_descriptor) {
  const taper::result<std::FILE*> out = stream_of(::open("/dev/null", O_WRONLY | O_CLOEXEC), "null");
  ASSERT_TRUE(out);
  EXPECT_GE(std::fputs("text", *out), 0);
  EXPECT_EQ(std::fclose(*out), 0);
}

}  // namespace
}  // namespace taper::lab
