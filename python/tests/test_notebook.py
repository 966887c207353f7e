"""The example notebook runs, and every result is shown once, as a picture where there is one."""

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbclient is not installed (script/setup python)")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed (script/setup python)")
pytest.importorskip("ipykernel", reason="ipykernel is not installed (script/setup python)")
pytest.importorskip("matplotlib", reason="matplotlib is not installed (script/setup python)")

import taper_lr as taper
from conftest import ROOT

pytestmark = pytest.mark.skipif(not taper.has_pictures(), reason="built without fmt (script/setup core)")


BOOK = ROOT / "python" / "examples" / "schedules.ipynb"


@pytest.fixture(scope="module")
def cells():
    book = nbformat.read(BOOK, as_version=4)
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return [cell for cell in book.cells if cell.cell_type == "code"]


def test_every_result_is_shown_once(cells):
    for cell in cells:
        assert len(cell.outputs) == 1 and cell.outputs[0].output_type == "execute_result", cell.source


def test_pictures_are_shown(cells):
    shown = ["image/png" if "image/png" in c.outputs[0].data else "svg" if "<svg" in c.outputs[0].data.get("text/html", "") else "text"
             for c in cells]
    assert shown == ["svg", "svg", "text", "svg", "image/png", "svg", "text", "svg"]


def test_the_notebook_is_stored_without_results():
    book = nbformat.read(BOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in book.cells)
