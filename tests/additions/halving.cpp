// An example of a library, with one schedule.
#include <cmath>
#include <cstdint>

#include "row.hpp"

namespace taper::libraries::halving {

namespace {

struct halves {
  double rate;
  std::uint64_t every;
  double operator()(std::uint64_t t) const noexcept { return std::ldexp(rate, -static_cast<int>(t / every)); }
};

made_rule make(const arguments& a, const setting& in) { return made(halves{in.base, a.count("every")}); }

constexpr parameter_row rows_of[] = {
    {"every", takes::steps, 1000, range::at_least(1), "", "steps between two drops"},
};
constexpr entry rows[] = {
    {"Halves", "half of it at every drop", "lr / 2^floor(t / every)", rows_of, base_rate::scaled, "", &recipe_of<make>},
};

}  // namespace

}  // namespace taper::libraries::halving

namespace taper::libraries {

const library halving_library = {"halving", "an example",  "1.0",        "computed from the formula", "float64", "none",
                                 1.0,       "the example", halving::rows};

}  // namespace taper::libraries
