"""taper eval: the numbers, their formats, their destination."""

import math
import os
import re
import struct
import tempfile

from support import Case, run, table


class Eval(Case):
    def test_csv_has_a_header_and_round_trip_decimals(self):
        out = self.good("eval", "cosine | peak(3e-4)", "--steps", "1000").out
        rows = table(out)
        self.assertTrue(out.startswith("step,lr\n0,0.0003\n"))
        self.assertEqual(len(rows), 1000)
        for row in rows:
            wanted = 3e-4 * math.cos(math.pi * int(row["step"]) / 2000) ** 2
            self.assertAlmostEqual(float(row["lr"]), wanted, delta=1e-18)

    def test_chosen_steps(self):
        rows = table(self.good("eval", "linear", "--steps", "100", "--at", "0,10,99,100,5000").out)
        self.assertEqual([(r["step"], r["lr"]) for r in rows], [("0", "1"), ("10", "0.9"), ("99", "0.01"), ("100", "0"), ("5000", "0")])
        rows = table(self.good("eval", "linear", "--steps", "10", "--every", "4").out)
        self.assertEqual([r["step"] for r in rows], ["0", "4", "8"])

    def test_long_lengths_are_exact(self):
        rows = table(self.good("eval", "linear", "--steps", "1e9", "--at", "999999999").out)
        self.assertEqual(rows, [{"step": "999999999", "lr": "1e-09"}])
        rows = table(self.good("eval", "linear", "--steps", str(2**62), "--at", str(2**62 - 1)).out)
        self.assertEqual(float(rows[0]["lr"]), 2.0**-62)

    def test_json(self):
        out = self.good("eval", "linear | floor(10%)", "--steps", "4", "--json").json
        self.assertEqual(out["schema"], "taper.eval/1")
        self.assertEqual(out["spec"], "linear | floor(10%)")
        self.assertEqual(out["canonical"], "linear | floor(10%)")
        self.assertEqual((out["steps"], out["step"]), (4, [0, 1, 2, 3]))
        for got, wanted in zip(out["lr"], [1.0, 0.775, 0.55, 0.325], strict=True):
            self.assertAlmostEqual(got, wanted, delta=1e-15)
        self.assertEqual(self.good("eval", "linear | floor(10%)", "--steps", "4", "--format", "json").json, out)

    def test_raw_output_has_the_same_numbers(self):
        spec = "sigmoid(i=4) | warmup(10%) | peak(0.1)"
        texts = [float(r["lr"]) for r in table(self.good("eval", spec, "--steps", "5000").out)]
        doubles = struct.unpack("<5000d", self.good("eval", spec, "--steps", "5000", "--format", "f64").raw)
        floats = struct.unpack("<5000f", self.good("eval", spec, "--steps", "5000", "--format", "f32").raw)
        self.assertEqual(list(doubles), texts)
        self.assertEqual(list(floats), [struct.unpack("<f", struct.pack("<f", v))[0] for v in texts])

    def test_a_file_is_written_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "lr.csv")
            self.assertEqual(self.good("eval", "cosine", "--steps", "3", "-o", path).raw, b"")
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), self.good("eval", "cosine", "--steps", "3").out)
            self.assertEqual(os.listdir(folder), ["lr.csv"])

    def test_a_schedule_comes_from_stdin(self):
        self.assertEqual(self.good("eval", "-", "--steps", "3", stdin=b"cosine\n").out, self.good("eval", "cosine", "--steps", "3").out)

    def test_every_form_of_a_schedule_is_read(self):
        wanted = self.good("eval", "poly(i=1.8, n=2) | warmup(5) | floor(10%)", "--steps", "20").out
        compact = self.good("eval", "poly,i=1.8,warmup=5,floor=10%", "--steps", "20").out
        form = self.good("eval", '{"shape": {"poly": {"i": 1.8}}, "warmup": 5, "floor": "10%"}', "--steps", "20").out
        self.assertEqual((compact, form), (wanted, wanted))

    def test_amounts_in_epochs_samples_and_tokens(self):
        wanted = self.good("eval", "cosine | warmup(20)", "--steps", "100").out
        for amount, option in (("2ep", ["--steps-per-epoch", "10"]), ("640samples", ["--samples-per-step", "32"]),
                               ("81920tok", ["--tokens-per-step", "4096"]), ("20%", [])):
            self.assertEqual(self.good("eval", f"cosine | warmup({amount})", "--steps", "100", *option).out, wanted, amount)

    def test_a_table_is_read_from_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "points.csv")
            with open(path, "w", encoding="utf-8") as file:
                file.write("x,phi\n0,1\n0.5,0.7\n1,0\n")
            self.assertEqual(self.good("eval", f'table("{path}")', "--steps", "10").out,
                             self.good("eval", "table([[0,1],[0.5,0.7],[1,0]])", "--steps", "10").out)

    def test_long_runs_stream_in_constant_memory(self):
        if os.environ.get("TAPER_SANITIZED"):
            self.skipTest("sanitizers use memory of their own")
        # 3 million steps are 24 MB of rates and 70 MB of text; under this limit neither fits
        import resource
        import subprocess
        from support import PROGRAM
        limit = 40 << 20

        def small():
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

        for form in ("csv", "json", "f64"):
            done = subprocess.run([PROGRAM, "eval", "cosine", "--steps", "3e6", "--format", form], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, preexec_fn=small, timeout=120)
            self.assertEqual((done.returncode, done.stderr), (0, b""), form)

    def test_a_closed_pipe_does_not_crash(self):
        import subprocess
        from support import PROGRAM
        program = subprocess.Popen([PROGRAM, "eval", "cosine", "--steps", "1e7"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        program.stdout.read(100)
        program.stdout.close()
        error = program.stderr.read()
        program.stderr.close()
        self.assertIn(program.wait(timeout=60), (-13, 3))  # SIGPIPE, or said so
        self.assertLessEqual(len(error), 1000)

    def test_a_full_disk_is_reported(self):
        with open("/dev/full", "wb") as full:
            import subprocess
            from support import PROGRAM
            done = subprocess.run([PROGRAM, "eval", "cosine", "--steps", "100000"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"No space left", done.stderr)


class WithoutLength(Case):
    """Schedules that need no length: eval, show and export without --steps."""

    FREE = ["linear | kronecker", "cosine | kronecker | warmup(5) | floor(10%) | peak(0.1)",
            "poly(i=1.8) | kronecker | warmup(9, mirror) | hold(4)", "constant | warmup(5) | peak(0.1)",
            "cosine | restarts(first=30, stretch=2, forever) | warmup(5) | hold(10%)"]

    def test_the_rates_are_those_of_any_length(self):
        for spec in self.FREE:
            with self.subTest(spec):
                steps = "0,1,4,5,6,10,42,99"
                free = self.good("eval", spec, "--at", steps)
                for length in ("100", "1e6"):
                    self.assertEqual(free.out, self.good("eval", spec, "--steps", length, "--at", steps).out)
                out = self.good("eval", spec, "--at", steps, "--json").json
                self.assertEqual((out["schema"], out["spec"], out["steps"], out["step"]),
                                 ("taper.eval/1", spec, None, [int(t) for t in steps.split(",")]))
                raw = self.good("eval", spec, "--at", steps, "--format", "f64").raw
                self.assertEqual(list(struct.unpack("<8d", raw)), [float(v) for v in out["lr"]])
                self.assertIn("--steps", self.good("show", spec).out)
                self.assertFalse(self.good("show", spec, "--json").json[0]["needs_length"])
                self.assertIn("over any number of optimizer steps", self.good("export", spec, "--to", "c").out)

    def test_a_kronecker_input_has_no_end(self):
        golden = 0x9E3779B97F4A7C15F39CC0605CEDC834
        for step in (2**31, 2**32 + 1, 2**53, 2**53 + 1, 2**62, 2**63):
            row = table(self.good("eval", "linear | kronecker", "--at", str(step)).out)[0]
            exact = (2**128 - step * golden % 2**128) / 2**128
            self.assertEqual(row["step"], str(step))
            self.assertAlmostEqual(float(row["lr"]) / exact, 1, delta=2**-52)

    def test_the_clock_counts_amounts(self):
        spec = "linear | kronecker | warmup(2ep)"
        self.assertIn("--steps-per-epoch", self.refused("eval", spec, "--at", "3").err)
        self.assertEqual(self.good("eval", spec, "--at", "3,17", "--steps-per-epoch", "5").out,
                         self.good("eval", "linear | kronecker | warmup(10)", "--at", "3,17").out)

    def test_the_part_that_needs_the_length_is_named(self):
        for spec, names in (("cosine", "cosine"), ("poly(i=1.8) | warmup(5)", "poly"), ("cosine | restarts(3)", "restarts(3)"),
                            ("linear | kronecker(sorted)", "kronecker(sorted)"),
                            ("linear | kronecker | warmup(10%)", "warmup(10%)"), ("linear | hold(20%) | kronecker", "hold(20%)"),
                            ("linear | kronecker | cooldown(20)", "cooldown"), ("torch.StepLR(step_size=3)", "torch.StepLR"),
                            ("clip(of=\"linear | kronecker\", low=0.1)", "clip")):
            for arguments in (("eval", spec, "--at", "3"), ("export", spec, "--to", "python")):
                err = self.refused(*arguments).err
                self.assertRegex(err, rf"^taper {arguments[0]}: {re.escape(names)} .*length.*give --steps")
            self.assertTrue(self.good("show", spec, "--json").json[0]["needs_length"])

    def test_a_percentage_in_a_schedule_with_a_length_is_of_that_length(self):
        for share, steps in ((5, 1000), (40, 1000), (3, 20000)):
            spec = f"hf.cosine(num_warmup_steps={share}%, num_training_steps={steps})"
            shown = self.good("show", spec, "--json").json[0]
            self.assertEqual(shown["native"], f"cosine | warmup({share * steps // 100}) | peak(5e-05)   over {steps} steps")
            self.assertIsNone(shown["assumed_length"])

    def test_options_that_need_an_end(self):
        self.assertIn("--at", self.refused("eval", "linear | kronecker").err)
        self.assertIn("--at", self.refused("eval", "linear | kronecker", "--every", "3").err)
        self.assertIn("--every", self.refused("eval", "linear | kronecker", "--every", "3", "--at", "1").err)
        self.assertIn("--runtime-total", self.refused("export", "linear | kronecker", "--to", "c", "--runtime-total").err)
        for target in ("csv", "json"):
            self.assertIn("--steps", self.refused("export", "linear | kronecker", "--to", target).err)
        self.assertIn("--steps", self.refused("eval", "linear | kronecker", "--steps", "", "--at", "1").err)
        for verb in ("check", "dynamics", "plot"):
            self.assertIn("--steps", self.refused(verb, "linear | kronecker").err)


class Parts(Case):
    """A library schedule inside a combination does not use the default rate of its library."""

    def test_it_uses_the_enclosing_peak(self):
        part = '"torch.StepLR(step_size=30)"'
        rows = table(self.good("eval", f"sequence([constant, {part}], at=[50]) | peak(0.3)", "--steps", "100", "--at", "0,50,80").out)
        for row, wanted in zip(rows, (0.3, 0.3, 0.03), strict=True):
            self.assertAlmostEqual(float(row["lr"]), wanted, delta=1e-16)

    def test_a_missing_peak_is_an_error_at_its_place(self):
        spec = 'sequence([constant, "torch.StepLR(step_size=30)"], at=[50])'
        for verb in (("eval", spec, "--steps", "100"), ("check", spec, "--steps", "100"), ("export", spec, "--steps", "100", "--to", "c")):
            lines = self.refused(*verb).err.split("\n")
            self.assertIn("has a peak", lines[0])
            self.assertIn("peak(lr)", lines[0])
            self.assertEqual(lines[1][len(lines[2]) - 1:][:14], '"torch.StepLR(')

    def test_rates_among_its_arguments_are_not_multiplied_silently(self):
        cosine = "torch.CosineAnnealingLR(T_max=50, eta_min=1e-5)"
        for part, about in ((cosine, "learning rates among its arguments"),):
            err = self.refused("eval", f'product(["{part}", linear]) | peak(0.3)', "--steps", "50").err
            self.assertIn(about, err)
        self.good("eval", f'product(["{cosine} | peak(0.3)", linear])', "--steps", "50")
        one_cycle = 'product(["torch.OneCycleLR(max_lr=0.1, total_steps=50)", linear])'
        self.good("eval", one_cycle, "--steps", "50")
        notes = self.good("check", one_cycle + " | peak(0.3)", "--steps", "50", "--json", "--fail-on", "never").json[0]["notes"]
        self.assertIn("part-multiplied", [n["id"] for n in notes])


class Dynamics(Case):
    def test_columns(self):
        out = self.good("dynamics", "linear", "--steps", "1000").out
        self.assertTrue(out.startswith("step,x,window,lr,theta,z,gamma,gamma_bar,steepness,acceptance,beta,kappa\n"))
        rows = table(out)
        self.assertEqual(len(rows), 1000)
        self.assertEqual(rows[0]["gamma_bar"], "")  # undefined at the start of the fall
        self.assertNotIn("nan", out)
        half = rows[500]
        self.assertEqual((half["x"], half["window"], half["theta"], half["z"]), ("0.5", "0.5", "2", "1"))
        self.assertAlmostEqual(float(half["gamma_bar"]), 1 / 500, delta=1e-17)
        self.assertAlmostEqual(float(half["acceptance"]), math.exp(-2), delta=1e-15)
        self.assertAlmostEqual(float(half["steepness"]), 1, delta=1e-14)

    def test_infinity_is_inf(self):
        rows = table(self.good("dynamics", "linear | sampling(symmetric)", "--steps", "5").out)
        self.assertEqual(rows[-1]["theta"], "inf")
        self.assertEqual(run("dynamics", "linear", "--steps", "5", "--delta", "2").status, 0)
