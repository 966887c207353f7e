// Speed of the built page in Chromium: first picture with a cold cache, a slider move in the trace, sizes.
// node tests/speed.mjs prints a table; speed.test.mjs uses the same figures.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { close, launched, open, root, visit } from "./browser.mjs";

const site = process.env.TAPER_PAGE_OUT ?? join(root, "build/web/page");

/** Bytes of all files of the page, raw and compressed. */
export function sizes() {
  const out = [];
  const walk = (folder) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else {
        const bytes = readFileSync(path);
        const brotli = brotliCompressSync(bytes, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_LGWIN]: 24,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          },
        }).length;
        out.push({ name: path.slice(site.length + 1), raw: bytes.length, brotli });
      }
    }
  };
  walk(site);
  return out;
}

/** Milliseconds from the request to the first drawn panel, with an empty cache. */
export async function firstPicture() {
  const { page, done } = await visit();
  const at = await page.evaluate(() => performance.getEntriesByName("taper-ready")[0].startTime);
  await done();
  return at;
}

/** Milliseconds of processor time that the main thread needs from a slider move to its picture: one figure for each move. */
export async function sliderMoves(hash, moves = 60) {
  const { page, done } = await visit({ hash });
  await page.waitForSelector(".safe-track .favorable");
  await page.waitForTimeout(300);
  await page.locator(".bench").scrollIntoViewIfNeeded();
  const box = await page.locator(".parameter input[type=range]").first().boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await launched().startTracing(page, {
    categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"],
  });
  for (let k = 0; k < moves; ++k) {
    await page.mouse.move(box.x + box.width * (0.5 + 0.2 * Math.sin(k / 5)), y);
    await page.waitForTimeout(40);
  }
  const trace = JSON.parse((await launched().stopTracing()).toString()).traceEvents;
  await page.mouse.up();
  await done();
  const input = trace.filter((e) => e.name === "EventDispatch" && e.args?.data?.type === "input");
  const thread = input[0]?.tid;
  const process = input[0]?.pid;
  const tasks = trace.filter((e) => e.ph === "X" && e.tid === thread && e.pid === process && e.name === "RunTask");
  // the picture of a move is made in the tasks up to the commit of the next frame
  const commits = trace
    .filter((e) => e.ph === "X" && e.tid === thread && e.pid === process && e.name === "Commit")
    .map((e) => e.ts + e.dur)
    .sort((a, b) => a - b);
  return input.map((e) => {
    const end = commits.find((c) => c > e.ts) ?? e.ts;
    return tasks.filter((x) => x.ts + x.dur > e.ts && x.ts < end).reduce((sum, x) => sum + (x.tdur ?? x.dur), 0) / 1000;
  });
}

export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

/** Milliseconds of a 200 × 200 map, from the click to the picture. */
export async function map() {
  const { page, done } = await visit({ hash: "#spec=poly(i%3D1.8)" });
  await page.click("text=Compute the map");
  await page.waitForSelector(".map-box:not([hidden])");
  const text = await page.textContent("#map [role=status]");
  await done();
  return Number(/in ([\d.,]+) ms/.exec(text)[1].replace(",", ""));
}

/** Milliseconds of the longest pause of the page while it reads a log of 50 MB, and of the whole reading. */
export async function bigLog(megabytes = 50) {
  const { page, done } = await visit();
  const figures = await page.evaluate(async (size) => {
    let text = "";
    const parts = [];
    for (let k = 0, bytes = 0; bytes < size * 1e6; ++k) {
      text += `{"step": ${k}, "lr": ${0.001 * (1 - k / 700000)}, "loss": ${2 + 1 / (1 + k / 1000)}}\n`;
      if (text.length > 1e6) {
        parts.push(text);
        bytes += text.length;
        text = "";
      }
    }
    const data = new DataTransfer();
    data.items.add(new File(parts, "big.jsonl"));
    let last = performance.now();
    let longest = 0;
    let reading = true;
    const watch = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (reading) setTimeout(watch);
    };
    const begun = performance.now();
    watch();
    dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true, bubbles: true }));
    while (!document.querySelector(".result:not(.reading)")) await new Promise((resolve) => setTimeout(resolve, 50));
    reading = false;
    return { longest, all: performance.now() - begun, text: document.querySelector(".result").className };
  }, megabytes);
  await done();
  return figures;
}

if (import.meta.filename === globalThis.process.argv[1]) {
  await open();
  const files = sizes();
  for (const f of files)
    console.log(`${f.name.padEnd(40)} ${String(f.raw).padStart(9)} B   brotli ${String(f.brotli).padStart(8)} B`);
  console.log(`all files: brotli ${files.reduce((s, f) => s + f.brotli, 0)} B`);
  const first = [];
  for (let k = 0; k < 5; ++k) first.push(await firstPicture());
  console.log(`first picture: ${first.map((x) => x.toFixed(0)).join(", ")} ms`);
  for (const hash of ["#spec=poly(i%3D1.8)&steps=2000", "#spec=poly(i%3D1.8)&spec=cosine&spec=linear&steps=100000"]) {
    const moves = await sliderMoves(hash);
    console.log(
      `slider move ${hash}: median ${quantile(moves, 0.5).toFixed(1)} ms, 95 % ${quantile(moves, 0.95).toFixed(1)} ms of ${moves.length}`,
    );
  }
  console.log(`map of 200 x 200: ${await map()} ms`);
  const big = await bigLog();
  console.log(
    `log of 50 MB (${big.text}): read in ${(big.all / 1000).toFixed(1)} s, longest pause of the page ${big.longest.toFixed(0)} ms`,
  );
  await close();
}
