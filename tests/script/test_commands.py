"""script/demo and script/test on every build tree: new, in either order, made by hand, moved."""

import re
import subprocess
import unittest

from checkout import Checkout


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checkout = Checkout()
        cls.addClassCleanup(cls.checkout.remove)
        cls.run_script("test")
        cls.all = cls.checkout.tests()
        cls.options = cls.checkout.options()
        cls.labels = cls.checkout.labels()

    @classmethod
    def run_script(cls, name, *arguments):
        done = cls.checkout.run(name, *arguments)
        assert done.returncode == 0, f"script/{name} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def setUp(self):
        self.checkout.renew()
        self.checkout.calls.write_text("")

    def test_scripts_run_in_any_order(self):
        self.assertGreater(self.all, 50)
        self.run_script("demo")
        self.assertEqual(self.checkout.tests(), 0, "a new tree for the demonstration has no tests")
        for name in ("demo", "test", "test", "demo", "demo", "test"):
            before = self.checkout.tests()
            said = self.run_script(name)
            if name == "test":
                self.assertIn(f"0 tests failed out of {self.all}", said)
                self.assertEqual(self.checkout.tests(), self.all)
            else:
                self.assertEqual(self.checkout.tests(), before, "the demonstration keeps what a tree has")

    def test_the_help_names_the_labels_of_the_tests(self):
        named = re.search(r"only tests with these labels[^(]*\(([\w\s]+)\)", self.run_script("test", "--help"))[1]
        self.assertEqual(sorted(named.split()), sorted(self.labels))

    def test_demo_installs_and_builds_only_the_program(self):
        self.run_script("demo")
        calls = self.checkout.calls.read_text().splitlines()
        self.assertEqual([c for c in calls if c.startswith("setup")], ["setup core"])
        builds = [c for c in calls if c.startswith("cmake --build")]
        self.assertEqual(len(builds), 1)
        self.assertTrue(builds[0].endswith("--target taper_cli"), builds[0])

    def test_labels_install_only_what_their_tests_need(self):
        for labels, groups in ((("unit", "cli"), "core test"), (("unit", "style"), "core test style"), (("lab",), "core test lab"),
                               ((), "core test style lab python web")):
            with self.subTest(labels=labels):
                self.checkout.calls.write_text("")
                self.run_script("test", *(("--label", *labels) if labels else ()))
                self.assertEqual(self.checkout.calls.read_text().splitlines()[0], f"setup {groups}")

    def test_a_label_that_is_left_out_installs_and_builds_nothing_of_its_own(self):
        said = self.run_script("test", "--without", "web")
        calls = self.checkout.calls.read_text().splitlines()
        self.assertEqual(calls[0], "setup core test style lab python")
        self.assertNotIn("web", calls)
        self.assertNotIn("No tests were found", said)
        self.run_script("test")
        self.assertIn("web", self.checkout.calls.read_text().splitlines())

    def test_trees_made_by_hand(self):
        for arguments, order in (
                (["-G", "Ninja"], ("test",)),
                (["-G", "Unix Makefiles"], ("demo", "test")),
                (["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug"], ("demo", "test"))):
            with self.subTest(arguments=arguments, order=order):
                self.checkout.renew()
                self.checkout.by_hand(*arguments)
                for name in order:
                    self.run_script(name)
                self.assertEqual(self.checkout.tests(), self.all)

    def test_a_tree_made_by_hand_with_every_option_turned_off(self):
        self.assertGreater(len(self.options), 8)
        self.checkout.by_hand("-G", "Ninja", "-DTAPER_SANITIZE=address", *(f"-D{name}=OFF" for name in self.options))
        self.run_script("test")
        self.assertEqual(self.checkout.options(), self.options)
        self.assertEqual(self.checkout.tests(), self.all)

    def test_a_tree_whose_configuration_failed(self):
        for name in ("demo", "test"):
            self.checkout.renew()
            with self.assertRaises(subprocess.CalledProcessError):
                self.checkout.by_hand("-G", "Ninja", "-DTAPER_FUZZ=ON", "-DTAPER_SANITIZE=", "-DCMAKE_CXX_COMPILER=g++")
            self.run_script(name)

    def test_a_checkout_that_was_moved(self):
        self.run_script("test")
        self.checkout.move()
        self.assertIn("configuring it again", self.run_script("demo"))
        self.run_script("test")
        self.assertEqual(self.checkout.tests(), self.all)

    def test_a_generator_that_the_scripts_cannot_use(self):
        self.checkout.by_hand("-G", "Ninja Multi-Config")
        for name in ("demo", "test"):
            done = self.checkout.run(name)
            self.assertEqual(done.returncode, 1)
            self.assertIn("build was configured with the generator Ninja Multi-Config", done.stdout)
            self.assertIn("rm -r build", done.stdout)


if __name__ == "__main__":
    unittest.main()
