"""Rates as a table for frameworks that trace programs; the last entry applies to all later steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._run import Run

MOST = 2**24
"""The longest table, in steps: 64 MiB of float32."""


def table_of(run: Run) -> npt.NDArray[Any]:
    """The rates of every step in float64, then the terminal rate.

    Raises
    ------
    ValueError
        If the run has no end, or more than `MOST` steps.
    """
    if run.schedule._native.is_endless():
        raise ValueError("restarts(…, forever) has no end and cannot be tabled; use restarts(k)")
    if len(run) > MOST:
        raise ValueError(f"a traced schedule has at most {MOST} steps, got {len(run)}")
    table = np.append(run.table(), run(len(run)))
    table.setflags(write=False)
    return table
