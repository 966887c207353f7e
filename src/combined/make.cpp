// The algebra in C++: each function makes an operation, with the checks of the notation.
#include <utility>

#include "arguments.hpp"
#include "taper/algebra.hpp"

namespace taper {

namespace {

operand of(const part_of_schedule& s) { return as_operand(s.get()); }
std::vector<operand> all_of(const std::vector<part_of_schedule>& parts) {
  std::vector<operand> out;
  for (const part_of_schedule& one : parts) out.push_back(of(one));
  return out;
}

}  // namespace

namespace checked {

result<schedule> sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at, scaling clock) {
  operations::sequence out{all_of(parts), {}, clock};
  if (!at.empty()) out.at.emplace();
  for (const amount& one : at) out.at->push_back({one});
  return combined::make(std::move(out));
}
result<schedule> product(const std::vector<part_of_schedule>& parts) {
  return combined::make(operations::product{all_of(parts)});
}
result<schedule> clip(const part_of_schedule& s, const bounds& within) {
  return combined::make(operations::clip{of(s), within.low, within.high});
}
result<schedule> loop(const part_of_schedule& s, amount every) {
  return combined::make(operations::loop{of(s), {every}});
}
result<schedule> staircase(const part_of_schedule& s, amount every) {
  return combined::make(operations::staircase{of(s), {every}});
}
result<schedule> shift_ahead(const part_of_schedule& s, amount by) {
  return combined::make(operations::shift{of(s), {}, placed_amount{by}});
}

}  // namespace checked

schedule sequence(const std::vector<part_of_schedule>& parts, const std::vector<amount>& at, scaling clock) {
  return checked::sequence(parts, at, clock).value();
}
schedule product(const std::vector<part_of_schedule>& parts) { return checked::product(parts).value(); }
schedule clip(const part_of_schedule& s, const bounds& within) { return checked::clip(s, within).value(); }
schedule hold(const part_of_schedule& s, amount at, std::optional<amount> length) {
  operations::hold out{of(s), {at}, {}};
  if (length) out.length = placed_amount{*length};
  return combined::make(std::move(out)).value();
}
schedule loop(const part_of_schedule& s, amount every) { return checked::loop(s, every).value(); }
schedule staircase(const part_of_schedule& s, amount every) { return checked::staircase(s, every).value(); }
schedule shift(const part_of_schedule& s, amount by) {
  return combined::make(operations::shift{of(s), placed_amount{by}, {}}).value();
}
schedule shift_ahead(const part_of_schedule& s, amount by) { return checked::shift_ahead(s, by).value(); }
schedule between(const part_of_schedule& s, double from, double to) {
  return combined::make(operations::between{of(s), from, to}).value();
}
schedule noise(const part_of_schedule& s, double amplitude, std::uint64_t seed) {
  return combined::make(operations::noise{of(s), {amplitude}, seed}).value();
}

}  // namespace taper
