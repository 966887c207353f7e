// The Python module taper_lr._core: thin conversions around the library; the package's Python files document it.
#include <utility>

#include "bindings.hpp"

namespace taper::python {

void refuse(const error& e, std::string_view text) {
  std::string message = explain(e, text);
  // the clock's options, as Python writes them
  for (const auto& [option, argument] :
       {std::pair{"--steps-per-epoch", "steps_per_epoch=…"}, std::pair{"--samples-per-step", "samples_per_step=…"},
        std::pair{"--tokens-per-step", "tokens_per_step=…"}}) {
    const std::size_t at = message.find(option);
    if (at != std::string::npos) message.replace(at, std::string_view(option).size(), argument);
  }
  throw nb::value_error(message.c_str());
}

check_options check_options_of(double slack, double steepness_max, double delta, const std::string& clock) {
  const auto positive = [](double v, const char* name) {
    if (v > 0.0 && std::isfinite(v)) return;
    refuse(failed(errc::out_of_range, std::string(name) + " must be > 0, got " + print_number(v)));
  };
  positive(slack, "slack");
  positive(steepness_max, "steepness_max");
  positive(delta, "delta");
  if (clock != "fall" && clock != "run") {
    refuse(failed(errc::unknown_name, "clock must be one of fall, run, got '" + clock + "'"));
  }
  check_options how;
  how.slack = slack;
  how.steepness_max = steepness_max;
  how.delta = delta;
  how.clock = clock == "run" ? judged_clock::whole_run : judged_clock::fall;
  return how;
}

}  // namespace taper::python

NB_MODULE(_core, m) {
  using namespace taper::python;
  m.doc() = "Compiled part of taper_lr; use the functions of taper_lr itself.";
  bind_schedule(m);
  bind_run(m);
  bind_registry(m);
  bind_report(m);
  bind_safe(m);
  bind_predict(m);
  bind_log(m);
#ifdef TAPER_HAS_DESIGN
  bind_fit(m);
#endif
}
