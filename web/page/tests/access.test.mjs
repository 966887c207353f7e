// Accessibility: axe, keyboard only, a table behind every picture, and no overflow at any width.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { close, open, root, skip, spec, specIs, verdict, visit } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page) {
  const found = await page.evaluate(async (source) => {
    // eval is not allowed by the policy of the page: the debugger's evaluate is
    if (!window.axe) throw new Error(source);
    const { violations: all } = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return all.map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target.join(" "))
          .slice(0, 4)
          .join(" | ")} ${v.nodes[0].failureSummary}`,
    );
  }, "axe was not loaded");
  return found;
}

describe("access", { skip }, () => {
  before(open);
  after(close);

  for (const theme of ["light", "dark"])
    test(`axe finds nothing, ${theme}`, async () => {
      const { page, done } = await visit({ theme });
      await page.evaluate(axe);
      await verdict(page, "favorable");
      assert.deepEqual(await violations(page), []);
      await page.click("[data-entry=pick-2]");
      await verdict(page, "violating");
      await page.click("text=Try an example log");
      await page.waitForSelector(".result.log");
      await page.fill(".editor .spec", "cosine | warmpu(5%)");
      await page.click(".begin-tour");
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("Escape");
      await page.click("text=Add a schedule");
      assert.deepEqual(await violations(page), []);
      await done();
    });

  test("the main path needs only the keyboard", async () => {
    const { page, done } = await visit();
    const focused = () => page.evaluate(() => document.activeElement.className || document.activeElement.tagName);
    const tabTo = async (what) => {
      for (let k = 0; k < 120; ++k) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((s) => document.activeElement.matches(s), what)) return;
      }
      assert.fail(`${what} cannot be reached, focus is on ${await focused()}`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "skip");
    await page.keyboard.press("Enter");
    await tabTo("[data-entry=pick-2]");
    await page.keyboard.press("Enter");
    await specIs(page, "exp(beta=0.05)");
    await verdict(page, "violating");
    await tabTo(".handle-warmup");
    await page.keyboard.press("ArrowRight");
    await specIs(page, /warmup\(1%\)/);
    await verdict(page, "violating");
    await tabTo(".apply");
    await page.keyboard.press("Enter");
    await verdict(page, "favorable");
    await tabTo(".form input");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.match(await page.textContent(".code"), /taper::exp/);
    await tabTo(".copy");
    await page.keyboard.press("Enter");
    await done();
  });

  test("nothing is wider than the screen, and every picture has words and a table", async () => {
    for (const width of [320, 390, 768, 1280, 2560]) {
      const { page, done } = await visit({ width });
      await page.waitForSelector("#panel-rate svg[width]");
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels at ${width}`);
      const unnamed = await page.$$eval("svg[role]", (all) => all.filter((x) => !x.getAttribute("aria-label")).length);
      assert.equal(unnamed, 0);
      await done();
    }
  });

  test("a table with the values stands behind every picture", async () => {
    const { page, done } = await visit({ hash: "#spec=poly(i%3D1.8)&spec=linear" });
    await page.click("text=Compute the map");
    await page.waitForSelector(".map-box:not([hidden])");
    await page.click("text=Try an example log");
    await page.waitForSelector(".result.log .panel-svg[width]");
    await page.$$eval("details.data", (all) => all.forEach((d) => (d.open = true)));
    const pictures = ".panel-svg, .map-overlay";
    await page.waitForFunction(
      (which) => [...document.querySelectorAll(which)].every((x) => x.closest("figure, article, section").querySelector("details.data td")),
      pictures,
    );
    const tables = await page.$$eval(pictures, (all) =>
      all.map((picture) => {
        const table = picture.closest("figure, article, section").querySelector("details.data table");
        const columns = table.querySelectorAll("thead th[scope=col]").length;
        const rows = [...table.querySelectorAll("tbody tr")];
        return {
          rows: rows.length,
          named: rows.every((r) => r.querySelector("th[scope=row]").textContent !== "" && r.children.length === columns),
          values: rows.flatMap((r) => [...r.querySelectorAll("td")]).filter((x) => /\d|favorable|marginal|violating/.test(x.textContent)).length,
        };
      }),
    );
    assert.equal(tables.length, 3 + 4 + 1 + 2); // cards, panels, map, log
    for (const { rows, named, values } of tables) assert.ok(rows >= 7 && named && values >= rows, JSON.stringify(tables));
    await done();
  });

  test("the page prints its panels and the verdict, on white in the dark theme too", async () => {
    const { page, done } = await visit({ theme: "dark" });
    await page.selectOption(".theme", "dark");
    await verdict(page, "favorable");
    await page.emulateMedia({ media: "print" });
    const colors = await page.evaluate(() =>
      [[".panel", "backgroundColor"], ["body", "color"], ["#panel-rate text", "fill"]].map(
        ([which, property]) => getComputedStyle(document.querySelector(which))[property],
      ),
    );
    assert.deepEqual(colors, ["rgb(255, 255, 255)", "rgb(27, 32, 38)", "rgb(86, 96, 107)"]);
    assert.ok(await page.isVisible("#panel-rate svg"));
    assert.ok(await page.isVisible(".stage-table"));
    assert.ok(!(await page.isVisible(".toolbar")));
    await done();
  });

  test("the figures of the tour are those of the lab", () => {
    const lab = readFileSync(join(root, "docs/lab-results.md"), "utf8");
    const strings = readFileSync(join(root, "web/page/src/strings.ts"), "utf8");
    const rows = [...strings.matchAll(/\["([^"]+)", "[^"]*", "(\d\.\d{4})", "([^"]*)"\]/g)];
    assert.equal(rows.length, 7);
    for (const [, schedule, loss, against] of rows) {
      const line = lab.split("\n").find((l) => l.startsWith(`| ${schedule} |`) && l.includes(`${loss} ±`));
      assert.ok(line, schedule);
      assert.ok(line.includes(against), `${schedule} ${against}`);
    }
  });
});
