"""Schedules of several hyperparameters and parameter groups, and the plateau rule."""

from __future__ import annotations

import json
from typing import Any, Dict, Literal, Mapping, Optional, Union

from . import _core
from ._run import Run, whole
from ._schedule import Schedule, a_schedule_is_not, one_schedule
from ._text import call

__all__ = ["Plan", "Plateau"]

Hyperparameter = Literal["lr", "momentum", "weight_decay", "beta1", "beta2", "eps"]


class Plan:
    """Schedules of the hyperparameters of an optimizer, parameter group by parameter group.

    Parameters
    ----------
    plan : str or mapping
        Text or JSON: ``lr: cosine | peak(3e-4); weight_decay: between(cosine, from=0.1, to=0.02)``, with ``[name]`` before
        the entries of a group. Or a mapping of hyperparameters to schedules, or of groups to such mappings. The
        hyperparameters are lr, momentum, weight_decay, beta1, beta2 and eps.

    Raises
    ------
    ValueError
        If a schedule is invalid, a hyperparameter is not known, or a name occurs twice.

    Examples
    --------
    >>> import taper_lr as taper
    >>> plan = taper.Plan({"lr": "cosine | peak(3e-4)", "weight_decay": "between(cosine, from=0.1, to=0.02)"})
    >>> print(plan)
    lr: cosine | peak(0.0003)
    weight_decay: between(of=cosine, from=0.1, to=0.02)
    >>> runs = plan.over(1000)[""]
    >>> runs["lr"](500), runs["weight_decay"](0)
    (0.00015, 0.1)
    """

    __slots__ = ("_text", "_json")

    def __init__(self, plan: Union[str, Mapping[str, Any]]) -> None:
        if not isinstance(plan, (str, Mapping)):
            raise TypeError(f"a plan is a text or a mapping, got {a_schedule_is_not(plan)}")
        self._text, self._json = _core.parse_plan(plan if isinstance(plan, str) else json.dumps(_as_json(plan)))

    @property
    def text(self) -> str:
        """The plan in the notation: ``Plan(p.text) == p``."""
        return self._text

    def json(self) -> Dict[str, Any]:
        """The plan as JSON, schema taper.plan/1."""
        form: Dict[str, Any] = json.loads(self._json)
        return form

    @property
    def groups(self) -> Dict[str, Dict[str, Schedule]]:
        """The schedule of each hyperparameter of each group. A plan for all groups has one, with an empty name."""
        return {group["name"]: {name: Schedule(spec) for name, spec in group["values"].items()} for group in self.json()["groups"]}

    def over(self, steps: int, *, steps_per_epoch: Optional[float] = None, samples_per_step: Optional[float] = None,
             tokens_per_step: Optional[float] = None) -> Dict[str, Dict[str, Run]]:
        """The plan over `steps` optimizer steps. A schedule without a peak is a factor on the value of the group.

        Raises
        ------
        ValueError
            As `Schedule.over`.
        """
        length = whole(steps, "steps", 1)
        return {group: {name: schedule.over(length, steps_per_epoch=steps_per_epoch, samples_per_step=samples_per_step,
                                            tokens_per_step=tokens_per_step) for name, schedule in values.items()}
                for group, values in self.groups.items()}

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"taper.Plan({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Plan) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Any:
        return Plan, (self._text,)


def _as_json(plan: Mapping[str, Any]) -> Dict[str, Any]:
    """The JSON form of a mapping."""
    of_groups = all(isinstance(one, Mapping) for one in plan.values())
    groups = plan if of_groups else {"": plan}
    return {"schema": "taper.plan/1",
            "groups": [{"name": name, "values": {key: one_schedule(one).text for key, one in values.items()}} for name, values in groups.items()]}


class Plateau:
    """A multiplier that is reduced when a metric stops improving: the values of PyTorch's ReduceLROnPlateau.

    ``rate = schedule(step) * plateau.multiplier``. A metric m is better than the best so far, b, if (min, rel)
    ``m < b (1 - threshold)``, (max, rel) ``m > b (1 + threshold)``, (min, abs) ``m < b - threshold``, (max, abs)
    ``m > b + threshold``. After more than `patience` observations in a row that are not better the multiplier is multiplied by
    `factor`. A NaN is not better.

    Parameters
    ----------
    mode : {"min", "max"}
        Whether less or more is better.
    factor : float
        Between 0 and 1.
    patience : int
        Observations without improvement that are tolerated.
    threshold : float
        Smallest change that counts as an improvement, at least 0.
    threshold_mode : {"rel", "abs"}
        Whether `threshold` is a part of the best value or an absolute change.
    cooldown : int
        Observations that do not count after a reduction.
    least : float
        Lower bound of the multiplier.

    Raises
    ------
    ValueError
        If a value is outside its range.

    Examples
    --------
    >>> import taper_lr as taper
    >>> rule = taper.Plateau(factor=0.5, patience=1)
    >>> [rule.observe(loss) for loss in (1.0, 0.9, 0.9, 0.9, 0.8)]
    [1.0, 1.0, 1.0, 0.5, 0.5]
    >>> taper.Plateau.restored(rule.save()).multiplier
    0.5
    """

    __slots__ = ("_native",)

    def __init__(self, *, mode: Literal["min", "max"] = "min", factor: float = 0.1, patience: int = 10, threshold: float = 1e-4,
                 threshold_mode: Literal["rel", "abs"] = "rel", cooldown: int = 0, least: float = 0.0) -> None:
        self._native = _core.plateau.parse(call("plateau", (), {
            "mode": mode, "factor": factor, "patience": patience, "threshold": threshold, "threshold_mode": threshold_mode,
            "cooldown": cooldown, "least": least}))

    @classmethod
    def parse(cls, text: str) -> Plateau:
        """A rule from text: ``plateau(factor=0.5, patience=3)``."""
        return cls._of(_core.plateau.parse(text))

    @classmethod
    def restored(cls, state: str) -> Plateau:
        """The rule with the state that `save` returned."""
        return cls._of(_core.plateau.restored(state))

    @classmethod
    def _of(cls, native: _core.plateau) -> Plateau:
        made = cls.__new__(cls)
        made._native = native
        return made

    def observe(self, metric: float) -> float:
        """Take the metric of one evaluation; returns the multiplier."""
        return self._native.observe(metric)

    @property
    def multiplier(self) -> float:
        """The factor on the rate now."""
        return self._native.multiplier()

    @property
    def text(self) -> str:
        """The rule in the notation, without its state."""
        return self._native.text()

    def save(self) -> str:
        """Rule and state as one line of JSON (taper.plateau/1)."""
        return self._native.save()

    def __repr__(self) -> str:
        return f"taper.Plateau.parse({self.text!r})"

    def __reduce__(self) -> Any:
        return Plateau.restored, (self.save(),)
