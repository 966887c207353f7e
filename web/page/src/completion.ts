// What can be written at a place of the notation: names from the registry of the engine.
import { type Entry, list } from "taper-lr";

export interface Choice {
  /** the text that replaces the word before the caret */
  insert: string;
  label: string;
  about: string;
}

let known: Entry[] | null = null;
const entries = (): Entry[] => (known ??= list());

/** The word before the caret, and what surrounds it. */
function context(before: string): { word: string; inside: string | null; after: "shape" | "modifier" | "value" } {
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? "";
  const rest = before.slice(0, before.length - word.length);
  let depth = 0;
  for (let k = rest.length - 1; k >= 0; --k) {
    const c = rest[k]!;
    if (c === ")" || c === "]") ++depth;
    if (c === "(" || c === "[") {
      if (depth === 0) {
        const name = /([A-Za-z_][\w.]*)\s*\($/.exec(rest.slice(0, k + 1))?.[1] ?? null;
        const last = rest.trimEnd().slice(-1);
        if (last === "[") return { word, inside: name, after: "shape" };
        return { word, inside: name, after: "value" };
      }
      --depth;
    }
    if (c === "|" && depth === 0) return { word, inside: null, after: "modifier" };
  }
  return { word, inside: null, after: "shape" };
}

/** Named arguments of a modifier or a combination, from its usage: warmup(amount, shape=linear|cosine, from=0). */
function argumentsOf(all: Entry[], name: string): string[] {
  const usages = all.flatMap((e) => ((e.kind === "modifier" || e.kind === "combination") && e.name === name ? [e.usage] : []));
  return [...new Set(usages.flatMap((usage) => [...usage.matchAll(/(\w+)=/g)].map(([, key]) => key!)))];
}

const open = (name: string, signature: string): string => (signature.includes("(") ? `${name}(` : name);

/** Names that fit at the end of a text, best first; at most twelve. */
export function choices(before: string): { word: string; all: Choice[] } {
  const { word, inside, after } = context(before);
  const all: Choice[] = [];
  const all_entries = entries();
  if (inside !== null && after === "value") {
    // the value of a parameter follows "=": no names
    if (/=\s*$/.test(before.slice(0, before.length - word.length))) {
      const key = /([A-Za-z_]\w*)\s*=\s*$/.exec(before.slice(0, before.length - word.length))?.[1];
      for (const e of all_entries) {
        if (e.kind !== "library") continue;
        const words = e.schedules.find((x) => x.name === inside)?.parameters.find((p) => p.name === key) as
          { words?: string[] } | undefined;
        for (const w of words?.words ?? []) all.push({ insert: w, label: w, about: "" });
      }
    } else {
      for (const e of all_entries) {
        if (e.kind === "shape" && e.name === inside)
          for (const p of e.parameters)
            all.push({ insert: `${p.name}=`, label: p.name, about: `${p.meaning}; ${p.range}` });
        if (e.kind === "library") {
          const found = e.schedules.find((x) => x.name === inside);
          for (const p of found?.parameters ?? [])
            all.push({ insert: `${p.name}=`, label: p.name, about: p.meaning || p.takes });
        }
      }
      for (const n of argumentsOf(all_entries, inside)) all.push({ insert: `${n}=`, label: n, about: "" });
    }
  } else if (after === "modifier") {
    for (const e of all_entries)
      if (e.kind === "modifier" && !all.some((c) => c.label === e.name))
        all.push({ insert: open(e.name, e.usage), label: e.name, about: e.summary });
  } else {
    for (const e of all_entries) {
      if (e.kind === "shape")
        all.push({
          insert: open(e.name, e.parameters.some((p) => p.default === null) ? e.signature : e.name),
          label: e.signature,
          about: e.summary,
        });
      if (e.kind === "combination" && e.name !== "hold")
        all.push({ insert: `${e.name}(`, label: e.name, about: e.summary });
      if (e.kind === "library") {
        if (word.startsWith(e.name + "."))
          for (const x of e.schedules) all.push({ insert: open(x.name, x.signature), label: x.name, about: x.summary });
        else all.push({ insert: `${e.name}.`, label: `${e.name}.`, about: e.title });
      }
    }
  }
  const low = word.toLowerCase();
  const starts = all.filter((c) => c.insert.toLowerCase().startsWith(low));
  const holds = all.filter((c) => !starts.includes(c) && low !== "" && c.insert.toLowerCase().includes(low));
  return { word, all: [...starts, ...holds].filter((c) => c.insert !== word).slice(0, 12) };
}
