// Window figures of merit: Harris' windows and mirrored schedules agree to the printed digits.
#include "taper/theory/spectrum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <random>

#include "fft.hpp"
#include "named_windows.hpp"

namespace {

using namespace taper_test;

constexpr double none = -1e9;

struct row {
  std::string name;
  window shape;
  int digits;  // decimals that the widths are printed with
  double gain, bandwidth, width_3db, width_6db, null, sidelobe, falloff, scalloping, worst;
};

// Computed figures at N = 1024; the first eleven agree with Harris 1978, Table 1, as far as it prints them.
std::vector<row> table() {
  const window hamming = [](double x) { return 0.54 + 0.46 * std::cos(pi * x); };
  const window blackman = [](double x) { return 0.42 + 0.5 * std::cos(pi * x) + 0.08 * std::cos(2 * pi * x); };
  return {
      {"rect", constant(), 3, 1, 1.000, .886, 1.207, 2, -13.26, -6.0, 3.92, 3.92},
      {"triangle", linear(), 3, .500, 1.333, 1.276, 1.772, 4, -26.52, -12.0, 1.82, 3.07},
      {"cos", cosine_power(1), 3, .637, 1.234, 1.189, 1.639, 3, -23.00, -12.0, 2.10, 3.01},
      {"Hann", cosine(), 3, .500, 1.500, 1.441, 2.000, 4, -31.47, -18.1, 1.42, 3.18},
      {"cos^3", cosine_power(3), 2, .424, 1.735, 1.66, 2.31, 5, -39.3, -24.1, 1.08, 3.47},
      {"cos^4", cosine_power(4), 2, .375, 1.944, 1.85, 2.59, 6, -46.7, -30.2, .86, 3.75},
      {"Hamming", hamming, 2, .54, 1.363, 1.30, 1.82, 4, -42.7, -5.8, 1.75, 3.10},
      {"Blackman", blackman, 2, .42, 1.727, 1.64, 2.30, 6, -58.1, -17.9, 1.10, 3.47},
      {"P", poly(1.8, 2), 3, .503, 1.473, 1.414, 1.963, 3.94, -32.5, -18.1, 1.48, 3.16},
      {"S4", sigmoid(4), 3, .500, 1.467, 1.407, 1.956, 4, -33.5, none, 1.50, 3.16},
      {"E.05", exponential(0.05), 3, .281, 1.924, 1.709, 2.455, 28.7, -45.4, -11.9, 1.04, 3.89},
      {"S40", sigmoid(40), 3, .500, 1.928, 1.762, 2.402, 4, -13.6, none, .92, 3.77},
      {"REX", rex(), 2, .614, 1.208, 1.16, 1.60, 2.94, -23.8, -12.1, 2.20, 3.02},
      {"UBA", uba(0.5), 2, .667, 1.250, 1.20, 1.65, 2.91, -18.9, -18.4, 2.06, 3.03},
  };
}

/// Half a unit of the last of `digits` decimals, and what a decimal number costs in binary.
double printed(int digits) { return 0.5 * std::pow(10.0, -digits) + 1e-9; }

TEST(spectrum, figures_of_merit_agree_with_the_printed_table) {
  for (const row& expected : table()) {
    SCOPED_TRACE(expected.name);
    const taper::window_figures got = taper::spectrum_of(expected.shape);
    EXPECT_NEAR(got.coherent_gain, expected.gain, printed(3));
    EXPECT_NEAR(got.noise_bandwidth_bins, expected.bandwidth, printed(3));
    EXPECT_NEAR(got.width_3db_bins.value(), expected.width_3db, printed(expected.digits));
    EXPECT_NEAR(got.width_6db_bins.value(), expected.width_6db, printed(expected.digits));
    // The table's nulls lie on a grid of 1/64 bin; these are refined.
    EXPECT_NEAR(got.null_to_null_bins.value(), expected.null, expected.null > 8 ? 0.05 : 1.0 / 64);
    EXPECT_NEAR(got.highest_sidelobe_db.value(), expected.sidelobe, printed(1));
    EXPECT_NEAR(got.scalloping_loss_db, expected.scalloping, printed(2));
    EXPECT_NEAR(got.worst_case_loss_db, expected.worst, printed(2));
    EXPECT_EQ(got.falloff_db_per_octave.has_value(), expected.falloff != none);
    EXPECT_NEAR(got.falloff_db_per_octave.value_or(none), expected.falloff, printed(1));
  }
}

TEST(spectrum, hann_has_the_figures_of_harris) {
  const taper::window_figures hann = taper::spectrum_of(cosine(), {.discontinuous_derivative = 2});
  EXPECT_NEAR(hann.coherent_gain, 0.5, 1e-12);
  EXPECT_NEAR(hann.noise_bandwidth_bins, 1.5, 1e-12);
  EXPECT_NEAR(hann.overlap_correlation_50, 1.0 / 6, 1e-12);  // Harris: 16.7 %
  EXPECT_NEAR(hann.processing_gain_db, -1.761, 0.001);
  EXPECT_NEAR(hann.null_to_null_bins.value(), 4, 1e-6);
  EXPECT_NEAR(hann.highest_sidelobe_db.value(), -31.4673, 1e-3);
  EXPECT_NEAR(hann.falloff_db_per_octave.value(), -18.06, 0.01);
  EXPECT_EQ(hann.falloff_source, taper::window_figures::falloff_origin::derivative_order);
}

TEST(spectrum, a_one_sided_taper_whose_spectrum_only_falls_has_no_null_and_no_side_lobe) {
  for (const window& shape : {cosine(), poly(1.8, 2), exponential(0.05), sigmoid(4)}) {
    const taper::window_figures figures = taper::spectrum_of(sampled(shape, 1024));
    EXPECT_FALSE(figures.null_to_null_bins.has_value());
    EXPECT_FALSE(figures.highest_sidelobe_db.has_value());
    EXPECT_TRUE(figures.width_6db_bins.has_value());
  }
}

TEST(spectrum, any_number_of_samples_works) {
  for (const std::size_t count : {100u, 777u, 3000u}) {
    const taper::window_figures hann = taper::spectrum_of(taper::mirrored(cosine(), count));
    EXPECT_NEAR(hann.width_6db_bins.value(), 2.0, 2e-3) << count;
    EXPECT_NEAR(hann.highest_sidelobe_db.value(), -31.47, 0.02) << count;
  }
}

TEST(spectrum, mirroring_samples_equals_mirroring_the_function) {
  const std::vector<double> from_function = taper::mirrored(cosine(), 1024);
  const std::vector<double> from_samples = taper::mirrored(sampled(cosine(), 512), 0.0);
  ASSERT_EQ(from_samples.size(), from_function.size());
  for (std::size_t n = 0; n < from_samples.size(); ++n) EXPECT_NEAR(from_samples[n], from_function[n], 1e-15) << n;
}

TEST(spectrum, an_invalid_window_gives_no_figures) {
  for (const std::vector<double>& bad : {std::vector<double>{}, {1, 1}, std::vector<double>(64, 0.0)}) {
    const taper::window_figures figures = taper::spectrum_of(bad);
    EXPECT_TRUE(std::isnan(figures.coherent_gain));
    EXPECT_FALSE(figures.width_3db_bins.has_value());
  }
}

TEST(spectrum, transform_equals_the_direct_sum) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<std::complex<double>> a(64);
  for (auto& value : a) value = {uniform(random), uniform(random)};
  std::vector<std::complex<double>> transformed = a;
  taper::detail::fourier_transform(transformed);
  for (std::size_t k = 0; k < a.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < a.size(); ++n) sum += a[n] * std::polar(1.0, -2 * pi * double(n * k) / 64);
    EXPECT_NEAR(std::abs(sum - transformed[k]), 0, 1e-11);
  }
  std::vector<double> real(50);
  for (double& value : real) value = uniform(random);
  const std::vector<double> magnitude = taper::detail::magnitude_spectrum(real, 128);
  ASSERT_EQ(magnitude.size(), 65u);
  for (std::size_t k = 0; k < magnitude.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < real.size(); ++n) sum += real[n] * std::polar(1.0, -2 * pi * double(n * k) / 128);
    EXPECT_NEAR(std::abs(sum), magnitude[k], 1e-11);
  }
}

}  // namespace
