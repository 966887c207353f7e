// What a training configuration will run, and its mistakes, before it runs. Library taper::lint.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/configs/config.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// How to read and judge configurations.
struct lint_options {
  run_facts facts{};     ///< what the files leave open
  std::string format{};  ///< read every file in this format; empty: by content
  check_options judged{};
};

/// The answer for one file.
struct lint_report {
  std::string file;
  config_reading reading;            ///< without a schedule if `problem` is set or the framework stops
  std::optional<error> problem;      ///< why the rates are not known; `subject` and `line` name the key
  bool only_length_missing = false;  ///< `problem` is that neither the file nor the facts give the length
  std::optional<run> bound;
  std::optional<check_report> check;

  [[nodiscard]] bool faulty() const noexcept { return !reading.faults.empty(); }
  [[nodiscard]] bool violates() const noexcept { return check && check->verdict == verdict::violating; }
};

/// Reads one configuration and judges its schedule. `file` is its name in the report.
///
/// The faults are those of the reader and those of the schedule itself (`check`), by the ids of config_findings. If only
/// the length is missing, they are the ones that any length has.
[[nodiscard]] lint_report lint(std::string file, std::string_view text, const lint_options& how = {});

/// The first step at which two schedules have different rates, and the step at which they differ most.
struct schedule_difference {
  struct place {
    std::uint64_t step = 0;
    double first = 0.0;
    double second = 0.0;
  };
  place begins;
  place largest;
};

/// Compares the steps that both runs have; rates that differ by less than 1e-9 of the larger are equal. Empty: no
/// difference.
[[nodiscard]] std::optional<schedule_difference> difference_between(const run& a, const run& b);

/// One object of `taper lint --json` (taper.lint/1), without line breaks.
[[nodiscard]] std::string lint_json(const lint_report& report);
/// The object of `taper lint --diff --json` (taper.lint-diff/1).
[[nodiscard]] std::string lint_diff_json(const lint_report& a, const lint_report& b);
/// All findings as SARIF 2.1.0, for code scanning.
[[nodiscard]] std::string lint_sarif(std::span<const lint_report> reports);

}  // namespace taper
