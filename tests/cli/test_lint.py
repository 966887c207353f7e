"""taper lint as a process: statuses, several files, lengths, formats, outputs, differences."""

import json
import os
import re
import tempfile

from support import Case, run

AXOLOTL = "base_model: m/Llama-7B\nmicro_batch_size: 1\nlearning_rate: 1e-4\nlr_scheduler: cosine\n"


class Lint(Case):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def path(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def test_statuses(self):
        good = self.path("good.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 20\n")
        faulty = self.path("faulty.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 900\n")
        unknown = self.path("unknown.yml", AXOLOTL + "max_steps: 700\ncooldown_steps: 3\n")
        self.assertIn("hf.cosine(num_warmup_steps=20, num_training_steps=700) | peak(0.0001)", self.good("lint", good).out)
        self.assertEqual(run("lint", faulty).status, 1)
        self.assertEqual(run("lint", faulty, "--fail-on", "never").status, 0)
        self.assertIn("cooldown_steps (line 6)", self.refused("lint", unknown).err)
        self.assertEqual(run("lint", os.path.join(self.folder, "missing.yml")).status, 3)

    def test_fail_on_violating(self):
        floor = self.path("floor.yml", AXOLOTL + "max_steps: 700\ncosine_min_lr_ratio: 0.2\n")
        self.assertEqual(run("lint", floor).status, 0)
        self.assertEqual(run("lint", floor, "--fail-on", "violating").status, 1)

    def test_one_bad_file_does_not_stop_the_others(self):
        files = [self.path("a.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 900\n"), self.path("b.yml", "a: [1\n"),
                 self.path("c.yml", AXOLOTL + "max_steps: 700\n")]
        done = run("lint", *files)
        self.assertEqual(done.status, 2)
        self.assertIn("warmup-exceeds-run", done.out)
        self.assertIn(files[2], done.out)
        self.assertIn(files[1], done.err)
        reports = run("lint", *files, "--json").json
        self.assertEqual([r["file"] for r in reports], files)
        self.assertEqual([bool(r["error"]) for r in reports], [False, True, False])

    def test_what_the_file_leaves_open(self):
        file = self.path("epochs.yml", AXOLOTL + "num_epochs: 3\nwarmup_ratio: 0.05\n")
        self.assertIn("the length of the run is not known", self.refused("lint", file).err)
        self.assertEqual(run("lint", file, "--without-length").status, 0)
        report = self.good("lint", file, "--dataset-size", "9001", "--world-size", "16", "--json").json[0]
        self.assertEqual(report["steps"], 1688)
        self.assertIn("num_epochs (line 5), 9001 examples as given", report["steps_from"])
        self.assertEqual(self.good("lint", file, "--steps-per-epoch", "100", "--json").json[0]["steps"], 300)
        self.assertEqual(self.good("lint", file, "--steps", "1e3", "--json").json[0]["steps"], 1000)
        self.assertIn("--steps", self.refused("lint", file, "--steps", "none").err)

    def test_a_format_can_be_forced(self):
        file = self.path("a.yml", "learning_rate: 1e-4\nmax_steps: 100\n")
        self.assertIn("known formats", self.refused("lint", file).err)
        self.assertEqual(self.good("lint", file, "--format", "hf-trainer", "--json").json[0]["format"], "hf-trainer")
        self.assertIn("did you mean axolotl", self.refused("lint", file, "--format", "axolotol").err)
        names = [line.split("\t")[0] for line in self.good("lint", "--formats").out.splitlines()]
        self.assertIn("axolotl", names)
        for shell in ("bash", "zsh", "fish"):
            script = self.good("completion", shell).out
            self.assertTrue(all(re.search(rf"(?<=[ ']){re.escape(n)}(?=[ ';])", script) for n in names), shell)

    def test_the_scheduler_of_deepspeeds_file_replaces_the_trainers(self):
        self.path("ds.json", '{"scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": "auto", "warmup_num_steps": "auto"}}}')
        config = self.path("train.yaml", "per_device_train_batch_size: 1\nlearning_rate: 1e-4\nmax_steps: 700\ndeepspeed: ds.json\n")
        report = run("lint", config, "--json").json[0]
        self.assertTrue(report["spec"].startswith("deepspeed.WarmupLR("))
        self.assertEqual([(f["id"], f["line"]) for f in report["faults"]], [("scheduler-overridden", 4)])

    def test_outputs(self):
        file = self.path("a.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 900\n")
        sarif, picture, page = (os.path.join(self.folder, name) for name in ("a.sarif", "a.svg", "a.html"))
        for output in (sarif, picture, page):
            self.assertEqual(run("lint", file, "-o", output).status, 1)
        with open(sarif) as written:
            log = json.load(written)
        self.assertEqual(log["runs"][0]["results"][0]["ruleId"], "warmup-exceeds-run")
        with open(page) as written:
            self.assertIn("warmup_steps", written.read())
        self.assertIn("kind of picture", self.refused("lint", file, "-o", "a.txt").err)

    def test_differences(self):
        a = self.path("a.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 20\n")
        b = self.path("b.yml", AXOLOTL + "max_steps: 700\nwarmup_steps: 40\n")
        self.assertIn("first at step 1: 5e-06 and 2.5e-06", self.good("lint", "--diff", a, b).out)
        self.assertIn("same", self.good("lint", "--diff", a, a).out)
        diff = self.good("lint", "--diff", a, b, "--json").json
        self.assertEqual((diff["schema"], diff["first_difference"]["step"]), ("taper.lint-diff/1", 1))
        self.assertIn("two configurations", self.refused("lint", "--diff", a).err)
