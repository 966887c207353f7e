// The search behind `read_whole`: fits of every family, and the whole and round numbers near them.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "logs/recover/whole.hpp"
#include "logs/recover/whole_rows.hpp"
#include "logs/recover/window_fit.hpp"

namespace taper::inspection {

class whole_search {
 public:
  whole_search(std::span<const point> points, const hints& known, std::size_t skip_first, std::span<const point> needed,
               std::size_t odd)
      : known_(known),
        lengths_(lengths_of(points, known)),
        rows_(rows_of(points, known.coarse, skip_first)),
        odd_(odd) {
    rows_.chosen.insert(rows_.chosen.end(), needed.begin(), needed.end());
    half_ = 0.0;
    for (const point& p : rows_.chosen) half_ = std::max(half_, 0.5 * (p.high - p.low));
  }

  std::vector<whole_reading> run();

 private:
  struct placed {
    warmup_place place = warmup_place::before;
    const rise_fit* rising = nullptr;  // null: no row of it is seen
    bool free_start = false;           // the rows of the fall give its start
  };

  void search_family(const window_family& f);
  [[nodiscard]] double limit() const { return rows_.fine ? 1e3 : 2.5; }

  [[nodiscard]] bool in_reach(const std::optional<window_fit>& fit) const;
  // A family that does not fit the fall with every parameter free does not fit it with fewer.
  std::optional<window_fit> loosest(window_fit guess) const;
  void from_guess(const window_fit& first);
  // For a line or another self-similar family the rows determine the end only together with the floor. Tries the usual
  // floors; one of them makes the length whole.
  void with_ratios(const window_fit& guess);
  // A self-similar family with the usual parameters.
  void with_parameters(const window_fit& guess);
  // One row at the top after a rise may be the last of the rise.
  [[nodiscard]] std::span<const point> fall_rows(warmup_place place = warmup_place::before) const;
  // The fall begins at a step that the rise, the plateau or the counter's 0 gives.
  void at_fixed_starts(const window_fit& guess, bool with_floor);
  void at_starts(const window_fit& guess, const fit_request& r);
  // The first row is the start of the rise and the second at the top or after it: round warmups between them.
  void after_unseen_rise(const window_fit& guess, const fit_request& r);
  [[nodiscard]] std::vector<std::int64_t> lags_without_rise() const;
  void fixed(const window_fit& guess, fit_request r, double start, const placed& at);
  // A product: the rows of the rise divided by the rise are rows of the fall, too.
  void times(const window_fit& guess, fit_request r, double start, const rise_fit& rising);
  // Without a hold the fall begins where the rise reaches its peak, or a step `later`: a fixed point, found by secants.
  void meeting(const window_fit& guess, fit_request r, const rise_fit& rising, double later);
  // The end that the log suggests; it determines the floor.
  void with_lengths(const window_fit& guess);
  // The family's parameters as round numbers; the others are fitted again.
  void round_parameters(const window_fit& fit, const fit_request& r, const placed& at);
  // --- from real numbers to whole and round ones

  void snap(const window_fit& fit, const fit_request& r, const placed& at);
  void with_rise(reading base, const window_fit& fit, const fit_request& r, const placed& at, const rise_fit& rising);
  // Totals near the fit, then the parts of the run before the fall.
  void lengths(reading base, const window_fit& fit, const fit_request& r, double w, double w_error);
  // Whole numbers within the error: the nearest if the rows determine it, else the roundest and the nearest.
  [[nodiscard]] std::vector<std::int64_t> near(double x, double error, std::size_t most) const;
  [[nodiscard]] std::vector<part_of_run> parts_near(double steps, double error, std::int64_t total) const;
  void parts(reading base, const window_fit& fit, const fit_request& r, double w, double w_error);
  void floors(reading base, window_fit fit, const fit_request& r);
  [[nodiscard]] double round_peak(double peak) const;
  // Whether rows inside the fall show its shape; without them it could be any drop.
  [[nodiscard]] bool shows_shape(const reading& r) const;
  void consider(reading r);
  [[nodiscard]] double bits_without_peak(const reading& r) const;
  hints known_;
  suggested_lengths lengths_;
  whole_rows rows_;
  std::size_t odd_;  ///< rows of the chosen ones that may be odd
  double half_ = 0.0;
  double best_ = 1e300;
  std::set<const window_family*> with_ratios_;  ///< families that were tried with the usual floors
  std::vector<whole_reading> found_;
};

}  // namespace taper::inspection
