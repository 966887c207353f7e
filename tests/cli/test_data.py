"""Lengths and amounts in data (epochs, samples, tokens), batch-size ramps, unit mistakes; combined schedules."""

from support import Case, run, table

BATCH = ("--batch-size", "32", "--accumulate", "4", "--world-size", "8", "--dataset-size", "512000")  # 500 steps an epoch


class Data(Case):
    def rates(self, *arguments):
        return [float(row["lr"]) for row in table(self.good("eval", *arguments).out)]

    def faults(self, spec, steps, *more):
        done = run("check", spec, "--steps", steps, *BATCH, *more, "--json")
        report = done.json[0]
        self.assertEqual(done.status, 1 if report["faults"] else 0)
        return [fault["id"] for fault in report["faults"]], [note["id"] for note in report["notes"]]

    def test_a_length_in_epochs(self):
        self.assertEqual(len(self.rates("linear", "--steps", "2ep", *BATCH)), 1000)
        self.assertEqual(len(self.rates("linear", "--steps", "3ep", "--steps-per-epoch", "7")), 21)
        self.assertEqual(len(self.rates("linear", "--steps", "1ktok", "--tokens-per-step", "300")), 4)
        self.assertIn("--dataset-size", self.refused("eval", "linear", "--steps", "3ep").err)

    def test_an_amount_without_its_clock_names_the_option_where_the_verb_has_one(self):
        for amount, option in (("2ep", "--steps-per-epoch"), ("9samples", "--samples-per-step"), ("2Mtok", "--tokens-per-step")):
            for spec in (f"linear | warmup({amount})", f"linear | hold({amount})", f"torch.StepLR(step_size={amount})"):
                for verb in ("eval", "check", "dynamics", "plot", "predict"):
                    self.assertIn(f"give {option}", self.refused(verb, spec, "--steps", "100").err)
                self.assertNotIn("give", self.refused("fit", "poly", "--to", spec).err)

    def test_amounts_along_a_ramp(self):
        rates = self.rates("cosine | warmup(700samples)", "--steps", "200", "--batch-ramp", "0:10,50:40")
        self.assertEqual(rates[55], 1.0)
        self.assertLess(rates[54], 1.0)
        self.assertEqual(rates, self.rates("cosine | warmup(55)", "--steps", "200"))
        mega = ("--batch-size", "32", "--world-size", "8", "--rampup-batch-size", "32", "32", "10000")
        self.assertEqual(len(self.rates("linear", "--steps", "20ksamples", *mega)), 156)
        self.refused("eval", "linear", "--steps", "10", "--batch-ramp", "5:10")
        self.refused("eval", "linear", "--steps", "10", "--batch-ramp", "0:10", *mega)

    def test_mistakes_of_unit(self):
        self.assertEqual(self.faults("cosine | warmup(10ep)", "15000", "--data", "30ep"), ([], ["first-step-zero"]))
        self.assertIn("counts-micro-batches", self.faults("cosine", "60000", "--data", "30ep")[0])
        self.assertIn("counts-devices", self.faults("cosine", "120000", "--data", "30ep")[0])
        self.assertIn("counts-epochs", self.faults("cosine", "30", "--data", "30ep")[0])
        self.assertIn("counts-epochs", self.faults("torch.CosineAnnealingLR(T_max=30)", "15000")[0])
        self.assertIn("warmup-in-epochs", self.faults("cosine | warmup(5)", "15000")[1])
        self.assertIn("--data must be", self.refused("check", "cosine", "--steps", "30", "--data", "5%").err)


class Combinations(Case):
    def test_each_is_listed_with_a_working_example(self):
        entries = [e for e in self.good("list", "--json").json["entries"] if e["kind"] == "combination"]
        self.assertEqual([e["name"] for e in entries],
                         ["sequence", "product", "clip", "hold", "loop", "staircase", "shift", "between", "noise"])
        for entry in entries:
            self.good("eval", entry["example"], "--steps", "1000")
            shown = self.good("show", entry["example"], "--json").json
            self.assertEqual(self.good("show", shown[0]["canonical"] if isinstance(shown, list) else shown["canonical"]).status, 0)
        self.assertIn("sequence", self.good("list", "sequence").out)

    def test_it_is_checked_and_exported(self):
        spec = 'sequence(["constant", "linear"], at=[80%]) | peak(0.1)'
        self.assertEqual(self.good("check", spec, "--steps", "1000", "--json").json[0]["verdict"], "favorable")
        self.assertIn("static double part_2(double t)", self.good("export", spec, "--steps", "100", "--to", "c").out)
        self.assertIn("double learning_rate(long long step, long long total)",
                      self.good("export", spec, "--steps", "100", "--to", "c", "--runtime-total").out)
