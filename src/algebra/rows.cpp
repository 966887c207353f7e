// The rows of the algebra: parameters, ranges and makers of the schedules that are made of schedules.
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "../libraries/make.hpp"
#include "../notation/syntax.hpp"
#include "functions.hpp"
#include "part.hpp"
#include "taper/algebra.hpp"
#include "taper/notation.hpp"

namespace taper::algebra {

using libraries::arguments;
using libraries::conflict;
using libraries::entry;
using libraries::made;
using libraries::made_rule;
using libraries::parameter_row;
using libraries::setting;
using libraries::takes;

namespace {

constexpr std::size_t most_parts = 1024;

constexpr parameter_row of_row = {"of", takes::schedule, "", {}, "", "the schedule"};
constexpr parameter_row parts_row = {"parts", takes::any_schedules, "", {}, "", "the schedules, each a quoted text"};

/// A part over so many steps, on the base rate that it has there (see part_schedule).
result<run> bound(const written_value& part, std::uint64_t steps, const setting& in) {
  const auto placed = [&](error e) {
    e.offset = part.at;
    return e;
  };
  const result<schedule> s = part_schedule(part.word, steps, in);
  if (!s) return placed(s.error());
  result<run> out = s->bind(steps, in.timing);
  if (out) return out;
  error e = out.error();
  e.message = "in " + syntax::quoted(part.word) + " over " + std::to_string(steps) + " steps: " + e.message;
  return placed(std::move(e));
}
result<run> bound_of(const arguments& a, std::uint64_t steps, const setting& in) {
  return bound(a.value("of"), steps, in);
}

std::string count_of(std::uint64_t n) { return std::to_string(n); }

/// Where each part but the first begins: as given, or equal shares.
result<std::vector<std::uint64_t>> marks(const arguments& a, std::size_t parts, std::uint64_t steps) {
  std::vector<std::uint64_t> out;
  if (a.given("at")) {
    out = a.counts("at");
    if (out.size() + 1 != parts) {
      return conflict("sequence: " + count_of(parts) + " parts need " + count_of(parts - 1) + " marks in at, got " +
                      count_of(out.size()));
    }
  } else {
    for (std::size_t k = 1; k < parts; ++k) out.push_back(detail::scaled_rounded(steps, k, parts));
  }
  std::uint64_t before = 0;
  for (const std::uint64_t mark : out) {
    if (mark <= before || mark >= steps) {
      return conflict("sequence: the marks must rise from above 0 to below the " + count_of(steps) +
                      " steps of the run, got " + count_of(mark) + " after " + count_of(before));
    }
    before = mark;
  }
  return out;
}

constexpr parameter_row sequence_rows[] = {
    parts_row,
    {"at", takes::all_steps, "none", range::at_least(0), "", "where each part but the first begins; else equal shares"},
    {"scaling", takes::word, "rescaled", {}, "rescaled fixed", "the part's own clock, or the run's"}};
made_rule make_sequence(const arguments& a, const setting& in) {
  const std::vector<written_value>& parts = a.value("parts").list;
  result<std::vector<std::uint64_t>> begins = marks(a, parts.size(), in.steps);
  if (!begins) return begins.error();
  const bool own_clock = a.choice("scaling") == 0;
  sequenced out{{}, *std::move(begins), own_clock, in.base};
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::uint64_t from = k == 0 ? 0 : out.begins[k - 1];
    const std::uint64_t to = k == out.begins.size() ? in.steps : out.begins[k];
    result<run> one = bound(parts[k], own_clock ? to - from : in.steps, in);
    if (!one) return one.error();
    out.parts.push_back(*std::move(one));
  }
  return made(std::move(out));
}

/// What a part says of itself, if it is another library's or made of parts.
void remarks_of(const std::string& text, std::uint64_t steps, const setting& in, std::vector<remark>& out) {
  const result<schedule> s = parse(text);
  if (!s) return;
  std::optional<double> peak;
  if (s->with.peak) peak = s->with.peak->lr;
  if (takes_outer_base(*s)) {
    if (in.base_given) peak = in.base;
  } else if (in.base_given && in.base != 1.0 && is_absolute(*s) && peak != 1.0) {
    libraries::note(out, "part-multiplied", std::nullopt,
                    syntax::quoted(text) + " has rates of its own, and peak(" + print_number(in.base) +
                        ") around it multiplies them");
  }
  if (!s->with.rule) return;
  const binding to{steps, in.timing, peak};
  for (remark& one : s->with.rule->remarks(to)) {
    one.step.reset();  // it is the part's
    one.message = "in " + syntax::quoted(text) + ": " + one.message;
    out.push_back(std::move(one));
  }
}
void remark_of(const arguments& a, const setting& in, std::vector<remark>& out) {
  remarks_of(a.value("of").word, in.steps, in, out);
}
void remark_loop(const arguments& a, const setting& in, std::vector<remark>& out) {
  remarks_of(a.value("of").word, a.count("every"), in, out);
}
void remark_hold(const arguments& a, const setting& in, std::vector<remark>& out) {
  remarks_of(a.value("of").word, in.steps - (a.given("length") ? a.count("length") : 0), in, out);
}
void remark_shift(const arguments& a, const setting& in, std::vector<remark>& out) {
  const std::uint64_t by = a.given("by") ? a.count("by") : 0;
  remarks_of(a.value("of").word, in.steps - by + (a.given("ahead") ? a.count("ahead") : 0), in, out);
}
void remark_parts(const arguments& a, const setting& in, std::vector<remark>& out) {
  for (const std::string& text : a.texts("parts")) remarks_of(text, in.steps, in, out);
}
/// What the parts say over their own steps, and a jump of the rate where one begins: more than a tenth, and than five
/// times the steps beside it.
void remark_sequence(const arguments& a, const setting& in, std::vector<remark>& out) {
  const std::vector<std::string> parts = a.texts("parts");
  const result<std::vector<std::uint64_t>> begins = marks(a, parts.size(), in.steps);
  const made_rule rates = make_sequence(a, in);
  if (!begins || !rates) return;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const std::uint64_t end = k == begins->size() ? in.steps : (*begins)[k];
    const bool own_clock = a.choice("scaling") == 0;
    remarks_of(parts[k], own_clock && k > 0 ? end - (*begins)[k - 1] : end, in, out);
  }
  const auto change = [&](std::uint64_t t) { return std::fabs((**rates)(t) - (**rates)(t - 1)); };
  for (const std::uint64_t m : *begins) {
    const double before = (**rates)(m - 1);
    const double after = (**rates)(m);
    const double beside = std::fmax(m > 1 ? change(m - 1) : 0.0, m + 1 < in.steps ? change(m + 1) : 0.0);
    if (change(m) <= 0.1 * std::fmax(before, after) || change(m) <= 5.0 * beside) continue;
    out.push_back({remark::kind::note, "seam-jump", m,
                   "the rate jumps where a part of the sequence begins: from " + print_number(before) + " to " +
                       print_number(after)});
  }
}

constexpr parameter_row product_rows[] = {parts_row};
made_rule make_product(const arguments& a, const setting& in) {
  multiplied out{{}, in.base};
  for (const written_value& part : a.value("parts").list) {
    result<run> one = bound(part, in.steps, in);
    if (!one) return one.error();
    out.parts.push_back(*std::move(one));
  }
  return made(std::move(out));
}

constexpr parameter_row clip_rows[] = {of_row,
                                       {"low", takes::real, "0", range::at_least(0), "", "not below"},
                                       {"high", takes::real, "none", range::at_least(0), "", "not above"}};
made_rule make_clip(const arguments& a, const setting& in) {
  const double high = a.given("high") ? a.real("high") : std::numeric_limits<double>::max();
  if (high < a.real("low")) {
    return conflict("clip: high must be at least low, got " + print_number(high) + " below " +
                    print_number(a.real("low")));
  }
  result<run> part = bound_of(a, in.steps, in);
  if (!part) return part.error();
  return made(clipped{*std::move(part), a.real("low"), high, in.base});
}

constexpr parameter_row hold_rows[] = {
    of_row,
    {"at", takes::steps, "", range::at_least(0), "", "the step at which the clock stands still"},
    {"length", takes::steps, "none", range::at_least(0), "", "for how many steps; none: for good"}};
made_rule make_hold(const arguments& a, const setting& in) {
  const std::uint64_t at = a.count("at");
  const std::uint64_t length = a.given("length") ? a.count("length") : 0;
  if (at >= in.steps || (length > 0 && length >= in.steps - at)) {
    return conflict("hold: at and length must end within the " + count_of(in.steps) + " steps of the run, got " +
                    count_of(at) + " and " + count_of(length) + "; without a length the schedule is held for good");
  }
  result<run> part = bound_of(a, in.steps - length, in);
  if (!part) return part.error();
  const std::uint64_t pause = a.given("length") ? length : std::numeric_limits<std::uint64_t>::max();
  return made(held{*std::move(part), at, pause, in.base});
}

constexpr parameter_row loop_rows[] = {of_row,
                                       {"every", takes::steps, "", range::at_least(1), "", "the length of one turn"}};
made_rule make_loop(const arguments& a, const setting& in) {
  if (a.count("every") < 1) return conflict("loop: every must be at least 1 step, got 0");
  result<run> part = bound_of(a, a.count("every"), in);
  if (!part) return part.error();
  return made(looped{*std::move(part), in.base});
}

constexpr parameter_row staircase_rows[] = {
    of_row, {"every", takes::steps, "", range::at_least(1), "", "for how many steps a rate stays"}};
made_rule make_staircase(const arguments& a, const setting& in) {
  if (a.count("every") < 1) return conflict("staircase: every must be at least 1 step, got 0");
  result<run> part = bound_of(a, in.steps, in);
  if (!part) return part.error();
  return made(stepped{*std::move(part), a.count("every"), in.base});
}

constexpr parameter_row shift_rows[] = {of_row,
                                        {"by", takes::steps, "none", range::at_least(0), "", "so many steps later"},
                                        {"ahead", takes::steps, "none", range::at_least(0), "", "or earlier"}};
made_rule make_shift(const arguments& a, const setting& in) {
  if (a.given("by") == a.given("ahead")) return conflict("shift takes by or ahead, one of them");
  const std::uint64_t by = a.given("by") ? a.count("by") : 0;
  const std::uint64_t ahead = a.given("ahead") ? a.count("ahead") : 0;
  if (by >= in.steps) {
    return conflict("shift: by must be less than the " + count_of(in.steps) + " steps of the run, got " + count_of(by));
  }
  result<run> part = bound_of(a, in.steps - by + ahead, in);
  if (!part) return part.error();
  return made(shifted{*std::move(part), by, ahead, in.base});
}

constexpr parameter_row between_rows[] = {
    of_row,
    {"from", takes::real, "", range::at_least(0), "", "the value where `of` is 1"},
    {"to", takes::real, "", range::at_least(0), "", "the value where `of` is 0"}};
made_rule make_between(const arguments& a, const setting& in) {
  setting one = in;  // `of` runs from 1 to 0: another library's schedule does on a base rate of 1
  one.base = 1.0;
  one.base_given = true;
  result<run> part = bound_of(a, in.steps, one);
  if (!part) return part.error();
  if (part->peak() != 1.0) {
    return conflict("between: `of` runs from 1 to 0 and takes no peak, got " + print_number(part->peak()));
  }
  return made(mapped{*std::move(part), a.real("from"), a.real("to")});
}

constexpr parameter_row noise_rows[] = {
    of_row,
    {"amplitude", takes::share, "10%", range::between(0, 1), "", "the largest change, as a part of the rate"},
    {"seed", takes::count, "0", range::at_least(0), "", "another seed, other draws"}};
made_rule make_noise(const arguments& a, const setting& in) {
  result<run> part = bound_of(a, in.steps, in);
  if (!part) return part.error();
  return made(noisy{*std::move(part), a.real("amplitude"), a.count("seed"), in.base});
}

constexpr auto scaled = libraries::base_rate::scaled;
constexpr entry entries[] = {
    {"sequence", "one part after another", "part_k(t - at_k)", sequence_rows, scaled, "", make_sequence, nullptr,
     remark_sequence},
    {"product", "the product of the parts", "part_1(t) * part_2(t) * ...", product_rows, scaled, "", make_product,
     nullptr, remark_parts},
    {"clip", "not below low, not above high", "min(max(of(t), low), high)", clip_rows, scaled, "", make_clip, nullptr,
     remark_of},
    {"hold", "the clock stands still for a while", "of(min(t, max(at, t - length)))", hold_rows, scaled, "", make_hold,
     nullptr, remark_hold},
    {"loop", "again and again", "of(t mod every)", loop_rows, scaled, "", make_loop, nullptr, remark_loop},
    {"staircase", "once in every so many steps", "of(t - t mod every)", staircase_rows, scaled, "", make_staircase,
     nullptr, remark_of},
    {"shift", "later or earlier", "of(max(t - by, 0) + ahead)", shift_rows, scaled, "", make_shift, nullptr,
     remark_shift},
    {"between", "from one value to another", "to + (from - to) of(t)", between_rows, libraries::base_rate::absent, "",
     make_between, nullptr, remark_of},
    {"noise", "seeded noise", "of(t) (1 + amplitude u_t)", noise_rows, scaled, "", make_noise, nullptr, remark_of},
};

}  // namespace

std::optional<error> too_many(std::size_t parts) {
  if (parts >= 1 && parts <= most_parts) return std::nullopt;
  return error{errc::out_of_range,
               "parts must be 1 to " + count_of(most_parts) + " schedules, got " + count_of(parts),
               error::nowhere,
               {}};
}

}  // namespace taper::algebra

namespace taper::libraries {

const library algebra_library = {"", "", "", "", "float64", "", 1.0, "1", algebra::entries};

}  // namespace taper::libraries
