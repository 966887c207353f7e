// The rows of the algebra: parameters, ranges and makers of combined schedules.
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "../libraries/row.hpp"
#include "part.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::algebra {

using libraries::arguments;
using libraries::conflict;
using libraries::entry;
using libraries::left_out;
using libraries::made;
using libraries::made_rule;
using libraries::parameter_row;
using libraries::recipe_of;
using libraries::required;
using libraries::setting;
using libraries::takes;

namespace {

constexpr parameter_row of_row = {"of", takes::schedule, required, {}, "", "the schedule"};
constexpr parameter_row parts_row = {"parts", takes::any_schedules, required, {}, "", "the schedules"};

result<bound_part> of(const arguments& a, std::uint64_t steps, const setting& in) {
  return bind_part(a.value("of"), steps, in);
}
template <class F>
made_rule combined(F rates) {
  return std::shared_ptr<const step_rule>(std::make_shared<const combined_rule>(combined_rates{std::move(rates)}));
}
template <made_rule (*make)(const arguments&, const setting&)>
void find_in(const arguments& a, const setting& in, std::vector<taper::finding>& out) {
  const made_rule rates = make(a, in);
  if (rates) part_findings(*(*rates)->combined(), in, out);
}

std::string count_of(std::uint64_t n) { return std::to_string(n); }

/// First step of each part after the first: as given, or equal shares.
result<std::vector<std::uint64_t>> marks(const arguments& a, std::size_t parts, std::uint64_t steps) {
  std::vector<std::uint64_t> out;
  if (a.given("at")) {
    out = a.counts("at");
    if (out.size() + 1 != parts) {
      return conflict("sequence: the number of steps in at must be " + count_of(parts - 1) + " for " + count_of(parts) +
                      " parts, got " + count_of(out.size()));
    }
  } else {
    for (std::size_t k = 1; k < parts; ++k) out.push_back(detail::scaled_rounded(steps, k, parts));
  }
  std::uint64_t before = 0;
  for (const std::uint64_t mark : out) {
    if (mark <= before || mark >= steps) {
      return conflict("sequence: the steps in at must increase, above 0 and below the " + count_of(steps) +
                      " steps of the run, got " + count_of(mark) + " after " + count_of(before));
    }
    before = mark;
  }
  return out;
}

constexpr parameter_row sequence_rows[] = {
    parts_row,
    {"at", takes::all_steps, left_out, range::at_least(0), "",
     "first step of each part after the first; equal lengths unless given"},
    {"scaling", takes::word, "rescaled", {}, "rescaled fixed", "the clock of each part, or that of the run"}};
made_rule make_sequence(const arguments& a, const setting& in) {
  const std::vector<written_value>& parts = a.value("parts").list;
  TAPER_TRY(begins, marks(a, parts.size(), in.steps));
  const bool own_clock = a.choice("scaling") == 0;
  sequenced out{{}, std::move(begins), own_clock, in.base};
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::uint64_t from = k == 0 ? 0 : out.begins[k - 1];
    const std::uint64_t to = k == out.begins.size() ? in.steps : out.begins[k];
    TAPER_TRY(one, bind_part(parts[k], own_clock ? to - from : in.steps, in));
    out.parts.push_back(std::move(one));
  }
  return combined(std::move(out));
}

constexpr parameter_row product_rows[] = {parts_row};
made_rule make_product(const arguments& a, const setting& in) {
  multiplied out{{}, in.base};
  for (const written_value& part : a.value("parts").list) {
    TAPER_TRY(one, bind_part(part, in.steps, in));
    out.parts.push_back(std::move(one));
  }
  return combined(std::move(out));
}

constexpr parameter_row clip_rows[] = {of_row,
                                       {"low", takes::real, 0, range::at_least(0), "", "lower bound"},
                                       {"high", takes::real, left_out, range::at_least(0), "", "upper bound"}};
made_rule make_clip(const arguments& a, const setting& in) {
  const double high = a.given("high") ? a.real("high") : std::numeric_limits<double>::max();
  if (high < a.real("low")) {
    return conflict("clip: high must be at least low, got " + print_number(high) + " below " +
                    print_number(a.real("low")));
  }
  TAPER_TRY(part, of(a, in.steps, in));
  return combined(clipped{std::move(part), a.real("low"), high, in.base});
}

constexpr parameter_row hold_rows[] = {
    of_row,
    {"at", takes::steps, required, range::at_least(0), "", "the step at which the clock stops"},
    {"length", takes::steps, left_out, range::at_least(0), "", "number of steps; permanently unless given"}};
made_rule make_hold(const arguments& a, const setting& in) {
  const std::uint64_t at = a.count("at");
  const std::uint64_t length = a.given("length") ? a.count("length") : 0;
  if (at >= in.steps || (length > 0 && length >= in.steps - at)) {
    return conflict("hold: at and length must end within the " + count_of(in.steps) + " steps of the run, got " +
                    count_of(at) + " and " + count_of(length) + "; without a length the clock stops permanently");
  }
  TAPER_TRY(part, of(a, in.steps - length, in));
  const std::uint64_t pause = a.given("length") ? length : std::numeric_limits<std::uint64_t>::max();
  return combined(held{std::move(part), at, pause, in.base});
}

constexpr parameter_row loop_rows[] = {
    of_row, {"every", takes::steps, required, range::at_least(1), "", "length of one cycle"}};
made_rule make_loop(const arguments& a, const setting& in) {
  if (a.count("every") < 1) return conflict("loop: every must be at least 1 step, got 0");
  TAPER_TRY(part, of(a, a.count("every"), in));
  return combined(looped{std::move(part), in.base});
}

constexpr parameter_row staircase_rows[] = {
    of_row,
    {"every", takes::steps, required, range::at_least(1), "", "number of steps for which the rate is constant"}};
made_rule make_staircase(const arguments& a, const setting& in) {
  if (a.count("every") < 1) return conflict("staircase: every must be at least 1 step, got 0");
  TAPER_TRY(part, of(a, in.steps, in));
  return combined(stepped{std::move(part), a.count("every"), in.base});
}

constexpr parameter_row shift_rows[] = {
    of_row,
    {"by", takes::steps, left_out, range::at_least(0), "", "steps by which it is delayed"},
    {"ahead", takes::steps, left_out, range::at_least(0), "", "steps by which it is advanced"}};
made_rule make_shift(const arguments& a, const setting& in) {
  if (a.given("by") == a.given("ahead")) return conflict("shift takes either by or ahead");
  const std::uint64_t by = a.given("by") ? a.count("by") : 0;
  const std::uint64_t ahead = a.given("ahead") ? a.count("ahead") : 0;
  if (by >= in.steps) {
    return conflict("shift: by must be less than the " + count_of(in.steps) + " steps of the run, got " + count_of(by));
  }
  TAPER_TRY(part, of(a, in.steps - by + ahead, in));
  return combined(shifted{std::move(part), by, ahead, in.base});
}

constexpr parameter_row between_rows[] = {
    of_row,
    {"from", takes::real, required, range::at_least(0), "", "the value where `of` is 1"},
    {"to", takes::real, required, range::at_least(0), "", "the value where `of` is 0"}};
made_rule make_between(const arguments& a, const setting& in) {
  setting one = in;  // `of` must run from 1 to 0; a library schedule does so at a base rate of 1
  one.base = 1.0;
  one.base_given = true;
  TAPER_TRY(part, of(a, in.steps, one));
  if (const double top = top_of(part); top != 1.0)
    return conflict("between: `of` runs from 1 to 0 and takes no peak, got " + print_number(top));
  return combined(mapped{std::move(part), a.real("from"), a.real("to")});
}

constexpr parameter_row noise_rows[] = {
    of_row,
    {"amplitude", takes::share, percent(10), range::between(0, 1), "", "the largest change, as a part of the rate"},
    {"seed", takes::count, 0, range::at_least(0), "", "seed of the random numbers"}};
made_rule make_noise(const arguments& a, const setting& in) {
  TAPER_TRY(part, of(a, in.steps, in));
  return combined(noisy{std::move(part), a.real("amplitude"), a.count("seed"), in.base});
}

constexpr auto scaled = libraries::base_rate::scaled;
constexpr entry entries[] = {
    {"sequence", "the parts in sequence", "part_k(t - at_k)", sequence_rows, scaled, "",
     &recipe_of<make_sequence, nullptr, find_in<make_sequence>>},
    {"product", "the product of the parts", "part_1(t) * part_2(t) * ...", product_rows, scaled, "",
     &recipe_of<make_product, nullptr, find_in<make_product>>},
    {"clip", "limits the values", "min(max(of(t), low), high)", clip_rows, scaled, "",
     &recipe_of<make_clip, nullptr, find_in<make_clip>>},
    {"hold", "stops the clock for some steps", "of(min(t, max(at, t - length)))", hold_rows, scaled, "",
     &recipe_of<make_hold, nullptr, find_in<make_hold>>},
    {"loop", "repeats the schedule", "of(t mod every)", loop_rows, scaled, "",
     &recipe_of<make_loop, nullptr, find_in<make_loop>>},
    {"staircase", "constant for some steps at a time", "of(t - t mod every)", staircase_rows, scaled, "",
     &recipe_of<make_staircase, nullptr, find_in<make_staircase>>},
    {"shift", "delays or advances the schedule", "of(max(t - by, 0) + ahead)", shift_rows, scaled, "",
     &recipe_of<make_shift, nullptr, find_in<make_shift>>},
    {"between", "from one value to another", "to + (from - to) of(t)", between_rows, libraries::base_rate::absent, "",
     &recipe_of<make_between, nullptr, find_in<make_between>>},
    {"noise", "seeded noise", "of(t) (1 + amplitude u_t)", noise_rows, scaled, "",
     &recipe_of<make_noise, nullptr, find_in<make_noise>>},
};

}  // namespace

}  // namespace taper::algebra

namespace taper::libraries {

const library algebra_library = {"", "", "", "", "float64", "", 1.0, "1", algebra::entries};

}  // namespace taper::libraries
