// Pictures of a log: rates and losses over its steps.
import type { InspectedLog } from "taper-lr";
import { h } from "./dom";
import { nearest, Panel, type Series, type View } from "./panel";
import { number } from "./scale";
import { t } from "./strings";

/** Rates and losses of a log over its steps, with one crosshair. */
export class LogPictures {
  readonly root: HTMLElement;
  private rate: Panel;
  private loss: Panel | null;
  private box: HTMLElement;
  private note = h("p", { class: "note at-step", role: "status" });
  private log: InspectedLog;
  private curves: Record<"rate" | "recovered" | "requested" | "loss" | "evalLoss", Points>;
  private static made = 0;

  constructor(log: InspectedLog) {
    this.log = log;
    const curve = (y: Float64Array): Points => thinned(log.step, y);
    this.curves = {
      rate: curve(log.rate),
      recovered: curve(log.recovered),
      requested: log.requested.length > 0 ? curve(log.requested) : { x: log.requested, y: log.requested },
      loss: curve(log.loss),
      evalLoss: curve(log.evalLoss),
    };
    const n = ++LogPictures.made;
    this.rate = new Panel(`log-rate-${n}`);
    this.loss = this.curves.loss.y.some((v) => Number.isFinite(v)) ? new Panel(`log-loss-${n}`) : null;
    this.box = h("div", { class: "plot" }, this.rate.svg);
    const table = h("details", { class: "data" }, h("summary", null, t.panels.asTable));
    table.addEventListener("toggle", () => {
      if (!table.open || table.children.length > 1) return;
      const rows = Array.from({ length: Math.min(41, log.step.length) }, (_, k, m = Math.min(41, log.step.length)) =>
        Math.round((k * (log.step.length - 1)) / Math.max(1, m - 1)),
      );
      table.append(
        h(
          "div",
          { class: "scroll", tabindex: 0, role: "region", "aria-label": t.read.picture },
          h(
            "table",
            null,
            h(
              "thead",
              null,
              h(
                "tr",
                null,
                [t.units.steps, t.read.logged, t.read.recovered, t.read.loss].map((x) => h("th", { scope: "col" }, x)),
              ),
            ),
            h(
              "tbody",
              null,
              rows.map((i) =>
                h(
                  "tr",
                  null,
                  h("th", { scope: "row" }, number(log.step[i]!, 12)),
                  h("td", null, number(log.rate[i]!, 6)),
                  h("td", null, number(log.recovered[i] ?? NaN, 6)),
                  h("td", null, number(log.loss[i] ?? NaN, 5)),
                ),
              ),
            ),
          ),
        ),
      );
    });
    this.root = h(
      "div",
      { class: "log-pictures" },
      h(
        "figure",
        { class: "panel" },
        h("figcaption", null, h("span", { class: "panel-title" }, t.read.picture), this.legend()),
        this.box,
        this.loss
          ? [
              h("figcaption", null, h("span", { class: "panel-title" }, t.read.loss)),
              h("div", { class: "plot" }, this.loss.svg),
            ]
          : null,
        this.note,
        table,
      ),
    );
    new ResizeObserver(() => this.draw()).observe(this.box);
    for (const p of [this.rate, this.loss]) {
      p?.svg.addEventListener("pointermove", (e) => {
        if (!p.view) return;
        const at = p.at(e);
        if (at.inside) this.show(at.x);
      });
    }
  }

  private legend(): HTMLElement {
    const names = [
      [t.read.logged, 0],
      [t.read.recovered, 1],
      ...(this.log.requested.length > 0 ? [[t.read.requestedShort, 2]] : []),
    ] as [string, number][];
    return h(
      "ul",
      { class: "legend" },
      names.map(([name, c]) => h("li", null, h("span", { class: "dot", "data-color": c }), name)),
    );
  }

  private draw(): void {
    const width = this.box.clientWidth;
    if (width < 60) return;
    const { log } = this;
    const r = log.report;
    const last = log.step[log.step.length - 1] ?? 1;
    const x = { min: Math.min(0, log.step[0] ?? 0), max: Math.max(last, 1), log: false, label: t.units.steps };
    const series: Series[] = [];
    const many = log.step.length > 3000;
    series.push({ label: t.read.logged, color: 0, ...this.curves.rate, points: !many });
    series.push({ label: t.read.recovered, color: 1, ...this.curves.recovered, dash: many ? "6 4" : "" });
    if (log.requested.length > 0)
      series.push({ label: t.read.requestedShort, color: 2, ...this.curves.requested, dash: "7 4" });
    let high = 0;
    for (const c of series) for (let k = 0; k < c.y.length; ++k) if (c.y[k]! > high) high = c.y[k]!;
    const view: View = {
      id: "log-rate",
      title: t.read.picture,
      unit: "",
      x,
      y: { min: 0, max: high * 1.08 || 1, log: false },
      series,
      limits: [],
      bands: [],
      marks: [],
    };
    for (const f of r.faults) {
      if (f.step === null || f.step === undefined) continue;
      const i = nearest(log.step, f.step);
      view.marks.push({ x: f.step, y: f.found ?? log.rate[i]!, tone: "violating", symbol: "fault", text: f.message });
    }
    if (r.segments.length > 1)
      view.bands = r.segments.map((g, k) => ({
        from: g.from,
        to: g.to,
        text: t.read.part(k + 1),
        shaded: k % 2 === 0,
      }));
    this.rate.svg.setAttribute("aria-label", t.read.pictureLabel(r.faults.length));
    this.rate.draw(view, width, Math.round(Math.min(320, Math.max(190, width * 0.45))));
    if (this.loss) {
      const { loss, evalLoss } = this.curves;
      const evaluated: Series[] = evalLoss.y.some((v) => Number.isFinite(v))
        ? [{ label: t.read.evalLoss, color: 4, ...evalLoss, points: true }]
        : [];
      const values = Array.from(loss.y)
        .filter((v) => Number.isFinite(v))
        .sort((a, b) => a - b);
      const low = values[0] ?? 0;
      const top = values[Math.floor(values.length * 0.995)] ?? 1;
      this.loss.svg.setAttribute("aria-label", t.read.lossLabel);
      this.loss.draw(
        {
          id: "log-loss",
          title: t.read.loss,
          unit: "",
          x,
          y: { min: low - (top - low) * 0.05, max: top + (top - low) * 0.08 || low + 1, log: false },
          series: [{ label: t.read.loss, color: 3, ...loss }, ...evaluated],
          limits: [],
          bands: view.bands,
          marks: [],
        },
        width,
        Math.round(Math.min(220, Math.max(140, width * 0.28))),
      );
    }
  }

  /** The crosshair at a step, with its values in words. */
  show(step: number): void {
    const { log } = this;
    const i = nearest(log.step, step);
    const at = log.step[i]!;
    this.rate.drawCursor(at);
    this.loss?.drawCursor(at);
    this.note.textContent = t.read.atStep(
      number(at, 12),
      number(log.rate[i]!, 6),
      number(log.recovered[i] ?? NaN, 6),
      number(log.loss[i] ?? NaN, 5),
    );
  }
}

interface Points {
  x: Float64Array;
  y: Float64Array;
}

/** At most 4,000 points, every extreme kept: the smallest and the largest of each part. */
function thinned(x: Float64Array, y: Float64Array): Points {
  const most = 4000;
  if (x.length <= most) return { x, y };
  const parts = most / 2;
  const keep: number[] = [];
  for (let p = 0; p < parts; ++p) {
    const from = Math.floor((p * x.length) / parts);
    const to = Math.floor(((p + 1) * x.length) / parts);
    let low = from;
    let high = from;
    for (let k = from; k < to; ++k) {
      if (y[k]! < y[low]! || y[low]! !== y[low]!) low = k;
      if (y[k]! > y[high]! || y[high]! !== y[high]!) high = k;
    }
    keep.push(Math.min(low, high));
    if (low !== high) keep.push(Math.max(low, high));
  }
  return { x: Float64Array.from(keep, (k) => x[k]!), y: Float64Array.from(keep, (k) => y[k]!) };
}
