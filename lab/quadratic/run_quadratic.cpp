// Run folders of the noisy quadratic.
#include "quadratic/run_quadratic.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <system_error>

#include "data/file.hpp"
#include "support/write_file.hpp"
#include "taper/notation.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper::lab {
namespace {

using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::string_view experiment_name = "quadratic";
constexpr double diverged_above = 1e6;

struct planned {
  std::string spec;
  std::vector<double> rates;
  double peak = 0.0;
};

std::vector<double> window_of(const run& r) {
  std::vector<double> out(static_cast<std::size_t>(r.steps()));
  for (std::size_t t = 0; t < out.size(); ++t) out[t] = r(t);
  return out;
}

taper::result<planned> plan(const std::string& text, const quadratic_request& request, std::uint64_t steps) {
  const taper::result<schedule> read = parse(text);
  if (!read) return read.error();
  const taper::result<run> bound = read->bind(steps);
  if (!bound) return bound.error();
  planned out{.spec = print(*read), .rates = window_of(*bound)};
  if (out.spec.find("peak(") != std::string::npos)
    return failed(errc::conflict, "'" + out.spec + "' sets a peak, but the protocol chooses it", "omit peak(…)");
  const noisy_quadratic problem(request.setting);
  const std::vector<double> cosine = window_of(erase(taper::cosine{}).over(steps));
  const double reference = problem.tune(cosine).peak;
  if (request.how == protocol::tuned) {
    out.peak = problem.tune(out.rates).peak;
  } else if (request.how == protocol::budget) {
    const double sum = std::accumulate(out.rates.begin(), out.rates.end(), 0.0);
    out.peak = reference * std::accumulate(cosine.begin(), cosine.end(), 0.0) / sum;
  } else {
    out.peak = reference;
  }
  for (double& r : out.rates) r *= out.peak;
  return out;
}

json config_of(const planned& p, const quadratic_request& q, std::uint64_t seed) {
  return {{"schema", "taper.lab.config/1"},
          {"experiment", experiment_name},
          {"spec", p.spec},
          {"seed", seed},
          {"steps", p.rates.size()},
          {"protocol", std::string(name_of(q.how))},
          {"peak", p.peak},
          {"dimensions", q.setting.dimensions},
          {"spectrum_exponent", q.setting.spectrum_exponent},
          {"start_exponent", q.setting.start_exponent},
          {"noise_variance", q.setting.noise_variance},
          {"momentum", q.setting.momentum},
          {"log_every", q.log_every}};
}

std::string metrics_of(const planned& p, const std::vector<double>& losses, std::uint64_t every, double seconds) {
  std::string out;
  for (std::size_t t = 0; t < p.rates.size(); ++t) {
    if (t % every != 0 && t + 1 != p.rates.size()) continue;
    const json row = {{"step", t},
                      {"learning_rate", p.rates[t]},
                      {"loss", std::isfinite(losses[t]) ? json(losses[t]) : json(nullptr)},
                      {"seconds", seconds * static_cast<double>(t + 1) / static_cast<double>(p.rates.size())}};
    out += row.dump() + "\n";
  }
  return out;
}

struct jumps {
  double largest = 0.0, q99 = 0.0;
};
jumps jumps_of(const std::vector<double>& losses) {
  std::vector<double> d;
  for (std::size_t t = 1; t < losses.size(); ++t) d.push_back(std::abs(losses[t] - losses[t - 1]));
  std::ranges::sort(d);
  if (d.empty()) return {};
  return {.largest = d.back(), .q99 = d[static_cast<std::size_t>(0.99 * static_cast<double>(d.size() - 1))]};
}

taper::result<void> run_one(const planned& p, const quadratic_request& q, std::uint64_t seed, const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return failed(errc::io, "cannot make " + folder.string() + ": " + code.message());
  TAPER_CHECK(write_json(folder / "config.json", config_of(p, q, seed)));
  const auto begun = std::chrono::steady_clock::now();
  const std::vector<double> losses = simulate_quadratic(q.setting, p.rates, seed);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const bool fine = std::ranges::all_of(losses, [&](double l) { return l <= diverged_above * losses.front(); });
  TAPER_CHECK(support::write_file((folder / "metrics.jsonl").string(), metrics_of(p, losses, q.log_every, seconds)));
  run_result r;
  r.experiment = experiment_name;
  r.spec = p.spec;
  r.seed = seed;
  r.steps = p.rates.size();
  r.protocol = name_of(q.how);
  r.peak = p.peak;
  r.status = fine ? "finished" : "diverged";
  if (fine) {
    const jumps j = jumps_of(losses);
    r.train_loss = losses.back();
    r.delta_max = j.largest;
    r.delta_q99 = j.q99;
  }
  r.seconds = seconds;
  r.parameters = q.setting.dimensions;
  r.threads = 1;
  r.device = "cpu";
  r.optimum = 0.0;
  return write_json(folder / "result.json", to_json(r));
}

// A result of the same request. Any other content is an error: it must neither be used for this run nor overwritten.
taper::result<bool> is_done(const fs::path& folder, const json& config) {
  std::error_code code;
  if (!fs::exists(folder / "result.json", code)) return false;
  const taper::result<std::string> text = read_whole(folder / "config.json");
  if (!text) return text.error();
  const nlohmann::json theirs = nlohmann::json::parse(*text, nullptr, false);
  if (const std::optional<std::string> d = difference(config, theirs))
    return failed(errc::conflict, folder.string() + " contains another run: " + *d, "choose another folder with --out");
  return true;
}

}  // namespace

taper::result<quadratic_done> run_quadratic(const quadratic_request& q) {
  const std::uint64_t steps = q.steps > 0 ? q.steps : q.setting.steps;
  std::vector<planned> plans;
  for (const std::string& text : q.schedules) {
    taper::result<planned> p = plan(text, q, steps);
    if (!p) return p.error();
    plans.push_back(std::move(*p));
  }
  quadratic_done out;
  const std::uint64_t count = plans.size() * q.seeds;
  for (std::uint64_t k = 0; k < count; ++k) {
    if (k % q.tasks != q.task) continue;
    const planned& p = plans[static_cast<std::size_t>(k / q.seeds)];
    const std::uint64_t seed = q.first_seed + k % q.seeds;
    const fs::path folder = run_folder(q.out, experiment_name, q.how, p.spec, seed);
    if (q.progress) q.progress(k, count, folder);
    const taper::result<bool> done = is_done(folder, config_of(p, q, seed));
    if (!done) return done.error();
    if (*done) {
      ++out.were_there;
      continue;
    }
    TAPER_CHECK(run_one(p, q, seed, folder));
    ++out.ran;
  }
  return out;
}

}  // namespace taper::lab
