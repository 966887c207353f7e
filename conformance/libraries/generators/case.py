"""The items that generators yield: one schedule and the rates of its library."""

from dataclasses import dataclass


@dataclass
class Case:
    """`lr[k]` is the rate at the k-th optimizer step, or at step `at[k]` where `at` is given."""

    spec: str
    steps: int
    lr: list
    at: list | None = None

    def as_json(self, precision: str) -> dict:
        digits = "%.17g" if precision == "float64" else "%.9g"
        row = {"spec": self.spec, "steps": self.steps}
        if self.at is not None:
            row["at"] = self.at
        row["lr"] = [shortest(value, digits) for value in self.lr]
        return row


def shortest(value, digits):
    """A JSON number that round-trips (float64: Python's shortest form)."""
    number = float(value)
    return number if digits == "%.17g" else float(digits % number)
