// The early and the late stage, and the verdict of one fall.
#include <algorithm>
#include <cmath>

#include "judged_fall.hpp"
#include "stage.hpp"
#include "taper/verdict.hpp"

namespace taper {

namespace {

using detail::judged_fall;

constexpr double paper_slack = 1.0;
constexpr double early_tolerance = 0.01;  // the paper counts exp(0.99), z = 1.00504, as compliant
constexpr double late_tolerance = 1e-9;   // linear decay equals the limit
constexpr double most_rounding = 0.01;    // the rounding of another library's rates may add this much
constexpr double marginal_tolerance = 0.05;

limit_stage judge_early(const judged_fall& fall, const check_options& how) {
  limit_stage out;
  out.limit = how.slack;
  if (how.slack != paper_slack) out.source = "yours";
  const double half = 0.5 * fall.length();
  out.value = fall.odds_at(half);
  if (const std::optional<std::uint64_t> last = fall.last_before(half)) {
    out.step = fall.view().begin + *last;
    const std::vector<std::uint64_t> steps =
        fall.view().may_rise ? detail::reading_steps(fall, fall.first(), *last) : std::vector{*last};
    for (const std::uint64_t t : steps) {
      const double z = fall.odds(t);
      if (z <= out.value) continue;
      out.value = z;
      out.step = fall.view().begin + t;
    }
  }
  const double share = out.value / how.slack;
  out.verdict = share <= 1.0 + early_tolerance      ? verdict::favorable
                : share <= 1.0 + marginal_tolerance ? verdict::marginal
                                                    : verdict::violating;
  return out;
}

limit_stage judge_late(const judged_fall& fall) {
  limit_stage out;
  out.value = fall.gamma_bar(fall.last());
  std::uint64_t worst = fall.last();
  for (std::uint64_t t = fall.last(); t > fall.first() && fall.is_late(t - 1); --t) {  // at most one more step
    const double rate = fall.gamma_bar(t - 1);
    if (rate >= out.value) continue;
    out.value = rate;
    worst = t - 1;
  }
  out.step = fall.view().begin + worst;
  double rounding = 0.0;
  if (fall.view().may_rise) {
    const double blur = detail::blur_of(fall, detail::reading_steps(fall, fall.first(), fall.last()));
    rounding = std::min(most_rounding, blur / fall.window(worst));
  }
  out.verdict = out.value >= 1.0 - late_tolerance - rounding ? verdict::favorable
                : out.value >= 1.0 - marginal_tolerance      ? verdict::marginal
                                                             : verdict::violating;
  return out;
}

}  // namespace

std::string_view word_of(verdict v) noexcept {
  switch (v) {
    case verdict::favorable: return "favorable";
    case verdict::marginal: return "marginal";
    case verdict::violating: break;
  }
  return "violating";
}

stages judge(const fall_view& view, const check_options& how) {
  stages out;
  const judged_fall fall(view, how.clock);
  if (fall.empty()) return out;
  out.early = judge_early(fall, how);
  out.middle = detail::judge_middle(fall, how);
  out.late = judge_late(fall);
  out.verdict = std::max({out.early.verdict, out.middle.verdict, out.late.verdict});
  return out;
}

}  // namespace taper
