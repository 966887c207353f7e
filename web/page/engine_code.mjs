// The modules with the WebAssembly code, as script/web packed them: a bundler would write their text again, and larger. The
// document names what the first picture needs, so that the browser loads all of it at once.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../engine/dist/code");

/** Names of the chunks that a chunk imports, and its own. */
function needed(bundle, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const other of bundle[name]?.imports ?? []) needed(bundle, other, found);
  return found;
}

export function engineCode() {
  const files = new Map(
    ["core", "rest"].map((part) => {
      const source = readFileSync(resolve(folder, `${part}.js`));
      const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
      return [part, { name: `${part}-${hash}.js`, source }];
    }),
  );
  return {
    name: "engine-code",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      const part = /\/code\/(core|rest)\.js$/.exec(id)?.[1];
      return part && { id: `./${files.get(part).name}`, external: "absolute" };
    },
    generateBundle() {
      for (const { name, source } of files.values()) this.emitFile({ type: "asset", fileName: `assets/${name}`, source });
    },
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const main = Object.values(bundle).find((chunk) => chunk.name === "main");
        const names = [...needed(bundle, main.fileName)].filter((name) => name in bundle && !html.includes(name));
        return [...names, `assets/${files.get("core").name}`].map((name) => ({
          tag: "link",
          attrs: { rel: "modulepreload", href: `./${name}` },
          injectTo: "head",
        }));
      },
    },
  };
}
