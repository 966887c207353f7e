// Ultralytics' args.yaml. Source: ultralytics/ultralytics@00016300 (engine/trainer.py), 8.2 and 8.3 for the older warmup.
#include <algorithm>
#include <cmath>

#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

constexpr double nominal_batch = 64.0;

bool recognizes(const document& d) {
  const auto has = [&](const char* key) { return d.root.find(key) != nullptr; };
  return (has("lr0") || has("lrf")) && has("epochs") && (has("task") || has("mode") || has("imgsz"));
}

struct run {
  std::int64_t epochs = 100;
  std::int64_t batch = 0;  // of all devices; 0: chosen by the program
  std::int64_t nominal = 64;
};

// `optimizer: auto` sets the rate itself: 0.01 for a long run; for a short one the number of classes decides.
std::optional<double> automatic_rate(const keys& k, report& out, const run& of) {
  const double written = k.number("lr0", 0.01);
  const bool other = written != 0.01;
  if (other)
    out.fault("key-ignored", "lr0", k.line("lr0"),
              "optimizer auto ignores lr0 " + print_number(written) + " and chooses optimizer and rate itself");
  const std::int64_t each = std::max(of.batch, of.nominal);
  std::optional<std::int64_t> least;  // images of an epoch
  if (out.facts.dataset_size)
    least = static_cast<std::int64_t>(*out.facts.dataset_size);
  else if (out.facts.steps_per_epoch && of.batch > 0)
    least = (static_cast<std::int64_t>(*out.facts.steps_per_epoch) - 1) * of.batch + 1;
  if (least && of.batch > 0 && (*least + each - 1) / each * of.epochs > 10'000) return 0.01;
  out.fail(k.problem("optimizer", errc::unsupported,
                     "optimizer auto chooses the rate from the number of images and classes, unless the run has more "
                     "than 10000 iterations",
                     "set optimizer and lr0"));
  return std::nullopt;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"warmup_momentum", "warmup_bias_lr", "close_mosaic", "save_period"});
  run of;
  of.epochs = k.whole("epochs", 1).value_or(100);
  const std::optional<double> batch = k.number("batch");
  of.batch = !batch ? 16 : *batch >= 1.0 ? static_cast<std::int64_t>(*batch) : 0;
  of.nominal = k.whole("nbs", 1).value_or(static_cast<std::int64_t>(nominal_batch));
  const std::string optimizer = k.word("optimizer", "auto");
  const double low = k.number("lrf", 0.01);
  const bool cosine_fall = k.flag("cos_lr");
  const double warmup_epochs = k.number("warmup_epochs", 3.0);
  if (k.has("time"))
    return out.fail(k.problem("time", errc::unsupported,
                              "time limits the run in hours: the number of epochs is recomputed while it runs"));
  if (out.failed()) return;
  std::optional<double> rate = k.number("lr0", 0.01);
  if (optimizer == "auto") rate = automatic_rate(k, out, of);
  if (!rate || out.failed() || above_peak(out, k, "lrf", low)) return;
  const std::optional<std::int64_t> per_epoch = batches_of_epoch(out, of.epochs, of.batch);
  if (!per_epoch) return;
  k.counts_length("epochs");
  const std::int64_t steps = of.epochs * *per_epoch;
  if (of.batch == 0)
    out.note("counts-batches", "batch", k.line("batch"), "the program chooses the batch; steps are batches");
  else if (2 * of.nominal >= 3 * of.batch)  // Python rounds a half to the even number
    note_batches(out, k, "batch",
                 std::to_string(static_cast<std::int64_t>(
                     std::nearbyint(static_cast<double>(of.nominal) / static_cast<double>(of.batch)))));

  const auto batches = static_cast<double>(*per_epoch);
  const double written = std::nearbyint(warmup_epochs * batches);
  const double longest = static_cast<double>(of.epochs - 1) * batches;
  const auto rise = static_cast<std::int64_t>(std::min(written, longest));
  if (warmup_epochs >= static_cast<double>(of.epochs) && warmup_epochs > 0.0)
    out.fault("warmup-exceeds-run", "warmup_epochs", k.line("warmup_epochs"),
              "a warmup of " + print_number(warmup_epochs) + " epochs is not shorter than the run of " +
                  std::to_string(of.epochs) +
                  "; new releases end it an epoch before the run, older ones never reach the peak");
  else if (warmup_epochs > 0.0 && (written < 100.0 || written > longest))
    out.note("version-dependent", "warmup_epochs", k.line("warmup_epochs"),
             "a warmup of " + std::to_string(rise) +
                 " batches; up to 8.3 it has at least 100 and is not bounded by the run");
  const auto fall =
      once_every(cosine_fall ? windowed(cosine{}, floor_part(low)) : windowed(linear{}, floor_part(low)), *per_epoch);
  if (rise > 0) return out.run(multiplied({line_to_one(0.0, rise), fall}, *rate), static_cast<std::uint64_t>(steps));
  out.run(at_peak(fall, *rate), static_cast<std::uint64_t>(steps));
}

}  // namespace

const config_reader ultralytics = {
    .format = {"ultralytics", "Ultralytics args.yaml", "ultralytics/ultralytics@00016300"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
