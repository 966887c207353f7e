// A parameter as a number field and a slider with its default and safe ranges.
import { h, newId } from "./dom";
import { number, rangeText } from "./scale";
import { t } from "./strings";

/** How the positions 0 … 1000 of a slider map to values. */
export interface Scale {
  low: number;
  high: number;
  kind: "linear" | "log" | "logit" | "whole";
}

const logit = (v: number): number => Math.log(v / (1 - v));

/** The share 0 … 1 of a value on the scale. */
export function shareOf(scale: Scale, v: number): number {
  const f = scale.kind === "log" ? Math.log : scale.kind === "logit" ? logit : (x: number): number => x;
  const share = (f(v) - f(scale.low)) / (f(scale.high) - f(scale.low));
  return Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
}

export function valueOf(scale: Scale, share: number): number {
  const { low, high, kind } = scale;
  if (kind === "log") return Number(Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low))).toPrecision(3));
  if (kind === "logit") {
    const at = logit(low) + share * (logit(high) - logit(low));
    const v = 1 / (1 + Math.exp(-at));
    // as many digits as tell it from 1
    return v > 0.5 ? Number((1 - Number((1 - v).toPrecision(2))).toPrecision(12)) : Number(v.toPrecision(2));
  }
  const v = low + share * (high - low);
  return kind === "whole" ? Math.round(v) : Number(v.toPrecision(4));
}

/** The scale of a parameter with these valid limits, wide enough for the values it must show. */
export function scaleOf(low: number | null, high: number | null, percent: boolean, shown: number[]): Scale {
  const values = shown.filter((v) => Number.isFinite(v));
  if (percent) return { low: Math.max(0, low ?? 0), high: Math.min(1, high ?? 1), kind: "linear" };
  const bottom = low ?? 0;
  const top = high ?? Infinity;
  if (bottom >= 0 && top <= 1) {
    const inside = values.filter((v) => v > 0 && v < 1);
    return { low: Math.min(0.01, ...inside), high: Math.max(0.9999, ...inside), kind: "logit" };
  }
  const positive = values.filter((v) => v > 0);
  if (bottom >= 0)
    return {
      low: Math.max(bottom, Math.min(0.1, ...positive)) || 0.1,
      high: Math.min(top, Math.max(50, ...positive)),
      kind: "log",
    };
  return { low: Math.min(bottom, ...values), high: Math.max(...values, 1), kind: "linear" };
}

export interface SliderParts {
  row: HTMLElement;
  field: HTMLInputElement;
  range: HTMLInputElement;
  /** Shows a value without an event. */
  show(value: number, text: string, scale?: Scale): void;
  /** Draws the safe ranges under the slider. */
  shade(
    ranges: {
      favorable: [number, number][];
      marginal: [number, number][];
      published: [number, number] | null;
      publishedText?: string | null;
    } | null,
  ): void;
}

export interface SliderOptions {
  name: string;
  meaning: string;
  valid: string;
  fallback: number | null;
  scale: Scale;
  /** text → whether it was accepted */
  typed(text: string): boolean;
  moved(value: number, live: boolean): void;
  ended(): void;
  reset?(): void;
}

export function slider(o: SliderOptions): SliderParts {
  const id = newId("parameter");
  let scale = o.scale;
  const track = h("div", { class: "safe-track", "aria-hidden": "true" });
  const field = h("input", {
    id,
    type: "text",
    class: "number",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-note`,
  });
  const range = h("input", { type: "range", min: 0, max: 1000, step: 1, "aria-label": t.parameters.slider(o.name) });
  const note = h(
    "span",
    { class: "note", id: `${id}-note` },
    [rangeText(o.valid), o.fallback !== null ? t.parameters.fallback(number(o.fallback)) : ""]
      .filter(Boolean)
      .join(" · "),
  );
  const legend = h("span", { class: "note safe-note" });
  const reset =
    o.reset &&
    h("button", { class: "quiet small", title: t.parameters.resetTitle(o.name), onclick: o.reset }, t.parameters.reset);

  range.addEventListener("input", () => {
    o.moved(valueOf(scale, Number(range.value) / 1000), true);
  });
  range.addEventListener("change", () => o.ended());
  range.addEventListener("keydown", (e) => {
    // arrows move by a hundredth of the slider, with shift by a thousandth
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: 10,
      PageDown: -10,
    };
    const by = steps[e.key];
    if (by === undefined) return;
    e.preventDefault();
    range.value = String(Math.min(1000, Math.max(0, Number(range.value) + by * (e.shiftKey ? 1 : 10))));
    o.moved(valueOf(scale, Number(range.value) / 1000), false);
  });
  field.addEventListener("change", () => {
    const ok = o.typed(field.value.trim());
    field.setAttribute("aria-invalid", ok ? "false" : "true");
  });

  const row = h(
    "div",
    { class: "parameter" },
    h(
      "div",
      { class: "parameter-head" },
      h("label", { for: id, title: o.meaning }, o.name),
      h("span", { class: "meaning" }, o.meaning),
      reset,
    ),
    h("div", { class: "parameter-body" }, h("div", { class: "slider-box" }, range, track), field),
    h("div", { class: "parameter-foot" }, note, legend),
  );

  const bar = (from: number, to: number, kind: string): HTMLElement => {
    const left = shareOf(scale, from) * 100;
    const right = shareOf(scale, to) * 100;
    const el = h("span", { class: kind });
    el.style.left = `${left}%`;
    el.style.width = `${Math.max(0.8, right - left)}%`;
    return el;
  };
  let shaded: Parameters<SliderParts["shade"]>[0] = null;
  const shade: SliderParts["shade"] = (ranges) => {
    shaded = ranges;
    if (!ranges) {
      track.replaceChildren();
      legend.textContent = "";
      return;
    }
    track.replaceChildren(
      ...ranges.marginal.map(([a, b]) => bar(a, b, "marginal")),
      ...ranges.favorable.map(([a, b]) => bar(a, b, "favorable")),
      ...(ranges.published ? [bar(ranges.published[0], ranges.published[1], "published")] : []),
      ...(o.fallback !== null ? [bar(o.fallback, o.fallback, "fallback")] : []),
    );
    const text = ranges.favorable
      .map(([a, b]) => (a === b ? number(a) : `${number(a)} … ${number(b, b < 1 ? 6 : 4)}`))
      .join(", ");
    legend.textContent = text ? t.parameters.safe(text) : t.parameters.noSafe;
    if (ranges.published)
      legend.textContent += ` · ${t.parameters.published(ranges.publishedText ?? `${number(ranges.published[0])} … ${number(ranges.published[1])}`)}`;
  };

  return {
    row,
    field,
    range,
    shade,
    show(value, text, newScale) {
      if (newScale && (newScale.low !== scale.low || newScale.high !== scale.high || newScale.kind !== scale.kind)) {
        scale = newScale;
        shade(shaded);
      }
      if (document.activeElement !== field) field.value = text;
      field.setAttribute("aria-invalid", "false");
      const at = String(Math.round(shareOf(scale, value) * 1000));
      if (
        range.value !== at &&
        (document.activeElement !== range || valueOf(scale, Number(range.value) / 1000) !== value)
      )
        range.value = at;
      range.setAttribute("aria-valuetext", text);
    },
  };
}
