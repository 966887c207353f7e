// Speech recognition.
#include "recipes/tables.hpp"

namespace taper::recipe_tables {
namespace {

constexpr std::string_view kind = "speech";

constexpr recipe table[] = {
    {.name = "whisper-large",
     .title = "Whisper large, training",
     .kind = kind,
     .spec = "linear | warmup(2048) | peak(0.000175)",
     .steps = 1048576,
     .batch = "256 segments of 30 seconds",
     .source = "arXiv:2212.04356, section 2.4 and appendix F: 2^20 updates, 2048 of warmup, linear to zero",
     .link = "https://arxiv.org/abs/2212.04356"},
    {.name = "whisper-small-finetuning",
     .title = "Whisper small, fine-tuning on Common Voice (Hugging Face's guide)",
     .kind = kind,
     .spec = "linear | warmup(500) | peak(1e-05)",
     .steps = 4000,
     .batch = "16 recordings",
     .source = "Hugging Face, Fine-Tune Whisper For Multilingual ASR with Transformers: Seq2SeqTrainingArguments",
     .link = "https://huggingface.co/blog/fine-tune-whisper",
     .remark = "Later editions of the guide train for 5000 steps."},
};

}  // namespace

const std::span<const recipe> speech = table;

}  // namespace taper::recipe_tables
