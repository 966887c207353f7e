// taper list for the libraries: their schedules with parameters, defaults and defects.
#include <fmt/format.h>

#include <algorithm>

#include "list_entries.hpp"
#include "taper/algebra.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

namespace {

using libraries::entry;
using libraries::library;
using libraries::parameter_row;
using libraries::takes;

std::string full_name(const library& of, const entry& row) { return fmt::format("{}.{}", of.name, row.name); }

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

}  // namespace

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
    std::string text = p.meaning.empty() ? accepted_values(p) : std::string(p.meaning);
    if (!p.meaning.empty() && !meaning_says_it) text += "; " + accepted_values(p);
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
  for (const operation_info& a : combinations) out.emplace_back(a.name);
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
