// Schedules, runs, checks: the API as it is documented.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Instance } from "../dist/module.js";
import { describe, design, exportTargets, list, parse, safe, safeMap, TaperError, tryParse, version } from "taper-lr";

test("a schedule has every spelling, and each is read back", () => {
  const s = parse("poly(i=1.8, n=2) | warmup(500) | hold(50%) | floor(10%) | peak(3e-4)");
  assert.equal(s.text, "poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(0.0003)");
  assert.deepEqual(s.json, { shape: { poly: { i: 1.8 } }, warmup: 500, hold: "50%", floor: "10%", peak: 0.0003 });
  for (const form of [s.text, s.shell, JSON.stringify(s), s.json]) assert.ok(parse(form).equals(s));
  assert.match(s.cpp, /^taper::poly/);
  assert.match(s.python, /^taper\.poly/);
  assert.deepEqual([s.family, s.formula, s.needsLength, s.peak], ["poly", "(1 - x^i)^n", true, 0.0003]);
});

test("a run is a pure function of the step", () => {
  const r = parse("cosine | warmup(500)").over(10_000);
  assert.equal(r.at(4_200), r.table()[4_200]);
  assert.deepEqual(r.rates([0, 250, 500]), Float64Array.of(0, 0.5, 1));
  assert.deepEqual(r.rates({ first: 250, count: 2, stride: 250 }), Float64Array.of(0.5, 1));
  assert.equal(r.at(20_000), 0);
  assert.throws(() => r.at(-1), /step must be a whole number/);
  assert.throws(() => r.at(0.5), TaperError);
  const into = new Float64Array(2);
  assert.equal(r.rates({ count: 2 }, into), into);
});

test("a clock counts epochs, and a schedule without a length needs none", () => {
  assert.equal(parse("cosine | warmup(2ep)").over(1000, { stepsPerEpoch: 50 }).at(50), 0.5);
  assert.throws(() => parse("cosine | warmup(2ep)").over(1000), /warmup/);
  assert.throws(() => parse("cosine").over(1000, { stepsPerEpoch: 0 }), /stepsPerEpoch must be > 0/);
  assert.equal(parse("linear | kronecker | peak(0.1)").over().at(0), 0.1);
  assert.throws(() => parse("cosine").over(), /length/);
});

test("changes of parameters and modifiers", () => {
  const s = parse("poly(i=1.8) | warmup(500) | floor(10%)");
  assert.equal(s.set({ i: 2, warmup: "10%", floor: null }).text, "poly(i=2) | warmup(10%)");
  assert.equal(s.with("peak(3e-4)").peak, 3e-4);
  assert.equal(parse("torch.StepLR(step_size=30)").set({ gamma: 0.5 }).text, "torch.StepLR(step_size=30, gamma=0.5)");
  assert.throws(() => s.set({ i: -1 }), TaperError);
});

test("an error has its place, what is allowed, and what to write", () => {
  const { error } = tryParse("cosnie | warmup(10)");
  assert.deepEqual([error.code, error.at, error.suggestion], ["unknown_name", 0, "cosine"]);
  assert.equal(error.explanation.split("\n").length, 3);
  assert.equal(tryParse("cosine | warmup(0.25)").error.suggestion, "25%");
  const name = tryParse("torch.StepLR(step_siz=30)").error;
  assert.equal(name.text.slice(0, name.at) + name.suggestion + name.text.slice(name.end), "torch.StepLR(step_size=30)");
  assert.equal(tryParse("poly(i=-1)").error.at, 7);
  assert.equal(tryParse("sequence([“x”, cosnie])").error instanceof TaperError, true);
  assert.equal(tryParse("(".repeat(1_000_000)).error instanceof TaperError, true);
  assert.throws(() => parse("cosine | warmup(600)").over(500), (e) => e.at === 9);
  for (const text of ["", "\0", "cosine\0", "é|ü", "💥"]) assert.ok(tryParse(text).error instanceof TaperError, JSON.stringify(text));
  const place = tryParse("table([[0,1],[1,0]]) | “").error;
  assert.equal(place.text[place.at], "“");
});

test("dynamics are columns over evenly spread steps", () => {
  const d = parse("cosine | floor(10%)").over(1_000_000).dynamics();
  assert.equal(d.step.length, 2000);
  assert.deepEqual([d.step[0], d.step.at(-1)], [0, 999_999]);
  assert.ok(Number.isNaN(d.gammaBar[0]) && d.gammaBar[1] > 0);
  assert.equal(parse("cosine").over(10).dynamics().step.length, 10);
  assert.equal(parse("constant").over(1).dynamics().step.length, 1);
  for (const points of [1, 2 ** 20 + 1, 1e12]) assert.throws(() => parse("cosine").over(1e12).dynamics({ points }), /points must be from 2 to 2\^20/);
  assert.deepEqual(parse("cosine").over(1000).dynamics({ steps: [500] }).z, Float64Array.of(1));
});

test("check, remedies and what they make", () => {
  const run = parse("exp(beta=0.05)").over(1000);
  const check = run.check();
  assert.equal(check.verdict, "violating");
  assert.equal(check.stages.early.source, "paper");
  const [remedy] = run.remedies();
  assert.equal(remedy.text, check.remedies[0]);
  assert.equal(parse(remedy.specs[0]).over(1000).check().verdict, "favorable");
  assert.equal(run.check({ slack: 10 }).stages.early.source, "yours");
  assert.throws(() => run.check({ delta: -1 }), /delta/);
  assert.deepEqual(parse("cosine").over(1000).remedies(), []);
});

test("safe ranges, and a map in slices equals the map at once", () => {
  const area = safe("poly", "i", 1000);
  assert.deepEqual(area.published, [1, 10]);
  assert.ok(Math.abs(area.favorable[0] - 1.763) < 1e-3);
  assert.throws(() => safe("poly", "q", 1000), /no parameter/);
  const size = { columns: 6, rows: 5, firstSweep: [1, 8], secondSweep: [1, 3] };
  const whole = safeMap("poly", "i", "n", 100, size).all();
  const mapping = safeMap("poly", "i", "n", 100, size);
  assert.deepEqual([...mapping.slices(2)], [0.4, 0.8, 1]);
  assert.deepEqual(mapping.map, whole);
  assert.deepEqual([whole.firstValues[0], whole.secondValues.at(-1)], [1, 3]);
  assert.ok(whole.cells.includes(0) && whole.cells.includes(2) && !whole.cells.includes(255));
});

test("the registry, designs and the version", () => {
  assert.deepEqual(new Set(list().map((e) => e.kind)), new Set(["shape", "modifier", "combination", "library"]));
  assert.equal(describe("poly").parameters[0].favorable.length, 1);
  assert.equal(describe("nothing"), undefined);
  assert.ok(exportTargets().some((t) => t.name === "js"));
  assert.match(version, /^\d+\.\d+\.\d+/);
  const linear = parse("linear").over(1000).dynamics({ steps: [250, 500, 750, 999] });
  const made = design({ kind: "gamma-bar", x: linear.x, y: linear.gammaBar, steps: 1000 });
  assert.ok(Math.abs(made.over(1000).at(500) - 0.5) < 1e-4);
  assert.throws(() => design({ kind: "gamma-bar", x: [0.5], y: [-1], steps: 1000 }), TaperError);
  assert.throws(() => design({ kind: "gamma-bar", x: [0.2, 0.5, 0.8], y: [1], steps: 1000 }), /same length, got 3 and 1/);
});

test("the second part: comparisons, predictions, retargets, exports", async () => {
  const run = parse("linear | peak(3e-4)").over(1000);
  assert.equal((await run.compare()).schema, "taper.compare/2");
  assert.ok((await run.predict()).quadratic.tuned < 0);
  assert.equal((await run.retarget({ at: 500, newSteps: 2000 })).naive.jump, 1.5);
  await assert.rejects(run.retarget({ at: 500 }), /nothing changes/);
  await assert.rejects(run.export("fortran"), /no export/);
  const code = await run.export("js");
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  for (const t of [0, 1, 500, 999]) assert.equal(module.learning_rate(t), run.at(t));
});

test("a trap leaves the stack as it was", () => {
  const exports = {
    memory: new WebAssembly.Memory({ initial: 1 }),
    __stack_pointer: new WebAssembly.Global({ value: "i32", mutable: true }, 1000),
    _initialize: () => {},
    input: () => 0,
    deep: () => {
      exports.__stack_pointer.value = 10;
      throw new WebAssembly.RuntimeError("unreachable");
    },
  };
  assert.throws(() => new Instance(exports).call("deep", []), WebAssembly.RuntimeError);
  assert.equal(exports.__stack_pointer.value, 1000);
});
