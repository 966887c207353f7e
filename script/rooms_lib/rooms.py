# The list of rooms: the folders of each, the rooms it may include, and its purpose.
#
# The include check, the picture docs/figures/rooms.svg and the paragraphs in CONTRIBUTING.md use this list.
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A part of the tree. A file belongs to the room with the longest path that is a prefix of its own."""

    name: str
    paths: tuple  # folders or single files, relative to the root
    uses: tuple   # rooms that it may include, transitively; a path stands for that one file
    about: str    # one paragraph of Markdown


ROOMS = (
    Room("include", ("include/taper",), (),
         "The public headers: one for each topic. `window/` has one header for each family of windows: its formula, "
         "derivative, complement, parameters and limits. `detail/` has the exact arithmetic, exponentials and powers that they use. "
         "`registry.hpp` is the list of families. Headers neither print nor open files."),
    Room("text", ("src/json", "support/text_for.hpp", "support/rounded.hpp", "support/utf8.hpp"), (),
         "Output without dependencies: a JSON writer, other people's text for each destination (terminal, JSON, markup, comment; `text_for.hpp`), "
         "rounded numbers in any locale, UTF-8."),
    Room("support", ("support",), ("include/taper/result.hpp", "text"),
         "Shared code that users of the library do not see: atomic file writes, CRC checksums, the version."),
    Room("core", ("src",), ("include", "text"),
         "Implementations of the headers outside the other rooms: schedules and rules, dynamics, comparison, predictions, formulas (`--gamma-bar`), the list of `taper list`, the cosine baseline, CSV curves, retargeting, text."),
    Room("bulk", ("src/bulk",), ("include",),
         "Evaluation of many consecutive steps with vector instructions: the same bits as one evaluation after the other."),
    Room("libraries", ("src/libraries",), ("include",),
         "Schedules of other libraries with identical rates. The file of a library has, for each of its schedules, the formula, the table of "
         "parameters and the translation into a native schedule. `library_list.hpp` lists the libraries; `include/taper/libraries.hpp` is the public "
         "part, and `script/library_types` generates their C++ types."),
    Room("notation", ("src/notation",), ("libraries",),
         "Conversion between text or JSON and schedules: lexer, values, shapes, modifiers, printing, the C++ and Python spellings. Parse errors get "
         "their position here."),
    Room("clock", ("src/clock",), ("libraries",),
         "Batch sizes and ramps, samples, tokens and epochs per optimizer step, and the unit mistakes that make a run too long or too short."),
    Room("algebra", ("src/algebra",), ("notation",),
         "Combined schedules: `sequence`, `product`, `clip`, `loop`, `shift` and the others; plans by parameter group; the plateau rule."),
    Room("export", ("src/export",), ("algebra", "text"),
         "A bound schedule as source code in another language. A schedule is compiled once to a small program, from which each language is "
         "generated. The list of languages is `export_targets` in `include/taper/export.hpp`."),
    Room("theory", ("src/theory",), ("include",),
         "Numerics: spectra of windows, bounds of convex optimization, the noisy quadratic, Chebyshev steps, the online controller."),
    Room("verdict", ("src/verdict",), ("include", "text"),
         "The three-stage rule, and faults, collapse of acceptance, budget, reasons, remedies and the safe operating area. "
         "Each of their JSON schemas has one writer, `check_json.cpp` and `safe_json.cpp`."),
    Room("design", ("src/design",), ("include", "text"),
         "Code that needs an optimizer (NLopt): fits, windows from constraints, best schedules, loss laws. Library `taper::design`."),
    Room("evidence", ("src/evidence",), ("include",),
         "Tests of the rule against the losses of several hundred windows. Library `taper::evidence`."),
    Room("logs read", ("src/logs/read",), ("include", "support"),
         "Conversion of training logs to rows: one file for each format, listed in `reader_list.hpp`, and scanners for JSON, lines and numbers."),
    Room("logs recover", ("src/logs/recover",), ("include",),
         "Recovery of schedules from rows, given as positions and intervals of rates. Independent of log formats."),
    Room("logs findings", ("src/logs/findings",), ("logs recover", "text"),
         "Faults and notes, one file for each kind, each with the rows as evidence."),
    Room("logs", ("src/logs",), ("logs read", "logs findings", "text"),
         "Implementation of `inspect` and `watch`: read, recover, find, judge, compare with the expected configuration. `inspect_json.cpp` is the only "
         "writer of its JSON schema. Library `taper::inspect`."),
    Room("configs", ("src/configs",), ("include", "support"),
         "Training configurations of other frameworks to schedules. `read_*.cpp` turn YAML, JSON, TOML, shell, Python and Megatron's dump into a "
         "tree of keys with lines; one file for each format reads it; `reader_list.hpp` lists the formats. Library `taper::configs`."),
    Room("lint", ("src/lint",), ("include", "text", "support"),
         "Implementation of `lint`: reads a configuration, judges its schedule, adds the findings that do not depend on the format. "
         "One writer each for its JSON and for SARIF; library `taper::lint`."),
    Room("c", ("src/c",), ("include",), "The C interface as a shared library, `taper.h`."),
    Room("umbrella", ("include/taper/taper.hpp",), ("include", "libraries"),
         "`taper.hpp` includes the whole library, except exports, the JSON writers and the headers that need other software."),
    Room("render", ("render",), ("support",),
         "Charts as SVG, PNG, HTML and terminal text. Independent of schedules."),
    Room("reports", ("reports",), ("umbrella", "render", "support"),
         "What the program and the Python package show: figures and pages of schedules, logs and retargeted runs, and the comparison of a log with "
         "the requested schedule."),
    Room("cli", ("cli",), ("umbrella", "reports", "support"),
         "The program `taper`, one file for each verb. A verb parses arguments, calls the library and prints text or JSON; it does no mathematics. "
         "`verbs.hpp` lists the verbs; `program.hpp` has the exit statuses."),
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
    Room("python", ("python",), ("umbrella", "reports"),
         "The Python package: `src/` binds the library with nanobind, `taper_lr/` is what a user imports."),
    Room("examples", ("examples",), ("umbrella",), "Programs that the pages show, built and run as tests."),
    Room("bench", ("bench",), ("umbrella", "lab train"), "Benchmarks, with peers for comparison. `script/bench` runs them."),
    Room("fuzz", ("fuzz",), ("umbrella", "support", "lab data"), "Fuzz targets, with every crash that they found."),
)

# Folders whose files may include anything: tests may use the internals of every room.
FREE = ("tests", "packaging")
