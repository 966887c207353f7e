// Messages for files that are not logs.
#include "logs/read/not_a_log.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace taper::inspection {
namespace {

struct kind {
  std::string_view begins;
  std::string_view message;
  std::string_view hint;
};

constexpr std::array kinds = {
    kind{"PK\x03\x04", "this is a zip archive (a PyTorch checkpoint?), not a log", "unpack it and pass the log"},
    kind{"\x1f\x8b", "this is gzip, not a log", "unpack it: zcat FILE > log"},
    kind{"\x28\xb5\x2f\xfd", "this is zstd, not a log", "unpack it: zstdcat FILE > log"},
    kind{"\xfd"
         "7zXZ",
         "this is xz, not a log", "unpack it: xzcat FILE > log"},
    kind{"BZh", "this is bzip2, not a log", "unpack it: bzcat FILE > log"},
    kind{"\x80\x02", "this is a Python pickle, not a log", "a log is text: trainer_state.json, metrics.csv, …"},
    kind{"\x80\x04", "this is a Python pickle, not a log", "a log is text: trainer_state.json, metrics.csv, …"},
    kind{"\x89HDF", "this is an HDF5 file, not a log", "a log is text: trainer_state.json, metrics.csv, …"},
    kind{"PAR1", "this is a Parquet file", "write it as CSV: duckdb -c \"copy 'FILE' to 'log.csv'\""},
    kind{"\x7f"
         "ELF",
         "this is a program, not a log", "pass the file that the training wrote"},
    kind{"%PDF", "this is a PDF, not a log", "pass the file that the training wrote"},
    kind{"\x89PNG", "this is a picture, not a log", "pass the file that the training wrote"},
    kind{"<!DOCTYPE", "this is a web page, not a log", "download the file itself, not the page that shows it"},
    kind{"<!doctype", "this is a web page, not a log", "download the file itself, not the page that shows it"},
    kind{"<html", "this is a web page, not a log", "download the file itself, not the page that shows it"},
    kind{"<?xml", "this is XML, not a log", "pass the file that the training wrote"},
};

}  // namespace

error not_a_log(std::string message, std::string hint) {
  return failed(errc::unsupported, std::move(message), std::move(hint));
}

std::optional<error> known_other(std::string_view head) {
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return not_a_log("the file is empty", "it stays empty until the training logs a step");
  if (head.starts_with("version https://git-lfs.github.com/spec/")) {
    const std::size_t size = head.find("\nsize ");
    std::string bytes;
    if (size != std::string_view::npos) {
      const std::size_t end = std::min(head.find_first_not_of("0123456789", size + 6), head.size());
      bytes =
          " for a file of " + std::string(head.substr(size + 6, std::min<std::size_t>(end - size - 6, 20))) + " bytes";
    }
    return not_a_log("this is a Git LFS pointer" + bytes + ", not the log itself", "fetch it with: git lfs pull");
  }
  const std::string_view start = head.substr(first);
  const auto known =
      std::find_if(kinds.begin(), kinds.end(), [&](const kind& k) { return start.starts_with(k.begins); });
  if (known == kinds.end()) return std::nullopt;
  return not_a_log(std::string(known->message), std::string(known->hint));
}

std::optional<error> unread_kind(std::string_view head) {
  const char first = head[head.find_first_not_of(" \t\r\n")];
  const std::size_t after = head.find_first_not_of(" \t\r\n", head.find_first_not_of(" \t\r\n") + 1);
  const bool list = first == '[' &&
                    (after == std::string_view::npos ||
                     std::string_view("0123456789-]\"").find(head[after]) != std::string_view::npos) &&
                    head.find('\n') == std::string_view::npos;
  if (list || (first == '"' && head.find('\n') == std::string_view::npos))
    return not_a_log("this JSON is not a training log: it has no rows",
                     R"(a row is an object: {"step": 10, "lr": 1e-4})");
  const std::size_t odd = static_cast<std::size_t>(
      std::count_if(head.begin(), head.end(), [](char c) { return (c >= 0 && c < 9) || (c > 13 && c < 27); }));
  if (odd * 50 > head.size())
    return not_a_log("this is a binary file in an unknown format, not a log", "pass the file that the training wrote");
  return std::nullopt;
}

error without_rates(const training_log& log) {
  std::string message = log.rows == 0 ? "no row of a " + log.format + " log was recognized"
                                      : "no learning rate was recognized in this " + log.format + " log (" +
                                            std::to_string(log.rows) + (log.rows == 1 ? " row)" : " rows)");
  if (log.format == "torchtitan")
    return not_a_log(std::move(message),
                     "torchtitan prints no rate; use its TensorBoard files (metrics.enable_tensorboard)");
  if (log.format == "nanogpt")
    return not_a_log(std::move(message), "nanoGPT prints no rate; use its W&B run (wandb_log), or print lr as well");
  if (log.format == "hf-trainer-state")
    return not_a_log(std::move(message), "the Trainer logs the rate every logging_steps steps; the run may be shorter");
  return not_a_log(std::move(message), "log the rate in each row, as lr or learning_rate");
}

error without_positions(const training_log& log, std::uint64_t rates) {
  return not_a_log("no row with a learning rate and a position was recognized in this " + log.format +
                       " log: " + std::to_string(rates) + (rates == 1 ? " learning rate" : " learning rates") +
                       " without a step or an epoch",
                   "log the step in each row, or name it with {pattern}");
}

}  // namespace taper::inspection
