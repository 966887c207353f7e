// Looks up keys by name and values by type, and finds keys that no reader accessed.
#include "configs/keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool is_null(const node& n) {
  if (n.is == node::kind::nothing) return true;
  return n.is == node::kind::text && !n.quoted &&
         (n.text == "None" || n.text == "null" || n.text == "~" || n.text.empty());
}

void mark(const node& n) {
  n.read = true;
  for (const node& item : n.items) mark(item);
  for (const auto& member : n.members) mark(member.second);
}

}  // namespace

std::string at_line(std::size_t line) { return line > 0 ? " (line " + std::to_string(line) + ")" : std::string(); }

error failed_at(errc code, std::string key, std::size_t line, const std::string& rest, std::string hint) {
  error out = failed(code, key + at_line(line) + rest, std::move(hint));
  out.subject = std::move(key);
  out.line = line;
  out.names_line = true;
  return out;
}

void report::fault(std::string id, std::string key, std::size_t line, std::string message) {
  out_.faults.push_back({std::move(id), std::move(key), line, std::move(message)});
}

void report::note(std::string id, std::string key, std::size_t line, std::string message) {
  out_.notes.push_back({std::move(id), std::move(key), line, std::move(message)});
}

void report::run(result<schedule> requested, std::optional<std::uint64_t> steps) {
  requested_ = std::move(requested);
  out_.steps = steps;
}

void report::rejected(std::string id, std::string key, std::size_t line, std::string message) {
  fault(std::move(id), std::move(key), line, std::move(message));
  stopped_ = true;
  requested_.reset();
  out_.steps.reset();
}

void report::lacking(std::string id, std::string key, std::size_t line, std::string message) {
  rejected(std::move(id), std::move(key), line, std::move(message));
  lacks_ = true;
}

const node* keys::find(std::string_view path) const {
  if (map_ == nullptr) return nullptr;
  const node* here = map_;
  for (std::string_view rest = path; here != nullptr && !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    here = here->find(rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (here != nullptr) here->read = true;
  }
  return here == nullptr || is_null(*here) ? nullptr : here;
}

std::size_t keys::line(std::string_view path) const {
  const node* const n = find(path);
  return n != nullptr ? n->line : 0;
}

std::string keys::name(std::string_view path) const {
  std::string out = path_.empty() ? std::string(path) : path_ + "." + std::string(path);
  std::replace(out.begin(), out.end(), '/', '.');
  return out;
}

std::optional<double> number_in(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '_') plain += c;
  }
  if (plain.starts_with('+')) plain.erase(0, 1);
  double v = 0.0;
  const auto [end, code] = std::from_chars(plain.data(), plain.data() + plain.size(), v);
  if (code != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

// An error if a program computes the value.
bool keys::computed(std::string_view path, const node& n) const {
  if (!n.code && n.text.find("${") == std::string::npos) return false;
  out_.fail(failed_at(errc::unsupported, name(path), n.line,
                      " is computed by code: " + echoed(n.text) + (n.why.empty() ? std::string() : ", " + n.why),
                      "write its value in the file"));
  return true;
}

std::optional<double> keys::number(std::string_view path) const {
  const node* const n = find(path);
  if (n == nullptr) return std::nullopt;
  if (computed(path, *n)) return std::nullopt;
  const std::optional<double> v = n->is == node::kind::text ? number_in(n->text) : std::nullopt;
  if (!v) {
    out_.fail(failed_at(
        errc::syntax, name(path), n->line,
        " must be a number, got " + (n->is == node::kind::text ? echoed(n->text) : std::string("a list or a map"))));
  }
  return v;
}

std::optional<std::int64_t> keys::whole(std::string_view path, std::int64_t least) const {
  const std::optional<double> v = number(path);
  if (!v) return std::nullopt;
  const node* const n = find(path);
  if (*v != std::floor(*v) || std::abs(*v) > 9e15) {
    out_.fail(failed_at(errc::out_of_range, name(path), n->line, " must be a whole number, got " + echoed(n->text)));
    return std::nullopt;
  }
  if (*v < static_cast<double>(least)) {
    out_.fail(failed_at(errc::out_of_range, name(path), n->line,
                        " must be at least " + std::to_string(least) + ", got " + echoed(n->text)));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*v);
}

bool keys::flag(std::string_view path, bool fallback) const {
  const node* const n = find(path);
  if (n == nullptr) return fallback;
  if (computed(path, *n)) return fallback;
  const std::string word = lower_case(n->text);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0") return false;
  out_.fail(failed_at(errc::syntax, name(path), n->line, " must be true or false, got " + echoed(n->text)));
  return fallback;
}

namespace {

// SchedulerType.COSINE: the value of an enumeration is its name.
bool is_enumerator(const node& n) {
  const std::size_t dot = n.text.rfind('.');
  if (!n.code || dot == std::string::npos || dot == 0 || dot + 1 == n.text.size()) return false;
  return std::all_of(n.text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, n.text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string keys::word(std::string_view path, std::string_view fallback) const {
  const node* const n = find(path);
  if (n == nullptr) return std::string(fallback);
  if (n->is != node::kind::text) {
    out_.fail(failed_at(errc::syntax, name(path), n->line, " must be a word, got a list or a map"));
    return std::string(fallback);
  }
  if (!is_enumerator(*n)) computed(path, *n);
  return n->text;
}

keys keys::inner(std::string_view path) const {
  const node* const n = find(path);
  return {n, name(path), out_};
}

namespace {

std::string key_and_line(const keys& k, std::string_view path) {
  return k.name(path) + (k.has(path) ? at_line(k.line(path)) : " (its default)");
}

}  // namespace

error keys::problem(std::string_view path, errc code, std::string message, std::string hint) const {
  error out = taper::failed(code, std::move(message), std::move(hint));
  out.subject = name(path);
  out.line = line(path);
  return out;
}

void keys::gives_length(std::string_view path) const { out_.length_from(key_and_line(*this, path)); }

void keys::counts_length(std::string_view path) const {
  const run_facts& given = out_.facts;
  const std::string with = given.steps_per_epoch
                               ? ", " + std::to_string(*given.steps_per_epoch) + " steps per epoch as given"
                           : given.dataset_size ? ", " + std::to_string(*given.dataset_size) + " examples as given"
                                                : std::string();
  out_.length_from(with.empty() ? "as given" : key_and_line(*this, path) + with);
}

void keys::without_effect(std::initializer_list<std::string_view> paths) const {
  for (const std::string_view path : paths) {
    if (const node* const n = map_ != nullptr ? map_->at(path) : nullptr) mark(*n);
  }
}

void keys::never_read(std::initializer_list<std::string_view> paths, std::string_view by) const {
  for (const std::string_view path : paths) {
    if (const node* const n = find(path)) {
      mark(*n);
      out_.fault("key-ignored", name(path), n->line, std::string(by) + " never reads " + name(path));
    }
  }
}

// --- keys about the rate

namespace {

std::vector<std::string> parts_of(std::string_view key) {
  std::vector<std::string> out(1);
  char before = 0;
  for (const char c : key) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter || (upper && before >= 'a' && before <= 'z')) out.emplace_back();
    if (letter) out.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
    before = c;
  }
  return out;
}

// Words in keys about saving, logging, evaluation or other kinds of decay.
constexpr std::array other_matters = {
    "save",        "saving",     "eval",    "evaluation", "evaluate",      "logging", "log",        "checkpoint",
    "checkpoints", "ckpt",       "weight",  "ema",        "report",        "sample",  "preview",    "test",
    "val",         "validation", "profile", "profiler",   "profiling",     "wandb",   "generation", "inference",
    "diffusion",   "print",      "early",   "patience",   "beta",          "betas",   "momentum",   "wd",
    "dropout",     "dtype",      "retro",   "noise",      "checkpointing", "ref",     "ppo",        "quantize",
    "compression", "ft",         "gc",      "skip",       "callbacks"};
constexpr std::array of_the_rate = {"lr", "warmup", "sched", "scheduler", "cooldown", "rewarmup"};

// Words that are about the rate unless another word of the key says what they count: `num_epochs_to_keep`.
constexpr std::array of_time = {"decay",  "schedule", "anneal",       "annealing", "steps",
                                "epochs", "accum",    "accumulation", "iters"};
constexpr std::array counted_otherwise = {
    "keep",     "kept",       "sampling",   "denoise",      "denoising",     "rollout",  "rollouts",
    "episode",  "episodes",   "plot",       "visualize",    "visualization", "snapshot", "snapshots",
    "backup",   "dump",       "summary",    "display",      "monitor",       "hub",      "decode",
    "decoding", "generate",   "watch",      "tensorboard",  "mlflow",        "comet",    "debug",
    "cache",    "prefetch",   "epsilon",    "exploration",  "temperature",   "entropy",  "kl",
    "l1",       "l2",         "curriculum", "freeze",       "unfreeze",      "mask",     "masking",
    "teacher",  "loss",       "polyak",     "resume",       "video",         "render",   "dataset",
    "data",     "dataloader", "augment",    "augmentation", "timeout",       "ns",       "muon"};

}  // namespace

bool about_rate(std::string_view key) {
  const std::vector<std::string> parts = parts_of(key);
  const auto in = [&](const auto& list) {
    return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
      return std::any_of(list.begin(), list.end(), [&](const char* word) { return part == word; });
    });
  };
  if (in(other_matters) || key == "lr_find" || key == "lr_finder") return false;
  if (in(of_the_rate) || (in(of_time) && !in(counted_otherwise))) return true;
  const std::string whole = lower_case(key);
  return whole.find("learning_rate") != std::string::npos || whole.find("learningrate") != std::string::npos;
}

namespace {

// Sections about saving, logging and evaluation; what is in them does not set the rate.
bool about_other_matters(std::string_view section) {
  constexpr std::array sections = {"save",        "eval", "evaluation",    "validation", "val",        "test",
                                   "logging",     "log",  "logger",        "loggers",    "wandb",      "checkpoint",
                                   "checkpoints", "ckpt", "checkpointing", "generation", "inference",  "profiler",
                                   "profile",     "ema",  "early",         "callbacks",  "tensorboard"};
  const std::vector<std::string> parts = parts_of(section);
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::any_of(sections.begin(), sections.end(), [&](const char* word) { return part == word; });
  });
}

// The values that were merged into other maps and read or overridden there. In the map of the anchor nothing else reads
// them.
void read_where_merged(const node& here, std::set<std::size_t>& positions) {
  for (const node& item : here.items) read_where_merged(item, positions);
  for (const auto& [key, value] : here.members) {
    if (value.read) positions.insert(value.stands_for.begin(), value.stands_for.end());
    read_where_merged(value, positions);
  }
}

std::optional<key_place> look(const node& here, const std::string& path, const std::set<std::size_t>& merged) {
  for (const auto& [key, value] : here.members) {
    const std::string name = path.empty() ? key : path + "." + key;
    if (merged.contains(value.position)) continue;
    if (!value.read && about_rate(key) && !is_null(value)) {
      const node* const counts = here.find(key);
      return key_place{name, value.line, counts != &value ? counts->line : 0};
    }
    if (value.is != node::kind::map || about_other_matters(key)) continue;
    if (std::optional<key_place> below = look(value, name, merged)) return below;
  }
  return std::nullopt;
}

}  // namespace

std::optional<key_place> unread_rate_key(const node& root) {
  std::set<std::size_t> merged;
  read_where_merged(root, merged);
  return look(root, {}, merged);
}

std::optional<error> unread_argument(const keys& k, const node& map) {
  for (const auto& [key, value] : map.members) {
    if (!value.read && !is_null(value))
      return failed_at(errc::unknown_name, k.name(key), value.line, " is not known here",
                       "nothing is computed without it; remove it if it has no effect");
  }
  return std::nullopt;
}

std::int64_t up(double x) { return static_cast<std::int64_t>(std::ceil(x)); }
std::int64_t cut(double x) { return static_cast<std::int64_t>(x); }

}  // namespace taper::configs
