// A schedule of another library from its own parameters.
#include <cstdio>
#include <taper/taper.hpp>

int main() {
  const auto made = taper::make(taper::torch::one_cycle{.max_lr = 0.1, .total_steps = 1000});  // a result<schedule>
  const auto text = taper::parse("torch.OneCycleLR(max_lr=0.1, total_steps=1000)");
  std::printf("the same schedule: %s\n", made.value() == text.value() ? "yes" : "no");

  const auto steps =
      taper::torch::sequential{.schedulers = {taper::torch::linear{.start_factor = 0.01, .total_iters = 500},
                                              taper::torch::step{.step_size = 300}},
                               .milestones = {500}};
  const taper::run lr = (steps | taper::peak(0.1)).over(2000);
  std::printf("step 250: %.4f, step 1000: %.4f\n", lr(250), lr(1000));

  const auto missing = taper::make(taper::hf::cosine{.num_warmup_steps = taper::percent(10)});
  std::printf("%s\n", missing.error().message.c_str());
}
