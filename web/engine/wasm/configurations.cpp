// Training configurations, from their bytes; and what a file is.
#include "engine.hpp"
#include "taper/lint.hpp"
#include "taper/logs/log.hpp"

using namespace taper;
using namespace taper::web;

/// Texts: name, format, the bytes of the file. Numbers: steps, steps per epoch, samples, devices.
TAPER_CALL(lint) {
  const std::string name(in.text());
  lint_options how;
  how.format = in.text();
  TAPER_TRY(steps, in.whole_if_given("steps"));
  TAPER_TRY(per_epoch, in.whole_if_given("stepsPerEpoch"));
  TAPER_TRY(samples, in.whole_if_given("datasetSize"));
  TAPER_TRY(devices, in.whole_if_given("worldSize"));
  how.facts = {.steps = steps, .steps_per_epoch = per_epoch, .dataset_size = samples, .world_size = devices};
  return answer{lint_json(taper::lint(name, in.rest(), how)), {}};
}

/// Texts: name, the bytes of the file. A log has rows with rates; a configuration is what a reader of them recognizes.
TAPER_CALL(kind) {
  const std::string name(in.text());
  if (read_log(in.rest(), {.name = name})) return answer{"log", {}};
  const lint_report read = taper::lint(name, in.rest());
  const bool recognized = !read.problem || read.only_length_missing || !read.reading.format.empty();
  return answer{recognized ? "configuration" : "unknown", {}};
}
