// Schedules without a length: a rate for any step.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "taper/schedule.hpp"

namespace taper {

/// Why a schedule of the shape named `shape`, or with the root `root`, needs the length of its run; or nothing.
///
/// A Kronecker input, a constant and restarts(first=N, forever) need none. Other windows fall over the run, a
/// cooldown and the full period are counted from its end, percentages are fractions of it, and kronecker(sorted) sorts
/// its points.
result<void> length_needed(const composition& c, std::string_view shape, const node* root = nullptr);

/// lr(t) for every step t from 0 on: the rates of a run of any length, without an end.
///
/// A separate type, so that functions that count or sum the steps of a run do not accept it.
template <window W>
class basic_endless_run {
 public:
  static result<basic_endless_run> make(const basic_schedule<W>& s, const clock& clk = {}) {
    TAPER_CHECK(fault_of(s.with, s.root.get()));
    TAPER_CHECK(length_needed(s.with, name_of(s.shape), s.root.get()));
    TAPER_TRY(whole, basic_run<W>::make(s, most_steps, clk));
    whole.without_end_ = true;
    return basic_endless_run(std::move(whole));
  }

  /// The learning rate of optimizer step t.
  [[nodiscard]] double operator()(std::uint64_t t) const noexcept { return run_(t); }
  /// Fills `out` with the rates of steps first, first + stride, ….
  template <class Float>
  void fill(std::uint64_t first, std::span<Float> out, std::uint64_t stride = 1) const noexcept {
    run_.fill(first, out, stride);
  }

  [[nodiscard]] double peak() const noexcept { return run_.peak(); }
  [[nodiscard]] double floor() const noexcept { return run_.floor(); }
  [[nodiscard]] const basic_schedule<W>& source() const noexcept { return run_.source(); }
  /// The same as a run of the maximum length, for code that only needs rates.
  [[nodiscard]] const basic_run<W>& longest() const noexcept { return run_; }

 private:
  static std::string_view name_of(const W& shape) {
    if constexpr (std::same_as<W, any_window>) return shape.info().name;
    if constexpr (requires { W::info.name; }) return W::info.name;
    return "the window";
  }

  static constexpr std::uint64_t most_steps = std::uint64_t{1} << 63U;
  explicit basic_endless_run(basic_run<W> r) : run_(std::move(r)) {}

  basic_run<W> run_;
};

/// A schedule of any family without a length.
using endless_run = basic_endless_run<any_window>;

template <window W>
result<basic_endless_run<W>> basic_schedule<W>::bind_endless(const clock& clk) const {
  return basic_endless_run<W>::make(*this, clk);
}
template <window W>
basic_endless_run<W> basic_schedule<W>::endless(const clock& clk) const {
  return bind_endless(clk).value();
}

}  // namespace taper
