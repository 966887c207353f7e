// Code of any run: of its window, of the parts of a combined schedule, or a table of rates if nothing else is exact.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "../combined/functions.hpp"
#include "program.hpp"
#include "taper/print.hpp"

namespace taper::exporting {

namespace {

constexpr std::uint64_t most_table_steps = 20'000;
constexpr std::size_t most_levels = 32;
constexpr double good_enough = 1e-12;

/// The operation and parts of a run, if its schedule is a combination.
const combined::combined_rates* combination_of(const run& r) {
  const std::shared_ptr<const step_rule> rates = r.only_rates();
  return rates ? rates->combined() : nullptr;  // the run owns them
}

/// A combined schedule while its code is generated.
struct combination {
  const operation& is;
  expression n;  ///< the length of its run: a number if it is fixed
  piece out{};
  body f{out.rate};
  expression step = name("step");

  /// An amount of time: the resolved number of steps, or an expression in the length of the run.
  [[nodiscard]] expression steps(const placed_amount& a, std::uint64_t resolved) const {
    if (n.is_number() || a.is.in != unit::percent) return static_cast<double>(resolved);
    return call("rint", {a.is.value / 100.0 * n});
  }
  [[nodiscard]] expression steps(const std::optional<placed_amount>& a, std::uint64_t resolved) const {
    return a ? steps(*a, resolved) : expression(static_cast<double>(resolved));
  }
  /// Where part k of a sequence begins.
  [[nodiscard]] expression mark(const operations::sequence& op, std::size_t k, std::uint64_t resolved) const {
    if (op.at) return steps((*op.at)[k - 1], resolved);
    if (n.is_number()) return static_cast<double>(resolved);
    const auto parts = static_cast<double>(op.parts.size());
    return quotient(2.0 * static_cast<double>(k) * n + parts, 2.0 * parts);
  }
  expression scaled(double scale) {
    if (scale == 1.0) return 1.0;
    out.constants.push_back({"PEAK", scale});
    return name("PEAK");
  }
};

class composer {
 public:
  explicit composer(bool traced) : traced_(traced) {}

  result<program> make(const run& r, run_length length) {
    TAPER_TRY(whole, code(r, length));
    made_.pieces.push_back(std::move(whole));
    made_.length = length;
    return std::move(made_);
  }

 private:
  result<piece> code(const run& r, run_length length) {
    const std::size_t before = made_.pieces.size();
    const combined::combined_rates* parts = combination_of(r);
    result<piece> made = parts != nullptr ? combined(r, *parts, length) : of_window(r, length);
    if (made) {
      made_.pieces.push_back(*made);
      made_.largest_error = largest_error(made_, r, length);
      made_.pieces.pop_back();
      if (made_.largest_error <= good_enough) return made;
    }
    made_.pieces.resize(before);
    if (length == run_length::fixed && listed_ + r.steps() <= most_table_steps) {
      const std::vector<double> rates = r.table();
      if (!std::ranges::all_of(rates, [](double v) { return std::isfinite(v); }) || !std::isfinite(r(r.steps())))
        return no_code("a rate of it is not a finite number", "change the schedule");
      listed_ += r.steps();
      made_.largest_error = 0.0;
      return tabulate(r);
    }
    if (r.source().root && length == run_length::fixed && !(parts != nullptr && !made)) {
      return no_code(r.source().root->name() + " has no short formula over " + std::to_string(r.steps()) + " steps",
                     "up to 20000 steps it is exported as a table of rates; csv and json take up to 10000000");
    }
    if (made) return no_code("the schedule has no short formula that is exact", {});
    error e = made.error();
    if (e.hint.empty() && length == run_length::argument)
      e.hint = "up to 20000 steps it is exported as a table of rates, with a fixed length";
    return e;
  }

  static result<piece> of_window(const run& r, run_length length) {
    if (!r.source().root) return compile(r, length);
    if (length == run_length::argument) {
      return no_code(r.source().root->name() + " has no code with the length as an argument", "export a fixed length");
    }
    // a rule judged by a table through its rates has no native formula; a list of its rates is more readable
    if (std::holds_alternative<table>(r.judged().shape.family())) return no_code("judged by a table", {});
    return compile(r, length);
  }

  /// part_k(t) of a run of n steps.
  result<expression> part(const combined::bound_part& p, const expression& t, const expression& n) {
    const bool fixed = n.is_number();
    TAPER_TRY(made, code(*p, fixed ? run_length::fixed : run_length::argument));
    made.length = fixed ? run_length::fixed : run_length::argument;
    made.rename("_" + std::to_string(made_.pieces.size() + 1));
    schedule shown = p->source();
    if (combination_of(*p) != nullptr && p.follows_peak()) shown.with.peak.reset();
    made.of = print(shown) + (fixed ? "   over " + std::to_string(p->steps()) + " steps" : "");
    made_.pieces.push_back(std::move(made));
    const std::string& suffix = made_.pieces.back().suffix;
    return fixed ? part_at(suffix, {t}) : part_at(suffix, {t, n});
  }

  result<piece> combined(const run& r, const combined::combined_rates& parts, run_length length) {
    if (level_ >= most_levels) {
      return no_code("schedules nested more than " + std::to_string(most_levels) + " deep have no code",
                     "up to 20000 steps of a fixed length the rest is a table of rates; csv and json take any depth");
    }
    const bool fixed = length == run_length::fixed;
    combination c{*r.source().root->combined(), fixed ? expression(static_cast<double>(r.steps())) : name("total")};
    ++level_;
    const result<void> written =
        std::visit([&]<class F>(const F& f) { return write(f, std::get<typename F::made_from>(c.is), c); }, parts.is);
    --level_;
    if (!written) return written.error();
    c.out.length = length;
    c.out.drop_unused();
    return std::move(c.out);
  }

  result<void> write(const combined::sequenced& s, const operations::sequence& op, combination& c) {
    const expression scale = c.scaled(s.scale);
    expression begin = 0.0;
    for (std::size_t k = 1; k <= s.parts.size(); ++k) {
      const bool last = k == s.parts.size();
      const expression end =
          last ? c.n : c.f.let("part_" + std::to_string(k + 1) + "_begins", c.mark(op, k, s.begins[k - 1]));
      TAPER_TRY(rate,
                s.own_clock ? part(s.parts[k - 1], c.step - begin, end - begin) : part(s.parts[k - 1], c.step, c.n));
      if (last)
        c.f.leave(scale * rate);
      else
        c.f.leave_if(c.step < end, scale * rate);
      begin = end;
    }
    return {};
  }

  result<void> write(const combined::multiplied& s, const operations::product&, combination& c) {
    expression product = c.scaled(s.scale);
    for (const combined::bound_part& each : s.parts) {
      TAPER_TRY(rate, part(each, c.step, c.n));
      product = product * rate;
    }
    c.f.leave(product);
    return {};
  }

  /// Writes `change` applied to a single part, at step t of n.
  template <class F>
  result<void> of_one(const combined::bound_part& of, combination& c, const expression& t, const expression& n,
                      F change) {
    TAPER_TRY(rate, part(of, t, n));
    c.f.leave(change(rate));
    return {};
  }

  result<void> write(const combined::clipped& s, const operations::clip&, combination& c) {
    return of_one(s.of, c, c.step, c.n, [&](const expression& rate) {
      const expression above = call("fmax", {rate, s.low});
      const bool bounded = s.high < std::numeric_limits<double>::max();
      return c.scaled(s.scale) * (bounded ? call("fmin", {above, s.high}) : above);
    });
  }
  result<void> write(const combined::held& s, const operations::hold& op, combination& c) {
    const expression at = c.f.let("at", c.steps(op.at, s.at));
    const bool for_good = s.length == std::numeric_limits<std::uint64_t>::max();
    const expression pause = for_good ? expression(0.0) : c.f.let("pause", c.steps(op.length, s.length));
    const expression now =
        for_good ? call("fmin", {c.step, at}) : call("fmin", {c.step, call("fmax", {at, c.step - pause})});
    return of_one(s.of, c, now, c.n - pause, [&](const expression& rate) { return c.scaled(s.scale) * rate; });
  }
  result<void> write(const combined::looped& s, const operations::loop& op, combination& c) {
    const expression every = c.f.let("every", c.steps(op.every, s.of->steps()));
    const expression turn = c.f.let("turn", quotient(c.step, every));
    return of_one(s.of, c, c.step - turn * every, every,
                  [&](const expression& rate) { return c.scaled(s.scale) * rate; });
  }
  result<void> write(const combined::stepped& s, const operations::staircase& op, combination& c) {
    const expression every = c.f.let("every", c.steps(op.every, s.every));
    const expression stair = c.f.let("stair", quotient(c.step, every));
    return of_one(s.of, c, stair * every, c.n, [&](const expression& rate) { return c.scaled(s.scale) * rate; });
  }
  result<void> write(const combined::shifted& s, const operations::shift& op, combination& c) {
    const expression by = c.f.let("by", c.steps(op.by, s.by));
    const expression ahead = c.f.let("ahead", c.steps(op.ahead, s.ahead));
    const expression now = by.is(0.0) ? c.step + ahead : call("fmax", {c.step - by, 0.0}) + ahead;
    return of_one(s.of, c, now, c.n - by + ahead, [&](const expression& rate) { return c.scaled(s.scale) * rate; });
  }
  result<void> write(const combined::mapped& s, const operations::between&, combination& c) {
    return of_one(s.of, c, c.step, c.n,
                  [&](const expression& rate) { return s.to + expression(s.from - s.to) * rate; });
  }
  result<void> write(const combined::noisy& s, const operations::noise&, combination& c) {
    if (traced_) return no_code("noise has no traceable Python code", {});
    return of_one(s.of, c, c.step, c.n, [&](const expression& rate) {
      const expression drawn = call("uniform", {static_cast<double>(s.seed), c.step});
      return c.scaled(s.scale) * rate * (1.0 + s.amplitude * drawn);
    });
  }

  bool traced_;
  program made_;
  std::uint64_t listed_ = 0;
  std::size_t level_ = 0;
};

}  // namespace

result<program> code_of(const run& r, run_length length, bool traced) { return composer(traced).make(r, length); }

}  // namespace taper::exporting
