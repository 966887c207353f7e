// Limits of size and speed. Times have a margin of three for a busy machine; speed.mjs prints the figures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { close, open, skip } from "./browser.mjs";
import { bigLog, firstLoad, firstPicture, quantile, sliderMoves } from "./speed.mjs";

describe("speed", { skip }, () => {
  before(open);
  after(close);

  test("the page loads less than 345 kB before it can be used", async () => {
    const files = await firstLoad();
    assert.ok(files.length >= 5, `${files.length} files`);
    const sent = files.reduce((sum, f) => sum + f.brotli, 0);
    assert.ok(sent <= 345_000, `${sent} bytes: ${files.map((f) => `${f.name} ${f.brotli}`).join(", ")}`);
  });

  test("the first picture is there within a second", async () => {
    const times = [await firstPicture(), await firstPicture()];
    assert.ok(Math.min(...times) < 3000, `${times}`);
  });

  test("a slider move redraws four panels of 2,000 points within a frame", async () => {
    const moves = await sliderMoves("#spec=poly(i%3D1.8)&steps=2000", 30);
    assert.ok(moves.length >= 10, `${moves.length} moves`);
    assert.ok(quantile(moves, 0.5) < 3 * 16, `median ${quantile(moves, 0.5)} ms`);
  });

  test("a log of 10 MB does not stop the page", async () => {
    const { longest, text } = await bigLog(10);
    assert.match(text, /log/);
    assert.ok(longest < 3 * 50, `${longest} ms`);
  });
});
