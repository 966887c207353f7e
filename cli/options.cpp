// Reads the options that several verbs share.
#include "options.hpp"

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>

#include "table_file.hpp"
#include "taper/text.hpp"

namespace taper::cli {

void schedule_options::add_to(CLI::App& verb, std::size_t least_specs, length needed) {
  auto* spec = verb.add_option("SPEC", specs,
                               least_specs > 1 ? "two or more schedules, or - for one per line on stdin"
                                               : "schedules, or - for one per line on stdin");
  spec->required()->type_name("");
  const bool required = needed == length::required;
  verb.add_option("--steps,-n", steps,
                  required ? "optimizer steps of the run"
                           : "optimizer steps of the run; kronecker, constant and endless restarts need none")
      ->required(required)
      ->type_name("N")
      ->check([](const std::string& text) { return text.empty() ? "must be a whole number >= 1, got ''" : ""; }, "");
  verb.add_option("--steps-per-epoch", timing.steps_per_epoch, "optimizer steps per epoch, for amounts in epochs (2ep)")
      ->type_name("N")
      ->check(above_zero());
  verb.add_option("--samples-per-step", timing.samples_per_step,
                  "samples per optimizer step, for amounts in samples (4096samples)")
      ->type_name("N")
      ->check(above_zero());
  verb.add_option("--tokens-per-step", timing.tokens_per_step,
                  "tokens per optimizer step, for amounts in tokens (300Mtok)")
      ->type_name("N")
      ->check(above_zero());
  batching.add_to(verb);
}

void batch_options::add_to(CLI::App& verb) {
  const auto number = [&](const char* name, std::uint64_t& into, const char* what) {
    verb.add_option(name, into, what)->type_name("N")->check(above_zero())->group("How batches are made");
  };
  number("--batch-size", how.batch_size, "samples of one device in one forward pass");
  number("--accumulate", how.accumulate, "forward passes before one optimizer step");
  number("--world-size", how.world_size, "data-parallel devices");
  number("--sequence-length", how.sequence_length, "tokens of one sample");
  number("--dataset-size", how.dataset_size, "samples of one epoch");
  const auto grouped = [](CLI::Option* o) { o->group("How batches are made"); };
  grouped(verb.add_flag("--drop-last", drop_last, "drop the last, smaller batch of an epoch"));
  grouped(verb.add_option("--batch-ramp", ramp, "samples per step over all devices, by step: 0:512,1000:1024")
              ->type_name("STEP:N,..."));
  grouped(verb.add_option("--rampup-batch-size", rampup, "Megatron's ramp of the global batch size")
              ->type_name("START INCREMENT SAMPLES")
              ->type_size(3)
              ->expected(1));
  grouped(
      verb.add_option("--data", data, "data that the run will see, to compare with --steps: 3ep, 300Gtok, 1Msamples")
          ->type_name("AMOUNT"));
}

namespace {

result<amount> read_amount(const std::string& text, const char* option, std::uint64_t least = 1) {
  result<amount> read = parse_amount(text, option);
  if (read && read->in != unit::percent) return read;
  return failed(errc::unit, std::string(option) + " must be a whole number >= " + std::to_string(least) +
                                " or an amount of data (3ep, 300Gtok, 1Msamples), got " + echoed(text));
}

}  // namespace

result<batch_clock> batch_options::read() const {
  batches made = how;
  if (drop_last) made.last = batches::remainder::drop;
  if (!ramp.empty() && !rampup.empty())
    return failed(errc::conflict, "--batch-ramp and --rampup-batch-size exclude each other");
  if (!ramp.empty() || !rampup.empty()) {
    TAPER_TRY(stages, rampup.empty() ? read_ramp(ramp)
                                     : megatron_ramp(rampup[0], rampup[1], rampup[2],
                                                     how.batch_size * how.accumulate * how.world_size));
    made.ramp = std::move(stages);
  }
  return batch_clock::make(made);
}

result<std::optional<amount>> batch_options::data_seen() const {
  if (data.empty()) return std::optional<amount>();
  TAPER_TRY(a, read_amount(data, "--data"));
  return std::optional(a);
}

void verdict_options::add_to(CLI::App& verb) {
  verb.add_option("--slack", how.slack, "early stage: allowed odds of decay at half-way (1: half of the peak)")
      ->type_name("S")
      ->capture_default_str();
  verb.add_option("--steepness-max", how.steepness_max,
                  "middle stage: largest drop within a fiftieth of the fall, relative to linear decay")
      ->type_name("K")
      ->capture_default_str();
  verb.add_option("--delta", how.delta, "largest change of the loss in one iteration, for the collapse")
      ->type_name("D")
      ->capture_default_str();
  verb.add_option("--clock", clock, "measure time from the start of the fall, or over the whole run")
      ->type_name("fall|run")
      ->check(one_of({"fall", "run"}))
      ->capture_default_str();
}

check_options verdict_options::chosen() const {
  check_options out = how;
  out.clock = clock == "run" ? judged_clock::whole_run : judged_clock::fall;
  return out;
}

result<std::uint64_t> read_count(std::string_view text, std::string_view what, std::uint64_t least) {
  const auto bad = [&](const std::string& rule) {
    return failed(errc::out_of_range, std::string(what) + " must be " + rule + ", got " + echoed(text));
  };
  const std::string whole = least > 0 ? "a whole number >= " + std::to_string(least) : "a whole number >= 0";
  std::uint64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  bool good = !text.empty() && code == std::errc{} && end == text.data() + text.size();
  bool problem_is_size = false;
  if (!good) {  // 1e9, 2.5e3
    double v = 0.0;
    const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), v);
    const bool is_whole = problem == std::errc{} && stop == text.data() + text.size() && v >= 0.0 && v == std::floor(v);
    good = is_whole && v <= 0x1p63;
    problem_is_size = is_whole && !good && std::isfinite(v);
    if (good) n = static_cast<std::uint64_t>(v);
  }
  if (!good && problem_is_size) return bad("at most 2^63");
  if (!good || n < least) return bad(whole);
  if (n > (std::uint64_t{1} << 63U)) return bad("at most 2^63");
  return n;
}

result<std::vector<std::uint64_t>> read_counts(std::string_view text, std::string_view what) {
  std::vector<std::uint64_t> out;
  while (true) {
    const std::size_t comma = text.find(',');
    TAPER_TRY(n, read_count(text.substr(0, comma), what));
    out.push_back(n);
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

result<void> not_a_file(const std::string& spec) {
  struct stat about{};
  if (::stat(spec.c_str(), &about) != 0 || !S_ISREG(about.st_mode) || parse(spec)) return {};
  return failed(errc::unsupported, echoed(spec) + " is a file, not a schedule",
                "taper lint reads configurations, taper inspect reads training logs");
}

result<std::vector<std::string>> read_specs(const std::vector<std::string>& specs) {
  std::vector<std::string> out;
  for (const std::string& spec : specs) TAPER_CHECK(not_a_file(spec));
  for (const std::string& spec : specs) {
    if (spec != "-") {
      out.push_back(spec);
      continue;
    }
    std::string line;
    while (std::getline(std::cin, line)) {
      if (line.find_first_not_of(" \t\r") != std::string::npos) out.push_back(line);
    }
  }
  if (out.empty()) return failed(errc::syntax, "no schedule on stdin", "write one per line");
  for (std::string& spec : out) {
    TAPER_TRY(whole, in_text(spec, with_tables_read(spec)));
    spec = std::move(whole);
  }
  return out;
}

namespace {

/// The length of a run: whole steps, or an amount of data converted to steps.
result<std::uint64_t> read_length(const std::string& text, const batch_clock& on, const clock& timing,
                                  const char* flag = "--steps", std::uint64_t least = 1) {
  result<std::uint64_t> plain = read_count(text, flag, least);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (plain || text.empty() || !is_digit(text.front()) || is_digit(text.back())) return plain;
  TAPER_TRY(a, read_amount(text, flag, least));
  const auto known = [&](const std::optional<double>& each, double value) -> std::optional<std::uint64_t> {
    const double whole = std::ceil(std::min(value, 0x1p64));
    return each ? std::optional(whole < 0x1p64 ? static_cast<std::uint64_t>(whole) : ~std::uint64_t{0}) : std::nullopt;
  };
  result<std::uint64_t> counted_steps = on.steps_for(a);
  if (!counted_steps) {
    std::optional<std::uint64_t> n;
    if (a.in == unit::epochs) n = known(timing.steps_per_epoch, a.value * timing.steps_per_epoch.value_or(0));
    if (a.in == unit::samples) n = known(timing.samples_per_step, a.value / timing.samples_per_step.value_or(1));
    if (a.in == unit::tokens) n = known(timing.tokens_per_step, a.value / timing.tokens_per_step.value_or(1));
    if (n) counted_steps = *n;
  }
  if (!counted_steps && a.in == unit::epochs)
    return failed(errc::unit, "an amount in epochs needs to know the steps of an epoch",
                  "give --steps-per-epoch, or --dataset-size and --batch-size");
  if (counted_steps && *counted_steps < least)
    return failed(errc::out_of_range, std::string(flag) + " must be at least 1 step, got " + echoed(text));
  if (counted_steps && *counted_steps > (std::uint64_t{1} << 63U))
    return failed(errc::out_of_range, std::string(flag) + " must be at most 2^63 steps, got " + echoed(text));
  return counted_steps;
}

/// The clock that follows from the batches and from explicit options.
clock timing_of(const schedule_options& options, const batch_clock& batched) {
  clock out = batched.plain();
  if (options.timing.steps_per_epoch) out.steps_per_epoch = options.timing.steps_per_epoch;
  if (options.timing.samples_per_step) out.samples_per_step = options.timing.samples_per_step;
  if (options.timing.tokens_per_step) out.tokens_per_step = options.timing.tokens_per_step;
  return out;
}

/// A schedule as typed, and the same with amounts of data converted to steps if there is a batch ramp.
struct schedule_read {
  schedule parsed;
  schedule in_steps;
};
result<schedule_read> read_schedule(const std::string& spec, const batch_clock& batched) {
  TAPER_TRY(parsed, parse(spec));
  if (!batched.ramps()) return schedule_read{parsed, parsed};
  TAPER_TRY(in_steps, counted(parsed, batched));
  return schedule_read{std::move(parsed), std::move(in_steps)};
}

/// The error of a schedule that cannot be bound, placed at the modifier that causes it.
error placed(error e, const std::string& spec) {
  e.offset = place_of(spec, e.subject);
  return e;
}

error takes_one(std::string_view verb, std::size_t got) {
  return failed(errc::unsupported, std::string(verb) + " takes one schedule, got " + std::to_string(got));
}

}  // namespace

result<std::uint64_t> read_steps(const std::string& text, const char* flag, const schedule_options& options,
                                 std::uint64_t least) {
  TAPER_TRY(batched, options.batching.read());
  return read_length(text, batched, timing_of(options, batched), flag, least);
}

result<std::vector<bound_schedule>> read_schedules(const schedule_options& options) {
  TAPER_TRY(texts, read_specs(options.specs));
  TAPER_TRY(batched, options.batching.read());
  const clock timing = timing_of(options, batched);
  TAPER_TRY(steps, read_length(options.steps, batched, timing));
  std::vector<bound_schedule> out;
  for (const std::string& spec : texts) {
    TAPER_TRY(read, in_text(spec, read_schedule(spec, batched)));
    const auto over_steps = [&](error e) {
      if (e.steps != steps && e.code != errc::unit && e.code != errc::missing)
        e.message += " (over " + std::to_string(steps) + (steps == 1 ? " step)" : " steps)");
      return e.offset == error::nowhere ? placed(std::move(e), spec) : e;
    };
    TAPER_TRY(bound, in_text(spec, read.in_steps.bind(steps, timing).transform_error(over_steps)));
    out.push_back({spec, std::move(read.parsed), std::move(bound)});
  }
  return out;
}

result<bound_schedule> read_one_schedule(std::string_view verb, const schedule_options& options) {
  TAPER_TRY(all, read_schedules(options));
  if (all.size() != 1) return takes_one(verb, all.size());
  return std::move(all.front());
}

result<schedule_without_length> read_endless(std::string_view verb, const schedule_options& options) {
  TAPER_TRY(texts, read_specs(options.specs));
  if (texts.size() != 1) return takes_one(verb, texts.size());
  const std::string& spec = texts.front();
  TAPER_TRY(batched, options.batching.read());
  TAPER_TRY(read, in_text(spec, read_schedule(spec, batched)));
  const auto in_spec = [&](error e) { return placed(std::move(e), spec); };
  TAPER_TRY(rates, in_text(spec, read.in_steps.bind_endless(timing_of(options, batched)).transform_error(in_spec)));
  return schedule_without_length{spec, std::move(read.parsed), std::move(rates)};
}

CLI::Validator finite() {
  return CLI::Validator(
      [](const std::string& text) {
        double v = 0.0;
        const std::size_t sign = text.starts_with('+') ? 1 : 0;
        const auto [end, code] = std::from_chars(text.data() + sign, text.data() + text.size(), v);
        const bool whole = end == text.data() + text.size() && end != text.data() + sign;
        const bool holds = code == std::errc{} && std::isfinite(v);
        return whole && !holds ? "must be a finite number, got " + echoed(text) : std::string();
      },
      "");
}

namespace {

// Refuses texts that do not satisfy `holds`.
template <class Holds>
CLI::Validator must_be(std::string what, Holds holds) {
  return CLI::Validator(
      [what = std::move(what), holds = std::move(holds)](const std::string& text) {
        return holds(text) ? std::string() : "must be " + what + ", got " + echoed(text);
      },
      "");
}

std::optional<double> finite_number(const std::string& text) {
  double value = 0.0;
  return CLI::detail::lexical_cast(text, value) && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

CLI::Validator one_of(std::vector<std::string> words) {
  std::string listed;
  for (std::size_t i = 0; i < words.size(); ++i)
    listed += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return must_be(std::move(listed), [words = std::move(words)](const std::string& text) {
    return std::ranges::find(words, text) != words.end();
  });
}

CLI::Validator above_zero() {
  return must_be("a number > 0", [](const std::string& text) { return finite_number(text).value_or(0.0) > 0.0; });
}

CLI::Validator between(double low, double high) {
  return must_be("from " + print_number(low) + " to " + print_number(high), [=](const std::string& text) {
    const std::optional<double> value = finite_number(text);
    return value && *value >= low && *value <= high;
  });
}

void add_json(CLI::App& verb, bool& json) { verb.add_flag("--json", json, "print JSON"); }

void add_output(CLI::App& verb, std::string& path, const std::string& what) {
  verb.add_option("-o,--output", path, what)->type_name("FILE");
}

}  // namespace taper::cli
