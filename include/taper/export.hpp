// Export: a bound schedule as short, readable, dependency-free code that gives the same learning rates.
#pragma once

#include <string>
#include <string_view>

#include "taper/endless.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// What an export is: code; code that a compiler traces (the step is then no number of the language); every rate.
enum class export_kind : unsigned char { code, traced, rates };

/// Every target, in the order in which help and documentation show them: name, kind, output. write_NAME in src/export/ writes
/// a target that is code; src/export/NAME.cpp is built where it is there.
// clang-format off
#define TAPER_EXPORT_TARGETS(CODE, RATES) \
  CODE(python, code, "learning_rate(step), standard library only") \
  CODE(pytorch, code, "the same, and make_scheduler(optimizer): a LambdaLR") \
  CODE(hf, code, "the same, and ScheduledTrainer: a Hugging Face Trainer that uses it") \
  CODE(optax, traced, "learning_rate(step) in jax.numpy, traceable: optax.adamw(learning_rate)") \
  CODE(keras, traced, "learning_rate(step) in keras.ops, and a LearningRateSchedule") \
  CODE(c, code, "C99: double learning_rate(long long step)") \
  CODE(cuda, code, "the same for host and device, and a kernel that writes the rate (CUDA graphs)") \
  CODE(js, code, "an ES module: export function learning_rate(step)") \
  RATES(csv, rates, "step,lr with a header") \
  RATES(json, rates, "one object with every rate (taper.export/1)")
// clang-format on

/// The target of an export.
#define TARGET(name, kind, summary) name,
enum class export_target : unsigned char { TAPER_EXPORT_TARGETS(TARGET, TARGET) };
#undef TARGET

/// One target: its name on the command line, and its output.
struct export_target_info {
  std::string_view name;
  export_target target;
  export_kind kind;
  std::string_view summary;
};

/// The list of targets; a target is the index of its row.
#define TARGET(name, kind, summary) {#name, export_target::name, export_kind::kind, summary},
inline constexpr export_target_info export_targets[] = {TAPER_EXPORT_TARGETS(TARGET, TARGET)};
#undef TARGET

/// The target of a name, as on the command line. Errors: unknown_name, with the nearest name or the list.
result<export_target> find_export_target(std::string_view name);

/// How the code obtains the length of the run.
enum class run_length : unsigned char {
  fixed,     ///< written into the code
  argument,  ///< a second argument: learning_rate(step, total)
  none,      ///< not at all: the schedule needs no length (an endless_run)
};

struct export_options {
  export_target target = export_target::python;
  run_length length = run_length::fixed;
};

/// The code of a run. It begins with a comment that gives canonical text, steps, and the largest error relative
/// to the run, measured at every step (at 100,000 evenly spaced steps and both ends of a longer run).
///
///   lr = floor + (peak - floor) phi(x),  x = elapsed / fall,  1 - x = remaining / fall
///
/// A combined schedule becomes one function for each part. A Kronecker input is computed from 128 bits of its
/// fraction, as in the library. A schedule without a short formula (kronecker(sorted), a schedule of another library
/// that no built-in window matches exactly) becomes a table of rates, up to 20,000 steps; in a combination only that
/// part does.
///
/// Steps    up to 2^53, where doubles count without gaps.
/// Errors   unsupported: a longer run; a table if the length is an argument or the run is longer than 20,000 steps;
///          stretched restarts, and percentages with a Kronecker input, if the length is an argument; csv
///          and json beyond 10,000,000 steps. missing: run_length::none for a schedule that needs a length.
result<std::string> export_code(const run& r, const export_options& how = {});

/// The code of a schedule without a length; `how.length` is ignored. The error is measured at 10,000 steps up to
/// 2^53, with a Kronecker input up to 2^62.
/// Steps    with a Kronecker input up to 2^63 (a BigInt in JavaScript; the range of the framework's step counter in
///          Optax and Keras), else up to 2^53.
/// Errors   unsupported: csv and json, which list every rate of a run.
result<std::string> export_code(const endless_run& r, const export_options& how = {});

}  // namespace taper
