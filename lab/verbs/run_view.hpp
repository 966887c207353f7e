// The progress display of `taper-lab run`: a bar on a terminal, otherwise a line for each finished group.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "train/trainer.hpp"

namespace taper::lab {

class run_view {
 public:
  explicit run_view(const experiment& e);

  void begin(std::size_t done, std::size_t all, const std::vector<run_request>& now);
  void step(const progress& p);
  void say(const std::string& line);
  void end();

 private:
  using steady = std::chrono::steady_clock;
  void clear();

  bool terminal_;
  double items_;
  std::size_t first_done_ = 0, done_ = 0, all_ = 0, now_ = 0;
  std::string title_;
  progress last_{};
  steady::time_point began_, group_began_, shown_;
  bool started_ = false, drawn_ = false;
};

/// 75 -> "1:15", 4000 -> "1:06:40".
std::string duration(double seconds);

}  // namespace taper::lab
