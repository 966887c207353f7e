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

/// A run alone keeps its checkpoint in its folder; replicas share one, in DIR/<experiment>/.replicas-<name>.
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

  /// Makes the folders, locks them, writes config.json or compares with the one that is there.
  taper::result<void> open(const experiment& e, const std::vector<run_request>& requests, const loaded_data& data,
                           const training_options& options);
  /// Fills the tensors from the newest whole checkpoint; position 0 where there is none. What cannot be used is said.
  position load(const named_tensors& state, at::Tensor& random_state);
  /// Opens the logs, cut to where the loaded checkpoint was.
  taper::result<void> open_logs();
  taper::result<void> add(std::size_t run, const metrics_row& row);
  /// A checkpoint; if it cannot be written that is said and the one before is kept.
  void save(const named_tensors& state, const at::Tensor& random_state, const position& at);

  /// A result with what the session knows of a run.
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

/// What config.json of a run says.
nlohmann::ordered_json config_of(const experiment& e, const run_request& r, const loaded_data& data,
                                 const training_options& options, std::size_t replicas);

}  // namespace taper::lab
