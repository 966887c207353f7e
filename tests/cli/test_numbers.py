"""Numbers at their limits: what is printed is a number, null, or the documented inf of a CSV field."""

import json
import math
import pathlib
import re
import struct

from support import HERE, Case, run
from test_logs import Files

EXTREME = ("-1", "1.1", "5e-324", "1e300")


def extreme_specs():
    """Every library schedule of the unit tests, with each of its numbers in turn at a limit."""
    for spec in pathlib.Path(HERE, "../unit/library_specs.hpp").read_text(encoding="utf-8").split("\n"):
        if not spec.startswith('    "'):
            continue
        spec = spec.strip()[1:].rsplit('"', 1)[0].replace('\\"', '"')
        for number in re.finditer(r"(?<=[=(])[0-9][0-9.e-]*(?=[,)])", spec):
            for value in EXTREME:
                yield spec[:number.start()] + value + spec[number.end():]


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def strictly(raw):
    return json.loads(raw, parse_constant=refuse_constant)


class Arguments(Case):
    def test_no_option_takes_nan_or_infinity(self):
        for option in ("--steps-per-epoch", "--samples-per-step", "--tokens-per-step", "--slack", "--steepness-max", "--delta"):
            for value in ("nan", "-nan", "inf", "-inf", "+inf", "infinity", "NAN", "1e999"):
                with self.subTest(option=option, value=value):
                    self.refused("check", "cosine", "--steps", "100", f"{option}={value}")

    def test_a_length_beyond_2_63_is_refused(self):
        for value in ("1e300", "1e19", "9.3e18"):
            with self.subTest(value=value):
                self.assertIn("2^63", self.refused("check", "cosine", "--steps", "2ep", "--steps-per-epoch", value).err)


class Printed(Case):
    def test_dynamics_at_the_end_of_a_fall(self):
        """docs/semantics.md: an undefined quantity is an empty field, infinity is inf in CSV and null in JSON."""
        for sampling in ("one_based", "symmetric", "periodic", "midpoint", "open"):
            for steps in ("2", "4", "7"):
                arguments = ("dynamics", f"linear | sampling({sampling})", "--steps", steps)
                rows = self.good(*arguments).out
                self.assertNotRegex(rows, r"nan|-inf")
                strictly(self.good(*arguments, "--json").raw)

    def test_extreme_arguments_of_every_library_schedule(self):
        """Each argument in turn at its limits: JSON is read again, code holds no nan and no inf."""
        read = 0
        for spec in extreme_specs():
            with self.subTest(spec=spec):
                outcome = run("eval", spec, "--steps", "1000", "--at", "0,1,999,1000,1000000", "--json")
                self.assertIn(outcome.status, (0, 2), outcome.err)
                if outcome.status != 0:
                    continue
                read += 1
                strictly(outcome.raw)
                for target in ("json", "c", "python"):
                    code = run("export", spec, "--steps", "1000", "--to", target)
                    self.assertIn(code.status, (0, 2), code.err)
                    if target == "json" and code.status == 0:
                        strictly(code.raw)
                    self.assertNotRegex(code.out, r"(?<![\w.])-?(nan|inf)(?![\w])")
        self.assertGreater(read, 100, "the limits are not all refused")

    def test_growth_past_the_end(self):
        raw = self.good("eval", "torch.ExponentialLR(gamma=1.1)", "--steps", "10", "--at", "5,1000000", "--json").raw
        self.assertIsNone(strictly(raw)["lr"][1])
        self.assertTrue(math.isfinite(strictly(raw)["lr"][0]))


class Steps(Files):
    def test_steps_at_the_ends_of_64_bits(self):
        ends = (-2**63, -2**63 + 1, -1, 0, 1, 2**53, 2**62, 2**63 - 2, 2**63 - 1)
        orders = (ends, ends[::-1], (2**63 - 1, -2**63), (-2**63, 2**63 - 1, 0), (2**63 - 1,) * 3)
        for order in orders:
            rows = [(t, 0.1 / (k + 1)) for k, t in enumerate(order)]
            logs = (
                self.path("a.csv", "step,lr\n" + "".join(f"{t},{lr}\n" for t, lr in rows)),
                self.path("a.jsonl", "".join(json.dumps({"step": t, "lr": lr}) + "\n" for t, lr in rows)),
                self.path("trainer_state.json", json.dumps({"global_step": order[-1], "max_steps": order[0], "log_history": [
                    {"step": t, "learning_rate": lr, "loss": 1.0} for t, lr in rows]})),
                self.path("events.out.tfevents.1", b"".join(event(t, lr) for t, lr in rows)),
            )
            for log in logs:
                with self.subTest(log=log, order=order):
                    outcome = run("inspect", log, "--json")
                    self.assertIn(outcome.status, (0, 1, 2), outcome.err)
                    self.assertNotIn("internal", outcome.err)
                    if outcome.raw:
                        strictly(outcome.raw)


def varint(n):
    n &= 2**64 - 1
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def masked(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def event(step, rate, tag=b"train/learning_rate"):
    """A record of TensorBoard with one scalar."""
    value = b"\x0a" + varint(len(tag)) + tag + b"\x15" + struct.pack("<f", rate)
    summary = b"\x0a" + varint(len(value)) + value
    body = b"\x09" + struct.pack("<d", 1.0) + b"\x10" + varint(step) + b"\x2a" + varint(len(summary)) + summary
    head = struct.pack("<Q", len(body))
    return head + masked(head) + body + masked(body)
