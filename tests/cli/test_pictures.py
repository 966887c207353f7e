"""taper plot: a picture of each kind, and one in the terminal."""

import os
import tempfile
import xml.etree.ElementTree as ElementTree

from support import Case, run

SPECS = ["cosine", "poly(i=2)", "exp(beta=0.05)", "sigmoid(i=40) | warmup(10%)"]


class Plot(Case):
    def test_json_is_what_the_picture_shows(self):
        out = self.good("plot", "cosine", "linear", "--steps", "200", "--panels", "window,gamma_bar", "--json").json
        self.assertEqual((out["schema"], out["steps"]), ("taper.plot/1", 200))
        self.assertEqual([p["panel"] for p in out["panels"]], ["window", "gamma_bar"])
        for panel in out["panels"]:
            self.assertEqual([c["spec"] for c in panel["curves"]], ["cosine", "linear"])
            for curve in panel["curves"]:
                self.assertEqual(len(curve["step"]), len(curve["value"]))
        linear = out["panels"][0]["curves"][1]
        for step, value in zip(linear["step"], linear["value"], strict=True):
            self.assertAlmostEqual(value, 1 - step / 200, delta=1e-12)

    def picture(self, name, *more):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            outcome = run("plot", *SPECS, "--steps", "500", "-o", path, *more)
            self.assertEqual((outcome.status, outcome.err), (0, ""))
            with open(path, "rb") as file:
                return file.read()

    def test_svg_is_xml_and_names_every_schedule(self):
        svg = self.picture("compare.svg")
        self.assertEqual(ElementTree.fromstring(svg).tag, "{http://www.w3.org/2000/svg}svg")
        text = svg.decode()
        for spec in SPECS:
            self.assertIn(spec, text)

    def test_html_is_self_contained(self):
        page = self.picture("compare.html").decode()
        self.assertTrue(page.lower().startswith("<!doctype html>"))
        for spec in SPECS:
            self.assertIn(spec, page)
        for outside in ("<script src", "<link", "@import", "url(http", 'src="http'):
            self.assertNotIn(outside, page)
        self.assertIn("violating", page)

    def test_png(self):
        with tempfile.TemporaryDirectory() as folder:
            outcome = run("plot", *SPECS, "--steps", "500", "-o", os.path.join(folder, "compare.png"))
        if outcome.status == 3 and "librsvg" in outcome.err:
            self.skipTest("built without librsvg")
        self.assertTrue(self.picture("compare.png").startswith(b"\x89PNG\r\n\x1a\n"))

    def test_terminal(self):
        out = self.good("plot", *SPECS, "--steps", "500").out
        for spec in SPECS:
            self.assertIn(spec, out)
        self.assertGreater(len(out.splitlines()), 15)
        self.assertNotIn("\x1b", out)

    def test_panels(self):
        self.assertIn("Acceptance", self.good("plot", "cosine", "--steps", "100").out)
        self.assertNotIn("Acceptance", self.good("plot", "cosine", "--steps", "100", "--panels", "window").out)

    def test_titles_are_text_not_markup(self):
        svg = self.picture("x.svg", "--title", "a <b> & \"c\"")
        self.assertIn(b"&lt;b&gt; &amp;", svg)
        ElementTree.fromstring(svg)
