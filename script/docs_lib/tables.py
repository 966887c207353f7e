# Generates the tables of the documentation from the output of the program.
#
#   <!-- table: families -->              every shape, with a link to its page
#   <!-- table: modifiers -->             every modifier
#   <!-- table: libraries -->             every library with its schedules and the source of the test numbers
#   <!-- table: defects -->               known defects of library schedules
#   <!-- table: logs -->                  every log format that is read
#   <!-- table: usual_logs -->            the same, without details
#   <!-- table: configs -->               every format of configurations
#   <!-- table: targets -->               every target of exports
#   <!-- table: findings -->              the ids of faults and notes of taper lint
#   <!-- table: tools -->                 every tool of taper mcp
#   <!-- table: recipes -->               every recipe, with a link to its source
#   <!-- table: recipe_verdicts -->       the recipes by the stages of the rule that they break
#   <!-- table: recipes_unverified -->    what could not be verified
#   <!-- table: verbs -->                 every verb of the program, with a link to its heading
#   <!-- table: family NAME -->           formula, limits, source and parameters of one shape
#   <!-- table: checked SPEC ; SPEC … --> verdict and numbers of schedules over 1000 steps
#   <!-- table: recovery -->              how often inspect is right, from docs/samples/inspect.md (script/inspect_figures)
#   <!-- table: accuracy -->              largest error of each window (measured again only with --update)
import json
import math
import re
import subprocess

from . import pages

OPENING = re.compile(r"^<!-- table: (\w+)(?: (.*?))? -->$")
CLOSING = "<!-- end -->"


def ask(options, *arguments):
    done = subprocess.run([str(options.taper), *arguments], capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise RuntimeError(done.stderr.strip().split("\n")[0])
    return json.loads(done.stdout)


def lines_of(options, *arguments):
    """The lines that the program prints, each as its fields between tabs."""
    said = subprocess.run([str(options.taper), *arguments], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in said.splitlines()]


def cell(text):
    return str(text).replace("|", "\\|")


def grid(head, rows, right=()):
    rule = ["---:" if k in right else "---" for k in range(len(head))]
    return ["| " + " | ".join(row) + " |" for row in [head, rule, *[[cell(c) for c in row] for row in rows]]]


def number(value):
    return "∞" if value is None else f"{value:.4g}"


def percent(value):
    return "–" if value is None else f"{100 * value:+.1f} %"


def inwards(value, direction):
    shown = float(f"{value:.3e}")
    if (value - shown) * direction > 0:
        shown = float(f"{value + direction * 0.5 * 10 ** (math.floor(math.log10(abs(value))) - 3):.3e}")
    return number(shown)


def ranges(intervals):
    """Rounded inwards, as the program does."""
    texts = []
    for low, high in intervals or []:
        low, high = inwards(low, +1), inwards(high, -1)
        texts.append(low if low == high else f"{low} … {high}")
    return ", ".join(texts) or "none"


def families(options, _):
    entries = [e for e in ask(options, "list", "--json")["entries"] if e["kind"] == "shape"]
    here = [[f"[`{e['signature']}`]({link(e['name'])})", f"`{e['formula']}`", e["summary"]] for e in entries]
    return grid(["shape", "φ(x)", "what it is"], here)


def link(name):
    return f"families/{name}.md"


def modifiers(options, _):
    entries = [e for e in ask(options, "list", "--json")["entries"] if e["kind"] == "modifier"]
    return grid(["modifier", "what it does", "example"],
                [[f"`{e['usage']}`", e["summary"], f"`{e['example']}`"] for e in entries])


def listed_libraries(options):
    return [e for e in ask(options, "list", "--json")["entries"] if e["kind"] == "library"]


def libraries(options, _):
    rows = []
    for e in listed_libraries(options):
        first, *others = [s["name"] for s in e["schedules"]]
        names = ", ".join([f"`{first}`", *[f"`{n.split('.', 1)[1]}`" for n in others]])
        rows.append([f"[{e['title']}]({e['source']})", names, f"{e['numbers']}, {e['version']}"])
    return grid(["library", "written", "numbers"], rows)


def defects(options, _):
    """One row for schedules of a library that share a defect."""
    rows = {}
    for e in listed_libraries(options):
        for s in e["schedules"]:
            if s["defects"]:
                rows.setdefault((e["name"], s["defects"]), []).append(s["name"])
    names = ([first, *[n.split(".", 1)[1] for n in others]] for first, *others in rows.values())
    return grid(["schedule", "known defect"], [[", ".join(f"`{n}`" for n in each), what] for each, (_, what) in zip(names, rows, strict=True)])


def logs(options, _):
    rows = lines_of(options, "inspect", "--formats")
    return grid(["format", "written by", "recognized by", "groups and runs", "a row"],
                [[f"`{name}`", writes, known, groups, f"`{looks}`"] for name, writes, known, groups, looks in rows])


def usual_logs(options, _):
    """The formats without the details of docs/log-formats.md."""
    return grid(["format", "written by"], [[f"`{name}`", writes] for name, writes, *_ in lines_of(options, "inspect", "--formats")])


def configs(options, _):
    return grid(["format", "what", "read from"],
                [[f"`{name}`", what, source] for name, what, source in lines_of(options, "lint", "--formats")])


def targets(options, _):
    return grid(["target", "output"], [[f"`{name}`", what] for name, what in lines_of(options, "export", "--targets")])


def findings(options, _):
    return grid(["id", "", "meaning", "source"],
                [[f"`{i}`", kind, meaning, source] for i, kind, meaning, source in lines_of(options, "lint", "--ids")])


def tools(options, _):
    return grid(["tool", "what it does", "arguments (`?`: may be left out)"],
                [[f"`{name}`", what, f"`{arguments}`"] for name, what, arguments in lines_of(options, "mcp", "--tools")])


def recipes(options, _):
    return grid(["recipe", "model", "steps", "highest rate", "schedule", "verdict"],
                [[f"[`{r['name']}`]({r['link']})", r["title"], r["steps"], f"{r['peak']:.3g}", f"`{r['spec']}`", r["verdict"]]
                 for r in ask(options, "recipes", "--json")["recipes"]], right=(2, 3))


def recipe_verdicts(options, _):
    found = {}
    for r in ask(options, "recipes", "--json")["recipes"]:
        broken = [stage for stage, verdict in r["stages"].items() if verdict == "violating"]
        found.setdefault(", ".join(broken) or "none", []).append(f"`{r['name']}`")
    return grid(["stages violated", "", "recipes"],
                [[stages, len(names), ", ".join(names)] for stages, names in sorted(found.items(), key=lambda one: (one[0] != "none", -len(one[1])))])


def recipes_unverified(options, _):
    return grid(["recipe", "not verified"],
                [[f"`{r['name']}`", r["not_verified"]] for r in ask(options, "recipes", "--json")["recipes"] if r["not_verified"]])


def verbs(options, _):
    """From the help; each verb links to its heading, so a missing heading is a broken link."""
    said = subprocess.run([str(options.taper), "--help"], capture_output=True, text=True, check=True).stdout
    listed = said.split("Subcommands:\n")[1].split("\n\n")[0].split("\n")
    rows = [line.split(None, 1) for line in listed if re.match(r"^  [a-z]", line)]
    return grid(["verb", "does"], [[f"[`{name}`](#{name})", what] for name, what in rows])


def family(options, name):
    entry = next(e for e in ask(options, "list", name, "--json")["entries"] if e["name"] == name)
    out = ["| | |", "|---|---|", f"| written | `{entry['signature']}` |", f"| φ(x), x in [0, 1] | `{cell(entry['formula'])}` |",
           f"| limits | {cell(entry['limits'])} |", f"| source | {cell(entry['source'])} |"]
    if not entry["parameters"]:
        return out
    rows = []
    for p in entry["parameters"]:
        published = entry["published"] if entry["published"] and entry.get("published_parameter") == p["name"] else "–"
        held = f" at {p['held']}" if p.get("held") else ""
        computed = ranges(p["favorable"]) + held if "favorable" in p else "–"
        marginal = ranges(p["marginal"]) if "marginal" in p else "–"
        default = "required" if p["default"] is None else number(p["default"])
        rows.append([f"`{p['name']}`", p["meaning"], f"`{p['range']}`", default, published, computed, marginal])
    head = ["parameter", "meaning", "valid", "default", "published", "favorable (computed, 1000 steps)", "or marginal"]
    return [*out, "", *grid(head, rows)]


def checked(options, specs):
    reports = ask(options, "check", *[s.strip() for s in specs.split(";")], "--steps", "1000", "--json", "--fail-on", "never")
    rows = []
    for r in reports:
        early, middle, late = (r["stages"][s] for s in ("early", "middle", "late"))
        bad = [s for s in ("early", "middle", "late") if r["stages"][s]["verdict"] == r["verdict"]]
        verdict = r["verdict"] + (": " + ", ".join(bad) if r["verdict"] != "favorable" else "")
        dirichlet = "∞" if r.get("dirichlet_infinite") else number(r["dirichlet"])
        collapse = number(r["collapse"]["critical_delta"]) if r["collapse"] else "–"
        rows.append([f"`{r['canonical']}`", verdict, number(early["value"]), number(middle["steepness"]),
                     number(late["value"]), collapse, f"{r['budget']:.3f}", f"{r['peak_multiplier']['budget']:.2f}",
                     percent(r["predicted"]["shared"]), percent(r["predicted"]["tuned"]), dirichlet])
    head = ["schedule", "verdict", "early z ≤ 1", "steepness ≤ 5.37", "late γ̄ ≥ 1", "critical δ", "budget", "peak ×",
            "loss, shared peak", "own peak", "Dirichlet"]
    return grid(head, rows, right=range(2, 11))


MEASURED = re.compile(r"^(\w+): (\d+) points, worst ulp value ([\d.]+) complement ([\d.]+) slope ([\d.]+)$")
PROMISED = re.compile(r"^/// Accuracy (.*(?:\n///  .*)*)", re.MULTILINE)


def measured_anew(options):
    """Window -> points and largest errors, from the output of the conformance test."""
    said = subprocess.run([str(options.tests / "taper_conformance_tests"), "--gtest_filter=*has_the_stated_accuracy*"],
                          capture_output=True, text=True, check=True, cwd=pages.ROOT).stdout
    return {m[1]: list(m.groups()[1:]) for m in map(MEASURED.match, said.split("\n")) if m}


def accuracy(options, _, kept):
    """Promises from the headers, and errors. Errors depend on the machine and are measured again only with --update."""
    if options.update and (options.tests / "taper_conformance_tests").is_file():
        measured = measured_anew(options)
    else:
        rows = [re.split(r"(?<!\\)\|", line.strip("| "))[0:] for line in kept if line.startswith("| [")]
        measured = {re.match(r"\s*\[`(\w+)`\]", row[0])[1]: [c.strip() for c in row[2:]] for row in rows}
    rows = []
    for name in [e["name"] for e in ask(options, "list", "--json")["entries"] if e["kind"] == "shape"]:
        header = (pages.ROOT / "include" / "taper" / "window" / f"{name}.hpp").read_text(encoding="utf-8")
        promise = re.sub(r"\s*\n///\s*", " ", PROMISED.search(header)[1]) if PROMISED.search(header) else "exact"
        promise = re.sub(r" \(owned by .*\)", "", promise).rstrip(".")
        rows.append([f"[`{name}`]({link(name)})", promise, *measured.get(name, ["–"] * 4)])
    return grid(["window", "held", "points", "φ", "1 − φ", "φ′"], rows, right=range(2, 6))


def recovery(_, __):
    """As script/inspect_figures wrote it: the run takes many minutes."""
    return (pages.ROOT / "docs" / "samples" / "inspect.md").read_text(encoding="utf-8").rstrip("\n").split("\n")


MAKERS = {"families": families, "modifiers": modifiers, "libraries": libraries, "defects": defects, "logs": logs, "usual_logs": usual_logs, "configs": configs, "targets": targets, "findings": findings, "verbs": verbs, "tools": tools, "recipes": recipes, "recipe_verdicts": recipe_verdicts,
          "recipes_unverified": recipes_unverified, "family": family, "checked": checked, "accuracy": accuracy, "recovery": recovery}


def run_page(page, options):
    faults, lines, out = [], pages.lines_of(page), []
    at = 0
    while at < len(lines):
        out.append(lines[at])
        opening = OPENING.match(lines[at])
        at += 1
        if not opening:
            continue
        place = f"{pages.name_of(page)}:{at}"
        if CLOSING not in lines[at:]:
            return faults + [f"{place}: no {CLOSING} after the table"]
        end = at + lines[at:].index(CLOSING)
        kind, value = opening.groups()
        if kind not in MAKERS:
            return faults + [f"{place}: no such table: {kind}"]
        try:
            given = (options, value, lines[at:end]) if kind == "accuracy" else (options, value)
            made = MAKERS[kind](*given)
        except (RuntimeError, StopIteration) as e:
            return faults + [f"{place}: {e or 'no such name'}"]
        kept = lines[at:end]
        if kept != ["", *made, ""]:
            if not options.update:
                faults.append(f"{place}: the table is stale; run script/docs tables --update")
            kept = ["", *made, ""]
        out += kept
        at = end
    if options.update and out != lines:
        page.write_text("\n".join(out), encoding="utf-8")
    return faults


def run(options):
    return [fault for page in options.pages for fault in run_page(page, options)]
