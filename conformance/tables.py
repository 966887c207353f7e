#!/usr/bin/env python3
"""Prints include/taper/detail/tables.hpp: the tables of the exponential and the logarithm, computed with 300 bits.

    conformance/tables.py > include/taper/detail/tables.hpp
"""

import mpmath

mpmath.mp.prec = 300
GRID = mpmath.mpf(2) ** -42  # on this grid k ln 2 + ln(1 / c) is exact for every exponent k


def split(value):
    high = mpmath.nint(value / GRID) * GRID
    return float(high), float(value - high)


def roots():
    for j in range(64):
        whole = mpmath.mpf(2) ** (mpmath.mpf(j) / 64)
        yield float(whole), float((whole - float(whole)) / float(whole))


def reciprocals():
    for j in range(128):
        middle = mpmath.mpf(1) / 2 + (j + mpmath.mpf(1) / 2) / 256
        c = mpmath.nint(1024 / middle) / 1024 if j < 127 else mpmath.mpf(1)  # the last: ln x to full precision at x = 1
        yield (float(c), *split(-mpmath.log(c)))


def rows(values, width):
    out, line = [], "   "
    for value in values:
        item = " {" + ", ".join(repr(part) for part in value) + "},"
        if len(line) + len(item) > width:
            out.append(line)
            line = "   "
        line += item
    return "\n".join([*out, line])


ln2 = split(mpmath.log(2))
print(f"""// Tables of the exponential and the logarithm. Made by conformance/tables.py; not to be edited.
#pragma once

// clang-format off
namespace taper::detail {{

inline constexpr double ln2_high = {ln2[0]!r};  ///< on the grid 2^-42
inline constexpr double ln2_low = {ln2[1]!r};

/// 2^(j/64) and what rounding took from it, as a fraction of it.
struct root_of_two {{
  double value;
  double tail;
}};
inline constexpr root_of_two roots_of_two[64] = {{
{rows(roots(), 120)}
}};

/// c near 1/m for m in the j-th of 128 equal parts of [1/2, 1], and ln(1/c) in two doubles, `high` on the grid 2^-42.
struct reciprocal {{
  double c;
  double high;
  double low;
}};
inline constexpr reciprocal reciprocals[128] = {{
{rows(reciprocals(), 120)}
}};

}}  // namespace taper::detail
// clang-format on""")
