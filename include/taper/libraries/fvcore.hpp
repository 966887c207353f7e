// fvcore's ParamSchedulers as functions of the progress w in [0, 1);
// detectron2 asks at w = t / max_iter and multiplies the base rate.
//
// Source: facebookresearch/fvcore, fvcore/common/param_scheduler.py, 0.1.5.post20221221.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::fvcore {

/// What fvcore adds to the progress where it compares: a milestone at w counts from w - 1e-6 on.
inline constexpr double epsilon = 1e-6;

/// A value for every progress
class scheduler {
 public:
  scheduler() = default;
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;
  virtual ~scheduler() = default;
  [[nodiscard]] virtual double at(double where) const noexcept = 0;
  /// The places where a part or a value of it begins.
  [[nodiscard]] virtual std::vector<double> begins() const { return {}; }
};

/// value; end + (start - end) (1 + cos(pi w)) / 2; start decay^w; start (1 - w) + end w; base (1 - w)^power
class smooth final : public scheduler {
 public:
  enum class kind : unsigned char { constant, cosine, exponential, linear, polynomial };
  smooth(kind is, double start, double other) : is_(is), start_(start), other_(other) {}
  [[nodiscard]] double at(double w) const noexcept override {
    switch (is_) {
      case kind::constant: return start_;
      case kind::cosine: return other_ + 0.5 * (start_ - other_) * (1.0 + std::cos(std::numbers::pi * w));
      case kind::exponential: return start_ * std::pow(other_, w);
      case kind::linear: return other_ * w + start_ * (1.0 - w);
      case kind::polynomial: return start_ * std::pow(std::max(1.0 - w, 0.0), other_);
    }
    return start_;
  }

 private:
  kind is_;
  double start_;
  double other_;
};

/// values[#{m <= int((w + 1e-6) n)}]; with steps, values[int((w + 1e-6) |values|)]; beyond the end the last stays
class stepped final : public scheduler {
 public:
  stepped(std::vector<double> values, std::vector<double> milestones, double num_updates)
      : values_(std::move(values)), milestones_(std::move(milestones)), num_updates_(num_updates) {}
  [[nodiscard]] double at(double w) const noexcept override {
    const double now = std::floor((w + epsilon) * num_updates_);
    const auto passed = std::upper_bound(milestones_.begin(), milestones_.end(), now) - milestones_.begin();
    return values_[std::min(static_cast<std::size_t>(passed), values_.size() - 1)];
  }
  [[nodiscard]] std::vector<double> begins() const override {
    std::vector<double> out;
    for (const double m : milestones_) out.push_back(m / num_updates_ - epsilon);
    return out;
  }

 private:
  std::vector<double> values_;
  std::vector<double> milestones_;
  double num_updates_;
};

/// One after another over parts of the run; a rescaled part sees its own progress, a fixed one the whole run's. The
/// next part begins after its boundary is passed by w + 1e-6 > boundary.
class composite final : public scheduler {
 public:
  enum class scaling : unsigned char { rescaled, fixed };
  struct part {
    std::shared_ptr<const scheduler> is;
    double length;
    scaling scale;
  };
  explicit composite(std::vector<part> parts) : parts_(std::move(parts)) {}
  [[nodiscard]] double at(double w) const noexcept override {
    std::size_t k = 0;
    double end = parts_[0].length;
    while (w + epsilon > end && k + 1 < parts_.size()) end += parts_[++k].length;
    if (parts_[k].scale == scaling::fixed) return parts_[k].is->at(w);
    return parts_[k].is->at((w - (end - parts_[k].length)) / parts_[k].length);
  }
  [[nodiscard]] std::vector<double> begins() const override {
    std::vector<double> out;
    double from = 0.0;
    for (const part& p : parts_) {
      if (from > 0.0) out.push_back(from - epsilon);
      for (const double b : p.is->begins()) out.push_back(p.scale == scaling::fixed ? b : from + p.length * b);
      from += p.length;
    }
    return out;
  }

 private:
  std::vector<part> parts_;
};

/// base times the scheduler's value at w = t / T
struct by_step {
  double base;
  std::uint64_t steps;
  std::shared_ptr<const scheduler> is;
  double operator()(std::uint64_t t) const noexcept {
    return base * is->at(static_cast<double>(t) / static_cast<double>(steps));
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const double b : is->begins()) {
      out.at.push_back(static_cast<std::uint64_t>(std::ceil(std::max(b, 0.0) * static_cast<double>(steps))));
    }
    return out;
  }
};

}  // namespace taper::libraries::fvcore
