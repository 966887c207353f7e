"""JAX: `schedule`, a pure function of the count that traces under jit, vmap and scan (an Optax Schedule)."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, Union

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from ._judge import bound
from ._run import Run
from ._schedule import Schedule
from ._traceable import table_of

__all__ = ["schedule"]


def schedule(schedule: Union[str, Schedule, Run], steps: Optional[int] = None, *, steps_per_epoch: Optional[float] = None,
             samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> Callable[[Any], jax.Array]:
    """A schedule as a function of the count.

    Parameters
    ----------
    schedule : str, Schedule or Run
        Must include its peak, because Optax has no other base rate.
    steps : int
        Optimizer steps of the run; not needed for a Run.

    Returns
    -------
    callable
        ``count -> rate``, a float32 (float64 with ``jax_enable_x64``) of the count's shape.

    Raises
    ------
    ValueError
        For a schedule without an end, or one longer than 16,777,216 steps.

    Notes
    -----
    Rates are computed in float64 when the function is made and looked up by count: every family and modifier is exact
    to one rounding on any device.

    The state of an Optax optimizer contains only the count. To train a run on over another length, pass
    ``run.extend(new_steps, at=count)`` (see `taper_lr.Run.extend`): the rate does not jump. The same text over the new length
    does jump.

    Examples
    --------
    >>> import jax
    >>> from taper_lr import optax as taper_optax
    >>> rate = taper_optax.schedule("cosine | warmup(10) | peak(0.001)", steps=100)
    >>> round(float(jax.jit(rate)(5)), 6)
    0.0005
    """
    run = bound(schedule, steps, steps_per_epoch=steps_per_epoch, samples_per_step=samples_per_step,
                tokens_per_step=tokens_per_step)
    exact = table_of(run)
    kept: Dict[Any, npt.NDArray[Any]] = {}  # one per precision, because x64 can be enabled later

    def rate(count: Any) -> jax.Array:
        kind = np.dtype(jnp.result_type(float))
        if kind not in kept:
            kept[kind] = exact.astype(kind)
        table = kept[kind]
        place = jnp.clip(jnp.asarray(count), 0, len(table) - 1)
        return jnp.asarray(table)[place.astype(jnp.int32)]

    return rate
