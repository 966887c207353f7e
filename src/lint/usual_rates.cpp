// Rates far outside those of published trainings: a note, by optimizer and by the size in the model's name.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include "lint/parts.hpp"
#include "taper/text.hpp"

namespace taper::linting {
namespace {

// The lowest and the highest peak of published trainings with an optimizer.
struct usual_range {
  std::string_view optimizer;  ///< part of its name, in lower case
  double low;
  double high;
  std::string_view source;
};

constexpr usual_range by_optimizer[] = {
    {"adafactor", 1e-6, 1e-2, "T5 (Raffel et al. 2020): 1e-2 at the start of pretraining, 1e-3 for fine-tuning"},
    {"adam", 1e-7, 1e-2,
     "from DPO of Zephyr (Tunstall et al. 2023, 5e-7) to small GPTs of Wortsman et al. 2023 (1e-2)"},
    {"lion", 1e-8, 1e-3, "Lion (Chen et al. 2023): a third to a tenth of AdamW's rate"},
    {"muon", 1e-6, 0.05, "modded-nanogpt (Jordan 2024): 0.02 to 0.05 for its matrices"},
    {"sgd", 1e-5, 4.0, "from fine-tuning to large batches of Goyal et al. 2017 (0.1 per 256 images, 3.2 for 8192)"},
    {"lamb", 1e-6, 0.02, "LAMB (You et al. 2020): up to 0.018 for a batch of 32768"},
};

// The peak of GPT-3 by parameters (Brown et al. 2020, table 2.1); the rates of larger models are lower.
struct pretraining {
  double parameters;
  double rate;
};
constexpr pretraining gpt3[] = {{1.25e8, 6e-4},  {3.5e8, 3e-4},   {7.6e8, 2.5e-4}, {1.3e9, 2e-4},
                                {2.7e9, 1.6e-4}, {6.7e9, 1.2e-4}, {1.3e10, 1e-4},  {1.75e11, 6e-5}};

// The size in a model's name: Qwen2.5-7B, Llama-3.2-1B, SmolLM2-135M.
std::optional<double> parameters_of(const std::string& model) {
  const std::string name = lower_case(model);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool begins = at == 0 || name[at - 1] == '-' || name[at - 1] == '_' || name[at - 1] == '/';
    if (!begins || std::isdigit(static_cast<unsigned char>(name[at])) == 0) continue;
    std::size_t end = at;
    while (end < name.size() && (std::isdigit(static_cast<unsigned char>(name[end])) != 0 || name[end] == '.')) ++end;
    if (end == name.size() || (name[end] != 'b' && name[end] != 'm')) continue;
    if (end + 1 < name.size() && std::isalnum(static_cast<unsigned char>(name[end + 1])) != 0) continue;
    double size = 0.0;
    read_number(std::string_view(name).substr(at, end - at), size);
    return size * (name[end] == 'b' ? 1e9 : 1e6);
  }
  return std::nullopt;
}

}  // namespace

void add_unusual_rate(config_reading& reading, double peak) {
  constexpr double far = 10.0;
  if (!(peak > 0.0) || reading.optimizer.empty()) return;
  const std::string name = lower_case(reading.optimizer);
  const auto* const usual = std::ranges::find_if(
      by_optimizer, [&](const usual_range& r) { return name.find(r.optimizer) != std::string::npos; });
  if (usual == std::end(by_optimizer)) return;
  const auto note = [&](const std::string& against, std::string_view source) {
    reading.notes.push_back({"rate-unusual", "", 0,
                             "the peak " + print_number(peak) + " is " + against + " (" + std::string(source) + ")"});
  };
  const std::string published = " rate of published trainings with " + reading.optimizer;
  if (peak > far * usual->high)
    return note("more than ten times " + print_number(usual->high) + ", the highest" + published, usual->source);
  if (peak < usual->low / far)
    return note("less than a tenth of " + print_number(usual->low) + ", the lowest" + published, usual->source);
  const std::optional<double> size = parameters_of(reading.model);
  if (!size || usual->optimizer != "adam") return;
  const auto* const larger = std::ranges::find_if(gpt3, [&](const pretraining& p) { return p.parameters >= *size; });
  const double rate = larger != std::end(gpt3) ? larger->rate : std::end(gpt3)[-1].rate;
  if (peak > far * rate)
    note("more than ten times " + print_number(rate) + ", the rate of GPT-3 with as many parameters",
         "Brown et al. 2020, table 2.1; adapters such as LoRA are trained with higher rates");
}

}  // namespace taper::linting
