// Compiles a run of one window to a function: warmup, hold, fall, cycles, levels.
#include <string>

#include "program.hpp"
#include "taper/sequence.hpp"
#include "taper/text.hpp"

namespace taper::exporting {

namespace {

constexpr std::uint64_t most_steps = std::uint64_t{1} << 53U;
constexpr std::size_t most_cycles = 4096;

/// A position on the step axis as whole + fraction: (step - whole) - fraction is exact.
struct spot {
  expression whole = 0.0;
  double fraction = 0.0;

  [[nodiscard]] expression real() const { return whole + fraction; }
  /// step + offset - spot
  [[nodiscard]] expression until(const expression& step, double offset) const {
    return step - whole + (offset - fraction);
  }
  [[nodiscard]] bool is_zero() const { return whole.is(0.0) && fraction == 0.0; }
};

/// The step of the first point of a Kronecker sequence.
std::uint64_t first_point(const run& r) { return r.locate(0).line.fall_begin().ceil(); }

/// Writes the body of learning_rate.
class compiler {
 public:
  compiler(const run& r, run_length length) : r_(r), c_(r.judged().with) {
    p_.length = length;
    peak_ = constant("PEAK", r.peak());
    floor_ = r.floor() == 0.0 ? expression(0.0) : constant("FLOOR", r.floor());
  }

  result<piece> make() {
    const expression step = name("step");
    const bool fixed = p_.length != run_length::argument;
    const bool endless = p_.length == run_length::none || (c_.restarts && c_.restarts->first);
    const expression n = fixed ? (endless ? expression(static_cast<double>(r_.steps()))
                                          : constant("STEPS", static_cast<double>(r_.steps())))
                               : name("total");
    steps_known_ = fixed;
    // a rise ends before the last step, so constant needs no separate case there
    const bool stays = std::holds_alternative<taper::constant>(r_.judged().shape.family()) && !c_.restarts;
    if (!endless) {
      const expression end = end_rate();
      if (!(stays && same(end, peak_))) f_.leave_if(step >= n, end);
    }
    if (c_.restarts) {
      TAPER_CHECK(cycles(step, n));
    } else {
      line(step, n, r_.steps(), steps_known_, c_, peak_, floor_);
    }
    const bool windowed = p_.uses(op::window);
    if (windowed) write_window(r_.judged().shape, p_);
    p_.drop_unused();
    return std::move(p_);
  }

 private:
  expression constant(const std::string& word, double value) {
    p_.constants.push_back({word, value});
    return name(word);
  }
  /// The rate after the end; the floor or the peak by name if it equals one of them.
  expression end_rate() {
    const double end = r_(r_.steps());
    if (end == r_.peak()) return peak_;
    if (end == r_.floor()) return floor_;
    return constant("END", end);
  }

  /// A constant by name, or 0.
  expression named(const std::string& word, double value) {
    return value == 0.0 ? expression(0.0) : constant(word, value);
  }

  /// An amount on an axis of `d` steps; a number if the axis is known.
  spot place(const std::string& word, amount a, const expression& d, std::uint64_t axis, bool known) {
    if (!known && a.in == unit::percent) {
      return {f_.let(lower_case(word), a.value == 100.0 ? d : expression(a.value) * d / 100.0), 0.0};
    }
    const detail::mark m = *resolve(a, axis, r_.timing(), word);  // succeeded when the run was bound
    const double real = m.real();
    if (m.fraction == 0.0 || detail::two_sum(static_cast<double>(m.whole), m.fraction).low == 0.0) {
      return {named(word, real), 0.0};
    }
    return {named(word, static_cast<double>(m.whole)), m.fraction};
  }
  expression level(const expression& phi, const expression& top, const expression& bottom) const {
    if (bottom.is(0.0)) return top * phi;
    return bottom + (top - bottom) * phi;
  }

  /// The rate at x = 0: the peak, except for a table that begins at another value.
  expression held(const expression& top, const expression& bottom) const {
    const auto* points = std::get_if<table>(&r_.judged().shape.family());
    return points == nullptr || points->points().front()[1] == 1.0 ? top
                                                                   : level(points->points().front()[1], top, bottom);
  }

  /// Warmup, hold and fall on n steps counted by `t`; `n_now` is n if it is known.
  void line(const expression& t, const expression& n, std::uint64_t n_now, bool known, const composition& c,
            const expression& top, const expression& bottom) {
    const axis on = axis::of(c.sampled.value_or(sampling::periodic), n_now);
    const expression d = n + (static_cast<double>(on.end) - static_cast<double>(n_now));
    const double o = on.offset;
    spot rise;
    spot begin;
    spot hold;
    if (c.hold) hold = place("HOLD", c.hold->length, d, on.end, known);
    if (c.full) {
      rise = {f_.let("rise", (d - hold.real()) / 2.0), 0.0};
      mirrored_rise(t, o, rise, top, bottom);
    } else if (c.warmup) {
      rise = place("WARMUP", c.warmup->length, d, on.end, known);
      if (!rise.is_zero()) {
        if (c.warmup->shape == rise::mirror)
          mirrored_rise(t, o, rise, top, bottom);
        else
          f_.leave_if(t < rise.real(), top * risen(*c.warmup, t, rise.real()));
      }
    }
    if (r_.sequence() == input::kronecker) return kronecker(t, top, bottom);
    if (c.cooldown) {
      const spot cooldown = place("COOLDOWN", c.cooldown->length, d, on.end, known);
      begin = {f_.let("begin", d - cooldown.whole), -cooldown.fraction};
    } else if (hold.is_zero()) {
      begin = rise;
    } else {
      begin = {f_.let("begin", rise.whole + hold.whole), rise.fraction + hold.fraction};
    }
    const expression elapsed = f_.let("elapsed", begin.until(t, o));
    if (c.hold || c.cooldown) f_.leave_if(elapsed <= 0.0, held(top, bottom));
    if (std::holds_alternative<taper::constant>(r_.judged().shape.family())) return f_.leave(top);
    const expression fall = f_.let("fall", d - begin.whole - begin.fraction);
    const expression x = f_.let("x", elapsed / fall);
    const expression rest = f_.let("rest", (d - t - o) / fall);
    f_.leave(level(window_at(x, rest), top, bottom));
  }

  /// After rise and hold: the window at the points of the Kronecker sequence, for any length of the run.
  void kronecker(const expression& t, const expression& top, const expression& bottom) {
    if (std::holds_alternative<taper::constant>(r_.judged().shape.family())) return f_.leave(top);
    const std::uint64_t first = first_point(r_);
    f_.leave_if(t <= static_cast<double>(first), held(top, bottom));
    const expression x = f_.let("x", kronecker_at(first));
    const expression rest = f_.let("rest", kronecker_rest_at(first));
    f_.leave(level(window_at(x, rest), top, bottom));
  }

  void mirrored_rise(const expression& t, double o, const spot& rise, const expression& top, const expression& bottom) {
    const expression w = rise.real();
    const expression left = rise.whole - t + (rise.fraction - o);
    f_.leave_if(t + o < w, level(window_at(left / w, (t + o) / w), top, bottom));
  }

  static expression risen(const modifier::warmup& w, const expression& t, const expression& length) {
    expression u = t / length;
    switch (w.shape) {
      case rise::linear:
      case rise::mirror: break;
      case rise::cosine: {
        const expression s = call("sin", {1.57079632679489661923 * u});
        u = s * s;
        break;
      }
      case rise::one_minus_sqrt: u = 1.0 - call("sqrt", {(length - t) / length}); break;
      case rise::log:
        u = choose(expression(1.0) < length, call("fmin", {1.0, call("log1p", {t}) / call("log", {length})}), 1.0);
        break;
    }
    if (w.from == 0.0) return u;
    return w.from + (1.0 - w.from) * u;
  }

  /// Warm restarts: the cycle, its first step, length and peak, then the timeline of the cycle.
  result<void> cycles(const expression& step, const expression& n) {
    const modifier::restarts& how = *c_.restarts;
    spot warm;
    if (c_.warmup) {
      composition rise_only;
      rise_only.warmup = c_.warmup;
      rise_only.sampled = c_.sampled;
      TAPER_CHECK(first_warmup(step, n, rise_only, warm));
    }
    const expression local = f_.let("local", step - warm.whole);
    const expression whole_run = n - warm.whole;
    const std::uint64_t now = r_.steps() - static_cast<std::uint64_t>(warm_steps_);
    expression index = 0.0;
    expression begin = 0.0;
    expression length = 0.0;
    std::uint64_t length_now = r_.cycle_number(0).in.length;
    bool equal = false;
    if (how.first && how.stretch == 1.0) {
      length = constant("CYCLE", static_cast<double>(*how.first));
      equal = true;
    } else if (steps_known_ && how.count && how.stretch == 1.0 && now % *how.count == 0) {
      length = constant("CYCLE", static_cast<double>(now / *how.count));
      equal = true;
    }
    if (equal) {
      index = f_.let("cycle", quotient(local, length));
      begin = f_.let("begins", index * length);
    } else if (steps_known_ || how.first) {
      std::vector<double> bounds;
      TAPER_CHECK(boundaries(bounds));
      p_.arrays.push_back({"BOUNDS", std::move(bounds)});
      index = f_.let("cycle", segment("BOUNDS", local));
      begin = f_.let("begins", element("BOUNDS", index));
      length = f_.let("length", element("BOUNDS", index + 1.0) - begin);
    } else {
      if (how.stretch != 1.0) {
        return no_code("stretched restarts have no code with the length as an argument",
                       "export a fixed length, or use stretch=1");
      }
      // cycle i begins at floor(n i / k + 1/2), in whole numbers
      const expression m = f_.let("spread", whole_run);
      const auto k = static_cast<double>(*how.count);
      index = f_.let("cycle", quotient((2.0 * local + 1.0) * k - 1.0, 2.0 * m));
      begin = f_.let("begins", quotient(2.0 * m * index + k, 2.0 * k));
      length = f_.let("length", quotient(2.0 * m * (index + 1.0) + k, 2.0 * k) - begin);
    }
    expression top = peak_;
    expression bottom = floor_;
    if (how.decay != 1.0) {
      const expression height = f_.let("height", raised_to(how.decay, index));
      top = f_.let("top", peak_ * height);
      const bool fixed_floor = c_.floor && c_.floor->is == modifier::floor::kind::rate;
      if (!fixed_floor && !floor_.is(0.0)) bottom = f_.let("bottom", floor_ * height);
    }
    composition inner = c_;
    inner.restarts.reset();
    inner.warmup.reset();
    const expression t = f_.let("t_cycle", local - begin);
    line(t, length, length_now, equal, inner, top, bottom);
    return {};
  }

  result<void> first_warmup(const expression& step, const expression& n, const composition& c, spot& warm) {
    if (!steps_known_ && c.warmup->length.in == unit::percent) {
      return no_code("restarts after a warmup in percent have no code with the length as an argument",
                     "give the warmup in steps");
    }
    const axis on = axis::of(c.sampled.value_or(sampling::periodic), r_.steps());
    const expression d = n + (static_cast<double>(on.end) - static_cast<double>(r_.steps()));
    const spot rise = place("WARMUP", c.warmup->length, d, on.end, true);
    if (rise.is_zero()) return {};
    if (c.warmup->shape == rise::mirror)
      mirrored_rise(step, on.offset, rise, peak_, floor_);
    else
      f_.leave_if(step < rise.real(), peak_ * risen(*c.warmup, step, rise.real()));
    const std::uint64_t ceiling = resolve(c.warmup->length, on.end, r_.timing(), "warmup")->ceil();
    warm_steps_ = static_cast<double>(ceiling);
    const double mark = resolve(c.warmup->length, on.end, r_.timing(), "warmup")->real();
    warm = {mark == warm_steps_ ? rise.whole : constant("FIRST", warm_steps_), 0.0};
    return {};
  }

  /// First step of each cycle, counted from the end of the warmup, and the end of the last cycle.
  result<void> boundaries(std::vector<double>& bounds) const {
    const auto warm = static_cast<std::uint64_t>(warm_steps_);
    if (c_.restarts->first) {
      for (const std::uint64_t b : cycle_plan::endless_bounds(*c_.restarts->first, c_.restarts->stretch)) {
        bounds.push_back(static_cast<double>(b));
        if (b > most_steps || bounds.size() > most_cycles) break;  // end of the last cycle that doubles can count
      }
      return {};
    }
    if (*c_.restarts->count > most_cycles) {
      return no_code("code lists the beginnings of at most " + std::to_string(most_cycles) + " unequal cycles, got " +
                     std::to_string(*c_.restarts->count));
    }
    for (std::uint64_t i = 0; i < *c_.restarts->count; ++i) {
      bounds.push_back(static_cast<double>(r_.cycle_number(i).in.begin - warm));
    }
    bounds.push_back(static_cast<double>(r_.steps() - warm));
    return {};
  }

  const run& r_;
  composition c_;
  piece p_;
  body f_{p_.rate};
  expression peak_ = 1.0;
  expression floor_ = 0.0;
  bool steps_known_ = true;
  double warm_steps_ = 0.0;
};

/// Whether the first step of the fall depends on the length of the run.
bool ends_by_length(const composition& c) {
  const auto percent = [](const auto& m) { return m && m->length.in == unit::percent; };
  return percent(c.warmup) || percent(c.hold) || c.cooldown;
}

}  // namespace

result<piece> compile(const run& r, run_length length) {
  if (r.steps() > most_steps && length != run_length::none)
    return no_code("code counts steps in doubles, up to 2^53; the run has " + std::to_string(r.steps()));
  if (r.sequence() == input::kronecker_sorted) return no_code("kronecker(sorted) has no short formula");
  if (r.sequence() == input::kronecker) {
    if (first_point(r) > most_steps) return no_code("code counts the steps of a warmup in doubles, up to 2^53");
    if (length == run_length::argument && ends_by_length(r.judged().with)) {
      return no_code("warmup, hold or cooldown that follow the length move the steps of a Kronecker input",
                     "give warmup and hold in steps");
    }
  }
  return compiler(r, length).make();
}

piece tabulate(const run& r) {
  piece p;
  body f(p.rate);
  p.constants.push_back({"STEPS", static_cast<double>(r.steps())});
  p.arrays.push_back({"RATES", r.table()});
  p.constants.push_back({"END", r(r.steps())});
  f.leave_if(name("step") >= name("STEPS"), name("END"));
  f.leave(element("RATES", name("step")));
  return p;
}

}  // namespace taper::exporting
