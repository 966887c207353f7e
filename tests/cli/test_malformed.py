"""Several hundred malformed inputs: each exits quickly with status 2 and one clear line."""

import shlex

from support import Case, refusals, run, unescape


class Malformed(Case):
    def test_there_are_hundreds(self):
        self.assertGreaterEqual(len(list(refusals("malformed_specs.txt"))), 300)

    def test_schedules(self):
        for text, fragment in refusals("malformed_specs.txt"):
            spec = unescape(text)
            if b"\0" in spec:
                continue  # no command line can carry it; the library's test has it
            with self.subTest(spec=spec):
                self.assertIn(fragment, self.refused("eval", "--steps", "100", "--", spec).err.split("\n")[0])

    def test_schedules_on_stdin(self):
        for text, fragment in refusals("malformed_specs.txt"):
            spec = unescape(text)
            if b"\n" in spec or not spec.strip():
                continue  # one schedule a line
            with self.subTest(spec=spec):
                self.assertIn(fragment, self.refused("show" if b"poly(i=-1)" in spec else "eval", "-", *([] if b"poly(i=-1)" in spec else ["--steps", "100"]),
                                                     stdin=spec + b"\n").err.split("\n")[0])

    def test_command_lines(self):
        for text, fragment in refusals("malformed_arguments.txt"):
            with self.subTest(arguments=text):
                self.assertIn(fragment, self.refused(*shlex.split(text.decode())).err.split("\n")[0])

    def test_the_place_of_an_error_is_marked(self):
        self.assertEqual(self.refused("eval", "poly(i=-1)", "--steps", "10").err,
                         "taper eval: i must be > 0, got -1\n  poly(i=-1)\n         ^\n")

    def test_a_modifier_that_does_not_fit_the_run_is_marked(self):
        self.assertEqual(self.refused("eval", "cosine | warmup(500) | hold(500)", "--steps", "1000").err,
                         "taper eval: warmup and hold leave no step after them: 500 + 500 of 1000 steps\n"
                         "  cosine | warmup(500) | hold(500)\n           ^\n")
        self.assertEqual(self.refused("eval", "cosine | warmup(2ep)", "--steps", "10").err.split("\n")[2], "           ^")

    def test_echoed_text_is_cut_between_characters(self):
        places = [["{}"], ["list", "{}"], ["eval", "{}", "--steps", "5"], ["eval", "cosine({})", "--steps", "5"], ["eval", "cosine | {}", "--steps", "5"],
                  ["eval", "cosine | warmup(5{})", "--steps", "5"], ["eval", "cosine {}", "--steps", "5"], ["eval", "cosine,{}", "--steps", "5"],
                  ["eval", "poly(i={})", "--steps", "5"], ["eval", "torch.StepLR(step_size={})", "--steps", "5"], ["eval", "hf.{}", "--steps", "5"],
                  ["eval", "cosine", "--steps", "{}"], ["eval", "cosine", "--steps", "1{}k"], ["eval", "cosine", "--steps", "5", "--at", "{}"],
                  ["eval", "cosine", "--steps", "5", "--format", "{}"], ["check", "cosine", "--steps", "5", "--data", "{}"],
                  ["check", "cosine", "--steps", "5", "--batch-ramp", "{}"], ["check", "cosine", "--steps", "5", "--{}"],
                  ["plot", "cosine", "--steps", "5", "-o", "{}"], ["plot", "cosine", "--steps", "5", "--panels", "{}"],
                  ["safe", "{}", "--steps", "50"], ["safe", "poly", "--steps", "50", "--sweep", "{}"], ["safe", "poly", "--steps", "50", "--sweep", "i={}"],
                  ["predict", "cosine", "--steps", "50", "--quadratic", "{}=1"], ["predict", "cosine", "--steps", "50", "--quadratic", "momentum={}"],
                  ["export", "cosine", "--steps", "5", "--to", "{}"], ["fit", "{}", "--to", "cosine"], ["design", "--gamma-bar", "{}"], ["inspect", "{}"]]
        for place in places:
            for letter in "é→😀":
                for before in range(4):
                    # the text of a schedule below the message stays shorter than its line
                    words = [w.replace("{}", "x" * before + letter * (42 // len(letter.encode()))) for w in place]
                    with self.subTest(words=words):
                        outcome = run(*words)
                        self.assertIn(outcome.status, (2, 3))
                        self.assertNotIn("\ufffd", outcome.err, "half a character")

    def test_an_option_takes_one_amount_and_no_modifier(self):
        """The value of an option is not pasted into a schedule."""
        places = [("check", "cosine", "--steps", "{}"), ("eval", "linear", "--steps", "{}"), ("check", "cosine", "--steps", "30", "--data", "{}"),
                  ("check", "cosine", "--steps", "30", "--batch-ramp", "0:{}"), ("check", "cosine", "--steps", "30", "--slack", "{}"),
                  ("eval", "cosine", "--steps", "30", "--at", "{}"), ("eval", "cosine", "--steps", "30", "--every", "{}"),
                  ("safe", "poly", "--steps", "30", "--sweep", "i=1:{}"), ("safe", "poly", "--steps", "{}"),
                  ("retarget", "cosine", "--steps", "30", "--at", "{}", "--new-steps", "40"),
                  ("retarget", "cosine", "--steps", "30", "--at", "10", "--new-steps", "{}"), ("fit", "poly", "--to", "cosine", "--steps", "{}"),
                  ("show", "cosine,warmup={}"), ("show", '{"shape":"cosine","warmup":"{}"}'), ("show", '{"shape":{"torch.StepLR":{"step_size":"{}"}}}'),
                  ("show", '{"shape":{"composer.LinearScheduler":{"t_max":"{}"}}}')]
        for verb, *words in places:
            for value in ("20", "2ep"):
                for tail in (") | floor(10%", ") | peak(2", ")", " | floor(10%)", "]", "\""):
                    given = [w.replace("{}", value + tail) for w in words]
                    with self.subTest(arguments=(verb, *given)):
                        self.refused(verb, *given, *(("--steps-per-epoch", "7") if verb in ("check", "eval") else ()))

    def test_the_names_of_a_sweep_are_names(self):
        for name in ("i=1) | peak(2", "n=2, i", "i) | floor(1%", "2, i", ""):
            with self.subTest(name=name):
                self.refused("safe", "poly", "--steps", "30", "--sweep", name)
                self.refused("safe", "poly", "--steps", "30", "--sweep", name + "=1:5")

    def test_modifiers_may_follow_a_family_with_open_parameters(self):
        known = self.good("safe", "poly", "--steps", "30", "--json").json["favorable"]
        for spec in ("poly | floor(0%)", "poly(n=2) | warmup(5)", "poly(n=2)", "poly()", "poly,n=2,warmup=5"):
            with self.subTest(spec=spec):
                self.assertEqual(self.good("safe", spec, "--steps", "30", "--json").json["favorable"], known)

    def test_limits_echo_the_value(self):
        for option, value in (("--slack", "-1"), ("--steepness-max", "0"), ("--delta", "-2")):
            self.assertIn(f"{option[2:]} must be > 0 and finite, got {value}",
                          self.refused("check", "cosine", "--steps", "100", option, value).err)

    def test_a_megabyte_of_brackets(self):
        for character in (b"(", b"[", b"{", b"|", b"a", b"9", b"\"", b" ", b"\xff"):
            with self.subTest(character=character):
                self.refused("eval", "-", "--steps", "10", stdin=character * 1_000_000)
                self.refused("eval", "-", "--steps", "10", stdin=b"cosine(" + character * 1_000_000)
                self.refused("eval", "--steps", "10", "--", b"table(" + character * 100_000)

    def test_a_long_schedule_is_cut_around_the_mistake(self):
        spec = "cosine" + " | floor(1%)" * 60
        self.assertIn("given twice", self.refused("eval", spec, "--steps", "10").err)

    def test_an_empty_stdin(self):
        self.assertIn("no schedule on stdin", self.refused("eval", "-", "--steps", "10").err)

    def test_missing_files_are_failures_of_the_system(self):
        outcome = run("eval", "cosine", "--steps", "3", "-o", "/nonexistent/folder/lr.csv")
        self.assertEqual(outcome.status, 3)
        self.assertIn("/nonexistent/folder/lr.csv", outcome.err)
        outcome = run("eval", 'table("/nonexistent/points.csv")', "--steps", "3")
        self.assertEqual(outcome.status, 3)
        self.assertIn("/nonexistent/points.csv", outcome.err)
