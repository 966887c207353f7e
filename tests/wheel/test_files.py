"""The files of a release: one version, pins that agree, licenses and checksums of everything inside, a workflow that is whole."""

import json
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Files(unittest.TestCase):
    def test_one_version(self):
        subprocess.run([str(ROOT / "script" / "release"), "--check"], check=True)
        self.assertNotRegex((ROOT / "pyproject.toml").read_text(), r'(?m)^version = "')

    def test_the_sources_are_pinned(self):
        sources = json.loads((ROOT / "packaging" / "sources.json").read_text())
        for one in sources:
            with self.subTest(one["name"]):
                self.assertRegex(one["sha256"], "^[0-9a-f]{64}$")
                self.assertIn("=", one["package"])
                self.assertTrue(one["license"])
        self.assertEqual(len(sources), len({one["name"] for one in sources}))

    def test_setup_and_pyproject_pin_the_same_back_end(self):
        pinned = re.findall(r"'((?:nanobind|scikit-build-core)==[0-9.]+)'", (ROOT / "script" / "setup").read_text())
        required = re.search(r"requires = \[(.*)\]", (ROOT / "pyproject.toml").read_text())[1]
        self.assertTrue(pinned)
        for one in pinned:
            self.assertIn(one, required)

    def test_the_workflow(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not installed (script/setup wheels)")
        workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
        jobs = workflow["jobs"]
        for name, job in jobs.items():
            with self.subTest(name):
                needs = job.get("needs", [])
                self.assertLessEqual({needs} if isinstance(needs, str) else set(needs), set(jobs))
                for step in job["steps"]:
                    self.assertEqual(len({"run", "uses"} & set(step)), 1, step)
                    for script in re.findall(r"script/\w+", step.get("run", "")):
                        self.assertTrue((ROOT / script).exists(), script)


if __name__ == "__main__":
    unittest.main()
