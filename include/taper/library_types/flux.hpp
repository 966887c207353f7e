// Schedules of ParameterSchedulers.jl (Flux), cyclic schedules 0906046 as types, to be made with make() or | peak(lr).
// Written by script/library_types from the list of libraries; do not edit.
#pragma once

#include <string>
#include <string_view>

#include "taper/library_shape.hpp"

// clang-format off
namespace taper::flux {

/// flux.Triangle: triangular cycles.
struct triangle {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.Triangle";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.TriangleDecay2: triangular cycles, each half as high.
struct triangle_decay2 {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.TriangleDecay2";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.TriangleExp: triangular cycles that shrink.
struct triangle_exp {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave
  required_argument<double> decay{};  ///< required; factor of every step

  static constexpr std::string_view dotted_name = "flux.TriangleExp";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period), with("decay", decay);
  }
};

/// flux.Sin: half-sine cycles.
struct sin {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.Sin";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.SinDecay2: half-sine cycles, each half as high.
struct sin_decay2 {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave

  static constexpr std::string_view dotted_name = "flux.SinDecay2";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period);
  }
};

/// flux.SinExp: half-sine cycles that shrink.
struct sin_exp {
  required_argument<double> range0{};  ///< required; first end of the range
  required_argument<double> range1{};  ///< required; second end of the range
  required_argument<amount_argument> period{};  ///< required; steps of one wave
  required_argument<double> decay{};  ///< required; factor of every step

  static constexpr std::string_view dotted_name = "flux.SinExp";
  template <class F>
  void each_argument(F&& with) const {
    with("range0", range0), with("range1", range1), with("period", period), with("decay", decay);
  }
};

}  // namespace taper::flux
// clang-format on
