// The schedules of fvcore.common.param_scheduler, evaluated as in detectron2: at t / (length of the run).
//
// fvcore's ParamSchedulers as functions of the progress w in [0, 1). detectron2 evaluates them at w = t / max_iter and
// multiplies the result by the base rate.
//
// Source: facebookresearch/fvcore, fvcore/common/param_scheduler.py, 0.1.5.post20221221.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::fvcore {

namespace {

/// fvcore adds this to the progress in comparisons: a milestone at w takes effect from w - 1e-6.
constexpr double epsilon = 1e-6;

/// A function of the progress
class scheduler {
 public:
  scheduler() = default;
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;
  virtual ~scheduler() = default;
  [[nodiscard]] virtual double at(double where) const noexcept = 0;
  /// The points at which a part or a value begins.
  [[nodiscard]] virtual std::vector<double> begins() const { return {}; }
};

/// value; end + (start - end) (1 + cos(pi w)) / 2; start decay^w; start (1 - w) + end w; base (1 - w)^power
class smooth final : public scheduler {
 public:
  enum class kind : unsigned char { constant, cosine, exponential, linear, polynomial };
  smooth(kind is, double start, double other) : is_(is), start_(start), other_(other) {}
  [[nodiscard]] double at(double w) const noexcept override {
    switch (is_) {
      case kind::constant: return start_;
      case kind::cosine: return other_ + 0.5 * (start_ - other_) * (1.0 + std::cos(std::numbers::pi * w));
      case kind::exponential: return start_ * std::pow(other_, w);
      case kind::linear: return other_ * w + start_ * (1.0 - w);
      case kind::polynomial: return start_ * std::pow(std::max(1.0 - w, 0.0), other_);
    }
    return start_;
  }

 private:
  kind is_;
  double start_;
  double other_;
};

using kind = smooth::kind;

/// base times the scheduler's value at w = t / T
struct by_step {
  double base;
  std::uint64_t steps;
  std::shared_ptr<const scheduler> is;
  double operator()(std::uint64_t t) const noexcept {
    return base * is->at(static_cast<double>(t) / static_cast<double>(steps));
  }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const double b : is->begins()) {
      out.at.push_back(static_cast<std::uint64_t>(std::ceil(std::max(b, 0.0) * static_cast<double>(steps))));
    }
    return out;
  }
};

/// A function that makes a schedule: as a factor for a part of the run.
using factor = result<std::shared_ptr<const scheduler>>;
using factor_maker = factor (*)(const arguments&, const setting&);

template <class Scheduler, class... Argument>
factor factor_of(Argument&&... arguments) {
  return std::shared_ptr<const scheduler>(std::make_shared<const Scheduler>(std::forward<Argument>(arguments)...));
}

/// The factor over the run.
template <factor_maker of>
made_rule over_run(const arguments& a, const setting& in) {
  TAPER_TRY(is, of(a, in));
  return made(by_step{in.base, std::max<std::uint64_t>(in.steps, 1), std::move(is)});
}

// Smooth schedules: a first value and one more number
// -------------------------------------------------------------------------------------------------

struct pair_of {
  std::string_view first;
  std::string_view second;
};
template <kind is>
constexpr pair_of names() {
  switch (is) {
    case kind::constant: return {"value", ""};
    case kind::exponential: return {"start_value", "decay"};
    case kind::polynomial: return {"base_value", "power"};
    default: return {"start_value", "end_value"};
  }
}
template <kind is>
factor smooth_of(const arguments& a, const setting&) {
  constexpr pair_of use = names<is>();
  return factor_of<smooth>(is, a.real(use.first), use.second.empty() ? 0.0 : a.real(use.second));
}
template <kind is>
std::optional<translation> translate_smooth(const arguments& a, const setting& in) {
  constexpr pair_of use = names<is>();
  const double top = in.base * a.real(use.first);
  if (!(top > 0.0)) return std::nullopt;
  if constexpr (is == kind::constant) return native::over(in.steps, native::constant(), native::peak(top));
  if constexpr (is == kind::exponential) return native::decay_to(a.real("decay"), in.steps, top);
  if constexpr (is == kind::polynomial)
    return native::over(in.steps, native::power(a.real("power")), native::peak(top));
  const double end = in.base * a.real(use.second);
  if (!(end >= 0.0 && end <= top)) return std::nullopt;
  return native::over(in.steps, is == kind::linear ? native::linear() : native::cosine(), native::floor_rate(end),
                      native::peak(top));
}

constexpr parameter_row constant_rows[] = {{"value", takes::real, required, range::at_least(0), "", "the factor"}};
constexpr parameter_row between_rows[] = {
    {"start_value", takes::real, required, range::at_least(0), "", "first factor"},
    {"end_value", takes::real, required, range::at_least(0), "", "factor at the end"}};
constexpr parameter_row exponential_rows[] = {
    {"start_value", takes::real, required, range::at_least(0), "", "first factor"},
    {"decay", takes::real, required, range::above(0), "", "factor over the whole run"}};
constexpr parameter_row polynomial_rows[] = {
    {"base_value", takes::real, required, range::at_least(0), "", "first factor"},
    {"power", takes::real, required, range::above(0), "", "exponent"}};

// Steps
// -------------------------------------------------------------------------------------------------

constexpr parameter_row values_row = {"values",           takes::reals, required,
                                      range::at_least(0), "",           "factors, one after another"};
/// values[#{m <= int((w + 1e-6) n)}]; with steps, values[int((w + 1e-6) |values|)]; beyond the end the last stays
class stepped final : public scheduler {
 public:
  stepped(std::vector<double> values, std::vector<double> milestones, double num_updates)
      : values_(std::move(values)), milestones_(std::move(milestones)), num_updates_(num_updates) {}
  [[nodiscard]] double at(double w) const noexcept override {
    const double now = std::floor((w + epsilon) * num_updates_);
    const auto passed = std::upper_bound(milestones_.begin(), milestones_.end(), now) - milestones_.begin();
    return values_[std::min(static_cast<std::size_t>(passed), values_.size() - 1)];
  }
  [[nodiscard]] std::vector<double> begins() const override {
    std::vector<double> out;
    for (const double m : milestones_) out.push_back(m / num_updates_ - epsilon);
    return out;
  }

 private:
  std::vector<double> values_;
  std::vector<double> milestones_;
  double num_updates_;
};

constexpr parameter_row multi_step_rows[] = {
    values_row,
    {"num_updates", takes::count, left_out, range::at_least(1), "", "length; the last milestone unless given"},
    {"milestones", takes::all_steps, left_out, range::at_least(1), "", "ends of the values, in units of num_updates"}};
factor make_multi_step(const arguments& a, const setting&) {
  const std::vector<double> values = a.reals("values");
  std::vector<double> marks;
  for (const std::uint64_t m : a.counts("milestones")) marks.push_back(static_cast<double>(m));
  const bool has_length = a.given("num_updates");
  if (values.empty()) return conflict("fvcore.MultiStepParamScheduler needs at least one value");
  if (!has_length && !a.given("milestones"))
    return conflict("fvcore.MultiStepParamScheduler needs num_updates or milestones");
  double length = has_length ? a.real("num_updates") : 0.0;
  if (!a.given("milestones")) {
    const double width = std::ceil(length / static_cast<double>(values.size()));
    for (std::size_t k = 1; k < values.size(); ++k) marks.push_back(width * static_cast<double>(k));
  } else {
    const std::size_t wants = values.size() - (has_length ? 1 : 0);
    if (marks.size() != wants) {
      return conflict("fvcore.MultiStepParamScheduler needs " + std::to_string(wants) + " milestones, got " +
                      std::to_string(marks.size()));
    }
    if (!has_length) {
      length = marks.back();
      marks.pop_back();
    }
  }
  double before = 0.0;
  for (const double m : marks) {
    if (!(m > before && m < length))
      return conflict("fvcore.MultiStepParamScheduler: milestones must ascend and lie below num_updates");
    before = m;
  }
  if (length < static_cast<double>(values.size()))
    return conflict("fvcore.MultiStepParamScheduler: num_updates must be at least the number of values");
  return factor_of<stepped>(values, std::move(marks), length);
}

/// |values| equal parts of the run; num_updates has no effect
factor equal_parts(std::vector<double> values) {
  std::vector<double> marks;
  for (std::size_t k = 1; k < values.size(); ++k) marks.push_back(static_cast<double>(k));
  const auto count = static_cast<double>(values.size());
  return factor_of<stepped>(std::move(values), std::move(marks), count);
}
constexpr parameter_row step_rows[] = {
    values_row, {"num_updates", takes::count, 1, range::at_least(1), "", "not used: the parts are equal"}};
factor make_step(const arguments& a, const setting&) {
  if (a.reals("values").empty()) return conflict("fvcore.StepParamScheduler needs at least one value");
  return equal_parts(a.reals("values"));
}
constexpr parameter_row gamma_rows[] = {
    {"base_value", takes::real, required, range::above(0), "", "first factor"},
    {"num_decays", takes::count, required, range::between(1, 1e6), "", "drops over the run"},
    {"gamma", takes::real, required, range::above(0), "", "factor of a drop"},
    {"num_updates", takes::count, 1, range::at_least(1), "", "not used: the parts are equal"}};
factor make_gamma(const arguments& a, const setting&) {
  std::vector<double> values = {a.real("base_value")};
  for (std::uint64_t k = 0; k < a.count("num_decays"); ++k) values.push_back(values.back() * a.real("gamma"));
  return equal_parts(std::move(values));
}

// Composition
// -------------------------------------------------------------------------------------------------

/// Schedules one after another. A rescaled part uses its own progress, a fixed part that of the whole run. A part ends
/// when w + 1e-6 > boundary.
class composite final : public scheduler {
 public:
  enum class scaling : unsigned char { rescaled, fixed };
  struct part {
    std::shared_ptr<const scheduler> is;
    double length;
    scaling scale;
  };
  explicit composite(std::vector<part> parts) : parts_(std::move(parts)) {}
  [[nodiscard]] double at(double w) const noexcept override {
    std::size_t k = 0;
    double end = parts_[0].length;
    while (w + epsilon > end && k + 1 < parts_.size()) end += parts_[++k].length;
    if (parts_[k].scale == scaling::fixed) return parts_[k].is->at(w);
    return parts_[k].is->at((w - (end - parts_[k].length)) / parts_[k].length);
  }
  [[nodiscard]] std::vector<double> begins() const override {
    std::vector<double> out;
    double from = 0.0;
    for (const part& p : parts_) {
      if (from > 0.0) out.push_back(from - epsilon);
      for (const double b : p.is->begins()) out.push_back(p.scale == scaling::fixed ? b : from + p.length * b);
      from += p.length;
    }
    return out;
  }

 private:
  std::vector<part> parts_;
};

factor factor_inside(const written_value& one, const setting& in);

constexpr parameter_row composite_rows[] = {
    {"schedulers", takes::schedules, required, {}, "", "in sequence"},
    {"lengths", takes::reals, required, range::inside(0, 1), "", "parts of the run; their sum is 1"},
    {"interval_scaling",
     takes::all_words,
     required,
     {},
     "rescaled fixed",
     "the clock of each part: that of its segment (rescaled) or of the run (fixed)"}};
factor make_composite(const arguments& a, const setting& in) {
  const std::vector<written_value>& schedulers = a.schedules("schedulers");
  std::vector<double> lengths = a.reals("lengths");
  const std::vector<std::string> scalings = a.texts("interval_scaling");
  if (schedulers.empty() || schedulers.size() != lengths.size() || schedulers.size() != scalings.size())
    return conflict("fvcore.CompositeParamScheduler needs as many schedulers as lengths and interval_scaling");
  double before_last = 0.0;
  for (std::size_t k = 0; k + 1 < lengths.size(); ++k) before_last += lengths[k];
  if (!(std::fabs(before_last + lengths.back() - 1.0) < 1e-3))
    return conflict("fvcore.CompositeParamScheduler: the sum of lengths must be 1");
  if (before_last + lengths.back() != 1.0) lengths.back() = 1.0 - before_last;
  std::vector<composite::part> parts;
  for (std::size_t k = 0; k < schedulers.size(); ++k) {
    TAPER_TRY(inner, factor_inside(schedulers[k], in));
    parts.push_back({std::move(inner), lengths[k],
                     scalings[k] == "fixed" ? composite::scaling::fixed : composite::scaling::rescaled});
  }
  return factor_of<composite>(std::move(parts));
}

/// The function that makes the schedule of a row.
template <factor_maker... makers>
factor made_by(const nested_call& one, const setting& in) {
  factor out = conflict("fvcore." + std::string(one.row->name) + " is not allowed inside another schedule");
  (void)((one.row->how->make == &over_run<makers> && (out = makers(one.given, in), true)) || ...);
  return out;
}
factor factor_inside(const written_value& one, const setting& in) {
  TAPER_TRY(inner, nested(one, fvcore_library, "", in));
  return made_by<smooth_of<kind::constant>, smooth_of<kind::cosine>, smooth_of<kind::exponential>,
                 smooth_of<kind::linear>, smooth_of<kind::polynomial>, make_multi_step, make_step, make_gamma,
                 make_composite>(inner, in);
}

constexpr std::string_view eps =
    "A milestone takes effect 1e-6 of the run early, which matters in runs of more than a million steps.";
constexpr entry rows[] = {
    {"ConstantParamScheduler", "constant", "value", constant_rows, base_rate::scaled, "",
     &recipe_of<over_run<smooth_of<kind::constant>>, translate_smooth<kind::constant>>},
    {"CosineParamScheduler", "cosine decay", "end + (start - end) (1 + cos(pi w)) / 2", between_rows, base_rate::scaled,
     "", &recipe_of<over_run<smooth_of<kind::cosine>>, translate_smooth<kind::cosine>>},
    {"LinearParamScheduler", "linear from one value to another", "start (1 - w) + end w", between_rows,
     base_rate::scaled, "", &recipe_of<over_run<smooth_of<kind::linear>>, translate_smooth<kind::linear>>},
    {"ExponentialParamScheduler", "exponential decay over the run", "start decay^w", exponential_rows,
     base_rate::scaled, "", &recipe_of<over_run<smooth_of<kind::exponential>>, translate_smooth<kind::exponential>>},
    {"PolynomialDecayParamScheduler", "polynomial decay", "base (1 - w)^power", polynomial_rows, base_rate::scaled, "",
     &recipe_of<over_run<smooth_of<kind::polynomial>>, translate_smooth<kind::polynomial>>},
    {"MultiStepParamScheduler", "values between milestones", "values[#{m <= int((w + 1e-6) n)}]", multi_step_rows,
     base_rate::scaled, eps, &recipe_of<over_run<make_multi_step>>},
    {"StepParamScheduler", "values over equal parts of the run", "values[int((w + 1e-6) |values|)]", step_rows,
     base_rate::scaled, eps, &recipe_of<over_run<make_step>>},
    {"StepWithFixedGammaParamScheduler", "drops at equal intervals", "base gamma^int((w + 1e-6) (num_decays + 1))",
     gamma_rows, base_rate::scaled, eps, &recipe_of<over_run<make_gamma>>},
    {"CompositeParamScheduler", "schedules in sequence, each over a part of the run",
     "part_k(w), or of its own progress", composite_rows, base_rate::scaled, eps, &recipe_of<over_run<make_composite>>},
};
}  // namespace

}  // namespace taper::libraries::fvcore

namespace taper::libraries {

const library fvcore_library = {"fvcore",
                                "fvcore, fvcore.common.param_scheduler (as in detectron2: w = t / T)",
                                "0.1.5.post20221221",
                                "printed by the library",
                                "float64",
                                "https://github.com/facebookresearch/fvcore/blob/main/fvcore/common/param_scheduler.py",
                                1.0,
                                "none: its schedules are factors",
                                fvcore::rows};

}  // namespace taper::libraries
