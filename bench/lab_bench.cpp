// Training throughput of the lab, and the peak of plain products in the same program. lab_peers.py alternates it with
// its Python peer.
//
//   taper_lab_bench THREADS SECONDS     writes {"threads": …, "peak_gflops": …, "cases": {name: items per second}}
//   taper_lab_bench cuda SECONDS        the same on a CUDA device, with larger sizes; the peak is for bfloat16
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
#include "experiment/experiment.hpp"
#include "models/model.hpp"
#include "models/products.hpp"
#include "train/devices.hpp"
#include "train/optimizer.hpp"
#include "train/recorded.hpp"

namespace {

using namespace taper::lab;
using steady = std::chrono::steady_clock;

constexpr gpt_shape shape{.layers = 2, .heads = 4, .width = 64, .block = 64, .vocabulary = 65};
constexpr std::int64_t sequences = 16, images = 32, replicas = 8;
constexpr int resnet_width = 16;

// Calls per second, from the fastest time: other programs use the machine too.
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

// For one product followed by a wait for the device: large enough that the wait is negligible.
double cuda_peak_gflops(double seconds) {
  constexpr std::int64_t n = 8192;
  const at::TensorOptions there = at::TensorOptions().dtype(at::kBFloat16).device(at::kCUDA);
  const at::Tensor a = at::randn({n, n}, there), b = at::randn({n, n}, there);
  at::Tensor c = at::empty({n, n}, there);
  const auto work = [&] {
    at::mm_out(c, a, b);
    c[0][0].item<float>();
  };
  return per_second(work, seconds) * 2.0 * static_cast<double>(n * n) * static_cast<double>(n) * 1e-9;
}

// A training step on one batch.
std::function<void()> step_of(model& m, optimizer& o, const batch& b, const std::vector<double>& rates) {
  return [&] {
    o.set(rates);
    m.parameters().gradient().zero_();
    const at::Tensor loss = m.learn(b, 1.0);
    const at::Tensor norm = o.step();
    if (!(loss.sum().item<float>() > 0.0F) || norm.isnan().any().item<bool>()) std::abort();
  };
}

// Steps per second on a CUDA device, recorded as in the trainer;
// the loss is fetched at every tenth step, as for a log.
double cuda_steps(model& m, optimizer& o, const batch& b, const std::vector<double>& rates, double seconds) {
  constexpr int together = 10;
  at::Tensor loss = at::zeros({static_cast<std::int64_t>(rates.size())}, at::TensorOptions().device(at::kCUDA));
  recorded step([&] {
    m.parameters().gradient().zero_();
    loss.copy_(m.learn(b, 1.0));
    o.step();
  });
  const auto some = [&] {
    for (int i = 0; i < together; ++i) {
      o.set(rates);
      step();
    }
    if (!(loss.sum().item<float>() > 0.0F)) std::abort();
  };
  return together * per_second(some, seconds);
}

double cuda_gpt_tokens(gpt_shape s, std::int64_t r, std::int64_t rows, bool bf16, double seconds) {
  if (s.vocabulary == 0) s.vocabulary = shape.vocabulary;
  const std::unique_ptr<model> m = make_gpt(s, r, at::kCUDA, {.bf16 = bf16});
  for (std::int64_t i = 0; i < r; ++i) m->parameters().initialize(i, 1);
  optimizer o({}, m->parameters());
  const at::TensorOptions there = at::TensorOptions().dtype(at::kLong).device(at::kCUDA);
  const batch b{at::randint(s.vocabulary, {r, rows, s.block}, there),
                at::randint(s.vocabulary, {r, rows, s.block}, there)};
  const std::vector<double> rates(static_cast<std::size_t>(r), 1e-3);
  return cuda_steps(*m, o, b, rates, seconds) * static_cast<double>(r * rows * s.block);
}

double cuda_resnet_images(double seconds) {
  constexpr std::int64_t rows = 128;
  at::globalContext().setBenchmarkCuDNN(true);
  const std::unique_ptr<model> m = make_resnet(64, at::kCUDA, {.bf16 = true, .channels_last = true});
  m->parameters().initialize(0, 1);
  optimizer o({.kind = optimizer_kind::nesterov, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0}, m->parameters());
  const batch b{at::randn({rows, 3, 32, 32}, at::TensorOptions().device(at::kCUDA)),
                at::randint(10, {rows}, at::TensorOptions().dtype(at::kLong).device(at::kCUDA))};
  return cuda_steps(*m, o, b, {1e-2}, seconds) * rows;
}

int on_cuda(double seconds) {
  if (!at::hasCUDA()) {
    std::fputs("taper_lab_bench: no CUDA device\n", stderr);
    return 2;
  }
  const own_stream stream(at::Device(at::kCUDA, 0));
  const gpt_shape large = find_experiment("shakespeare-30m").value().gpt;
  const nlohmann::ordered_json out{{"device", "cuda"},
                                   {"peak_gflops", cuda_peak_gflops(seconds)},
                                   {"cases",
                                    {{"gpt-30m, bf16", cuda_gpt_tokens(large, 1, 64, true, seconds)},
                                     {"gpt", cuda_gpt_tokens(shape, 1, sequences, false, seconds)},
                                     {"gpt, 1024 replicas", cuda_gpt_tokens(shape, 1024, sequences, false, seconds)},
                                     {"resnet-18, bf16", cuda_resnet_images(seconds)}}},
                                   {"bpe_megabytes", nullptr}};
  std::printf("%s\n", out.dump().c_str());
  return 0;
}

double gpt_tokens(std::int64_t r, double seconds) {
  const std::unique_ptr<model> m = r == 1 ? make_gpt(shape, 1, at::kCPU, {}) : make_gpt_apart(shape, r, {});
  for (std::int64_t i = 0; i < r; ++i) m->parameters().initialize(i, static_cast<std::uint64_t>(i) + 1);
  optimizer o({}, m->parameters());
  const batch b{at::randint(shape.vocabulary, {r, sequences, shape.block}, at::kLong),
                at::randint(shape.vocabulary, {r, sequences, shape.block}, at::kLong)};
  const std::vector<double> rates(static_cast<std::size_t>(r), 1e-3);
  return per_second(step_of(*m, o, b, rates), seconds) * static_cast<double>(r * sequences * shape.block);
}

double resnet_images(double seconds) {
  const std::unique_ptr<model> m = make_resnet(resnet_width, at::kCPU, {});
  m->parameters().initialize(0, 1);
  optimizer o({.kind = optimizer_kind::nesterov, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0}, m->parameters());
  const batch b{at::randn({images, 3, 32, 32}), at::randint(10, {images}, at::kLong)};
  const std::vector<double> rates{1e-2};
  return per_second(step_of(*m, o, b, rates), seconds) * static_cast<double>(images);
}

// GPT-2's encoding of WikiText-2 with an empty cache, if both are installed.
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
    std::fputs("usage: taper_lab_bench THREADS|cuda SECONDS\n", stderr);
    return 2;
  }
  const int threads = std::max(std::atoi(argv[1]), 1);
  const double seconds = std::atof(argv[2]);
  if (std::string_view(argv[1]) == "cuda") return on_cuda(seconds);
  at::set_num_threads(threads);
  quiet_blas();
  keep_memory();
  nlohmann::ordered_json cases{{"gpt", gpt_tokens(1, seconds)},
                               {"gpt, 8 replicas", gpt_tokens(replicas, seconds)},
                               {"resnet", resnet_images(seconds)}};
  // The peak of one thread: the lab limits OpenBLAS to one thread and uses the others for replicas.
  at::set_num_threads(1);
  const nlohmann::ordered_json out{{"threads", threads},
                                   {"peak_gflops", peak_gflops(seconds)},
                                   {"cases", cases},
                                   {"bpe_megabytes", bpe_megabytes()}};
  std::printf("%s\n", out.dump().c_str());
}
