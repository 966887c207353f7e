// The algebra in C++: each function writes the call that the notation would read.
#include "taper/algebra.hpp"

#include <algorithm>
#include <string>

#include "taper/libraries/catalogue.hpp"
#include "taper/notation.hpp"

namespace taper {

namespace {

using kind = written_value::kind;

written_value text_of(const part_of_schedule& s) {
  written_value out;
  out.is = kind::text;
  out.word = print(s.get());
  return out;
}
written_value number_of(double v) {
  written_value out;
  out.is = kind::number;
  out.number = v;
  return out;
}
written_value amount_of(const amount& a) {
  written_value out = number_of(a.value);
  out.percent = a.in == unit::percent;
  out.word = a.in == unit::epochs ? "ep" : a.in == unit::samples ? "samples" : a.in == unit::tokens ? "tok" : "";
  return out;
}
template <class T, class F>
written_value list_of(const std::vector<T>& all, F each) {
  written_value out;
  out.is = kind::list;
  for (const T& one : all) out.list.push_back(each(one));
  return out;
}

schedule combined(const written_call& call) {
  schedule out{constant{}, {}};
  out.with.rule = libraries::make(call, error::nowhere, error::nowhere).value();
  return out;
}

}  // namespace

schedule sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at, scaling clock) {
  written_call call{"sequence", {{"parts", list_of(parts, text_of)}}};
  if (!at.empty()) call.arguments.push_back({"at", list_of(at, amount_of)});
  written_value fixed;
  fixed.word = "fixed";
  if (clock == scaling::fixed) call.arguments.push_back({"scaling", fixed});
  return combined(call);
}
schedule product(const std::vector<part_of_schedule>& parts) {
  return combined({"product", {{"parts", list_of(parts, text_of)}}});
}
schedule clip(const part_of_schedule& of, const bounds& within) {
  written_call call{"clip", {{"of", text_of(of)}, {"low", number_of(within.low)}}};
  if (within.high) call.arguments.push_back({"high", number_of(*within.high)});
  return combined(call);
}
schedule hold(const part_of_schedule& of, amount at, std::optional<amount> length) {
  written_call call{"hold", {{"of", text_of(of)}, {"at", amount_of(at)}}};
  if (length) call.arguments.push_back({"length", amount_of(*length)});
  return combined(call);
}
schedule loop(const part_of_schedule& of, amount every) {
  return combined({"loop", {{"of", text_of(of)}, {"every", amount_of(every)}}});
}
schedule staircase(const part_of_schedule& of, amount every) {
  return combined({"staircase", {{"of", text_of(of)}, {"every", amount_of(every)}}});
}
schedule shift(const part_of_schedule& of, amount by) {
  return combined({"shift", {{"of", text_of(of)}, {"by", amount_of(by)}}});
}
schedule shift_ahead(const part_of_schedule& of, amount by) {
  return combined({"shift", {{"of", text_of(of)}, {"ahead", amount_of(by)}}});
}
schedule between(const part_of_schedule& of, double from, double to) {
  return combined({"between", {{"of", text_of(of)}, {"from", number_of(from)}, {"to", number_of(to)}}});
}
schedule noise(const part_of_schedule& of, double amplitude, std::uint64_t seed) {
  return combined(
      {"noise",
       {{"of", text_of(of)}, {"amplitude", number_of(amplitude)}, {"seed", number_of(static_cast<double>(seed))}}});
}

bool is_absolute(const schedule& s) {
  if (s.with.peak || !s.with.rule) return s.with.peak.has_value();
  const written_call call = s.with.rule->spelled();
  const libraries::found_entry what = libraries::find(call.name);
  if (!what.of->name.empty() || what.row->base == libraries::base_rate::absent) return true;
  const auto is_rate = [](const written_value& text) {
    const result<schedule> part = parse(text.word);
    return part && is_absolute(*part);
  };
  return std::ranges::any_of(call.arguments, [&](const written_call::argument& a) {
    return a.value.is == kind::list ? std::ranges::any_of(a.value.list, is_rate)
                                    : a.value.is != kind::number && is_rate(a.value);
  });
}

}  // namespace taper
