// The sizes of image that a PNG may have here.
#pragma once

#include "taper/result.hpp"

namespace taper::render {

/// An error unless each side is 1 … 32,767 px, which is what cairo can draw.
[[nodiscard]] inline result<void> fits_png(double width, double height) {
  constexpr double longest_side = 32'767;
  if (width >= 1 && height >= 1 && width <= longest_side && height <= longest_side) return {};
  return failed(errc::out_of_range, "cannot draw PNG: each side must be 1 to 32767 px");
}

}  // namespace taper::render
