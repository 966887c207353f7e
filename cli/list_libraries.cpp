// taper list for the libraries: their schedules with parameters, defaults and defects.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "list_entries.hpp"
#include "taper/algebra.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

namespace {

using json = nlohmann::ordered_json;
using libraries::entry;
using libraries::library;
using libraries::parameter_row;
using libraries::takes;

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::string_view first = words.substr(0, words.find(' '));
    if (!first.empty()) out.emplace_back(first);
    words.remove_prefix(std::min(words.size(), first.size() + 1));
  }
  return out;
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

/// The kind of a parameter, in one word.
std::string_view kind_of(const parameter_row& p) {
  switch (p.kind) {
    case takes::real: return "real";
    case takes::count: return "count";
    case takes::steps: return "steps";
    case takes::flag: return "flag";
    case takes::word: return "word";
    case takes::reals: return "reals";
    case takes::all_steps: return "all_steps";
    case takes::pairs: return "pairs";
    case takes::schedules: return "schedules";
    case takes::schedule: return "schedule";
    case takes::any_schedules: return "any_schedules";
    case takes::share: return "share";
    case takes::time: return "time";
    case takes::times: return "times";
    case takes::all_words: return "all_words";
  }
  return {};
}

/// The accepted values of a parameter.
std::string taken(const parameter_row& p) {
  switch (p.kind) {
    case takes::real: return "a number";
    case takes::count: return "a whole number";
    case takes::steps: return "steps, or an amount of time";
    case takes::flag: return "true or false";
    case takes::word: return "one of " + joined(split(p.words));
    case takes::reals: return "a list of numbers";
    case takes::all_steps: return "a list of steps or amounts of time";
    case takes::pairs: return "a list of pairs [step, number]";
    case takes::schedules: return "a list of schedules of this library";
    case takes::schedule: return "a schedule";
    case takes::any_schedules: return "a list of schedules";
    case takes::share: return "a part, 10% or 0.1";
    case takes::time: return "batches, or a time like \"10ba\", \"2ep\", \"0.5dur\"";
    case takes::times: return "a list of batches or times";
    case takes::all_words: return "a list out of " + joined(split(p.words));
  }
  return {};
}

std::string full_name(const library& of, const entry& row) { return fmt::format("{}.{}", of.name, row.name); }

/// The usage of a schedule: "torch.StepLR(step_size, gamma=0.1)".
std::string signature(const library& of, const entry& row) {
  std::string out;
  for (const parameter_row& p : row.parameters) {
    out += (out.empty() ? "" : ", ") + std::string(p.name);
    if (!p.fallback.is_required()) out += "=" + p.fallback.text();
  }
  return full_name(of, row) + (out.empty() ? "" : "(" + out + ")");
}

/// The effect of peak(lr) on a schedule.
std::string peak_text(const library& of, const entry& row) {
  switch (row.base) {
    case libraries::base_rate::scaled:
      return fmt::format("the base rate, which the schedule multiplies; {} unless given ({})",
                         print_number(of.default_base), of.default_of);
    case libraries::base_rate::ignored: return "ignored: the schedule sets its own rates";
    case libraries::base_rate::absent: return "not accepted: the rates are parameters of the schedule";
  }
  return {};
}

std::string_view peak_word(const entry& row) {
  switch (row.base) {
    case libraries::base_rate::scaled: return "scales";
    case libraries::base_rate::ignored: return "ignored";
    case libraries::base_rate::absent: return "not accepted";
  }
  return {};
}

/// A default as data: a number, true, false, a list, or else its text ("none" means optional).
json default_json(const parameter_row& p) {
  if (p.fallback.is_required()) return {};
  json out = json::parse(p.fallback.text(), nullptr, false);
  return out.is_discarded() ? json(p.fallback.text()) : out;
}

}  // namespace

std::string range_text(std::string_view name, const range& valid) {
  const bool low_open = valid.edge == range::ends::open || valid.edge == range::ends::low_open;
  const bool high_open = valid.edge == range::ends::open || valid.edge == range::ends::high_open;
  const auto number = [](double v) { return std::fabs(v) < 1e5 ? print_number(v) : fmt::format("{:g}", v); };
  const bool has_low = valid.low > -1e300;
  const bool has_high = valid.high < 1e300;
  if (!has_low && !has_high) return {};
  return (has_low ? number(valid.low) + (low_open ? " < " : " <= ") : "") + std::string(name) +
         (has_high ? (high_open ? " < " : " <= ") + number(valid.high) : "");
}

json library_schedule_json(const library& of, const entry& row) {
  json parameters = json::array();
  for (const parameter_row& p : row.parameters) {
    json one = {{"name", p.name}, {"cpp", libraries::cpp_member(p.name)}, {"kind", kind_of(p)}};
    one["meaning"] = p.meaning;
    one["takes"] = taken(p);
    one["range"] = range_text(p.name, p.valid);
    if (!p.words.empty()) one["words"] = split(p.words);
    one["required"] = p.fallback.is_required();
    one["default"] = default_json(p);
    parameters.push_back(one);
  }
  return {{"name", full_name(of, row)},      {"kind", "library schedule"},
          {"signature", signature(of, row)}, {"cpp", "taper::" + libraries::cpp_name(of, row)},
          {"summary", row.summary},          {"formula", row.formula},
          {"peak", peak_word(row)},          {"parameters", parameters},
          {"defects", row.defects},          {"source", of.source}};
}

json library_json(const library& of) {
  json schedules = json::array();
  for (const entry& row : of.entries) schedules.push_back(library_schedule_json(of, row));
  return {{"name", of.name},
          {"kind", "library"},
          {"title", of.title},
          {"version", of.version},
          {"numbers", of.how},
          {"precision", of.precision},
          {"source", of.source},
          {"default_peak", of.default_base},
          {"default_of", of.default_of},
          {"schedules", schedules}};
}

std::string library_schedule_text(const library& of, const entry& row, const style& look) {
  std::size_t width = 9;
  for (const parameter_row& p : row.parameters) width = std::max(width, p.name.size());
  const auto line = [&](std::string_view head, const std::string& text) {
    return wrapped(fmt::format("  {:<{}} ", head, width), text);
  };
  std::string out = wrapped(look.bold(full_name(of, row)) + "   ", std::string(row.summary));
  out += line("written", signature(of, row));
  out += line("formula", std::string(row.formula));
  for (const parameter_row& p : row.parameters) {
    const bool meaning_says_it = p.kind == takes::time && !p.meaning.empty();
    std::string text = p.meaning.empty() ? taken(p) : std::string(p.meaning);
    if (!p.meaning.empty() && !meaning_says_it) text += "; " + taken(p);
    if (const std::string allowed = range_text(p.name, p.valid); !allowed.empty()) text += "; " + allowed;
    text += p.fallback.is_required() ? "; required"
            : p.fallback.is_none()   ? "; optional"
                                     : "; default " + p.fallback.text();
    out += line(p.name, text);
  }
  out += line("peak(lr)", peak_text(of, row));
  if (!row.defects.empty()) out += line("defects", std::string(row.defects));
  out += line("library", fmt::format("{} {}; compared in {}, {}", of.title, of.version, of.precision, of.how));
  return out + line("source", std::string(of.source));
}

std::string library_text(const library& of, const style& look) {
  std::string out = fmt::format("{}   {} {}\n", look.bold(std::string(of.name)), of.title, of.version);
  out += fmt::format("  compared  in {}, {}\n  source    {}\n", of.precision, of.how, of.source);
  for (const entry& row : of.entries) {
    const std::string written = signature(of, row);
    const std::size_t arguments = std::min(written.find('('), written.size() - 1) + 1;
    out += wrapped("  " + written.substr(0, arguments), written.substr(arguments));
    out += "      " + look.dim(std::string(row.summary)) + "\n";
  }
  return out + fmt::format("\n  `taper list {}` shows one in detail: parameters, defaults, defects.\n",
                           full_name(of, of.entries.front()));
}

std::string library_line(const library& of, const style& look) {
  const std::size_t n = of.entries.size();
  return fmt::format("  {:<18} {} {} {}\n", of.name, n,
                     n == 1 ? "schedule: " : "schedules:", look.dim(fmt::format("{} {}", of.title, of.version)));
}

std::vector<std::string> schedule_names() {
  std::vector<std::string> out;
  for_each_family([&]<class F>() { out.emplace_back(F::info.name); });
  for (const algebra_info& a : combinations) out.emplace_back(a.name);
  for (std::string& name : libraries::names()) out.push_back(std::move(name));
  return out;
}

std::vector<std::string> listed_names() {
  std::vector<std::string> out = schedule_names();
  for (const modifier_info& m : modifiers) {
    if (std::ranges::find(out, m.name) == out.end()) out.emplace_back(m.name);  // hold is a modifier and a combination
  }
  for (const library& of : libraries::catalogue()) out.emplace_back(of.name);
  return out;
}

}  // namespace taper::cli
