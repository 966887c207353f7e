"""taper mcp: the protocol in its revisions, the tools, hostile lines, and a scripted client that mends broken configurations."""

import json
import os
import re
import subprocess
import tempfile

from support import PATIENCE, PROGRAM, Case, run

STATELESS = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                       "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                       "io.modelcontextprotocol/clientCapabilities": {}}}


def served(*lines):
    """The answers of one server to these lines, as JSON; it must end well."""
    sent = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    done = subprocess.run([PROGRAM, "mcp"], input=sent, capture_output=True, timeout=60 * PATIENCE)
    assert done.returncode == 0 and done.stderr == b"", done
    return [json.loads(line) for line in done.stdout.splitlines()]


def request(method, number=1, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def tool(name, /, **given):
    """The result of one call."""
    answer, = served(request("tools/call", name=name, arguments=given))
    return answer["result"]


class Protocol(Case):
    def test_the_handshake_agrees_on_a_revision(self):
        for asked, agreed in (("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
                              ("2025-11-25", "2025-11-25"), ("2099-01-01", "2025-11-25"), (7, "2025-11-25")):
            answers = served(request("initialize", protocolVersion=asked, capabilities={}, clientInfo={"name": "t", "version": "1"}),
                             {"jsonrpc": "2.0", "method": "notifications/initialized"}, request("ping", "two"))
            self.assertEqual([a["id"] for a in answers], [1, "two"])
            result = answers[0]["result"]
            self.assertEqual(result["protocolVersion"], agreed)
            self.assertEqual((result["serverInfo"]["name"], result["capabilities"]), ("taper", {"tools": {}}))
            self.assertEqual(answers[1]["result"], {})

    def test_requests_that_name_their_revision_need_no_handshake(self):
        discovered, listed, called, refused = served(
            request("server/discover", 1, **STATELESS), request("tools/list", 2, **STATELESS),
            request("tools/call", 3, name="check", arguments={"schedule": "cosine", "steps": 10}, **STATELESS),
            request("tools/list", 4, _meta={"io.modelcontextprotocol/protocolVersion": "2031-01-01"}))
        self.assertEqual(discovered["result"]["supportedVersions"], ["2026-07-28"])
        for answer in (discovered, listed, called):
            self.assertEqual(answer["result"]["resultType"], "complete")
            self.assertEqual(answer["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "taper")
        for answer in (discovered, listed):
            self.assertGreater(answer["result"]["ttlMs"], 0)
        self.assertEqual(refused["error"]["code"], -32022)
        self.assertEqual(refused["error"]["data"], {"supported": ["2026-07-28"], "requested": "2031-01-01"})

    def test_every_tool_has_a_schema(self):
        answer, = served(request("tools/list"))
        tools = {one["name"]: one for one in answer["result"]["tools"]}
        self.assertEqual(list(tools), [line.split("\t")[0] for line in self.good("mcp", "--tools").out.splitlines()])
        for one in tools.values():
            schema = one["inputSchema"]
            self.assertEqual((schema["type"], schema["additionalProperties"]), ("object", False))
            self.assertLessEqual(set(schema.get("required", [])), set(schema["properties"]))
            for property in schema["properties"].values():
                self.assertIn(property["type"], ("string", "integer", "number", "boolean"))
                self.assertTrue(property["description"])
        self.assertEqual(tools["check"]["inputSchema"]["required"], ["schedule", "steps"])

    def test_what_is_no_request_is_answered_by_its_code(self):
        cases = ((b"{", -32700), (b"\xff\xfe\x00", -32700), (b'"text"', -32600), (b"[]", -32600), (b"17", -32600), (b"{}", -32600),
                 (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600), (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600),
                 (b'{"jsonrpc":"2.0","id":1,"method":7}', -32600), (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', -32602),
                 (b'{"jsonrpc":"2.0","id":1,"method":"resources/list"}', -32601), (b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 100000 + b'"}', -32601),
                 (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}', -32602),
                 (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"rm"}}', -32602),
                 (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list","arguments":3}}', -32602),
                 (b"[" * 100000, -32600), (b'{"a":' * 5000 + b"1" + b"}" * 5000, -32600))
        answers = served(*[line for line, _ in cases], request("ping", 99))
        self.assertEqual([a["error"]["code"] for a in answers[:-1]], [code for _, code in cases])
        self.assertEqual(answers[-1], {"jsonrpc": "2.0", "id": 99, "result": {}})  # the server is still there
        self.assertLess(max(len(json.dumps(a)) for a in answers), 500)

    def test_notifications_and_answers_are_never_answered(self):
        self.assertEqual(served({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
                                {"jsonrpc": "2.0", "method": "no/such"}, {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "check"}},
                                {"jsonrpc": "2.0", "id": 5, "result": {}}, {"jsonrpc": "2.0", "id": 5, "error": {}}, b"", b"   \r"), [])

    def test_a_batch_is_answered_as_one(self):
        answer, = served([request("ping", 1), {"jsonrpc": "2.0", "method": "notifications/initialized"}, request("nothing", 2), 5])
        self.assertEqual([(a["id"], "result" in a) for a in answer], [(1, True), (2, False), (None, False)])

    def test_a_line_longer_than_any_request_is_refused_and_the_next_one_is_read(self):
        long, after = served(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"' + b"y" * (65 << 20) + b'"}}', request("ping", 2))
        self.assertEqual(long["error"]["code"], -32600)
        self.assertIn("longer than 64 MiB", long["error"]["message"])
        self.assertEqual(after["id"], 2)

    def test_the_last_line_may_lack_its_end(self):
        done = subprocess.run([PROGRAM, "mcp"], input=json.dumps(request("ping")).encode(), capture_output=True, timeout=60)
        self.assertEqual(json.loads(done.stdout)["result"], {})


class Tools(Case):
    def test_answers_are_those_of_the_verbs(self):
        spec = "poly(i=1.8) | warmup(5) | peak(0.1)"
        self.assertEqual(tool("check", schedule=spec, steps=100)["structuredContent"], run("check", spec, "--steps", "100", "--json").json[0])
        self.assertEqual(tool("recipes", name="kimi-k2")["structuredContent"], run("recipes", "kimi-k2", "--json").json)
        self.assertEqual(tool("export", schedule=spec, steps=100, to="c")["content"][0]["text"],
                         self.good("export", spec, "--steps", "100", "--to", "c").out)
        self.assertEqual(tool("retarget", schedule=spec, steps=100, at=50, new_steps=200)["structuredContent"],
                         run("retarget", spec, "--steps", "100", "--at", "50", "--new-steps", "200", "--json").json)
        self.assertEqual(tool("list", name="torch.StepLR")["structuredContent"], run("list", "torch.StepLR", "--json").json)
        names = {e["name"] for e in run("list", "--json").json["entries"]}
        brief = tool("list")
        self.assertEqual({e["name"] for e in brief["structuredContent"]["entries"]}, names)
        self.assertLess(len(brief["content"][0]["text"]), 20000)
        root = os.path.join(os.path.dirname(__file__), "../..")
        log = os.path.join(root, "examples/logs/resumed.json")
        self.assertEqual(tool("inspect", path=log)["structuredContent"], run("inspect", log, "--json").json)
        with open(log, encoding="utf-8") as file:
            self.assertEqual(tool("inspect", content=file.read())["structuredContent"]["segments"], run("inspect", log, "--json").json["segments"])
        self.assertEqual(tool("inspect", content="step,lr\n0,1\n1,0.5\n", expected="linear | peak(1)", steps=2)["structuredContent"]["asked"]["same"], True)

    def test_lint_reads_a_file_with_the_files_that_it_names(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/base.py", "w", encoding="utf-8") as file:
                file.write("optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))\ntrain_cfg = dict(by_epoch=False, max_iters=100)\n")
            with open(f"{folder}/child.py", "w", encoding="utf-8") as file:
                file.write("_base_ = './base.py'\nparam_scheduler = [dict(type='CosineAnnealingLR', T_max=100, by_epoch=False)]\n")
            found = tool("lint", path=f"{folder}/child.py")["structuredContent"]
            self.assertEqual(found, run("lint", f"{folder}/child.py", "--json").json[0])
            self.assertEqual(found["steps"], 100)

    def test_errors_are_results_that_say_what_to_do(self):
        for name, given, message in (
                ("check", {"schedule": "cosin", "steps": 10}, "did you mean 'cosine'?"),
                ("check", {"schedule": "cosine"}, "check needs the argument steps"),
                ("check", {"schedule": "cosine", "steps": 0}, "step"),
                ("check", {"schedule": "cosine", "steps": -1}, "steps must be a whole number"),
                ("check", {"schedule": "cosine", "steps": 1.5}, "steps must be a whole number"),
                ("check", {"schedule": "cosine", "steps": "10"}, "steps must be a whole number"),
                ("check", {"schedule": 1, "steps": 10}, "schedule must be of type string"),
                ("check", {"schedul": "cosine", "steps": 10}, "check has no argument 'schedul'; did you mean 'schedule'?"),
                ("check", {"schedule": "linear | warmup(2ep)", "steps": 10}, "steps_per_epoch"),
                ("lint", {}, "give either path or content"), ("lint", {"path": "a", "content": "b"}, "give either path or content"),
                ("lint", {"path": "-"}, "stdin has the requests"), ("inspect", {"path": "-"}, "stdin has the requests"),
                ("inspect", {"content": "step,lr\n0,1\n1,0.5\n", "expected": "-"}, "stdin has the requests"),
                ("inspect", {"path": "/no/such/file"}, "/no/such/file"), ("inspect", {"content": "nothing"}, "inspect: "),
                ("retarget", {"schedule": "linear", "steps": 10, "at": 5, "to": "cosine", "rewarm": 2}, "exclude each other"),
                ("export", {"schedule": "linear", "steps": 10, "to": "pytorh"}, "did you mean 'pytorch'?"),
                ("recipes", {"name": "gpt-5"}, "no recipe is called"), ("list", {"name": "no such"}, "no such")):
            result = tool(name, **given)
            self.assertTrue(result.get("isError"), (name, given, result))
            self.assertIn(message, result["content"][0]["text"], (name, given))
            self.assertNotIn("structuredContent", result)
        self.assertEqual(tool("check", schedule="cosine", steps=1e2)["structuredContent"]["steps"], 100)

    def test_lint_says_in_its_result_why_a_configuration_is_not_read(self):
        found = tool("lint", content="colour: blue\n")["structuredContent"]
        self.assertIn("no known configuration", found["error"]["message"])


# one mistake each: the id of its fault, the steps that the run should have
BROKEN = [
    ("warmup-exceeds-run", 400, "learning_rate: 2e-5\nper_device_train_batch_size: 8\nlr_scheduler_type: cosine\nmax_steps: 400\nwarmup_steps: 500\n"),
    ("warmup-conflict", 4000, "learning_rate: 2e-5\nper_device_train_batch_size: 8\nlr_scheduler_type: linear\nmax_steps: 4000\nwarmup_steps: 100\nwarmup_ratio: 0.1\n"),
    ("key-ignored", 700, "base_model: meta-llama/Llama-3.2-1B\nmicro_batch_size: 1\nlearning_rate: 1e-4\nlr_scheduler: linear\ncosine_min_lr_ratio: 0.1\nmax_steps: 700\n"),
    ("unit-mismatch", 50, "base_model: Qwen/Qwen3-30B-A3B\nmicro_batch_size: 1\nmax_steps: 50\nlr_scheduler: cosine\nlearning_rate: 5e-6\nwarmup_steps: 0.1\n"),
    ("min-above-peak", 1000, "python pretrain_gpt.py --train-iters 1000 --global-batch-size 64 \\\n  --lr 1e-4 --lr-decay-style cosine \\\n  --min-lr 1e-3\n"),
    ("decay-unfinished", 1000, "python pretrain_gpt.py --train-iters 1000 --global-batch-size 64 \\\n  --lr 1e-4 --min-lr 1e-5 --lr-decay-style cosine \\\n  --lr-decay-iters 320000\n"),
    ("climbs-again", 3200, '{\n  "optimizer": {"type": "Adam", "params": {"lr": 0.0002}},\n  "train_iters": 3200,\n  "lr_decay_iters": 1600,\n  "lr_decay_style": "cosine",\n  "warmup": 0.01\n}\n'),
    ("unknown-scheduler", 320000, '{\n  "optimizer": {"type": "Adam", "params": {"lr": 0.0002}},\n  "train_iters": 320000,\n  "lr_decay_style": "polynomial",\n  "warmup": 0.01\n}\n'),
    ("milestone-beyond-end", 70000, "SOLVER:\n  BASE_LR: 0.01\n  STEPS: (60000, 80000)\n  MAX_ITER: 70000\n"),
    ("warmup-exceeds-run", 4800, "max_duration: 4800ba\nglobal_train_batch_size: 256\nscheduler:\n  name: cosine_with_warmup\n  t_warmup: 5000ba\n  alpha_f: 0.1\noptimizer: {name: decoupled_adamw, lr: 6.0e-4}\n"),
    ("warmup-exceeds-run", 5000, "./train_gpt2cu -i train.bin -b 64 -t 1024 -l 0.0006 -q 0.1 \\\n  -u 7000 \\\n  -x 5000\n"),
]


def with_last_number(line, value):
    """`line` with its last number replaced."""
    return re.sub(r"[\d.]+(e-?\d+)?(?=[^\d]*$)", value, line, count=1)


def mended(text, fault, steps):
    """What a client does with one fault: it knows its id and the line of its key."""
    lines = text.splitlines()
    at = fault["line"] - 1
    if fault["id"] in ("warmup-conflict", "key-ignored"):
        del lines[at]
    elif fault["id"] == "unit-mismatch":
        lines[at] = lines[at].replace("warmup_steps", "warmup_ratio")
    elif fault["id"] == "unknown-scheduler":
        lines[at] = lines[at].replace("polynomial", "cosine")
    else:
        value = {"warmup-exceeds-run": steps // 10, "min-above-peak": 0, "milestone-beyond-end": steps * 9 // 10}.get(fault["id"], steps)
        lines[at] = with_last_number(lines[at], str(value))
    return "\n".join(lines) + "\n"


class Client(Case):
    """A client with a server that stays open: it lints, mends by id and line, and lints again."""

    def setUp(self):
        self.server = subprocess.Popen([PROGRAM, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0
        self.ask("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "client", "version": "1"})

    def tearDown(self):
        self.server.stdin.close()
        self.assertEqual(self.server.wait(timeout=60), 0)
        self.server.stdout.close()

    def ask(self, method, **params):
        self.number += 1
        self.server.stdin.write(json.dumps(request(method, self.number, **params)).encode() + b"\n")
        self.server.stdin.flush()
        answer = json.loads(self.server.stdout.readline())
        self.assertEqual(answer["id"], self.number)
        return answer["result"]

    def lint(self, content):
        return self.ask("tools/call", name="lint", arguments={"content": content})["structuredContent"]

    def test_broken_configurations_are_mended(self):
        self.assertGreaterEqual(len(BROKEN), 10)
        for broken, steps, text in BROKEN:
            with self.subTest(broken, text=text):
                found = self.lint(text)
                self.assertEqual([f["id"] for f in found["faults"]], [broken])
                for _ in range(3):
                    if not found["faults"]:
                        break
                    text = mended(text, found["faults"][0], steps)
                    found = self.lint(text)
                self.assertEqual((found["faults"], found["error"]), ([], None), text)
                self.assertEqual(found["steps"], steps)
                self.assertTrue(found["spec"])
