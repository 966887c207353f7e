// The files of a run.
#include "experiment/run_files.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

#include "support/write_file.hpp"
#include "taper/text.hpp"

namespace taper::lab {
namespace {

// Every field of a result with its name: writing and reading loop over the same list.
template <class Result, class Visit>
void each_field(Result& r, const Visit& visit) {
  visit("experiment", r.experiment);
  visit("spec", r.spec);
  visit("seed", r.seed);
  visit("steps", r.steps);
  visit("batch", r.batch);
  visit("protocol", r.protocol);
  visit("peak", r.peak);
  visit("status", r.status);
  visit("train_loss", r.train_loss);
  visit("held_out_loss", r.held_out_loss);
  visit("test_loss", r.test_loss);
  visit("test_error", r.test_error);
  visit("delta_max", r.delta_max);
  visit("delta_q99", r.delta_q99);
  visit("seconds", r.seconds);
  visit("tokens_per_second", r.tokens_per_second);
  visit("parameters", r.parameters);
  visit("threads", r.threads);
  visit("torch", r.torch);
  visit("device", r.device);
  visit("note", r.note);
  visit("optimum", r.optimum);
  visit("checksum", r.checksum);
}

template <class T>
void put(nlohmann::ordered_json& out, const char* name, const T& value) {
  out[name] = value;
}
template <class T>
void put(nlohmann::ordered_json& out, const char* name, const std::optional<T>& value) {
  out[name] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}
// Whether the value has the type, in which it then is: JSON's own conversion wraps negative numbers.
template <class T>
bool get(const nlohmann::json& from, T& value) {
  if constexpr (std::is_unsigned_v<T>) {
    if (!from.is_number_unsigned() || from.get<std::uint64_t>() > std::numeric_limits<T>::max()) return false;
  } else if constexpr (std::is_integral_v<T>) {
    if (!from.is_number_integer() || from.get<double>() < static_cast<double>(std::numeric_limits<T>::min()) ||
        from.get<double>() > static_cast<double>(std::numeric_limits<T>::max()))
      return false;
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!from.is_number()) return false;
  } else {
    if (!from.is_string()) return false;
  }
  value = from.get<T>();
  return true;
}
template <class T>
bool get(const nlohmann::json& from, std::optional<T>& value) {
  return from.is_null() || get(from, value.emplace());
}

// A name of an experiment is a part of file names.
bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '.' && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

bool is_protocol(std::string_view text) {
  return text.empty() ||
         std::ranges::any_of(std::array{protocol::shared, protocol::tuned, protocol::budget, protocol::search},
                             [&](protocol p) { return name_of(p) == text; });
}

}  // namespace

nlohmann::ordered_json to_json(const run_result& r) {
  nlohmann::ordered_json out = {{"schema", "taper.lab/1"}};
  each_field(r, [&](const char* name, const auto& value) { put(out, name, value); });
  return out;
}

taper::result<run_result> result_from_json(std::string_view text) {
  const nlohmann::json from = nlohmann::json::parse(text, nullptr, false);
  if (!from.is_object()) return failed(errc::syntax, "not a JSON object");
  run_result out;
  std::string wrong;
  each_field(out, [&](const char* name, auto& value) {
    const auto found = from.find(name);
    if (found == from.end()) return;  // a later version may have more, an earlier one fewer
    if (!get(*found, value) && wrong.empty()) wrong = name;
  });
  if (!wrong.empty()) return failed(errc::syntax, "field \"" + wrong + "\" has the wrong type");
  if (out.experiment.empty() || out.spec.empty() || out.status.empty())
    return failed(errc::missing, "want the fields experiment, spec and status");
  if (!is_name(out.experiment)) return failed(errc::syntax, "no experiment is called " + echoed(out.experiment));
  if (!is_protocol(out.protocol)) return failed(errc::syntax, "no protocol is called " + echoed(out.protocol));
  return out;
}

taper::result<void> write_json(const std::filesystem::path& file, const nlohmann::ordered_json& content) {
  return support::write_file(file.string(), content.dump(2) + "\n");
}

std::optional<std::string> difference(const nlohmann::ordered_json& mine, const nlohmann::json& theirs) {
  if (!theirs.is_object()) return "its config.json is not a JSON object";
  for (const auto& [key, value] : mine.items()) {
    if (key == "threads" || key == "replicas" || key == "torch" || key == "version") continue;
    const auto found = theirs.find(key);
    const nlohmann::json own = value;
    if (found == theirs.end() && (key == "data_checksum" || key == "processes")) continue;  // of an earlier version
    if (found == theirs.end()) return key + " is not there";
    if (*found != own) return key + " is " + found->dump() + " there, " + own.dump() + " here";
  }
  return std::nullopt;
}

std::string_view name_of(protocol p) {
  switch (p) {
    case protocol::shared: return "shared";
    case protocol::tuned: return "tuned";
    case protocol::budget: return "budget";
    case protocol::search: break;
  }
  return "search";
}

std::filesystem::path run_folder(const std::filesystem::path& dir, std::string_view experiment, protocol p,
                                 std::string_view canonical_spec, std::uint64_t seed) {
  std::string name(experiment);
  if (p != protocol::shared) name += "." + std::string(name_of(p));
  std::string schedule;
  for (const char c : canonical_spec) {  // "cosine | floor(10%)" -> cosine,floor(10%)
    if (c == '|') {
      schedule += ',';
    } else if (c != ' ') {
      schedule += c == '/' || c == '\\' ? '_' : c;
    }
  }
  return dir / name / schedule / std::to_string(seed);
}

}  // namespace taper::lab
