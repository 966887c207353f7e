// The files of the runs of one session: folders, lock, logs, checkpoint, results.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiment/plan.hpp"
#include "experiment/run_log.hpp"
#include "torch.hpp"

namespace taper::lab {

struct loaded_data;
struct training_options;

/// A single run has its checkpoint in its folder; replicas share one in DIR/<experiment>/.replicas-<name>.
class session_files {
 public:
  using named_tensors = std::vector<std::pair<std::string, at::Tensor>>;
  struct position {
    std::uint64_t step = 0;
    double seconds = 0.0;
  };

  session_files() = default;
  session_files(const session_files&) = delete;
  session_files& operator=(const session_files&) = delete;
  ~session_files() { close(); }

  /// Makes the folders, locks them, and writes config.json or compares it with an existing one.
  taper::result<void> open(const experiment& e, const std::vector<run_request>& requests, const loaded_data& data,
                           const training_options& options, int processes);
  /// Fills the tensors from the newest complete checkpoint; position 0 if there is none. Unusable ones are reported.
  position load(const named_tensors& state, at::Tensor& random_state);
  /// Opens the logs, truncated to the position of the loaded checkpoint.
  taper::result<void> open_logs();
  taper::result<void> add(std::size_t run, const metrics_row& row);
  /// Writes a checkpoint; if that fails, it is reported and the previous one is kept.
  void save(const named_tensors& state, const at::Tensor& random_state, const position& at);

  /// A result with the data of the session.
  [[nodiscard]] run_result blank(std::size_t run) const;
  static std::string checksum(const at::Tensor& values);
  taper::result<void> finish(std::size_t run, const run_result& r);
  void close();

 private:
  void say(const std::string& line) const;

  const training_options* options_ = nullptr;
  std::vector<run_request> requests_;
  std::vector<std::filesystem::path> folders_;
  std::filesystem::path checkpoint_;
  std::vector<std::unique_ptr<run_log>> logs_;
  std::vector<log_place> places_;
  std::vector<int> locks_;
  run_result template_;
  std::string identity_;
};

/// The contents of config.json of a run.
nlohmann::ordered_json config_of(const experiment& e, const run_request& r, const loaded_data& data,
                                 const training_options& options, std::size_t replicas, int processes);

}  // namespace taper::lab
