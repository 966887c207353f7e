// Reading logs: bytes per second of each reader and of JSON parsers that load the whole document (nlohmann, simdjson).
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>

#include "taper/logs/log.hpp"

namespace {

constexpr long rows = 100'000;

double rate(long s) { return 1.5e-4 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(s) / (10.0 * rows))); }

std::string with(const char* format, auto... values) {
  char text[400];
  return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, format, values...))};
}

// As json.dumps(indent=2) writes it: 16 MB.
const std::string& trainer_state() {
  static const std::string text = [] {
    std::string out = "{\n  \"best_metric\": null,\n  \"log_history\": [";
    for (long s = 1; s <= rows; ++s)
      out += (s > 1 ? "," : "") +
             with(
                 "\n    {\n      \"epoch\": %.17g,\n      \"grad_norm\": %.17g,\n      \"learning_rate\": %.17g,\n"
                 "      \"loss\": %.4f,\n      \"step\": %ld\n    }",
                 static_cast<double>(s) / 100.0, 1.0 + 1.0 / static_cast<double>(s), rate(10 * s), 2.5, 10 * s);
    return out + "\n  ],\n  \"max_steps\": 1000000\n}\n";
  }();
  return text;
}

const std::string& json_lines() {
  static const std::string text = [] {
    std::string out;
    for (long s = 1; s <= rows; ++s)
      out += with("{\"step\": %ld, \"loss\": %.6f, \"lr\": %.17g, \"grad_norm\": %.6f, \"tokens_per_second\": %.2f}\n",
                  10 * s, 2.5, rate(10 * s), 1.25, 123456.78);
    return out;
  }();
  return text;
}

const std::string& table() {
  static const std::string text = [] {
    std::string out = "step,lr,loss,grad_norm\n";
    for (long s = 1; s <= rows; ++s) out += with("%ld,%.17g,%.6f,%.6f\n", 10 * s, rate(10 * s), 2.5, 1.25);
    return out;
  }();
  return text;
}

const std::string& megatron() {
  static const std::string text = [] {
    std::string out;
    for (long s = 1; s <= rows; ++s)
      out += with(
          " iteration %8ld/%8d | consumed samples: %12ld | elapsed time per iteration (ms): %.1f | learning rate: %.6E "
          "| "
          "global batch size: %5d | lm loss: %.6E | loss scale: %.1f | grad norm: %.3f | number of skipped iterations: "
          "%3d | number of nan iterations: %3d |\n",
          10 * s, 1'000'000, s * 640, 321.1, rate(10 * s), 64, 2.5, 1.0, 1.25, 0, 0);
    return out;
  }();
  return text;
}

void read(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    const auto log = taper::read_log(text);
    if (!log || log->series.front().rates != rows) state.SkipWithError("not read");
    benchmark::DoNotOptimize(log);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void read_with_nlohmann(benchmark::State& state) {
  for (auto _ : state) {
    double sum = 0.0;
    for (const auto& row : nlohmann::json::parse(trainer_state())["log_history"])
      sum += row["learning_rate"].get<double>();
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(trainer_state().size()));
}

// The text is already padded in memory; numbers are parsed as in this library's reader, nothing is stored.
void read_with_simdjson(benchmark::State& state) {
  const simdjson::padded_string padded(trainer_state());
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    double sum = 0.0;
    simdjson::ondemand::document document = parser.iterate(padded);
    for (simdjson::ondemand::object row : document["log_history"]) {
      for (auto field : row) {
        const std::string_view key = field.unescaped_key();
        sum +=
            key == "step" ? static_cast<double>(field.value().get_int64().value()) : field.value().get_double().value();
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(trainer_state().size()));
}

// Plain simdjson on the same rows: key and number of every field, nothing stored.
void read_lines_with_simdjson(benchmark::State& state) {
  const simdjson::padded_string padded(json_lines());
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    double sum = 0.0;
    simdjson::ondemand::document_stream stream = parser.iterate_many(padded);
    for (auto document : stream) {
      for (auto field : document.get_object()) {
        const std::string_view key = field.unescaped_key();
        sum += static_cast<double>(key.size()) + field.value().get_double().value();
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json_lines().size()));
}

const bool registered = [] {
  const auto reader = [](const char* name, const std::string& (*text)()) {
    benchmark::RegisterBenchmark(name, [text](benchmark::State& state) {
      read(state, text());
    })->Unit(benchmark::kMillisecond);
  };
  reader("log/hf-trainer-state", trainer_state);
  reader("log/jsonl", json_lines);
  reader("log/csv", table);
  reader("log/megatron", megatron);
  benchmark::RegisterBenchmark("log/peer-nlohmann", read_with_nlohmann)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("log/peer-simdjson", read_with_simdjson)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("log/peer-simdjson-lines", read_lines_with_simdjson)->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
