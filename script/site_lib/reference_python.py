# The reference of the Python package: pages that name its objects, which mkdocstrings replaces by their docstrings.
import ast
import importlib.util
import json
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "taper_lr"

# page, title, purpose, module and names; "*" stands for the names of the module, "_words" for those of taper_lr._words
PAGES = [
    ("schedules", "Schedules", "Write a schedule, bind it to a length, and read its rates.", "taper_lr",
     "Schedule Run EndlessRun ContinuedRun parse"),
    ("families", "Families and modifiers", "The words of the notation as functions: shapes, then modifiers, which `|` joins to a shape.", "taper_lr",
     "_words _modifiers Modifier families modifiers"),
    ("judging", "Judging and predicting", "Verdicts, comparisons, safe ranges, predictions, fits.", "taper_lr", "check compare safe predict fit has_fit"),
    ("logs", "Logs and configurations", "What a log ran, what a configuration will run, and a run of another length.", "taper_lr",
     "inspect lint retarget Report"),
    ("plans", "Several hyperparameters", "Plans, and the rule that lowers the rate on a plateau.", "taper_lr", "Plan Plateau"),
    ("export", "Export and pictures", "The schedule as code in another language; SVG, PNG and HTML.", "taper_lr", "export draw Picture has_pictures"),
    ("torch", "PyTorch", "Schedulers of PyTorch.", "taper_lr.torch", "*"),
    ("hf", "Hugging Face", "Schedules in the Trainer of transformers.", "taper_lr.hf", "*"),
    ("optax", "JAX and Optax", "Schedules of Optax.", "taper_lr.optax", "*"),
    ("keras", "Keras", "Schedules of Keras.", "taper_lr.keras", "*"),
    ("plot", "matplotlib", "Figures of matplotlib.", "taper_lr.plot", "*"),
]


def names_of(source):
    """`__all__` of a module."""
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return [e.value for e in node.value.elts if isinstance(e, ast.Constant)]
    return []


class Program:
    """The registry as the compiled module has it (python/write_words.py), from the program."""

    def __init__(self, taper):
        self.taper = taper

    def json(self, *arguments):
        return json.loads(subprocess.run([self.taper, *arguments, "--json"], check=True, capture_output=True).stdout)

    def entries(self, kind):
        return [e for e in self.json("list")["entries"] if e["kind"] == kind]

    def families(self):
        return self.entries("shape")

    def modifiers(self):
        return self.entries("modifier")

    def parse(self, spec):
        return Parsed(self, spec)


class Parsed:
    def __init__(self, program, spec):
        self.program, self.spec = program, spec

    def python(self):
        return self.program.json("show", self.spec)[0]["python"]

    def over(self, _, steps, *clock):
        self.steps = steps
        return self

    def rate(self, step):
        row = subprocess.run([self.program.taper, "eval", self.spec, "--steps", str(self.steps), "--at", str(step)], check=True, capture_output=True,
                             text=True).stdout.splitlines()[-1]
        return float(row.split(",")[1])


def write_words(taper, output):
    spec = importlib.util.spec_from_file_location("write_words", ROOT / "python" / "write_words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    output.write_text(module.words(Program(taper)), encoding="utf-8")


def write(folder, taper):
    package = folder.parent / "site-python" / "taper_lr"
    shutil.rmtree(package.parent, ignore_errors=True)
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    write_words(taper, package / "_words.py")

    public = [("taper_lr" if source.stem.startswith("_") else f"taper_lr.{source.stem}", name)
              for source in sorted(package.glob("*.py")) if not source.stem.startswith("__") for name in names_of(source)]
    index = ["# Python reference", "", "The package `taper-lr`, imported as `taper_lr`; [the guide](../../python.md) shows it in use.", ""]
    (folder / "reference" / "python").mkdir(parents=True)

    def page_of(page, title, purpose, module, wanted):
        text = f"# {title}\n\n{purpose}\n\n" + "\n".join(f"::: {module}.{name}\n" for name in wanted)
        (folder / "reference" / "python" / f"{page}.md").write_text(text, encoding="utf-8")
        index.append(f"- **[{title}]({page}.md)**: " + ", ".join(f"[`{name}`]({page}.md#{module}.{name})" for name in wanted))

    for page, title, purpose, module, names in PAGES:
        own = package / (module.partition(".")[2] + ".py")
        wanted = []
        for name in names.split():
            wanted += names_of(own) if name == "*" else names_of(package / f"{name}.py") if name.startswith("_") else [name]
        page_of(page, title, f"{purpose} Module `{module}`.", module, wanted)
        public = [one for one in public if one[0] != module or one[1] not in wanted]
    for module in sorted({module for module, _ in public}):  # what no page names
        title = module.partition(".")[2] or "Further names"
        page_of(title.lower().replace(" ", "_"), title, f"Module `{module}`.", module, [name for of, name in public if of == module])
    (folder / "reference" / "python" / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")
