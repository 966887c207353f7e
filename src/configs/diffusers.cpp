// The example scripts of diffusers. Source: huggingface/diffusers examples/*/train_*.py and
// src/diffusers/optimization.py@013f5550.
#include <array>
#include <cmath>

#include "configs/launcher.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// The beginnings of the scripts' names.
constexpr std::array<std::string_view, 10> scripts = {
    "train_text_to_image",    "train_dreambooth",  "textual_inversion", "train_controlnet", "train_instruct_pix2pix",
    "train_custom_diffusion", "train_t2i_adapter", "train_lcm_distill", "train_cogvideox",  "train_kandinsky"};

std::string_view script_of(const document& d) {
  const std::string_view command = d.command;
  const std::size_t slash = command.find_last_of("/ ");
  return slash == std::string_view::npos ? command : command.substr(slash + 1);
}

bool recognizes(const document& d) {
  if (d.written != syntax::shell || d.root.find("network_module") != nullptr) return false;
  const std::string_view script = script_of(d);
  for (const std::string_view known : scripts) {
    if (script.starts_with(known) && script.find("flax") == std::string_view::npos &&
        (d.root.find("learning_rate") != nullptr || d.root.find("lr_scheduler") != nullptr ||
         d.root.find("max_train_steps") != nullptr))
      return true;
  }
  return false;
}

// The count from the size of the data set ignores prior-preservation examples and cached latents.
std::optional<std::int64_t> length_of(const keys& k, report& out, std::int64_t batch, std::int64_t accumulation,
                                      std::optional<std::int64_t> world) {
  const std::optional<std::int64_t> most = k.whole("max_train_steps", 1);
  const std::optional<std::int64_t> epochs = k.whole("num_train_epochs", 1);
  if (out.failed()) return std::nullopt;
  if (most) {
    k.gives_length("max_train_steps");
    return most;
  }
  k.counts_length("num_train_epochs");
  const run_facts& given = out.facts;
  if (epochs && given.steps_per_epoch) return *epochs * static_cast<std::int64_t>(*given.steps_per_epoch);
  if (epochs && given.dataset_size && batch > 0) {
    if (!world) world = launched(k, out);
    const double own = std::ceil(std::ceil(static_cast<double>(*given.dataset_size) / static_cast<double>(batch)) /
                                 static_cast<double>(*world));
    return *epochs * up(own / static_cast<double>(accumulation));
  }
  if (given.steps) return static_cast<std::int64_t>(*given.steps);
  out.fail(epochs ? no_length("it trains for " + std::to_string(*epochs) + " epochs and has no max_train_steps",
                              "the number of optimizer steps, or of steps per epoch, or the size of the data set")
                  : no_length("it has no max_train_steps; the script's own default counts epochs",
                              "the number of optimizer steps"));
  return std::nullopt;
}

void read(const document& d, const keys& k, report& out) {
  k.without_effect({"checkpointing_steps", "validation_steps", "validation_epochs", "checkpoints_total_limit",
                    "adam_weight_decay", "adam_weight_decay_text_encoder", "snr_gamma", "num_validation_images",
                    "num_class_images", "save_steps", "lr_num_cycles", "lr_power", "num_ddim_timesteps",
                    "prodigy_decouple", "use_ema", "max_grad_norm", "launcher", "environment", "timestep_bias_begin"});
  const std::string script(script_of(d));
  const std::optional<double> written_rate = k.number("learning_rate");
  const std::string name = k.word("lr_scheduler", "constant");
  const std::int64_t w = k.whole_or("lr_warmup_steps", 500);
  const std::int64_t accumulation = k.whole("gradient_accumulation_steps", 1).value_or(1);
  const std::int64_t batch = k.whole("train_batch_size", 1).value_or(0);
  const std::int64_t cycles = k.whole_or("lr_num_cycles", 1);
  const double power = k.number("lr_power", 1.0);
  const bool scaled = k.flag("scale_lr");
  if (out.failed()) return;
  if (!written_rate)
    return out.fail(
        failed(errc::missing, "no learning_rate: each of the scripts has a default of its own", "write it"));
  for (const char* const key : {"text_encoder_lr", "learning_rate_text_encoder", "initial_learning_rate"}) {
    if (k.has(key))
      out.note("another-rate", key, k.line(key),
               std::string(key) + " gives other parameters another rate; the schedule here is that of learning_rate");
  }
  const std::string optimizer = k.word("optimizer");
  if (optimizer == "prodigy" || optimizer == "Prodigy")
    out.note("scaled-rate", "optimizer", k.line("optimizer"), "Prodigy multiplies the rate by an estimate of its own");
  double rate = *written_rate;
  std::optional<std::int64_t> world;
  if (scaled) {
    if (batch == 0)
      return out.fail(k.problem("scale_lr", errc::missing,
                                "scale_lr multiplies the rate by the batch, and train_batch_size is not given"));
    world = launched(k, out);
    const double by = static_cast<double>(accumulation * batch * *world);
    rate *= by;
    out.note("scaled-rate", "scale_lr", k.line("scale_lr"),
             "learning_rate is multiplied by " + print_number(by) + ": accumulation, batch and processes");
  }
  const std::optional<std::int64_t> steps = length_of(k, out, batch, accumulation, world);
  if (!steps || out.failed()) return;
  const auto n = static_cast<std::uint64_t>(*steps);
  const std::optional<std::int64_t> length = *steps;
  if (name == "constant") {
    if (k.has("lr_warmup_steps") && w > 0)
      out.fault("key-ignored", "lr_warmup_steps", k.line("lr_warmup_steps"),
                "'constant' has no warmup: lr_warmup_steps is dropped; constant_with_warmup has one");
    return out.run(at_peak(windowed(constant{}), rate), n);
  }
  if (!k.has("lr_warmup_steps"))
    out.note("default-used", "lr_warmup_steps", 0, "no lr_warmup_steps: the scripts take 500");
  result<schedule> made = schedule{};
  if (name == "constant_with_warmup")
    made = call("hf.constant_with_warmup", {{"num_warmup_steps", w}});
  else if (name == "linear" || name == "cosine")
    made = call("hf." + name, {{"num_warmup_steps", w}, {"num_training_steps", length}});
  else if (name == "cosine_with_restarts")
    made = call("hf.cosine_with_restarts",
                {{"num_warmup_steps", w}, {"num_training_steps", length}, {"num_cycles", cycles}});
  else if (name == "polynomial")
    made = call("hf.polynomial", {{"num_warmup_steps", w}, {"num_training_steps", length}, {"power", power}});
  else if (name == "piecewise_constant")
    return out.fail(
        k.problem("lr_scheduler", errc::unsupported, "piecewise_constant needs rules that no script passes"));
  else
    return out.rejected("unknown-scheduler", "lr_scheduler", k.line("lr_scheduler"),
                        "diffusers has no scheduler " + echoed(name) + ": the run stops");
  check_warmup(out, k, "lr_warmup_steps", w, *steps);
  out.run(at_peak(made, rate), n);
}

}  // namespace

const config_reader diffusers = {.format = {"diffusers", "diffusers example scripts", "huggingface/diffusers@013f5550"},
                                 .recognizes = recognizes,
                                 .read = read};

}  // namespace taper::configs
