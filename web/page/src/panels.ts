// The four panels of the workbench: from schedules to views.
import type { Check, Dynamics } from "taper-lr";
import { bind, dynamicsOf } from "./engine";
import { dashes, extent, nearest, type Band, type Limit, type Mark, type Series, type View } from "./panel";
import { number } from "./scale";
import type { State } from "./state";
import { t } from "./strings";

export interface Curve {
  index: number;
  spec: string;
  data: Dynamics;
  peak: number;
  outline: { riseEnd: number; fallBegin: number; fallEnd: number; cycles: number; peak: number };
}

/** The curves of all shown schedules without an error. */
export function curvesOf(st: State): Curve[] {
  const out: Curve[] = [];
  st.entries.forEach((entry, index) => {
    if (!entry.shown && index !== st.active) return;
    const { bound } = bind(entry.spec, st);
    if (!bound) return;
    out.push({
      index,
      spec: bound.schedule.text,
      data: dynamicsOf(entry.spec, bound, st),
      peak: bound.run.peak,
      outline: bound.run.outline,
    });
  });
  return out;
}

export const panelIds = ["rate", "gamma_bar", "acceptance", "steepness"] as const;
export type PanelId = (typeof panelIds)[number];

/** How many units of the axis one step is. */
export const unitsPerStep = (st: State): number =>
  st.unit === "epochs" ? 1 / st.stepsPerEpoch : st.unit === "tokens" ? st.tokensPerStep : 1;

/** The bounds of the stages of the selected schedule, or of the first that is drawn. */
function stagesOf(curve: Curve | undefined, factor: number): { begin: number; half: number; end: number } | null {
  if (!curve || curve.outline.cycles > 1) return null;
  const { fallBegin: begin, fallEnd: end } = curve.outline;
  if (!(end > begin)) return null;
  return { begin: begin * factor, half: 0.5 * (begin + end) * factor, end: end * factor };
}

const scaledX = new WeakMap<Float64Array, { factor: number; x: Float64Array }>();
function inUnits(steps: Float64Array, factor: number): Float64Array {
  if (factor === 1) return steps;
  const known = scaledX.get(steps);
  if (known?.factor === factor) return known.x;
  const x = steps.map((v) => v * factor);
  scaledX.set(steps, { factor, x });
  return x;
}

/** Values relative to those of the active schedule: a difference, or a ratio on a logarithmic axis. */
function against(y: Float64Array, reference: Float64Array, ratio: boolean): Float64Array {
  return y.map((v, k) => (ratio ? v / reference[k]! : v - reference[k]!));
}

/** The views of the four panels. `checks` may lag behind: marks are drawn where they are known. */
export function viewsOf(st: State, curves: Curve[], checks: Map<string, Check>): Record<PanelId, View> {
  const factor = unitsPerStep(st);
  const xAxis = { min: 0, max: st.steps * factor, log: false, label: t.units[st.unit] };
  const active = curves.find((c) => c.index === st.active);
  const stages = st.difference ? null : stagesOf(active ?? curves[0], factor);
  const bands: Band[] = stages
    ? [
        { from: stages.begin, to: stages.half, text: t.stages.early, shaded: true },
        { from: stages.half, to: stages.end, text: t.stages.middle, shaded: false },
      ]
    : [];
  const base = st.difference ? active : undefined;

  const series = (pick: (d: Dynamics) => Float64Array, ratio = false): Series[] =>
    curves.map((c) => {
      let y = pick(c.data);
      const ref = base && pick(base.data);
      if (ref && ref.length === y.length) y = against(y, ref, ratio);
      return {
        label: c.spec,
        color: c.index,
        x: inUnits(c.data.step, factor),
        y,
        dash: c.index === st.active ? "" : dashes[c.index % dashes.length],
        strong: c.index === st.active,
      };
    });

  const make = (id: PanelId, all: Series[], unit: string): View => ({
    id,
    title: base ? `${t.panels[id].title}, ${t.panels.minus(base.spec)}` : t.panels[id].title,
    unit,
    x: xAxis,
    y: { min: 0, max: 1, log: false },
    series: all,
    limits: [],
    bands,
    marks: [],
  });

  const mark = (stage: "early" | "middle" | "late", column: (d: Dynamics) => Float64Array): Mark[] => {
    if (st.difference) return [];
    const out: Mark[] = [];
    for (const c of curves) {
      const found = checks.get(st.entries[c.index]!.spec)?.stages?.[stage];
      if (!found || found.step === null || (found.verdict === "favorable" && c.index !== st.active)) continue;
      const at = nearest(c.data.step, found.step);
      out.push({
        x: found.step * factor,
        y: column(c.data)[at]!,
        tone: found.verdict,
        symbol: "worst",
        text: t.panels.worst(c.spec, t.stages[stage], found.step),
      });
    }
    return out;
  };

  const rate = make(
    "rate",
    series((d) => d.lr),
    "",
  );
  const peak = (active ?? curves[0])?.peak ?? null;
  {
    const [low, high] = extent(rate.series, -Infinity, Infinity);
    if (base) rate.y = padded(low, high);
    else if (st.logRate) {
      const floor = Math.max(high * 1e-6, extent(rate.series, high * 1e-6, Infinity)[0]);
      rate.y = { min: Math.min(floor, high / 10), max: high * 1.3, log: true };
    } else rate.y = { min: Math.min(0, low), max: high > 0 ? high * 1.06 : 1, log: false };
    if (stages && peak !== null && !base) {
      const least = peak / (1 + st.slack);
      rate.limits.push({
        y: least,
        from: stages.begin,
        to: stages.half,
        text: t.panels.rate.limit(number(least)),
        tone: "neutral",
        forbidden: "below",
      });
    }
    rate.marks = mark("early", (d) => d.lr);
  }

  const gamma = make(
    "gamma_bar",
    series((d) => d.gammaBar, true),
    base ? t.panels.ratio : t.panels.gamma_bar.unit,
  );
  {
    const least = 1e-2 / st.steps;
    const [low, high] = extent(gamma.series, base ? 1e-9 : least, base ? 1e9 : 1e3);
    gamma.y = { min: Math.min(Math.max(low, 1e-15), high / 10), max: Math.max(high, low * 10) * 1.5, log: true };
    if (!Number.isFinite(gamma.y.min) || !Number.isFinite(gamma.y.max)) gamma.y = { min: least, max: 10, log: true };
    if (stages) {
      gamma.y.max = Math.max(gamma.y.max, 3);
      gamma.limits.push({ y: 1, from: stages.half, to: stages.end, text: t.panels.gamma_bar.limit, tone: "neutral" });
    }
    gamma.marks = mark("late", (d) => d.gammaBar);
  }

  const acceptance = make(
    "acceptance",
    series((d) => relative(d.acceptance)),
    t.panels.acceptance.unit(number(st.delta)),
  );
  {
    if (base) acceptance.y = padded(...extent(acceptance.series, -Infinity, Infinity));
    else {
      acceptance.y = { min: 0, max: 1.04, log: false };
      acceptance.limits.push({ y: 0.1, from: 0, to: xAxis.max, text: t.panels.acceptance.limit, tone: "neutral" });
    }
  }

  const steep = make(
    "steepness",
    series((d) => d.steepness),
    t.panels.steepness.unit,
  );
  {
    if (base) steep.y = padded(...extent(steep.series, -Infinity, Infinity));
    else {
      let judged = st.steepnessMax;
      for (const c of steep.series)
        for (let k = 0; k < c.x.length; ++k)
          if (c.x[k]! >= (stages?.half ?? 0) && c.y[k]! > judged && c.y[k]! < 1e6) judged = c.y[k]!;
      steep.y = { min: 0, max: judged * 1.12, log: false };
      const from = stages?.half ?? 0;
      const to = stages?.end ?? xAxis.max;
      const limit = (y: number, text: string, tone: Limit["tone"], forbidden?: "above"): void => {
        if (stages) steep.limits.push({ y, from, to, text, tone, forbidden });
      };
      limit(smoothLimit, t.panels.steepness.smooth(number(smoothLimit)), "neutral");
      limit(st.steepnessMax, t.panels.steepness.limit(number(st.steepnessMax)), "violating", "above");
    }
    steep.marks = mark("middle", (d) => d.steepness);
  }
  return { rate, gamma_bar: gamma, acceptance, steepness: steep };
}

/** The favorable limit of the steepness: the default of the rule, which the page does not change. */
const smoothLimit = 3.02;

const relatives = new WeakMap<Float64Array, Float64Array>();
function relative(y: Float64Array): Float64Array {
  const known = relatives.get(y);
  if (known) return known;
  let most = 0;
  for (const v of y) if (v > most) most = v;
  const out = most > 0 ? y.map((v) => v / most) : y;
  relatives.set(y, out);
  return out;
}

function padded(low: number, high: number): { min: number; max: number; log: boolean } {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: -1, max: 1, log: false };
  const pad = Math.max((high - low) * 0.08, Math.abs(high) * 1e-6, 1e-12);
  return { min: low - pad, max: high + pad, log: false };
}
