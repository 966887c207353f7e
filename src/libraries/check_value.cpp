// Checks a written value against the row of its parameter, converts amounts of time to steps, and prints values.
#include "check_value.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "taper/print.hpp"

namespace taper::libraries {

namespace {

using kind = written_value::kind;

error fail(errc code, const parameter_row& row, const std::string& wants, const written_value& got) {
  return {code, std::string(row.name) + " must be " + wants + ", got " + print_value(got), got.at, {}};
}

std::string allowed(const range& r) {
  const bool low_open = r.edge == range::ends::open || r.edge == range::ends::low_open;
  const bool high_open = r.edge == range::ends::open || r.edge == range::ends::high_open;
  std::string text;
  if (r.low > -1e300) text = (low_open ? "> " : ">= ") + print_number(r.low);
  if (r.high < 1e300)
    text += (text.empty() ? "" : " and ") + std::string(high_open ? "< " : "<= ") + print_number(r.high);
  return text.empty() ? "a number" : text;
}

bool is_word(const written_value& v, std::string_view word) { return v.is == kind::word && v.word == word; }
bool is_text(const written_value& v) { return v.is == kind::word || v.is == kind::text; }

bool among(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    const std::string_view first = words.substr(0, words.find(' '));
    if (first == word) return true;
    words.remove_prefix(std::min(words.size(), first.size() + 1));
  }
  return false;
}

std::optional<error> number_fault(const written_value& v, const parameter_row& row) {
  if (v.is != kind::number || v.percent || !v.word.empty()) return fail(errc::syntax, row, "a number", v);
  if (!row.valid.contains(v.number)) return fail(errc::out_of_range, row, allowed(row.valid), v);
  return std::nullopt;
}

std::optional<error> share_fault(const written_value& v, const parameter_row& row) {
  if (v.is != kind::number || !v.word.empty()) return fail(errc::syntax, row, "a part like 10% or 0.1", v);
  if (!row.valid.contains(v.percent ? v.number / 100.0 : v.number))
    return fail(errc::out_of_range, row, "between 0% and 100%", v);
  return std::nullopt;
}

std::optional<error> whole_fault(const written_value& v, const parameter_row& row) {
  if (v.is != kind::number || v.percent || !v.word.empty()) return fail(errc::syntax, row, "a whole number", v);
  if (v.number != std::floor(v.number) || !(v.number >= 0.0 && v.number <= 9e15)) {
    return fail(errc::out_of_range, row, "a whole number from 0 to 9e15", v);
  }
  if (!row.valid.contains(v.number)) return fail(errc::out_of_range, row, allowed(row.valid), v);
  return std::nullopt;
}

/// The unit of an amount and its factor; empty for an unknown suffix.
struct counted {
  unit in;
  double factor;
};
std::optional<counted> unit_of(const written_value& v) {
  if (v.percent) return counted{unit::percent, 1.0};
  std::string_view suffix = v.word;
  double factor = 1.0;
  constexpr std::array<std::pair<char, double>, 6> prefixes = {
      {{'k', 1e3}, {'K', 1e3}, {'M', 1e6}, {'G', 1e9}, {'B', 1e9}, {'T', 1e12}}};
  for (const auto& [letter, by] : prefixes) {
    if (suffix.size() > 1 && suffix.front() == letter) {
      factor = by;
      suffix.remove_prefix(1);
      break;
    }
  }
  if (suffix.empty() || suffix == "steps" || suffix == "step") return counted{unit::steps, factor};
  if (suffix == "ep" || suffix == "epochs" || suffix == "epoch") return counted{unit::epochs, factor};
  if (suffix == "samples" || suffix == "sample") return counted{unit::samples, factor};
  if (suffix == "tok" || suffix == "tokens" || suffix == "token") return counted{unit::tokens, factor};
  return std::nullopt;
}

std::optional<error> steps_fault(const written_value& v, const parameter_row& row) {
  if (v.is == kind::number && (v.percent || !v.word.empty())) {
    const std::optional<counted> in = unit_of(v);
    if (!in) return fail(errc::unit, row, "steps, or an amount like 10%, 2ep, 300Mtok, 4096samples", v);
    const double number = v.number * in->factor;
    if (!(number >= 0.0 && number <= 9e15)) return fail(errc::out_of_range, row, "from 0 to 9e15", v);
    if (in->in == unit::steps && number != std::floor(number))
      return fail(errc::out_of_range, row, "a whole number of steps", v);
    return std::nullopt;
  }
  return whole_fault(v, row);
}

std::optional<error> list_fault(const written_value& v, const parameter_row& row,
                                std::optional<error> (*each)(const written_value&, const parameter_row&)) {
  if (v.is != kind::list) return fail(errc::syntax, row, "a list", v);
  for (const written_value& one : v.list) {
    if (auto e = each(one, row)) return e;
  }
  return std::nullopt;
}

std::optional<error> pair_fault(const written_value& v, const parameter_row& row) {
  if (v.is != kind::list || v.list.size() != 2) return fail(errc::syntax, row, "a list of pairs [step, number]", v);
  parameter_row step = row;
  step.valid = range::at_least(0.0);
  if (auto e = steps_fault(v.list[0], step)) return e;
  return number_fault(v.list[1], row);
}

std::optional<error> word_fault(const written_value& v, const parameter_row& row) {
  if (is_text(v) && among(v.word, row.words)) return std::nullopt;
  return fail(errc::unknown_name, row, "one of " + std::string(row.words), v);
}

std::optional<error> schedule_fault(const written_value& v, const parameter_row& row) {
  if (v.is == kind::schedule) return std::nullopt;
  return fail(errc::syntax, row, row.kind == takes::schedule ? "a schedule" : "a list of schedules", v);
}

constexpr std::size_t most_parts = 1024;

/// Checks the number of parts of a combined schedule.
std::optional<error> too_many(std::size_t parts) {
  if (parts >= 1 && parts <= most_parts) return std::nullopt;
  return failed(errc::out_of_range,
                "parts must be 1 to " + std::to_string(most_parts) + " schedules, got " + std::to_string(parts));
}

std::optional<error> time_fault(const written_value& v, const parameter_row& row) {
  if (v.is == kind::list) return fail(errc::syntax, row, "a number of batches or a text like \"10ba\"", v);
  if (v.is == kind::text) {  // parsed when the schedule is bound; here only checked to be one word
    const bool one_word = std::ranges::all_of(v.word, [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '+' ||
             c == '-';
    });
    if (!one_word) return fail(errc::syntax, row, "a number of batches or a text like \"10ba\"", v);
  }
  if (v.is != kind::number || !v.word.empty()) return std::nullopt;
  return steps_fault(v, row);
}

/// A whole number of steps.
result<written_value> in_steps(const written_value& v, const parameter_row& row, const setting& in) {
  const std::optional<counted> as = unit_of(v);
  if (!as || (v.word.empty() && !v.percent)) return v;
  TAPER_TRY(whole, in_steps({v.number * as->factor, as->in}, v, row, in));
  written_value out = as_argument(whole.value);
  out.at = v.at;
  return out;
}

}  // namespace

result<amount> in_steps(const amount& a, const written_value& shown, const parameter_row& row, const setting& in) {
  if (a.in == unit::steps) return a;
  const auto without = [&](const char* parameter) {
    return error{.code = errc::unit,
                 .message = std::string(row.name) + "=" + print_value(shown) + " needs the clock",
                 .offset = shown.at,
                 .needs = parameter};
  };
  double steps = 0.0;
  switch (a.in) {
    case unit::steps: break;
    case unit::percent: steps = a.value / 100.0 * static_cast<double>(in.steps); break;
    case unit::epochs:
      if (!in.timing.steps_per_epoch) return without("steps_per_epoch");
      steps = a.value * *in.timing.steps_per_epoch;
      break;
    case unit::samples:
      if (!in.timing.samples_per_step) return without("samples_per_step");
      steps = a.value / *in.timing.samples_per_step;
      break;
    case unit::tokens:
      if (!in.timing.tokens_per_step) return without("tokens_per_step");
      steps = a.value / *in.timing.tokens_per_step;
      break;
  }
  written_value out = as_argument(std::nearbyint(steps));
  out.at = shown.at;
  if (auto e = whole_fault(out, row)) return *std::move(e);
  return amount{out.number, unit::steps};
}

result<amount> amount_of(const written_value& v, const parameter_row& row) {
  const std::optional<counted> as = unit_of(v);
  if (!as) return fail(errc::unit, row, "steps, or an amount like 10%, 2ep, 300Mtok, 4096samples", v);
  return amount{v.number * as->factor, as->in};
}

std::optional<error> fault_of(const written_value& v, const parameter_row& row) {
  if (row.fallback.is_none() && is_word(v, "none")) return std::nullopt;
  switch (row.kind) {
    case takes::real: return number_fault(v, row);
    case takes::count: return whole_fault(v, row);
    case takes::steps: return steps_fault(v, row);
    case takes::flag:
      return is_word(v, "true") || is_word(v, "false") ? std::nullopt
                                                       : std::optional(fail(errc::syntax, row, "true or false", v));
    case takes::word: return word_fault(v, row);
    case takes::all_words: return list_fault(v, row, word_fault);
    case takes::reals: return list_fault(v, row, number_fault);
    case takes::all_steps: return list_fault(v, row, steps_fault);
    case takes::pairs: return list_fault(v, row, pair_fault);
    case takes::schedule: return schedule_fault(v, row);
    case takes::schedules: return list_fault(v, row, schedule_fault);
    case takes::any_schedules:
      if (auto e = list_fault(v, row, schedule_fault)) return e;
      return too_many(v.list.size());
    case takes::share: return share_fault(v, row);
    case takes::time: return time_fault(v, row);
    case takes::times: return list_fault(v, row, time_fault);
  }
  return std::nullopt;
}

result<written_value> resolved(const written_value& v, const parameter_row& row, const setting& in) {
  if (v.is == kind::number && row.kind == takes::steps) return in_steps(v, row, in);
  if (v.is != kind::list || (row.kind != takes::all_steps && row.kind != takes::pairs)) return v;
  written_value out = v;
  for (written_value& one : out.list) {
    written_value& step = row.kind == takes::pairs ? one.list[0] : one;
    TAPER_TRY(fixed, in_steps(step, row, in));
    step = std::move(fixed);
  }
  return out;
}

}  // namespace taper::libraries
