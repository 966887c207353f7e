"""What a training configuration will run, and its mistakes."""

from __future__ import annotations

import os
import pathlib
from typing import Any, Dict, Optional, Union

from . import _core

__all__ = ["lint"]


def lint(path: Union[str, "os.PathLike[str]"], *, steps: Optional[int] = None, steps_per_epoch: Optional[int] = None,
         dataset_size: Optional[int] = None, world_size: Optional[int] = None, format: str = "") -> Dict[str, Any]:
    """Read a training configuration and find its mistakes, like ``taper lint --json``.

    Parameters
    ----------
    path : path of the file
        In a format of ``taper lint --help``, recognized by its content.
    steps : int
        Optimizer steps of the run, if the file leaves them open.
    steps_per_epoch : int
        Optimizer steps of an epoch.
    dataset_size : int
        Samples of an epoch.
    world_size : int
        Data-parallel devices.
    format : str
        Read the file in this format.

    Returns
    -------
    dict
        ``spec`` and ``steps`` (None if the file does not determine them), ``faults`` and ``notes`` with key, line and message, ``check``, and
        ``error`` if the file cannot be read as a configuration.

    Raises
    ------
    OSError
        If the file cannot be opened.
    NotImplementedError
        If the package was built without yaml-cpp and toml++.

    Examples
    --------
    >>> import pathlib, tempfile, taper_lr as taper
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "config.yml"
    >>> _ = file.write_text('''base_model: x
    ... learning_rate: 1e-4
    ... lr_scheduler: cosine
    ... warmup_steps: 200
    ... max_steps: 100
    ... micro_batch_size: 2
    ... sequence_len: 512
    ... ''')
    >>> [(fault["id"], fault["line"]) for fault in taper.lint(file)["faults"]]
    [('warmup-exceeds-run', 4)]
    """
    if not hasattr(_core, "lint"):
        raise NotImplementedError("this build of taper_lr reads no configurations: install yaml-cpp and toml++ and build again")
    file = pathlib.Path(path)
    text = file.read_bytes().decode("utf-8", "replace")

    def other_file(name: str) -> Optional[str]:
        """A file that the configuration names: from the working folder, as its framework does, or beside the configuration."""
        for at in (pathlib.Path(name), file.parent / name):
            if at.is_file():
                return at.read_text(encoding="utf-8", errors="replace")
        return None

    return _core.lint(str(path), text, format, steps, steps_per_epoch, dataset_size, world_size, other_file)
