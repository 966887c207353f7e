"""axolotl: a plugin that replaces the scheduler of a configuration.

In the configuration: ``plugins: [taper_lr.axolotl.TaperPlugin]`` and ``taper_schedule: cosine | warmup(10%)``.
"""

from __future__ import annotations

from typing import Any, Optional

from axolotl.integrations.base import BasePlugin  # type: ignore[import-not-found, import-untyped, unused-ignore]
from pydantic import BaseModel  # type: ignore[import-not-found, unused-ignore]

from .hf import get_scheduler
from .torch import TaperLR

__all__ = ["TaperArgs", "TaperPlugin"]


class TaperArgs(BaseModel):  # type: ignore[misc, unused-ignore]
    """The keys that the plugin adds to a configuration."""

    taper_schedule: Optional[str] = None


class TaperPlugin(BasePlugin):  # type: ignore[misc, unused-ignore]
    """Follows ``taper_schedule``; its peak is ``learning_rate``, unless it has one. Without the key nothing changes."""

    def get_input_args(self) -> str:
        return "taper_lr.axolotl.TaperArgs"

    def create_lr_scheduler(self, cfg: Any, trainer: Any, optimizer: Any, num_training_steps: int) -> Optional[TaperLR]:
        schedule = cfg.get("taper_schedule")
        return get_scheduler(schedule, optimizer, num_training_steps) if schedule else None
