"""Shared by the tests of the Python package: schedules of every kind, and where the project's own files are."""

import os
import pathlib

import pytest

import taper_lr as taper

ROOT = pathlib.Path(os.environ.get("TAPER_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))

MODIFIED = [
    "cosine | warmup(10%)",
    "cosine | warmup(7, cosine, from=0.1) | peak(3e-4)",
    "linear | warmup(20, mirror) | floor(10%)",
    "poly(i=1.8) | warmup(25) | hold(50%) | floor(10%) | peak(0.0003)",
    "cosine(n=3) | full | hold(25%) | floor(5%)",
    "power(p=0.5) | cooldown(20%) | peak(0.1) | floor(0.001)",
    "sigmoid(i=4, c=30%) | restarts(3, stretch=2, decay=0.5)",
    "exp(beta=0.5) | warmup(10, log) | restarts(4)",
    "one_minus_sqrt | warmup(11, one_minus_sqrt) | sampling(midpoint)",
    "linear | kronecker",
    "cosine | kronecker(sorted) | warmup(9)",
    "linear | sampling(symmetric) | peak(0.1)",
    "cosine | sampling(one_based)",
    "linear | sampling(open) | hold(12.5%)",
    "table([[0,1],[0.5,0.7],[1,0]]) | warmup(3) | floor(1%)",
    "constant | warmup(10)",
]


def family_specs():
    """Each family with the required parameters inside their range."""
    out = []
    for family in taper.families():
        if family["name"] == "table":
            out.append("table([[0,1],[0.25,0.9],[1,0]])")
            continue
        given = []
        for p in family["parameters"]:
            if p["default"] is None:
                value = next(v for v in (2.5, 0.5, p["low"]) if p["low"] <= v <= p["high"])
                given.append(f"{p['name']}={value}")
        out.append(family["name"] + (f"({', '.join(given)})" if given else ""))
    return out


EVERY = family_specs() + MODIFIED


@pytest.fixture(params=EVERY)
def spec(request):
    """One schedule after another: every family, every modifier."""
    return request.param


@pytest.fixture
def root():
    return ROOT
