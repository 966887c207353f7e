// A reader of one log format, and the functions that the registry lists.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "logs/read/byte_source.hpp"
#include "logs/read/log_sink.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// What recognition looks at.
struct first_look {
  std::string_view head;  ///< the first 64 KiB
  std::string_view name;  ///< file name, may be empty
};

/// Reading goes on until the end of the source; an error only where nothing can be made of the file.
using read_result = std::optional<error>;

struct reader {
  log_format format;
  bool (*recognizes)(const first_look&);
  read_result (*read)(byte_source&, log_sink&, const read_options&);
};

[[nodiscard]] std::span<const reader> readers() noexcept;

// Each format: whether the first bytes look like it, and reading it.
bool recognizes_tensorboard(const first_look& look);
read_result read_tensorboard(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_trackio(const first_look& look);
read_result read_trackio(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_wandb(const first_look& look);
read_result read_wandb(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_hf(const first_look& look);
read_result read_hf(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_json(const first_look& look);
read_result read_json(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_wandb_csv(const first_look& look);
bool recognizes_lightning(const first_look& look);
bool recognizes_csv(const first_look& look);
read_result read_csv(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_megatron(const first_look& look);
read_result read_megatron(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_nemo(const first_look& look);
read_result read_nemo(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_deepspeed(const first_look& look);
read_result read_deepspeed(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_llmc(const first_look& look);
read_result read_llmc(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_hf_stdout(const first_look& look);
bool recognizes_torchtitan(const first_look& look);
bool recognizes_nanogpt(const first_look& look);
bool recognizes_lines(const first_look& look);
read_result read_lines(byte_source& source, log_sink& sink, const read_options& options);
bool recognizes_pattern(const first_look& look);
read_result read_pattern(byte_source& source, log_sink& sink, const read_options& options);

}  // namespace taper::inspection
