// Writes WebAssembly code as a JavaScript module (web/engine/src/unpacked.ts reads it).
//   node pack.mjs FROM.wasm TO.js
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const escapes = new Map([[0, "\\0"], [10, "\\n"], [13, "\\r"], [34, '\\"'], [92, "\\\\"]]);
const bytes = readFileSync(from);
let text = "";
bytes.forEach((byte, k) => {
  const next = bytes[k + 1];
  // a digit after \0 would be read as an octal escape
  if (byte === 0 && next >= 48 && next <= 57) text += "\\x00";
  else text += escapes.get(byte) ?? String.fromCharCode(byte);
});
writeFileSync(to, `export const code="${text}";\n`);
