// The examples of docs/javascript.md and of the package's README: each line with //=> has that value.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync, rmSync } from "node:fs";
import { test } from "node:test";

for (const page of ["../../../docs/javascript.md", "../README.md"]) {
  test(`examples of ${page.split("/").at(-1)}`, async () => {
    const text = readFileSync(new URL(page, import.meta.url), "utf8");
    const blocks = [...text.matchAll(/^```js\n(.*?)^```/gms)].map((m) => m[1]);
    let examples = 0;
    const lines = blocks.join("\n").split("\n").map((line) => {
      const [, code, value] = /^(.*?)\s*\/\/=> (.*)$/.exec(line) ?? [];
      if (code === undefined) return line;
      examples += 1;
      return `examples.push([${JSON.stringify(code)}, inspect(${code.replace(/;$/, "")}, { breakLength: Infinity }), ${JSON.stringify(value)}]);`;
    });
    assert.ok(examples > 0);
    // beside the tests, so that the package is found as a user's program finds it
    const file = new URL(`./examples-${process.pid}-${page.length}.mjs`, import.meta.url);
    writeFileSync(file, `import { inspect as show } from "node:util";\nconst shown = [];\n${lines.join("\n").replaceAll("examples.push([", "shown.push([").replaceAll(", inspect(", ", show(")}\nexport { shown };\n`);
    try {
      const { shown } = await import(file);
      for (const [code, got, wanted] of shown) assert.equal(got, wanted, code);
    } finally {
      rmSync(file);
    }
  });
}
