# THE list of rooms: which folders each has, which rooms it may include, what it is for.
#
# The test of layers, the picture docs/figures/rooms.svg and the paragraphs in CONTRIBUTING.md are made from this list.
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A part of the tree. A file belongs to the room with the longest path that it begins with."""

    name: str
    paths: tuple  # folders or single files, relative to the root
    uses: tuple   # rooms that it may include, and what those may include; a path stands for that one file
    about: str    # one paragraph of Markdown


ROOMS = (
    Room("include", ("include/taper",), (),
         "What a user of the library includes: one header for each topic. `window/` has one family of windows in each header: its formula, "
         "derivative, complement, parameters and limits. `detail/` has the exact arithmetic, exponentials and powers that they are made of. "
         "`registry.hpp` is the list of families. Nothing here prints or opens a file."),
    Room("support", ("support",), ("include/taper/result.hpp",),
         "What rooms share and no user of the library sees: files written whole or not at all, UTF-8, CRC checksums, the version."),
    Room("json", ("src/json",), (),
         "A writer of JSON for the library, which has no dependency: texts and numbers in, one line out."),
    Room("core", ("src",), ("include",),
         "Bodies of the headers that have no folder of their own: schedules and rules, dynamics, comparison, curves read from CSV, retargeting."),
    Room("libraries", ("src/libraries",), ("include",),
         "Schedules of other libraries, number for number. One file for each library has, for each of its schedules, the formula, the row of "
         "parameters and the translation into a native schedule. `catalogue.cpp` lists the libraries; `include/taper/libraries.hpp` is what a user "
         "sees, and `script/library_types` writes their types for C++."),
    Room("notation", ("src/notation",), ("libraries",),
         "Text and JSON to schedules and back: lexer, values, shapes, modifiers, printing, the C++ and Python spellings. Every error of the "
         "text gets its place here."),
    Room("clock", ("src/clock",), ("libraries",),
         "What one optimizer step is, counted in samples, tokens and epochs; and the unit mistakes that make a run too long or too short."),
    Room("algebra", ("src/algebra",), ("notation",),
         "Schedules made of schedules: `sequence`, `product`, `clip`, `loop`, `shift` and the others; plans by parameter group; the plateau rule."),
    Room("export", ("src/export",), ("algebra",),
         "A bound schedule as source code in another language. A schedule is compiled once to a small program, which each language writes "
         "out. The list of languages is `export_targets` in `include/taper/export.hpp`."),
    Room("theory", ("src/theory",), ("include",),
         "Numerics: spectra of windows, bounds of convex optimization, the noisy quadratic, Chebyshev steps, the online controller."),
    Room("verdict", ("src/verdict",), ("include", "json"),
         "The three-stage rule and what stands beside it: faults, collapse of acceptance, budget, reasons, remedies, the safe operating area. "
         "`check_json.cpp` is the one place that writes `taper.check/2`."),
    Room("design", ("src/design",), ("include",),
         "What needs an optimizer (NLopt): fits, windows from constraints, best schedules, loss laws. Library `taper::design`."),
    Room("evidence", ("src/evidence",), ("include",),
         "The rule against the losses of several hundred windows. Library `taper::evidence`."),
    Room("logs read", ("src/logs/read",), ("include", "support"),
         "Training logs to rows: one file for each format, `readers.cpp` lists them; below them the scanners of JSON, lines and numbers."),
    Room("logs recover", ("src/logs/recover",), ("include",),
         "Rows to schedules: from positions and intervals of rates to the schedules that meet them. Knows no format."),
    Room("logs findings", ("src/logs/findings",), ("logs recover",),
         "Faults and notes, one file for each kind, each with the rows that show it."),
    Room("logs", ("src/logs",), ("logs read", "logs findings"),
         "What `inspect` and `watch` do: read, recover, find, compare with the expected configuration. Library `taper::inspect`."),
    Room("c", ("src/c",), ("include",), "The C interface as a shared library, `taper.h`."),
    Room("umbrella", ("include/taper/taper.hpp",), ("include", "libraries"),
         "`taper.hpp` includes the whole library, except what needs something else installed."),
    Room("render", ("render",), ("support",),
         "Charts as SVG, PNG, HTML and terminal text. Knows nothing of schedules."),
    Room("cli", ("cli",), ("umbrella", "render", "support"),
         "The program `taper`. One file for each verb: arguments in, a call of the library, text or JSON out. `verbs.hpp` lists the verbs. No mathematics."),
    Room("lab data", ("lab/data",), ("include", "support"),
         "Data sets of the experiments: catalogue, download, readers, byte-pair encoding."),
    Room("lab experiment", ("lab/experiment",), ("include", "support"),
         "The list of experiments, the plan of an invocation, the files of a run."),
    Room("lab models", ("lab/torch.hpp", "lab/models"), ("lab experiment",),
         "GPT-2 and ResNet with LibTorch."),
    Room("lab train", ("lab/train",), ("lab data", "lab models"),
         "Training: optimizer, feeds, checkpoints, many processes."),
    Room("lab quadratic", ("lab/quadratic",), ("lab data", "lab experiment"),
         "The experiment on the noisy quadratic, which needs no LibTorch."),
    Room("lab report", ("lab/report",), ("lab data", "lab experiment", "render"),
         "Statistics, tables and the report of finished runs."),
    Room("lab verbs", ("lab/verbs",), ("umbrella", "lab train", "lab quadratic", "lab report"),
         "The program `taper-lab`, one file for each verb."),
    Room("python", ("python",), ("umbrella",),
         "The Python package: `src/` binds the library with nanobind, `taper_lr/` is what a user imports."),
    Room("examples", ("examples",), ("umbrella",), "Programs that the pages show, built and run as tests."),
    Room("bench", ("bench",), ("umbrella", "lab train"), "Benchmarks, beside peers. `script/bench` runs them."),
    Room("fuzz", ("fuzz",), ("umbrella", "support", "lab data"), "Fuzz targets, with every crash that was found."),
)

# Folders whose files may include anything: tests look inside every room, and build as users do.
FREE = ("tests", "packaging")
