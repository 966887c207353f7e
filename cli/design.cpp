// taper design: designs a schedule from a target profile, a gain or constraints.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "curve_file.hpp"
#include "design_report.hpp"
#include "options.hpp"
#include "table_file.hpp"
#include "taper/formula.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

struct design_request {
  std::string steps = "1000";
  std::string profile;
  std::string profile_is = "gamma-bar";
  std::string gamma_bar;
  std::string acceptance;
  double delta = 1.0;
  std::optional<double> slope_min;
  std::optional<double> slope_max;
  std::optional<double> gain;
  std::string of;
  window_constraints wanted;
  std::string near = "cosine";
  std::string family = "any";
  std::string output;
  bool json = false;
};

/// The requested kind of design; exactly one must be given.
enum class mode { profile, gamma_bar, acceptance, gain, constraints };

result<mode> mode_of(const design_request& o) {
  const window_constraints& c = o.wanted;
  const bool constrained = c.half_at_least || c.end_slope || c.steepness_max || c.budget || c.dirichlet;
  const int targets = int{!o.profile.empty()} + int{!o.gamma_bar.empty()} + int{!o.acceptance.empty()} +
                      int{o.gain.has_value()} + int{constrained};
  if (targets == 0)
    return failed(
        errc::missing, "nothing to design from",
        "give --gamma-bar, --acceptance, --profile, --gain with --of, or a constraint such as --half-at-least 0.5");
  if (targets > 1)
    return failed(errc::conflict, "--gamma-bar, --acceptance, --profile, --gain and constraints exclude each other");
  const bool bounded = o.slope_min || o.slope_max;
  if (bounded && constrained)
    return failed(errc::unsupported, "--log-slope-min and --log-slope-max bound a profile or a gain, not a family");
  if (o.gain.has_value() != !o.of.empty()) return failed(errc::missing, "--gain and --of SPEC belong together");
  if (!o.profile.empty()) return mode::profile;
  if (!o.gamma_bar.empty()) return mode::gamma_bar;
  if (!o.acceptance.empty()) return mode::acceptance;
  return o.gain ? mode::gain : mode::constraints;
}

result<window_function> target_window(const design_request& o, mode m, std::uint64_t steps) {
  if (m == mode::profile) {
    TAPER_TRY(rows, read_curve_file(o.profile));
    return window_from_rows(rows, o.profile_is == "acceptance" ? profile_kind::acceptance : profile_kind::gamma_bar,
                            steps, o.delta);
  }
  const std::string& text = m == mode::gamma_bar ? o.gamma_bar : o.acceptance;
  TAPER_TRY(formula, in_text(text, expression::compile(text)));
  const auto f = [formula = std::move(formula), length = static_cast<double>(steps)](double x) {
    return formula(x, length);
  };
  return m == mode::gamma_bar ? window_from_gamma_bar(f, steps) : window_from_acceptance(f, o.delta);
}

/// Converts a window to a table, with bounded log-slope if requested, and finds the nearest families.
result<designed_window> designed(const design_request& o, window_function w, std::uint64_t steps,
                                 const composition& with) {
  if (o.slope_min || o.slope_max) {
    constexpr double unbounded = 1e300;
    const interval bounds{o.slope_min.value_or(-unbounded), o.slope_max.value_or(unbounded)};
    if (!(bounds.low <= bounds.high))
      return failed(errc::out_of_range, "--log-slope-min must be at most --log-slope-max");
    w = with_bounded_slope(w, bounds);
  }
  TAPER_TRY(t, table_of(w));
  return finish_design({t.points, with}, t.error, steps);
}

result<designed_window> scaled(const design_request& o, const schedule& of, std::uint64_t steps) {
  TAPER_TRY(s, scale_rate(of, *o.gain));
  if (!o.slope_min && !o.slope_max) return finish_design(s.spec, s.error, steps);
  const any_window::kernel_type kernel = s.spec.shape.kernel();
  return designed(o, [kernel](phase p) { return kernel.value(p); }, steps, s.spec.with);
}

result<int> deliver_window(const design_request& o, const designed_window& d) {
  if (!o.output.empty()) {
    TAPER_CHECK(draw_design(o.output, d));
  }
  return deliver({}, o.json ? design_json(d) : design_text(d, style()));
}

result<int> from_constraints(const design_request& o, std::uint64_t steps) {
  window_constraints wanted = o.wanted;
  TAPER_TRY(near_text, with_tables_read(o.near));
  TAPER_TRY(near, in_text(o.near, parse(near_text)));
  wanted.near = std::move(near);
  std::vector<pattern> families;
  if (o.family.starts_with("any") && (o.family.size() == 3 || o.family.find_first_of(" |,") == 3)) {
    TAPER_TRY(all, all_patterns(std::string_view(o.family).substr(3)));
    families = std::move(all);
  } else {
    TAPER_TRY(one, in_text(o.family, parse_pattern(o.family)));
    families.push_back(std::move(one));
  }
  TAPER_TRY(members, design_members(families, wanted, steps));
  if (!o.output.empty()) {
    TAPER_CHECK(draw_members(o.output, members, wanted.near, steps));
  }
  TAPER_CHECK(deliver(
      {}, o.json ? members_json(members, o.family, steps) : members_text(members, o.family, o.near, steps, style())));
  return members.front().satisfies ? done : fault_found;
}

result<int> run_design(const design_request& o) {
  TAPER_TRY(steps, read_count(o.steps, "--steps", 2));
  TAPER_TRY(m, mode_of(o));
  if (m == mode::constraints) return from_constraints(o, steps);
  if (m == mode::gain) {
    TAPER_TRY(text, with_tables_read(o.of));
    TAPER_TRY(of, in_text(o.of, parse(text)));
    TAPER_TRY(d, scaled(o, of, steps));
    return deliver_window(o, d);
  }
  TAPER_TRY(target, target_window(o, m, steps));
  TAPER_TRY(d, designed(o, std::move(target), steps, {}));
  return deliver_window(o, d);
}

}  // namespace

action add_design(CLI::App& verb) {
  auto o = std::make_shared<design_request>();
  verb.add_option("--steps,-n", o->steps, "optimizer steps of the run")->type_name("N")->capture_default_str();
  verb.add_option("--gamma-bar", o->gamma_bar,
                  "time-normalized rate per step, a formula in x, t and T: 1/(T*(1-x)) is linear decay")
      ->type_name("EXPR");
  verb.add_option("--acceptance", o->acceptance, "acceptance, a formula that begins at exp(-delta)")->type_name("EXPR");
  verb.add_option("--delta", o->delta, "largest change of the loss in one iteration, for the acceptance")
      ->type_name("D")
      ->capture_default_str();
  verb.add_option("--profile", o->profile, "CSV of x (0 to 1, or steps) and the value; - for stdin")->type_name("FILE");
  verb.add_option("--profile-is", o->profile_is, "what the profile holds")
      ->type_name("gamma-bar|acceptance")
      ->check(one_of({"gamma-bar", "acceptance"}))
      ->capture_default_str();
  verb.add_option("--log-slope-min", o->slope_min, "second order: least d ln(rate) / d ln(t) of a profile or gain")
      ->type_name("S");
  verb.add_option("--log-slope-max", o->slope_max,
                  "second order: largest d ln(rate) / d ln(t); the window then ends above zero")
      ->type_name("S");
  verb.add_option("--gain", o->gain, "scale the time-normalized rate of --of by this")->type_name("C");
  verb.add_option("--of", o->of, "the schedule whose rate is scaled")->type_name("SPEC");
  verb.add_option("--half-at-least", o->wanted.half_at_least, "constraint: window at half-way >= A")->type_name("A");
  verb.add_option("--end-slope", o->wanted.end_slope, "constraint: slope at the end = S (linear 1, cosine 0)")
      ->type_name("S");
  verb.add_option("--steepness-max", o->wanted.steepness_max, "constraint: steepness <= K in the second half")
      ->type_name("K");
  verb.add_option("--budget", o->wanted.budget, "constraint: sum of the rates / (peak * steps) = A")->type_name("A");
  verb.add_option("--dirichlet", o->wanted.dirichlet, "constraint: Dirichlet factor = L, at least 1")->type_name("L");
  verb.add_option("--family", o->family, "the family to search, with given parameters fixed; any for all")
      ->type_name("FAMILY")
      ->capture_default_str();
  verb.add_option("--near", o->near, "among the members that satisfy the constraints, take the one nearest to this")
      ->type_name("SPEC")
      ->capture_default_str();
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_design(*o); };
}

}  // namespace taper::cli
