// Writes a folder of the built page as one file, which the program embeds (cli/page_server.hpp reads it).
//   node bundle.mjs FOLDER FILE
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain" };
const [folder, to] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => relative(folder, join(f.parentPath ?? f.path, f.name))).sort();
let head = "";
const contents = files.map((name) => {
  const type = types[extname(name)];
  if (!type) throw new Error(`${name}: no media type is known for it`);
  const plain = name === "index.html"; // the program adds the files that it opens
  const content = plain ? readFileSync(join(folder, name)) : gzipSync(readFileSync(join(folder, name)), { level: 9 });
  head += [name, type, plain ? "plain" : "gzip", content.length].join("\t") + "\n";
  return content;
});
writeFileSync(to, Buffer.concat([Buffer.from(`${head}\n`), ...contents]));
