"""The program apart from its verbs: help, version, show, completion."""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time
import unittest

from support import HERE, PROGRAM, Case, run, table
from test_logs import Files


def verbs():
    """The verbs as --help lists them."""
    text = run("--help").out
    return re.findall(r"^  ([a-z]+) {2,}\S", text[text.index("Subcommands"):], re.MULTILINE)


class Program(Case):
    def test_help_names_every_verb(self):
        self.assertTrue({"list", "show", "eval", "dynamics", "check", "compare", "plot", "safe", "completion"} <= set(verbs()))

    def test_every_verb_has_help_with_examples(self):
        for verb in verbs():
            if verb == "lab":
                continue  # another program answers
            with self.subTest(verb=verb):
                out = self.good(verb, "--help").out
                self.assertRegex(out, rf"Examples:\n(?:  .*\n)*? .*\btaper {verb}\b")

    def test_help_names_a_choice_once_and_no_type_of_the_parser(self):
        for verb in verbs():
            if verb == "lab":
                continue  # another program answers
            for line in self.good(verb, "--help").out.split("\n"):
                with self.subTest(verb=verb, line=line):
                    self.assertNotRegex(line, r":\{|->|\{[\w-]+,[\w,-]*\}|\bin \[")
                    self.assertNotRegex(line, r"\b(TEXT|INT|UINT|FLOAT|BOOLEAN|ENUM|NONNEGATIVE|POSITIVE|NUMBER|PATH)\b")

    def test_examples_of_the_help_run(self):
        import shlex
        for verb in ("list", "show", "eval", "dynamics", "check", "compare", "safe"):
            text = self.good(verb, "--help").out
            examples = re.findall(rf"^ *(taper {verb} .*)$", text[text.index("Examples"):], re.MULTILINE)
            self.assertTrue(examples, verb)
            for example in examples:
                words = shlex.split(example)[1:]
                if "-o" in words or "1e6" in words:
                    continue
                with self.subTest(example=example):
                    self.assertIn(run(*words).status, (0, 1))

    def test_version(self):
        self.assertRegex(self.good("--version").out, r"^taper \d+\.\d+\.\d+\n$")

    def test_unknown_verbs_name_the_nearest(self):
        self.assertIn("did you mean 'check'", self.refused("chek", "cosine").err)


class Written(Files):
    """Files and streams that cannot be written, or must not be."""

    def test_a_full_or_closed_output_is_a_failure(self):
        for arguments in (["--help"], ["--version"], ["check", "--help"], ["inspect", "--formats"], ["lint", "--ids"], ["list"],
                          ["show", "cosine"], ["eval", "cosine", "--steps", "5"], ["completion", "bash"]):
            for redirection in (">/dev/full", ">&-"):
                with self.subTest(arguments=arguments, redirection=redirection):
                    done = subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirection}', PROGRAM, *arguments], capture_output=True, timeout=60)
                    self.assertEqual(done.returncode, 3)
                    self.assertRegex(done.stderr.decode(), r"^taper[ a-z]*: cannot write to stdout: .+\n$")

    def test_an_output_is_not_an_input(self):
        rows = self.good("eval", "cosine | peak(0.1)", "--steps", "50").out
        curve = self.good("eval", "cosine", "--steps", "50").out
        config = "learning_rate: 0.1\nlr_scheduler_type: cosine\nmax_steps: 100\n"
        link = self.path("link.html")
        for name, content, arguments in (
                ("in.html", rows, ["inspect", "FILE"]), ("in.svg", rows, ["inspect", "FILE"]), ("in.png", rows, ["inspect", "FILE"]),
                ("in.sarif", config, ["lint", "FILE"]), ("in.svg", config, ["lint", "FILE"]),
                ("in.html", config, ["inspect", self.path("log.csv", rows), "--expected", "FILE"]),
                ("in.csv", "0,1\n1,0\n", ["eval", 'table("FILE")', "--steps", "5"]),
                ("in.svg", curve, ["fit", "poly", "--to", "FILE"])):
            path = self.path(name, content)
            given = [a.replace("FILE", path) for a in arguments]
            if os.path.lexists(link):
                os.unlink(link)
            os.symlink(path, link)
            for output in (path, os.path.join(self.folder, ".", name), link if name == "in.html" else path):
                with self.subTest(arguments=arguments, output=output):
                    outcome = run(*given, "-o", output)
                    self.assertEqual(outcome.status, 2, outcome.err)
                    self.assertIn("is the file that was read", outcome.err)
                    with open(path, encoding="utf-8") as file:
                        self.assertEqual(file.read(), content)

    def test_a_signal_leaves_no_temporary_file(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number):
                process = subprocess.Popen([PROGRAM, "eval", "cosine", "--steps", "1e12", "-o", self.path("rates.csv")],
                                           preexec_fn=lambda n=number: signal.signal(n, signal.SIG_DFL))
                until = time.monotonic() + 30
                while not os.listdir(self.folder) and time.monotonic() < until:
                    time.sleep(0.01)
                self.assertTrue(os.listdir(self.folder), "a temporary file is being written")
                process.send_signal(number)
                self.assertEqual(process.wait(30), -number)
                self.assertEqual(os.listdir(self.folder), [])

    def test_a_device_is_not_read(self):
        def limits():
            resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        log = self.path("log.csv", self.good("eval", "cosine | peak(0.1)", "--steps", "50").out)
        for arguments in (["inspect", "/dev/zero"], ["watch", "/dev/zero", "--once"], ["lint", "/dev/zero"], ["fit", "poly", "--to", "/dev/zero"],
                          ["inspect", log, "--expected", "/dev/zero"], ["inspect", log, "--expected", self.folder], ["inspect", self.folder],
                          ["predict", "--from-log", "/dev/zero"], ["eval", 'table("/dev/zero")', "--steps", "5"]):
            with self.subTest(arguments=arguments):
                done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=20, preexec_fn=limits)
                self.assertIn(done.returncode, (2, 3), done.stderr)
                self.assertEqual(done.stdout, b"")
                self.assertRegex(done.stderr.decode().split("\n")[0], r"device|folder|directory")

    def test_endless_input_takes_bounded_memory(self):
        for endless in ("cat /dev/zero", "yes 'step 1 lr'"):
            with self.subTest(endless=endless):
                done = subprocess.run(["bash", "-c", f'ulimit -v 2000000; timeout 5 {endless} | "$0" inspect -', PROGRAM], capture_output=True,
                                      timeout=60)
                self.assertIn(done.returncode, (2, 3), done.stderr)
                self.assertNotIn(b"out of memory", done.stderr)


class Show(Case):
    def test_every_spelling(self):
        out = self.good("show", "poly(i=1.8, n=2) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)", "--json").json[0]
        self.assertEqual(out["canonical"], "poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(0.0003)")
        self.assertEqual(out["twin"], "poly,i=1.8,warmup=500,hold=50%,floor=10%,peak=0.0003")
        again = self.good("show", out["twin"], "--json").json[0]
        self.assertEqual(again["canonical"], out["canonical"])

    def test_the_compact_form_passes_a_shell(self):
        shell = self.good("show", "sigmoid(i=4, c=87.5%) | warmup(10%, mirror) | restarts(3, stretch=2)", "--json").json[0]["twin"]
        echoed = subprocess.run(["sh", "-c", f"echo {shell}"], capture_output=True, text=True, check=True).stdout.strip()
        self.assertEqual(echoed, shell)


    def test_every_translation_of_a_library_schedule(self):
        """A library schedule has a translation with the same rates, or the page says that it has none."""
        translated = 0
        for file in sorted(pathlib.Path(HERE, "../../conformance/libraries").glob("*.json")):
            kept = json.loads(file.read_text())
            first = {}
            for case in kept["cases"]:
                first.setdefault(re.match(r"[\w.]+", case["spec"])[0], case["spec"])
            for name, spec in first.items():
                with self.subTest(spec=spec):
                    shown = self.good("show", spec).out
                    words = re.search("\n  native   (.*)\n", shown)[1]
                    data = self.good("show", spec, "--json").json[0]
                    self.assertEqual(data["family"], name)
                    if words.startswith("no built-in window"):
                        continue
                    translated += 1
                    ours, steps = re.fullmatch(r"(.*)   over (\d+) steps(?:   \((?:of|an) .*\))?", words).groups()
                    at = ",".join(str(int(steps) * k // 40) for k in range(40))
                    theirs = [float(r["lr"]) for r in table(self.good("eval", spec, "--steps", str(data["assumed_length"] or steps), "--at", at).out)]
                    rates = [float(r["lr"]) for r in table(self.good("eval", ours, "--steps", steps, "--at", at).out)]
                    allowed = max(theirs) * (1e-12 if kept["precision"] != "float32" else 4e-6)
                    for rate, wanted in zip(rates, theirs, strict=True):
                        self.assertAlmostEqual(rate, wanted, delta=allowed)
        self.assertGreater(translated, 60)

    def test_steps_of_another_library_are_a_sequence_of_constants(self):
        out = self.good("show", "torch.MultiStepLR(milestones=[30, 80], gamma=0.1) | peak(0.1)").out
        self.assertIn('native   sequence([constant | peak(0.1), constant | peak(0.010000000000000002), '
                      'constant | peak(0.0010000000000000002)], at=[30, 80])   over 1000 steps   (an assumed length: the schedule does not give one)\n', out)
        self.assertIn("judged from sampled rates", self.good("show", "torch.CyclicLR(base_lr=0.001, max_lr=0.1)").out)

    def test_a_translation_has_the_length_of_the_schedule(self):
        """Percentages refer to the length of the schedule itself, if it has one."""
        out = self.good("show", "hf.linear(num_warmup_steps=10%, num_training_steps=5000)").out
        self.assertIn("native   linear | warmup(500) | peak(5e-05)   over 5000 steps\n", out)
        for spec, steps, assumed in (("hf.linear(num_warmup_steps=10, num_training_steps=1000)", 1000, None),
                                     ("hf.linear(num_warmup_steps=10, num_training_steps=100%)", 1000, 1000),
                                     ("torch.StepLR(step_size=300)", 1000, 1000),
                                     ("epfml.cos_inf(n_warmup=5, n_inf=10)", 990, 1000),
                                     ("keras.CosineDecay(initial_learning_rate=0.1, decay_steps=40)", 40, None)):
            with self.subTest(spec=spec):
                shown = self.good("show", spec, "--json").json[0]
                self.assertEqual((shown["native_steps"], shown["assumed_length"]), (steps, assumed))

    def test_an_assumed_length_includes_all_steps_of_the_schedule(self):
        out = self.good("show", "hf.constant_with_warmup(num_warmup_steps=2000)").out
        self.assertIn("native   constant | warmup(2000) | peak(5e-05)   over 10000 steps   (an assumed length", out)
        out = self.good("show", "torch.MultiStepLR(milestones=[3000, 60000]) | peak(1)").out
        self.assertIn("at=[3000, 60000])   over 100000 steps   (an assumed length", out)


class Completion(Case):
    def test_every_shell_gets_a_script_that_it_can_read(self):
        for shell in ("bash", "zsh", "fish"):
            with self.subTest(shell=shell):
                script = self.good("completion", shell).raw
                for name in (b"compare", b"cosine", b"warmup", b"sequence", b"torch", b"torch.OneCycleLR", b"hf.cosine"):
                    self.assertRegex(script, rb"(?<![\w.])" + re.escape(name) + rb"(?![\w.])")
                if shutil.which(shell):
                    subprocess.run([shell, "-n"], input=script, check=True, capture_output=True)

    @unittest.skipUnless(shutil.which("bash"), "no bash here")
    def test_bash_completes_the_names_that_each_verb_takes(self):
        script = self.good("completion", "bash").out
        for words, offered, withheld in ((["list", "tor"], "torch.StepLR", "check"), (["list", "torch"], "torch", "sequence"),
                                         (["list", "war"], "warmup", "torch"), (["check", "torch.One"], "torch.OneCycleLR", "torch"),
                                         (["check", "war"], None, "warmup"), (["eval", "--st"], "--steps", "cosine"), (["lis"], "list", "torch")):
            with self.subTest(words=words):
                request = f"COMP_WORDS=(taper {' '.join(words)}); COMP_CWORD={len(words)}; _taper; printf '%s\\n' \"${{COMPREPLY[@]}}\""
                answer = subprocess.run(["bash", "-c", script + request], check=True, capture_output=True, text=True, cwd=HERE).stdout.split()
                if offered:
                    self.assertIn(offered, answer)
                self.assertNotIn(withheld, answer)
