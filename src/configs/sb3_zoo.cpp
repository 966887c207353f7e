// Settings of RL Baselines3 Zoo: one environment with PPO, A2C or an algorithm that keeps a constant rate. Source:
// DLR-RM/rl-baselines3-zoo@22e3ff24 rl_zoo3/exp_manager.py; stable-baselines3 2.x common/on_policy_algorithm.py, ppo/ppo.py.
#include <algorithm>
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool is_environment(const node& n) { return n.is == node::kind::map && n.find("n_timesteps") != nullptr; }

bool recognizes(const document& d) {
  return d.written == syntax::yaml && std::any_of(d.root.members.begin(), d.root.members.end(), [](const auto& member) {
           return is_environment(member.second) && member.second.find("policy") != nullptr;
         });
}

enum class algorithm : unsigned char { unknown, ppo, a2c, off_policy };

algorithm algorithm_of(const keys& k) {
  const auto any = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return k.has(name); });
  };
  if (any({"learning_starts", "train_freq", "buffer_size", "gradient_steps", "exploration_fraction", "noise_type"}))
    return algorithm::off_policy;
  if (any({"cg_max_steps", "n_critic_updates", "n_delta", "delta_std"})) return algorithm::unknown;
  if (any({"n_epochs", "clip_range"})) return algorithm::ppo;
  if (any({"use_rms_prop"})) return algorithm::a2c;
  return algorithm::unknown;
}

// The rates of updates of an on-policy algorithm: one for each rollout, by the part of the run that is left after it.
result<schedule> line_of_rollouts(double rate, double part, std::int64_t rollouts, std::int64_t updates) {
  const auto at = [&](std::int64_t rollout) { return rate * (1.0 - static_cast<double>(rollout + 1) * part); };
  const std::int64_t last = rollouts - 2;  // the one after it has no rate left
  const std::vector<std::pair<std::int64_t, double>> corners = {{0, at(0)}, {last * updates, at(last)}};
  const auto line = call("ignite.PiecewiseLinear", {{"milestones_values", corners}});
  return in_sequence({once_every(line, updates), level(0.0)}, {taper::steps((rollouts - 1) * updates)});
}

void read_environment(const keys& k, report& out) {
  k.without_effect({"n_timesteps", "gae_lambda", "vf_coef", "env_wrapper", "policy_kwargs", "sde_sample_freq",
                    "target_update_interval", "normalize", "n_eval_envs", "learning_starts"});
  const algorithm is = algorithm_of(k);
  const node* const written_rate = k.find("learning_rate");
  const std::optional<double> total = k.number("n_timesteps");
  const std::int64_t environments = k.whole("n_envs", 1).value_or(1);
  if (out.failed()) return;
  if (!total) return out.fail(failed(errc::missing, "no n_timesteps"));
  if (!(*total >= 1.0 && *total <= 9e15))
    return out.fail(k.problem("n_timesteps", errc::out_of_range, "n_timesteps must be from 1 to 9e15"));
  if (is == algorithm::unknown)
    return out.fail(failed(errc::unsupported, "the settings do not show the algorithm, which is the name of the file"));
  std::string text = written_rate != nullptr ? written_rate->text : std::string();
  const std::size_t bar = text.find('_');
  const bool falls = bar != std::string::npos && number_in(text.substr(bar + 1)).has_value() && !number_in(text);
  if (written_rate != nullptr && !falls) {
    const bool is_text = written_rate->quoted || (!written_rate->tagged && text.find('.') == std::string::npos &&
                                                  text.find_first_of("eE") != std::string::npos);
    if (is_text || !number_in(text))
      return out.rejected("rejected", k.name("learning_rate"), written_rate->line,
                          "learning_rate " + echoed(text) +
                              " is text, which must be a word and a number, lin_3e-4: the run stops; a number needs a "
                              "point or !!float");
  }
  const double fallback = is == algorithm::a2c ? 7e-4 : 3e-4;
  if (written_rate == nullptr && is == algorithm::off_policy)
    return out.fail(failed(errc::missing, "no learning_rate: its default depends on the algorithm", "write it"));
  if (written_rate == nullptr)
    out.note("default-used", k.name("learning_rate"), 0, "no learning_rate: " + print_number(fallback));
  const double rate = written_rate == nullptr ? fallback : *number_in(falls ? text.substr(bar + 1) : text);
  if (is == algorithm::off_policy) {
    k.without_effect({"train_freq", "gradient_steps", "buffer_size", "exploration_final_eps", "exploration_fraction"});
    if (falls)
      return out.fail(
          k.problem("learning_rate", errc::unsupported,
                    "a rate that follows every transition of an off-policy algorithm: no counterpart here"));
    if (!out.facts.steps)
      return out.fail(no_length("n_timesteps counts transitions", "the number of gradient updates"));
    out.length_from("as given");
    return out.run(at_peak(windowed(constant{}), rate), *out.facts.steps);
  }
  const bool recurrent = k.word("policy").find("Lstm") != std::string::npos;
  const std::int64_t each = environments * k.whole("n_steps", 1)
                                               .value_or(is != algorithm::ppo ? 5
                                                         : recurrent          ? 128
                                                                              : 2048);
  const std::int64_t passes = is == algorithm::ppo ? k.whole("n_epochs", 1).value_or(10) : 1;
  const std::int64_t batch = is == algorithm::ppo ? k.whole("batch_size", 1).value_or(recurrent ? 128 : 64) : each;
  if (out.failed()) return;
  if (k.has("target_kl"))
    return out.fail(k.problem("target_kl", errc::unsupported, "target_kl stops the updates of a rollout early"));
  const std::int64_t updates = passes * ((each + batch - 1) / batch);
  const std::int64_t rollouts = up(*total / static_cast<double>(each));
  k.gives_length("n_timesteps");
  const auto steps = static_cast<std::uint64_t>(rollouts * updates);
  if (!falls) return out.run(at_peak(windowed(constant{}), rate), steps);
  if (rollouts < 4) return out.fail(k.problem("n_timesteps", errc::out_of_range, "the run has fewer than 4 rollouts"));
  if (!text.starts_with("lin"))
    out.fault("never-decays", k.name("learning_rate"), written_rate->line,
              echoed(text) + " falls in a line to 0: the word before _ is not read");
  const double part = static_cast<double>(each) / *total;
  const double last = rate * (1.0 - static_cast<double>(rollouts) * part);
  out.note("last-rate-zero", k.name("learning_rate"), written_rate->line,
           last < 0.0 ? "the last rollout has the rate " + print_number(last) + ", below 0; shown as 0"
                      : "the last rollout has the rate 0");
  out.run(line_of_rollouts(rate, part, rollouts, updates), steps);
}

void read(const document& d, const keys& k, report& out) {
  std::string names;
  std::string only;
  std::size_t count = 0;
  for (const auto& [key, value] : d.root.members) {
    if (!is_environment(value)) continue;
    only = key;
    if (++count <= 5) names += (names.empty() ? "" : ", ") + key + at_line(value.line);
  }
  if (count > 1)
    return out.fail(
        failed(errc::unsupported,
               std::to_string(count) + " environments have settings of their own: " + names + (count > 5 ? ", …" : ""),
               "keep one of them"));
  read_environment(k.inner(only), out);
}

}  // namespace

const config_reader sb3_zoo = {
    .format = {"sb3-zoo", "RL Baselines3 Zoo YAML", "DLR-RM/rl-baselines3-zoo@22e3ff24, stable-baselines3 2.9"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
