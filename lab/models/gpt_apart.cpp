// Replicas of a GPT on the CPU, each through the whole network on one thread.
#include <ATen/Parallel.h>

#include "models/model.hpp"

namespace taper::lab {
namespace {

class gpt_apart final : public model {
 public:
  gpt_apart(const gpt_shape& shape, std::int64_t replicas, const precision& how) {
    for (std::int64_t r = 0; r < replicas; ++r) each_.push_back(make_gpt(shape, 1, at::kCPU, how));
    for (const parameter& p : each_[0]->parameters().declared()) parameters_.declare(p);
    parameters_.allocate(replicas, at::kCPU, false);
    for (std::int64_t r = 0; r < replicas; ++r)
      of(r).parameters().lie_over(parameters_.flat().narrow(0, r, 1), parameters_.gradient().narrow(0, r, 1));
  }

  at::Tensor loss(const batch&) override { throw std::logic_error("replicas that are apart have no common graph"); }
  at::Tensor learn(const batch& b, double part) override {
    return apart([&](std::int64_t r) { return of(r).learn(row(b, r), part); });
  }
  score evaluate(const batch& b) override {
    return {apart([&](std::int64_t r) { return of(r).evaluate(row(b, r)).loss; }), {}};
  }
  at::Tensor buffers() override { return {}; }

 private:
  model& of(std::int64_t r) { return *each_[static_cast<std::size_t>(r)]; }
  static batch row(const batch& b, std::int64_t r) { return {b.inputs.narrow(0, r, 1), b.targets.narrow(0, r, 1)}; }

  // Inside the loop LibTorch starts no threads.
  template <class Work>
  at::Tensor apart(Work work) {
    const std::int64_t replicas = parameters_.replicas();
    std::vector<float> out(static_cast<std::size_t>(replicas));
    at::parallel_for(0, replicas, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t r = begin; r < end; ++r) out[static_cast<std::size_t>(r)] = work(r).template item<float>();
    });
    return at::tensor(out);
  }

  std::vector<std::unique_ptr<model>> each_;
};

}  // namespace

std::unique_ptr<model> make_gpt_apart(const gpt_shape& shape, std::int64_t replicas, const precision& how) {
  return std::make_unique<gpt_apart>(shape, replicas, how);
}

}  // namespace taper::lab
