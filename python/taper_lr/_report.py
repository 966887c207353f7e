"""Reports and pictures: what the program prints as JSON and draws, and what a notebook shows of it."""

from __future__ import annotations

import html
import os
import pathlib
import uuid
from typing import Any, Callable, Dict, Optional, Union

from . import _core

__all__ = ["Picture", "Report", "has_pictures"]


def has_pictures() -> bool:
    """Whether pictures are available; the package must be built with fmt."""
    return hasattr(_core, "draw")


class Picture:
    """A picture as the program draws it. Made by `draw` and by the ``picture`` of a `Report`; a notebook shows it.

    Examples
    --------
    >>> import taper_lr as taper
    >>> if taper.has_pictures():
    ...     drawn = taper.draw("cosine | warmup(10%)", steps=1000)
    ...     assert drawn.svg.startswith("<?xml") and "cosine | warmup(10%)" in drawn.html
    """

    __slots__ = ("_native",)

    def __init__(self, native: _core.picture) -> None:
        self._native = native

    @property
    def svg(self) -> str:
        """An SVG document, in light or dark colors, by the setting of the reader's system."""
        return self._native.svg()

    @property
    def html(self) -> str:
        """A page without scripts and external resources: the picture, verdicts and reasons."""
        return self._native.html()

    @property
    def png(self) -> bytes:
        """An image, two pixels for each pixel of the SVG.

        Raises
        ------
        ValueError
            If the package was built without librsvg.
        """
        return self._native.png()

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Write a file, by its extension: ``.svg``, ``.png``, ``.html``."""
        to = pathlib.Path(path)
        kinds: Dict[str, Callable[[], bytes]] = {
            ".svg": lambda: self.svg.encode(), ".html": lambda: self.html.encode(), ".htm": lambda: self.html.encode(),
            ".png": lambda: self.png}
        if to.suffix not in kinds:
            raise ValueError(f"cannot tell the kind of picture from '{to.name}'; name it .svg, .png or .html")
        to.write_bytes(kinds[to.suffix]())

    def _repr_html_(self) -> str:
        return f'<div style="max-width:960px">{self._native.part_of_page("taper-" + uuid.uuid4().hex[:8])}</div>'


class Report(Dict[str, Any]):
    """The object that the program prints as JSON, as a dict. A notebook shows its picture with its summary.

    Examples
    --------
    >>> import taper_lr as taper
    >>> report = taper.check("exp(beta=0.05)", steps=1000)
    >>> report["verdict"], isinstance(report, dict), report.summary
    ('violating', True, 'exp(beta=0.05) over 1000 steps: violating')
    """

    def __init__(self, values: Dict[str, Any], summary: str, drawn: Callable[[], _core.picture]) -> None:
        super().__init__(values)
        self._summary = summary
        self._drawn = drawn

    @property
    def summary(self) -> str:
        """One line: what it is about, and the result."""
        return self._summary

    @property
    def picture(self) -> Picture:
        """The picture that the program draws of it.

        Raises
        ------
        NotImplementedError
            If the package was built without pictures.
        """
        needs_pictures()
        return Picture(self._drawn())

    def _repr_html_(self) -> Optional[str]:
        if not has_pictures():
            return None
        texts = [*(f"fault: {one['message']}" for one in self.get("faults", ())), *self.get("reasons", ())]
        lines = "".join(f"<li>{html.escape(text)}</li>" for text in texts)
        return f"<p>{html.escape(self._summary)}</p>{self.picture._repr_html_()}" + (f"<ul>{lines}</ul>" if lines else "")

    def __reduce__(self) -> Any:  # a picture needs the log or the run, which a stored report does not have
        return dict, (dict(self),)


def needs_pictures() -> None:
    """Raises NotImplementedError if the package was built without pictures."""
    if not has_pictures():
        raise NotImplementedError("this build of taper_lr draws no pictures: install fmt (Debian: libfmt-dev) and build again")
