// The list of experiments: model, data, optimizer, length, published numbers. `lab list`, `lab run`,
// tables and docs use it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper::lab {

enum class model_kind : unsigned char { gpt, resnet, quadratic };
enum class data_kind : unsigned char { shakespeare, wikitext, cifar10, synthetic, none };
enum class optimizer_kind : unsigned char { adamw, heavy_ball, nesterov };

/// GPT-2: `layers` blocks of pre-norm attention and MLP, tied embedding.
struct gpt_shape {
  int layers = 0;
  int heads = 0;
  int width = 0;
  int block = 0;       ///< tokens of context
  int vocabulary = 0;  ///< rows of the embedding; 0: as many as the data have
  int positions = 0;   ///< rows of the position embedding; 0: as many as block
};

/// The optimizer without its rate, which the schedule sets.
struct optimizer_setting {
  optimizer_kind kind = optimizer_kind::adamw;
  double beta1 = 0.9;   ///< adamw; the momentum of heavy_ball and nesterov
  double beta2 = 0.95;  ///< adamw
  double epsilon = 1e-8;
  double weight_decay = 0.1;  ///< of matrices only; gains, biases and normalization have none
  double clip = 1.0;          ///< the largest norm of the gradient; 0: no limit
};

/// A number from the paper: mean and standard error where it gives them, else the range it gives for a group.
struct published {
  std::string_view spec;  ///< the schedule in the notation
  std::optional<double> mean, standard_error;
  std::optional<double> low, high;
};

/// One experiment. Rates are peak x window; `peak` is that of the shared-peak protocol.
struct experiment {
  std::string name;
  std::string summary;
  model_kind model = model_kind::gpt;
  data_kind data = data_kind::none;
  gpt_shape gpt{};
  int resnet_width = 64;
  int limit_vocabulary = 0;        ///< wikitext: ids remapped to the most frequent; 0: all
  std::uint64_t limit_images = 0;  ///< cifar10: number of training images, from the first; 0: all available
  int crop = 32;                   ///< cifar10: side of random training crops in pixels; 32: shifted by up to 4 pixels
  std::uint64_t steps = 0;
  int batch = 0;       ///< sequences or images per step
  int accumulate = 1;  ///< parts into which a batch is divided to save memory
  double peak = 0.0;
  optimizer_setting optimizer{};
  composition with{};  ///< modifiers added to every schedule
  std::uint64_t log_every = 1;
  std::uint64_t checkpoint_every = 200;
  int evaluation_batches = 16;             ///< of training and of held-out text
  int evaluation_batch = 0;                ///< sequences in each; 0: `batch`
  std::string_view metric = "train_loss";  ///< the field of result.json that corresponds to the table in the paper
  std::vector<published> numbers{};
  std::string_view seconds{};  ///< the duration of a run, as text, and the machine
};

/// A schedule with the modifiers of an experiment added; binding it reports one that it has already.
schedule with_modifiers(schedule s, const composition& more);
/// Modifiers as text, "full" or "hold(50%)"; empty if there are none.
std::string text_of(const composition& modifiers);

/// The seven default schedules.
std::span<const std::string_view> default_schedules();

/// Every experiment, nano sizes first.
const std::vector<experiment>& experiments();

/// By name; the error names the nearest.
taper::result<experiment> find_experiment(std::string_view name);

}  // namespace taper::lab
