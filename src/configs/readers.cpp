// Reading by the list of formats: recognition, and the entry point to all of them.
#include <algorithm>
#include <array>

#include "configs/bases.hpp"
#include "configs/reader.hpp"
#include "taper/print.hpp"
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

bool above_peak(report& out, const keys& k, std::string_view key, double part) {
  if (!(part > 1.0)) return false;
  out.rejected("min-above-peak", k.name(key), k.line(key),
               "a floor of " + print_number(part) + " times the peak: the rate climbs instead of falling");
  return true;
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

result<documents> read_documents(std::string_view text) {
  switch (syntax_of(text)) {
    case syntax::toml: return read_toml(text);
    case syntax::shell: return read_shell(text);
    case syntax::python: return read_python(text, python_calls);
    case syntax::dump: return read_dump(text);
    case syntax::prototxt:
      if (result<documents> solver = read_prototxt(text)) return solver;
      return read_yaml(text);  // with keys that a solver has too
    default: return read_yaml(text);
  }
}

error no_format() {
  std::string known;
  for (const config_reader* const r : readers) known += (known.empty() ? "" : ", ") + std::string(r->format.name);
  return failed(errc::unsupported, "no known configuration of a learning rate", "known formats: " + known);
}

// What the file says or does about the rate in a way that is not read.
std::optional<error> hidden_settings(const config_reader& reader, const document& d) {
  if (!d.base.empty() && !reader.own_base)
    return failed(errc::unsupported,
                  "the command takes its other settings from " + echoed(d.base) + ", which is not read",
                  "give that file, with the command's settings in it");
  for (const interference& other : d.others) {
    if (other.own_class)
      return failed(errc::unsupported,
                    other.what + at_line(other.line) + ": its defaults and schedule are not known here");
  }
  if (!d.others.empty())
    return failed(errc::unsupported,
                  echoed(d.others.front().what) + at_line(d.others.front().line) +
                      " sets the rate or its schedule outside the arguments of " + d.command,
                  "write the values into the arguments");
  for (const auto& [key, value] : d.root.members) {
    if (key == "**")
      return failed(
          errc::unsupported,
          "**" + value.text + at_line(value.line) + " passes arguments whose names and values are not known here",
          "write them as keyword arguments");
  }
  return std::nullopt;
}

// The text at the first of these paths that has one.
std::string named_at(const node& root, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) {
    const node* const n = root.at(path);
    if (n != nullptr && n->is == node::kind::text && !n->text.empty()) return n->text;
  }
  return {};
}

// Beside a section: MosaicML's runs have a command, whose settings would replace those of the section.
void outer_keys(const keys& whole, report& out) {
  const node* const command = whole.find("command");
  if (command == nullptr || command->is != node::kind::text) return;
  const result<documents> commands = read_shell(command->text);
  for (const document& c : commands ? *commands : documents()) {
    if (const std::optional<key_place> set = unread_rate_key(c.root))
      return out.fail(failed_at(errc::unsupported, "command", command->line,
                                " sets " + set->name + " beside the section: which of them counts is not known",
                                "write its value in the section"));
  }
}

std::optional<error> unknown_setting(const node& root, const config_reader& reader) {
  const std::optional<key_place> unread = unread_rate_key(root);
  if (!unread) return std::nullopt;
  if (unread->again > 0)
    return failed(errc::unsupported, unread->name + " is given twice (lines " + std::to_string(unread->line) + " and " +
                                         std::to_string(unread->again) + ")");
  return failed_at(errc::unknown_name, unread->name, unread->line,
                   " looks like a setting of the learning rate, but the " + std::string(reader.format.name) +
                       " reader does not know it",
                   "nothing is computed without it; remove it if it has no effect");
}

// Hydra merges the files that `defaults` names; their keys may set the rate too.
void note_defaults(const node& root, report& out) {
  const node* const list = root.find("defaults");
  if (list == nullptr || list->is != node::kind::list) return;
  if (std::ranges::all_of(list->items, [](const node& item) { return item.text == "_self_"; })) return;
  out.note("base-not-read", "defaults", list->line,
           "the files of Hydra's defaults list are not read: what they set about the rate is not seen");
}

// Where the settings of a document are.
struct candidate {
  const config_reader* by;
  const document* in;
  std::string section{};  ///< the path of the map that has them; empty if it is the whole document
};

result<config_reading> read_with(const candidate& from, const run_facts& facts) {
  const config_reader& reader = *from.by;
  const document& d = *from.in;
  if (std::optional<error> hidden = hidden_settings(reader, d)) return *std::move(hidden);
  config_reading out;
  out.format = reader.format.name;
  out.optimizer = named_at(d.root, {"optim", "optimizer", "optimizer/type", "optimizer/name", "optimizer/_component_",
                                    "optimizer/class_path", "model/optim/name", "optim/name", "opt_type"});
  out.model = named_at(d.root, {"base_model", "model_name_or_path", "model", "model_name", "checkpoint_dir"});
  report answer(out, facts);
  const bool merged = !reader.bases.empty();
  const bool interpolates = reader.omegaconf || !from.section.empty();
  const node own = interpolates ? d.root.interpolated() : merged ? over_bases(d, reader.bases, facts) : node();
  const node& root = interpolates || merged ? own : d.root;
  std::string path = from.section;
  std::replace(path.begin(), path.end(), '/', '.');
  const keys whole(&root, {}, answer);
  const keys settings(whole.find(from.section), path, answer);
  if (!from.section.empty()) outer_keys(whole, answer);
  if (d.written == syntax::yaml) note_defaults(root, answer);
  reader.read(d, settings, answer);
  if (answer.failed()) {
    // A fault that was found is an answer, also if the schedule has no counterpart.
    if (out.faults.empty() || answer.problem()->code != errc::unsupported) return *answer.problem();
    answer.note("no-counterpart", answer.problem()->subject, answer.problem()->line, answer.problem()->message);
    return out;
  }
  if (answer.requested() || answer.lacks()) {
    if (std::optional<error> unread = unknown_setting(root, reader)) return *std::move(unread);
  }
  if (!answer.requested()) return out;  // the framework stops; a fault gives the reason
  const result<schedule>& requested = *answer.requested();
  if (!requested)
    return failed(requested.error().code, "the requested schedule is invalid: " + requested.error().message,
                  requested.error().hint);
  out.requested = *requested;
  out.spec = print(*requested);
  return out;
}

constexpr std::size_t most_sections = 1000;

// The maps below `here` that the reader recognizes, by their paths.
void sections_of(const document& d, const node& here, const std::string& path, const config_reader& reader,
                 std::size_t& left, std::vector<candidate>& out) {
  for (const auto& [key, value] : here.members) {
    if (value.is != node::kind::map || key.find('/') != std::string::npos || left == 0) continue;
    --left;
    const std::string below = path.empty() ? key : path + "/" + key;
    if (reader.section == "*" || reader.section == key) {
      const document part{.written = d.written, .line = value.line, .root = value};
      if (reader.recognizes(part)) {
        out.push_back({&reader, &d, below});
        continue;
      }
    }
    if (std::count(below.begin(), below.end(), '/') < 2) sections_of(d, value, below, reader, left, out);
  }
}

// Every document that a reader recognizes. With a given format: those that its reader recognizes, or else those with
// keys about the rate.
std::vector<candidate> candidates(const documents& all, const config_reader* given) {
  std::vector<candidate> out;
  for (const document& d : all) {
    if (d.root.is != node::kind::map) continue;
    const auto reads = [&](const config_reader* r) {
      return (given == nullptr || r == given) && (r->programs || d.written != syntax::python) && r->recognizes(d);
    };
    const auto by = std::find_if(readers.begin(), readers.end(), reads);
    if (by != readers.end()) {
      out.push_back({*by, &d});
      continue;
    }
    std::size_t left = most_sections;
    for (const config_reader* const r : readers) {
      if (r->section.empty() || (given != nullptr && r != given) || d.written == syntax::python) continue;
      const std::size_t before = out.size();
      sections_of(d, d.root, {}, *r, left, out);
      if (out.size() > before) break;
    }
  }
  if (out.empty() && given == nullptr) return out;
  // With a given format, and beside a recognized document of the same file, keys about the rate are enough.
  const config_reader* const by = given != nullptr ? given : out.front().by;
  for (const document& d : all) {
    const bool known = std::any_of(out.begin(), out.end(), [&](const candidate& c) { return c.in == &d; });
    if (!known && (out.empty() || d.written == syntax::yaml) && d.root.is == node::kind::map && unread_rate_key(d.root))
      out.push_back({by, &d});
  }
  return out;
}

std::size_t line_of(const candidate& c) { return c.section.empty() ? c.in->line : c.in->root.at(c.section)->line; }

// Options that the file does not show are not a mistake, but they may set the rate.
void note_open_arguments(const document& d, config_reading& out) {
  if (d.open.empty()) return;
  out.notes.push_back(
      {"arguments-unknown", "", d.line,
       "the command also passes " + echoed(d.open) + ", which the file does not set: options in it are not known"});
}

// One file with several configurations has a schedule if all of them have the same.
result<config_reading> read_several(const std::vector<candidate>& from, const run_facts& facts) {
  result<config_reading> out = read_with(from.front(), facts);
  if (out) note_open_arguments(*from.front().in, *out);
  if (from.size() == 1) return out;
  std::string lines;
  bool same = static_cast<bool>(out);
  for (std::size_t i = 0; i < from.size(); ++i) {
    lines += (i == 0 ? "" : i + 1 == from.size() ? " and " : ", ") + std::to_string(line_of(from[i]));
    if (i == 0 || !same) continue;
    const result<config_reading> other = read_with(from[i], facts);
    same = other && !out->spec.empty() && other->spec == out->spec && other->steps == out->steps;
  }
  const syntax written = from.front().in->written;
  const std::string what = written == syntax::shell       ? "commands"
                           : written == syntax::python    ? "calls"
                           : from.front().section.empty() ? "documents"
                                                          : "sections";
  if (!same)
    return failed(errc::unsupported,
                  "several " + what + " have a learning rate (lines " + lines + "): cannot determine which one ran",
                  "keep one of them");
  out->notes.push_back(
      {"several", "", line_of(from.front()), "the " + what + " in lines " + lines + " have the same schedule"});
  return out;
}

auto reader_of(std::string_view format) {
  return std::find_if(readers.begin(), readers.end(), [&](const config_reader* r) { return r->format.name == format; });
}

result<config_reading> read_any(const documents& all, const run_facts& facts, std::string_view format) {
  if (facts.steps && *facts.steps < 2)
    return failed(errc::out_of_range, "a run has at least 2 steps, got " + std::to_string(*facts.steps));
  if (facts.world_size == 0U || facts.steps_per_epoch == 0U || facts.dataset_size == 0U)
    return failed(errc::out_of_range, "the number of processes, of steps per epoch and of examples must be at least 1");
  TAPER_CHECK(known_config_format(format));
  const std::vector<candidate> found = candidates(all, format.empty() ? nullptr : *reader_of(format));
  return found.empty() ? result<config_reading>(no_format()) : read_several(found, facts);
}

}  // namespace
}  // namespace configs

result<void> known_config_format(std::string_view name) {
  if (name.empty() || configs::reader_of(name) != configs::readers.end()) return {};
  std::vector<std::string_view> names;
  for (const config_format& f : config_formats()) names.push_back(f.name);
  const std::string near = nearest_name(name, names);
  return failed(errc::unknown_name, "unknown format of configurations " + echoed(name),
                near.empty() ? configs::no_format().hint : "did you mean " + near + "?");
}

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
  TAPER_TRY(d, configs::read_documents(text));
  return configs::read_any(d, facts, format);
}

result<config_reading> read_config(std::span<const std::pair<std::string, std::string>> settings,
                                   const run_facts& facts) {
  configs::document d{.written = configs::syntax::dump};
  d.root.is = configs::node::kind::map;
  for (const auto& [key, value] : settings) {
    configs::node& to = d.root.put(key);
    if (to.is == configs::node::kind::nothing) to = {.is = configs::node::kind::text, .text = value};
  }
  return configs::read_any({d}, facts, {});
}

}  // namespace taper
