"""taper recipes: the table, one recipe, its schedule for other verbs, code, completion."""

import json

from support import Case, run


class Recipes(Case):
    def test_the_table_has_every_recipe(self):
        out = self.good("recipes").out
        for one in run("recipes", "--json").json["recipes"]:
            self.assertIn(one["name"], out)

    def test_one_recipe_shows_its_source_its_judgement_and_what_could_not_be_verified(self):
        out = self.good("recipes", "kimi-k2").out
        for part in ("arXiv:2507.20534, section 2.5", "not verified", "2^26", "late", "steps        230968, each 67M tokens"):
            self.assertIn(part, out)
        self.assertNotIn("not verified", self.good("recipes", "bert-base").out)

    def test_the_schedule_is_accepted_by_other_verbs(self):
        for one in run("recipes", "--json").json["recipes"][::6]:
            spec = self.good("recipes", one["name"], "--spec").out.strip()
            self.assertEqual(spec, one["spec"])
            rates = json.loads(self.good("eval", spec, "--steps", str(one["steps"]), "--at", "0,1000", "--format", "json").out)
            self.assertEqual(len(rates["lr"]), 2, rates)

    def test_exports_are_those_of_export(self):
        spec = self.good("recipes", "modded-nanogpt", "--spec").out.strip()
        self.assertEqual(self.good("recipes", "modded-nanogpt", "--export", "c").out,
                         self.good("export", spec, "--steps", "1385", "--to", "c").out)

    def test_what_is_wrong_is_said_in_one_line(self):
        self.assertIn("did you mean 'olmo-2-7b'?", self.refused("recipes", "olmo-2-7").err)
        self.assertIn("need the NAME", self.refused("recipes", "--spec").err)
        self.assertIn("--export must be python", self.refused("recipes", "kimi-k2", "--export", "fortran").err)

    def test_names_are_completed(self):
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("deepseek-v3 kimi-k2", self.good("completion", shell).out)
