// The convergence bounds as one backward pass over the rates, and the figure of merit Lambda of a window.
#include "taper/theory/bound.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "sums.hpp"

namespace taper {

bound_accumulator::bound_accumulator(const bound_problem& problem) : problem_(problem) {}

void bound_accumulator::prepend(std::span<const double> block, std::uint64_t first_step) {
  if (steps_ == 0) {  // trailing zero rates have no effect: the bound is that of the last step with a rate
    while (!block.empty() && block.back() == 0) block = block.first(block.size() - 1);
    steps_ = block.empty() ? 0 : first_step + block.size();
  }
  const double constant = problem_.gradient_norm * problem_.gradient_norm;
  const std::span<const double> norms = problem_.gradient_norms;
  if (norms.empty()) {
    add_block(block, [constant](std::size_t) { return constant; });
  } else {
    add_block(block, [=](std::size_t i) {
      const std::uint64_t step = first_step + i;
      return step < norms.size() ? norms[static_cast<std::size_t>(step)] * norms[static_cast<std::size_t>(step)]
                                 : constant;
    });
  }
}

template <class Squared_norm>
void bound_accumulator::add_block(std::span<const double> block, Squared_norm squared_norm) {
  bool holds = std::isfinite(squares_);
  for (const double rate : block) holds = holds && rate >= 0;
  if (!holds) {  // a negative rate or NaN: the bounds do not hold
    squares_ = std::numeric_limits<double>::infinity();
    return;
  }
  std::size_t i = block.size();
  if (i > 0 && tail_ == 0) {  // the last step with a rate: the term is eta_T G_T^2 alone
    --i;
    noise_ = block[i] * squared_norm(i);
    squares_ = block[i] * noise_;
    tail_ = block[i];
  }
  // Each block is summed from zero: 10^8 terms then have the rounding error of a few thousand.
  double inside = 0, noise = 0, squares = 0;
  const double behind = tail_ + tail_error_;
  while (i-- > 0) {
    const double square = block[i] * block[i] * squared_norm(i);
    noise += square / (behind + inside);
    squares += square;
    inside += block[i];
  }
  noise_ += noise;
  squares_ += squares;
  detail::add_with_error(tail_, tail_error_, inside);
}

schedule_bounds bound_accumulator::result() const {
  const double sum = tail_ + tail_error_;
  if (!std::isfinite(squares_) || !(sum > 0)) {
    const peak_bound infinite{.a = std::numeric_limits<double>::infinity(), .b = 1};
    return {.last_iterate = infinite, .averaged_iterate = infinite, .rate_sum = sum, .steps = steps_};
  }
  const double distance = problem_.distance * problem_.distance / (2 * sum);
  return {.last_iterate = {.a = distance, .b = noise_ / 2},
          .averaged_iterate = {.a = distance, .b = squares_ / (2 * sum)},
          .rate_sum = sum,
          .steps = steps_};
}

schedule_bounds bounds_of(std::span<const double> rates, const bound_problem& problem) {
  bound_accumulator sum(problem);
  constexpr std::size_t block = 4096;
  for (std::size_t end = rates.size(); end > 0;) {
    const std::size_t count = std::min(end, block);
    end -= count;
    sum.prepend(rates.subspan(end, count), end);
  }
  return sum.result();
}

}  // namespace taper
