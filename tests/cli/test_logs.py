"""taper inspect on files that are not logs, and taper watch as a process: growth, rotation, truncation, Ctrl-C."""

import gzip
import json
import math
import os
import re
import select
import shlex
import signal
import subprocess
import tempfile
import time

from support import PATIENCE, PROGRAM, Case, run


def rate(c, total=1000, peak=3e-4, warmup=20):
    return peak * c / warmup if c < warmup else peak * 0.5 * (1 + math.cos(math.pi * (c - warmup) / (total - warmup)))


def rows(first, last, total=1000):
    return "".join(f'{{"step": {s}, "lr": {rate(s, total)!r}, "loss": 2.5, "max_steps": 1000}}\n' for s in range(first, last + 1, 10))


class Files(Case):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path


class EqualFooting(Files):
    def test_a_file_of_many_trainings_has_the_verdicts_of_the_first(self):
        runs = "step,lr\n" + "".join(f"{s},{(1 + r % 3) * 1e-3 * (1 - s / 20)!r}\n" for r in range(60) for s in range(20))
        path = self.path("runs.csv", runs)
        out = self.good("inspect", path).out
        self.assertEqual(out.count("verdict   "), 50)
        self.assertIn("60 series: the verdicts are those of the first 50", out)
        every = self.good("inspect", path, "--json").json
        self.assertEqual([one["check"] is not None for one in every], [True] * 50 + [False] * 10)
        self.assertTrue(all(one["spec"].startswith("linear") for one in every))

    def test_a_recovered_schedule_is_compared_with_cosine(self):
        """The factor on the peak by budget, bound and quadratic, as `check` prints it for the same schedule."""
        spec = "one_minus_sqrt | warmup(20)"
        log = self.path("log.csv", self.good("eval", spec + " | peak(1e-4)", "--steps", "500").out)
        checked = next(line for line in self.good("check", spec, "--steps", "500").out.splitlines() if line.startswith("  budget "))
        self.assertRegex(checked, r"to match cosine start at peak x 1\.\d+ \(bound 1\.\d+, quadratic 1\.\d+\)")
        self.assertIn(checked, self.good("inspect", log).out)

    def test_the_command_for_more_can_be_pasted_into_a_shell(self):
        spec = 'staircase(of=cosine | peak(0.1), every=50)'
        log = self.path("epochs.csv", self.good("eval", spec, "--steps", "1000").out)
        shown = " ".join(self.good("inspect", log, "--fail-on", "never").out.split())
        command = re.search("more: taper (check .* --steps 1000) faults", shown)
        self.assertEqual(shlex.split(command[1]), ["check", spec, "--steps", "1000"])


class SeveralLogs(Files):
    def test_a_bad_one_does_not_stop_the_others(self):
        good = self.path("good.csv", self.good("eval", "cosine | peak(0.1)", "--steps", "100").out)
        other = self.path("other.json", "[1, 2, 3]")
        gone = self.folder + "/gone.csv"
        for logs, status in (((other, good), 2), ((gone, good), 3), ((good, other, gone, good), 3)):
            with self.subTest(logs=logs):
                done = run("inspect", *logs)
                self.assertEqual(done.status, status)
                self.assertEqual(done.out.count(os.path.basename(good)), logs.count(good))
                self.assertEqual(len(done.err.splitlines()), len(logs) - logs.count(good))
                self.assertEqual(len(json.loads(run("inspect", "--json", *logs).out)), logs.count(good))


class NotALog(Files):
    def test_each_is_identified_with_advice(self):
        whole = json.dumps({"log_history": [{"step": s, "learning_rate": rate(s)} for s in range(1, 50)]})
        for name, content, says, hint in (
                ("pointer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS pointer for a file of 12345 bytes", "git lfs pull"),
                ("other.json", '{"users": [1, 2]}', "not a training log", '"lr"'),
                ("numbers.json", "[1, 2, 3]", "not a training log", '"lr"'),
                ("norates.json", '{"log_history": [{"step": 1, "loss": 2.0}]}', "no learning rate was recognized in this hf-trainer-state log (1 row)", "logging_steps"),
                ("norates.csv", "step,loss\n1,2\n2,1\n", "no learning rate was recognized in this csv log (2 rows)", "learning_rate"),
                ("one.json", '{"log_history": [{"step": 7, "learning_rate": 1e-4}]}', "one row with a learning rate (0.0001 at step 7)", "later copy"),
                ("empty.log", "", "the file is empty", "logs a step"),
                ("torn.json", whole[:400], "incomplete or malformed at byte ", "again"),
                ("log.json.gz", gzip.compress(whole.encode()), "this is gzip", "zcat"),
                ("noise.bin", bytes(range(1, 200)) * 20, "binary file", "the training wrote")):
            with self.subTest(name=name):
                err = self.refused("inspect", self.path(name, content)).err
                self.assertIn(says, err)
                self.assertIn(hint, err)

    def test_a_folder_and_a_missing_file(self):
        self.path("metrics.csv", "step,lr\n1,0.1\n")
        err = self.refused("inspect", self.folder).err
        self.assertIn("folder", err)
        self.assertIn("metrics.csv", err)
        outcome = run("inspect", self.path("nothing.json"))
        self.assertEqual(outcome.status, 3)
        self.assertIn("No such file", outcome.err)


class Once(Files):
    def test_reports_the_state_of_the_run(self):
        out = self.good("watch", self.path("log.jsonl", rows(10, 400)), "--once").out
        for word in ("step 400 of 1000 (40%)", "cosine | warmup(20) | peak(0.0003) over 1000 steps", "no fault is expected"):
            self.assertIn(word, out)
        self.assertNotIn("\x1b", out)

    def test_predicts_a_schedule_that_ends_before_the_run(self):
        path = self.path("log.jsonl", rows(10, 400, total=800))
        ahead = json.loads(run("watch", path, "--once", "--json").out)["ahead"]
        self.assertEqual((ahead["next_fault"]["id"], ahead["next_fault"]["step"]), ("ends-early", 800))
        self.assertIn("taper retarget", ahead["next_fault"]["remedy"])

    def test_compares_with_the_requested_schedule(self):
        path = self.path("log.jsonl", rows(10, 100))
        out = " ".join(self.good("watch", path, "--once", "--expected", "cosine | warmup(20) | peak(3e-4)").out.split())
        self.assertIn("as requested: every row fits", out)
        other = json.loads(run("watch", path, "--once", "--json", "--expected", "cosine | warmup(20) | peak(6e-4)").out)
        self.assertFalse(other["asked"]["same"])
        args = self.path("args.json", json.dumps({"output_dir": "out", "learning_rate": 3e-4, "lr_scheduler_type": "cosine", "warmup_steps": 20,
                                                  "max_steps": 1000, "per_device_train_batch_size": 8}))
        self.assertIn("as requested", self.good("watch", path, "--once", "--expected", args).out)

    def test_mistakes(self):
        self.assertEqual(run("watch", self.path("nothing.jsonl"), "--once").status, 3)
        self.assertIn("no learning rate was recognized", self.refused("watch", self.path("a.csv", "step,loss\n1,2\n"), "--once").err)
        self.refused("watch", self.path("b.csv", "step,lr\n1,2\n"), "--once", "--format", "nonsense")
        self.assertIn("taper inspect -", self.refused("watch", "-").err)
        self.assertIn("folder", self.refused("watch", self.folder).err)  # without --once: it will not become a log
        config = self.path("args.yaml", "learning_rate: [\n")
        self.assertIn("args.yaml", self.refused("watch", self.path("c.csv", rows(10, 100)), "--once", "--expected", config).err)


class Live(Files):
    def follow(self, path):
        process = subprocess.Popen([PROGRAM, "watch", path, "--every", "0.05", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.rest = b""
        return process

    def next(self, process):
        """The next object; a minute at most."""
        end = time.monotonic() + 60 * PATIENCE
        while b"\n" not in self.rest:
            ready, _, _ = select.select([process.stdout], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, "the change was not seen")
            piece = os.read(process.stdout.fileno(), 1 << 16)
            self.assertTrue(piece, "the program ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line)

    def until(self, process, step):
        while True:
            seen = self.next(process)
            if seen["ahead"]["step"] == step:
                return seen

    def append(self, path, text):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)

    def test_growth_rotation_truncation_another_run_and_ctrl_c(self):
        path = self.path("log.jsonl")
        process = self.follow(path)
        self.assertIn(b"waiting: cannot open", process.stderr.readline())
        self.append(path, rows(10, 200))
        self.assertEqual(self.until(process, 200)["schema"], "taper.watch/1")
        self.append(path, rows(210, 300) + '{"step": 310, "l')  # in the middle of a row
        self.assertEqual(self.until(process, 300)["rows"], 30)
        os.rename(path, path + ".1")
        self.append(path, rows(310, 400))
        seen = self.until(process, 400)
        self.assertEqual((seen["rows"], seen["spec"], seen["steps"]), (40, "cosine | warmup(20) | peak(0.0003)", 1000))
        with open(path, "w", encoding="utf-8"):
            pass
        time.sleep(0.3)
        self.append(path, rows(410, 500))
        self.assertEqual(self.until(process, 500)["rows"], 50)
        os.remove(path)
        self.append(path, rows(10, 50))
        self.assertEqual(self.until(process, 50)["rows"], 5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 0)


class Signals(Files):
    def test_ctrl_c_ends_a_read_that_waits(self):
        fifo = self.path("log.fifo")
        os.mkfifo(fifo)  # nobody writes to it: opening it waits
        for sent in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([PROGRAM, "watch", fifo], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(process.wait)
            self.addCleanup(process.kill)
            time.sleep(0.5 * PATIENCE)
            process.send_signal(sent)
            self.assertEqual(process.wait(30), 0)


class Innocent(Files):
    """Logs of healthy runs in which a reading with a fault once looked shorter."""

    def no_fault(self, name, text):
        self.good("inspect", self.path(name, text))

    def test_the_head_of_a_run_with_its_length_printed(self):
        for part in (0.3, 0.5, 0.7):
            for form in ("%.4f", "%.6f", "%.3e"):
                rows = [f"step {t}/10000 loss 1.0 lr {form % (0.1 * (1 - t / 10000) ** 0.9)}" for t in range(0, int(10000 * part), 50)]
                self.no_fault("poly.txt", "\n".join(rows) + "\n")

    def test_warm_restarts(self):
        for rows in (300, 301, 330, 351):
            for least in (0.0, 1e-5):
                rate = lambda t: least + (1e-3 - least) * (1 + math.cos(math.pi * (t % 100) / 100)) / 2
                self.no_fault("restarts.csv", "step,lr\n" + "".join(f"{t},{rate(t)!r}\n" for t in range(rows)))

    def test_a_warmup_in_few_figures(self):
        for form in ("%.2e", "%.3e", "%.4e"):
            for start in (0.001, 0.1, 1 / 3):
                rate = lambda t: 1e-4 * min(1.0, start + (1 - start) * t / 100)
                self.no_fault("warmup.csv", "step,lr\n" + "".join(f"{t},{form % rate(t)}\n" for t in range(0, 1000, 5)))

    def test_a_console_that_prints_the_epoch_in_two_decimals(self):
        for per_epoch in (400, 250, 62.5):
            rows = [f"{{'loss': 1.0, 'learning_rate': {2e-5 * (1 - t / 2000)!r}, 'epoch': {round(t / per_epoch, 2)}}}" for t in range(25, 2001, 25)]
            self.no_fault("console.txt", "\n".join(rows) + "\n")
