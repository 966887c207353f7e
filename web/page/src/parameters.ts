// Every parameter of the active schedule: those of its window, and its modifiers.
import {
  describe,
  type LibraryParameter,
  type LibrarySchedule,
  list,
  type ScheduleJson,
  type ShapeEntry,
  type ShapeParameter,
} from "taper-lr";
import {
  amountInSteps,
  amountLike,
  jsonOf,
  rounded,
  shapeName,
  shapeParameters,
  textOf,
  windowText,
  withModifier,
  withParameter,
} from "./edit";
import { h } from "./dom";
import { failedJob, Newest } from "./jobs";
import { type Scale, scaleOf, slider, type SliderParts } from "./slider";
import { type State, store } from "./state";
import { t } from "./strings";

interface Control {
  update(json: ScheduleJson, st: State): void;
}

let registry: Map<string, ShapeEntry> | null = null;
let libraries: Map<string, LibrarySchedule> | null = null;

export function shapes(): Map<string, ShapeEntry> {
  registry ??= new Map(
    list()
      .filter((e): e is ShapeEntry => e.kind === "shape")
      .map((e) => [e.name, e]),
  );
  return registry;
}
export function librarySchedules(): Map<string, LibrarySchedule> {
  libraries ??= new Map(
    list().flatMap((e) => (e.kind === "library" ? e.schedules.map((x): [string, LibrarySchedule] => [x.name, x]) : [])),
  );
  return libraries;
}

const setJson = (json: ScheduleJson, how: "kept" | "live"): boolean => {
  const text = textOf(json);
  if (text === null) return false;
  store.setSpec(text, how);
  return true;
};
const current = (): ScheduleJson | null => jsonOf(store.active.spec);

/** A slider for a number of the window. */
function shapeControl(p: ShapeParameter, entry: ShapeEntry): { row: HTMLElement } & Control {
  const safeRange = new Newest("safe");
  let asked = "";
  const read = (json: ScheduleJson): number => {
    const v = shapeParameters(json)[p.name];
    if (typeof v === "string") return Number(v.replace("%", "")) / 100;
    return typeof v === "number" ? v : (p.default ?? NaN);
  };
  const write = (v: number): unknown => (p.percent ? `${rounded(100 * v, 4)}%` : v);
  const scale = (v: number): Scale => scaleOf(p.low, p.high, p.percent, [v, p.default ?? NaN]);
  const parts: SliderParts = slider({
    name: p.name,
    meaning: p.meaning,
    valid: p.range,
    fallback: p.default,
    scale: scale(p.default ?? 1),
    typed(text) {
      const json = current();
      const v = text.endsWith("%") ? text : Number(text);
      return (
        json !== null &&
        (typeof v === "string" || Number.isFinite(v)) &&
        setJson(withParameter(json, p.name, v), "kept")
      );
    },
    moved(v, live) {
      const json = current();
      if (json) setJson(withParameter(json, p.name, write(v)), live ? "live" : "kept");
    },
    ended: () => store.set({}, "kept"),
    reset:
      p.default === null
        ? undefined
        : () => {
            const json = current();
            if (json) setJson(withParameter(json, p.name, null), "kept");
          },
  });
  return {
    row: parts.row,
    update(json, st) {
      const v = read(json);
      const text = p.percent ? `${rounded(100 * v, 6)}%` : String(v);
      parts.show(v, text, scale(v));
      // the safe range does not depend on this parameter itself
      const held = windowText(withParameter(json, p.name, write(p.default ?? v)));
      const window = windowText(json);
      const limits = { slack: st.slack, steepnessMax: st.steepnessMax, delta: st.delta, clock: "fall" as const };
      const key = JSON.stringify([
        p.default === null ? { ...shapeParameters(json), [p.name]: 0 } : held,
        Math.min(st.steps, 1000),
        limits.slack,
        limits.steepnessMax,
      ]);
      if (key === asked || window === null) return;
      asked = key;
      safeRange.ask({ window, parameter: p.name, steps: Math.min(Math.max(st.steps, 2), 1000), limits }, (a) => {
        if (failedJob(a)) return parts.shade(null);
        const many = (r: typeof a.favorable): [number, number][] =>
          r === null ? [] : typeof r[0] === "number" ? [r as [number, number]] : (r as [number, number][]);
        const published = entry.published_parameter === p.name && a.published ? a.published : null;
        parts.shade({
          favorable: many(a.favorable),
          marginal: many(a.marginal),
          published,
          publishedText: entry.published,
        });
      });
    },
  };
}

/** A control for a parameter of another library's schedule. */
function libraryControl(p: LibraryParameter & { words?: string[] }): { row: HTMLElement } & Control {
  const put = (value: unknown, how: "kept" | "live"): boolean => {
    const json = current();
    return json !== null && setJson(withParameter(json, p.name, value), how);
  };
  if (p.kind === "word" || p.kind === "flag") {
    const words = p.kind === "flag" ? ["true", "false"] : (p.words ?? []);
    const select = h(
      "select",
      { onchange: () => put(p.kind === "flag" ? select.value === "true" : select.value, "kept") },
      words.map((w) => h("option", { value: w }, w)),
    );
    const row = h("label", { class: "parameter choice" }, h("span", { title: p.meaning }, p.name), select);
    return { row, update: (json) => (select.value = String(shapeParameters(json)[p.name] ?? p.default)) };
  }
  const numeric = p.kind === "real" || p.kind === "steps" || p.kind === "count";
  if (!numeric) {
    const field = h("input", {
      type: "text",
      class: "wide",
      spellcheck: "false",
      onchange: () => {
        let value: unknown = field.value;
        try {
          value = JSON.parse(field.value);
        } catch {
          /* a text */
        }
        field.setAttribute("aria-invalid", put(value, "kept") ? "false" : "true");
      },
    });
    const row = h(
      "label",
      { class: "parameter choice" },
      h("span", { title: p.meaning }, p.name),
      field,
      h("span", { class: "note" }, p.takes),
    );
    return {
      row,
      update: (json) => {
        if (document.activeElement !== field) field.value = asText(shapeParameters(json)[p.name] ?? p.default);
      },
    };
  }
  const [low, high] = limitsOf(p.range);
  const fallback = typeof p.default === "number" ? p.default : null;
  const whole = p.kind !== "real";
  const scale = (v: number, st: State): Scale => {
    if (whole) return { low: Math.max(0, low), high: Math.max(st.steps, v || 0, (low || 0) + 1), kind: "whole" };
    if (high <= 1 && low >= 0) return { low: Math.max(0, low), high, kind: "linear" };
    const size = Math.abs(v) || Math.abs(fallback ?? 0) || 1e-3;
    return { low: size / 100, high: Math.min(high, size * 100), kind: "log" };
  };
  let frozen: Scale | null = null;
  const parts = slider({
    name: p.name,
    meaning: p.meaning,
    valid: p.range,
    fallback,
    scale: { low: 0, high: 1, kind: "linear" },
    typed: (text) =>
      put(text === "" && !p.required ? null : Number.isFinite(Number(text)) ? Number(text) : text, "kept"),
    moved: (v, live) => void put(v, live ? "live" : "kept"),
    ended() {
      frozen = null;
      store.set({}, "kept");
    },
    reset: p.required ? undefined : () => void put(null, "kept"),
  });
  parts.range.addEventListener("pointerdown", () => (frozen = scale(Number(parts.field.value), store.state)));
  return {
    row: parts.row,
    update(json, st) {
      const raw = shapeParameters(json)[p.name] ?? p.default;
      const v = typeof raw === "number" ? raw : (amountInSteps(raw, st.steps) ?? 0);
      parts.show(v, asText(raw), frozen ?? scale(v, st));
    },
  };
}

const asText = (v: unknown): string =>
  v === null || v === undefined || v === "none" ? "" : typeof v === "object" ? JSON.stringify(v) : String(v);

/** "0 < x <= 1" → [0, 1]; missing ends are infinite. */
function limitsOf(range: string): [number, number] {
  const found = /^(?:(\S+) <=? )?[A-Za-z_]\w*(?: <=? (\S+))?$/.exec(range);
  return [found?.[1] ? Number(found[1]) : -Infinity, found?.[2] ? Number(found[2]) : Infinity];
}

type ModifierName = "warmup" | "hold" | "cooldown" | "floor" | "peak";

/** A modifier that can be switched on: an amount of time, a floor or a peak. */
function modifierControl(name: ModifierName, first: (st: State) => unknown): { row: HTMLElement } & Control {
  const info = t.modifiers[name];
  const box = h("input", { type: "checkbox" });
  let frozen: Scale | null = null;
  let isPercent = true;
  const put = (value: unknown, how: "kept" | "live"): boolean => {
    const json = current();
    return json !== null && setJson(withModifier(json, name, value), how);
  };
  const value = (raw: unknown, st: State): number => {
    if (name === "peak") return Number(raw);
    if (name === "floor") return typeof raw === "number" ? raw : Number(String(raw).replace("%", "")) / 100;
    return amountInSteps(raw, st.steps) ?? 0;
  };
  const scale = (raw: unknown, v: number, st: State): Scale => {
    if (name === "peak") return { low: Math.min(1e-5, v / 2), high: Math.max(1, v * 2), kind: "log" };
    if (name === "floor")
      return typeof raw === "number"
        ? { low: v / 100 || 1e-9, high: Math.max(v, 1e-9) * 10, kind: "log" }
        : { low: 0, high: 1, kind: "linear" };
    return { low: 0, high: st.steps, kind: isPercent ? "linear" : "whole" };
  };
  const parts = slider({
    name: info.name,
    meaning: info.meaning,
    valid: info.valid,
    fallback: null,
    scale: { low: 0, high: 1, kind: "linear" },
    typed: (text) => put(/^[-+.\de]+$/i.test(text) ? Number(text) : withAmount(text), "kept"),
    moved(v, live) {
      const raw = current()?.[name];
      const next =
        name === "peak"
          ? v
          : name === "floor"
            ? typeof raw === "number"
              ? v
              : `${rounded(100 * v)}%`
            : amountLike(raw, v, store.state.steps);
      put(next, live ? "live" : "kept");
    },
    ended() {
      frozen = null;
      store.set({}, "kept");
    },
  });
  const withAmount = (text: string): unknown => {
    const raw = current()?.[name];
    return typeof raw === "object" && raw !== null ? { ...raw, amount: text } : text;
  };
  parts.range.addEventListener("pointerdown", () => {
    const raw = current()?.[name];
    frozen = scale(raw, value(raw, store.state), store.state);
  });
  box.addEventListener("change", () => {
    if (!put(box.checked ? first(store.state) : null, "kept")) box.checked = !box.checked;
  });
  const row = h(
    "div",
    { class: "modifier" },
    h("label", { class: "modifier-switch" }, box, " ", info.name, h("span", { class: "meaning" }, info.meaning)),
    parts.row,
  );
  parts.row.classList.add("inside");
  return {
    row,
    update(json, st) {
      const raw = json[name];
      const on = raw !== undefined;
      box.checked = on;
      parts.row.hidden = !on;
      if (!on) return;
      const inside =
        typeof raw === "object" && raw !== null && "amount" in raw ? (raw as { amount: unknown }).amount : raw;
      isPercent = typeof inside === "string" && inside.endsWith("%");
      const v = value(raw, st);
      parts.show(v, asText(inside), frozen ?? scale(raw, v, st));
    },
  };
}

/** The whole list of controls; rebuilt when the kind of schedule changes. */
export class Parameters {
  readonly root = h("div", { class: "parameters" });
  private built = "";
  private controls: Control[] = [];

  update(st: State): void {
    const json = jsonOf(store.active.spec);
    this.root.classList.toggle("stale", json === null);
    if (!json) return;
    const name = shapeName(json);
    const hasCooldown = json.cooldown !== undefined;
    const key = `${st.active}/${name}/${hasCooldown}`;
    if (key !== this.built) {
      this.built = key;
      this.build(name, hasCooldown);
    }
    for (const c of this.controls) c.update(json, st);
  }

  private build(name: string, hasCooldown: boolean): void {
    const rows: HTMLElement[] = [];
    this.controls = [];
    const add = (c: { row: HTMLElement } & Control): void => {
      rows.push(c.row);
      this.controls.push(c);
    };
    const shape = shapes().get(name);
    const library = librarySchedules().get(name);
    const about = shape ?? library;
    rows.push(
      h(
        "p",
        { class: "about" },
        about?.summary ?? describe(name)?.name ?? name,
        about?.formula ? h("code", null, about.formula) : null,
      ),
    );
    if (shape) for (const p of shape.parameters) add(shapeControl(p, shape));
    if (library) for (const p of library.parameters) add(libraryControl(p));
    if (name === "table") rows.push(h("p", { class: "note" }, t.parameters.table));
    const modifiers: [ModifierName, (st: State) => unknown][] = [
      ["warmup", () => "5%"],
      hasCooldown ? ["cooldown", () => "20%"] : ["hold", () => "20%"],
      ["floor", () => "10%"],
      ["peak", () => 3e-4],
    ];
    for (const [m, first] of modifiers) add(modifierControl(m, first));
    this.root.replaceChildren(...rows);
  }
}
