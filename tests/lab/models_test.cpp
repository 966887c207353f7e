// The models: sizes, initial loss, three implementations of attention, overfitting one batch.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "models/attention.hpp"
#include "models/model.hpp"
#include "models/products.hpp"
#include "small.hpp"
#include "train/feed.hpp"
#include "train/optimizer.hpp"

namespace taper::lab {
namespace {

batch random_batch(std::int64_t replicas, std::int64_t rows, std::int64_t tokens, std::int64_t vocabulary) {
  at::manual_seed(3);
  return {at::randint(vocabulary, {replicas, rows, tokens}, at::kLong),
          at::randint(vocabulary, {replicas, rows, tokens}, at::kLong)};
}

std::int64_t parameters_of(std::string_view name) {
  const experiment e = find_experiment(name).value();
  if (e.model == model_kind::resnet) return make_resnet(e.resnet_width, at::kCPU, {})->parameters().count();
  return make_gpt(e.gpt, 1, at::kCPU, {})->parameters().count();
}

TEST(models, have_as_many_parameters_as_the_published_ones) {
  EXPECT_EQ(parameters_of("shakespeare-30m"), 29'995'392);
  EXPECT_EQ(parameters_of("wikitext-124m"), 124'439'808);
  EXPECT_EQ(parameters_of("cifar10"), 11'173'962);
}

TEST(gpt, starts_with_the_loss_of_guessing) {
  gpt_shape shape = find_experiment("shakespeare-nano").value().gpt;
  shape.vocabulary = 65;
  const std::unique_ptr<model> m = make_gpt(shape, 1, at::kCPU, {});
  m->parameters().initialize(0, 1);
  EXPECT_NEAR(m->evaluate(random_batch(1, 8, shape.block, 65)).loss.item<double>(), std::log(65.0), 0.05);
}

TEST(gpt, cannot_look_ahead) {
  gpt_shape shape{.layers = 2, .heads = 2, .width = 16, .block = 8, .vocabulary = 11};
  const std::unique_ptr<model> m = make_gpt(shape, 1, at::kCPU, {});
  m->parameters().initialize(0, 1);
  batch one = random_batch(1, 1, 8, 11);
  one.targets.slice(2, 4, 8).fill_(-100);  // ignored: the loss is about the first four alone
  const double before = m->evaluate(one).loss.item<double>();
  one.inputs.slice(2, 4, 8).fill_(0);
  EXPECT_EQ(m->evaluate(one).loss.item<double>(), before);
}

TEST(attention, in_one_pass_equals_the_plain_version_with_gradient) {
  if (find_sgemm() == nullptr) GTEST_SKIP() << "this LibTorch shares no BLAS";
  at::manual_seed(1);
  const at::Tensor qkv = at::randn({3, 37, 3 * 24}).requires_grad_(true), weight = at::randn({3, 37, 24});
  const at::Tensor plain = plain_attention(qkv, 4);
  (plain * weight).sum().backward();
  const at::Tensor expected = qkv.grad().clone();
  qkv.mutable_grad() = at::Tensor();
  const at::Tensor fast = causal_attention(qkv, 4);
  (fast * weight).sum().backward();
  EXPECT_LT((fast - plain).abs().max().item<double>(), 2e-6);
  EXPECT_LT((qkv.grad() - expected).abs().max().item<double>(), 1e-5);
}

TEST(attention, propagates_nan) {
  at::Tensor qkv = at::zeros({1, 8, 12});
  qkv.fill_(std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(causal_attention(qkv, 1).isnan().all().item<bool>());
}

// The gradients of two replicas with different seeds, and those of single runs.
void expect_rows_as_alone(model& together, const gpt_shape& shape, const batch& b) {
  const std::int64_t replicas = b.inputs.size(0);
  for (std::int64_t r = 0; r < replicas; ++r) together.parameters().initialize(r, static_cast<std::uint64_t>(r) + 1);
  const at::Tensor losses = together.learn(b, 0.5), scores = together.evaluate(b).loss;
  for (std::int64_t r = 0; r < replicas; ++r) {
    const std::unique_ptr<model> alone = make_gpt(shape, 1, at::kCPU, {});
    alone->parameters().initialize(0, static_cast<std::uint64_t>(r) + 1);
    const at::Tensor own = alone->learn({b.inputs[r], b.targets[r]}, 0.5);
    EXPECT_NEAR(losses[r].item<double>(), own[0].item<double>(), 1e-6);
    EXPECT_NEAR(scores[r].item<double>(), own[0].item<double>(), 1e-6);
    EXPECT_GT(alone->parameters().gradient().abs().max().item<double>(), 1e-3);
    EXPECT_TRUE(at::allclose(together.parameters().gradient()[r], alone->parameters().gradient()[0], 1e-4, 1e-7));
  }
}

TEST(replicas, in_batched_products_have_the_gradients_of_single_runs) {
  const gpt_shape shape{.layers = 2, .heads = 2, .width = 16, .block = 8, .vocabulary = 11};
  expect_rows_as_alone(*make_gpt(shape, 3, at::kCPU, {}), shape, random_batch(3, 4, 8, 11));
}

TEST(replicas, on_threads_have_the_gradients_of_single_runs) {
  const int threads = at::get_num_threads();
  at::set_num_threads(2);
  const gpt_shape shape{.layers = 2, .heads = 2, .width = 16, .block = 8, .vocabulary = 11};
  expect_rows_as_alone(*make_gpt_apart(shape, 3, {}), shape, random_batch(3, 4, 8, 11));
  at::set_num_threads(threads);
}

// Trains on one batch; returns the loss after the last step.
double learned(model& m, const batch& b, const optimizer_setting& setting, double rate, int steps) {
  m.parameters().initialize(0, 1);
  optimizer o(setting, m.parameters());
  double last = 0.0;
  for (int i = 0; i < steps; ++i) {
    m.parameters().gradient().zero_();
    last = m.learn(b, 1.0).item<double>();
    o.set({rate});
    o.step();
  }
  return last;
}

TEST(gpt, overfits_one_batch) {
  const gpt_shape shape{.layers = 2, .heads = 2, .width = 32, .block = 16, .vocabulary = 17};
  const batch b = random_batch(1, 4, 16, 17);
  EXPECT_LT(learned(*make_gpt(shape, 1, at::kCPU, {}), b, {}, 1e-2, 150), 0.05);
}

TEST(gpt, learns_in_bfloat16) {
  const gpt_shape shape{.layers = 1, .heads = 2, .width = 32, .block = 16, .vocabulary = 17};
  EXPECT_LT(learned(*make_gpt(shape, 1, at::kCPU, {.bf16 = true}), random_batch(1, 2, 16, 17), {}, 1e-2, 120), 0.3);
}

TEST(optimizer, equals_adamw_computed_by_hand) {
  parameter_store p;
  p.declare({"w", {2}, true, {initial::kind::constant, 1.0}});
  p.declare({"b", {1}, false, {initial::kind::constant, 1.0}});
  p.allocate(1, at::kCPU, false);
  p.initialize(0, 1);
  optimizer o({.beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8, .weight_decay = 0.5, .clip = 0.0}, p);
  double w = 1.0, b = 1.0, m = 0.0, v = 0.0;
  for (int t = 1; t <= 3; ++t) {
    const double g = 0.3 * t;
    p.gradient().fill_(g);
    o.set({0.1});
    o.step();
    m = 0.9 * m + 0.1 * g;
    v = 0.99 * v + 0.01 * g * g;
    const double move = 0.1 * m / (1 - std::pow(0.9, t)) / (std::sqrt(v / (1 - std::pow(0.99, t))) + 1e-8);
    w = w * (1 - 0.1 * 0.5) - move;
    b -= move;
  }
  EXPECT_NEAR(p[0][1].item<double>(), w, 1e-6);
  EXPECT_NEAR(p[1][0].item<double>(), b, 1e-6);
}

TEST(optimizer, clips_the_norm_of_each_replica) {
  parameter_store p;
  p.declare({"w", {4}, false, {}});
  p.allocate(2, at::kCPU, false);
  optimizer o({.kind = optimizer_kind::heavy_ball, .beta1 = 0.0, .weight_decay = 0.0, .clip = 1.0}, p);
  p.gradient()[0].fill_(10.0);
  p.gradient()[1].fill_(0.1);
  o.set({1.0, 1.0});
  const at::Tensor norm = o.step();
  EXPECT_NEAR(norm[0].item<double>(), 20.0, 1e-4);
  EXPECT_NEAR(p.flat()[0][0].item<double>(), -0.5, 1e-5);
  EXPECT_NEAR(p.flat()[1][0].item<double>(), -0.1, 1e-6);
}

// Pixel by pixel, straightforwardly.
TEST(image_feed, moves_mirrors_and_normalizes) {
  image_data data;
  for (std::size_t i = 0; i < 3 * image_data::image_bytes; ++i)
    data.train_pixels.push_back(static_cast<std::uint8_t>(i * 2654435761U >> 11));
  data.train_labels = {4, 7, 1};
  data.test_pixels = data.train_pixels;
  data.test_labels = data.train_labels;
  const std::unique_ptr<feed> f = make_image_feed(data, {}, 3, 1, at::kCPU);
  const at::Tensor plan = at::tensor({2, 3, -4, 1, 0, 0, 0, 0, 1, -1, 2, 0}, at::kLong).view({3, 4});
  const batch b = f->training(plan);
  EXPECT_TRUE(b.targets.equal(at::tensor({1, 4, 7}, at::kLong)));
  constexpr double mean[]{0.4914, 0.4822, 0.4465}, deviation[]{0.2470, 0.2435, 0.2616};
  double worst = 0.0;
  for (std::int64_t i = 0; i < 3; ++i) {
    const std::int64_t image = plan[i][0].item<std::int64_t>(), dx = plan[i][1].item<std::int64_t>();
    const std::int64_t dy = plan[i][2].item<std::int64_t>(), mirrored = plan[i][3].item<std::int64_t>();
    const auto shown = b.inputs.accessor<float, 4>();
    for (std::int64_t c = 0; c < 3; ++c) {
      for (std::int64_t y = 0; y < 32; ++y) {
        for (std::int64_t x = 0; x < 32; ++x) {
          const std::int64_t sx = (mirrored != 0 ? 31 - x : x) + dx, sy = y + dy;
          const bool inside = sx >= 0 && sx < 32 && sy >= 0 && sy < 32;
          const auto at = static_cast<std::size_t>(((image * 3 + c) * 32 + sy) * 32 + sx);
          const double pixel = inside ? data.train_pixels[at] / 255.0 : 0.0;
          worst = std::max(worst, std::abs(shown[i][c][y][x] - (pixel - mean[c]) / deviation[c]));
        }
      }
    }
  }
  EXPECT_LT(worst, 1e-6);
}

// Crops are inside the image and cover all of it; evaluation uses the whole image.
TEST(image_feed, crops_squares) {
  image_data data;
  for (std::size_t i = 0; i < 20 * image_data::image_bytes; ++i)
    data.train_pixels.push_back(static_cast<std::uint8_t>(i * 2654435761U >> 11));
  data.train_labels.assign(20, 1);
  data.test_pixels = data.train_pixels;
  data.test_labels = data.train_labels;
  const std::unique_ptr<feed> f = make_image_feed(data, {.limit = 0, .crop = 24}, 20, 1, at::kCPU);
  std::array<std::int64_t, 2> least{99, 99}, most{-99, -99};
  for (std::uint64_t step = 0; step < 20; ++step) {
    const at::Tensor plan = f->plan(step, 0, 20);
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const at::Tensor starts = plan.select(1, static_cast<std::int64_t>(axis) + 1);
      least[axis] = std::min(least[axis], starts.min().item<std::int64_t>());
      most[axis] = std::max(most[axis], starts.max().item<std::int64_t>());
    }
  }
  EXPECT_EQ(least, (std::array<std::int64_t, 2>{0, 0}));
  EXPECT_EQ(most, (std::array<std::int64_t, 2>{8, 8}));

  const at::Tensor whole = f->evaluation(part::train, 0).inputs;
  EXPECT_EQ(whole.sizes(), (at::IntArrayRef{20, 3, 32, 32}));
  const at::Tensor shown = f->training(at::tensor({3, 8, 5, 0, 6, 2, 0, 1}, at::kLong).view({2, 4})).inputs;
  EXPECT_EQ(shown.sizes(), (at::IntArrayRef{2, 3, 24, 24}));
  EXPECT_TRUE(shown[0].equal(whole[3].narrow(1, 5, 24).narrow(2, 8, 24)));
  EXPECT_TRUE(shown[1].equal(whole[6].narrow(1, 0, 24).narrow(2, 2, 24).flip(2)));
}

TEST(image_feed, shows_every_image_once_an_epoch) {
  image_data data;
  for (int i = 0; i < 10; ++i) {
    data.train_pixels.insert(data.train_pixels.end(), image_data::image_bytes, static_cast<std::uint8_t>(10 * i));
    data.train_labels.push_back(static_cast<std::uint8_t>(i));
  }
  data.test_pixels = data.train_pixels;
  data.test_labels = data.train_labels;
  const std::unique_ptr<feed> f = make_image_feed(data, {}, 4, 1, at::kCPU);
  for (const std::uint64_t epoch : {0U, 5U, 1U}) {
    std::vector<int> seen(10);
    for (std::uint64_t i = 0; i < 3; ++i) {
      const batch b = f->training(3 * epoch + i, 0, 4);
      EXPECT_EQ(b.targets.size(0), i < 2 ? 4 : 2);
      for (std::int64_t k = 0; k < b.targets.size(0); ++k)
        ++seen[static_cast<std::size_t>(b.targets[k].item<std::int64_t>())];
    }
    EXPECT_EQ(seen, std::vector<int>(10, 1));
  }
}

}  // namespace
}  // namespace taper::lab
