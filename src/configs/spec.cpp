// Building blocks of the schedules that configurations specify.
#include "configs/spec.hpp"

#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::configs {

result<schedule> call(std::string_view name, std::initializer_list<std::pair<std::string_view, argument>> arguments) {
  library_call made(name);
  for (const auto& [key, value] : arguments) {
    if (!value) continue;
    if (const auto* word = std::get_if<std::string>(&*value)) {
      if (!word->empty()) made(key, *word);
    } else if (const auto* whole = std::get_if<std::int64_t>(&*value)) {
      made(key, whole_argument(*whole));
    } else if (const auto* flag = std::get_if<bool>(&*value)) {
      made(key, *flag);
    } else {
      made(key, std::get<double>(*value));
    }
  }
  return std::move(made).made();
}

result<schedule> at_peak(result<schedule> s, double rate) {
  TAPER_TRY(made, std::move(s));
  made.with.peak = taper::peak(rate);
  TAPER_CHECK(fault_of(made.with));
  return std::move(made);
}

result<schedule> in_sequence(std::vector<result<schedule>> parts, std::vector<amount> marks) {
  std::vector<part_of_schedule> all;
  for (result<schedule>& part : parts) {
    TAPER_TRY(made, std::move(part));
    all.emplace_back(std::move(made));
  }
  return checked::sequence(all, marks);
}

result<schedule> in_notation(const std::string& text) { return parse(text); }

result<schedule> multiplied(std::vector<result<schedule>> parts, double rate) {
  std::vector<part_of_schedule> all;
  for (result<schedule>& part : parts) {
    TAPER_TRY(made, std::move(part));
    all.emplace_back(std::move(made));
  }
  return at_peak(checked::product(all), rate);
}

result<schedule> once_every(result<schedule> s, std::int64_t every) {
  TAPER_TRY(made, std::move(s));
  return every == 1 ? result<schedule>(std::move(made)) : checked::staircase(made, steps(every));
}

result<schedule> line_to_one(double first, std::int64_t steps) {
  const std::string from = first > 0.0 ? ", from=" + print_number(first) : std::string();
  return parse("constant | warmup(" + written(steps) + from + ")");
}

result<schedule> level(double part) {
  if (part > 0.0) return windowed(constant{}, std::optional(taper::peak(part)));
  return checked::clip(constant{}, {.high = 0.0});
}

}  // namespace taper::configs
