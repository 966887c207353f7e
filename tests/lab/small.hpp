// A GPT small enough to train in a test, on text that the test makes.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "train/trainer.hpp"

namespace taper::lab {

/// Text in which every token determines the next: the loss of a model that learns approaches zero.
inline loaded_data counting_text(int vocabulary = 17) {
  text_data text;
  text.vocabulary = vocabulary;
  text.name = "counting";
  for (int i = 0; i < 4000; ++i) text.train.push_back(static_cast<std::uint16_t>((i * 5 + i / 7) % vocabulary));
  for (int i = 0; i < 600; ++i) text.held_out.push_back(static_cast<std::uint16_t>((i * 5 + i / 7) % vocabulary));
  loaded_data out;
  out.text = std::move(text);
  return out;
}

inline experiment small_gpt() {
  experiment e;
  e.name = "small";
  e.data = data_kind::synthetic;
  e.gpt = {.layers = 2, .heads = 2, .width = 16, .block = 16};
  e.steps = 24;
  e.batch = 4;
  e.peak = 3e-3;
  e.checkpoint_every = 5;
  e.evaluation_batches = 4;
  return e;
}

inline run_request request_for(const experiment& e, const std::string& spec, std::uint64_t seed) {
  return request_of(e, spec, e.peak, seed, protocol::shared).value();
}

/// A temporary folder, removed after the test.
class temporary_folder {
 public:
  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "taper-lab-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::vector<run_result> results_of(const experiment& e, const std::vector<run_request>& requests,
                                          const loaded_data& data, const training_options& options) {
  const std::unique_ptr<processes> alone = join_processes().value();
  return train(e, requests, data, options, *alone).value().results;
}

}  // namespace taper::lab
