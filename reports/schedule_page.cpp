// The page of schedules.
#include "reports/schedule_page.hpp"

#include "reports/numbers.hpp"
#include "reports/schedule_figure.hpp"
#include "support/version.hpp"

namespace taper::reports {

namespace {
constexpr std::size_t longest_name = 300;  // a table may have thousands of characters
}

result<render::html_report> schedule_page(const std::vector<bound_schedule>& all, const check_options& how,
                                          const render::figure& f) {
  render::html_report page({f.title, f.subtitle, "taper " TAPER_VERSION});
  page.chart(f);
  render::html_table t;
  t.columns = {{"schedule"},
               {"verdict"},
               {"early z", render::text_align::right},
               {"steepness", render::text_align::right},
               {"late rate", render::text_align::right},
               {"budget", render::text_align::right},
               {"peak ×", render::text_align::right},
               {"expected loss, shared peak", render::text_align::right},
               {"own peak", render::text_align::right}};
  std::vector<std::vector<render::text_piece>> why;
  for (const bound_schedule& s : all) {
    TAPER_TRY(c, check(s.bound, how));
    const std::string name = fitted(print(s.parsed), longest_name);
    const cosine_baseline against = cosine_baseline_of(s.bound);
    const auto plain = [](std::string text) { return render::text_piece{std::move(text), render::text_style::plain}; };
    t.rows.push_back({{name, render::text_style::code},
                      render::verdict_badge(tone_of(c.verdict)),
                      plain(brief(c.early.value)),
                      plain(brief(c.middle.steepness)),
                      plain(brief(c.late.value)),
                      plain(brief(c.budget)),
                      plain(brief(against.multiplier.budget)),
                      plain(signed_percent(against.quadratic.shared)),
                      plain(signed_percent(against.quadratic.tuned))});
    for (const finding& x : c.faults) why.push_back({{name, render::text_style::code}, plain(" fault: " + x.message)});
    for (const std::string& reason : c.reasons) why.push_back({{name, render::text_style::code}, plain(" " + reason)});
    for (const std::string& remedy : c.remedies)
      why.push_back({{name, render::text_style::code}, plain(" to satisfy the rule: " + remedy)});
  }
  t.caption = "Limits: early z at most " + brief(how.slack) + " and late rate at least 1 (paper), steepness at most " +
              brief(how.steepness_max) + " (ours, calibrated on the paper).";
  page.heading("Verdicts");
  page.table(t);
  if (!why.empty()) {
    page.heading("Why, and what to change");
    page.list(why);
  }
  page.heading("How to read it");
  page.paragraph(
      "The rule covers only the fall of a schedule, not its warmup, hold or peak. It is a heuristic: 1-sqrt "
      "cooldowns and cosine to 10% "
      "violate it and are among the best published schedules. Peak × is the factor that gives a schedule the budget of "
      "cosine; the "
      "expected losses are those of a "
      "noisy quadratic relative to cosine, once at cosine's best peak and once at each schedule's own.");
  return page;
}

}  // namespace taper::reports
