// Verdict and predictions of a schedule at the length of the runs.
#include "report/expectation.hpp"

#include <cmath>

#include "experiment/experiment.hpp"
#include "taper/notation.hpp"
#include "taper/prediction.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper::lab {
namespace {

double bound_at(const prediction& p, double peak) {
  return 0.5 * p.omega * (peak / p.bound_peak + p.bound_peak / peak);
}

}  // namespace

judged_schedule judge_schedule(const std::string& spec, const composition& more, std::uint64_t steps,
                               const std::string& protocol) {
  judged_schedule out;
  const taper::result<schedule> read = parse(spec);
  if (!read) return out;
  const taper::result<run> bound = with_modifiers(*read, more).bind(steps);
  if (!bound) return out;
  if (const taper::result<check_report> report = check(*bound)) out.rule = report->verdict;
  const taper::result<run> cosine = with_modifiers(erase(taper::cosine{}), more).bind(steps);
  if (!cosine) return out;
  const prediction mine = predict(*bound);
  const prediction its = predict(*cosine);
  expectation e;
  if (protocol == "tuned") {
    e.quadratic = mine.quadratic.tuned;
    e.bound = mine.omega / its.omega - 1.0;
  } else if (protocol == "budget") {
    e.quadratic = mine.quadratic.equal_budget;
    e.bound = bound_at(mine, its.bound_peak * budget_of(*cosine) / budget_of(*bound)) / its.omega - 1.0;
  } else {
    e.quadratic = mine.quadratic.shared;
    e.bound = bound_at(mine, its.bound_peak) / its.omega - 1.0;
  }
  if (std::isfinite(e.quadratic)) out.expected = e;
  return out;
}

}  // namespace taper::lab
