"""The software bill of materials (CycloneDX JSON): what is compiled into the program and the module of a wheel."""

import importlib.metadata
import json
import re

from .sources import back_end, entries, folder, root


def tools():
    """What the tools of a build add."""
    nanobind = next(re.search(r"==([0-9.]+)", one)[1] for one in back_end if one.startswith("nanobind"))
    zig = importlib.metadata.version("ziglang")
    return [
        {"name": "nanobind", "version": nanobind, "license": "BSD-3-Clause", "about": "the Python module", "purl": f"pkg:pypi/nanobind@{nanobind}"},
        {"name": "libc++", "version": f"of Zig {zig}", "license": "Apache-2.0 WITH LLVM-exception", "about": "the C++ standard library",
         "purl": f"pkg:pypi/ziglang@{zig}"},
    ]


def version():
    """The version, as set in CMakeLists.txt."""
    return re.search(r"project\(taper VERSION ([0-9.]+)", (root / "CMakeLists.txt").read_text())[1]


def purl(entry):
    """The package URL of the archive whose checksum is listed."""
    name, package_version = re.split("==?", entry["package"])
    kind = {"apt": "deb/debian", "apt-source": "deb/debian", "cargo": "cargo", "pip": "pypi"}[entry["client"]]
    return f"pkg:{kind}/{name}@{package_version.replace('+', '%2B')}" + ("?arch=source" if entry["client"] == "apt-source" else "")


def component(entry):
    one = {"type": "library", "name": entry["name"], "version": entry["version"], "description": entry["about"],
           "licenses": [{"expression": entry["license"]}], "purl": entry.get("purl") or purl(entry)}
    if "sha256" in entry:
        one["hashes"] = [{"alg": "SHA-256", "content": entry["sha256"]}]
    return one


def bill():
    main = {"type": "application", "name": "taper", "version": version(), "licenses": [{"expression": "Apache-2.0"}],
            "purl": f"pkg:pypi/taper-lr@{version()}"}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": main},
            "components": [component(entry) for entry in [*entries, *tools()]]}


def write(path):
    path.write_text(json.dumps(bill(), indent=2, ensure_ascii=False) + "\n")
    return path


def write_beside_sources():
    """Where cmake/taper_bundled.cmake takes it into the wheel."""
    return write(folder / "taper.cdx.json")
