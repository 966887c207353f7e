// taper chebyshev: optimal step sizes for a quadratic in three orders, and the cost of each.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "check_report.hpp"
#include "json_text.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "support/version.hpp"
#include "verbs.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;

struct chebyshev_request {
  double condition = 100;
  double largest = 1;
  std::string steps;
  std::string csv;
  std::string output;
  bool json = false;
};

struct ordered_rates {
  const char* name;
  std::vector<double> rates;
  order_cost cost;
};

struct chebyshev_report {
  std::size_t steps = 0;
  spectrum_range range;
  std::vector<ordered_rates> orders;
  std::vector<descent_curve> shown;
};

chebyshev_report report_of(std::size_t steps, const spectrum_range& range) {
  chebyshev_report out{steps, range, {}, chebyshev_demonstration(steps, range)};
  for (const auto& [order, name] :
       {std::pair{chebyshev_order::decreasing, "decreasing"}, std::pair{chebyshev_order::increasing, "increasing"},
        std::pair{chebyshev_order::fractal, "fractal"}}) {
    std::vector<double> rates = chebyshev_rates(steps, range, order);
    const order_cost cost = cost_of_order(rates, range);
    out.orders.push_back({name, std::move(rates), cost});
  }
  return out;
}

json report_json(const chebyshev_report& r) {
  json orders = json::array(), shown = json::array();
  for (const ordered_rates& o : r.orders)
    orders.push_back({{"order", o.name},
                      {"prefix_growth", number_or_null(o.cost.prefix_growth)},
                      {"suffix_growth", number_or_null(o.cost.suffix_growth)},
                      {"final_error", number_or_null(o.cost.final_error)},
                      {"noise_variance", number_or_null(o.cost.noise_variance)},
                      {"rates", o.rates}});
  for (const descent_curve& c : r.shown) shown.push_back({{"name", c.name}, {"error", number_or_null(c.error.back())}});
  json out = {{"schema", "taper.chebyshev/1"},
              {"condition", r.range.condition()},
              {"largest", r.range.largest},
              {"steps", r.steps},
              {"error_factor", chebyshev_error_factor(r.steps, r.range.condition())},
              {"constant_error_factor", constant_rate_error_factor(r.steps, r.range.condition())}};
  out["permutation"] = fractal_permutation(r.steps);
  out["orders"] = orders;
  out["demonstration"] = shown;
  return out;
}

std::string report_text(const chebyshev_report& r, const style& look) {
  const double condition = r.range.condition();
  std::string out =
      look.bold("Chebyshev step sizes") + fmt::format("   condition {}, {} steps, largest curvature {}\n\n",
                                                      brief(condition), r.steps, brief(r.range.largest));
  const std::vector<double>& falling = r.orders.front().rates;
  out += fmt::format("  rates     from {} down to {}; the best constant one is {}\n", brief(falling.front()),
                     brief(falling.back()), brief(2 / (r.range.largest + r.range.smallest)));
  out +=
      fmt::format("  error     at most {:.4g} of the start after {} steps; constant steps {:.4g}\n",
                  chebyshev_error_factor(r.steps, condition), r.steps, constant_rate_error_factor(r.steps, condition));
  out += fmt::format(
      "  identity  1/rate is {} times  cosine | sampling(midpoint) | floor({:.6g}%), in increasing order\n\n",
      brief(r.range.largest), 100 / condition);
  out += "  order           largest error   growth of late errors   output for unit noise\n";
  for (const ordered_rates& o : r.orders)
    out += fmt::format("  {:<11}  {:>16.3g}   {:>21.3g}   {:>21.3g}\n", o.name, o.cost.prefix_growth,
                       o.cost.suffix_growth, o.cost.noise_variance);
  out += "\n  gradient descent on a chain of 256 unknowns, in double arithmetic: error at the end\n";
  for (const descent_curve& c : r.shown) out += fmt::format("    {:<24} {:>10.3g}\n", c.name, c.error.back());
  out += look.dim(
             "  The reciprocal of the rate is a raised cosine, the rate is not: this does not derive cosine "
             "annealing.\n"
             "  Exact gradients and a known spectrum; with noise the large rates carry noise to the end.") +
         "\n";
  return out;
}

std::string report_csv(const chebyshev_report& r) {
  std::string out = "step,decreasing,increasing,fractal\n";
  for (std::size_t t = 0; t < r.steps; ++t) {
    out += std::to_string(t);
    for (const ordered_rates& o : r.orders) out += "," + print_number(o.rates[t]);
    out += "\n";
  }
  return out;
}

render::figure report_figure(const chebyshev_report& r) {
  render::figure f;
  f.title = "Chebyshev step sizes";
  f.subtitle = fmt::format("condition {}, {} steps", brief(r.range.condition()), r.steps);
  f.columns = 1;
  f.panel_height = 250;
  render::panel rates{
      .title = "Rates", .x = {.label = "step"}, .y = {.label = "rate", .scale = render::axis_scale::log}};
  render::panel errors{.title = "Gradient descent on 256 coupled unknowns",
                       .x = {.label = "step"},
                       .y = {.label = "error / error at the start", .scale = render::axis_scale::log}};
  int color = 0;
  for (const descent_curve& c : r.shown) {
    render::series rate{.name = c.name, .kind = render::series_kind::step, .color = color};
    render::series error{.color = color++};
    for (std::size_t t = 0; t < c.rates.size(); ++t) {
      rate.x.push_back(static_cast<double>(t));
      rate.y.push_back(c.rates[t]);
    }
    for (std::size_t t = 0; t < c.error.size(); ++t) {
      error.x.push_back(static_cast<double>(t));
      error.y.push_back(c.error[t]);
    }
    rates.curves.push_back(std::move(rate));
    errors.curves.push_back(std::move(error));
  }
  f.panels = {std::move(rates), std::move(errors)};
  return f;
}

result<int> run_chebyshev(const chebyshev_request& o) {
  TAPER_CHECK(picture_kind_of(o.output));
  TAPER_TRY(steps, read_count(o.steps, "--steps", 1));
  if (steps > 4096) return failed(errc::too_large, "--steps must be at most 4096, got " + o.steps);
  if (!(o.condition >= 1 && o.condition <= 1e12))
    return failed(errc::out_of_range, "--condition must be from 1 to 1e12, got " + print_number(o.condition));
  if (!(o.largest > 0 && o.largest <= 1e100))
    return failed(errc::out_of_range, "--largest must be above 0, got " + print_number(o.largest));
  const chebyshev_report r = report_of(static_cast<std::size_t>(steps), {o.largest / o.condition, o.largest});
  if (!o.csv.empty()) {
    TAPER_CHECK(deliver(o.csv, report_csv(r)));
    if (o.csv == "-") return done;
  }
  if (!o.output.empty()) {
    const render::figure f = report_figure(r);
    render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
    page.chart(f);
    page.code(report_text(r, style()));
    TAPER_CHECK(deliver_picture(o.output, f, page));
  }
  return deliver({}, o.json ? json_text(report_json(r)) + "\n" : report_text(r, style()));
}

}  // namespace

action add_chebyshev(CLI::App& verb) {
  auto o = std::make_shared<chebyshev_request>();
  verb.add_option("--condition", o->condition, "condition number of the quadratic: largest over smallest curvature")
      ->required()
      ->type_name("K");
  verb.add_option("--steps,-n", o->steps, "steps of gradient descent, at most 4096")->required()->type_name("N");
  verb.add_option("--largest", o->largest, "largest curvature; rates have the unit of its reciprocal")
      ->type_name("L")
      ->capture_default_str();
  verb.add_option("--csv", o->csv, "the rates in each order (- for stdout)")->type_name("FILE");
  add_output(verb, o->output, "picture by its extension: .svg, .png, .html");
  add_json(verb, o->json);
  return [o] { return run_chebyshev(*o); };
}

}  // namespace taper::cli
