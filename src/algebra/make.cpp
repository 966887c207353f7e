// The algebra in C++: each function builds the call that the notation parses.
#include "taper/algebra.hpp"

#include <string>
#include <utility>

#include "taper/libraries.hpp"

namespace taper {

namespace {

using kind = written_value::kind;

written_value part_of(const part_of_schedule& s) { return as_argument(s.get()); }
written_value number_of(double v) {
  written_value out;
  out.is = kind::number;
  out.number = v;
  return out;
}
written_value amount_of(const amount& a) { return as_argument(a); }
template <class T, class F>
written_value list_of(const std::vector<T>& all, F each) {
  written_value out;
  out.is = kind::list;
  for (const T& one : all) out.list.push_back(each(one));
  return out;
}

result<schedule> combined(const written_call& call) {
  TAPER_TRY(rule, libraries::make(call, error::nowhere, error::nowhere));
  schedule out{constant{}, {}};
  out.with.rule = std::move(rule);
  return out;
}

}  // namespace

namespace checked {

result<schedule> sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at, scaling clock) {
  written_call call{"sequence", {{"parts", list_of(parts, part_of)}}};
  if (!at.empty()) call.arguments.push_back({"at", list_of(at, amount_of)});
  written_value fixed;
  fixed.word = "fixed";
  if (clock == scaling::fixed) call.arguments.push_back({"scaling", fixed});
  return combined(call);
}
result<schedule> product(const std::vector<part_of_schedule>& parts) {
  return combined({"product", {{"parts", list_of(parts, part_of)}}});
}
result<schedule> clip(const part_of_schedule& of, const bounds& within) {
  written_call call{"clip", {{"of", part_of(of)}, {"low", number_of(within.low)}}};
  if (within.high) call.arguments.push_back({"high", number_of(*within.high)});
  return combined(call);
}
result<schedule> loop(const part_of_schedule& of, amount every) {
  return combined({"loop", {{"of", part_of(of)}, {"every", amount_of(every)}}});
}
result<schedule> staircase(const part_of_schedule& of, amount every) {
  return combined({"staircase", {{"of", part_of(of)}, {"every", amount_of(every)}}});
}
result<schedule> shift_ahead(const part_of_schedule& of, amount by) {
  return combined({"shift", {{"of", part_of(of)}, {"ahead", amount_of(by)}}});
}
}  // namespace checked

schedule sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at, scaling clock) {
  return checked::sequence(parts, at, clock).value();
}
schedule product(const std::vector<part_of_schedule>& parts) { return checked::product(parts).value(); }
schedule clip(const part_of_schedule& of, const bounds& within) { return checked::clip(of, within).value(); }
schedule hold(const part_of_schedule& of, amount at, std::optional<amount> length) {
  written_call call{"hold", {{"of", part_of(of)}, {"at", amount_of(at)}}};
  if (length) call.arguments.push_back({"length", amount_of(*length)});
  return combined(call).value();
}
schedule loop(const part_of_schedule& of, amount every) { return checked::loop(of, every).value(); }
schedule staircase(const part_of_schedule& of, amount every) { return checked::staircase(of, every).value(); }
schedule shift(const part_of_schedule& of, amount by) {
  return combined({"shift", {{"of", part_of(of)}, {"by", amount_of(by)}}}).value();
}
schedule shift_ahead(const part_of_schedule& of, amount by) { return checked::shift_ahead(of, by).value(); }
schedule between(const part_of_schedule& of, double from, double to) {
  return combined({"between", {{"of", part_of(of)}, {"from", number_of(from)}, {"to", number_of(to)}}}).value();
}
schedule noise(const part_of_schedule& of, double amplitude, std::uint64_t seed) {
  return combined({"noise",
                   {{"of", part_of(of)},
                    {"amplitude", number_of(amplitude)},
                    {"seed", number_of(static_cast<double>(seed))}}})
      .value();
}

bool is_absolute(const schedule& s) { return s.with.peak || (s.with.rule && s.with.rule->is_absolute()); }

}  // namespace taper
