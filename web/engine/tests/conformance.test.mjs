// The vectors of conformance/, with the tolerances of tests/conformance.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "taper-lr";

const folder = new URL("../../../conformance/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const number = (v) => (v === "inf" ? Infinity : v === "-inf" ? -Infinity : Number(v));
const windows = readdirSync(folder).filter((name) => name.endsWith(".json") && read(name).family);
const libraries = readdirSync(new URL("libraries/", folder)).filter((name) => name.endsWith(".json"));

function close(got, wanted, tolerance, where) {
  if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return;
  assert.ok(Math.abs(got - wanted) <= tolerance, `${where}: ${got}, not ${wanted}`);
}

for (const name of windows) {
  test(`conformance ${name}`, () => {
    for (const { spec, points } of read(name).cases) {
      for (const kind of ["x", "rest"]) {
        const some = points.filter((p) => kind in p && number(p[kind]) <= 1 && (number(p[kind]) === 0 || number(p[kind]) >= 1e-100)); // no step is nearer to an end
        if (some.length === 0) continue;
        const got = parse(spec).window({ [kind]: some.map((p) => number(p[kind])) });
        some.forEach((p, k) => {
          const value = number(p.value);
          // relative: a window is accurate near its end too, where it is small; the limit of a table is absolute
          const least = kind === "x" || name === "table.json" ? 1e-16 : 1e-300;
          close(got.value[k], value, 1e-11 * Math.abs(value) + least, `${spec} at ${kind}=${p[kind]}`);
        });
      }
    }
  });
}

for (const name of ["schedules.json", "published.json", ...libraries.map((l) => `libraries/${l}`)]) {
  test(`conformance ${name}`, () => {
    const file = read(name);
    let left = 0;
    for (const { spec, steps, lr, at, after } of file.cases) {
      if (steps > Number.MAX_SAFE_INTEGER || at?.some((t) => t > Number.MAX_SAFE_INTEGER)) {
        left += 1;
        continue;
      }
      const rates = lr.map(number);
      const largest = Math.max(...rates.map(Math.abs));
      const part = file.precision === "float32" ? 4 * 2 ** -23 : name === "published.json" ? 2e-12 : 1e-12;
      const run = parse(spec).over(steps);
      const got = at ? run.rates(at) : run.rates({ count: rates.length });
      rates.forEach((rate, k) => close(got[k], rate, part * largest, `${spec} over ${steps} at ${at?.[k] ?? k}`));
      after?.at.forEach((t, k) => close(run.at(t), number(after.lr[k]), part * largest, `${spec} at ${t}, after the end`));
    }
    assert.ok(left < file.cases.length / 4, "most runs have a length that a JavaScript number counts");
  });
}

test("conformance dynamics.json", () => {
  for (const one of read("dynamics.json").cases) {
    if (one.steps > Number.MAX_SAFE_INTEGER) continue;
    const { stages, verdict, budget, collapse } = parse(one.spec).over(one.steps).check();
    const near = (got, wanted, name) => {
      const value = number(wanted);
      close(got ?? Infinity, value, 1e-12 * Math.max(1, Math.abs(value)), `${one.spec}: ${name}`);
    };
    near(stages.early.value, one.early, "early");
    near(stages.late.value, one.late, "late");
    if (collapse) near(collapse.critical_delta, one.critical_delta, "critical delta");
    if (one.budget !== null) close(budget, number(one.budget), 1e-9, `${one.spec}: budget`);
    assert.equal(verdict, one.verdict, one.spec);
    for (const stage of ["early", "middle", "late"]) assert.equal(stages[stage].verdict, one.stages[stage], `${one.spec}: ${stage}`);
  }
});
