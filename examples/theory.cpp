// The numbers that the theory pages quote: bounds, the noisy quadratic, spectra, the controller.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "taper/taper.hpp"

namespace {

bool near(double got, double wanted, double within) { return std::fabs(got - wanted) <= within; }

bool bounds() {
  const auto run = taper::parse("cosine").value().over(400);
  const taper::schedule_bounds b = taper::bounds_of(run.table());
  const double peak = b.last_iterate.tuned_peak();     // 0.04824 for D = G = 1
  const double last = b.last_iterate.tuned();          // 0.10339
  const double averaged = b.averaged_iterate.tuned();  // D G sqrt(ENBW / T)
  std::printf("last iterate %.5f at peak %.5f, averaged %.5f\n", last, peak, averaged);
  return near(peak, 0.04824, 5e-6) && near(last, 0.10339, 5e-6) && averaged < last;
}

bool quadratic() {
  const taper::noisy_quadratic problem(taper::quadratic_presets::standard);
  const auto window = taper::parse("exp(beta=0.05)").value().over(1000).table();
  const auto cosine = taper::parse("cosine").value().over(1000).table();
  const std::vector<std::vector<double>> windows{window};
  const auto rows = taper::compare_on(problem, cosine, windows);
  const double shared = rows[0].shared;              // +0.057: at cosine's best peak
  const double tuned = rows[0].tuned;                // +0.014: at its own best peak, 0.157 instead of 0.091
  const double equal_budget = rows[0].equal_budget;  // +0.015: at the peak that spends the same sum of rates
  std::printf("shared %+.3f, tuned %+.3f, equal budget %+.3f\n", shared, tuned, equal_budget);
  return near(shared, 0.057, 5e-4) && near(tuned, 0.014, 5e-4) && near(equal_budget, 0.015, 5e-4);
}

bool spectrum() {
  const taper::window_figures hann = taper::spectrum_of([](double x) { return std::pow(std::cos(M_PI * x / 2), 2); });
  const double bandwidth = hann.noise_bandwidth_bins;         // 1.5
  const double side_lobe = hann.highest_sidelobe_db.value();  // -31.47
  std::printf("noise bandwidth %.3f bins, highest side lobe %.2f dB\n", bandwidth, side_lobe);
  return near(bandwidth, 1.5, 1e-9) && near(side_lobe, -31.47, 5e-3);
}

bool controller() {
  const auto plan = [](std::uint64_t t) { return std::max(0.0, 1 - static_cast<double>(t) / 1000.0); };
  auto controller = taper::annealing_controller::make(plan, {.window = 100}).value();
  double loss = 1.0;
  while (controller.rate() > 0.0) {
    loss *= 1.0 - 0.01 * controller.rate();  // stands for a training step at peak * rate
    controller.observe(loss);
  }
  std::printf("annealed after %llu steps\n", static_cast<unsigned long long>(controller.step()));
  return controller.step() == 1000;
}

}  // namespace

int main() { return bounds() && quadratic() && spectrum() && controller() ? 0 : 1; }
