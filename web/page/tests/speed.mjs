// Speed of the built page in Chromium: what is loaded first, the first picture with an empty cache, a slider move in the trace, a large log.
// script/bench --page prints the table; speed.test.mjs uses the same figures.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotli, close, launched, open, site, visit } from "./browser.mjs";

/** Bytes that the browser loads before the page can be used, compressed with brotli. */
export async function firstLoad() {
  const loaded = new Set();
  const { done } = await visit({ prepare: (page) => page.on("request", (r) => loaded.add(new URL(r.url()).pathname)) });
  await done();
  const files = [...loaded].filter((path) => path !== "blob" && existsSync(join(site, path))).map((path) => join(site, path, path === "/" ? "index.html" : ""));
  return files.map((file) => ({ name: file.slice(site.length + 1), raw: readFileSync(file).length, brotli: brotli(file).length }));
}

/** Milliseconds from the request to the first drawn cards, with an empty cache, over a line of so many Mbit/s and milliseconds. */
export async function firstPicture(line) {
  const { page, done } = await visit({
    prepare: async (fresh) => {
      if (!line) return;
      const devtools = await fresh.context().newCDPSession(fresh);
      const downloadThroughput = (line.mbits * 1e6) / 8;
      await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: line.latency, downloadThroughput, uploadThroughput: downloadThroughput });
    },
  });
  const at = await page.evaluate(() => performance.getEntriesByName("taper-picture")[0].startTime);
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

/** Milliseconds of the longest task of the page's own thread while it reads a log of so many megabytes, and of the whole reading. */
export async function bigLog(megabytes = 50) {
  const { page, done } = await visit();
  await page.evaluate((size) => {
    const parts = [];
    for (let k = 0, bytes = 0; bytes < size * 1e6; k += 10_000) {
      let text = "";
      for (let n = k; n < k + 10_000; ++n) text += `{"step": ${n}, "lr": ${0.001 * (1 - n / 1e6)}, "loss": ${2 + 1 / (1 + n / 1000)}}\n`;
      parts.push(text);
      bytes += text.length;
    }
    globalThis.dropped = new DataTransfer();
    globalThis.dropped.items.add(new File(parts, "big.jsonl"));
  }, megabytes);
  const figures = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500)); // what made the file is over
    const tasks = [];
    const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)));
    watch.observe({ type: "longtask" }); // of 50 ms and more
    const begun = performance.now();
    dispatchEvent(new DragEvent("drop", { dataTransfer: globalThis.dropped, cancelable: true, bubbles: true }));
    await new Promise((resolve) => {
      const seen = new MutationObserver(() => document.querySelector(".result:not(.reading)") && resolve());
      seen.observe(document.querySelector(".results"), { childList: true, subtree: true });
    });
    const all = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { longest: Math.max(0, ...tasks), all, text: document.querySelector(".result").className };
  });
  await done();
  return figures;
}

const slow = { mbits: 10, latency: 40 };

/** The table of docs/performance.md. */
async function table() {
  const files = await firstLoad();
  const raw = files.reduce((sum, f) => sum + f.raw, 0);
  const sent = files.reduce((sum, f) => sum + f.brotli, 0);
  const least = async (f, runs = 5) => {
    const all = [];
    for (let k = 0; k < runs; ++k) all.push(await f());
    return Math.min(...all);
  };
  const move = async (hash) => {
    const moves = await sliderMoves(hash);
    return `${quantile(moves, 0.5).toFixed(1)} ms; 95 % within ${quantile(moves, 0.95).toFixed(1)} ms`;
  };
  const big = await bigLog();
  const rows = [
    ["loaded before the page can be used, with brotli", `${(sent / 1000).toFixed(0)} kB of ${(raw / 1000).toFixed(0)} kB`],
    ["first picture, empty cache, from this machine", `${(await least(() => firstPicture())).toFixed(0)} ms`],
    [`first picture, empty cache, over ${slow.mbits} Mbit/s with ${slow.latency} ms of delay`, `${(await least(() => firstPicture(slow))).toFixed(0)} ms`],
    ["move of a slider, four panels of 2,000 points", await move("#spec=poly(i%3D1.8)&steps=2000")],
    ["the same with three schedules", await move("#spec=poly(i%3D1.8)&spec=cosine&spec=linear&steps=100000")],
    ["safe map of 200 × 200", `${await map()} ms`],
    [`log of 50 MB (${big.text.includes("log") ? "read" : "failed"})`, `${(big.all / 1000).toFixed(1)} s; ${big.longest === 0 ? "no task of the page's own thread takes 50 ms" : `longest task of the page's own thread ${big.longest.toFixed(0)} ms`}`],
  ];
  console.log("| what | in Chromium |\n|---|---|");
  for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
}

if (import.meta.filename === globalThis.process.argv[1]) {
  await open({ compress: true });
  await table();
  await close();
}
