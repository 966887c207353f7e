// taper-lab list: the experiments.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/program.hpp"
#include "cli/verbs.hpp"
#include "experiment/experiment.hpp"

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
  return "nothing";
}

std::string number_of(const published& p) {
  if (p.mean && p.standard_error) return fmt::format("{:g} +- {:g}", *p.mean, *p.standard_error);
  if (p.low && p.high) return fmt::format("{:g} to {:g}", *p.low, *p.high);
  return "-";
}

void print_all() {
  for (const experiment& e : experiments()) {
    fmt::print("{:<30} {:>6} steps x {:<3}  {}\n{:<30} needs {}{}\n", e.name, e.steps, e.batch, e.summary, "",
               needs(e.data), e.numbers.empty() ? "" : "; has published numbers");
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
  fmt::print("  shared peak {:g}\n  measured by {}\n", e.peak, e.metric);
  if (!e.with.empty()) fmt::print("  modifiers   every schedule gets | {}\n", e.with);
  fmt::print("  schedules\n");
  for (const std::string_view s : default_schedules()) {
    std::string known = "-";
    for (const published& p : e.numbers) {
      if (p.spec == s) known = number_of(p);
    }
    fmt::print("    {:<16} published {}\n", s, known);
  }
}

}  // namespace

void add_list(CLI::App& verb, program& p) {
  auto name = std::make_shared<std::string>();
  verb.add_option("EXPERIMENT", *name, "one experiment in full")->type_name("");
  verb.callback([name, &p] {
    if (name->empty()) return print_all();
    const taper::result<experiment> e = find_experiment(*name);
    if (!e) {
      p.exit_status = complain("list", e.error());
      return;
    }
    print_one(*e);
  });
}

}  // namespace taper::lab
