// LightningCLI YAML. Source: Lightning-AI/pytorch-lightning@014994ad 2.x (cli.py, core/optimizer.py).
#include <algorithm>
#include <cmath>

#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "configs/torch_schedulers.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool has_class(const node& root) {
  return root.at("optimizer/class_path") != nullptr || root.at("lr_scheduler/class_path") != nullptr;
}

bool recognizes(const document& d) {
  const node* const fit = d.root.find("fit");
  return d.written == syntax::yaml &&
         ((d.root.find("trainer") != nullptr && has_class(d.root)) || (fit != nullptr && has_class(*fit)));
}

struct run_length {
  std::optional<std::int64_t> per_epoch{};
  std::int64_t epochs = 0;  // 0: no limit
  std::int64_t steps = 0;
};

std::optional<run_length> length_of(const keys& k, report& out) {
  const std::optional<std::int64_t> steps = k.whole("trainer/max_steps", -1);
  const std::optional<std::int64_t> epochs = k.whole("trainer/max_epochs", -1);
  if (out.failed()) return std::nullopt;
  run_length r;
  const bool by_steps = steps && *steps > 0;
  r.epochs = epochs && *epochs > 0 ? *epochs : by_steps || epochs == -1 ? 0 : 1000;
  if (r.epochs == 0 && !by_steps) {
    out.fail(k.problem("trainer/max_epochs", errc::unsupported, "the run has no end"));
    return std::nullopt;
  }
  if (out.facts.steps_per_epoch) r.per_epoch = static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  if (by_steps && r.epochs == 0) {
    k.gives_length("trainer/max_steps");
    r.steps = *steps;
    return r;
  }
  r.per_epoch = batches_of_epoch(out, by_steps ? 0 : r.epochs, 0);
  if (!r.per_epoch) return std::nullopt;
  if (r.epochs == 1000 && !epochs) out.note("default-used", "trainer.max_epochs", 0, "no max_epochs: 1000 epochs");
  const std::int64_t whole = r.epochs * *r.per_epoch;
  r.steps = by_steps ? std::min(*steps, whole) : whole;
  by_steps && *steps <= whole ? k.gives_length("trainer/max_steps") : k.counts_length("trainer/max_epochs");
  return r;
}

// A length in epochs that is far beyond the run was meant in steps; a cosine that ends before it climbs again.
void check_lengths(const keys& k, report& out, const std::string& name, const run_length& r) {
  if (r.epochs == 0) return;
  for (const char* const key : {"T_max", "total_iters", "total_steps", "step_size", "T_0"}) {
    const std::optional<std::int64_t> v = k.whole(key);
    if (!v) continue;
    if (*v >= 1000 && *v >= 20 * r.epochs)
      out.fault("unit-mismatch", k.name(key), k.line(key),
                std::string(key) + " " + std::to_string(*v) + " counts epochs; the run has " +
                    std::to_string(r.epochs) + ": LightningCLI steps schedulers once per epoch");
    else if (name == "CosineAnnealingLR" && *v < r.epochs)
      out.fault("climbs-again", k.name(key), k.line(key),
                "T_max " + std::to_string(*v) + " is below the " + std::to_string(r.epochs) +
                    " epochs of the run: the rate climbs again");
  }
}

void read_inner(const keys& k, report& out) {
  k.without_effect({"model", "data", "trainer/callbacks", "trainer/logger", "trainer/check_val_every_n_epoch",
                    "trainer/log_every_n_steps", "trainer/accumulate_grad_batches", "trainer/num_sanity_val_steps",
                    "trainer/min_epochs", "trainer/min_steps", "trainer/reload_dataloaders_every_n_epochs",
                    "ckpt_path"});
  std::string name = k.word("lr_scheduler/class_path");
  const keys arguments = k.inner("lr_scheduler/init_args");
  const std::optional<double> rate = k.number("optimizer/init_args/lr");
  if (out.failed()) return;
  if (!k.has("optimizer/class_path"))
    return out.fail(failed(errc::unsupported, "no optimizer: the model configures its own, which is not known here"));
  if (!rate)
    return out.fail(k.problem("optimizer", errc::missing,
                              "no optimizer.init_args.lr: the optimizer's own default is not known here"));
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    if (!name.starts_with("torch.optim.lr_scheduler.") && !name.starts_with("lightning.pytorch.cli.") &&
        !name.starts_with("pytorch_lightning.cli."))
      return out.fail(k.problem("lr_scheduler/class_path", errc::unsupported,
                                echoed(name, 80) + " is not one of torch's schedulers: its rates are not known here"));
    name.erase(0, dot + 1);
  }
  const std::optional<run_length> length = length_of(k, out);
  if (!length) return;
  const auto steps = static_cast<std::uint64_t>(length->steps);
  if (name.empty()) {
    out.note("never-decays", "lr_scheduler", 0, "no lr_scheduler: the rate is constant");
    return out.run(at_peak(windowed(constant{}), *rate), steps);
  }
  arguments.without_effect({"last_epoch", "verbose"});
  check_lengths(arguments, out, name, *length);
  if (!length->per_epoch)
    return out.fail(no_length(
        "LightningCLI steps the scheduler once per epoch, and the run has " + std::to_string(length->steps) + " steps",
        "the number of steps per epoch"));
  const std::optional<result<schedule>> made = torch_schedule(arguments, name, *length->per_epoch);
  if (out.failed()) return;
  if (!made)
    return out.fail(k.problem("lr_scheduler/class_path", errc::unsupported,
                              name == "ReduceLROnPlateau"
                                  ? "ReduceLROnPlateau follows a metric: its rates are not known"
                                  : echoed(name) + " stepped by epochs is not supported yet"));
  if (const node* const map = k.find("lr_scheduler/init_args")) {
    if (const std::optional<error> unread = unread_argument(arguments, *map)) return out.fail(*unread);
  }
  out.run(once_every(at_peak(*made, *rate), *length->per_epoch), steps);
}

void read(const document&, const keys& k, report& out) {
  k.has("fit") ? read_inner(k.inner("fit"), out) : read_inner(k, out);
}

}  // namespace

const config_reader lightning_cli = {
    .format = {"lightning-cli", "LightningCLI YAML", "Lightning-AI/pytorch-lightning@014994ad 2.x"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
