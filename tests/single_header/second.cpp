// A second source of the same program: the header's declarations without its bodies.
#if defined(TAPER_SINGLE)
#include "taper.hpp"
#else
#include "taper/taper.hpp"
#endif

double second_source(std::uint64_t step);
double second_source(std::uint64_t step) {
  return (taper::cosine{} | taper::warmup(10) | taper::peak(0.1)).over(100)(step);
}
