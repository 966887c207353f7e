// A plateau rule: a separate multiplier that is reduced when a metric stops improving.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper {

/// When the multiplier is reduced; names and defaults are those of PyTorch's ReduceLROnPlateau.
struct plateau_options {
  enum class direction : unsigned char { min, max } mode = direction::min;  ///< whether less or more is better
  double factor = 0.1;          ///< factor of each reduction, 0 < factor < 1
  std::uint64_t patience = 10;  ///< number of observations without improvement that are tolerated
  double threshold = 1e-4;      ///< smallest change that counts as an improvement
  enum class measure : unsigned char { rel, abs } threshold_mode = measure::rel;
  std::uint64_t cooldown = 0;  ///< observations that are not counted after a reduction
  double least = 0.0;          ///< lower bound of the multiplier
  friend bool operator==(const plateau_options&, const plateau_options&) = default;
};

/// The multiplier and its state. The rate is schedule(t) * multiplier(): the schedule remains a pure function of
/// the step, and all state is in this object.
///
///   better    min, rel: metric < best (1 - threshold)     max, rel: metric > best (1 + threshold)
///             min, abs: metric < best - threshold         max, abs: metric > best + threshold
///   fall      after more than `patience` observations in a row that are not better: multiplier *= factor
///
/// A NaN metric is not an improvement. Source: torch.optim.lr_scheduler.ReduceLROnPlateau (identical values
/// with min_lr = 0 and eps = 0).
class plateau {
 public:
  plateau() = default;
  explicit plateau(const plateau_options& how) : how_(how) {
    if (how.mode == plateau_options::direction::max) best_ = -best_;
  }

  /// From text: plateau(mode=min, factor=0.1, patience=10, threshold=0.0001, threshold_mode=rel, cooldown=0, least=0).
  static result<plateau> parse(std::string_view text);
  /// The rule as text, arguments at their default left out.
  [[nodiscard]] std::string print() const;

  /// Takes the metric of one evaluation and returns the new multiplier.
  double observe(double metric) noexcept;
  [[nodiscard]] double multiplier() const noexcept { return multiplier_; }
  [[nodiscard]] const plateau_options& options() const noexcept { return how_; }

  /// Rule and state as one line of JSON (taper.plateau/1); restored() reads it back, bit for bit.
  [[nodiscard]] std::string save() const;
  static result<plateau> restored(std::string_view json);

  friend bool operator==(const plateau&, const plateau&) = default;

 private:
  [[nodiscard]] bool better(double metric) const noexcept;

  plateau_options how_;
  double multiplier_ = 1.0;
  double best_ = std::numeric_limits<double>::infinity();
  std::uint64_t bad_ = 0;
  std::uint64_t cooling_ = 0;
};

}  // namespace taper
