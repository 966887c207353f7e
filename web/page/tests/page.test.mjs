// The page in Chromium: every control, errors, undo, links, and what a visitor does without reading.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { close, counted, open, skip, spec, specIs, verdict, visit, write } from "./browser.mjs";

describe("page", { skip }, () => {
  before(open);
  after(close);

  test("the first view shows two good schedules and a bad one", async () => {
    const { page, done } = await visit();
    const cards = await page.$$eval(".card", (all) =>
      all.map((c) => [
        c.querySelector("h2").textContent,
        c.querySelector(".badge").textContent,
        c.querySelectorAll("path[d^=M]").length > 0,
      ]),
    );
    assert.deepEqual(cards, [
      ["Cosine", "✓good", true],
      ["Linear", "✓good", true],
      ["Exponential", "✗bad", true],
    ]);
    await page.click("text=Open Exponential in the workbench");
    await specIs(page, "exp(beta=0.05)");
    await verdict(page, "violating");
    await done();
  });

  test("a remedy on a click satisfies the rule", async () => {
    const { page, done } = await visit({ hash: "#spec=exp(beta%3D0.05)&steps=1000" });
    await verdict(page, "violating");
    assert.match(await page.textContent(".reasons"), /too little of the run is spent at high rates/);
    await page.click(".remedies .apply");
    await verdict(page, "favorable");
    await specIs(page, /^exp\(beta=0\.98/);
    await done();
  });

  test("a wrong name is marked in its place and mended on a click", async () => {
    const { page, done } = await visit();
    await write(page, "cosine | warmpu(5%)");
    assert.match(await page.textContent(".problem-text"), /unknown modifier 'warmpu'/);
    assert.equal(await page.textContent(".place mark"), "warmpu");
    await page.click(".fix");
    await specIs(page, "cosine | warmup(5%)");
    await verdict(page, "favorable");
    await write(page, "poly(i=-1)");
    assert.match(await page.textContent(".problem-text"), /i must be > 0, got -1/);
    await done();
  });

  test("names are completed with the keyboard", async () => {
    const { page, done } = await visit();
    await page.fill(".editor .spec", "");
    await page.type(".editor .spec", "sigm");
    await page.waitForSelector(".completions li");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("i=4) | warm");
    await page.waitForSelector(".completions li");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("5%, sh");
    await page.waitForSelector(".completions li:has-text('shape')");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.type("cosine)");
    await page.keyboard.press("Escape");
    await specIs(page, "sigmoid(i=4) | warmup(5%, shape=cosine)");
    await verdict(page, "favorable");
    await done();
  });

  test("every parameter is a slider with its range, default and safe range", async () => {
    const { page, done } = await visit({ hash: "#spec=poly(i%3D1.8)&steps=1000" });
    const head = page.locator(".parameter", { hasText: "order of the zero" });
    assert.match(await head.textContent(), /0 < n ≤ 10⁶ · default 2/);
    await page.waitForSelector(".safe-track .favorable");
    await page.waitForSelector(".safe-track .published");
    await page.locator(".parameter input[type=range]").first().focus();
    await page.keyboard.press("ArrowRight");
    const moved = Number(/poly\(i=([\d.]+)\)/.exec(await spec(page))[1]);
    assert.ok(moved > 1.8 && moved < 2.2, `${moved}`);
    await page.keyboard.press("Shift+ArrowLeft");
    const fine = Number(/poly\(i=([\d.]+)\)/.exec(await spec(page))[1]);
    assert.ok(fine < moved && fine > 1.8, `${fine}`);
    for (const name of ["warmup", "hold", "floor", "peak"])
      await page
        .locator(".modifier-switch", { hasText: new RegExp(`^ ${name}`) })
        .locator("input")
        .check();
    await specIs(page, /\| warmup\(5%\) \| hold\(20%\) \| floor\(10%\) \| peak\(0\.0003\)$/);
    for (const name of ["warmup", "hold", "floor", "peak"])
      await page
        .locator(".modifier-switch", { hasText: new RegExp(`^ ${name}`) })
        .locator("input")
        .uncheck();
    assert.doesNotMatch(await spec(page), /\|/);
    await done();
  });

  test("a schedule of another library has its own parameters", async () => {
    const { page, done } = await visit();
    await page.click("text=Choose another");
    await page.fill("dialog input[type=search]", "OneCycle");
    await page.click("dialog .offers button:has-text('torch.OneCycleLR')");
    await specIs(page, /^torch\.OneCycleLR\(max_lr=/);
    await page.selectOption(".parameter.choice select", "linear");
    await specIs(page, /anneal_strategy=linear/);
    await done();
  });

  test("every window and library schedule that the dialog offers can be read", async () => {
    const { page, done } = await visit();
    const names = await page.evaluate(() => {
      document.querySelector(".add").click();
      const all = [...document.querySelectorAll(".offers button")].map((b) => b.querySelector("code").textContent);
      document.querySelector("dialog").close();
      return all;
    });
    assert.ok(names.length > 100, `${names.length}`);
    const broken = await page.evaluate((all) => {
      const problem = document.querySelector(".problem");
      return all.filter((name) => {
        [...document.querySelectorAll(".buttons button")].find((b) => b.textContent === "Choose another").click();
        [...document.querySelectorAll(".offers button")].find((b) => b.querySelector("code").textContent === name).click();
        return !problem.hidden;
      });
    }, names);
    assert.deepEqual(broken, []);
    await done();
  });

  test("handles move with mouse, touch and keys; undo and redo go back and forth", async () => {
    const { page, done } = await visit({ hash: "#spec=cosine&steps=1000", hasTouch: true });
    await page.locator(".handle-warmup").focus();
    await page.keyboard.press("ArrowRight");
    await specIs(page, "cosine | warmup(1%)");
    await page.keyboard.press("Shift+ArrowRight");
    await specIs(page, "cosine | warmup(1.1%)");
    await page.locator(".handle-floor").focus();
    await page.keyboard.press("ArrowUp");
    await specIs(page, "cosine | warmup(1.1%) | floor(1%)");
    const drag = async (name, dx, dy) => {
      const box = await page.locator(name).boundingBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let k = 1; k <= 5; ++k) await page.mouse.move(x + (dx * k) / 5, y + (dy * k) / 5);
      await page.mouse.up();
    };
    await drag(".handle-hold", 60, 0);
    await specIs(page, /hold\([\d.]+%\)/);
    await drag(".handle-peak", 0, 30);
    await specIs(page, /peak\(0\.\d+\)/);
    const drawn = await spec(page);
    await page.click(".undo");
    assert.doesNotMatch(await spec(page), /peak/);
    await page.keyboard.press("Control+z");
    await specIs(page, "cosine | warmup(1.1%) | floor(1%)");
    await page.keyboard.press("Control+Shift+z");
    await page.click(".redo");
    await specIs(page, drawn);
    const touch = await page.context().newCDPSession(page);
    const box = await page.locator(".handle-floor").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    for (const up of [10, 20, 30])
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y: y - up }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await specIs(page, /floor\((1[0-9]|2[0-9])(\.\d)?%\)/);
    await page.click(".undo");
    await drag(".handle-end", -60, 0);
    assert.ok(Number(await page.inputValue("[data-field=steps]")) < 1000);
    await done();
  });

  test("what is still being typed is a step of undo and redo", async () => {
    const { page, done } = await visit({ hash: "#spec=cosine&steps=1000" });
    await page.click("text=Duplicate");
    await page.click(".undo");
    await page.fill(".editor .spec", "linear"); // a change that is not yet left
    await page.keyboard.press("Control+Shift+z"); // nothing to redo any more: the text stays
    await specIs(page, "linear");
    await page.keyboard.press("Control+z");
    await specIs(page, "cosine");
    await page.keyboard.press("Control+Shift+z");
    await specIs(page, "linear");
    await done();
  });

  test("a press and a release on the same button are a click, also when a verdict arrives between them", async () => {
    const { page, done } = await visit();
    const box = await page.locator("[data-entry=show-1]").boundingBox();
    await page.fill("[data-field=steps]", "200");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down(); // leaves the field, and so asks for new verdicts
    await page.waitForFunction(() => !document.querySelector(".entries .badge.unknown"));
    await page.mouse.up();
    await counted(page, "[data-entry=show-1][aria-pressed=false]", 1);
    await done();
  });

  test("a link opened in the same tab is followed, and undo returns from it", async () => {
    const { page, done } = await visit();
    await page.evaluate(() => (location.hash = "#spec=rex&steps=500"));
    await specIs(page, "rex");
    assert.equal(await page.inputValue("[data-field=steps]"), "500");
    await page.click(".undo");
    await specIs(page, "cosine");
    await page.evaluate(() => history.back());
    await counted(page, ".entries li", 3);
    await done();
  });

  test("points of a table are drawn", async () => {
    const { page, done } = await visit({ hash: "#spec=table([[0,1],[0.5,0.5],[1,0]])&steps=1000" });
    await page.locator("[data-handle=point-1]").focus();
    await page.keyboard.press("ArrowUp");
    await specIs(page, "table([[0,1],[0.5,0.51],[1,0]])");
    await page.keyboard.press("ArrowRight");
    await specIs(page, "table([[0,1],[0.51,0.51],[1,0]])");
    await done();
  });

  test("a target of the normalized rate and of the acceptance becomes a table", async () => {
    for (const [name, kind] of [
      ["Draw γ̄", "gamma_bar"],
      ["Draw Φ", "acceptance"],
    ]) {
      const { page, done } = await visit({ hash: "#spec=cosine | warmup(5%25)&steps=1000" });
      await page.click(`text=${name}`);
      await page.locator(`#panel-${kind} [data-target="3"]`).focus();
      await page.keyboard.press("ArrowUp");
      await specIs(page, /^table\(\[\[0,1\],.*\]\) \| warmup\(5%\)$/);
      assert.equal(await page.textContent(".target .problem-text"), "");
      await done();
    }
  });

  test("the crosshair, the axis and the other controls of the panels", async () => {
    const { page, done } = await visit();
    await page.locator("#panel-rate svg").hover({ position: { x: 200, y: 100 } });
    await counted(page, ".panels svg line[opacity='0.6']", 4);
    await page.selectOption("[data-field=unit]", "tokens");
    assert.equal(await page.inputValue("[data-field=tokensPerStep]"), "4096");
    await page.waitForSelector("#panel-rate svg:has-text('tokens')");
    await page.selectOption("[data-field=unit]", "epochs");
    await page.waitForSelector("#panel-rate svg:has-text('epochs')");
    await page.check("[data-field=logRate]");
    await page.check("[data-field=difference]");
    await page.waitForSelector("#panel-rate figcaption:has-text('relative to cosine')");
    await page.uncheck("[data-field=difference]");
    await page.fill("[data-field=delta]", "0.5");
    await page.keyboard.press("Tab");
    await page.waitForSelector("#panel-acceptance figcaption:has-text('δ = 0.5')");
    for (const id of ["rate", "gamma_bar", "acceptance", "steepness"]) {
      await page.click(`#panel-${id} summary`);
      await counted(page, `#panel-${id} details tbody tr`, 21);
    }
    await done();
  });

  test("schedules are added, drawn, duplicated and removed", async () => {
    const { page, done } = await visit();
    await page.click("text=Duplicate");
    await counted(page, ".entries li", 4);
    await page.click("[data-entry=show-1]");
    await counted(page, "#panel-rate path[stroke^='var(--c1']", 0);
    await page.click("[data-entry=remove-3]");
    await page.click("[data-entry=pick-2]");
    await specIs(page, "exp(beta=0.05)");
    await counted(page, ".figures-table tbody tr", 3);
    await done();
  });

  test("a changed limit is labeled yours", async () => {
    const { page, done } = await visit({ hash: "#spec=exp(beta%3D0.05)" });
    await verdict(page, "violating");
    await page.click(".limits summary");
    await page.fill(".limits input >> nth=0", "5");
    await page.keyboard.press("Tab");
    await verdict(page, "favorable");
    assert.match(await page.textContent(".stage-table"), /≤ 5 yours/);
    await page.click("text=Restore the limits");
    await verdict(page, "violating");
    await done();
  });

  test("the safe map is computed, cancelled, and sets both parameters", async () => {
    const { page, done } = await visit({ hash: "#spec=poly(i%3D1.8)" });
    await page.click("text=Compute the map");
    await page.waitForSelector(".map-box:not([hidden])");
    assert.match(await page.textContent("#map [role=status]"), /40,000 verdicts/);
    await page.locator(".map-box").click({ position: { x: 300, y: 120 } });
    await specIs(page, /^poly\(i=[\d.]+, n=[\d.]+\)$/);
    const before = await spec(page);
    await page.locator(".map-marker").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((text) => document.querySelector(".spec").value !== text, before);
    // the map stays true while its own parameters move, and says so when it is of something else
    await counted(page, ".map-box.stale", 0);
    await page.fill("[data-field=steps]", "90");
    await page.keyboard.press("Tab");
    await counted(page, ".map-box.stale", 1);
    const picture = () => page.evaluate(() => document.querySelector(".map-cells").toDataURL());
    const light = await picture();
    await page.selectOption(".theme", "dark");
    assert.notEqual(await picture(), light);
    await page.evaluate(() => {
      const buttons = [...document.querySelectorAll("#map button")];
      buttons.find((b) => b.textContent === "Compute the map").click();
      buttons.find((b) => b.textContent === "Cancel").click();
    });
    await page.waitForSelector("text=Cancelled.");
    await done();
  });

  test("a link holds the whole state", async () => {
    const { page, done, origin } = await visit({ permissions: ["clipboard-read", "clipboard-write"] });
    await write(page, "cosine | warmup(5%) | floor(10%)");
    await page.fill("[data-field=steps]", "2500");
    await page.keyboard.press("Tab");
    await page.selectOption("[data-field=unit]", "epochs");
    await page.click(".share");
    await page.waitForSelector("text=Link copied");
    const url = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(url, new RegExp(`^${origin}/#s=[\\w-]+$`));
    await done();
    const again = await visit({ hash: new URL(url).hash });
    await specIs(again.page, "cosine | warmup(5%) | floor(10%)");
    assert.equal(await again.page.inputValue("[data-field=steps]"), "2500");
    assert.equal(await again.page.inputValue("[data-field=unit]"), "epochs");
    await counted(again.page, ".entries li", 3);
    await again.done();
    for (const hash of ["#s=!!", "#s=AAAA", "#nothing", "#spec=" + "(".repeat(2000)])
      await (await visit({ hash })).done();
  });

  test("neither the page nor its worker can send anything", async () => {
    const { page, problems, origin } = await visit();
    await verdict(page, "favorable");
    const send = (url) =>
      fetch(url).then(
        () => "sent",
        () => "refused",
      );
    assert.equal(await page.evaluate(send, `${origin}/icon.svg`), "refused");
    assert.equal(await page.workers()[0].evaluate(send, `${origin}/icon.svg`), "refused");
    assert.ok(
      problems.every((p) => /Content Security Policy|Refused to connect/.test(p)),
      problems.join("\n"),
    );
  });

  test("the tour has six steps", async () => {
    const { page, done } = await visit();
    await page.click(".begin-tour");
    for (let k = 1; k <= 6; ++k) {
      assert.match(await page.textContent(".tour h3"), new RegExp(`^${k} of 6`));
      await counted(page, ".problem:not([hidden])", 0);
      await page.click(".tour .primary");
    }
    await counted(page, ".tour:not([hidden])", 0);
    await done();
  });
});
