// Prints the sizes of files: raw, gzip, brotli.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const sum = [0, 0, 0];
const line = (name, sizes) => console.log(name.padEnd(44) + sizes.map((n) => String(n).padStart(10)).join(""));
line("bytes", ["raw", "gzip -9", "brotli 11"]);
for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes, { params }).length];
  sizes.forEach((n, k) => (sum[k] += n));
  line(file.split("/").slice(-3).join("/"), sizes);
}
if (process.argv.length > 3) line("all", sum);
