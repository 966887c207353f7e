// Writes WebAssembly code as a JavaScript module (web/engine/src/unpacked.ts reads it).
//   node pack.mjs FROM.wasm TO.js
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
// what a JavaScript string cannot contain; a browser reads every other character as it is, and fewer bytes compress better
const escapes = { "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
const text = readFileSync(from, "latin1").replace(/[\n\r"\\]/g, (c) => escapes[c]);
writeFileSync(to, `export const code="${text}";\n`);
