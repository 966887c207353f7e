"""One of each kind of addition (see CONTRIBUTING.md) in a copy of the sources: CMake and the compiler find it by the files
that CONTRIBUTING.md counts, and by no other."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
FOLDERS = ("cli", "cmake", "include", "python", "render", "reports", "script", "src", "support")

# what is added: the row of the table, the new file, and in each list the text before which an entry goes
VERB = ("a verb", "hello.cpp", "cli/hello.cpp", (
    ("cli/verbs.hpp", r"action add_completion\(", "action add_hello(CLI::App& verb);\n"),
    ("cli/verbs.hpp", r' *\{"completion",', '    {"hello", "says hello", "taper hello", add_hello},\n')))
LANGUAGE = ("a language of exports", "lua.cpp", "src/export/lua.cpp", (
    ("include/taper/export.hpp", r" *RATES\(csv, ", '  CODE(lua, code, "Lua: the last result") \\\n'),))
LIBRARY = ("a library", "halving.cpp", "src/libraries/halving.cpp", (
    ("src/libraries/library_list.hpp", r" *LIBRARY\(olmo, ", "  LIBRARY(halving, halving) \\\n"),))
LOG = ("a format of logs", "plainlog.cpp", "src/logs/read/plainlog.cpp", (
    ("src/logs/read/reader_list.hpp", r"READER\(lines, ", "READER(plainlog, plainlog_format)\n"),))
CONFIGURATION = ("a format of configurations", "plainconfig.cpp", "src/configs/plainconfig.cpp", (
    ("src/configs/reader_list.hpp", r"READER\(axolotl\)", "READER(plainconfig)\n"),))
FAMILY = ("a family of windows", "smoothstep.hpp", "include/taper/window/smoothstep.hpp", (
    ("include/taper/window.hpp", r'#include "taper/window/table.hpp"', '#include "taper/window/smoothstep.hpp"\n'),
    ("include/taper/registry.hpp", r"constant, table>;", "smoothstep, ")))


class Additions(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="taper-additions-"))
        self.addCleanup(shutil.rmtree, self.root)
        for folder in FOLDERS:
            shutil.copytree(ROOT / folder, self.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("CMakeLists.txt", "LICENSE", "README.md"):
            shutil.copy(ROOT / file, self.root / file)

    def add(self, row, source, target, entries):
        shutil.copy(HERE / source, self.root / target)
        for file, before, text in entries:
            path = self.root / file
            changed, count = re.subn(f"(?={before})", lambda _: text, path.read_text(), count=1)
            self.assertEqual(count, 1, f"{file} has no place for the entry: {before}")
            path.write_text(changed)
        works = re.search(rf"^\| {row} \| (\d+) \|", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
        self.assertEqual(1 + len({file for file, _, _ in entries}), int(works.group(1)), "files that CONTRIBUTING.md counts")

    def configured(self):
        """The sources that CMake found in the copy, in unity builds and others."""
        build = self.root / "build"
        done = subprocess.run(["cmake", "-S", str(self.root), "-B", str(build), "-DTAPER_TESTS=OFF", "-DTAPER_INSTALL=OFF", "-DTAPER_PYTHON=OFF"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        lists = (*build.rglob("unity_*.cxx"), build / "compile_commands.json")
        return {source for path in lists for source in re.findall(rf"{self.root}/([^\s\"]+\.cpp)\"", path.read_text())}

    def assert_built(self, source):
        self.assertTrue(source in self.configured(), f"CMake does not build {source}")

    def compiled(self, *sources):
        for source in sources:
            done = subprocess.run(["c++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Iinclude", "-Isrc", "-Icli", "-I.", "-Ibuild", "-x", "c++", source],
                                  cwd=self.root, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr[:2000])

    def preprocessed(self, source):
        """A source with its lists expanded."""
        done = subprocess.run(["c++", "-std=c++20", "-E", "-P", "-Iinclude", "-Isrc", "-I.", source],
                              cwd=self.root, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[:2000])
        return done.stdout

    def test_a_verb(self):
        self.add(*VERB)
        self.assert_built("cli/hello.cpp")
        self.compiled("cli/hello.cpp")
        main = (self.root / "cli" / "verbs.hpp").read_text() + "static_assert([] { for (const auto& v : taper::cli::verbs) if (v.name == \"hello\") return true; return false; }());\n"
        (self.root / "cli" / "listed.cpp").write_text(main)
        self.compiled("cli/listed.cpp")

    def test_a_language_of_exports(self):
        self.add(*LANGUAGE)
        self.assert_built("src/export/lua.cpp")
        self.compiled("src/export/lua.cpp", "src/export/export.cpp")

    def test_a_library(self):
        self.add(*LIBRARY)
        self.assert_built("src/libraries/halving.cpp")
        self.compiled("src/libraries/halving.cpp", "src/libraries/catalogue.cpp")
        self.assertRegex(self.preprocessed("src/libraries/catalogue.cpp"), r"all = \{[^}]*\bhalving_library,")

    def test_a_format_of_logs(self):
        self.add(*LOG)
        self.assert_built("src/logs/read/plainlog.cpp")
        self.compiled("src/logs/read/plainlog.cpp", "src/logs/read/readers.cpp")
        self.assertRegex(self.preprocessed("src/logs/read/readers.cpp"), r"list = \{[^}]*&plainlog_format,")

    def test_a_format_of_configurations(self):
        self.add(*CONFIGURATION)
        sources = self.configured()
        if "src/configs/readers.cpp" not in sources:
            self.skipTest("needs yaml-cpp and toml++")
        self.assertTrue("src/configs/plainconfig.cpp" in sources)
        self.compiled("src/configs/plainconfig.cpp", "src/configs/readers.cpp")
        self.assertRegex(self.preprocessed("src/configs/readers.cpp"), r"readers = \{[^}]*&plainconfig,")

    def test_a_family_of_windows(self):
        self.add(*FAMILY)
        self.compiled("src/export/windows.cpp", "src/registry.cpp")


if __name__ == "__main__":
    unittest.main()
