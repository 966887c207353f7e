// torchvision's reference scripts: a command, or the arguments that a script prints. Source: pytorch/vision
// references/{classification,detection,segmentation}/train.py, detection/engine.py, 0.15 and later.
#include <algorithm>
#include <array>

#include "configs/epochs.hpp"
#include "configs/launcher.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

enum class task : unsigned char { classification, detection, segmentation };

bool has_any(const node& r, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return r.find(name) != nullptr; });
}

bool model_of(const node& r, std::initializer_list<const char*> families) {
  const node* const model = r.find("model");
  return model != nullptr && std::any_of(families.begin(), families.end(), [&](const char* family) {
           return model->text.find(family) != std::string::npos;
         });
}

task task_of(const node& r) {
  if (has_any(r, {"aspect_ratio_group_factor", "lr_steps", "rpn_score_thresh", "trainable_backbone_layers"}) ||
      model_of(r, {"rcnn", "retinanet", "fcos", "ssd"}))
    return task::detection;
  if (has_any(r, {"aux_loss"}) || model_of(r, {"deeplabv3", "fcn_resnet", "lraspp"})) return task::segmentation;
  return task::classification;
}

bool is_reference_schedule(const node& r) {
  const node* const name = r.find("lr_scheduler");
  if (name == nullptr) return false;
  const std::string lower = lower_case(name->text);
  return lower == "steplr" || lower == "multisteplr" || lower == "cosineannealinglr" || lower == "exponentiallr";
}

// The options of the three scripts, which stop at any other one.
constexpr std::array<std::string_view, 80> options = {"data_path",
                                                      "dataset",
                                                      "model",
                                                      "device",
                                                      "batch_size",
                                                      "epochs",
                                                      "workers",
                                                      "opt",
                                                      "lr",
                                                      "momentum",
                                                      "wd",
                                                      "weight_decay",
                                                      "norm_weight_decay",
                                                      "bias_weight_decay",
                                                      "transformer_embedding_decay",
                                                      "label_smoothing",
                                                      "mixup_alpha",
                                                      "cutmix_alpha",
                                                      "lr_scheduler",
                                                      "lr_warmup_epochs",
                                                      "lr_warmup_method",
                                                      "lr_warmup_decay",
                                                      "lr_step_size",
                                                      "lr_steps",
                                                      "lr_gamma",
                                                      "lr_min",
                                                      "print_freq",
                                                      "output_dir",
                                                      "resume",
                                                      "start_epoch",
                                                      "cache_dataset",
                                                      "sync_bn",
                                                      "test_only",
                                                      "pretrained",
                                                      "auto_augment",
                                                      "ra_magnitude",
                                                      "augmix_severity",
                                                      "random_erase",
                                                      "amp",
                                                      "apex",
                                                      "apex_opt_level",
                                                      "world_size",
                                                      "dist_url",
                                                      "dist_backend",
                                                      "distributed",
                                                      "rank",
                                                      "gpu",
                                                      "model_ema",
                                                      "model_ema_steps",
                                                      "model_ema_decay",
                                                      "use_deterministic_algorithms",
                                                      "interpolation",
                                                      "val_resize_size",
                                                      "val_crop_size",
                                                      "train_crop_size",
                                                      "clip_grad_norm",
                                                      "ra_sampler",
                                                      "ra_reps",
                                                      "weights",
                                                      "weights_backbone",
                                                      "pretrained_backbone",
                                                      "backend",
                                                      "use_v2",
                                                      "prototype",
                                                      "aux_loss",
                                                      "aspect_ratio_group_factor",
                                                      "rpn_score_thresh",
                                                      "trainable_backbone_layers",
                                                      "data_augmentation",
                                                      "use_copypaste",
                                                      "masks",
                                                      "launcher",
                                                      "environment",
                                                      "-b",
                                                      "-j",
                                                      "val_interpolation",
                                                      "train_interpolation",
                                                      "skip_batch_norm",
                                                      "seed",
                                                      "local_rank"};

// Other programs are also called train.py. A command is recognized by an option that only these scripts have, and only if it
// has no option that they lack.
bool recognizes(const document& d) {
  const node& r = d.root;
  if (d.written == syntax::shell && !d.command.ends_with("train.py")) return false;
  if ((d.written != syntax::shell && d.written != syntax::dump) || r.find("model") == nullptr) return false;
  const bool theirs = std::all_of(r.members.begin(), r.members.end(), [](const auto& member) {
    return std::find(options.begin(), options.end(), member.first) != options.end();
  });
  if (!theirs) return false;
  if (d.command.find("references/classification") != std::string::npos ||
      d.command.find("references/detection") != std::string::npos ||
      d.command.find("references/segmentation") != std::string::npos)
    return true;
  const node* const data = r.find("dataset");
  const bool known_data = data != nullptr && (data->text.starts_with("coco") || data->text.starts_with("voc"));
  if (known_data && task_of(r) != task::classification) return true;
  return is_reference_schedule(r) || has_any(r, {"lr_step_size", "lr_warmup_decay", "lr_warmup_method",
                                                 "aspect_ratio_group_factor", "aux_loss", "ra_sampler", "lr_steps"});
}

struct settings {
  task is;
  double rate;
  std::int64_t epochs;
  double gamma;
  std::int64_t warm;  ///< epochs
  std::string rise;   ///< linear or constant
  double first;       ///< the factor at which the rise begins
};

std::optional<std::int64_t> steps_of_epoch(const keys& k, report& out, const settings& s) {
  const run_facts& given = out.facts;
  if (given.steps_per_epoch || !given.dataset_size) return batches_of_epoch(out, s.epochs, 0);
  const std::int64_t fallback = s.is == task::detection ? 2 : s.is == task::segmentation ? 8 : 32;
  const std::int64_t batch = k.whole(k.has("-b") ? "-b" : "batch_size", 1).value_or(fallback);
  const std::int64_t world = launched(k, out);
  if (out.failed()) return std::nullopt;
  const std::int64_t own = (static_cast<std::int64_t>(*given.dataset_size) + world - 1) / world;
  const std::int64_t steps = s.is == task::classification ? (own + batch - 1) / batch : own / batch;
  if (steps > 0) return steps;
  out.fail(failed(errc::out_of_range, "an epoch has less than one batch"));
  return std::nullopt;
}

std::vector<std::int64_t> milestones(const keys& k, report& out) {
  const node* const given = k.find("lr_steps");
  if (given == nullptr) return {16, 22};
  std::vector<std::int64_t> marks;
  for (const node& item : given->is == node::kind::list ? given->items : std::vector<node>{*given}) {
    const std::optional<double> v = number_in(item.text);
    if (!v || *v != std::floor(*v) || *v < 0.0 || *v > 9e15) {
      out.fail(k.problem("lr_steps", errc::syntax, "lr_steps must be whole epochs"));
      return marks;
    }
    marks.push_back(static_cast<std::int64_t>(*v));
  }
  return marks;
}

// The schedule after the warmup, in epochs of u steps; empty after an error or where the script stops.
std::optional<result<schedule>> main_part(const keys& k, report& out, const settings& s, std::int64_t u) {
  std::string name = k.word("lr_scheduler", s.is == task::detection ? "multisteplr" : "steplr");
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name == "cosineannealinglr") {
    const double low = k.number("lr_min", 0.0);
    if (low > s.rate)
      out.fault("min-above-peak", "lr_min", k.line("lr_min"), "lr_min is above lr: the rate climbs instead of falling");
    if (s.epochs <= s.warm) return result<schedule>(windowed(constant{}));
    return call("torch.CosineAnnealingLR", {{"T_max", (s.epochs - s.warm) * u}, {"eta_min", if_positive(low)}});
  }
  if (name == "steplr" && s.is == task::classification)
    return call("torch.StepLR", {{"step_size", k.whole("lr_step_size", 1).value_or(30) * u}, {"gamma", s.gamma}});
  if (name == "exponentiallr" && s.is == task::classification)
    return call("torch.StepLR", {{"step_size", u}, {"gamma", s.gamma}});
  if (name == "multisteplr" && s.is == task::detection) {
    std::vector<std::int64_t> marks;
    for (const std::int64_t m : milestones(k, out)) {
      if (m > s.epochs)
        out.fault("milestone-beyond-end", "lr_steps", k.line("lr_steps"),
                  (k.has("lr_steps") ? "step " : "lr_steps is 16 22 by default: step ") + std::to_string(m) +
                      " is beyond the run of " + std::to_string(s.epochs) + " epochs");
      marks.push_back(m * u);
    }
    return call("torch.MultiStepLR", {{"milestones", marks}, {"gamma", s.gamma}});
  }
  out.rejected("unknown-scheduler", "lr_scheduler", k.line("lr_scheduler"),
               "this script has no scheduler " + echoed(name) + ": it stops");
  return std::nullopt;
}

// The rise as a schedule over w steps, stepped like the rest.
result<schedule> rising(const settings& s, std::int64_t w) {
  if (s.rise == "linear") return at_peak(call("torch.LinearLR", {{"start_factor", s.first}, {"total_iters", w}}), 1.0);
  return level(s.first);
}

void read(const document& d, const keys& k, report& out) {
  k.without_effect({"lr_min", "model_ema_steps", "model_ema_decay", "weight_decay", "norm_weight_decay",
                    "bias_weight_decay", "transformer_embedding_decay", "wd", "start_epoch", "launcher",
                    "val_resize_size", "opt"});
  const task is = task_of(d.root);
  settings s{.is = is,
             .rate = k.number("lr", is == task::detection      ? 0.02
                                    : is == task::segmentation ? 0.01
                                                               : 0.1),
             .epochs = k.whole("epochs", 1)
                           .value_or(is == task::detection      ? 26
                                     : is == task::segmentation ? 30
                                                                : 90),
             .gamma = k.number("lr_gamma", 0.1),
             .warm = is == task::detection ? 0 : k.whole_or("lr_warmup_epochs", 0),
             .rise = k.word("lr_warmup_method", is == task::segmentation ? "linear" : "constant"),
             .first = k.number("lr_warmup_decay", 0.01)};
  if (is == task::detection) k.without_effect({"lr_step_size"});
  if (out.failed()) return;
  if (k.has("resume") && !k.word("resume").empty())
    out.note("default-used", "resume", k.line("resume"), "the schedule of the whole run, from its first epoch");
  if (s.warm > 0 && s.rise != "linear" && s.rise != "constant")
    return out.rejected("rejected", "lr_warmup_method", k.line("lr_warmup_method"),
                        "lr_warmup_method must be linear or constant: the script stops");
  const std::optional<std::int64_t> each = steps_of_epoch(k, out, s);
  if (!each) return;
  const std::int64_t u = *each;
  const auto steps = static_cast<std::uint64_t>(s.epochs * u);
  k.counts_length("epochs");
  if (s.warm > 0) check_warmup(out, k, "lr_warmup_epochs", s.warm, s.epochs);
  if (is == task::segmentation) {  // by step, with the power in the code
    const std::int64_t w = s.warm * u;
    const auto fall =
        call("torch.PolynomialLR", {{"total_iters", std::max<std::int64_t>(s.epochs * u - w, 1)}, {"power", 0.9}});
    if (k.has("aux_loss"))
      out.note("another-rate", "aux_loss", k.line("aux_loss"), "the auxiliary classifier has ten times this rate");
    return out.run(at_peak(w > 0 ? in_sequence({rising(s, w), at_peak(fall, 1.0)}, {taper::steps(w)}) : fall, s.rate),
                   steps);
  }
  const std::optional<result<schedule>> fall = main_part(k, out, s, u);
  if (!fall || out.failed()) return;
  if (is == task::detection) {  // the first epoch rises, in the code
    const std::int64_t w = std::min<std::int64_t>(1000, u - 1);
    const auto rest = once_every(at_peak(*fall, 1.0), u);
    if (w < 1) return out.run(at_peak(rest, s.rate), steps);
    const auto rise = at_peak(call("torch.LinearLR", {{"start_factor", 0.001}, {"total_iters", w}}), 1.0);
    return out.run(multiplied({rise, rest}, s.rate), steps);
  }
  const std::int64_t w = s.warm * u;
  const result<schedule> whole = w > 0 ? in_sequence({rising(s, w), at_peak(*fall, 1.0)}, {taper::steps(w)}) : *fall;
  out.run(at_peak(once_every(whole, u), s.rate), steps);
}

}  // namespace

const config_reader torchvision = {
    .format = {"torchvision", "torchvision's reference scripts", "pytorch/vision@017e9b99 references"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
