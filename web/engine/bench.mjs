// The speed of the engine in Node, beside the same library compiled for this machine (bench/page_bench.cpp), as a table.
//   node bench.mjs [PAGE_BENCH]
import { execFileSync } from "node:child_process";

const specs = ["cosine", "linear", "power(p=1.5)", "poly(i=1.8)", "exp(beta=0.05)", "sigmoid(i=4)", "one_minus_sqrt", "rex", "uba(phi=1)", "chebyshev(condition=50)"];
const native = process.argv[2] ? JSON.parse(execFileSync(process.argv[2], specs, { encoding: "utf8" })) : {};

const began = process.cpuUsage();
const taper = await import("taper-lr");
const { user, system } = process.cpuUsage(began);
const start = (user + system) / 1000;

/** The shortest of several runs in milliseconds of processor time, which other programs on the machine do not change. */
function shortest(runs, f) {
  let out = Infinity;
  for (let k = 0; k < runs; ++k) {
    const from = process.cpuUsage();
    f();
    const { user, system } = process.cpuUsage(from);
    out = Math.min(out, (user + system) / 1000);
  }
  return out;
}

const rows = [["the engine starts (ms)", start, undefined]];
for (const spec of specs) {
  const long = taper.parse(spec).over(1_000_000);
  const short = taper.parse(spec).over(1000);
  rows.push([`fill ${spec} (ns a value)`, shortest(5, () => long.table()), native[`fill ${spec}`]]);
  rows.push([`check ${spec} (ms)`, shortest(5, () => short.check()), native[`check ${spec}`]]);
}
rows.push(["dynamics, 2000 points (ms)", shortest(5, () => taper.parse("cosine | warmup(10%)").over(1_000_000).dynamics()), undefined]);
const map = () => taper.safeMap("poly", "i", "n", 1000, { columns: 200, rows: 200, firstSweep: [0.5, 12], secondSweep: [0.5, 4] }).all();
rows.push(["safe map 200 × 200 (ms)", shortest(3, map), native.map]);

const shown = (v) => (v === undefined ? "" : String(Number(v.toPrecision(2))));
console.log("| what | WebAssembly | native |\n|---|---|---|");
for (const [what, here, there] of rows) console.log(`| ${what} | ${shown(here)} | ${shown(there)} |`);
