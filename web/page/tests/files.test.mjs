// Dropped files, exports that equal the program's, and pictures.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { close, counted, open, root, skip, spec, specIs, visit } from "./browser.mjs";

const taper = process.env.TAPER ?? join(root, "build/bin/taper");

/** A log as a trainer writes it: one JSON object a line. */
function jsonl(rows) {
  return rows.map((r) => JSON.stringify(r)).join("\n") + "\n";
}

async function drop(page, name, text) {
  await page.evaluate(
    ([n, body]) => {
      const data = new DataTransfer();
      data.items.add(new File([body], n));
      for (const type of ["dragover", "drop"])
        dispatchEvent(Object.assign(new DragEvent(type, { dataTransfer: data, cancelable: true, bubbles: true })));
    },
    [name, text],
  );
  await page.waitForSelector(`.result:not(.reading):has(h3:has-text("${name}"))`);
}

async function downloaded(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), action()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Chooses a form of the schedule and waits until its text is there. */
async function form(page, name) {
  await page.check(`.form input[value="${name}"]`, { force: true });
  await page.waitForSelector(".code:not([aria-busy])");
}

describe("files", { skip }, () => {
  before(open);
  after(close);

  test("the example log shows what ran and the fault in it", async () => {
    const { page, done } = await visit();
    await page.click("text=Try an example log");
    await page.waitForSelector(".result.log");
    const text = await page.textContent(".result.log");
    assert.match(text, /1 fault/);
    assert.match(text, /linear \| warmup\(100\) \| peak\(0\.0002\)/);
    assert.match(text, /80 of 80 rows exact/);
    assert.match(text, /resumed at step 810 with a plan of 4000 steps instead of 2000/);
    await counted(page, ".result.log path[d$='h-18z']", 1);
    await page.click("text=show step 810");
    assert.match(await page.textContent(".at-step"), /Step 810: logged 1\.63641·10⁻⁴/);
    await page.click(".segments button >> nth=0");
    await specIs(page, "linear | warmup(100) | peak(0.0002)");
    assert.equal(await page.inputValue("[data-field=steps]"), "2000");
    await done();
  });

  test("a dropped log is compared with the requested schedule", async () => {
    const { page, done } = await visit();
    const rows = Array.from({ length: 100 }, (_, k) => ({
      step: k * 10,
      lr: 0.001 * (1 - (k * 10) / 1000),
      loss: 3 / (1 + k) + 1,
    }));
    await drop(page, "train.jsonl", jsonl(rows));
    assert.match(await page.textContent(".result.log"), /linear \| peak\(0\.001\)/);
    await page.fill(".result.log .ask-row input", "cosine | peak(0.001)");
    await page.click("text=Compare with this");
    await page.waitForSelector("text=not as requested");
    await page.fill(".result.log .ask-row input", "linear | peak(0.001)");
    await page.click("text=Compare with this");
    await page.waitForSelector(".asked .badge.favorable");
    await done();
  });

  test("a file that is no log says so", async () => {
    const { page, done } = await visit();
    await drop(page, "notes.txt", "nothing to see here\n");
    assert.ok((await page.textContent(".result.failed .problem-text")).length > 10);
    await done();
  });

  test("a configuration is linted, with what it leaves open", async () => {
    const { page, done } = await visit();
    await drop(
      page,
      "args.yaml",
      "learning_rate: 2e-5\nper_device_train_batch_size: 8\nlr_scheduler_type: cosine\nmax_steps: 400\nwarmup_steps: 500\n",
    );
    const text = await page.textContent(".result.configuration");
    assert.match(text, /line 5, warmup_steps:/);
    assert.match(text, /warmup-exceeds-run/);
    await drop(
      page,
      "epochs.yaml",
      "learning_rate: 2e-5\nper_device_train_batch_size: 8\nlr_scheduler_type: cosine\nnum_train_epochs: 3\n",
    );
    const open = page.locator(".result.configuration", { hasText: "epochs.yaml" });
    await open.locator("input").first().fill("1000");
    await open.locator("text=Read again").click();
    await page.waitForSelector(".result.configuration:has-text('It will run')");
    await done();
  });

  test(
    "exports equal those of the program",
    { skip: existsSync(taper) ? undefined : `no program at ${taper}` },
    async () => {
      const text = "poly(i=1.8) | warmup(50) | floor(10%) | peak(0.0003)";
      const { page, done } = await visit({ hash: `#spec=${encodeURIComponent(text)}&steps=1000` });
      await page.locator("#take").scrollIntoViewIfNeeded();
      const targets = await page.$$eval(".form input", (all) => all.map((x) => x.value));
      assert.equal(targets.length, 16);
      for (const target of targets) {
        await form(page, target);
        if (["spec", "shell", "cpp", "python-api", "javascript-api", "notation-json"].includes(target)) continue;
        const saved = await downloaded(page, () => page.click(".save"));
        const expected = execFileSync(taper, ["export", text, "--steps", "1000", "--to", target], {
          encoding: "utf8",
          maxBuffer: 1 << 26,
        });
        assert.equal(saved.bytes.toString(), expected, target);
      }
      const shown = JSON.parse(execFileSync(taper, ["show", text, "--json"], { encoding: "utf8" }))[0];
      await form(page, "cpp");
      assert.ok((await page.textContent(".code")).includes(shown.cpp));
      await form(page, "python-api");
      assert.ok((await page.textContent(".code")).includes(shown.python));
      await form(page, "notation-json");
      assert.deepEqual(JSON.parse(await page.textContent(".code")), shown.json);
      await form(page, "shell");
      assert.equal(await page.textContent(".code"), `taper check '${text}' --steps 1000`);
      await done();
    },
  );

  test("pictures: SVG, PNG and one for a paper", async () => {
    const { page, done } = await visit();
    const svg = await downloaded(page, () => page.click("button.svg"));
    assert.match(svg.bytes.toString(), /<svg[^>]*viewBox/);
    assert.doesNotMatch(svg.bytes.toString(), /var\(/);
    assert.match(svg.bytes.toString(), />Steepness S</);
    const png = await downloaded(page, () => page.click("button.png"));
    assert.deepEqual([...png.bytes.subarray(1, 4)], [...Buffer.from("PNG")]);
    assert.equal(png.bytes.readUInt32BE(16), 2200);
    const paper = await downloaded(page, () => page.click("button.paper"));
    assert.match(paper.bytes.toString(), /width="3\.25in"/);
    assert.match(paper.bytes.toString(), /<text/);
    await done();
  });
});
