// Binds operations: each bound operation is a pure function of the step over bound parts.
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "arguments.hpp"
#include "part.hpp"
#include "taper/text.hpp"

namespace taper::combined {

using libraries::conflict;
using libraries::made_rule;
using libraries::setting;

namespace {

template <class F>
made_rule rates(F f) {
  return std::shared_ptr<const step_rule>(std::make_shared<const combined_rule>(combined_rates{std::move(f)}));
}

std::string count_of(std::uint64_t n) { return std::to_string(n); }

/// First step of each part after the first: as given, or equal shares.
result<std::vector<std::uint64_t>> marks(const operations::sequence& op, std::uint64_t steps) {
  const std::size_t parts = op.parts.size();
  std::vector<std::uint64_t> out;
  if (op.at) {
    for (const placed_amount& mark : *op.at) out.push_back(mark.steps());
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

made_rule bound(const operations::sequence& op, const setting& in) {
  TAPER_TRY(begins, marks(op, in.steps));
  const bool own_clock = op.scaling == scaling::rescaled;
  sequenced out{{}, std::move(begins), own_clock, in.base};
  for (std::size_t k = 0; k < op.parts.size(); ++k) {
    const std::uint64_t from = k == 0 ? 0 : out.begins[k - 1];
    const std::uint64_t to = k == out.begins.size() ? in.steps : out.begins[k];
    TAPER_TRY(one, bind_part(op.parts[k], own_clock ? to - from : in.steps, in));
    out.parts.push_back(std::move(one));
  }
  return rates(std::move(out));
}

made_rule bound(const operations::product& op, const setting& in) {
  multiplied out{{}, in.base};
  for (const operand& part : op.parts) {
    TAPER_TRY(one, bind_part(part, in.steps, in));
    out.parts.push_back(std::move(one));
  }
  return rates(std::move(out));
}

made_rule bound(const operations::clip& op, const setting& in) {
  const double high = op.high.value_or(std::numeric_limits<double>::max());
  if (high < op.low) {
    return conflict("clip: high must be at least low, got " + print_number(high) + " below " + print_number(op.low));
  }
  TAPER_TRY(part, bind_part(op.of, in.steps, in));
  return rates(clipped{std::move(part), op.low, high, in.base});
}

made_rule bound(const operations::hold& op, const setting& in) {
  const std::uint64_t at = op.at.steps();
  const std::uint64_t length = op.length ? op.length->steps() : 0;
  if (at >= in.steps || (length > 0 && length >= in.steps - at)) {
    return conflict("hold: at and length must end within the " + count_of(in.steps) + " steps of the run, got " +
                    count_of(at) + " and " + count_of(length) + "; without a length the clock stops permanently");
  }
  TAPER_TRY(part, bind_part(op.of, in.steps - length, in));
  const std::uint64_t pause = op.length ? length : std::numeric_limits<std::uint64_t>::max();
  return rates(held{std::move(part), at, pause, in.base});
}

made_rule bound(const operations::loop& op, const setting& in) {
  if (op.every.steps() < 1) return conflict("loop: every must be at least 1 step, got 0");
  TAPER_TRY(part, bind_part(op.of, op.every.steps(), in));
  return rates(looped{std::move(part), in.base});
}

made_rule bound(const operations::staircase& op, const setting& in) {
  if (op.every.steps() < 1) return conflict("staircase: every must be at least 1 step, got 0");
  TAPER_TRY(part, bind_part(op.of, in.steps, in));
  return rates(stepped{std::move(part), op.every.steps(), in.base});
}

made_rule bound(const operations::shift& op, const setting& in) {
  if (op.by.has_value() == op.ahead.has_value()) return conflict("shift takes either by or ahead");
  const std::uint64_t by = op.by ? op.by->steps() : 0;
  const std::uint64_t ahead = op.ahead ? op.ahead->steps() : 0;
  if (by >= in.steps) {
    return conflict("shift: by must be less than the " + count_of(in.steps) + " steps of the run, got " + count_of(by));
  }
  TAPER_TRY(part, bind_part(op.of, in.steps - by + ahead, in));
  return rates(shifted{std::move(part), by, ahead, in.base});
}

made_rule bound(const operations::between& op, const setting& in) {
  setting one = in;  // `of` must run from 1 to 0; a library schedule does so at a base rate of 1
  one.base = 1.0;
  one.base_given = true;
  TAPER_TRY(part, bind_part(op.of, in.steps, one));
  if (const double top = top_of(part); top != 1.0)
    return conflict("between: `of` runs from 1 to 0 and takes no peak, got " + print_number(top));
  return rates(mapped{std::move(part), op.from, op.to});
}

made_rule bound(const operations::noise& op, const setting& in) {
  TAPER_TRY(part, bind_part(op.of, in.steps, in));
  return rates(noisy{std::move(part), op.amplitude.fraction(), op.seed, in.base});
}

setting setting_of(const binding& to) { return {to.peak.value_or(1.0), to.steps, to.timing, to.peak.has_value()}; }

}  // namespace

made_rule bind(const operation& is, const binding& to) {
  const setting in = setting_of(to);
  return std::visit(
      [&](const auto& op) -> made_rule {
        TAPER_TRY(whole, in_steps(op, in));
        return bound(whole, in);
      },
      is);
}

std::vector<finding> findings_of(const operation& is, const binding& to) {
  std::vector<finding> out;
  const made_rule rates = bind(is, to);
  if (rates) part_findings(*(*rates)->combined(), setting_of(to), out);
  return out;
}

}  // namespace taper::combined
