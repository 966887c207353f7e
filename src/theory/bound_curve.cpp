// The last-iterate bound at every step: a one-dimensional Cauchy-kernel sum, by a tree of intervals.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "sums.hpp"
#include "taper/theory/bound.hpp"

namespace taper {
namespace {

constexpr std::size_t order = 14;      // Chebyshev points per interval: error 1e-9 if the gap is at least the length
constexpr std::size_t leaf_size = 48;  // steps summed directly
constexpr double separation = 1.0;     // least gap / length of separated intervals

using moments = std::array<double, order>;

/// Chebyshev points on [0, 1] and interpolation between them.
struct chebyshev_points {
  moments place, barycentric;

  chebyshev_points() {
    for (std::size_t j = 0; j < order; ++j) {
      const double angle = std::numbers::pi * (static_cast<double>(j) + 0.5) / order;
      place[j] = 0.5 - 0.5 * std::cos(angle);
      barycentric[j] = j % 2 == 0 ? std::sin(angle) : -std::sin(angle);
    }
  }

  /// Weight of each point's value in the interpolant at u.
  moments weights_at(double u) const {
    moments weight;
    double sum = 0;
    for (std::size_t j = 0; j < order; ++j) {
      const double distance = u - place[j];
      if (distance == 0) {
        weight.fill(0);
        weight[j] = 1;
        return weight;
      }
      weight[j] = barycentric[j] / distance;
      sum += weight[j];
    }
    for (double& w : weight) w /= sum;
    return weight;
  }
};

/// Steps [first, last) at positions S_k.
///
/// Distances are sums of parts, never differences of prefix sums: a step of 1e-12 of the total (or of 1e-300) keeps its
/// precision.
struct interval {
  std::size_t first = 0, last = 0;
  std::size_t left = 0, right = 0;  // children; 0 for a leaf
  double length = 0;                // S of the last step - S of the first
  double inner_gap = 0;             // S of the right child's first step - S of the left child's last
  moments source{};                 // charges q gathered at the Chebyshev points
  moments field{};                  // contribution of far intervals on the left at the Chebyshev points
};

class cauchy_tree {
 public:
  cauchy_tree(std::span<const double> rates, const bound_problem& problem) : rates_(rates), sum_(rates.size(), 0.0) {
    const std::size_t steps = rates.size();
    charge_.resize(steps);
    from_start_.resize(steps);
    to_end_.resize(steps);
    for (std::size_t k = 0; k < steps; ++k) {
      const double norm = k < problem.gradient_norms.size() ? problem.gradient_norms[k] : problem.gradient_norm;
      charge_[k] = rates[k] * rates[k] * norm * norm;
    }
    tree_.reserve(2 * steps / leaf_size + 8);
    tree_.emplace_back();
    build(0, 0, steps);
  }

  /// sum_{k<t} q_k / (S_t - S_k) for every t.
  std::vector<double> solve() && {
    gather(0);
    within(0);
    scatter(0);
    return std::move(sum_);
  }

 private:
  void build(std::size_t node, std::size_t first, std::size_t last) {
    tree_[node].first = first;
    tree_[node].last = last;
    if (last - first <= leaf_size) {
      for (std::size_t k = first + 1; k < last; ++k) from_start_[k] = from_start_[k - 1] + rates_[k];
      for (std::size_t k = last - 1; k > first; --k) to_end_[k - 1] = to_end_[k] + rates_[k];
      tree_[node].length = from_start_[last - 1];
      return;
    }
    const std::size_t left = tree_.size(), middle = first + (last - first) / 2;
    tree_.resize(left + 2);
    build(left, first, middle);
    build(left + 1, middle, last);
    tree_[node].left = left;
    tree_[node].right = left + 1;
    tree_[node].inner_gap = rates_[middle];
    tree_[node].length = tree_[left].length + rates_[middle] + tree_[left + 1].length;
  }

  /// Position of the child's Chebyshev point j in its parent, as a fraction of the parent's length.
  double place_in_parent(const interval& parent, std::size_t child, std::size_t j) const {
    if (parent.length == 0) return points_.place[j];
    const double start = child == parent.left ? 0 : tree_[parent.left].length + parent.inner_gap;
    return (start + tree_[child].length * points_.place[j]) / parent.length;
  }

  double fraction(const interval& leaf, std::size_t k) const {
    return leaf.length > 0 ? from_start_[k] / leaf.length : 0.5;
  }

  void gather(std::size_t node) {
    if (tree_[node].left == 0) {
      for (std::size_t k = tree_[node].first; k < tree_[node].last; ++k) {
        const moments weight = points_.weights_at(fraction(tree_[node], k));
        for (std::size_t j = 0; j < order; ++j) tree_[node].source[j] += weight[j] * charge_[k];
      }
      return;
    }
    for (const std::size_t child : {tree_[node].left, tree_[node].right}) {
      gather(child);
      for (std::size_t j = 0; j < order; ++j) {
        const moments weight = points_.weights_at(place_in_parent(tree_[node], child, j));
        for (std::size_t i = 0; i < order; ++i) tree_[node].source[i] += weight[i] * tree_[child].source[j];
      }
    }
  }

  void scatter(std::size_t node) {
    if (tree_[node].left == 0) {
      for (std::size_t k = tree_[node].first; k < tree_[node].last; ++k) {
        const moments weight = points_.weights_at(fraction(tree_[node], k));
        for (std::size_t j = 0; j < order; ++j) sum_[k] += weight[j] * tree_[node].field[j];
      }
      return;
    }
    for (const std::size_t child : {tree_[node].left, tree_[node].right}) {
      for (std::size_t j = 0; j < order; ++j) {
        const moments weight = points_.weights_at(place_in_parent(tree_[node], child, j));
        for (std::size_t i = 0; i < order; ++i) tree_[child].field[j] += weight[i] * tree_[node].field[i];
      }
      scatter(child);
    }
  }

  /// The contributions among the steps of one interval.
  void within(std::size_t node) {
    const std::size_t left = tree_[node].left, right = tree_[node].right;
    if (left != 0) {
      within(left);
      within(right);
      between(left, right, tree_[node].inner_gap);
      return;
    }
    for (std::size_t t = tree_[node].first + 1; t < tree_[node].last; ++t) {
      double distance = 0;
      for (std::size_t k = t; k-- > tree_[node].first;) {
        distance += rates_[k + 1];
        if (charge_[k] > 0) sum_[t] += charge_[k] / distance;
      }
    }
  }

  /// The contributions of the steps of interval a to those of b, which begins `gap` after the end of a.
  void between(std::size_t a, std::size_t b, double gap) {
    const interval& from = tree_[a];
    const interval& to = tree_[b];
    if (gap > 0 && gap >= separation * std::max(from.length, to.length)) {
      far(a, b, gap);
    } else if (from.left == 0 && to.left == 0) {
      near(a, b, gap);
    } else if (to.left == 0 || (from.left != 0 && from.length >= to.length)) {
      between(from.left, b, tree_[from.right].length + from.inner_gap + gap);
      between(from.right, b, gap);
    } else {
      between(a, to.left, gap);
      between(a, to.right, gap + tree_[to.left].length + to.inner_gap);
    }
  }

  void far(std::size_t a, std::size_t b, double gap) {
    for (std::size_t i = 0; i < order; ++i) {
      const double start = gap + tree_[b].length * points_.place[i];
      double field = 0;
      for (std::size_t j = 0; j < order; ++j) {
        field += tree_[a].source[j] / (start + tree_[a].length * (1 - points_.place[j]));
      }
      tree_[b].field[i] += field;
    }
  }

  void near(std::size_t a, std::size_t b, double gap) {
    for (std::size_t t = tree_[b].first; t < tree_[b].last; ++t) {
      const double start = gap + from_start_[t];
      for (std::size_t k = tree_[a].first; k < tree_[a].last; ++k) {
        if (charge_[k] > 0) sum_[t] += charge_[k] / (start + to_end_[k]);
      }
    }
  }

  std::span<const double> rates_;
  std::vector<double> charge_;      // q_k = eta_k^2 G_k^2
  std::vector<double> from_start_;  // S_k - S at the first step of its leaf
  std::vector<double> to_end_;      // S at the last step of its leaf - S_k
  std::vector<interval> tree_;
  std::vector<double> sum_;
  chebyshev_points points_;
};

/// Omega_t from the Cauchy sums; a step with rate 0 repeats the previous value.
std::vector<double> finish(std::span<const double> rates, const bound_problem& problem, std::vector<double> cauchy) {
  double sum = 0, error = 0, before = std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < rates.size(); ++t) {
    detail::add_with_error(sum, error, rates[t]);
    const double norm = t < problem.gradient_norms.size() ? problem.gradient_norms[t] : problem.gradient_norm;
    if (rates[t] > 0) {
      before = problem.distance * problem.distance / (2 * (sum + error)) + 0.5 * (rates[t] * norm * norm + cauchy[t]);
    }
    cauchy[t] = before;
  }
  return cauchy;
}

}  // namespace

std::vector<double> last_iterate_curve(std::span<const double> rates, const bound_problem& problem) {
  if (rates.empty()) return {};
  return finish(rates, problem, cauchy_tree(rates, problem).solve());
}

std::vector<double> last_iterate_curve_direct(std::span<const double> rates, const bound_problem& problem) {
  std::vector<double> cauchy(rates.size(), 0.0);
  for (std::size_t t = 0; t < rates.size(); ++t) {
    double distance = 0;
    for (std::size_t k = t; k-- > 0;) {
      distance += rates[k + 1];
      const double norm = k < problem.gradient_norms.size() ? problem.gradient_norms[k] : problem.gradient_norm;
      const double charge = rates[k] * rates[k] * norm * norm;
      if (charge > 0) cauchy[t] += charge / distance;
    }
  }
  return finish(rates, problem, std::move(cauchy));
}

}  // namespace taper
