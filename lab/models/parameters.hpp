// The parameters of a model, of one run or of many replicas, in one flat tensor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "torch.hpp"

namespace taper::lab {

/// The initialization of a parameter.
struct initial {
  enum class kind : unsigned char { constant, normal } is = kind::constant;
  double value = 0.0;  ///< the constant, or the standard deviation
};

/// The declaration of a parameter, before its memory is allocated.
struct parameter {
  std::string name;
  std::vector<std::int64_t> shape;
  bool decayed = false;  ///< weight decay applies
  initial start{};
};

/// Every parameter of R replicas as views of flat [R, P], the gradients as views of gradient [R, P]: the optimizer, the
/// norm, the sum over processes and the checkpoint are then one tensor each, and the rate is one number per row.
///
/// The decayed parameters come first in a row. A view is [R, shape…], and [shape…] where R = 1.
class parameter_store {
 public:
  /// Adds a parameter; returns its index. Only before allocate().
  std::size_t declare(parameter p);
  /// Allocates memory for `replicas` on `device`, filled with zeros. Convolution weights (four dimensions) are stored
  /// channels-last on request.
  void allocate(std::int64_t replicas, const at::Device& device, bool channels_last);
  /// Uses rows of another store of the same parameters as memory: flat and gradient [R, P].
  void lie_over(const at::Tensor& flat, const at::Tensor& gradient);
  /// Draws the initial values of one row; they depend only on the seed.
  void initialize(std::int64_t replica, std::uint64_t seed);

  const at::Tensor& operator[](std::size_t index) const { return leaves_[index]; }
  [[nodiscard]] std::int64_t replicas() const { return flat_.size(0); }
  [[nodiscard]] std::int64_t count() const { return total_; }      ///< P, of one replica
  [[nodiscard]] std::int64_t decayed() const { return decayed_; }  ///< decayed parameters in a row
  [[nodiscard]] const std::vector<parameter>& declared() const { return declared_; }
  at::Tensor& flat() { return flat_; }
  at::Tensor& gradient() { return gradient_; }

 private:
  at::Tensor view_of(const at::Tensor& rows, std::size_t index) const;

  std::vector<parameter> declared_;
  std::vector<std::int64_t> offsets_;
  std::vector<at::Tensor> leaves_;
  at::Tensor flat_, gradient_;
  std::int64_t total_ = 0, decayed_ = 0;
  bool channels_last_ = false;
};

}  // namespace taper::lab
