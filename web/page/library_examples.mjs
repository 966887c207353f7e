// The module `virtual:library-examples`: one example of each library schedule for 1,000 steps, from the list that the C++ tests use.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const list = resolve(import.meta.dirname, "../../tests/unit/library_specs.hpp");
const name = "virtual:library-examples";

/** Adjacent C++ string literals are one text. */
function texts(source) {
  const body = source.slice(source.indexOf("{", source.indexOf("library_specs[]")));
  return [...body.matchAll(/(?:"(?:[^"\\]|\\.)*"\s*)+/g)].map(([all]) =>
    [...all.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([one]) => JSON.parse(one)).join(""),
  );
}

export const libraryExamples = () => ({
  name: "library-examples",
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  load(id) {
    if (id !== `\0${name}`) return undefined;
    this.addWatchFile?.(list);
    const first = {};
    for (const text of texts(readFileSync(list, "utf8"))) first[/^[\w.]+/.exec(text)[0]] ??= text;
    return `export default ${JSON.stringify(Object.values(first))};`;
  },
});
