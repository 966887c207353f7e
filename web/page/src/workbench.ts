// The workbench: controls, four panels with one crosshair, and the verdict.
import type { Check } from "taper-lr";
import { $, h, perFrame, s, settled } from "./dom";
import { Editor } from "./editor";
import { Chooser, Entries } from "./entries";
import { Handles } from "./handles";
import { Judge } from "./judge";
import { canonical } from "./edit";
import { describeView, nearest, Panel, type View } from "./panel";
import { type Curve, curvesOf, panelIds, type PanelId, unitsPerStep, viewsOf } from "./panels";
import { Parameters } from "./parameters";
import { Target } from "./target";
import { change, number, percent } from "./scale";
import { badge } from "./badge";
import { type AxisUnit, maxSteps, type State, store } from "./state";
import { t } from "./strings";
import { judgeAll, judgedCheck } from "./verdicts";

/** A number field that changes one entry of the state. */
function numberField(
  key: "steps" | "stepsPerEpoch" | "tokensPerStep" | "delta",
  name: string,
  low: number,
  high: number,
  whole: boolean,
): { root: HTMLElement; update(st: State): void } {
  const input = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "number",
    autocomplete: "off",
    "data-field": key,
    onchange: () => {
      const v = Number(input.value.replace(/[, _]/g, ""));
      const ok = Number.isFinite(v) && v >= low && v <= high;
      input.setAttribute("aria-invalid", String(!ok));
      if (ok) store.set({ [key]: whole ? Math.round(v) : v });
    },
  });
  return {
    root: h("label", { class: "field" }, name, input),
    update(st) {
      if (document.activeElement !== input) input.value = String(st[key]);
      input.setAttribute("aria-invalid", "false");
    },
  };
}

const toggle = (key: "logRate" | "difference", name: string): { root: HTMLElement; update(st: State): void } => {
  const box = h("input", { type: "checkbox", "data-field": key, onchange: () => store.set({ [key]: box.checked }) });
  return { root: h("label", { class: "toggle" }, box, " ", name), update: (st) => (box.checked = st[key]) };
};

export class Workbench {
  readonly root: HTMLElement;
  readonly panels = new Map<
    PanelId,
    { panel: Panel; box: HTMLElement; title: HTMLElement; unit: HTMLElement; table: HTMLDetailsElement }
  >();
  readonly editor = new Editor();
  private chooser = new Chooser();
  private entries = new Entries((replace) => this.chooser.open(replace));
  private parameters = new Parameters();
  private judge = new Judge((step) => this.setCursor(step * unitsPerStep(store.state)));
  private handles: Handles;
  private target: Target;
  private fields: { root: HTMLElement; update(st: State): void }[];
  private readout = h("table", { class: "readout" });
  private cursorSlider: HTMLInputElement;
  private cursor: number | null = null;
  /** of a panel, as observed: reading it from the document would lay out the page once more in every frame */
  private width = 0;
  private figures = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t.figures.title });
  private order = h("p", { class: "note" });
  private curves: Curve[] = [];
  views: Record<PanelId, View> | null = null;
  private legend = h("ul", { class: "legend", "aria-label": t.entries.legend });

  constructor() {
    for (const id of panelIds) this.panels.set(id, this.makePanel(id));
    const rate = this.panels.get("rate")!;
    rate.panel.svg.setAttribute("role", "group");
    this.handles = new Handles(rate.panel, () => this.redraw.flush());
    this.target = new Target(new Map([...this.panels].map(([id, p]) => [id, p.panel])), () => this.redraw.flush());
    const steps = numberField("steps", t.run.steps, 2, maxSteps, true);
    const unit = h(
      "select",
      { "data-field": "unit", onchange: () => store.set({ unit: unit.value as AxisUnit }) },
      (["steps", "epochs", "tokens"] as const).map((u) => h("option", { value: u }, t.units[u])),
    );
    const epoch = numberField("stepsPerEpoch", t.run.stepsPerEpoch, 1, maxSteps, true);
    const token = numberField("tokensPerStep", t.run.tokensPerStep, 1, 1e12, true);
    const delta = this.deltaField();
    const log = toggle("logRate", t.run.logRate);
    const difference = toggle("difference", t.run.difference);
    const unitField = {
      root: h("label", { class: "field" }, t.run.unit, unit),
      update: (st: State) => {
        unit.value = st.unit;
        epoch.root.hidden = st.unit !== "epochs" && !store.state.entries.some((e) => /\dep\b/.test(e.spec));
        token.root.hidden = st.unit !== "tokens" && !store.state.entries.some((e) => /tok\b/.test(e.spec));
      },
    };
    this.fields = [steps, unitField, epoch, token, delta, log, difference];
    this.cursorSlider = h("input", {
      type: "range",
      min: 0,
      max: 1000,
      step: 1,
      "aria-label": t.readout.slider,
      oninput: () => {
        const st = store.state;
        this.setCursor(Math.round((Number(this.cursorSlider.value) / 1000) * (st.steps - 1)) * unitsPerStep(st));
      },
    });
    const undo = h(
      "button",
      { class: "undo", disabled: true, title: t.history.undoTitle, onclick: () => store.undo() },
      t.history.undo,
    );
    const redo = h(
      "button",
      { class: "redo", disabled: true, title: t.history.redoTitle, onclick: () => store.redo() },
      t.history.redo,
    );
    this.fields.push({
      root: h("div", { class: "buttons history" }, undo, redo),
      update: () => {
        undo.disabled = !store.canUndo;
        redo.disabled = !store.canRedo;
      },
    });
    this.root = h(
      "section",
      { id: "workbench", "aria-labelledby": "workbench-title" },
      h("h2", { id: "workbench-title" }, t.workbench.title),
      h(
        "div",
        { class: "bench" },
        h("div", { class: "bench-controls" }, this.entries.root, this.editor.root, this.parameters.root),
        h(
          "div",
          { class: "bench-pictures" },
          h(
            "div",
            { class: "toolbar" },
            this.fields.map((f) => f.root),
          ),
          this.judge.strip,
          this.legend,
          h(
            "div",
            { class: "panels" },
            panelIds.map((id) => this.panels.get(id)!.box),
          ),
          this.target.root,
          h(
            "div",
            { class: "readout-box" },
            h("div", { class: "readout-head" }, h("span", null, t.readout.title), this.cursorSlider),
            h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t.readout.title }, this.readout),
          ),
        ),
        h(
          "div",
          { class: "bench-verdict" },
          h("h3", { class: "panel-heading" }, t.judge.title),
          this.judge.root,
          h("h3", null, t.figures.title),
          this.figures,
          this.order,
        ),
      ),
      this.chooser.root,
    );
    new ResizeObserver((seen) => {
      this.width = seen[0]!.contentRect.width;
      this.redraw();
    }).observe(rate.box);
  }

  private deltaField(): { root: HTMLElement; update(st: State): void } {
    const field = numberField("delta", t.run.delta, 1e-6, 1e6, false);
    const range = h("input", {
      type: "range",
      min: -300,
      max: 200,
      step: 1,
      "aria-label": t.run.deltaSlider,
      "data-field": "delta-slider",
    });
    range.addEventListener("input", () =>
      store.set({ delta: Number((10 ** (Number(range.value) / 100)).toPrecision(2)) }, "live"),
    );
    range.addEventListener("change", () => store.set({}, "kept"));
    return {
      root: h("span", { class: "delta" }, field.root, range),
      update(st) {
        field.update(st);
        if (document.activeElement !== range) range.value = String(Math.round(100 * Math.log10(st.delta)));
        range.setAttribute("aria-valuetext", number(st.delta));
      },
    };
  }

  private makePanel(id: PanelId): {
    panel: Panel;
    box: HTMLElement;
    title: HTMLElement;
    unit: HTMLElement;
    table: HTMLDetailsElement;
  } {
    const panel = new Panel(id);
    const title = h("span", { class: "panel-title" }, t.panels[id].title);
    const unit = h("span", { class: "panel-unit" });
    const plot = h("div", { class: "plot" }, panel.svg);
    const table = h("details", { class: "data" }, h("summary", null, t.panels.asTable));
    table.addEventListener("toggle", () => this.fillTable(id));
    const box = h(
      "figure",
      { class: `panel panel-${id}`, id: `panel-${id}` },
      h("figcaption", null, title, " ", unit),
      plot,
      table,
    );
    const move = (e: PointerEvent): void => {
      if (!panel.view) return;
      const at = panel.at(e);
      if (at.inside) this.setCursor(at.x);
    };
    panel.svg.addEventListener("pointermove", move);
    panel.svg.addEventListener("pointerdown", move);
    panel.svg.addEventListener("pointerleave", () => this.setCursor(null));
    return { panel, box, title, unit, table };
  }

  /** Everything that follows from the state. */
  update(st: State): void {
    this.entries.update(st);
    this.editor.update(st);
    this.parameters.update(st);
    for (const f of this.fields) f.update(st);
    this.redraw();
    this.judgement(st);
    judgeAll(st, () => {
      this.entries.update(store.state);
      this.judgement(store.state);
      this.redraw();
    });
  }

  private judgement(st: State): void {
    this.judge.update(st);
    this.drawFigures(st);
  }

  draw(): void {
    const st = store.state;
    const width = this.width - 2;
    if (width < 60) return;
    const height = Math.round(Math.min(380, Math.max(210, width * 0.56)));
    this.curves = curvesOf(st);
    const checks = new Map<string, Check>();
    for (const e of st.entries) {
      const c = judgedCheck(e.spec, st);
      if (c) checks.set(e.spec, c);
    }
    this.views = viewsOf(st, this.curves, checks);
    const held = this.handles.frozen;
    if (held) {
      this.views.rate.y = held.y;
      if (held.x.label === this.views.rate.x.label)
        for (const id of panelIds) this.views[id].x = { ...this.views[id].x, max: held.x.max };
    }
    for (const id of panelIds) {
      const { panel, title, unit, table } = this.panels.get(id)!;
      const view = this.views[id];
      const axes = this.target.frozen(id);
      if (axes) view.y = axes.y;
      panel.draw(view, width, height);
      if (title.textContent !== view.title) title.textContent = view.title;
      if (unit.textContent !== view.unit) unit.textContent = view.unit;
      if (table.open) this.fillTable(id);
      // the first description at once: a picture without one is an error for a screen reader
      if (!panel.svg.hasAttribute("aria-label")) panel.svg.setAttribute("aria-label", describeView(view));
    }
    this.describe();
    this.drawLegend(st);
    this.handles.update(
      st,
      this.curves.find((c) => c.index === st.active),
    );
    this.target.update(st, this.curves);
    for (const { panel } of this.panels.values()) panel.drawCursor(this.cursor);
    this.readLater();
  }

  private redraw = perFrame(() => this.draw());

  /** Descriptions for screen readers, after the last change. */
  private describe = settled(() => {
    if (!this.views) return;
    for (const id of panelIds) this.panels.get(id)!.panel.svg.setAttribute("aria-label", describeView(this.views[id]));
  }, 150);

  private legendKey = "";
  private drawLegend(st: State): void {
    const key = JSON.stringify([this.curves.map((c) => [c.index, c.spec]), st.active]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    this.legend.replaceChildren(
      ...this.views!.rate.series.map((c) =>
        h(
          "li",
          null,
          s(
            "svg",
            { width: 28, height: 10, "aria-hidden": "true" },
            s("line", {
              x1: 1,
              x2: 27,
              y1: 5,
              y2: 5,
              stroke: `var(--c${c.color % 8})`,
              "stroke-width": c.strong ? 3 : 2,
              "stroke-dasharray": c.dash ?? "",
            }),
          ),
          h("code", null, c.label),
        ),
      ),
    );
  }

  /** The crosshair at x, in units of the axis, in all panels. */
  setCursor(x: number | null): void {
    this.cursor = x;
    for (const { panel } of this.panels.values()) panel.drawCursor(x);
    this.read();
  }

  private read = perFrame(() => this.fillReadout());
  private readLater = settled(() => this.fillReadout(), 100);

  private fillReadout(): void {
    const st = store.state;
    const views = this.views;
    const steps = this.curves[0]?.data.step;
    if (!views || !steps) return this.readout.replaceChildren();
    const at = this.cursor ?? ((st.steps - 1) / 2) * unitsPerStep(st);
    const step = steps[nearest(steps, at / unitsPerStep(st))]!;
    if (document.activeElement !== this.cursorSlider)
      this.cursorSlider.value = String(Math.round((1000 * step) / Math.max(1, st.steps - 1)));
    this.cursorSlider.setAttribute("aria-valuetext", t.readout.step(number(step, 12)));
    this.readout.replaceChildren(
      h(
        "caption",
        null,
        st.unit === "steps"
          ? t.readout.step(number(step, 12))
          : t.readout.stepIn(number(step, 12), number(step * unitsPerStep(st), 6), t.units[st.unit]),
      ),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col" }, t.figures.schedule),
          panelIds.map((id) => h("th", { scope: "col" }, t.panels[id].short)),
        ),
      ),
      h(
        "tbody",
        null,
        this.curves.map((c, k) => {
          const i = nearest(c.data.step, step);
          return h(
            "tr",
            null,
            h("th", { scope: "row" }, h("code", null, c.spec)),
            panelIds.map((id) => h("td", null, number(views[id].series[k]!.y[i]!, 5))),
          );
        }),
      ),
    );
  }

  /** The table behind one picture: 21 rows. */
  private fillTable(id: PanelId): void {
    const { table } = this.panels.get(id)!;
    const view = this.views?.[id];
    if (!view || !table.open) return;
    const x = view.series[0]?.x;
    const rows = x
      ? Array.from({ length: Math.min(21, x.length) }, (_, k, n = Math.min(21, x.length)) =>
          Math.round((k * (x.length - 1)) / Math.max(1, n - 1)),
        )
      : [];
    const body = h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": view.title },
      h(
        "table",
        null,
        h("caption", { class: "hidden" }, view.title),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, view.x.label),
            view.series.map((c) => h("th", { scope: "col" }, c.label)),
          ),
        ),
        h(
          "tbody",
          null,
          rows.map((i) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, number(x![i]!, 8)),
              view.series.map((c) => h("td", null, number(c.y[i] ?? NaN, 5))),
            ),
          ),
        ),
      ),
    );
    table.querySelector(".scroll")?.remove();
    table.append(body);
  }

  private figuresKey: unknown[] = [];
  private drawFigures(st: State): void {
    const rows = st.entries.map((e) => ({ spec: canonical(e.spec), check: judgedCheck(e.spec, st) }));
    const key = rows.flatMap((r) => [r.spec, r.check]);
    if (key.length === this.figuresKey.length && key.every((x, k) => x === this.figuresKey[k])) return;
    this.figuresKey = key;
    const value = (v: number | null | undefined, how = (x: number): string => number(x, 3)): string =>
      v === null ? "∞" : v === undefined ? "…" : how(v);
    const known = rows.filter((r) => r.check && r.check.predicted.shared !== null);
    const order = known.sort((a, b) => a.check!.predicted.shared! - b.check!.predicted.shared!).map((r) => r.spec);
    this.order.textContent = order.length > 1 ? t.figures.order(order.join(", ")) : "";
    this.figures.replaceChildren(
      h(
        "table",
        { class: "figures-table" },
        h("caption", { class: "hidden" }, t.figures.title),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            t.figures.columns.map((c) => h("th", { scope: "col", title: c.meaning }, c.name)),
          ),
        ),
        h(
          "tbody",
          null,
          rows.map(({ spec, check: c }) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, h("code", null, spec)),
              h("td", null, c ? badge(c.verdict) : "…"),
              h("td", null, value(c?.stages?.early?.value)),
              h("td", null, value(c?.stages?.middle?.steepness)),
              h("td", null, value(c?.stages?.late?.value)),
              h("td", null, c?.collapse?.at == null ? "–" : percent(c.collapse.at / c.steps)),
              h("td", null, value(c?.budget)),
              h("td", null, value(c?.predicted?.shared, change)),
              h("td", null, value(c?.predicted?.tuned, change)),
              h("td", null, value(c?.predicted?.bound, change)),
            ),
          ),
        ),
      ),
    );
  }

  /** Scrolls to a panel. */
  reveal(id: PanelId): void {
    $(`#panel-${id}`).scrollIntoView({ block: "center" });
  }
}
