// What the lab trains in a second, beside the peak of plain products in the same program. lab_peers.py runs it and its
// Python peer in turn.
//
//   taper_lab_bench THREADS SECONDS     writes {"threads": …, "peak_gflops": …, "cases": {name: items per second}}
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

#include "data/bpe.hpp"
#include "data/dataset.hpp"
#include "models/model.hpp"
#include "models/products.hpp"
#include "train/optimizer.hpp"

namespace {

using namespace taper::lab;
using steady = std::chrono::steady_clock;

constexpr gpt_shape shape{.layers = 2, .heads = 4, .width = 64, .block = 64, .vocabulary = 65};
constexpr std::int64_t sequences = 16, images = 32, replicas = 8;
constexpr int resnet_width = 16;

// Calls a second of the fastest of the times: others use the machine too.
double per_second(const std::function<void()>& work, double seconds) {
  work();  // memory, kernels
  double best = 1e300;
  const steady::time_point until =
      steady::now() + std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(seconds));
  while (steady::now() < until) {
    const steady::time_point begun = steady::now();
    work();
    best = std::min(best, std::chrono::duration<double>(steady::now() - begun).count());
  }
  return 1.0 / best;
}

double peak_gflops(double seconds) {
  const at::Tensor a = at::randn({1024, 1024}), b = at::randn({1024, 1024});
  at::Tensor c = at::empty({1024, 1024});
  return per_second([&] { at::mm_out(c, a, b); }, seconds) * 2.0 * 1024 * 1024 * 1024 * 1e-9;
}

// A step as the trainer makes it, on one batch.
std::function<void()> step_of(model& m, optimizer& o, const batch& b, const at::Tensor& rates) {
  return [&] {
    m.parameters().gradient().zero_();
    const at::Tensor loss = m.learn(b, 1.0);
    const at::Tensor norm = o.step(rates);
    if (!(loss.sum().item<float>() > 0.0F) || norm.isnan().any().item<bool>()) std::abort();
  };
}

double gpt_tokens(std::int64_t r, double seconds) {
  const std::unique_ptr<model> m = r == 1 ? make_gpt(shape, 1, at::kCPU, {}) : make_gpt_apart(shape, r, {});
  for (std::int64_t i = 0; i < r; ++i) m->parameters().initialize(i, static_cast<std::uint64_t>(i) + 1);
  optimizer o({}, m->parameters());
  const batch b{at::randint(shape.vocabulary, {r, sequences, shape.block}, at::kLong),
                at::randint(shape.vocabulary, {r, sequences, shape.block}, at::kLong)};
  const at::Tensor rates = at::full({r, 1}, 1e-3);
  return per_second(step_of(*m, o, b, rates), seconds) * static_cast<double>(r * sequences * shape.block);
}

double resnet_images(double seconds) {
  const std::unique_ptr<model> m = make_resnet(resnet_width, at::kCPU, {});
  m->parameters().initialize(0, 1);
  optimizer o({.kind = optimizer_kind::nesterov, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0}, m->parameters());
  const batch b{at::randn({images, 3, 32, 32}), at::randint(10, {images}, at::kLong)};
  const at::Tensor rates = at::full({1, 1}, 1e-2);
  return per_second(step_of(*m, o, b, rates), seconds) * static_cast<double>(images);
}

// GPT-2's encoding of WikiText-2 by an encoder that has met nothing yet, where both are on this machine.
nlohmann::ordered_json bpe_megabytes() {
  const auto folder = find_data("gpt2-bpe"), texts = find_data("wikitext-2");
  if (!folder || !texts) return nullptr;
  const auto vocabulary = bpe_vocabulary::read(*folder);
  std::ifstream in(*texts / "train.txt", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!vocabulary || text.empty()) return nullptr;
  return per_second([&] { bpe_encoder(*vocabulary).encode(text); }, 1.0) * static_cast<double>(text.size()) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: taper_lab_bench THREADS SECONDS\n", stderr);
    return 2;
  }
  const int threads = std::max(std::atoi(argv[1]), 1);
  const double seconds = std::atof(argv[2]);
  at::set_num_threads(threads);
  quiet_blas();
  keep_memory();
  nlohmann::ordered_json cases{{"gpt", gpt_tokens(1, seconds)},
                               {"gpt, 8 replicas", gpt_tokens(replicas, seconds)},
                               {"resnet", resnet_images(seconds)}};
  // The peak of one thread: the lab keeps OpenBLAS to one, and its replicas are what uses the others.
  at::set_num_threads(1);
  const nlohmann::ordered_json out{{"threads", threads},
                                   {"peak_gflops", peak_gflops(seconds)},
                                   {"cases", cases},
                                   {"bpe_megabytes", bpe_megabytes()}};
  std::printf("%s\n", out.dump().c_str());
}
