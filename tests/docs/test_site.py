"""The parts of script/site that need no generator: pages and their links, the reference, and the check of a built site."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script"))
from docs_lib import links  # noqa: E402
from site_lib import check, declarations, navigation, reference_cpp, reference_python, stage  # noqa: E402

HEADER = """// A header.
#pragma once
namespace taper {
namespace detail {
int hidden();
}  // namespace detail

class later;

/// Two functions under one comment.
///
///     x = y / 2
[[nodiscard]] inline int first(int a = 1'000, char b = '{') noexcept { return a; }
double second();

double third();

/// A type.
template <class T>
  requires(sizeof(T) > 1)
class box : public base<T> {
 public:
  explicit box(T v) : value_(std::move(v)) {}
  /// Its value; "}" in a literal does not end it.
  [[nodiscard]] T value() const { return value_; }
  int count = 0;  ///< so many
  friend bool operator==(const box&, const box&) = default;

 private:
  T value_;
};
using ints = box<int>;
/// Adds.
box<int> operator+(box<int> a, box<int> b);
enum class color : unsigned char { red, green };
namespace inner {
inline constexpr int most = 3;
}
}  // namespace taper
"""


class Declarations(unittest.TestCase):
    def setUp(self):
        self.groups = declarations.groups_of(HEADER)

    def test_names_in_their_groups(self):
        self.assertEqual([g.names for g in self.groups],
                         [["first", "second"], ["third"], ["box", "ints"], ["operator+", "color"], ["inner::most"]])

    def test_bodies_and_private_parts_are_left_out(self):
        code = "\n".join(line for g in self.groups for line in g.code)
        self.assertIn("inline int first(int a = 1'000, char b = '{') noexcept;", code)
        self.assertIn("explicit box(T v);", code)
        self.assertIn("T value() const;", code)
        self.assertIn("int count = 0;  ///< so many", code)
        for hidden in ("value_", "friend", "hidden", "later", "return"):
            self.assertNotIn(hidden, code)

    def test_a_formula_keeps_its_lines(self):
        self.assertIn("```text\nx = y / 2\n```", reference_cpp.text_of(self.groups[0].comment))

    def test_c_comments(self):
        group, = declarations.groups_of("/* Opens\n * it. */\nint taper_open(void);\nvoid taper_close(void);\n", c=True)
        self.assertEqual((group.names, [line.strip() for line in group.comment]), (["taper_open", "taper_close"], ["Opens", "it."]))


class Reference(unittest.TestCase):
    def test_every_public_declaration_of_the_headers_has_a_name(self):
        with tempfile.TemporaryDirectory() as folder:
            reference_cpp.write(pathlib.Path(folder))
            text = "\n".join(page.read_text(encoding="utf-8") for page in pathlib.Path(folder).rglob("*.md"))
        headings = set(re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^### (.*)$", text, flags=re.M))))
        for name in ("parse", "basic_schedule", "run", "retarget", "modifier::warmup", "torch::cyclic", "operator|", "TAPER_TRY", "taper_open",
                     "taper_status", "export_targets", "poly"):
            self.assertIn(name, headings)
        # each function and type that a header names in a comment of its own
        for header in (ROOT / "include" / "taper").rglob("*.hpp"):
            if "detail" in header.parts:
                continue
            for group in declarations.groups_of(header.read_text(encoding="utf-8")):
                for name, code in zip(group.names, group.code):
                    self.assertRegex(name, r"^[\w:]*(operator.+|\w+)$", f"{header}: {code[:80]}")
                    self.assertEqual(code.count("{"), code.count("}"), f"{header}: {code}")

    def test_every_name_of_a_page_of_python_is_public(self):
        package = ROOT / "python" / "taper_lr"
        public = {name for source in package.glob("_[a-z]*.py") for name in reference_python.names_of(source)}
        for page, _, _, module, names in reference_python.PAGES:
            for name in names.split():
                if module == "taper_lr" and not name.startswith("_"):
                    self.assertIn(name, public, page)


class Staged(unittest.TestCase):
    def test_every_link_leads_to_a_file(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            stage.write(folder)
            for page in folder.rglob("*.md"):
                if "files" in page.relative_to(folder).parts:
                    continue
                for number, line in links.prose_of(page):
                    for groups in links.LINK.findall(line):
                        target = next(g for g in groups if g).partition("#")[0]
                        if target and not re.match(r"[a-z]+:", target):
                            self.assertTrue((page.parent / target).is_file(), f"{page.relative_to(folder)}:{number}: {target}")

    def test_every_page_is_in_the_navigation_once(self):
        with tempfile.TemporaryDirectory() as name:
            for page in ("a.md", "b/one.md", "b/two.md", "c.md", "files/d.md"):
                (pathlib.Path(name) / page).parent.mkdir(exist_ok=True)
                (pathlib.Path(name) / page).touch()
            config = types.SimpleNamespace(docs_dir=name, nav=[{"A": "a.md"}, {"B": [{"Two": "b/two.md"}, "b/*"]}])
            self.assertEqual(navigation.on_config(config).nav, [{"A": "a.md"}, {"B": [{"Two": "b/two.md"}, "b/one.md"]}, {"More": ["c.md"]}])


class Command(unittest.TestCase):
    def test_without_the_generator_it_says_what_to_install(self):
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "script").mkdir()
            script = shutil.copy(ROOT / "script" / "site", pathlib.Path(name) / "script")
            done = subprocess.run([sys.executable, "-S", script], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr), (77, "script/site: MkDocs is not installed: script/setup site\n"))


class Check(unittest.TestCase):
    def test_finds_broken_links_and_requests_elsewhere(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "a.html").write_text('<a href="b.html#there"></a><a href="https://example.invalid/"></a><img src="data:image/png;base64,">')
            (folder / "b.html").write_text('<h1 id="there"></h1>')
            self.assertEqual(check.faults_of(folder), [])
            (folder / "a.html").write_text('<a href="c.html"></a><a href="b.html#gone"></a><script src="//example.invalid/x.js"></script>'
                                           '<link rel="stylesheet" href="https://example.invalid/x.css">')
            (folder / "x.css").write_text("@font-face { src: url('https://example.invalid/x.woff2') }")
            self.assertEqual(check.faults_of(folder), [
                "a.html: b.html#gone: no such heading", "a.html: c.html: no such page", "a.html: requests //example.invalid/x.js",
                "a.html: requests https://example.invalid/x.css", "x.css: requests https://example.invalid/x.woff2"])


if __name__ == "__main__":
    unittest.main()
