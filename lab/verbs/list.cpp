// taper-lab list: the experiments.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "experiment/experiment.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"
#include "verbs/verbs.hpp"

namespace taper::lab {
namespace {

std::string_view needs(data_kind d) {
  switch (d) {
    case data_kind::shakespeare: return "tinyshakespeare";
    case data_kind::wikitext: return "wikitext-2, gpt2-bpe";
    case data_kind::cifar10: return "cifar-10-batches-bin";
    case data_kind::synthetic:
    case data_kind::none: break;
  }
  return "no data";
}

std::string number_of(const published& p) {
  if (p.mean && p.standard_error) return fmt::format("{:g} +- {:g}", *p.mean, *p.standard_error);
  if (p.low && p.high) return fmt::format("{:g} to {:g}", *p.low, *p.high);
  return "-";
}

void print_all() {
  for (const experiment& e : experiments()) {
    fmt::print("{:<30} {:>6} steps x {:<3}  {}\n{:<30} needs {}{}\n", e.name, e.steps, e.batch, e.summary, "",
               needs(e.data), e.numbers.empty() ? "" : "; published numbers available");
  }
}

void print_one(const experiment& e) {
  fmt::print("{}: {}\n", e.name, e.summary);
  fmt::print("  needs       {}\n  length      {} steps of {} {}\n", needs(e.data), e.steps, e.batch,
             e.model == model_kind::resnet ? "images" : "sequences");
  if (e.model == model_kind::gpt)
    fmt::print("  model       {} layers, {} heads, width {}, block {}\n", e.gpt.layers, e.gpt.heads, e.gpt.width,
               e.gpt.block);
  if (e.model == model_kind::resnet) fmt::print("  model       ResNet-18 of width {}\n", e.resnet_width);
  fmt::print("  shared peak {:g}\n  metric      {}\n", e.peak, e.metric);
  if (const std::string with = text_of(e.with); !with.empty())
    fmt::print("  modifiers   | {} (added to every schedule)\n", with);
  fmt::print("  schedules\n");
  for (const std::string_view s : default_schedules()) {
    std::string known = "-";
    for (const published& p : e.numbers) {
      if (p.spec == s) known = number_of(p);
    }
    fmt::print("    {:<16} published {}\n", s, known);
  }
}

nlohmann::ordered_json to_json(const experiment& e) {
  const auto number = [](const std::optional<double>& v) {
    return v ? nlohmann::ordered_json(*v) : nlohmann::ordered_json();
  };
  nlohmann::ordered_json numbers = nlohmann::ordered_json::array();
  for (const published& p : e.numbers)
    numbers.push_back({{"spec", p.spec},
                       {"mean", number(p.mean)},
                       {"standard_error", number(p.standard_error)},
                       {"low", number(p.low)},
                       {"high", number(p.high)}});
  return {{"schema", "taper.lab.list/1"},
          {"experiment", e.name},
          {"summary", e.summary},
          {"needs", e.data == data_kind::none || e.data == data_kind::synthetic ? "" : needs(e.data)},
          {"steps", e.steps},
          {"batch", e.batch},
          {"peak", e.peak},
          {"metric", e.metric},
          {"modifiers", text_of(e.with)},
          {"published", numbers}};
}

struct list_request {
  std::string name;
  bool json = false;
};

result<int> list(const list_request& r) {
  std::vector<experiment> chosen = experiments();
  if (!r.name.empty()) {
    TAPER_TRY(one, find_experiment(r.name));
    chosen = {std::move(one)};
  }
  if (r.json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const experiment& e : chosen) rows.push_back(to_json(e));
    return deliver({}, rows.dump(1) + "\n");
  }
  if (r.name.empty()) {
    print_all();
  } else {
    print_one(chosen[0]);
  }
  return done;
}

}  // namespace

action add_list(CLI::App& verb) {
  auto r = std::make_shared<list_request>();
  verb.add_option("EXPERIMENT", r->name, "show one experiment in full")->type_name("");
  verb.add_flag("--json", r->json, "as JSON (taper.lab.list/1)");
  return [r] { return list(*r); };
}

}  // namespace taper::lab
