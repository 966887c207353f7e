// Reading by the list of formats: recognition, and the entry point to all of them.
#include <algorithm>
#include <array>

#include "configs/reader.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper {
namespace configs {

error no_length(std::string_view because, std::string_view what_would) {
  return failed(errc::missing, "the length of the run is not known: " + std::string(because),
                "give " + std::string(what_would));
}

void check_warmup(report& out, const keys& k, std::string_view key, std::int64_t warmup, std::int64_t steps) {
  if (warmup < steps) return;
  out.fault("warmup-exceeds-run", k.name(key), k.line(key),
            "a warmup of " + std::to_string(warmup) + " steps is not shorter than the run of " + std::to_string(steps) +
                ": the peak is never reached");
}

std::int64_t processes(report& out) {
  if (out.facts.world_size) return static_cast<std::int64_t>(*out.facts.world_size);
  out.note("one-process", "", 0, "counted for one process; the number of processes changes the length");
  return 1;
}

namespace {

constexpr std::array readers = {
#define READER(name) &name,
#include "configs/reader_list.hpp"
#undef READER
};

const std::vector<std::string_view> python_calls = {"UnslothTrainingArguments",
                                                    "SFTConfig",
                                                    "DPOConfig",
                                                    "KTOConfig",
                                                    "GRPOConfig",
                                                    "RLOOConfig",
                                                    "RewardConfig",
                                                    "ORPOConfig",
                                                    "CPOConfig",
                                                    "Seq2SeqTrainingArguments",
                                                    "TrainingArguments"};

result<document> read_document(std::string_view text) {
  switch (syntax_of(text)) {
    case syntax::toml: return read_toml(text);
    case syntax::shell: return read_shell(text);
    case syntax::python: return read_python(text, python_calls);
    case syntax::dump: return read_dump(text);
    default: return read_yaml(text);
  }
}

error no_format() {
  std::string known;
  for (const config_reader* const r : readers) known += (known.empty() ? "" : ", ") + std::string(r->format.name);
  return failed(errc::unsupported, "no known configuration of a learning rate", "known formats: " + known);
}

result<config_reading> read_with(const config_reader& reader, const document& d, const run_facts& facts) {
  config_reading out;
  out.format = reader.format.name;
  report answer(out, facts);
  reader.read(d, keys(&d.root, {}, answer), answer);
  if (answer.failed()) return *answer.problem();
  if (!answer.requested()) return out;  // the framework stops; a fault gives the reason
  if (const std::optional<key_place> unread = unread_rate_key(d.root)) {
    const std::string line = unread->line > 0 ? " (line " + std::to_string(unread->line) + ")" : "";
    return failed(errc::unknown_name,
                  unread->name + line + " looks like a setting of the learning rate, but the " +
                      std::string(reader.format.name) + " reader does not know it",
                  "nothing is computed without it; remove it if it has no effect");
  }
  const result<schedule>& requested = *answer.requested();
  if (!requested)
    return failed(requested.error().code, "the requested schedule is invalid: " + requested.error().message,
                  requested.error().hint);
  out.requested = *requested;
  out.spec = print(*requested);
  return out;
}

result<config_reading> read_any(const document& d, const run_facts& facts, std::string_view format) {
  if (facts.steps && *facts.steps < 2)
    return failed(errc::out_of_range, "a run has at least 2 steps, got " + std::to_string(*facts.steps));
  if (facts.world_size == 0U || facts.steps_per_epoch == 0U || facts.dataset_size == 0U)
    return failed(errc::out_of_range, "the number of processes, of steps per epoch and of examples must be at least 1");
  for (const config_reader* const reader : readers) {
    if (format.empty() ? reader->recognizes(d) : reader->format.name == format) return read_with(*reader, d, facts);
  }
  if (format.empty()) return no_format();
  std::vector<std::string_view> names;
  for (const config_reader* const r : readers) names.push_back(r->format.name);
  const std::string near = nearest_name(format, names);
  return failed(errc::unknown_name, "unknown format of configurations " + echoed(format),
                near.empty() ? no_format().hint : "did you mean " + near + "?");
}

}  // namespace
}  // namespace configs

std::span<const config_format> config_formats() {
  static const auto formats = [] {
    std::array<config_format, configs::readers.size()> out;
    std::transform(configs::readers.begin(), configs::readers.end(), out.begin(),
                   [](const configs::config_reader* r) { return r->format; });
    return out;
  }();
  return formats;
}

result<config_reading> read_config(std::string_view text, const run_facts& facts, std::string_view format) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  TAPER_TRY(d, configs::read_document(text));
  if (d.root.is != configs::node::kind::map) return configs::no_format();
  return configs::read_any(d, facts, format);
}

result<config_reading> read_config(std::span<const std::pair<std::string, std::string>> settings,
                                   const run_facts& facts) {
  configs::document d{configs::syntax::dump, {}, {}, {}};
  d.root.is = configs::node::kind::map;
  for (const auto& [key, value] : settings) {
    configs::node& to = d.root.put(key);
    if (to.is == configs::node::kind::nothing) to = {.is = configs::node::kind::text, .text = value};
  }
  return configs::read_any(d, facts, {});
}

}  // namespace taper
