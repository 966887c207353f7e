// The registry of the engine: everything that can be written, with its parameters.
import { core } from "./engine.js";
import type { Entry, ExportTarget, ShapeEntry } from "./reports.js";

let entries: Entry[] | undefined;
const described = new Map<string, ShapeEntry>();

/** Shapes, modifiers, combinations, libraries. `safe` adds the safe ranges of the parameters, which takes longer. */
export function list(options: { safe?: boolean } = {}): Entry[] {
  entries ??= JSON.parse(core.call("list", []).text) as Entry[];
  if (!options.safe) return entries;
  return entries.map((entry) => (entry.kind === "shape" ? shape(entry.name) : entry));
}

function shape(name: string): ShapeEntry {
  const known = described.get(name);
  if (known) return known;
  const made = JSON.parse(core.call("shape", [name]).text) as ShapeEntry;
  described.set(name, made);
  return made;
}

/** One entry; a shape has the safe ranges of its parameters. */
export function describe(name: string): Entry | undefined {
  const found = list().find((entry) => entry.name === name);
  return found?.kind === "shape" ? shape(name) : found;
}

/** The languages of `Run.export`. */
export function exportTargets(): ExportTarget[] {
  return JSON.parse(core.call("export_targets", []).text) as ExportTarget[];
}

export const version: string = core.call("version", []).text;
