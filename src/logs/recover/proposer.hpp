// The data shared by all proposals of whole schedules from one fit of a fall.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "logs/recover/fall_fit.hpp"
#include "logs/recover/propose.hpp"
#include "logs/recover/rise_fit.hpp"

namespace taper::inspection {

/// What one row of a rise shows.
struct first_rise {
  std::int64_t warmup = 0;
  std::int64_t lag = 0;
  ramp_kind ramp = ramp_kind::linear;
};

/// Candidates for end, start, floor, warmup, hold and lag that match the rows of the window.
class proposer {
 public:
  proposer(std::span<const point> points, const block& b, std::size_t begin, std::size_t end, const fall_fit& fit,
           const hints& known, std::vector<hypothesis>& out);

  void run();

 private:
  // The same rows under another fit.
  proposer(const proposer& other, const fall_fit& fit);
  // Falls whose start and length the rows determine separately: cosine, 1 - sqrt, poly, sigmoid (propose_scaled.cpp).
  void scaled();
  void place(const model& m, std::int64_t start, std::int64_t length);
  void push_rise(model m, const first_rise& r, std::int64_t start);
  [[nodiscard]] std::vector<first_rise> first_rises(double peak) const;
  void place_rise(const model& m, const rise_fit& r, std::int64_t start, std::int64_t top);
  void single_rise(const model& m, std::int64_t start);

  // Falls without an end (propose_endless.cpp).
  void inverse();
  void geometric();

  // Self-similar falls: linear, power, exp. Only the end is known (propose_similar.cpp).
  void similar();
  void unseen_floor();
  void no_rise(std::int64_t end);
  void with_rise(std::int64_t end);
  [[nodiscard]] std::vector<std::int64_t> counters_between(std::int64_t end, std::int64_t zero) const;
  void held_rise(std::int64_t end, const rise_fit& r, std::int64_t zero, std::int64_t meet, std::int64_t start);
  void one_row_rise(std::int64_t end);
  void similar_push(std::int64_t end, std::int64_t w, std::int64_t hold, std::int64_t lag, ramp_kind ramp, double from,
                    bool hinted);
  [[nodiscard]] std::vector<double> ratios_at(double begin) const;
  [[nodiscard]] std::int64_t roundest_warmup(std::int64_t end, std::int64_t lag) const;

  // Shared.
  // Further proposals are not tried.
  [[nodiscard]] bool done() const;
  [[nodiscard]] model blank() const;
  // A lag that the planned length requires: skipped steps, not another plan.
  [[nodiscard]] bool believable(std::int64_t lag) const { return lag >= 0 && lag <= 16 + rows_.back().step / 10; }
  [[nodiscard]] bool has_rise() const { return block_.top_begin > block_.rise_begin; }
  [[nodiscard]] std::size_t top_rows() const { return block_.fall_begin - block_.top_begin; }
  [[nodiscard]] double end_error() const;
  [[nodiscard]] std::vector<std::int64_t> warmups_at(double peak) const;
  [[nodiscard]] std::vector<std::int64_t> meetings(const rise_fit& r, double peak) const;
  void push(model m, std::int64_t w, std::int64_t hold, std::int64_t lag, bool hinted);

  std::span<const point> points_;
  const block& block_;
  std::size_t seed_;
  const fall_fit& fit_;
  const hints& known_;
  std::vector<hypothesis>& out_;
  std::vector<point> rows_;
  std::vector<rise_fit> rises_;
  double ratio_ = 0.0;
};

}  // namespace taper::inspection
