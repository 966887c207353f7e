// Limits of size and speed. Times have a margin of three for a busy machine; speed.mjs prints the figures.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { close, open, skip } from "./browser.mjs";
import { firstPicture, quantile, sizes, sliderMoves } from "./speed.mjs";

describe("speed", { skip }, () => {
  before(open);
  after(close);

  test("the page without the engine is below 60 kB with brotli", () => {
    // the chunks with the WebAssembly code: web/sizes.mjs prints them
    const all = sizes().filter((f) => f.raw < 500_000).reduce((sum, f) => sum + f.brotli, 0);
    assert.ok(all <= 60_000, `${all} bytes`);
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
});
