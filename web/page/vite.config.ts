// The page: one entry for the document and one for the worker, so that both share the chunk with the engine.
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { engineCode } from "./engine_code.mjs";
import { libraryExamples } from "./library_examples.mjs";

const here = import.meta.dirname;

export default defineConfig({
  root: here,
  base: "./",
  plugins: [engineCode(), libraryExamples()],
  server: { fs: { allow: [resolve(here, "../..")] } },
  build: {
    outDir: process.env.TAPER_PAGE_OUT ?? resolve(here, "../../build/web/page"),
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"], // light-dark()
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: resolve(here, "index.html"), worker: resolve(here, "src/worker.ts") },
      output: { entryFileNames: (chunk) => (chunk.name === "worker" ? "assets/worker.js" : "assets/[name]-[hash].js") },
    },
  },
});
