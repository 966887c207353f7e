"""The wheels that are built: for each system its wheel tag, its Zig target and the suffix of its modules; and the Pythons."""

import dataclasses
import platform


@dataclasses.dataclass(frozen=True)
class Target:
    tag: str  # of the wheel
    zig: str
    suffix: str  # of a module, with {python} as in "39"
    stable_suffix: str  # of a module for the stable ABI
    runs_here: bool = False


TARGETS = [
    Target("manylinux_2_28_x86_64", "x86_64-linux-gnu.2.28", ".cpython-{python}-x86_64-linux-gnu.so", ".abi3.so",
           platform.machine() == "x86_64" and platform.system() == "Linux"),
    Target("manylinux_2_28_aarch64", "aarch64-linux-gnu.2.28", ".cpython-{python}-aarch64-linux-gnu.so", ".abi3.so"),
    Target("musllinux_1_2_x86_64", "x86_64-linux-musl", ".cpython-{python}-x86_64-linux-musl.so", ".abi3.so"),
]

# The last one builds for the stable ABI, which serves every later Python.
PYTHONS = ["3.9", "3.10", "3.11", "3.12"]
