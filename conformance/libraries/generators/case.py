"""What a generator yields: one schedule and the rates its library applies."""

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
    """A JSON number that reads back to the same value (float64: Python's own shortest form)."""
    number = float(value)
    return number if digits == "%.17g" else float(digits % number)
