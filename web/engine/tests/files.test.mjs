// Logs and configurations from bytes.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect, kindOf, lint, parse } from "taper-lr";

const rates = parse("cosine | warmup(10) | peak(0.001)").over(200).table();
const log = `step,lr,loss\n${Array.from(rates, (lr, t) => `${t},${lr},${2 - t / 200}`).join("\n")}\n`;
const config = "base_model: x\nlearning_rate: 1e-4\nlr_scheduler: cosine\nwarmup_steps: 200\nmax_steps: 100\nmicro_batch_size: 2\nsequence_len: 512\n";

test("a log: what ran, row by row", async () => {
  const [{ report, step, rate, loss, recovered, requested }] = await inspect(log, { name: "run.csv" });
  assert.deepEqual([report.file, report.spec, report.steps, report.faults], ["run.csv", "cosine | warmup(10) | peak(0.001)", 200, []]);
  assert.deepEqual([step.length, rate[50], requested.length], [200, rates[50], 0]);
  assert.ok(Math.abs(recovered[50] - rates[50]) < 1e-15 && Math.abs(loss[100] - 1.5) < 1e-6);
});

test("a log against the requested schedule", async () => {
  const [{ report, requested }] = await inspect(new TextEncoder().encode(log), { expected: "cosine | warmup(20) | peak(0.001)" });
  assert.deepEqual([report.asked.same, report.asked.furthest.step, requested.length], [false, 10, 200]);
  const run = parse("cosine | warmup(10) | peak(0.001)").over(200);
  assert.equal((await inspect(log, { expected: run }))[0].report.asked.same, true);
});

test("files that are not logs", async () => {
  await assert.rejects(inspect(""), /empty/);
  await assert.rejects(inspect(Uint8Array.of(0x1f, 0x8b, 8, 0)), /gzip/);
  await assert.rejects(inspect(log, { format: "nothing" }), /no log format/);
});

test("the logs of the examples", async () => {
  const folder = new URL("../../../examples/logs/", import.meta.url);
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".py")) continue;
    const all = await inspect(readFileSync(new URL(name, folder)), { name });
    assert.ok(all.length > 0 && all[0].step.length > 0, name);
  }
});

test("a remedy is the command of the program, quoted for a shell", async () => {
  const [{ report }] = await inspect(readFileSync(new URL("../../../examples/logs/resumed.json", import.meta.url)), { name: "resumed.json" });
  assert.match(report.faults[0].remedy, /taper retarget "linear \| warmup\(100\) \| peak\(0\.0002\)" --steps 2000 --at 800 --new-steps 4000$/);
});

test("a configuration and its mistake", async () => {
  const read = await lint(config, { name: "config.yml" });
  assert.deepEqual([read.file, read.format, read.faults[0].id, read.faults[0].line], ["config.yml", "axolotl", "warmup-exceeds-run", 4]);
});

test("a configuration that is not YAML says where, again and again", async () => {
  for (let k = 0; k < 3; ++k) {
    const { error } = await lint("a: [1, 2\nb: }\n");
    assert.match(error.message, /line \d+: not YAML or JSON/);
  }
  assert.ok((await lint("learning_rate = [1")).error);
});

test("what a dropped file is", async () => {
  assert.equal(await kindOf(log, "run.csv"), "log");
  assert.equal(await kindOf(config, "config.yml"), "configuration");
  assert.equal(await kindOf("hello"), "unknown");
});
