"""taper: learning-rate schedules as window functions. Examples use ``import taper_lr as taper``.

Examples
--------
>>> import taper_lr as taper
>>> s = taper.poly(1.8, 2) | taper.warmup(500) | taper.hold("50%") | taper.peak(3e-4)
>>> r = s.over(10_000)
>>> r(500), len(r), r.check()["verdict"]
(0.0003, 10000, 'favorable')
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from . import _draw, _export, _judge, _lint, _modifiers, _plans, _recipes, _report, _retarget, _schedule, _words
from ._draw import *
from ._export import *
from ._judge import *
from ._lint import *
from ._modifiers import *
from ._plans import *
from ._recipes import *
from ._report import *
from ._retarget import *
from ._schedule import *
from ._words import *

try:
    __version__ = version("taper-lr")
except PackageNotFoundError:  # imported from a build folder
    __version__ = "0"

__all__ = [*_schedule.__all__, *_judge.__all__, *_lint.__all__, *_draw.__all__, *_export.__all__, *_plans.__all__, *_recipes.__all__, *_report.__all__, *_retarget.__all__,
           *_modifiers.__all__, *_words.__all__]


def __getattr__(name: str) -> Any:
    """`TaperScheduler`: `taper_lr.torch.TaperLR` under a short class path, for configurations. It needs PyTorch, so only on demand."""
    if name == "TaperScheduler":
        return import_module("taper_lr.torch").TaperLR
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
