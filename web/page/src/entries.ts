// The list of schedules: which is active, which are drawn; and the dialog that offers all shapes and libraries.
import { type Entry as RegistryEntry, type LibrarySchedule, list, type ShapeEntry } from "taper-lr";
import libraryTexts from "virtual:library-examples";
import { h } from "./dom";
import { canonical, jsonOf, shapeParameters, textOf, withParameter } from "./edit";
import { Row } from "./entry_row";
import { maxEntries, type State, store } from "./state";
import { t } from "./strings";

export class Entries {
  readonly list = h("ul", { class: "entries", "aria-label": t.entries.label });
  readonly root: HTMLElement;
  private rows: Row[] = [];

  constructor(choose: (replace: boolean) => void) {
    this.root = h(
      "div",
      { class: "entries-box" },
      this.list,
      h(
        "div",
        { class: "buttons" },
        h("button", { onclick: () => choose(false), class: "add" }, t.entries.add),
        h("button", { onclick: () => choose(true) }, t.entries.choose),
        h("button", { onclick: () => this.copy() }, t.entries.copy),
      ),
    );
  }

  private copy(): void {
    const st = store.state;
    if (st.entries.length >= maxEntries) return;
    store.set({ entries: [...st.entries, { ...store.active, shown: true }], active: st.entries.length });
  }

  /** Rows stay while verdicts arrive: a button that was replaced between press and release would lose the click. */
  update(st: State): void {
    while (this.rows.length > st.entries.length) this.rows.pop()!.root.remove();
    while (this.rows.length < st.entries.length) {
      const row = new Row(this.rows.length, (k) => this.remove(k));
      this.rows.push(row);
      this.list.append(row.root);
    }
    this.rows.forEach((row, k) => row.update(st, k));
  }

  private remove(k: number): void {
    const st = store.state;
    const entries = st.entries.filter((_, i) => i !== k);
    store.set({ entries, active: Math.min(st.active > k ? st.active - 1 : st.active, entries.length - 1) });
    // the row under the focus may be gone
    if (document.activeElement === document.body) this.rows.at(-1)?.focus();
  }
}

interface Offer {
  name: string;
  /** the text that a click makes */
  spec: () => string;
  about: string;
  group: string;
}

const values: Record<string, string> = {
  poly: "i=1.8",
  power: "p=1",
  exp: "beta=0.99",
  sigmoid: "i=4",
  chebyshev: "condition=100",
  table: "[[0,1],[0.4,0.8],[0.7,0.3],[1,0]]",
};

function offerOfShape(e: ShapeEntry): Offer {
  const needs = e.parameters.some((p) => p.default === null) || e.name === "table";
  return {
    name: e.name,
    spec: () =>
      needs
        ? `${e.name}(${
            values[e.name] ??
            e.parameters
              .filter((p) => p.default === null)
              .map((p) => `${p.name}=1`)
              .join(", ")
          })`
        : e.name,
    about: e.summary,
    group: t.choose.windows,
  };
}

const examplesOf = new Map(libraryTexts.map((text): [string, string] => [/^[\w.]+/.exec(text)![0], text]));

/** An example of a library schedule; it is written for 1,000 steps, and its numbers of steps are scaled to the run. */
function exampleOf(x: LibrarySchedule, steps: number): string {
  const text = examplesOf.get(x.name) ?? x.name;
  const json = jsonOf(text);
  if (!json || steps === 1000) return text;
  const scaled = (v: unknown): unknown =>
    typeof v === "number" ? Math.max(1, Math.round((v * steps) / 1000)) : Array.isArray(v) ? v.map(scaled) : v;
  let out = json;
  for (const p of x.parameters) {
    const v = shapeParameters(json)[p.name];
    if (v !== undefined && (p.kind === "steps" || p.kind === "all_steps")) out = withParameter(out, p.name, scaled(v));
  }
  return textOf(out) ?? text;
}

function offers(all: RegistryEntry[], steps: number): Offer[] {
  const out: Offer[] = [];
  for (const e of all) {
    if (e.kind === "shape") out.push(offerOfShape(e));
    if (e.kind === "library")
      out.push(
        ...e.schedules.map((x): Offer => ({
          name: x.name,
          about: x.summary,
          group: e.title,
          spec: () => exampleOf(x, steps),
        })),
      );
  }
  return [...t.choose.recipes.map((r): Offer => ({ ...r, spec: () => r.spec, group: t.choose.common })), ...out];
}

/** The dialog with all shapes and library schedules. */
export class Chooser {
  readonly root: HTMLDialogElement;
  private results = h("div", { class: "offers" });
  private search: HTMLInputElement;
  private replace = false;

  constructor() {
    this.search = h("input", {
      type: "search",
      placeholder: t.choose.search,
      "aria-label": t.choose.search,
      oninput: () => this.list(),
    });
    this.root = h(
      "dialog",
      { class: "chooser", "aria-label": t.choose.title },
      h(
        "div",
        { class: "dialog-head" },
        h("h2", null, t.choose.title),
        h("button", { class: "quiet icon-button", "aria-label": t.close, onclick: () => this.root.close() }, "×"),
      ),
      this.search,
      this.results,
    );
    this.root.addEventListener("click", (e) => {
      if (e.target === this.root) this.root.close();
    });
  }

  open(replace: boolean): void {
    this.replace = replace;
    this.search.value = "";
    this.list();
    this.root.showModal();
    this.search.focus();
  }

  private list(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = offers(list(), store.state.steps).filter((o) =>
      words.every((w) => `${o.name} ${o.about} ${o.group}`.toLowerCase().includes(w)),
    );
    const groups = new Map<string, Offer[]>();
    for (const o of found) groups.set(o.group, [...(groups.get(o.group) ?? []), o]);
    this.results.replaceChildren(
      ...[...groups].map(([group, all]) =>
        h(
          "section",
          null,
          h("h3", null, group),
          h(
            "ul",
            null,
            all.map((o) =>
              h(
                "li",
                null,
                h("button", { onclick: () => this.take(o) }, h("code", null, o.name), " ", h("span", null, o.about)),
              ),
            ),
          ),
        ),
      ),
      ...(found.length === 0 ? [h("p", null, t.choose.none)] : []),
    );
  }

  private take(o: Offer): void {
    const spec = canonical(o.spec());
    const st = store.state;
    if (this.replace || st.entries.length >= maxEntries) store.setSpec(spec);
    else store.set({ entries: [...st.entries, { spec, shown: true }], active: st.entries.length });
    this.root.close();
  }
}
