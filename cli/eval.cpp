// taper eval: learning rates, streamed in constant memory.
#include <CLI/CLI.hpp>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "json_text.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct eval_options {
  schedule_options what;
  std::string at;
  std::string every;
  std::string format = "csv";
  std::string output;
  bool json = false;
};

/// The requested steps: a list, or every k-th step of the run.
struct chosen_steps {
  std::vector<std::uint64_t> listed;
  std::uint64_t every = 1;
  std::uint64_t count = 0;
  [[nodiscard]] std::uint64_t at(std::uint64_t k) const {
    return listed.empty() ? k * every : listed[static_cast<std::size_t>(k)];
  }
};

constexpr std::size_t block_size = 4096;

/// Calls each(first index, rates) on blocks of rates until the end or until it returns false.
template <class Rates, class F>
bool in_blocks(const Rates& r, const chosen_steps& steps, F&& each) {
  std::array<double, block_size> block{};
  for (std::uint64_t k = 0; k < steps.count; k += block.size()) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), steps.count - k));
    const std::span<double> rates(block.data(), n);
    if (steps.listed.empty()) {
      r.fill(steps.at(k), rates, steps.every);
    } else {
      for (std::size_t j = 0; j < n; ++j) rates[j] = r(steps.at(k + j));
    }
    if (!each(k, std::span<const double>(rates))) return false;
  }
  return true;
}

template <class Rates>
bool write_csv(const Rates& r, const chosen_steps& steps, const piece_writer& write) {
  if (!write("step,lr\n")) return false;
  std::string text;
  return in_blocks(r, steps, [&](std::uint64_t first, std::span<const double> rates) {
    text.clear();
    for (std::size_t j = 0; j < rates.size(); ++j) {
      text += std::to_string(steps.at(first + j));
      text += ',';
      if (!std::isnan(rates[j])) text += print_number(rates[j]);
      text += '\n';
    }
    return write(text);
  });
}

/// The beginning of the JSON form; `length` is null for a schedule without a length.
nlohmann::ordered_json head_of(const std::string& spec, const schedule& parsed, const nlohmann::ordered_json& length) {
  return {{"schema", "taper.eval/1"}, {"spec", spec}, {"canonical", print(parsed)}, {"steps", length}};
}

template <class Rates>
bool write_json(const nlohmann::ordered_json& head, const Rates& r, const chosen_steps& steps,
                const piece_writer& write) {
  std::string text = json_text(head, -1);
  text.pop_back();
  if (!write(text + ",\"step\":[")) return false;
  for (std::uint64_t k = 0; k < steps.count; k += block_size) {
    text.clear();
    for (std::uint64_t j = k; j < std::min(steps.count, k + block_size); ++j)
      text += (j > 0 ? "," : "") + std::to_string(steps.at(j));
    if (!write(text)) return false;
  }
  if (!write("],\"lr\":[")) return false;
  const bool all = in_blocks(r, steps, [&](std::uint64_t first, std::span<const double> rates) {
    text.clear();
    for (std::size_t j = 0; j < rates.size(); ++j)
      text += (first + j > 0 ? "," : "") + (std::isfinite(rates[j]) ? print_number(rates[j]) : "null");
    return write(text);
  });
  return all && write("]}\n");
}

/// Raw little-endian numbers of the given type.
template <class Float, class Bits, class Rates>
bool write_raw(const Rates& r, const chosen_steps& steps, const piece_writer& write) {
  std::string bytes;
  return in_blocks(r, steps, [&](std::uint64_t, std::span<const double> rates) {
    bytes.clear();
    for (const double rate : rates) {
      auto bits = std::bit_cast<Bits>(static_cast<Float>(rate));
      for (std::size_t b = 0; b < sizeof(Bits); ++b, bits = static_cast<Bits>(bits >> 8U))
        bytes += static_cast<char>(bits & 0xffU);
    }
    return write(bytes);
  });
}

/// Writes the rates of the requested steps in the requested format.
template <class Rates>
result<int> write(const eval_options& o, const nlohmann::ordered_json& head, const Rates& r,
                  const chosen_steps& steps) {
  const std::string format = o.json ? "json" : o.format;
  return deliver(o.output, producer([&](const piece_writer& write) {
                   if (format == "json") return write_json(head, r, steps, write);
                   if (format == "f64") return write_raw<double, std::uint64_t>(r, steps, write);
                   if (format == "f32") return write_raw<float, std::uint32_t>(r, steps, write);
                   return write_csv(r, steps, write);
                 }));
}

/// The steps of --at; empty without it.
result<chosen_steps> listed_steps(const eval_options& o) {
  chosen_steps out;
  if (o.at.empty()) return out;
  if (!o.every.empty()) return failed(errc::conflict, "--at and --every exclude each other");
  TAPER_TRY(listed, read_counts(o.at, "--at"));
  out.listed = std::move(listed);
  out.count = out.listed.size();
  return out;
}

/// Without --steps: a schedule that needs no length, at the steps of --at.
result<int> eval_without_length(const eval_options& o) {
  TAPER_TRY(s, read_endless("eval", o.what));
  TAPER_TRY(steps, listed_steps(o));
  if (steps.count == 0) {
    return failed(errc::missing, "without --steps there is no last step to stop at",
                  "name the steps with --at 0,10,99, or give --steps");
  }
  return write(o, head_of(s.spec, s.parsed, nullptr), s.rates, steps);
}

result<int> eval(const eval_options& o) {
  if (o.what.steps.empty()) return eval_without_length(o);
  TAPER_TRY(s, read_one_schedule("eval", o.what));
  TAPER_TRY(steps, listed_steps(o));
  if (steps.count == 0) steps.count = s.bound.steps();
  if (!o.every.empty()) {
    TAPER_TRY(every, read_count(o.every, "--every", 1));
    steps.every = every;
    steps.count = (s.bound.steps() - 1) / every + 1;
  }
  return write(o, head_of(s.spec, s.parsed, s.bound.steps()), s.bound, steps);
}

}  // namespace

action add_eval(CLI::App& verb) {
  auto o = std::make_shared<eval_options>();
  o->what.add_to(verb, 1, schedule_options::length::may_be_left_out);
  verb.add_option("--at", o->at, "only these steps: 0,10,99 (beyond the end gives the terminal rate)")
      ->type_name("LIST");
  verb.add_option("--every", o->every, "only every K-th step")->type_name("K");
  verb.add_option("--format", o->format, "csv, json, or raw little-endian f64, f32")
      ->type_name("csv|json|f64|f32")
      ->check(one_of({"csv", "json", "f64", "f32"}))
      ->capture_default_str();
  add_output(verb, o->output, "output file, written atomically");
  add_json(verb, o->json);
  return [o] { return eval(*o); };
}

}  // namespace taper::cli
