// taper-lab run quadratic: the experiment without a network.
#include "verbs/run_quadratic_verb.hpp"

#include <fmt/core.h>

#include "experiment/plan.hpp"
#include "quadratic/run_quadratic.hpp"
#include "verbs/output.hpp"
#include "verbs/program.hpp"

namespace taper::lab {

result<int> run_quadratic_verb(const std::string& out, const std::vector<std::string>& schedules, std::uint64_t seeds,
                               std::uint64_t steps, protocol how, const std::string& task, bool json) {
  TAPER_TRY(mine, parse_share(task));
  quadratic_request request;
  request.out = out;
  request.schedules = schedules;
  request.first_seed = 1;
  request.seeds = seeds;
  request.steps = steps;
  request.how = how;
  request.task = mine.index;
  request.tasks = mine.of;
  TAPER_TRY(made, run_quadratic(request));
  if (json) {
    const nlohmann::ordered_json said{{"schema", "taper.lab.run/1"},
                                      {"experiment", "quadratic"},
                                      {"folder", out},
                                      {"ran", made.ran},
                                      {"were_there", made.were_there}};
    return deliver({}, said.dump(1) + "\n");
  }
  fmt::print("{} runs made, {} already present, in {}\n", made.ran, made.were_there, out);
  return done;
}

}  // namespace taper::lab
