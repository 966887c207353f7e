// Runs exported ES modules against the rates of the library: node driver.mjs CASES [total]
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const cases = resolve(process.argv[2]);
const withTotal = process.argv[3] === "total";
let bad = 0;
for (const line of readFileSync(cases, "utf8").trim().split("\n")) {
  const { file, peak, spec, rates } = JSON.parse(line);
  const { learning_rate } = await import(pathToFileURL(join(dirname(cases), file)));
  for (const [written, total, wanted] of rates) {
    const step = typeof written === "string" ? BigInt(written) : written;
    const rate = withTotal ? learning_rate(step, total) : learning_rate(step);
    if (!(Math.abs(rate - wanted) <= 1e-12 * peak)) {
      console.log(`${spec}: step ${step} of ${total}: ${rate}, wanted ${wanted}`);
      bad += 1;
      break;
    }
  }
}
process.exit(bad > 0 ? 1 : 0);
