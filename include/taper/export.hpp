// Export: a bound schedule as short, readable, dependency-free code that gives the same learning rates.
#pragma once

#include <string>
#include <string_view>

#include "taper/endless.hpp"
#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// The target of an export.
enum class export_target : unsigned char { python, pytorch, hf, optax, keras, c, cuda, js, csv, json };

/// One target: its name on the command line, and its output.
struct export_target_info {
  std::string_view name;
  export_target target;
  std::string_view summary;
};

/// Every target, in the order in which help and documentation show them.
inline constexpr export_target_info export_targets[] = {
    {"python", export_target::python, "learning_rate(step), standard library only"},
    {"pytorch", export_target::pytorch, "the same, and make_scheduler(optimizer): a LambdaLR"},
    {"hf", export_target::hf, "the same, and ScheduledTrainer: a Hugging Face Trainer that uses it"},
    {"optax", export_target::optax, "learning_rate(step) in jax.numpy, traceable: optax.adamw(learning_rate)"},
    {"keras", export_target::keras, "learning_rate(step) in keras.ops, and a LearningRateSchedule"},
    {"c", export_target::c, "C99: double learning_rate(long long step)"},
    {"cuda", export_target::cuda, "the same for host and device, and a kernel that writes the rate (CUDA graphs)"},
    {"js", export_target::js, "an ES module: export function learning_rate(step)"},
    {"csv", export_target::csv, "step,lr with a header"},
    {"json", export_target::json, "one object with every rate (taper.export/1)"},
};

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
