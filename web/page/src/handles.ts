// Handles on the rate curve: warmup, hold, end, floor, peak and the points of a table. Mouse, touch and arrow keys.
import type { ScheduleJson } from "taper-lr";
import { s } from "./dom";
import {
  amountInSteps,
  amountLike,
  jsonOf,
  rounded,
  shapeName,
  shapeParameters,
  textOf,
  withModifier,
  withParameter,
} from "./edit";
import { margin, type Panel, type View } from "./panel";
import { type Curve, unitsPerStep } from "./panels";
import { number, percent } from "./scale";
import { maxSteps, type State, store } from "./state";
import { t } from "./strings";

interface Handle {
  key: string;
  label: string;
  value: string;
  /** position in steps and in the unit of the rate */
  at: [number, number];
  /** shift in pixels, where two handles would lie on each other */
  shift: [number, number];
  moves: "x" | "y" | "xy";
  apply(x: number, y: number, how: "kept" | "live"): void;
  /** the amount of one arrow key: in steps and in the unit of the rate */
  step: [number, number];
}

const put = (json: ScheduleJson, how: "kept" | "live", more: Partial<State> = {}): void => {
  const text = textOf(json);
  if (text === null) return;
  const st = store.state;
  store.set({ entries: st.entries.map((e, k) => (k === st.active ? { ...e, spec: text } : e)), ...more }, how);
};

function handlesOf(json: ScheduleJson, curve: Curve, st: State): Handle[] {
  const out: Handle[] = [];
  const { riseEnd, fallBegin, fallEnd, cycles } = curve.outline;
  const peak = curve.peak;
  const shape = shapeName(json);
  const ours = !shape.includes(".") && !/^(sequence|product|clip|loop|staircase|shift|between|noise|hold)$/.test(shape);
  if (!ours || json.kronecker !== undefined || cycles > 1) return out;
  const stepX = Math.max(1, st.steps / 100);

  const warmup = json.warmup;
  if (json.full === undefined && (warmup === undefined || amountInSteps(warmup, st.steps) !== null))
    out.push({
      key: "warmup",
      label: t.handles.warmup,
      value: t.handles.steps(number(riseEnd)),
      at: [riseEnd, peak],
      shift: [0, 0],
      moves: "x",
      step: [stepX, 0],
      apply(x, _y, how) {
        const like = warmup ?? "5%";
        const zero = x < st.steps * 0.002;
        put(withModifier(json, "warmup", zero ? null : amountLike(like, x, st.steps)), how);
      },
    });
  const near = Math.abs(fallBegin - riseEnd) < st.steps * 0.03;
  if (shape !== "constant")
    out.push({
      key: "hold",
      label: t.handles.hold,
      value: t.handles.steps(number(fallBegin - riseEnd)),
      at: [fallBegin, peak],
      shift: [near ? 22 : 0, 0],
      moves: "x",
      step: [stepX, 0],
      apply(x, _y, how) {
        if (json.cooldown !== undefined)
          return put(withModifier(json, "cooldown", amountLike(json.cooldown, fallEnd - x, st.steps)), how);
        const length = Math.max(0, x - riseEnd);
        put(
          withModifier(
            json,
            "hold",
            length < st.steps * 0.002 ? null : amountLike(json.hold ?? "5%", length, st.steps),
          ),
          how,
        );
      },
    });
  const asRate = typeof json.floor === "number";
  const low = asRate ? (json.floor as number) : (Number(String(json.floor ?? "0%").replace("%", "")) / 100) * peak;
  // the last point of a table is where its floor would be
  if (shape !== "constant" && (shape !== "table" || json.floor !== undefined))
    out.push({
      key: "floor",
      label: t.handles.floor,
      value: asRate ? number(low) : percent(low / peak),
      at: [fallEnd, low],
      shift: [0, 0],
      moves: "y",
      step: [0, peak / 100],
      apply(_x, y, how) {
        const share = Math.min(1, Math.max(0, y / peak));
        put(
          withModifier(
            json,
            "floor",
            share < 0.002 ? null : asRate ? rounded(share * peak) : `${rounded(share * 100)}%`,
          ),
          how,
        );
      },
    });
  out.push({
    key: "peak",
    label: t.handles.peak,
    value: number(peak),
    at: [st.steps, peak],
    shift: [margin.right / 2, 0],
    moves: "y",
    step: [0, peak / 50],
    apply(_x, y, how) {
      if (y > peak * 1e-3) put(withModifier(json, "peak", rounded(y)), how);
    },
  });
  out.push({
    key: "end",
    label: t.handles.end,
    value: t.handles.steps(number(st.steps)),
    at: [st.steps, peak / 2],
    shift: [0, 0],
    moves: "x",
    step: [stepX, 0],
    apply(x, _y, how) {
      const steps = Math.round(Math.min(maxSteps, Math.max(10, x)));
      store.set({ steps }, how);
    },
  });
  const points = shapeParameters(json).points;
  if (shape === "table" && Array.isArray(points) && points.length <= 24)
    (points as [number, number][]).forEach(([x, phi], k) => {
      if (k === 0) return; // always [0, 1]
      const floor = json.floor === undefined ? 0 : low;
      out.push({
        key: `point-${k}`,
        label: t.handles.point(k + 1),
        value: `${number(x)}, ${number(phi)}`,
        at: [fallBegin + x * (fallEnd - fallBegin), floor + (peak - floor) * phi],
        shift: [0, 0],
        moves: "xy",
        step: [stepX, peak / 100],
        apply(to, y, how) {
          const next = (points as [number, number][]).map((p): [number, number] => [p[0], p[1]]);
          const last = k === points.length - 1;
          const left = next[k - 1]![0] + 1e-3;
          const right = last ? 1 : next[k + 1]![0] - 1e-3;
          const phase = last ? 1 : Math.min(right, Math.max(left, rounded((to - fallBegin) / (fallEnd - fallBegin))));
          next[k] = [phase, rounded(Math.min(1, Math.max(0, (y - floor) / (peak - floor))))];
          put(withParameter(json, "points", next), how);
        },
      });
    });
  return out;
}

/** The handles of the active schedule on the rate panel. */
export class Handles {
  private elements = new Map<string, SVGGElement>();
  private known = new Map<string, Handle>();
  /** the view while a handle is dragged: its axes stay */
  frozen: View | null = null;

  /** `flush` draws what is due, so that a handle is where the state says. */
  constructor(
    private panel: Panel,
    private flush: () => void,
  ) {}

  update(st: State, curve: Curve | undefined): void {
    const json = jsonOf(store.active.spec);
    const all = json && curve && !st.difference ? handlesOf(json, curve, st) : [];
    this.known = new Map(all.map((x) => [x.key, x]));
    for (const [key, el] of this.elements) {
      if (this.known.has(key)) continue;
      el.remove();
      this.elements.delete(key);
    }
    const factor = unitsPerStep(st);
    for (const handle of all) {
      let el = this.elements.get(handle.key);
      if (!el) {
        el = this.make(handle.key);
        this.elements.set(handle.key, el);
        this.panel.handles.append(el);
      }
      let [x, y] = this.panel.place(handle.at[0] * factor, Math.max(handle.at[1], this.panel.view!.y.min));
      x = Math.min(this.panel.innerWidth, Math.max(0, x)) + handle.shift[0];
      y = Math.min(this.panel.innerHeight, Math.max(0, y)) + handle.shift[1];
      el.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      el.setAttribute("aria-label", `${handle.label}: ${handle.value}`);
      el.setAttribute("aria-valuetext", handle.value);
      el.setAttribute("aria-valuenow", String(handle.moves === "y" ? handle.at[1] : handle.at[0]));
      el.setAttribute("aria-valuemin", "0");
      el.setAttribute(
        "aria-valuemax",
        String(handle.moves === "y" ? Math.max(handle.at[1], curve!.peak) : Math.max(st.steps, handle.at[0])),
      );
      el.querySelector("title")!.textContent = `${handle.label}: ${handle.value}`;
      el.style.color = `var(--c${st.active % 8})`;
    }
  }

  private make(key: string): SVGGElement {
    const shape =
      key === "end"
        ? s("rect", { x: -4, y: -13, width: 8, height: 26, rx: 4 })
        : key === "peak"
          ? s("path", { d: "M7 -7v14l-12-7z" })
          : key === "hold"
            ? s("rect", { x: -6, y: -6, width: 12, height: 12, transform: "rotate(45)" })
            : s("circle", { r: key.startsWith("point") ? 5.5 : 7 });
    for (const [name, v] of Object.entries({ fill: "currentColor", stroke: "var(--panel)", "stroke-width": "2" }))
      shape.setAttribute(name, v);
    const el = s(
      "g",
      {
        class: `handle handle-${key.startsWith("point") ? "point" : key}`,
        role: "slider",
        tabindex: 0,
        "data-handle": key,
      },
      s("title"),
      s("circle", { r: 15, fill: "transparent" }),
      shape,
    );
    let from: { x: number; y: number; handle: Handle } | null = null;
    el.addEventListener("pointerdown", (e) => {
      e.preventDefault();
      e.stopPropagation();
      el.setPointerCapture(e.pointerId);
      el.focus();
      this.flush();
      const handle = this.known.get(key);
      if (!handle) return;
      this.frozen = this.panel.view;
      const at = this.panel.at(e);
      from = { x: at.x, y: at.y, handle };
    });
    el.addEventListener("pointermove", (e) => {
      if (!from) return;
      const at = this.panel.at(e);
      const factor = unitsPerStep(store.state);
      const { handle } = from;
      handle.apply(
        handle.at[0] + (at.x - from.x) / factor,
        this.panel.view!.y.log ? at.y : handle.at[1] + at.y - from.y,
        "live",
      );
    });
    const end = (): void => {
      if (!from) return;
      from = null;
      this.frozen = null;
      store.set({}, "kept");
    };
    el.addEventListener("pointerup", end);
    el.addEventListener("pointercancel", end);
    el.addEventListener("keydown", (e) => {
      this.flush();
      const handle = this.known.get(key);
      const way: Record<string, [number, number]> = {
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, 1],
        ArrowDown: [0, -1],
      };
      const by = way[e.key];
      if (!handle || !by) return;
      e.preventDefault();
      const factor = e.shiftKey ? 0.1 : 1;
      let [dx, dy] = by;
      if (handle.moves === "x") dx += dy;
      if (handle.moves === "y") dy += dx;
      const stepX = Math.max(1, handle.step[0] * factor);
      handle.apply(handle.at[0] + dx * stepX, handle.at[1] + dy * handle.step[1] * factor, "kept");
    });
    return el;
  }
}
