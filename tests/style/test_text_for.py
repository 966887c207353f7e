"""Output goes through the functions that make other people's text safe: cli/json_text.hpp for JSON, deliver() and
print_error() for text."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# what goes around them -> files that may hold it, each with its reason
AROUND = {
    r"\.dump\(": {"cli/json_text.cpp": "the function itself"},
    # what the library writes is laid out as it is
    r"json::parse\(": {"cli/mcp_protocol.cpp": "what a client sends", "cli/mcp_tools.cpp": "makes a list brief",
                       "cli/evidence_runs.cpp": "a file of results"},
    r"\bstd::(cout|cerr|clog)\b": {
        "cli/export.cpp": "--targets prints a table of the program", "cli/inspect.cpp": "--formats prints a table of the program",
        "cli/lint.cpp": "--formats and --ids as well", "cli/mcp.cpp": "--tools as well"},
    r"\b(printf|fprintf|puts|fputs|fwrite|putchar|perror)\(": {
        "cli/program.cpp": "print_out and print_error", "cli/main.cpp": "out of memory, without a string", "cli/evidence.cpp": "a count of windows"},
}
DECIMAL = re.compile(r"\b(snprintf|sprintf|strto[df]|stod|stof|atof)\(")
# calls that depend on the locale of the host program
LOCALE = {
    "src/text.cpp": "without std::to_chars, and an exponent", "support/rounded.hpp": "without std::to_chars",
    "src/evidence/statements.cpp": "writes a point for any comma between digits", "render/svg_heat.cpp": "hexadecimal colors",
}


def lines_of(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.?pp")):
            for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
                yield str(path.relative_to(ROOT)), number, line.split("//")[0]


class Around(unittest.TestCase):
    def test_no_output_goes_around(self):
        for pattern, allowed in AROUND.items():
            found = {(name, number) for name, number, line in lines_of("cli") if re.search(pattern, line)}
            with self.subTest(pattern=pattern):
                self.assertEqual({place for place in found if place[0] not in allowed}, set())
                self.assertEqual(set(allowed), {name for name, _ in found}, "the check finds what is there")

    def test_no_number_depends_on_the_locale(self):
        found = {(name, number) for name, number, line in lines_of("include", "src", "support", "render", "reports", "cli") if DECIMAL.search(line)}
        self.assertEqual({place for place in found if place[0] not in LOCALE}, set())


if __name__ == "__main__":
    unittest.main()
