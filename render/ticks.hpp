// Ticks of an axis: 1-2-5 steps on a linear axis, powers of ten on a logarithmic one.
#pragma once

#include <string>
#include <vector>

#include "render/chart.hpp"

namespace taper::render {

/// The step (1, 2 or 5 times a power of ten) that divides `span` > 0 into at most `target` parts.
double nice_step(double span, int target);

/// Ticks inside [lo, hi], at most about `target`, all with the same number of decimals. From 10,000 on labels are in
/// thousands ("20k", "1.5M", "3G"), below 1/1000 with an exponent ("2e−4"). Empty unless lo < hi, both finite and not
/// closer than 1e-290.
std::vector<tick> linear_ticks(double lo, double hi, int target, number_style style = number_style::plain);

/// Powers of ten inside [lo, hi], every decade or every few so that at most about `target` are named; below one and a
/// half decades also 2 and 5 times them. Labels are plain ("0.01") between 1/1000 and 10,000. Empty unless 0 < lo < hi.
std::vector<tick> log_ticks(double lo, double hi, int target);

/// Ticks without a label between those of log_ticks: the other decades, or 2…9 times each.
std::vector<double> minor_log_ticks(double lo, double hi, int target);

/// A number for a tooltip or a label: up to `digits` significant digits, no trailing zeros, "−" for minus.
std::string short_number(double value, int digits = 4);

}  // namespace taper::render
