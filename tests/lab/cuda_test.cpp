// On a CUDA device: the same numbers as on the CPU, recorded or not, alone or in replicas. Skipped where there is none.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "small.hpp"
#include "train/devices.hpp"
#include "train/feed.hpp"
#include "train/recorded.hpp"

namespace taper::lab {
namespace {

const at::Device gpu(at::kCUDA, 0);

class cuda : public testing::Test {
 protected:
  experiment small_ = small_gpt();
  loaded_data data_ = counting_text();
  temporary_folder folder_;

  void SetUp() override {
    if (!at::hasCUDA()) GTEST_SKIP() << "no CUDA device here";
  }
  training_options options(const std::string& name, const at::Device& device, bool record = true) {
    training_options o;
    o.dir = folder_.path() / name;
    o.device = device;
    o.record = record;
    o.say = [this](const std::string& line) { said_.push_back(line); };
    return o;
  }
  run_result alone(const std::string& name, const at::Device& device, bool record = true, std::uint64_t seed = 1) {
    return results_of(small_, {request_for(small_, "cosine", seed)}, data_, options(name, device, record)).at(0);
  }
  std::vector<std::string> said_;
};

loaded_data random_images() {
  image_data images;
  std::uint64_t state = 1;
  for (int i = 0; i < 70; ++i) {
    for (std::size_t k = 0; k < image_data::image_bytes; ++k) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      images.train_pixels.push_back(
          static_cast<std::uint8_t>((state >> 33) / 4 + static_cast<std::uint64_t>(i % 10) * 12));
    }
    images.train_labels.push_back(static_cast<std::uint8_t>(i % 10));
  }
  images.test_pixels = images.train_pixels;
  images.test_labels = images.train_labels;
  images.name = "noise";
  loaded_data out;
  out.images = std::move(images);
  return out;
}

TEST_F(cuda, trains_as_the_cpu_does) {
  EXPECT_NEAR(alone("gpu", gpu).train_loss.value(), alone("cpu", at::kCPU).train_loss.value(), 1e-3);
}

TEST_F(cuda, recorded_steps_equal_plain_steps) {
  if (!can_record()) GTEST_SKIP() << "this build records no graphs";
  const run_result graph = alone("graph", gpu), kernels = alone("kernels", gpu, false);
  EXPECT_NEAR(graph.train_loss.value(), kernels.train_loss.value(), 1e-5);
  EXPECT_NEAR(graph.delta_max.value(), kernels.delta_max.value(), 1e-4);
}

TEST_F(cuda, accumulates_to_the_same_gradient) {
  const run_result whole = alone("whole", gpu);
  small_.accumulate = 2;
  EXPECT_NEAR(alone("parts", gpu).train_loss.value(), whole.train_loss.value(), 1e-4);
}

TEST_F(cuda, replicas_equal_single_runs) {
  std::vector<run_request> requests;
  for (const char* const spec : {"cosine", "exp(beta=0.05)", "sigmoid(i=40)"}) {
    for (const std::uint64_t seed : {1U, 2U}) requests.push_back(request_for(small_, spec, seed));
  }
  const std::vector<run_result> together = results_of(small_, requests, data_, options("together", gpu));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const run_result one = results_of(small_, {requests[i]}, data_, options("one", gpu)).at(0);
    EXPECT_NEAR(together[i].train_loss.value(), one.train_loss.value(), 1e-3) << i;
    EXPECT_NEAR(together[i].held_out_loss.value(), one.held_out_loss.value(), 1e-3) << i;
  }
}

TEST_F(cuda, resumes_where_it_was_stopped) {
  std::atomic<bool> stop{false};
  training_options o = options("stopped", gpu);
  o.stop = &stop;
  o.on_step = [&](const progress& p) { stop = p.step == 13; };
  results_of(small_, {request_for(small_, "cosine", 1)}, data_, o);
  stop = false;
  o.on_step = {};
  const run_result again = results_of(small_, {request_for(small_, "cosine", 1)}, data_, o).at(0);
  EXPECT_EQ(said_.back(), "resuming at step 13");
  EXPECT_NEAR(again.train_loss.value(), alone("whole", gpu).train_loss.value(), 1e-5);
}

TEST_F(cuda, learns_in_bfloat16) {
  small_.steps = 150;
  training_options o = options("bf16", gpu);
  o.numbers.bf16 = true;
  EXPECT_LT(results_of(small_, {request_for(small_, "cosine", 1)}, data_, o).at(0).train_loss.value(), 1.0);
}

TEST_F(cuda, shows_the_images_of_the_cpu) {
  const loaded_data data = random_images();
  const std::unique_ptr<feed> there = make_image_feed(*data.images, {}, 32, 1, gpu);
  const std::unique_ptr<feed> here = make_image_feed(*data.images, {}, 32, 1, at::kCPU);
  for (const std::uint64_t step : {0U, 2U, 3U}) {
    const at::Tensor plan = here->plan(step, 0, 32);
    const batch a = here->training(plan), b = there->training(plan.to(gpu));
    EXPECT_LT((a.inputs - b.inputs.to(at::kCPU)).abs().max().item<double>(), 1e-6);
    EXPECT_TRUE(a.targets.equal(b.targets.to(at::kCPU)));
  }
}

// 70 images in batches of 32: the last batch of an epoch is shorter and cannot be the recorded one.
TEST_F(cuda, trains_a_resnet_recorded_or_not) {
  data_ = random_images();
  small_.model = model_kind::resnet;
  small_.resnet_width = 8;
  small_.batch = 32;
  small_.steps = 12;
  small_.optimizer = {.kind = optimizer_kind::nesterov, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0};
  small_.peak = 0.02;
  const run_result graph = alone("graph", gpu), kernels = alone("kernels", gpu, false);
  EXPECT_EQ(graph.status, "finished");
  // Chaotic: convolutions add in any order. The loss of the first steps shows that the recorded step learns alike.
  EXPECT_NEAR(graph.delta_q99.value(), kernels.delta_q99.value(), 0.1);
  EXPECT_NEAR(graph.train_loss.value(), kernels.train_loss.value(), 0.3);
}

#ifdef USE_C10D_NCCL
TEST_F(cuda, joins_by_nccl) {
  ::setenv("WORLD_SIZE", "1", 1);
  ::setenv("RANK", "0", 1);
  ::setenv("MASTER_ADDR", "127.0.0.1", 1);
  ::setenv("MASTER_PORT", std::to_string(20000 + static_cast<int>(::getpid() % 20000)).c_str(), 1);
  const auto group = join_processes(gpu);
  ::unsetenv("WORLD_SIZE");
  ASSERT_TRUE(group) << group.error().message;
  at::Tensor there = at::full({3}, 2.5F, at::TensorOptions().device(gpu)), here = at::full({3}, 1.5, at::kDouble);
  (*group)->average(there);
  (*group)->broadcast(here);
  EXPECT_TRUE(there.to(at::kCPU).equal(at::full({3}, 2.5F)));
  EXPECT_TRUE(here.equal(at::full({3}, 1.5, at::kDouble)));
}
#endif

}  // namespace
}  // namespace taper::lab
