// The screenshots of docs/explore: three widths, two themes.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { close, open, root, verdict, visit } from "./browser.mjs";

const folder = process.argv[2] ?? join(root, "docs/explore");
mkdirSync(folder, { recursive: true });

await open();
for (const theme of ["light", "dark"])
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
    [2560, 1300],
  ]) {
    const shot = async (name, selector, prepare) => {
      const { page, done } = await visit({ width, height, theme, deviceScaleFactor: width > 2000 ? 0.5 : 1 });
      await verdict(page, "favorable");
      await prepare?.(page);
      await page.evaluate((s) => document.querySelector(s).scrollIntoView({ behavior: "instant" }), selector);
      if (selector === "main") await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.jpg`), type: "jpeg", quality: 60 });
      await done();
    };
    await shot("first", "main");
    await shot("workbench", "#workbench", async (page) => {
      await page.click("[data-entry=pick-2]");
      await verdict(page, "violating");
    });
    if (width === 1280 || (width === 390 && theme === "light"))
      await shot("read", "#read", async (page) => {
        await page.click("text=Try an example log");
        await page.waitForSelector(".result.log");
      });
  }
await close();
