// A plan: schedules for the hyperparameters of an optimizer, parameter group by parameter group.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// A hyperparameter that a schedule can set.
enum class hyperparameter : unsigned char { lr, momentum, weight_decay, beta1, beta2, eps };
inline constexpr std::string_view hyperparameter_names[] = {"lr", "momentum", "weight_decay", "beta1", "beta2", "eps"};
constexpr std::string_view name_of(hyperparameter h) noexcept {
  return hyperparameter_names[static_cast<std::size_t>(h)];
}

/// One hyperparameter and its schedule. Rates are used as they are;
/// multipliers (without a peak) multiply the value of the group.
struct planned {
  hyperparameter of = hyperparameter::lr;
  schedule values;
  friend bool operator==(const planned&, const planned&) = default;
};

/// The schedules of one parameter group.
struct plan_group {
  std::string name;  ///< empty: a single entry for all groups
  std::vector<planned> values;
  friend bool operator==(const plan_group&, const plan_group&) = default;
};

/// Groups in the order of the optimizer. In text, entries on separate lines or separated by semicolons:
///
///   lr: cosine | warmup(500) | peak(3e-4); weight_decay: between(cosine, from=0.1, to=0.02)
///
///   [matrices]
///   lr: cosine | peak(3e-4)
///   [norms]
///   lr: cosine | peak(1e-3)
///   beta2: between(linear | hold(10%), from=0.99, to=0.95)
///
/// and as JSON {"schema":"taper.plan/1","groups":[{"name":"","values":{"lr":"cosine | …"}}]}.
struct plan {
  std::vector<plan_group> groups;
  friend bool operator==(const plan&, const plan&) = default;
};

/// A plan from text or JSON. Errors: no group, a name twice, an unknown hyperparameter, and all of parse().
result<plan> parse_plan(std::string_view text);
/// The plan as text and as JSON; parse_plan() of either is the plan.
std::string print(const plan& p);
std::string print_json(const plan& p);

/// A plan over a run.
struct bound_plan {
  struct value {
    hyperparameter of;
    run over_time;
  };
  struct group {
    std::string name;
    std::vector<value> values;
  };
  std::vector<group> groups;
};
result<bound_plan> bind(const plan& p, std::uint64_t steps, const clock& clk = {});

}  // namespace taper
