// Training: resuming is exact, replicas equal single runs, ends of a run, errors.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "experiment/checkpoint_file.hpp"
#include "experiment/run_log.hpp"
#include "small.hpp"
#include "support/crc.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"

namespace taper::lab {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
// metrics.jsonl without the times, which differ between runs.
std::string without_times(const fs::path& file) {
  std::string out;
  std::istringstream in(bytes_of(file));
  for (std::string line; std::getline(in, line);) out += line.substr(0, line.find(",\"seconds\"")) + "\n";
  return out;
}

class trained : public testing::Test {
 protected:
  experiment small_ = small_gpt();
  loaded_data data_ = counting_text();
  temporary_folder folder_;

  // Whether this process has trained in an earlier test.
  static bool has_trained() { return used_; }
  void TearDown() override { used_ = true; }

  training_options options(const std::string& name) {
    training_options o;
    o.dir = folder_.path() / name;
    o.say = [this](const std::string& line) { said_.push_back(line); };
    return o;
  }
  fs::path run_of(const std::string& name, const std::string& spec = "cosine") {
    return folder_.path() / name / "small" / spec / "1";
  }
  std::vector<std::string> said_;

 private:
  static inline bool used_ = false;
};

TEST_F(trained, learns_and_leaves_its_files) {
  small_.steps = 150;
  const run_result r = results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a")).at(0);
  EXPECT_EQ(r.status, "finished");
  EXPECT_LT(r.train_loss.value(), 1.0);
  EXPECT_GT(r.delta_max.value(), 0.0);
  EXPECT_GE(r.delta_max.value(), r.delta_q99.value());
  for (const char* const name :
       {"config.json", "metrics.jsonl", "checkpoint", "result.json", "events.out.tfevents.taper-lab"})
    EXPECT_TRUE(fs::exists(run_of("a") / name)) << name;
  EXPECT_EQ(result_from_json(bytes_of(run_of("a") / "result.json")).value().checksum, r.checksum);
}

TEST_F(trained, is_read_by_inspect_from_both_logs) {
  small_.steps = 60;
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a"));
  for (const char* const name : {"metrics.jsonl", "events.out.tfevents.taper-lab"}) {
    const taper::result<training_log> log = read_log_file((run_of("a") / name).string());
    ASSERT_TRUE(log) << name << ": " << log.error().message;
    const std::vector<log_report> reports = inspect(*log);
    ASSERT_FALSE(reports.empty()) << name;
    EXPECT_EQ(reports[0].rates, 60U) << name;
    EXPECT_EQ(reports[0].last().spec.value_or("none"), "cosine | peak(0.003)") << name;
  }
}

TEST_F(trained, resumes_bit_for_bit_after_a_kill) {
  if (has_trained())
    GTEST_SKIP() << "LibTorch's autograd does not survive a fork: run this test by itself, as ctest does";
  const run_request r = request_for(small_, "cosine", 1);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    training_options o = options("killed");
    o.on_step = [](const progress& p) {
      if (p.step == 13) ::kill(::getpid(), SIGKILL);
    };
    results_of(small_, {r}, data_, o);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  ASSERT_FALSE(fs::exists(run_of("killed") / "result.json"));
  const run_result whole = results_of(small_, {r}, data_, options("whole")).at(0);
  const run_result again = results_of(small_, {r}, data_, options("killed")).at(0);
  ASSERT_FALSE(said_.empty());
  EXPECT_EQ(said_.back(), "resuming at step 10");
  EXPECT_EQ(again.checksum, whole.checksum);
  EXPECT_EQ(again.train_loss, whole.train_loss);
  EXPECT_EQ(without_times(run_of("killed") / "metrics.jsonl"), without_times(run_of("whole") / "metrics.jsonl"));
}

TEST_F(trained, falls_back_from_a_torn_checkpoint_to_the_previous_one) {
  const run_request r = request_for(small_, "linear", 1);
  const run_result whole = results_of(small_, {r}, data_, options("whole")).at(0);
  std::atomic<bool> stop{false};
  training_options o = options("torn");
  o.stop = &stop;
  o.on_step = [&](const progress& p) { stop = p.step == 12; };
  results_of(small_, {r}, data_, o);
  const fs::path file = run_of("torn", "linear") / "checkpoint";
  fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_EQ(results_of(small_, {r}, data_, options("torn")).at(0).checksum, whole.checksum);
  ASSERT_EQ(said_.size(), 2U);
  EXPECT_NE(said_[0].find("checksum is wrong"), std::string::npos);
  EXPECT_EQ(said_[1], "resuming at step 10");
}

TEST_F(trained, keeps_the_previous_checkpoint_when_the_disk_is_full) {
  if (has_trained())
    GTEST_SKIP() << "LibTorch's autograd does not survive a fork: run this test by itself, as ctest does";
  const run_request r = request_for(small_, "cosine", 1);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // a limit on the file size acts like a full disk: write() fails
    training_options o = options("full");
    bool told = false;
    o.say = [&](const std::string& line) { told = told || line.find("keeping the previous one") != std::string::npos; };
    o.on_step = [](const progress& p) {
      if (p.step != 7) return;
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{40'000, 40'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    results_of(small_, {r}, data_, o);
    ::_exit(told ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const found_checkpoint found = find_checkpoint(run_of("full") / "checkpoint");
  ASSERT_TRUE(found.found);
  EXPECT_EQ(found.data.header.at("step"), 5);
}

TEST_F(trained, replicas_equal_single_runs_to_rounding) {
  std::vector<run_request> requests;
  for (const char* const spec : {"cosine", "exp(beta=0.05)"}) {
    for (const std::uint64_t seed : {1U, 2U}) requests.push_back(request_for(small_, spec, seed));
  }
  const std::vector<run_result> together = results_of(small_, requests, data_, options("together"));
  ASSERT_EQ(together.size(), requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const run_result alone = results_of(small_, {requests[i]}, data_, options("alone")).at(0);
    EXPECT_NEAR(together[i].train_loss.value(), alone.train_loss.value(), 1e-4) << requests[i].full;
    EXPECT_NEAR(together[i].held_out_loss.value(), alone.held_out_loss.value(), 1e-4);
  }
  EXPECT_GT(std::abs(*together[0].train_loss - *together[2].train_loss), 1e-3);  // a rate of its own for each
}

TEST_F(trained, replicas_resume_bit_for_bit) {
  const std::vector<run_request> requests{request_for(small_, "cosine", 1), request_for(small_, "linear", 2)};
  const std::vector<run_result> whole = results_of(small_, requests, data_, options("whole"));
  std::atomic<bool> stop{false};
  training_options o = options("stopped");
  o.stop = &stop;
  o.on_step = [&](const progress& p) { stop = p.step == 12; };
  results_of(small_, requests, data_, o);
  const std::vector<run_result> again = results_of(small_, requests, data_, options("stopped"));
  EXPECT_EQ(again.at(0).checksum, whole.at(0).checksum);
  EXPECT_EQ(again.at(1).checksum, whole.at(1).checksum);
}

TEST_F(trained, a_seed_gives_every_schedule_the_same_start) {
  small_.steps = 3;
  for (const char* const spec : {"cosine", "sigmoid(i=40)"})
    results_of(small_, {request_for(small_, spec, 7)}, data_, options("a"));
  const auto first_loss = [&](const char* spec) {
    const std::string text = bytes_of(folder_.path() / "a" / "small" / spec / "7" / "metrics.jsonl");
    return text.substr(text.find("\"loss\""), 24);
  };
  EXPECT_EQ(first_loss("cosine"), first_loss("sigmoid(i=40)"));
}

TEST_F(trained, ends_as_diverged_and_without_numbers) {
  small_.optimizer.clip = 0.0;
  small_.optimizer.kind = optimizer_kind::heavy_ball;
  const run_result r = results_of(small_, {request_for(small_, "constant | peak(1e9)", 1)}, data_, options("a")).at(0);
  EXPECT_EQ(r.status, "diverged");
  EXPECT_FALSE(r.train_loss);
  EXPECT_FALSE(r.held_out_loss);
}

TEST_F(trained, refuses_the_folder_of_another_run) {
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a"));
  small_.steps = 30;
  const std::unique_ptr<processes> alone = join_processes().value();
  const auto end = train(small_, std::vector{request_for(small_, "cosine", 1)}, data_, options("a"), *alone);
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().message.find("steps is 24 there, 30 here"), std::string::npos) << end.error().message;
}

TEST_F(trained, refuses_to_go_on_with_other_data_or_processes) {
  data_.checksum = checksum_of(data_);
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a"));
  const run_request r = request_for(small_, "cosine", 1);
  EXPECT_TRUE(result_of(small_, r, data_, options("a"), 1));
  const auto two = result_of(small_, r, data_, options("a"), 2);
  ASSERT_FALSE(two);
  EXPECT_NE(two.error().message.find("processes is 1 there, 2 here"), std::string::npos) << two.error().message;
  data_.text->train[7] ^= 1U;
  data_.checksum = checksum_of(data_);
  const auto other = result_of(small_, r, data_, options("a"), 1);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("data_checksum is"), std::string::npos) << other.error().message;
}

TEST_F(trained, names_the_remedy_for_a_log_that_is_shorter_than_its_checkpoint) {
  small_.steps = 12;
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a"));
  fs::remove(run_of("a") / "result.json");
  fs::resize_file(run_of("a") / "metrics.jsonl", 10);
  const std::unique_ptr<processes> alone = join_processes().value();
  const auto end = train(small_, std::vector{request_for(small_, "cosine", 1)}, data_, options("a"), *alone);
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().message.find("is shorter than the checkpoint says"), std::string::npos) << end.error().message;
  EXPECT_NE(end.error().hint.find("remove " + (run_of("a") / "checkpoint").string() + " and "), std::string::npos)
      << end.error().hint;
}

// The sum is right, the content is not: written by another program, or by hand.
TEST_F(trained, starts_again_after_a_checkpoint_with_any_other_header) {
  small_.steps = 6;
  const run_result whole = results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("whole")).at(0);
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("a"));
  const checkpoint_data kept = read_checkpoint_file(run_of("a") / "checkpoint").value();
  std::vector<nlohmann::json> headers;
  for (const char* const key : {"step", "seconds", "metrics", "events", "identity", "threads", "torch"}) {
    for (const nlohmann::json& value : {nlohmann::json(), nlohmann::json(-1), nlohmann::json("x"),
                                        nlohmann::json::array({-5}), nlohmann::json(100000)}) {
      headers.push_back(kept.header);
      headers.back()[key] = value;
    }
    headers.push_back(kept.header);
    headers.back().erase(key);
  }
  for (const nlohmann::json& header : headers) {
    checkpoint_view view{header, {}};
    for (const auto& [name, bytes] : kept.blocks) view.blocks.emplace_back(name, std::span<const char>(bytes));
    fs::remove_all(run_of("a"));
    fs::create_directories(run_of("a"));
    ASSERT_TRUE(write_checkpoint(run_of("a") / "checkpoint", view));
    const std::unique_ptr<processes> alone = join_processes().value();
    const auto end = train(small_, std::vector{request_for(small_, "cosine", 1)}, data_, options("a"), *alone);
    if (end) {
      EXPECT_EQ(end->results.at(0).checksum, whole.checksum) << header;
    } else {
      EXPECT_NE(end.error().message.find("is shorter than the checkpoint says"), std::string::npos)
          << end.error().message;
    }
  }
}

TEST_F(trained, refuses_a_resnet_that_libtorch_cannot_train) {
  small_.model = model_kind::resnet;
  small_.resnet_width = 4;
  const std::unique_ptr<processes> alone = join_processes().value();
  const auto end = train(small_, std::vector{request_for(small_, "cosine", 1)}, data_, options("a"), *alone);
  ASSERT_FALSE(end);
  EXPECT_NE(end.error().message.find("narrower than 8"), std::string::npos) << end.error().message;
}

TEST_F(trained, accumulates_to_the_same_gradient) {
  const run_result whole = results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("whole")).at(0);
  small_.accumulate = 2;
  const run_result parts = results_of(small_, {request_for(small_, "cosine", 1)}, data_, options("parts")).at(0);
  EXPECT_NEAR(parts.train_loss.value(), whole.train_loss.value(), 1e-4);
}

// Two processes over loopback.
TEST_F(trained, two_processes_give_the_result_of_one) {
  if (has_trained())
    GTEST_SKIP() << "LibTorch's autograd does not survive a fork: run this test by itself, as ctest does";
  const run_request r = request_for(small_, "cosine", 1);
  std::vector<pid_t> children;
  const int port = 20000 + static_cast<int>(::getpid() % 20000);
  for (int rank = 0; rank < 2; ++rank) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::setenv("RANK", std::to_string(rank).c_str(), 1);
      ::setenv("WORLD_SIZE", "2", 1);
      ::setenv("MASTER_ADDR", "127.0.0.1", 1);
      ::setenv("MASTER_PORT", std::to_string(port).c_str(), 1);
      ::setenv("GLOO_SOCKET_IFNAME", "lo", 1);
      const auto group = join_processes();
      const bool fine = group && train(small_, std::vector{r}, data_, options("two"), **group);
      ::_exit(fine ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  const run_result two = result_from_json(bytes_of(run_of("two") / "result.json")).value();
  const run_result one = results_of(small_, {r}, data_, options("one")).at(0);
  EXPECT_NEAR(two.train_loss.value(), one.train_loss.value(), 1e-4);
  EXPECT_NEAR(two.held_out_loss.value(), one.held_out_loss.value(), 1e-4);
}

TEST(checkpoint, is_rejected_when_a_bit_is_wrong) {
  const temporary_folder folder;
  const fs::path file = folder.path() / "checkpoint";
  const std::string block(1000, 'x');
  checkpoint_view view{{{"step", 3}}, {{"a", std::span<const char>(block)}}};
  ASSERT_TRUE(write_checkpoint(file, view));
  EXPECT_EQ(*read_checkpoint_file(file).value().find("a"), block);
  std::string bytes = bytes_of(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  std::ofstream(file, std::ios::binary) << bytes;
  EXPECT_FALSE(read_checkpoint_file(file));
  EXPECT_FALSE(find_checkpoint(file).found);
  EXPECT_EQ(find_checkpoint(file).complaints.size(), 1U);
}

TEST(checkpoint, with_a_header_of_another_kind_is_one_clear_line) {
  const temporary_folder folder;
  const fs::path file = folder.path() / "checkpoint";
  for (const char* const header :
       {"[]", "1", R"({"blocks":3})", R"({"blocks":[3]})", R"({"blocks":[{"name":"a"}]})",
        R"({"blocks":[{"name":3,"bytes":1}]})", R"({"blocks":[{"name":"a","bytes":-1}]})",
        R"({"blocks":[{"name":"a","bytes":1e30}]})", R"({"blocks":[{"name":"a","bytes":18446744073709551615}]})"}) {
    const std::string text = header;
    std::string bytes = "taper-lab checkpoint 1\n";
    const std::uint64_t length = text.size();
    bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
    bytes += text;
    support::crc32c_sum sum;
    sum.add(bytes);
    const std::uint32_t value = sum.value();
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    std::ofstream(file, std::ios::binary) << bytes;
    const auto read = read_checkpoint_file(file);
    ASSERT_FALSE(read) << header;
    EXPECT_NE(read.error().message.find("checkpoint: "), std::string::npos) << read.error().message;
  }
}

TEST(results, with_values_of_another_kind_are_one_clear_line) {
  const std::string good = R"("experiment":"small","spec":"cosine","status":"finished","protocol":"shared")";
  ASSERT_TRUE(result_from_json("{" + good + "}"));
  for (const char* const bad :
       {R"("steps":-5)", R"("steps":1.5)", R"("steps":"5")", R"("steps":1e30)", R"("seed":-1)", R"("peak":"x")",
        R"("peak":null)", R"("train_loss":"low")", R"("note":3)", R"("threads":99999999999)",
        R"("experiment":"../../../evil")", R"("experiment":"/etc/x")", R"("experiment":"..")",
        R"("experiment":"a\u001b[31mb")", R"("protocol":"../x")"}) {
    const auto read = result_from_json("{" + good + "," + bad + "}");
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().message.find('\x1b'), std::string::npos);
  }
}

TEST(plan, gives_every_schedule_the_budget_of_cosine) {
  const experiment e = small_gpt();
  const std::vector<std::string> specs{"cosine", "linear", "exp(beta=0.05)"};
  const std::vector<run_request> plan = plan_runs(e, specs, 1e-3, 1, protocol::budget).value();
  std::vector<double> sums;
  for (const run_request& r : plan) {
    double sum = 0.0;
    for (const double rate : rates_of(e, r).table()) sum += rate;
    sums.push_back(sum);
  }
  EXPECT_NEAR(plan[0].peak, 1e-3, 1e-15);
  EXPECT_NEAR(sums[1], sums[0], 1e-12);
  EXPECT_NEAR(sums[2], sums[0], 1e-12);
  EXPECT_GT(plan[2].peak, 1.5e-3);
}

TEST(share, requires_a_task_below_the_number_of_tasks) {
  EXPECT_EQ(parse_share("3/4").value().index, 3U);
  for (const char* const wrong : {"", "4/4", "1", "a/2", "1/0", "-1/2", "1/2/3"})
    EXPECT_FALSE(parse_share(wrong)) << wrong;
}

}  // namespace
}  // namespace taper::lab
