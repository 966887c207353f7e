// Writes taper.list/1, and the words of a list.
#include "taper/listing.hpp"

#include <cmath>
#include <vector>

#include "../support/rounded.hpp"
#include "json/writer.hpp"
#include "taper/text.hpp"
#include "taper/verdict/safe.hpp"

namespace taper {

namespace {

using json::builder;
using libraries::entry;
using libraries::library;
using libraries::parameter_row;
using libraries::takes;

std::string pairs_json(const std::vector<interval>& all) {
  builder out('[');
  for (const interval& i : all) out.raw(builder('[').raw(json::number(i.low)).raw(json::number(i.high)).done());
  return out.done();
}

/// An end of a range; null where there is none.
std::string end_json(double v) { return std::fabs(v) < 1e300 ? json::number(v) : "null"; }

template <class F>
std::string shape_json(safe_ranges how) {
  builder parameters('[');
  const F shown = example_member<F>();
  const any_window w = shown;
  for (const parameter<F>& p : F::parameters) {
    builder one('{');
    one.put("name", p.name)
        .put("meaning", p.meaning)
        .put("range", range_text(p.name, p.valid))
        .raw("low", end_json(p.valid.low))
        .raw("high", end_json(p.valid.high))
        .put("percent", p.style == notation_style::percent)
        .put("default", p.fallback);
    if (how == safe_ranges::computed) {
      if (const result<safe_range> area = safe_operating_range(w, p.name, 1000)) {
        one.raw("favorable", pairs_json(area->favorable)).raw("marginal", pairs_json(area->marginal));
        one.put("steps", area->steps).put("held", held(shown, p));
      }
    }
    parameters.raw(one.done());
  }
  const published_range& published = F::info.published;
  builder out('{');
  out.put("name", F::info.name)
      .put("kind", "shape")
      .put("signature", signature<F>())
      .put("summary", F::info.summary)
      .put("formula", F::info.formula)
      .raw("parameters", parameters.done())
      .put("limits", F::info.limits)
      .put("source", F::info.source)
      .put("published", published.parameter.empty() ? std::nullopt : std::optional(published.text));
  if (!published.parameter.empty()) out.put("published_parameter", published.parameter);
  return out.done();
}

/// A modifier or a combination.
template <class Info>
std::string usage_json(const Info& of, std::string_view which) {
  return builder('{')
      .put("name", of.name)
      .put("kind", which)
      .put("usage", of.usage)
      .put("summary", of.summary)
      .put("example", of.example)
      .done();
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::string_view first = words.substr(0, words.find(' '));
    if (!first.empty()) out.emplace_back(first);
    words.remove_prefix(std::min(words.size(), first.size() + 1));
  }
  return out;
}

std::string joined(std::string_view words) {
  std::string out;
  for (const std::string& word : split(words)) out += (out.empty() ? "" : ", ") + word;
  return out;
}

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

std::string_view peak_word(const entry& row) {
  switch (row.base) {
    case libraries::base_rate::scaled: return "scales";
    case libraries::base_rate::ignored: return "ignored";
    case libraries::base_rate::absent: return "not accepted";
  }
  return {};
}

/// A default as data: a number, true, false, a list, or else its text ("none" means optional).
std::string default_json(const parameter_row& p) {
  if (p.fallback.is_required()) return "null";
  const std::string text = p.fallback.text();
  const bool word = p.fallback.value().is == written_value::kind::word && text != "true" && text != "false";
  const bool percent = text.ends_with('%');
  return word || percent || p.fallback.value().is == written_value::kind::text ? json::quoted(text) : text;
}

std::string full_name(const library& of, const entry& row) {
  return std::string(of.name) + "." + std::string(row.name);
}

std::string six_digits(double v) { return support::rounded(v, 6); }

}  // namespace

std::string range_text(std::string_view name, const range& valid) {
  const bool low_open = valid.edge == range::ends::open || valid.edge == range::ends::low_open;
  const bool high_open = valid.edge == range::ends::open || valid.edge == range::ends::high_open;
  const auto number = [](double v) { return std::fabs(v) < 1e5 ? print_number(v) : six_digits(v); };
  const bool has_low = valid.low > -1e300;
  const bool has_high = valid.high < 1e300;
  if (!has_low && !has_high) return {};
  return (has_low ? number(valid.low) + (low_open ? " < " : " <= ") : "") + std::string(name) +
         (has_high ? (high_open ? " < " : " <= ") + number(valid.high) : "");
}

std::string parameter_text(double v, notation_style style) {
  return style == notation_style::percent ? print_number(v * 100.0) + "%" : print_number(v);
}

std::string signature(const library& of, const entry& row) {
  std::string out;
  for (const parameter_row& p : row.parameters) {
    out += (out.empty() ? "" : ", ") + std::string(p.name);
    if (!p.fallback.is_required()) out += "=" + p.fallback.text();
  }
  return full_name(of, row) + (out.empty() ? "" : "(" + out + ")");
}

std::string accepted_values(const parameter_row& p) {
  switch (p.kind) {
    case takes::real: return "a number";
    case takes::count: return "a whole number";
    case takes::steps: return "steps, or an amount of time";
    case takes::flag: return "true or false";
    case takes::word: return "one of " + joined(p.words);
    case takes::reals: return "a list of numbers";
    case takes::all_steps: return "a list of steps or amounts of time";
    case takes::pairs: return "a list of pairs [step, number]";
    case takes::schedules: return "a list of schedules of this library";
    case takes::schedule: return "a schedule";
    case takes::any_schedules: return "a list of schedules";
    case takes::share: return "a part, 10% or 0.1";
    case takes::time: return "batches, or a time like \"10ba\", \"2ep\", \"0.5dur\"";
    case takes::times: return "a list of batches or times";
    case takes::all_words: return "a list out of " + joined(p.words);
  }
  return {};
}

std::string shape_json(std::string_view family, safe_ranges how) {
  std::string out;
  for_each_family([&]<class F>() {
    if (F::info.name == family) out = shape_json<F>(how);
  });
  return out;
}

std::string modifier_json(const modifier_info& m) { return usage_json(m, "modifier"); }
std::string combination_json(const operation_info& a) { return usage_json(a, "combination"); }

std::string library_schedule_json(const library& of, const entry& row) {
  builder parameters('[');
  for (const parameter_row& p : row.parameters) {
    builder one('{');
    one.put("name", p.name).put("cpp", libraries::cpp_member(p.name)).put("kind", kind_of(p));
    one.put("meaning", p.meaning).put("takes", accepted_values(p)).put("range", range_text(p.name, p.valid));
    if (!p.words.empty()) {
      builder words('[');
      for (const std::string& word : split(p.words)) words.raw(json::quoted(word));
      one.raw("words", words.done());
    }
    one.put("required", p.fallback.is_required()).raw("default", default_json(p));
    parameters.raw(one.done());
  }
  return builder('{')
      .put("name", full_name(of, row))
      .put("kind", "library schedule")
      .put("signature", signature(of, row))
      .put("cpp", "taper::" + libraries::cpp_name(of, row))
      .put("summary", row.summary)
      .put("formula", row.formula)
      .put("peak", peak_word(row))
      .raw("parameters", parameters.done())
      .put("defects", row.defects)
      .put("source", of.source)
      .done();
}

std::string library_json(const library& of) {
  builder schedules('[');
  for (const entry& row : of.entries) schedules.raw(library_schedule_json(of, row));
  return builder('{')
      .put("name", of.name)
      .put("kind", "library")
      .put("title", of.title)
      .put("version", of.version)
      .put("numbers", of.how)
      .put("precision", of.precision)
      .put("source", of.source)
      .put("default_peak", of.default_base)
      .put("default_of", of.default_of)
      .raw("schedules", schedules.done())
      .done();
}

}  // namespace taper
