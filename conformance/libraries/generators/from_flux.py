"""The waves of ParameterSchedulers.jl (Flux) by the formulas of its src/cyclic.jl, t from 1 there. pip install mpmath"""

from mpmath import mp

from . import formula

PACKAGE = "ParameterSchedulers.jl"
HOW = "the published formula"
SOURCE = "https://github.com/FluxML/ParameterSchedulers.jl/blob/main/src/cyclic.jl"
PRECISION = "float64"

SPECS = [(f"flux.{wave}{how}(range0={low}, range1={high}, period={period}{', decay=0.97' if how == 'Exp' else ''})", 45)
         for wave in ("Triangle", "Sin") for how in ("", "Decay2", "Exp")
         for low, high, period in ((0.001, 0.1, 10), (0.2, 0.05, 7), (0, 1, 1))]


def rate_of(name, a, _base, _steps):
    first, second, period = mp.mpf(a["range0"]), mp.mpf(a["range1"]), a["period"]

    def rate(t):
        phase = mp.pi * mp.mpf(t % period) / period
        g = mp.fabs(mp.sin(phase))
        if name.startswith("Triangle"):
            g = 2 / mp.pi * mp.fabs(mp.asin(mp.sin(phase)))
        if name.endswith("Decay2"):
            g /= 2 ** (t // period)
        if name.endswith("Exp"):
            g *= mp.mpf(a["decay"]) ** t
        return mp.fabs(first - second) * g + min(first, second)
    return rate


def version() -> str:
    return "commit 09060468961d2aacf18d4576a184ee58b1fd6907"


def cases():
    return formula.cases_of(SPECS, rate_of, 1)
