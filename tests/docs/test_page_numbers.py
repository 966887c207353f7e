"""Numbers in the prose of the pages, computed from their formulas."""

import math
import pathlib
import unittest

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"


def cosine_over_linear(x):
    """The ratio of cosine's time-normalized rate to linear decay's."""
    return math.tan(math.pi * x / 2) ** 2 / (x / (1 - x))


def adam_bound(beta1, beta2, t):
    """The largest |m| / sqrt(v), both with their bias corrected, after t steps (equality in Cauchy-Schwarz)."""
    q = beta1 * beta1 / beta2
    return (1 - beta1) / (1 - beta1 ** t) * math.sqrt((1 - q ** t) / (1 - q) * (1 - beta2 ** t) / (1 - beta2))


def steepness(window):
    """The largest drop within a fiftieth of the fall that ends in the second half, relative to linear decay."""
    ends = [0.5 + k / 20000 for k in range(10001)]
    return max((window(x - 0.02) - window(x)) / 0.02 for x in ends)


def logistic(i, base):
    h = lambda x: 1 / (1 + base ** (2 * i * (x - 0.5)))
    return lambda x: (h(x) - h(1)) / (h(0) - h(1))


class PageNumbers(unittest.TestCase):
    def states(self, page, *texts):
        words = " ".join((DOCS / page).read_text(encoding="utf-8").split())
        for text in texts:
            self.assertIn(text, words, page)

    def test_cosine_and_linear(self):
        quarter, three_quarters, early, last = map(cosine_over_linear, (0.25, 0.75, 0.01, 0.999))
        self.assertAlmostEqual(cosine_over_linear(0.5), 1)
        self.states("verdict.md", f"from {quarter:.2f} to {three_quarters:.2f}", f"{early:.3f} at x = 0.01 and {last:.0f} at the last of 1,000 steps")
        self.states("families/cosine.md", f"{early:.3f} at x = 0.01 and {last:.0f} at the last of 1,000 steps")
        self.assertGreater(quarter, 0.5)
        self.assertLess(three_quarters, 2)

    def test_published_edges(self):
        edge, base_two = steepness(logistic(6, math.e)), 6 / math.log(2)
        self.assertAlmostEqual(steepness(logistic(base_two, 2)), edge)
        poly = steepness(lambda x: (1 - x ** 10) ** 2)
        self.states("verdict.md", f"S = {edge:.2f}", f"S = {poly:.2f}")
        self.states("families/sigmoid.md", f"6/ln 2 = {base_two:.2f}", f"steepness is {edge:.2f}")
        self.states("families/poly.md", f"steepness of {poly:.2f}")

    def test_adam(self):
        for beta1, beta2 in ((0.9, 0.999), (0.9, 0.99), (0.9, 0.95)):
            limit = (1 - beta1) / math.sqrt((1 - beta2) * (1 - beta1 ** 2 / beta2))
            self.assertLessEqual(max(adam_bound(beta1, beta2, t) for t in range(1, 20000)), limit * (1 + 1e-12))
            self.states("theory/delta.md", f"{limit:.2f} for" if beta2 == 0.999 else f"{limit:.2f} for ({beta1}, {beta2})")

    def test_chebyshev_half(self):
        for condition in (10, 100, 1e4):
            x = 2 / math.pi * math.asin(1 / math.sqrt(condition - 1))
            self.assertAlmostEqual(1 / (1 + (condition - 1) * math.sin(math.pi * x / 2) ** 2), 0.5)
        self.assertAlmostEqual(x * 100, 0.64, delta=0.005)
        self.states("theory/chebyshev.md", "x = (2/π)·asin(1/√(condition − 1)), about 0.64/√condition")


if __name__ == "__main__":
    unittest.main()
