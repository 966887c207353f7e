// Reads the options that choose a noisy quadratic.
#include "quadratic_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "options.hpp"
#include "taper/text.hpp"

namespace taper::cli {

namespace {

struct setting_entry {
  std::string_view key;
  double least, most;
  bool whole;
  std::string_view range;
  void (*put)(quadratic_setting&, double);
};

constexpr setting_entry setting_entries[] = {
    {"spectrum", 0.0, 10.0, false, "from 0 to 10", [](quadratic_setting& s, double v) { s.spectrum_exponent = v; }},
    {"start", -10.0, 10.0, false, "from -10 to 10", [](quadratic_setting& s, double v) { s.start_exponent = v; }},
    {"noise", 0.0, 1e12, false, "from 0 to 1e12", [](quadratic_setting& s, double v) { s.noise_variance = v; }},
    {"momentum", 0.0, 0.9999, false, "from 0 to 0.9999", [](quadratic_setting& s, double v) { s.momentum = v; }},
    {"cap", 1e-3, 1.0, false, "from 0.001 to 1", [](quadratic_setting& s, double v) { s.cap_fraction = v; }},
    {"steps", 2.0, 1e6, true, "a whole number from 2 to 1e6",
     [](quadratic_setting& s, double v) { s.steps = static_cast<std::size_t>(v); }},
    {"dimensions", 1.0, 1e7, true, "a whole number from 1 to 1e7",
     [](quadratic_setting& s, double v) { s.dimensions = static_cast<std::size_t>(v); }},
    {"bins", 1.0, 1e4, true, "a whole number from 1 to 1e4",
     [](quadratic_setting& s, double v) { s.bins = static_cast<std::size_t>(v); }},
};

std::string setting_keys() {
  std::string out;
  for (const setting_entry& e : setting_entries) out += (out.empty() ? "" : ", ") + std::string(e.key);
  return out;
}

}  // namespace

void quadratic_options::add_to(CLI::App& verb) {
  verb.add_option("--preset", preset, "noisy quadratic: default, stability-limited or long-low-noise")
      ->type_name("NAME")
      ->check(one_of({"default", "stability-limited", "long-low-noise"}))
      ->capture_default_str();
  verb.add_option("--quadratic", changes,
                  "values of the quadratic to change: spectrum, start, noise, momentum, cap, steps, dimensions, bins; "
                  "for example noise=0.1,momentum=0,steps=10000" +
                      (changes.empty() ? std::string() : "; default: " + changes))
      ->type_name("KEY=V,...");
}

result<quadratic_setting> quadratic_options::chosen() const {
  quadratic_setting out = preset == "stability-limited" ? quadratic_presets::stability_limited
                          : preset == "long-low-noise"  ? quadratic_presets::long_low_noise
                                                        : quadratic_presets::standard;
  std::string_view rest = changes;
  while (!rest.empty()) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    const std::size_t equals = item.find('=');
    const std::string_view key = item.substr(0, equals);
    const setting_entry* found = nullptr;
    for (const setting_entry& e : setting_entries) {
      if (e.key == key) found = &e;
    }
    if (found == nullptr)
      return failed(errc::unknown_name, "--quadratic has no " + echoed(key), "it has " + setting_keys());
    const std::string_view text = equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1);
    double v = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), v);
    const bool good = problem == std::errc{} && end == text.data() + text.size() && v >= found->least &&
                      v <= found->most && (!found->whole || v == std::floor(v));
    if (!good)
      return failed(errc::out_of_range, "--quadratic " + std::string(key) + " must be " + std::string(found->range) +
                                            ", got " + echoed(text));
    found->put(out, v);
  }
  return out;
}

std::string quadratic_options::name() const { return changes.empty() ? preset : preset + ", " + changes; }

}  // namespace taper::cli
