"""Working precision and the text form of numbers.

DIGITS decimal digits are promised; GUARD more are carried so that the last printed digit is right;
PRINTED digits are written, far beyond double (17) and double-double (32).
"""

from fractions import Fraction

import mpmath
from mpmath import mp, mpf

DIGITS, GUARD, PRINTED = 50, 25, 40
mp.dps = DIGITS + GUARD
TOOL = f"mpmath {mpmath.__version__}"


def real(q):
    """An exact rational, int or double as an mpf at the current precision."""
    q = Fraction(q)
    return mpf(q.numerator) / mpf(q.denominator)


def text(v, digits=PRINTED):
    """Decimal text of v; "inf" and "-inf" for infinities. Values below the least double are written in full
    (a reader in double sees them underflow to 0)."""
    if mpmath.isinf(v):
        return "inf" if v > 0 else "-inf"
    if v == 0:
        return "0.0"
    return mpmath.nstr(mpf(v), digits, min_fixed=-5, max_fixed=16)
