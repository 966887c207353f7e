"""script/rooms finds every include that the list of rooms forbids, and nothing else."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))
from rooms_lib import includes, picture  # noqa: E402
from rooms_lib.rooms import FREE, ROOMS, Room  # noqa: E402


def reachable(room, by_name):
    """What a room may include, found without the code under test."""
    found, ahead = {room.name}, list(room.uses)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += by_name[name].uses
    return found


class Tree(unittest.TestCase):
    """A folder of sources that a test writes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()

    def write(self, path, text=""):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def found(self, rooms=ROOMS, free=()):
        return includes.check(self.root, rooms, free)


class Includes(Tree):
    def test_every_pair_of_rooms(self):
        by_name = {room.name: room for room in ROOMS}

        def file_of(room, name):
            path = room.paths[0]
            return path if path.endswith(".hpp") else f"{path}/{name}"

        for room in ROOMS:
            for other in ROOMS:
                if room is other:
                    continue
                with self.subTest(room=room.name, other=other.name):
                    shutil.rmtree(self.root)
                    target = file_of(other, "other.hpp")
                    self.write(target)
                    self.write(file_of(room, "one.cpp"), f'\n#include "{target.removeprefix("include/")}"\n')
                    may = reachable(room, by_name)
                    wanted = 0 if other.name in may else 1
                    faults = self.found()
                    self.assertEqual(len(faults), wanted, faults)
                    for fault in faults:
                        self.assertIn(f":2: room {room.name} may not include {target} (room {other.name}), only: ", fault)

    def test_a_public_header_belongs_to_the_room_of_its_body(self):
        for header in ("schedule", "libraries", "notation"):
            self.write(f"include/taper/{header}.hpp")
        self.write("src/libraries/one.cpp", '#include "taper/schedule.hpp"\n#include "taper/notation.hpp"\n')
        self.write("include/taper/print.hpp", '#include <taper/libraries.hpp>\n')
        self.assertEqual([f.split(" (")[0] for f in self.found()],
                         ["include/taper/print.hpp:1: room print may not include include/taper/libraries.hpp",
                          "src/libraries/one.cpp:2: room libraries may not include include/taper/notation.hpp"])

    def test_every_way_to_write_an_include(self):
        self.write("src/notation/syntax.hpp")
        for line in ('#include "../notation/syntax.hpp"', '  #  include  "src/notation/syntax.hpp"', '#include "src/notation/syntax.hpp"  // why'):
            with self.subTest(line=line):
                self.write("src/theory/one.cpp", line)
                self.assertEqual(len(self.found()), 1)

    def test_headers_of_others_and_comments_are_ignored(self):
        self.write("src/theory/one.cpp", '#include <vector>\n#include <fmt/format.h>\n// #include "lab/verbs/output.hpp"\n')
        self.assertEqual(self.found(), [])

    def test_a_missing_file(self):
        self.write("cli/one.cpp", '#include "gone.hpp"\n')
        self.assertEqual(self.found(), ['cli/one.cpp:1: there is no file "gone.hpp"'])

    def test_an_ambiguous_name(self):
        self.write("lab/render/chart.hpp")
        self.write("render/chart.hpp")
        self.write("lab/report/one.cpp", '#include "render/chart.hpp"\n')
        self.assertTrue(any("is ambiguous: render/chart.hpp or lab/render/chart.hpp" in f for f in self.found()), self.found())

    def test_a_file_outside_all_rooms(self):
        self.write("attic/one.cpp")
        self.assertIn("attic/one.cpp: belongs to no room", self.found()[0])
        self.assertEqual(self.found(free=("attic",)), [])

    def test_generated_folders_are_ignored(self):
        for folder, mark in (("build", None), ("build-debug", None), (".venv", None), ("out", "CMakeCache.txt"), ("env", "pyvenv.cfg")):
            self.write(f"{folder}/made.cpp", '#include "gone.hpp"\n')
            if mark:
                self.write(f"{folder}/{mark}")
        self.assertEqual(self.found(), [])

    def test_a_cyclic_list_is_an_error(self):
        rooms = (Room("one", ("one",), ("two",), ""), Room("two", ("two",), ("one",), ""))
        with self.assertRaisesRegex(ValueError, "cycle: one -> two -> one"):
            self.found(rooms)

    def test_a_list_with_an_unknown_room_is_an_error(self):
        with self.assertRaisesRegex(ValueError, "uses 'two', which is not a room"):
            self.found((Room("one", ("one",), ("two",), ""),))


class Script(Tree):
    """The command over a copy of the sources."""

    def setUp(self):
        super().setUp()
        for file in includes.sources(ROOT):
            if not any(includes.begins(str(file), prefix) for prefix in FREE):
                (self.root / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / file, self.root / file)
        for name in ("CONTRIBUTING.md", "support/version.hpp.in"):
            shutil.copy(ROOT / name, self.root / name)

    def run_script(self):
        return subprocess.run([sys.executable, str(ROOT / "script" / "rooms"), "--root", str(self.root)], capture_output=True, text=True, check=False)

    def test_the_tree_follows_the_list(self):
        done = self.run_script()
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_forbidden_include_fails(self):
        cases = [("render/png.cpp", "taper/schedule.hpp", "render", "include/taper/schedule.hpp"),
                 ("lab/report/table.cpp", "cli/style.hpp", "lab report", "cli/style.hpp"),
                 ("src/verdict/check.cpp", "../notation/lexer.hpp", "verdict", "src/notation/lexer.hpp"),
                 ("cli/check.cpp", "lab/verbs/output.hpp", "cli", "lab/verbs/output.hpp"),
                 ("include/taper/schedule.hpp", "src/libraries/row.hpp", "tree", "src/libraries/row.hpp"),
                 ("src/libraries/timm.cpp", "taper/notation.hpp", "libraries", "include/taper/notation.hpp"),
                 ("include/taper/print.hpp", "taper/libraries.hpp", "print", "include/taper/libraries.hpp"),
                 ("src/libraries/torch.cpp", "../notation/lexer.hpp", "libraries", "src/notation/lexer.hpp")]
        for file, name, room, target in cases:
            with self.subTest(file=file):
                kept = (self.root / file).read_text()
                self.write(file, f'#include "{name}"\n' + kept)
                done = self.run_script()
                self.write(file, kept)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"{file}:1: room {room} may not include {target}", done.stderr)

    def test_paragraphs_that_differ_from_the_list_fail(self):
        page = self.root / "CONTRIBUTING.md"
        page.write_text(page.read_text().replace("Independent of schedules", "Depends on schedules"))
        done = self.run_script()
        self.assertEqual(done.returncode, 1)
        self.assertIn("script/rooms --update", done.stderr)


class Picture(unittest.TestCase):
    def test_every_room_is_above_the_rooms_that_it_uses(self):
        at, _, _ = picture.places(ROOMS)
        for room, used in picture.direct(ROOMS).items():
            for other in used:
                self.assertLess(at[room][1], at[other][1], f"{room} above {other}")

    def test_no_two_boxes_touch(self):
        at, _, _ = picture.places(ROOMS)
        boxes = sorted((y, x) for node, (x, y) in at.items() if isinstance(node, str))
        for (y, x), (next_y, next_x) in zip(boxes, boxes[1:]):
            if y == next_y:
                self.assertGreaterEqual(next_x - x, picture.BOX_WIDTH)
        self.assertGreaterEqual(min(x for _, x in boxes), picture.BOX_WIDTH / 2)
        self.assertLessEqual(max(x for _, x in boxes), picture.WIDTH - picture.BOX_WIDTH / 2)


if __name__ == "__main__":
    unittest.main()
