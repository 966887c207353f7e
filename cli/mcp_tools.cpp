// The tools of `taper mcp`. Each calls the library as the verb of its name does.
#include "mcp_tools.hpp"

#include <cmath>
#include <vector>

#include "inspect_report.hpp"
#include "json_text.hpp"
#include "lint_report.hpp"
#include "list_entries.hpp"
#include "log_file.hpp"
#include "program.hpp"
#include "requested.hpp"
#include "src/json/writer.hpp"
#include "taper/export.hpp"
#include "taper/listing.hpp"
#include "taper/recipes.hpp"
#include "taper/retarget_json.hpp"
#include "taper/taper.hpp"
#include "taper/text.hpp"
#include "taper/verdict/check_json.hpp"

namespace taper::cli::mcp {

std::string arguments::text(std::string_view name) const {
  return has(name) ? given_.at(std::string(name)).get<std::string>() : std::string();
}

std::optional<std::uint64_t> arguments::count(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  const json& v = given_.at(std::string(name));
  return v.is_number_unsigned() ? v.get<std::uint64_t>() : static_cast<std::uint64_t>(v.get<double>());
}

std::optional<double> arguments::number(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return given_.at(std::string(name)).get<double>();
}

namespace {

constexpr parameter schedule_row = {
    "schedule", kind::text, "a schedule: \"cosine | warmup(500) | floor(10%) | peak(3e-4)\", or another library's",
    true};
constexpr parameter steps_row = {"steps", kind::count, "optimizer steps of the run", true};
constexpr parameter steps_per_epoch_row = {"steps_per_epoch", kind::number, "for amounts in epochs (2ep)"};
constexpr parameter tokens_per_step_row = {"tokens_per_step", kind::number, "for amounts in tokens (300Mtok)"};
constexpr parameter samples_per_step_row = {"samples_per_step", kind::number, "for amounts in samples (4096samples)"};

result<run> run_of(const arguments& a) {
  const std::string spec = a.text("schedule");
  TAPER_TRY(parsed, in_text(spec, parse(spec)));
  const clock timing{a.number("steps_per_epoch"), a.number("samples_per_step"), a.number("tokens_per_step")};
  return in_text(spec, parsed.bind(*a.count("steps"), timing));
}

// check

constexpr parameter check_rows[] = {schedule_row, steps_row, steps_per_epoch_row, samples_per_step_row,
                                    tokens_per_step_row};
result<std::string> answer_check(const arguments& a) {
  TAPER_TRY(over, run_of(a));
  TAPER_TRY(report, check(over));
  return taper::check_json(a.text("schedule"), over, report, cosine_baseline_of(over));
}

// lint

#ifdef TAPER_HAS_CONFIGS
constexpr parameter lint_rows[] = {
    {"path", kind::text, "the file of the configuration; or give its content"},
    {"content", kind::text, "the configuration itself"},
    {"format", kind::text, "read it in this format (hf-trainer, axolotl, torchtitan …); recognized if left out"},
    {"steps", kind::count, "optimizer steps of the run, if the file leaves them open"},
    {"steps_per_epoch", kind::count, "optimizer steps of one epoch"},
    {"dataset_size", kind::count, "training examples"},
    {"world_size", kind::count, "data-parallel processes"}};
result<std::string> answer_lint(const arguments& a) {
  lint_options how;
  how.format = a.text("format");
  how.facts.steps = a.count("steps");
  how.facts.steps_per_epoch = a.count("steps_per_epoch");
  how.facts.dataset_size = a.count("dataset_size");
  how.facts.world_size = a.count("world_size");
  if (a.has("path") == a.has("content")) return failed(errc::missing, "give either path or content");
  if (!how.format.empty()) TAPER_CHECK(known_config_format(how.format));
  const lint_report report =
      a.has("content") ? lint("content", a.text("content"), how) : lint_file(a.text("path"), how);
  if (report.problem && report.problem->code == errc::io) return *report.problem;
  return lint_json(report);
}
#endif

// inspect

constexpr parameter inspect_rows[] = {
    {"path", kind::text, "the file of the training log; or give its content"},
    {"content", kind::text, "the log itself"},
    {"format", kind::text, "read it in this format; recognized if left out"},
    {"pattern", kind::text, "a regular expression with the groups step and lr, for text in no known format"},
    {"expected", kind::text, "the requested schedule, or the path of the configuration that specifies it"},
    {"steps", kind::count, "the length of the requested schedule, if neither it nor the log has one"}};
result<std::string> answer_inspect(const arguments& a) {
  if (a.has("path") == a.has("content")) return failed(errc::missing, "give either path or content");
  read_options reading;
  reading.format = a.text("format");
  reading.pattern = a.text("pattern");
  reading.name = a.text("path");
  TAPER_TRY(log, a.has("content") ? read_log(a.text("content"), reading) : read_log_file(a.text("path"), reading));
  requested_options requested;
  requested.expected = a.text("expected");
  if (const auto steps = a.count("steps")) requested.steps = std::to_string(*steps);
  TAPER_CHECK(one_row_only(a.has("content") ? "content" : reading.name, log));
  std::vector<log_report> reports = inspect(log);
  taper::json::builder all('[');
  std::string last;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    inspected one = examine(log.series[i], reports[i]);
    TAPER_CHECK(compare_with_request(requested, log, reports[i], one));
    all.raw(last = cli::inspect_json(one));
  }
  return reports.size() == 1 ? last : all.done();
}

// retarget

constexpr parameter retarget_rows[] = {
    schedule_row,
    steps_row,
    {"at", kind::count, "the next step to run; `steps` for a finished run", true},
    {"new_steps", kind::count, "the new total of steps; unchanged if left out"},
    {"rewarm", kind::count, "rise to the peak again over so many steps, then the whole fall"},
    {"cooldown_now", kind::flag, "the fall begins now, at the present rate"},
    {"to", kind::text, "another schedule for the remaining steps"},
    {"peak", kind::number, "another peak from `at` on"}};
result<std::string> answer_retarget(const arguments& a) {
  TAPER_TRY(plan, run_of(a));
  retarget_options how;
  how.at = *a.count("at");
  how.new_steps = a.count("new_steps").value_or(plan.steps());
  how.new_peak = a.number("peak");
  if ((a.has("rewarm") ? 1 : 0) + (a.flag("cooldown_now") ? 1 : 0) + (a.has("to") ? 1 : 0) > 1)
    return failed(errc::conflict, "rewarm, cooldown_now and to exclude each other");
  if (a.flag("cooldown_now")) how.how = retargeting::cooldown_now;
  if (const auto rewarm = a.count("rewarm")) {
    how.how = retargeting::rewarm;
    how.rewarm_steps = *rewarm;
  }
  if (a.has("to")) {
    TAPER_TRY(to, in_text(a.text("to"), parse(a.text("to"))));
    how.how = retargeting::replace;
    how.to = std::move(to);
  }
  TAPER_TRY(report, report_of(plan, how));
  return retarget_json(a.text("schedule"), report);
}

// export

constexpr parameter export_rows[] = {
    schedule_row,
    steps_row,
    {"to", kind::text, "python, pytorch, hf, optax, keras, c, cuda, js, csv or json", true},
    {"runtime_total", kind::flag, "the length becomes an argument of the code"}};
result<std::string> answer_export(const arguments& a) {
  TAPER_TRY(over, run_of(a));
  TAPER_TRY(to, find_export_target(a.text("to")));
  return export_code(over,
                     {.target = to, .length = a.flag("runtime_total") ? run_length::argument : run_length::fixed});
}

// recipes, list

constexpr parameter recipe_rows[] = {{"name", kind::text, "one recipe (deepseek-v3); all if left out"}};
result<std::string> answer_recipes(const arguments& a) {
  if (!a.has("name")) return recipes_json();
  TAPER_TRY(r, find_recipe(a.text("name")));
  return recipe_json(r);
}

constexpr parameter list_rows[] = {
    {"name", kind::text,
     "a shape, a modifier, a library or a schedule of one (torch.StepLR); all, in brief, if left out"}};
result<std::string> answer_list(const arguments& a) {
  if (a.has("name")) return listed(a.text("name"));
  TAPER_TRY(text, listed(std::nullopt));
  json all = json::parse(text);
  for (json& entry : all["entries"]) {  // everything about everything is too long to read
    json brief = {{"kind", entry["kind"]}, {"name", entry["name"]}};
    for (const char* const key : {"signature", "usage", "summary", "title"}) {
      if (entry.contains(key)) brief[key] = entry[key];
    }
    if (entry.contains("schedules")) {
      for (const json& one : entry["schedules"]) brief["schedules"].push_back(one["name"]);
    }
    entry = std::move(brief);
  }
  return json_text(all, -1);
}

constexpr tool all_tools[] = {
    {"check", "Judge a learning-rate schedule: faults, the verdict of the three-stage rule with reasons and remedies.",
     check_rows, &answer_check},
#ifdef TAPER_HAS_CONFIGS
    {"lint",
     "Read a training configuration (axolotl, Hugging Face, torchtitan, Megatron, DeepSpeed, YOLO and many others): "
     "which schedule it will run, over how many steps, and its mistakes with key and line.",
     lint_rows, &answer_lint},
#endif
    {"inspect",
     "Read a training log: which schedule really ran, resumes, lags, faults, and how it differs from the plan.",
     inspect_rows, &answer_inspect},
    {"retarget",
     "Adapt a run that is under way or finished to another length, peak or schedule without a jump of the rate.",
     retarget_rows, &answer_retarget},
    {"export", "Write a schedule as short code without dependencies that gives the same rates.", export_rows,
     &answer_export},
    {"recipes", "Published schedules of known models, with source, verdict and what could not be verified.",
     recipe_rows, &answer_recipes},
    {"list", "Shapes, modifiers and the schedules of other libraries: how they are written, parameters, formulas.",
     list_rows, &answer_list},
};

std::string_view type_name(kind k) {
  switch (k) {
    case kind::text: return "string";
    case kind::count: return "integer";
    case kind::number: return "number";
    case kind::flag: return "boolean";
  }
  return "string";
}

bool fits(const json& v, kind k) {
  if (k == kind::text) return v.is_string();
  if (k == kind::flag) return v.is_boolean();
  if (!v.is_number()) return false;
  const double n = v.get<double>();
  if (!std::isfinite(n) || k == kind::number) return std::isfinite(n);
  return v.is_number_unsigned() || (n >= 0.0 && n <= 9.2e18 && n == std::floor(n));  // 1e6 is a whole number too
}

}  // namespace

std::span<const tool> tools() { return all_tools; }

json input_schema(const tool& t) {
  json properties = json::object();
  json required = json::array();
  for (const parameter& p : t.parameters) {
    json& one = properties[std::string(p.name)] = {{"type", type_name(p.is)}, {"description", p.meaning}};
    if (p.is == kind::count) one["minimum"] = 0;
    if (p.required) required.push_back(p.name);
  }
  json out = {{"type", "object"}, {"properties", properties}};
  if (!required.empty()) out["required"] = required;
  out["additionalProperties"] = false;
  return out;
}

result<std::string> call(const tool& t, const json& given) {
  std::vector<std::string_view> known;
  for (const parameter& p : t.parameters) known.push_back(p.name);
  for (const auto& [name, value] : given.items()) {
    const auto row = std::ranges::find(t.parameters, std::string_view(name), &parameter::name);
    if (row == t.parameters.end()) {
      const std::string near = nearest_name(name, known);
      return failed(errc::unknown_name, std::string(t.name) + " has no argument " + echoed(name),
                    near.empty() ? std::string() : "did you mean '" + near + "'?");
    }
    if (!fits(value, row->is))
      return failed(errc::out_of_range, name + " must be " +
                                            (row->is == kind::count ? "a whole number, 0 or more"
                                                                    : "of type " + std::string(type_name(row->is))));
  }
  for (const parameter& p : t.parameters) {
    if (p.required && !given.contains(p.name))
      return failed(errc::missing, std::string(t.name) + " needs the argument " + std::string(p.name));
  }
  const arguments checked(given);
  for (const char* const file : {"path", "expected"}) {
    if (checked.has(file) && checked.text(file) == "-")
      return failed(errc::unsupported, std::string(file) + " cannot be -: stdin has the requests");
  }
  return t.answer(checked);
}

}  // namespace taper::cli::mcp
