# The list of rooms: the folders of each, the rooms it may include, and its purpose.
#
# The include check, the picture docs/figures/rooms.svg and the paragraphs in CONTRIBUTING.md use this list.
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A part of the tree. A file belongs to the room with the longest path that is a prefix of its own."""

    name: str
    paths: tuple  # folders or single files, relative to the root
    uses: tuple   # rooms that it may include, transitively
    about: str    # one paragraph of Markdown


ROOMS = (
    Room("basics", ("include/taper/result.hpp", "include/taper/text.hpp", "include/taper/amount.hpp", "include/taper/phase.hpp",
                    "include/taper/parameter.hpp", "include/taper/finding.hpp", "src/text.cpp", "src/json", "support/text_for.hpp",
                    "support/rounded.hpp", "support/utf8.hpp"), (),
         "Types and functions that everything uses: errors as values, amounts of time, phases, findings; numbers and user text in messages, "
         "other people's text for each destination (terminal, JSON, markup, comment; `text_for.hpp`), a JSON writer."),
    Room("support", ("support",), ("basics",),
         "Shared code that users of the library do not see: atomic file writes, CRC checksums, the version, indented JSON."),
    Room("windows", ("include/taper/window", "include/taper/window.hpp", "include/taper/detail", "include/taper/registry.hpp", "include/taper/kronecker.hpp",
                     "include/taper/table_of.hpp", "include/taper/curve.hpp", "include/taper/formula.hpp", "src/registry.cpp", "src/table_of.cpp",
                     "src/curve.cpp", "src/formula.cpp"), ("basics",),
         "`window/` has one header for each family of windows: its formula, derivative, complement, parameters and limits; `registry.hpp` is the "
         "list of families. `detail/` has the exact arithmetic, exponentials and powers that they use. Tables, CSV curves, Kronecker points, "
         "formulas (`--gamma-bar`)."),
    Room("tree", ("include/taper/schedule.hpp", "include/taper/detail/run.hpp", "include/taper/endless.hpp", "include/taper/node.hpp",
                  "include/taper/operation.hpp", "include/taper/library.hpp", "include/taper/written.hpp", "include/taper/modifier.hpp",
                  "include/taper/rule.hpp", "include/taper/sequence.hpp", "include/taper/restarts.hpp", "src/schedule.cpp", "src/node.cpp",
                  "src/library.cpp", "src/written.cpp", "src/rule.cpp", "src/endless.cpp"), ("windows",),
         "The schedule tree: a schedule is a window with modifiers, an operation on other schedules (`operation.hpp`) or a library's schedule "
         "(`library.hpp`); `node.hpp` joins the last two. A schedule bound to a length is a run, which has a rate for every step."),
    Room("bulk", ("src/bulk",), ("tree",),
         "Evaluation of many consecutive steps with vector instructions: the same bits as one evaluation after the other."),
    Room("print", ("include/taper/print.hpp", "src/print"), ("tree",),
         "A schedule as text and JSON."),
    Room("libraries", ("include/taper/libraries.hpp", "include/taper/library_shape.hpp", "include/taper/library_types.hpp",
                       "include/taper/library_types", "src/libraries"), ("print",),
         "Schedules of other libraries with identical rates. The file of a library has, for each of its schedules, the formula, the table of "
         "parameters and the translation into a native schedule. `library_list.hpp` lists the libraries; `include/taper/libraries.hpp` is the public "
         "part, and `script/library_types` generates their C++ types."),
    Room("combined", ("include/taper/algebra.hpp", "src/combined"), ("libraries",),
         "The operations that combine schedules, `sequence`, `product`, `clip`, `loop`, `shift` and the others: from written arguments, bound to a "
         "length, their findings, as C++ functions. `visit_node.cpp` binds, translates and examines a node by its kind."),
    Room("notation", ("include/taper/notation.hpp", "include/taper/notation", "src/notation"), ("combined",),
         "From text or JSON to schedules: lexer, values, shapes, modifiers; patterns; the C++ and Python spellings. Parse errors get "
         "their position here."),
    Room("algebra", ("include/taper/algebra", "src/algebra"), ("notation",),
         "Plans by parameter group, and the plateau rule."),
    Room("theory", ("include/taper/theory", "src/theory"), ("basics",),
         "Numerics: spectra of windows, bounds of convex optimization, the noisy quadratic, Chebyshev steps, the online controller."),
    Room("verdict", ("include/taper/verdict.hpp", "include/taper/verdict", "include/taper/dynamics.hpp", "include/taper/comparison.hpp",
                     "include/taper/cosine_baseline.hpp", "src/verdict", "src/dynamics.cpp", "src/comparison.cpp", "src/cosine_baseline.cpp"),
         ("bulk", "print", "theory"),
         "The three-stage rule, and faults, collapse of acceptance, budget, reasons, remedies and the safe operating area; dynamics, comparison "
         "with a cosine. Each of their JSON schemas has one writer, `check_json.cpp` and `safe_json.cpp`."),
    Room("prediction", ("include/taper/prediction.hpp", "include/taper/prediction_json.hpp", "src/prediction.cpp", "src/prediction_json.cpp"),
         ("verdict",), "Predicted losses of a schedule, from the noisy quadratic and from the bound."),
    Room("retarget", ("include/taper/retarget.hpp", "include/taper/retarget_json.hpp", "src/retarget.cpp", "src/retarget_json.cpp",
                      "src/retarget_text.cpp"), ("combined", "verdict"),
         "A schedule for a run whose length has changed, without a jump."),
    Room("listing", ("include/taper/listing.hpp", "src/listing.cpp"), ("libraries", "verdict"),
         "What `taper list` shows: shapes, modifiers, combinations and libraries, as JSON and as text."),
    Room("description", ("include/taper/description.hpp", "src/description.cpp"), ("notation",),
         "What a schedule is: formula, source, native form, every spelling (`taper show`)."),
    Room("clock", ("include/taper/clock", "src/clock"), ("notation", "verdict"),
         "Batch sizes and ramps, samples, tokens and epochs per optimizer step, and the unit mistakes that make a run too long or too short."),
    Room("export", ("include/taper/export.hpp", "src/export"), ("combined",),
         "A bound schedule as source code in another language. A schedule is compiled once to a small program, from which each language is "
         "generated. The list of languages is `export_targets` in `include/taper/export.hpp`."),
    Room("evidence", ("include/taper/evidence.hpp", "include/taper/evidence", "src/evidence"), ("notation", "prediction"),
         "Tests of the rule against the losses of several hundred windows, and of trained networks. Library `taper::evidence`."),
    Room("recipes", ("include/taper/recipes.hpp", "src/recipes"), ("notation", "verdict"),
         "Published schedules of known models with their sources: one table for each kind of model. Library `taper::recipes`."),
    Room("log types", ("include/taper/logs",), ("verdict",),
         "The public headers of logs: rows, the schedules found in them, findings, the expected schedule, losses."),
    Room("logs read", ("src/logs/read",), ("log types", "support"),
         "Conversion of training logs to rows: one file for each format, listed in `reader_list.hpp`, and scanners for JSON, lines and numbers."),
    Room("logs recover", ("src/logs/recover",), ("log types", "notation"),
         "Recovery of schedules from rows, given as positions and intervals of rates. Independent of log formats."),
    Room("logs findings", ("src/logs/findings",), ("logs recover",),
         "Faults and notes, one file for each kind, each with the rows as evidence."),
    Room("logs", ("src/logs",), ("logs read", "logs findings"),
         "Implementation of `inspect` and `watch`: read, recover, find, judge, compare with the expected configuration. `inspect_json.cpp` is the only "
         "writer of its JSON schema. Library `taper::inspect`."),
    Room("design", ("include/taper/design.hpp", "include/taper/design", "src/design"), ("notation", "log types"),
         "Code that needs an optimizer (NLopt): fits, windows from constraints, best schedules, loss laws. Library `taper::design`."),
    Room("configs", ("include/taper/configs", "src/configs"), ("notation", "verdict", "support"),
         "Training configurations of other frameworks to schedules. `read_*.cpp` turn YAML, JSON, TOML, shell, Python and Megatron's dump into a "
         "tree of keys with lines; one file for each format reads it; `reader_list.hpp` lists the formats. Library `taper::configs`."),
    Room("lint", ("include/taper/lint.hpp", "src/lint"), ("configs",),
         "Implementation of `lint`: reads a configuration, judges its schedule, adds the findings that do not depend on the format. "
         "One writer each for its JSON and for SARIF; library `taper::lint`."),
    Room("c", ("include/taper/taper.h", "src/c"), ("export", "notation", "verdict"), "The C interface as a shared library, `taper.h`."),
    Room("torch", ("include/taper/torch.hpp",), ("algebra",), "Schedules that drive an optimizer of LibTorch, in one header."),
    Room("umbrella", ("include/taper/taper.hpp",), ("algebra", "clock", "prediction", "retarget"),
         "`taper.hpp` includes the whole library, except exports, the JSON writers and the headers that need other software."),
    Room("render", ("render",), ("support",),
         "Charts as SVG, PNG, HTML and terminal text. Independent of schedules."),
    Room("reports", ("reports",), ("umbrella", "configs", "log types", "render"),
         "What the program and the Python package show: figures and pages of schedules, logs and retargeted runs, and the comparison of a log with "
         "the requested schedule."),
    Room("cli", ("cli",), ("umbrella", "description", "design", "evidence", "export", "lint", "listing", "recipes", "reports"),
         "The program `taper`, one file for each verb. A verb parses arguments, calls the library and prints text or JSON; it does no mathematics. "
         "`verbs.hpp` lists the verbs; `program.hpp` has the exit statuses."),
    Room("web", ("web/engine/wasm",), ("umbrella", "description", "design", "export", "lint", "listing", "recipes", "reports"),
         "The WebAssembly modules of the npm package `taper-lr`: each call takes texts and numbers and answers with text and numbers. `web/engine/src` is the "
         "TypeScript over them, `web/page` the page of `taper explore`; `script/web` builds all of it."),
    Room("lab data", ("lab/data",), ("notation", "support"),
         "Data sets of the experiments: catalogue, download, readers, byte-pair encoding."),
    Room("lab experiment", ("lab/experiment",), ("notation", "support"),
         "The list of experiments, the plan of an invocation, the files of a run."),
    Room("lab models", ("lab/torch.hpp", "lab/models"), ("lab experiment",),
         "GPT-2 and ResNet with LibTorch."),
    Room("lab train", ("lab/train",), ("lab data", "lab models"),
         "Training: optimizer, feeds, checkpoints, many processes."),
    Room("lab quadratic", ("lab/quadratic",), ("lab data", "lab experiment", "theory"),
         "The experiment on the noisy quadratic, which needs no LibTorch."),
    Room("lab report", ("lab/report",), ("lab data", "lab experiment", "prediction", "render"),
         "Statistics, tables and the report of finished runs."),
    Room("lab verbs", ("lab/verbs",), ("umbrella", "lab train", "lab quadratic", "lab report"),
         "The program `taper-lab`, one file for each verb."),
    Room("python", ("python",), ("umbrella", "design", "export", "lint", "listing", "recipes", "reports"),
         "The Python package: `src/` binds the library with nanobind, `taper_lr/` is what a user imports."),
    Room("examples", ("examples",), ("umbrella", "c", "design", "log types", "export"), "Programs that the pages show, built and run as tests."),
    Room("bench", ("bench",), ("umbrella", "lab train", "log types"), "Benchmarks, with peers for comparison. `script/bench` runs them."),
    Room("fuzz", ("fuzz",), ("umbrella", "configs", "log types", "support", "lab data"), "Fuzz targets, with every crash that they found."),
)

# Folders whose files may include anything: tests may use the internals of every room.
FREE = ("tests", "packaging")
