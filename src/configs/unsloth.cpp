// unsloth scripts: TRL's configurations with unsloth's defaults.
#include "configs/hf.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.written == syntax::python && !d.command.empty() &&
         (d.text.find("import unsloth") != std::string_view::npos ||
          d.text.find("from unsloth") != std::string_view::npos);
}

void read(const document& d, const keys& k, report& out) {
  hf_dialect dialect;
  if (d.command == "UnslothTrainingArguments" && !k.has("learning_rate"))
    return out.fail(failed(
        errc::missing, "UnslothTrainingArguments without learning_rate: its default is not known here", "write it"));
  if (d.command.ends_with("Config")) {
    dialect.batch = 4.0;
    dialect.accumulation = 2.0;
    dialect.ratio = 0.1;
    if (!k.has("warmup_steps") && !k.has("warmup_ratio"))
      out.note("default-changed", "warmup_steps", 0,
               "no warmup is written: unsloth's " + d.command + " has one of 10 % of the run");
  }
  read_hf(k, dialect);
}

}  // namespace

const config_reader unsloth = {.format = {"unsloth", "unsloth scripts", "unsloth 2026.10.9"},
                               .recognizes = recognizes,
                               .read = read,
                               .programs = true};

}  // namespace taper::configs
