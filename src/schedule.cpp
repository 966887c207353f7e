// Errors of modifiers that do not depend on the run length, their canonical form, and template instantiations shared by
// all sources.
#include "taper/schedule.hpp"

#include <string>
#include <utility>

#include "taper/text.hpp"

namespace taper {

result<void> fault_of(const composition& c, const node* root) {
  // each message begins with the name of the modifier
  const auto conflict = [](std::string_view of, const std::string& rest) {
    return failed_on(std::string(of), errc::conflict, rest);
  };
  const auto outside = [](std::string_view of, const std::string& rest) {
    return failed_on(std::string(of), errc::out_of_range, rest);
  };
  if (!c.given_twice.empty()) return conflict(c.given_twice, " is given twice");
  if (root != nullptr) {
    composition other = c;
    other.peak.reset();
    const std::string name = root->name();
    if (!(other == composition{}))
      return conflict(name, " is a complete schedule: the only modifier it takes is peak(lr)");
    if (c.peak && !root->takes_peak())
      return conflict("peak", " does not apply to " + name + ": its rates are its own parameters");
  }
  if (c.full && c.warmup) return conflict("full", " and warmup exclude each other: full has its own rise");
  if (c.full && c.cooldown) return conflict("full", " and cooldown exclude each other: rise and fall are equal");
  if (c.hold && c.cooldown) return conflict("cooldown", " and hold exclude each other: each follows from the other");
  const bool kronecker = c.sequence.value_or(input::uniform) != input::uniform;
  if (kronecker && c.restarts) return conflict("kronecker", " and restarts exclude each other");
  if (kronecker && c.full) return conflict("kronecker", " and full exclude each other");
  if (kronecker && c.sampled.value_or(sampling::periodic) != sampling::periodic) {
    return conflict("kronecker", " is an input sequence and takes no sampling");
  }
  const auto is_part = [](const amount& a) { return a.in == unit::percent && !(a.value >= 0.0 && a.value <= 100.0); };
  if (c.warmup && is_part(c.warmup->length)) return outside("warmup", " must be between 0% and 100%");
  if (c.hold && is_part(c.hold->length)) return outside("hold", " must be between 0% and 100%");
  if (c.cooldown && is_part(c.cooldown->length)) return outside("cooldown", " must be between 0% and 100%");
  if (c.warmup && !(c.warmup->from >= 0.0 && c.warmup->from <= 1.0))
    return outside("warmup", ": from must be >= 0 and <= 1");
  if (c.peak && !(c.peak->lr >= 1e-300 && c.peak->lr <= 1e300)) return outside("peak", " must be > 0 and finite");
  if (c.floor) {
    const bool rate = c.floor->is == modifier::floor::kind::rate;
    if (!(c.floor->value >= 0.0)) return outside("floor", " must be >= 0");
    if (!rate && c.floor->value > 100.0) return outside("floor", " must be between 0% and 100%");
    if (rate && c.floor->value > 0.0 && !c.peak) {
      return failed_on("floor", errc::unit,
                       "(" + print_number(c.floor->value) + ") is a learning rate and needs a peak",
                       "write floor(10%) for a part of the peak, or add peak(lr)");
    }
    if (rate && c.peak && c.floor->value > c.peak->lr) {
      return outside("floor",
                     " must be at most the peak " + print_number(c.peak->lr) + ", got " + print_number(c.floor->value));
    }
  }
  if (c.restarts) {
    const modifier::restarts& r = *c.restarts;
    if (r.count.has_value() == r.first.has_value())
      return conflict("restarts", " takes either a number of cycles or a first length");
    if (r.count.value_or(1) < 1 || r.first.value_or(1) < 1)
      return outside("restarts", ": cycles and steps must be at least 1");
    if (!(r.stretch >= 0.01 && r.stretch <= 1e6))
      return outside("restarts", ": stretch must be >= 0.01 and <= 1000000");
    if (!(r.decay > 0.0 && r.decay <= 1.0)) return outside("restarts", ": decay must be > 0 and <= 1");
    if (r.stretch != 1.0 && r.count.value_or(1) > 1024)
      return failed_on("restarts", errc::too_large, ": at most 1024 cycles when they stretch");
    if (r.first && r.stretch != 1.0 && r.stretch < 1.01)
      return outside("restarts", " without an end: stretch must be 1 or at least 1.01");
  }
  return {};
}

composition normalized(composition c) {
  const auto nothing = [](const amount& a) { return a.value == 0.0; };
  if (c.warmup && nothing(c.warmup->length)) c.warmup.reset();
  if (c.hold && nothing(c.hold->length)) c.hold.reset();
  if (c.restarts && c.restarts->count == 1U) c.restarts.reset();
  if (c.sampled == sampling::periodic) c.sampled.reset();
  if (c.sequence == input::uniform) c.sequence.reset();
  if (c.floor && c.floor->value == 0.0) c.floor.reset();
  return c;
}

template class basic_run<any_window>;

}  // namespace taper
