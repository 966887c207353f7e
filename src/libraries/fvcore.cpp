// The rows of fvcore.common.param_scheduler, asked as detectron2 does: at t / (length of the run).
#include "taper/libraries/fvcore.hpp"

#include <algorithm>

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::fvcore {

namespace {

using kind = smooth::kind;

made_rule over_run(std::shared_ptr<const scheduler> is, const setting& in) {
  return made(by_step{in.base, std::max<std::uint64_t>(in.steps, 1), std::move(is)});
}

// Smooth ones: a first value and one more number
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
made_rule make_smooth(const arguments& a, const setting& in) {
  constexpr pair_of use = names<is>();
  return over_run(std::make_shared<smooth>(is, a.real(use.first), use.second.empty() ? 0.0 : a.real(use.second)), in);
}
template <kind is>
std::optional<translation> translate_smooth(const arguments& a, const setting& in) {
  constexpr pair_of use = names<is>();
  const double top = in.base * a.real(use.first);
  if (!(top > 0.0)) return std::nullopt;
  if constexpr (is == kind::constant) return words::over(in.steps, "constant", words::peak(top));
  if constexpr (is == kind::exponential) return words::decay_to(a.real("decay"), in.steps, top);
  if constexpr (is == kind::polynomial) return words::over(in.steps, words::power(a.real("power")), words::peak(top));
  const double end = in.base * a.real(use.second);
  if (!(end >= 0.0 && end <= top)) return std::nullopt;
  return words::over(in.steps, is == kind::linear ? "linear" : "cosine", words::floor_rate(end), words::peak(top));
}

constexpr parameter_row constant_rows[] = {{"value", takes::real, "", range::at_least(0), "", "the factor"}};
constexpr parameter_row between_rows[] = {{"start_value", takes::real, "", range::at_least(0), "", "first factor"},
                                          {"end_value", takes::real, "", range::at_least(0), "", "factor at the end"}};
constexpr parameter_row exponential_rows[] = {
    {"start_value", takes::real, "", range::at_least(0), "", "first factor"},
    {"decay", takes::real, "", range::above(0), "", "factor over the whole run"}};
constexpr parameter_row polynomial_rows[] = {{"base_value", takes::real, "", range::at_least(0), "", "first factor"},
                                             {"power", takes::real, "", range::above(0), "", "exponent"}};

// Steps
// -------------------------------------------------------------------------------------------------

constexpr parameter_row values_row = {"values", takes::reals, "", range::at_least(0), "", "factors, one after another"};
constexpr parameter_row multi_step_rows[] = {
    values_row,
    {"num_updates", takes::count, "none", range::at_least(1), "", "length; the last milestone unless given"},
    {"milestones", takes::all_steps, "none", range::at_least(1), "", "ends of the values, in units of num_updates"}};
made_rule make_multi_step(const arguments& a, const setting& in) {
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
  return over_run(std::make_shared<stepped>(values, std::move(marks), length), in);
}

/// |values| equal parts of the run: num_updates is only looked at
made_rule equal_parts(std::vector<double> values, const setting& in) {
  std::vector<double> marks;
  for (std::size_t k = 1; k < values.size(); ++k) marks.push_back(static_cast<double>(k));
  const auto count = static_cast<double>(values.size());
  return over_run(std::make_shared<stepped>(std::move(values), std::move(marks), count), in);
}
constexpr parameter_row step_rows[] = {
    values_row, {"num_updates", takes::count, "1", range::at_least(1), "", "not used: the parts are equal"}};
made_rule make_step(const arguments& a, const setting& in) {
  if (a.reals("values").empty()) return conflict("fvcore.StepParamScheduler needs at least one value");
  return equal_parts(a.reals("values"), in);
}
constexpr parameter_row gamma_rows[] = {
    {"base_value", takes::real, "", range::above(0), "", "first factor"},
    {"num_decays", takes::count, "", range::between(1, 1e6), "", "drops over the run"},
    {"gamma", takes::real, "", range::above(0), "", "factor of a drop"},
    {"num_updates", takes::count, "1", range::at_least(1), "", "not used: the parts are equal"}};
made_rule make_gamma(const arguments& a, const setting& in) {
  std::vector<double> values = {a.real("base_value")};
  for (std::uint64_t k = 0; k < a.count("num_decays"); ++k) values.push_back(values.back() * a.real("gamma"));
  return equal_parts(std::move(values), in);
}

// Composition
// -------------------------------------------------------------------------------------------------

constexpr parameter_row composite_rows[] = {
    {"schedulers", takes::schedules, "", {}, "", "one after another"},
    {"lengths", takes::reals, "", range::inside(0, 1), "", "parts of the run; their sum is 1"},
    {"interval_scaling", takes::all_words, "", {}, "rescaled fixed", "what each part sees as progress"}};
made_rule make_composite(const arguments& a, const setting& in) {
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
    const made_rule inner = nested(schedulers[k], fvcore_library, "", {1.0, in.steps, in.timing});
    if (!inner) return inner.error();
    const auto* of = dynamic_cast<const formula_rule<by_step>*>(inner->get());
    parts.push_back({of->formula().is, lengths[k],
                     scalings[k] == "fixed" ? composite::scaling::fixed : composite::scaling::rescaled});
  }
  return over_run(std::make_shared<composite>(std::move(parts)), in);
}

constexpr std::string_view eps = "A milestone counts 1e-6 of the run early: runs of more than a million steps see it.";
constexpr entry rows[] = {
    {"ConstantParamScheduler", "a constant", "value", constant_rows, base_rate::scaled, "", make_smooth<kind::constant>,
     translate_smooth<kind::constant>},
    {"CosineParamScheduler", "half a cosine", "end + (start - end) (1 + cos(pi w)) / 2", between_rows,
     base_rate::scaled, "", make_smooth<kind::cosine>, translate_smooth<kind::cosine>},
    {"LinearParamScheduler", "a straight line", "start (1 - w) + end w", between_rows, base_rate::scaled, "",
     make_smooth<kind::linear>, translate_smooth<kind::linear>},
    {"ExponentialParamScheduler", "a factor over the run", "start decay^w", exponential_rows, base_rate::scaled, "",
     make_smooth<kind::exponential>, translate_smooth<kind::exponential>},
    {"PolynomialDecayParamScheduler", "a power of the part left", "base (1 - w)^power", polynomial_rows,
     base_rate::scaled, "", make_smooth<kind::polynomial>, translate_smooth<kind::polynomial>},
    {"MultiStepParamScheduler", "values between milestones", "values[#{m <= int((w + 1e-6) n)}]", multi_step_rows,
     base_rate::scaled, eps, make_multi_step},
    {"StepParamScheduler", "values over equal parts", "values[int((w + 1e-6) |values|)]", step_rows, base_rate::scaled,
     eps, make_step},
    {"StepWithFixedGammaParamScheduler", "drops at equal distances", "base gamma^int((w + 1e-6) (num_decays + 1))",
     gamma_rows, base_rate::scaled, eps, make_gamma},
    {"CompositeParamScheduler", "schedules over parts of the run", "part_k(w), or of its own progress", composite_rows,
     base_rate::scaled, eps, make_composite},
};

}  // namespace

}  // namespace taper::libraries::fvcore

namespace taper::libraries {

const library fvcore_library = {"fvcore",
                                "fvcore, fvcore.common.param_scheduler (as detectron2 asks: w = t / T)",
                                "0.1.5.post20221221",
                                "printed by the library",
                                "float64",
                                "https://github.com/facebookresearch/fvcore/blob/main/fvcore/common/param_scheduler.py",
                                1.0,
                                "none: its schedules are factors",
                                fvcore::rows};

}  // namespace taper::libraries
