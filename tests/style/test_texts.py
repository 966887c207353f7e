"""The library names no option and no command of the program: who shows a message writes its parameters."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
OPTION = re.compile(r'(?:^|[\s"(])--[a-z]|`?\btaper (?:list|show|eval|check|export|inspect|retarget|predict|watch|lint)\b')
# titles of the options of other libraries
OTHERS = {"src/libraries/fairseq.cpp": 1, "src/libraries/published.cpp": 1}


class Texts(unittest.TestCase):
    def test_no_option_of_the_program_in_the_library(self):
        seen = 0
        for path in sorted([*(ROOT / "src").rglob("*.?pp"), *(ROOT / "include").rglob("*.hpp"), *(ROOT / "reports").rglob("*.?pp")]):
            code = re.sub(r"//.*", "", path.read_text())
            found = [text for text in LITERAL.findall(code) if OPTION.search(text[1:-1])]
            seen += len(found)
            name = str(path.relative_to(ROOT))
            with self.subTest(file=name):
                self.assertEqual(len(found), OTHERS.get(name, 0), found)
        self.assertEqual(seen, sum(OTHERS.values()), "the check finds what is there")


if __name__ == "__main__":
    unittest.main()
