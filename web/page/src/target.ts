// Draw a target: points on the normalized rate or the acceptance of the selected schedule. When one moves, the engine makes
// the table that has this profile; warmup, hold and peak stay.
import { design } from "taper-lr";
import { announce, h, s } from "./dom";
import { jsonOf, textOf } from "./edit";
import { nearest, type Panel } from "./panel";
import { type Curve, type PanelId, unitsPerStep } from "./panels";
import { number } from "./scale";
import { maxEntries, type State, store } from "./state";
import { t } from "./strings";

type Kind = "gamma_bar" | "acceptance";

/** Phases of the points. */
const phases = [0.08, 0.2, 0.35, 0.5, 0.62, 0.74, 0.84, 0.92, 0.97];

export class Target {
  readonly root: HTMLElement;
  private kind: Kind | null = null;
  private entry = -1;
  private points: SVGGElement[] = [];
  private curve: Curve | null = null;
  private held: { k: number; view: Panel["view"] } | null = null;
  private buttons: Record<Kind, HTMLButtonElement>;
  private message = h("span", { class: "problem-text", role: "status" });

  constructor(
    private panels: Map<PanelId, Panel>,
    private flush: () => void,
  ) {
    const button = (kind: Kind): HTMLButtonElement =>
      h("button", { "aria-pressed": "false", onclick: () => this.toggle(kind) }, t.target[kind]);
    this.buttons = { gamma_bar: button("gamma_bar"), acceptance: button("acceptance") };
    this.root = h(
      "div",
      { class: "target" },
      h("b", null, t.target.title),
      h("span", { class: "note" }, t.target.lead),
      this.buttons.gamma_bar,
      this.buttons.acceptance,
      this.message,
    );
  }

  private toggle(kind: Kind): void {
    this.message.textContent = "";
    const on = this.kind !== kind;
    this.clear();
    if (on) {
      this.kind = kind;
      const st = store.state;
      // draws on a copy, so that the schedule it began from stays in the picture
      if (st.entries.length < maxEntries)
        store.set({ entries: [...st.entries, { ...store.active, shown: true }], active: st.entries.length });
      this.entry = store.state.active;
      this.panels.get(kind)!.svg.setAttribute("role", "group");
      this.panels.get(kind)!.svg.scrollIntoView({ block: "nearest" });
      announce(t.target.started(t.panels[kind].title));
    }
    for (const k of ["gamma_bar", "acceptance"] as const)
      this.buttons[k].setAttribute("aria-pressed", String(this.kind === k));
    store.tell();
  }

  private clear(): void {
    for (const p of this.points) p.remove();
    this.points = [];
    if (this.kind) this.panels.get(this.kind)!.svg.setAttribute("role", "img");
    this.kind = null;
  }

  /** The axes while a point is dragged. */
  frozen(id: PanelId): Panel["view"] {
    return this.held && id === this.kind ? this.held.view : null;
  }

  update(st: State, curves: Curve[]): void {
    if (!this.kind) return;
    this.curve = curves.find((c) => c.index === st.active) ?? null;
    const usable = this.curve !== null && st.active === this.entry && !st.difference && this.curve.outline.cycles <= 1;
    if (!usable) {
      const kind = this.kind;
      this.clear();
      this.buttons[kind].setAttribute("aria-pressed", "false");
      return;
    }
    const panel = this.panels.get(this.kind)!;
    if (this.points.length === 0) {
      this.points = phases.map((_, k) => this.make(k));
      panel.handles.append(...this.points);
    }
    const values = this.values();
    const factor = unitsPerStep(st);
    this.points.forEach((el, k) => {
      const view = panel.view!;
      const v = this.shown(values[k]!);
      const [x, y] = panel.place(this.stepOf(phases[k]!) * factor, Math.min(Math.max(v, view.y.min), view.y.max));
      el.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      el.setAttribute("aria-label", `${t.target.point(k + 1)}: ${number(v)}`);
      el.setAttribute("aria-valuenow", String(v));
      el.setAttribute("aria-valuetext", number(v));
      el.style.color = `var(--c${st.active % 8})`;
    });
  }

  private stepOf(phase: number): number {
    const { fallBegin, fallEnd } = this.curve!.outline;
    return fallBegin + phase * (fallEnd - fallBegin);
  }

  /** The profile of the schedule as it is, at the phases of the points. */
  private values(): number[] {
    const { data } = this.curve!;
    const column = this.kind === "gamma_bar" ? data.gammaBar : data.acceptance;
    return phases.map((x) => column[nearest(data.step, this.stepOf(x))]!);
  }

  /** The highest acceptance: the panel shows the acceptance relative to it. */
  private top(): number {
    if (this.kind === "gamma_bar") return 1;
    let most = 0;
    for (const v of this.curve!.data.acceptance) if (v > most) most = v;
    return most || 1;
  }
  private shown(v: number): number {
    return v / this.top();
  }

  private move(k: number, to: number, how: "kept" | "live"): void {
    const json = jsonOf(store.active.spec);
    if (!json || !this.curve || !this.kind) return;
    const values = this.values().map((v) => (Number.isFinite(v) ? v : 1e9));
    const acceptance = this.kind === "acceptance";
    values[k] = acceptance ? Math.min(0.9999, Math.max(1e-12, to)) * this.top() : Math.max(1e-12, to);
    const { fallBegin, fallEnd } = this.curve.outline;
    try {
      const made = design({
        kind: acceptance ? "acceptance" : "gamma-bar",
        x: phases,
        y: values,
        steps: Math.max(2, Math.round(fallEnd - fallBegin)),
        delta: store.state.delta,
      });
      const text = textOf({ ...json, shape: made.json.shape, floor: undefined });
      if (text) store.setSpec(text, how);
      this.message.textContent = "";
    } catch (e) {
      this.message.textContent = (e as Error).message;
    }
  }

  private make(k: number): SVGGElement {
    const el = s(
      "g",
      {
        class: "handle target-point",
        role: "slider",
        tabindex: 0,
        "data-target": k,
        "aria-valuemin": 0,
        "aria-valuemax": 1e9,
      },
      s("circle", { r: 15, fill: "transparent" }),
      s("circle", { r: 6.5, fill: "var(--panel)", stroke: "currentColor", "stroke-width": 3 }),
    );
    const panel = (): Panel => this.panels.get(this.kind!)!;
    el.addEventListener("pointerdown", (e) => {
      e.preventDefault();
      e.stopPropagation();
      el.setPointerCapture(e.pointerId);
      el.focus();
      this.held = { k, view: panel().view };
    });
    el.addEventListener("pointermove", (e) => {
      if (this.held?.k !== k) return;
      this.flush();
      this.move(k, panel().at(e).y, "live");
    });
    const end = (): void => {
      if (!this.held) return;
      this.held = null;
      store.set({}, "kept");
    };
    el.addEventListener("pointerup", end);
    el.addEventListener("pointercancel", end);
    el.addEventListener("keydown", (e) => {
      const up =
        e.key === "ArrowUp" || e.key === "ArrowRight" ? 1 : e.key === "ArrowDown" || e.key === "ArrowLeft" ? -1 : 0;
      if (up === 0) return;
      e.preventDefault();
      this.flush();
      const now = this.shown(this.values()[k]!);
      const fine = e.shiftKey ? 0.1 : 1;
      this.move(k, this.kind === "gamma_bar" ? now * 1.1 ** (up * fine) : now + 0.02 * up * fine, "kept");
    });
    return el;
  }
}
