// Runs a test of the npm package; exit status 77 where script/web has not built it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const root = new URL("../../", import.meta.url);
if (!existsSync(new URL("web/engine/dist/code/rest.js", root))) {
  console.log("skipped: no package in web/engine/dist (script/web)");
  process.exit(77);
}
process.exit(spawnSync(process.execPath, ["--test", ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1);
