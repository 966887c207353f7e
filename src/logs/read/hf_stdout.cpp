// The console of the Hugging Face Trainer and of programs based on it: trl, axolotl, unsloth, ms-swift, LLaMA-Factory.
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

bool fits_hf_stdout(std::string_view line) { return line.find("'learning_rate':") != std::string_view::npos; }

}  // namespace

constinit const reader hf_stdout_format{
    .format =
        {"hf-stdout",
         "the console of the Hugging Face Trainer (trl, axolotl, unsloth, ms-swift, LLaMA-Factory); the step is that "
         "of the progress bar, or follows from the epochs of the rows",
         "{'loss': 2.31, 'grad_norm': 1.2, 'learning_rate': 4.6e-07, 'epoch': 0.2}", "`'learning_rate':`", "–"},
    .line = {.fits = fits_hf_stdout}};

}  // namespace taper::inspection
