// A browser and a server of the built page for the tests. Fails a test on any console error and on any request off the page.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
import { extname, join, normalize, resolve } from "node:path";
import { chromium } from "playwright-core";

export const root = resolve(import.meta.dirname, "../../..");
export const site = process.env.TAPER_PAGE_OUT ?? join(root, "build/web/page");
const executablePath =
  process.env.TAPER_CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Why the tests cannot run here; undefined if they can. */
export const skip = !executablePath
  ? "no Chromium (apt-get install chromium, or set TAPER_CHROMIUM)"
  : !existsSync(join(site, "index.html"))
    ? `no page in ${site} (script/web)`
    : undefined;

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** As a server would send it; large files take seconds, so that only measurements ask for it. */
const compressed = new Map();
export function brotli(file) {
  if (!compressed.has(file)) {
    const bytes = readFileSync(file);
    const { BROTLI_PARAM_LGWIN: window, BROTLI_PARAM_SIZE_HINT: size } = constants;
    compressed.set(file, brotliCompressSync(bytes, { params: { [window]: 24, [size]: bytes.length } }));
  }
  return compressed.get(file);
}

let browser;
let server;
let origin;

export async function open({ compress = false } = {}) {
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname);
    const file = join(site, path === "/" ? "index.html" : path);
    if (!file.startsWith(site) || !existsSync(file)) return response.writeHead(404).end();
    const head = { "content-type": types[extname(file)] ?? "application/octet-stream" };
    if (compress) response.writeHead(200, { ...head, "content-encoding": "br" }).end(brotli(file));
    else response.writeHead(200, head).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

export const launched = () => browser;
export const address = () => origin;

export async function close() {
  await browser?.close();
  await new Promise((done) => server?.close(done));
}

/** A fresh page, ready to use. `problems` collects what must not happen. */
export async function visit({ hash = "", width = 1280, height = 900, theme = "light", prepare = undefined, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    acceptDownloads: true,
    ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000); // a busy machine
  const problems = [];
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") problems.push(`console ${m.type()}: ${m.text()}`);
  });
  page.on("pageerror", (e) => problems.push(`error: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(origin) && !r.url().startsWith("blob:") && !r.url().startsWith("data:"))
      problems.push(`request to ${r.url()}`);
  });
  await prepare?.(page);
  await page.goto(`${origin}/${hash}`);
  await page.waitForSelector("html[data-ready]");
  // every verdict is there: nothing moves any more under a click
  await page.waitForFunction(() => !document.querySelector(".entries .badge.unknown"));
  return {
    page,
    problems,
    origin,
    async done() {
      assert.deepEqual(problems, []);
      await context.close();
    },
  };
}

/** So many elements match the selector, at once or after the next frames. */
export async function counted(page, selector, count) {
  try {
    await page.waitForFunction(([which, n]) => document.querySelectorAll(which).length === n, [selector, count], { timeout: 10_000 });
  } catch {
    assert.equal(await page.locator(selector).count(), count, selector);
  }
}

/** The text of the selected schedule. */
export const spec = (page) => page.inputValue(".spec >> nth=0");

/** The text of the selected schedule is this, at once or after the next events. */
export async function specIs(page, wanted) {
  const pattern = wanted instanceof RegExp ? [wanted.source, wanted.flags] : null;
  try {
    await page.waitForFunction(
      ([text, p]) => {
        const { value } = document.querySelector(".spec");
        return p ? new RegExp(...p).test(value) : value === text;
      },
      [String(wanted), pattern],
      { timeout: 10_000 },
    );
  } catch {
    if (pattern) assert.match(await spec(page), wanted);
    else assert.equal(await spec(page), wanted);
  }
}

export async function write(page, text) {
  await page.fill(".editor .spec", text);
  await page.dispatchEvent(".editor .spec", "change");
}

/** Waits until the verdict of the selected schedule is there. */
export const verdict = async (page, word) =>
  page.waitForFunction(
    (w) => document.querySelector(".verdict-strip:not(.stale) > .badge")?.textContent?.includes(w),
    word,
  );
