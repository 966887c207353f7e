// DeepSpeed's JSON. Source: microsoft/DeepSpeed@d8943a3f53a8 (runtime/lr_schedules.py), deepspeed 0.19.8.
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  return r.at("scheduler/params") != nullptr || r.find("zero_optimization") != nullptr ||
         r.find("train_micro_batch_size_per_gpu") != nullptr ||
         (r.find("train_batch_size") != nullptr && r.at("optimizer/params") != nullptr);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"gradient_accumulation_steps", "train_batch_size", "train_micro_batch_size_per_gpu",
                    "steps_per_print", "zero_optimization", "fp16", "bf16", "flops_profiler", "curriculum_learning",
                    "data_efficiency", "tensorboard", "optimizer/params/weight_decay"});
  const std::string type = k.word("scheduler/type");
  const keys p = k.inner("scheduler/params");
  const auto given = [&](std::string_view key) -> std::optional<double> {
    if (!p.has(key)) return {};
    if (p.word(key) == "auto") {
      out.fail(failed(errc::missing,
                      p.name(key) + " (line " + std::to_string(p.line(key)) +
                          ") is \"auto\": the Trainer fills it in, and no Trainer's configuration is here",
                      "give the Trainer's configuration"));
      return {};
    }
    return p.number(key);
  };
  std::optional<double> base;
  if (k.has("optimizer/params/lr") && k.word("optimizer/params/lr") != "auto") base = k.number("optimizer/params/lr");
  std::optional<std::uint64_t> steps = out.facts.steps;
  result<schedule> requested = schedule{};
  if (type.empty()) {
    if (!base) return out.fail(failed(errc::missing, "no scheduler, and no optimizer.params.lr that is a number"));
    out.note("never-decays", "scheduler", 0,
             "no scheduler: the rate stays as it is, unless the program that uses this file sets it");
    requested = at_peak(windowed(constant{}), *base);
  } else if (type == "WarmupLR" || type == "WarmupDecayLR") {
    std::optional<double> total;
    if (type == "WarmupDecayLR") total = given("total_num_steps");
    if (type == "WarmupDecayLR" && !total && !out.failed())
      return out.rejected("rejected", "scheduler.params.total_num_steps", k.line("scheduler/params"),
                          "WarmupDecayLR needs total_num_steps: the run stops");
    std::string kind = p.word("warmup_type");
    if (!kind.empty() && kind != "log" && kind != "linear") {
      out.fault("rejected", p.name("warmup_type"), p.line("warmup_type"),
                "there is no warmup_type " + echoed(kind) + ": DeepSpeed takes log, with a warning");
      kind = "log";
    }
    requested = call("deepspeed." + type, {{"total_num_steps", total},
                                           {"warmup_min_lr", given("warmup_min_lr")},
                                           {"warmup_max_lr", given("warmup_max_lr")},
                                           {"warmup_num_steps", given("warmup_num_steps")},
                                           {"warmup_type", kind}});
    if (!steps && total) steps = static_cast<std::uint64_t>(*total);
    if (type == "WarmupLR")
      out.note("never-decays", "scheduler.type", k.line("scheduler/type"), "WarmupLR never falls");
    if (given("warmup_min_lr").value_or(0.0) > given("warmup_max_lr").value_or(0.001))
      out.fault("min-above-peak", p.name("warmup_min_lr"), p.line("warmup_min_lr"),
                "warmup_min_lr is above warmup_max_lr: the warmup falls");
    const std::optional<double> top =
        p.has("warmup_max_lr") && p.word("warmup_max_lr") != "auto" ? p.number("warmup_max_lr") : std::optional(0.001);
    if (base && top && *base != *top)
      out.fault("scheduler-overridden", "optimizer.params.lr", k.line("optimizer/params/lr"),
                "the optimizer's lr " + print_number(*base) + " is never used: the schedule rises to warmup_max_lr " +
                    print_number(*top));
  } else if (type == "WarmupCosineLR") {
    if (!base)
      return out.fail(
          failed(errc::missing, "WarmupCosineLR multiplies optimizer.params.lr, which is not a number here"));
    const std::optional<double> total = given("total_num_steps");
    if (!total && !out.failed())
      return out.rejected("rejected", "scheduler.params.total_num_steps", k.line("scheduler/params"),
                          "WarmupCosineLR needs total_num_steps: the run stops");
    requested = at_peak(call("deepspeed.WarmupCosineLR", {{"total_num_steps", total},
                                                          {"warmup_min_ratio", given("warmup_min_ratio")},
                                                          {"warmup_num_steps", given("warmup_num_steps")},
                                                          {"cos_min_ratio", given("cos_min_ratio")},
                                                          {"warmup_type", p.word("warmup_type")}}),
                        *base);
    if (!steps && total) steps = static_cast<std::uint64_t>(*total);
  } else if (type == "OneCycle") {
    const auto count = [&](std::string_view key) { return p.whole(key); };
    p.without_effect({"cycle_momentum", "cycle_min_mom", "cycle_max_mom", "decay_mom_rate", "last_batch_iteration"});
    requested = call("deepspeed.OneCycle", {{"cycle_min_lr", given("cycle_min_lr")},
                                            {"cycle_max_lr", given("cycle_max_lr")},
                                            {"decay_lr_rate", given("decay_lr_rate")},
                                            {"cycle_first_step_size", count("cycle_first_step_size")},
                                            {"cycle_second_step_size", count("cycle_second_step_size")},
                                            {"cycle_first_stair_count", count("cycle_first_stair_count")},
                                            {"cycle_second_stair_count", count("cycle_second_stair_count")},
                                            {"decay_step_size", given("decay_step_size")}});
  } else if (type == "LRRangeTest") {
    std::optional<bool> stairs;
    if (p.has("lr_range_test_staircase")) stairs = p.flag("lr_range_test_staircase");
    requested = call("deepspeed.LRRangeTest", {{"lr_range_test_min_lr", given("lr_range_test_min_lr")},
                                               {"lr_range_test_step_size", p.whole("lr_range_test_step_size")},
                                               {"lr_range_test_step_rate", given("lr_range_test_step_rate")},
                                               {"lr_range_test_staircase", stairs}});
  } else {
    return out.fail(k.problem("scheduler/type", errc::unsupported,
                              "DeepSpeed's scheduler " + echoed(type) + " has no counterpart here"));
  }
  if (out.failed()) return;
  out.facts.steps ? out.length_from("as given") : k.gives_length("scheduler/params/total_num_steps");
  if (!steps)
    return out.fail(
        no_length("a DeepSpeed configuration without total_num_steps has none", "the number of optimizer steps"));
  if (const std::optional<double> w = p.has("warmup_num_steps") ? p.number("warmup_num_steps") : std::optional(1000.0);
      w && type.starts_with("Warmup"))
    check_warmup(out, k, "scheduler/params/warmup_num_steps", static_cast<std::int64_t>(*w),
                 static_cast<std::int64_t>(*steps));
  out.run(requested, steps);
}

}  // namespace

const config_reader deepspeed = {.format = {"deepspeed", "DeepSpeed JSON", "microsoft/DeepSpeed@d8943a3f53a8 0.19.8"},
                                 .recognizes = recognizes,
                                 .read = read};

}  // namespace taper::configs
