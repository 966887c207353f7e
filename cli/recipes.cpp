// taper recipes: published schedules of known models, all as a table or one with its judgement.
#include "taper/recipes.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "check_report.hpp"
#include "options.hpp"
#include "support/indented_json.hpp"
#include "taper/export.hpp"
#include "taper/text.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct recipes_request {
  std::optional<std::string> name;
  std::string to;
  bool spec = false;
  bool json = false;
};

std::string table_text(const style& look) {
  std::string out;
  std::string_view kind;
  for (const recipe& r : recipes()) {
    if (r.kind != kind)
      out += (out.empty() ? "" : "\n") +
             look.bold(fmt::format("{:<25}{:>9}  {:<8}  {:<9}  {}", r.kind, "steps", "peak", "verdict", "schedule")) +
             "\n";
    kind = r.kind;
    const run over = bound(r);
    const result<check_report> checked = check(over);
    const std::string word = checked ? look.verdict(checked->verdict, 9) : std::string(9, ' ');
    out += fmt::format("{:<25}{:>9}  {:<8}  {}  {}\n", r.name, r.steps, fmt::format("{:.3g}", over.peak()), word,
                       shortened(r.spec, 60));
  }
  return out +
         "\n`taper recipes NAME` shows one with its source, its judgement and what could not be verified.\n"
         "A verdict is about the shape of the fall, not about the model: see docs/recipes.md.\n";
}

std::string one_text(const recipe& r, const style& look) {
  const auto line = [](std::string_view head, std::string_view text) {
    return text.empty() ? std::string() : wrapped(fmt::format("  {:<13}", head), std::string(text));
  };
  std::string out = look.bold(std::string(r.title)) + "\n";
  out += line("steps", fmt::format("{}, each {}", r.steps, r.batch));
  out += line("source", r.source) + line("", r.link);
  out += line("not verified", r.not_verified) + line("remark", r.remark);
  const run over = bound(r);
  const check_options how;
  const result<check_report> checked = check(over, how);
  if (checked) out += "\n" + check_text(std::string(r.spec), over, *checked, cosine_baseline_of(over), how, look);
  return out;
}

result<int> export_recipe(const recipe& r, const std::string& to) {
  TAPER_TRY(target, find_export_target(to));
  TAPER_TRY(code, export_code(bound(r), {.target = target}));
  return deliver({}, code);
}

result<int> run_recipes(const recipes_request& o) {
  const style look;
  if (!o.name) {
    if (o.spec || !o.to.empty()) return failed(errc::missing, "--spec and --export need the NAME of a recipe");
    return deliver({}, o.json ? support::indented(recipes_json()) + "\n" : table_text(look));
  }
  TAPER_TRY(r, find_recipe(*o.name));
  if (!o.to.empty()) return export_recipe(r, o.to);
  if (o.spec) return deliver({}, std::string(r.spec) + "\n");
  return deliver({}, o.json ? support::indented(recipe_json(r)) + "\n" : one_text(r, look));
}

}  // namespace

action add_recipes(CLI::App& verb) {
  auto o = std::make_shared<recipes_request>();
  verb.add_option("NAME", o->name, "a recipe (deepseek-v3)")->type_name("");
  CLI::Option* const spec = verb.add_flag("--spec", o->spec, "print only its schedule in the notation");
  std::vector<std::string> targets;
  for (const export_target_info& t : export_targets) targets.emplace_back(t.name);
  CLI::Option* const to = verb.add_option("--export", o->to, "print it as code, like `taper export --to`")
                              ->type_name("TARGET")
                              ->check(one_of(targets));
  add_json(verb, o->json);
  CLI::Option* const data = verb.get_option("--json");
  spec->excludes(to)->excludes(data);
  to->excludes(data);
  return [o] { return run_recipes(*o); };
}

}  // namespace taper::cli
