// Building blocks of the schedules that configurations specify.
#include "configs/spec.hpp"

#include <algorithm>

namespace taper::configs {

namespace {

/// Passes each kind of argument to a call.
struct giving {
  library_call& to;
  std::string_view key;

  void operator()(double v) const { to(key, v); }
  void operator()(bool v) const { to(key, v); }
  void operator()(std::int64_t v) const { to(key, whole_argument(v)); }
  void operator()(const std::string& word) const {
    if (!word.empty()) to(key, word);
  }
  void operator()(const std::vector<double>& v) const { to(key, list_argument<double>(v)); }
  void operator()(const std::vector<std::string>& v) const { to(key, list_argument<std::string>(v)); }
  void operator()(const std::vector<std::int64_t>& v) const { list<whole_argument>(v); }
  void operator()(const std::vector<std::pair<std::int64_t, double>>& v) const {
    list<std::pair<amount_argument, double>>(v);
  }
  void operator()(const std::vector<schedule>& v) const { list<library_part>(v); }

 private:
  template <class To, class From>
  void list(const std::vector<From>& v) const {
    to(key, list_argument<To>(std::vector<To>(v.begin(), v.end())));
  }
};

}  // namespace

result<schedule> call(std::string_view name, const named_arguments& arguments) {
  library_call made(name);
  for (const auto& [key, value] : arguments) {
    if (value) std::visit(giving{made, key}, *value);
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
  return windowed(constant{}, std::optional(taper::warmup(taper::steps(steps), {.from = std::max(first, 0.0)})));
}

result<schedule> level(double part) {
  if (part > 0.0) return windowed(constant{}, std::optional(taper::peak(part)));
  return checked::clip(constant{}, {.high = 0.0});
}

}  // namespace taper::configs
