// A series as polylines in px: broken at gaps, decimated to a few points per pixel column, with extremes kept.
#pragma once

#include <vector>

#include "render/axis_map.hpp"
#include "render/chart.hpp"
#include "render/geometry.hpp"

namespace taper::render {

/// The lines of a line or step series inside `clip_to`. Of the points that share a pixel column the first, the lowest,
/// the highest and the last are kept, so that no extreme is lost; then points within 0.04 px of the line are dropped.
/// A point between two gaps is a piece of one point.
std::vector<polyline> trace_line(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to);

/// Whether the second of two line series is within 0.9 px of the first at every point, so that it would hide it.
bool covers(const series& first, const series& second, const axis_map& x, const axis_map& y);

/// Positions of the dots inside `clip_to`, in order of the data; overlapping dots are drawn once, and the
/// grid that detects overlaps is coarsened until at most `most` dots are left.
std::vector<point> trace_dots(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to,
                              int most = 12'000);

/// Closed outlines of an area series, clamped to the height of `clip_to`; one for each run without gaps.
std::vector<polyline> trace_area(const series& s, const axis_map& x, const axis_map& y, const rect& clip_to);

}  // namespace taper::render
