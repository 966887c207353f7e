// The safe map: verdicts over two parameters, computed in the worker with progress and cancel; a click sets both.
import type { SafeMap, ShapeEntry } from "taper-lr";
import { jsonOf, rounded, shapeName, shapeParameters, textOf, windowText, withParameter } from "./edit";
import { announce, colorsOf, h, s } from "./dom";
import { ask, failedJob, type Jobs } from "./jobs";
import { shapes } from "./parameters";
import { number, position, ticks, tickText, valueAt } from "./scale";
import { scaleOf } from "./slider";
import { store } from "./state";
import { t } from "./strings";
import { limitsOf } from "./verdicts";

const margin = { left: 58, right: 14, top: 10, bottom: 44 };

export class SafeMapView {
  readonly root: HTMLElement;
  private canvas = h("canvas", { class: "map-cells", "aria-hidden": "true" });
  private overlay = s("svg", {
    class: "map-overlay",
    role: "group",
    "aria-label": t.map.title,
    "font-family": "var(--font)",
    "font-size": 11,
  });
  private progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": t.map.progress });
  private cancelButton = h("button", { hidden: true, onclick: () => this.job?.cancel() }, t.map.cancel);
  private compute = h("button", { class: "primary", onclick: () => void this.start() }, t.map.compute);
  private first = h("select", { "aria-label": t.map.across });
  private second = h("select", { "aria-label": t.map.up });
  private message = h("p", { class: "note", role: "status" });
  private table = h("details", { class: "data" }, h("summary", null, t.panels.asTable));
  private box = h("div", { class: "map-box" }, this.canvas, this.overlay);
  private job: { cancel(): void } | null = null;
  private map: SafeMap | null = null;
  /** what the map on the screen was computed for, and its colors */
  private shown = "";
  private painted = "";
  private names = "";

  constructor() {
    this.root = h(
      "section",
      { id: "map", "aria-labelledby": "map-title" },
      h("h2", { id: "map-title" }, t.map.title),
      h("p", { class: "lead" }, t.map.lead),
      h(
        "div",
        { class: "toolbar" },
        h("label", { class: "field" }, t.map.across, this.first),
        h("label", { class: "field" }, t.map.up, this.second),
        this.compute,
        this.cancelButton,
        this.progress,
      ),
      this.message,
      this.box,
      h(
        "ul",
        { class: "legend map-legend" },
        (["favorable", "marginal", "violating"] as const).map((v) =>
          h("li", null, h("span", { class: `cell ${v}` }), t.verdicts[v]),
        ),
      ),
      this.table,
    );
    this.table.addEventListener("toggle", () => this.fillTable());
    this.box.addEventListener("click", (e) => this.pick(e));
    new ResizeObserver(() => this.draw()).observe(this.box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.box.hidden = true;
  }

  private entry(): ShapeEntry | undefined {
    const json = jsonOf(store.active.spec);
    return json ? shapes().get(shapeName(json)) : undefined;
  }

  update(): void {
    const entry = this.entry();
    const usable = (entry?.parameters ?? []).filter((p) => p.low !== null);
    const names = `${entry?.name ?? ""}:${usable.map((p) => p.name).join()}`;
    if (names !== this.names) {
      this.names = names;
      this.first.replaceChildren(...usable.map((p) => h("option", { value: p.name }, p.name)));
      this.second.replaceChildren(...usable.map((p) => h("option", { value: p.name }, p.name)));
      this.second.selectedIndex = Math.min(1, usable.length - 1);
      this.job?.cancel();
      this.job = this.map = null;
      this.box.hidden = this.progress.hidden = this.cancelButton.hidden = true;
      const enough = usable.length >= 2;
      for (const el of [this.compute, this.first, this.second]) el.disabled = !enough;
      this.message.textContent = enough ? t.map.ready(entry!.name) : t.map.needsTwo;
    }
    if (!this.map) return;
    const fresh = this.request()?.key === this.shown;
    if (this.box.classList.toggle("stale", !fresh)) this.message.textContent = t.map.stale;
    if (this.colors().join() === this.painted) this.drawMarker();
    else this.draw();
  }

  /** What the selected schedule asks for, and a key that is the same while the map stays true. */
  private request(): { ask: Jobs["map"]["ask"]; key: string } | null {
    const st = store.state;
    const entry = this.entry();
    const json = jsonOf(store.active.spec);
    const [first, second] = [this.first.value, this.second.value];
    if (!entry || !json || first === second) return null;
    const at = shapeParameters(json);
    const sweep = (name: string): [number, number] => {
      const p = entry.parameters.find((x) => x.name === name)!;
      const v = typeof at[name] === "number" ? (at[name] as number) : (p.default ?? 1);
      const scale = scaleOf(p.low, p.high, p.percent, [v]);
      if (p.percent) return [0.05, 0.95];
      return scale.kind === "log"
        ? [Math.max(scale.low, v / 16), Math.min(scale.high, v * 12)]
        : [scale.low, scale.high];
    };
    const steps = Math.min(st.steps, 1000);
    const limits = limitsOf(st);
    const others = Object.entries(at).filter(([name]) => name !== first && name !== second);
    return {
      ask: {
        window: windowText(json)!,
        first,
        second,
        steps,
        firstSweep: sweep(first),
        secondSweep: sweep(second),
        columns: 200,
        rows: 200,
        limits,
      },
      key: JSON.stringify([entry.name, first, second, others, steps, limits]),
    };
  }

  private async start(): Promise<void> {
    const asked = this.request();
    if (!asked) {
      this.message.textContent = t.map.twoDifferent;
      return;
    }
    this.job?.cancel();
    this.progress.hidden = this.cancelButton.hidden = false;
    this.progress.value = 0;
    const begun = performance.now();
    const job = ask("map", asked.ask, (share) => (this.progress.value = share));
    this.job = job;
    try {
      const map = await job.answer;
      if (this.job !== job) return;
      this.map = map;
      this.shown = asked.key;
      this.box.hidden = false;
      this.message.textContent = t.map.done(map.cells.length, number(performance.now() - begun, 3));
      announce(this.message.textContent);
      this.draw();
      this.update();
    } catch (e) {
      if (!failedJob(e)) throw e;
      if (this.job === job) this.message.textContent = e.cancelled ? t.map.cancelled : e.message;
    } finally {
      if (this.job === job) this.progress.hidden = this.cancelButton.hidden = true;
    }
  }

  private colors = (): string[] => colorsOf(["--map-favorable", "--map-marginal", "--map-violating"]);

  private axes(): {
    x: { min: number; max: number; log: boolean };
    y: { min: number; max: number; log: boolean };
    width: number;
    height: number;
  } {
    const m = this.map!;
    const of = (v: Float64Array): { min: number; max: number; log: boolean } => {
      const min = v[0]!;
      const max = v[v.length - 1]!;
      // the engine chooses the spacing: equal ratios or equal differences
      const log = min > 0 && Math.abs(v[1]! / v[0]! - max / v[v.length - 2]!) < 1e-6 * (v[1]! / v[0]!);
      return { min, max, log };
    };
    const width = this.box.clientWidth;
    const height = Math.round(Math.min(520, Math.max(260, width * 0.5)));
    return { x: of(m.firstValues), y: of(m.secondValues), width, height };
  }

  private draw(): void {
    const m = this.map;
    if (!m || this.box.clientWidth < 50) return;
    const { x, y, width, height } = this.axes();
    const w = width - margin.left - margin.right;
    const hgt = height - margin.top - margin.bottom;
    const columns = m.firstValues.length;
    const rows = m.secondValues.length;
    this.canvas.width = columns;
    this.canvas.height = rows;
    Object.assign(this.canvas.style, {
      left: `${margin.left}px`,
      top: `${margin.top}px`,
      width: `${w}px`,
      height: `${hgt}px`,
    });
    const named = this.colors();
    this.painted = named.join();
    const colors = named.map((text) => [...text.matchAll(/[\d.]+/g)].slice(0, 3).map(Number));
    const context = this.canvas.getContext("2d")!;
    const image = context.createImageData(columns, rows);
    for (let r = 0; r < rows; ++r)
      for (let c = 0; c < columns; ++c) {
        const color = colors[m.cells[r * columns + c]!] ?? [128, 128, 128];
        image.data.set([...color, 255], ((rows - 1 - r) * columns + c) * 4);
      }
    context.putImageData(image, 0, 0);
    this.overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.overlay.setAttribute("width", String(width));
    this.overlay.setAttribute("height", String(height));
    const px = position(x, w);
    const py = position(y, hgt);
    const out: SVGElement[] = [];
    for (const v of ticks(x, Math.max(3, Math.floor(w / 70))))
      out.push(
        s(
          "text",
          { x: margin.left + px(v), y: height - margin.bottom + 16, "text-anchor": "middle", fill: "var(--muted)" },
          tickText(v, x),
        ),
      );
    for (const v of ticks(y, 6))
      out.push(
        s(
          "text",
          { x: margin.left - 6, y: margin.top + hgt - py(v) + 4, "text-anchor": "end", fill: "var(--muted)" },
          tickText(v, y),
        ),
      );
    out.push(
      s("text", { x: margin.left + w / 2, y: height - 8, "text-anchor": "middle", fill: "var(--text)" }, m.first),
      s(
        "text",
        {
          x: 14,
          y: margin.top + hgt / 2,
          "text-anchor": "middle",
          fill: "var(--text)",
          transform: `rotate(-90 14 ${margin.top + hgt / 2})`,
        },
        m.second,
      ),
      s("path", {
        d: this.edges(w, hgt),
        fill: "none",
        stroke: "var(--text)",
        "stroke-width": 1.5,
        transform: `translate(${margin.left} ${margin.top})`,
      }),
    );
    const marker = s("g", { class: "map-marker", tabindex: 0, role: "button", "aria-label": t.map.marker });
    marker.append(
      s("circle", { r: 7, fill: "none", stroke: "var(--panel)", "stroke-width": 5 }),
      s("circle", { r: 7, fill: "none", stroke: "var(--text)", "stroke-width": 2.5 }),
      s("path", { d: "M-11 0h22M0 -11v22", stroke: "var(--text)", "stroke-width": 1.5 }),
    );
    marker.addEventListener("keydown", (e) => this.nudge(e));
    out.push(marker);
    this.overlay.replaceChildren(...out);
    this.drawMarker();
    this.fillTable();
  }

  /** The borders between verdicts. */
  private edges(w: number, hgt: number): string {
    const m = this.map!;
    const columns = m.firstValues.length;
    const rows = m.secondValues.length;
    let d = "";
    const cw = w / columns;
    const ch = hgt / rows;
    for (let r = 0; r < rows; ++r)
      for (let c = 0; c < columns; ++c) {
        const here = m.cells[r * columns + c]!;
        const top = hgt - (r + 1) * ch;
        if (c + 1 < columns && m.cells[r * columns + c + 1] !== here)
          d += `M${((c + 1) * cw).toFixed(1)} ${top.toFixed(1)}v${ch.toFixed(2)}`;
        if (r + 1 < rows && m.cells[(r + 1) * columns + c] !== here)
          d += `M${(c * cw).toFixed(1)} ${top.toFixed(1)}h${cw.toFixed(2)}`;
      }
    return d;
  }

  private values(): { first: number; second: number } | null {
    const json = jsonOf(store.active.spec);
    const entry = this.entry();
    if (!json || !entry || !this.map) return null;
    const read = (name: string): number => {
      const v = shapeParameters(json)[name] ?? entry.parameters.find((p) => p.name === name)?.default;
      return typeof v === "string" ? Number(v.replace("%", "")) / 100 : Number(v);
    };
    return { first: read(this.map.first), second: read(this.map.second) };
  }

  private drawMarker(): void {
    const v = this.values();
    const marker = this.overlay.querySelector(".map-marker");
    if (!v || !marker || this.box.clientWidth < 50) return;
    const { x, y, width, height } = this.axes();
    const w = width - margin.left - margin.right;
    const hgt = height - margin.top - margin.bottom;
    const at = [
      Math.min(w, Math.max(0, position(x, w)(v.first))),
      Math.min(hgt, Math.max(0, hgt - position(y, hgt)(v.second))),
    ];
    marker.setAttribute("transform", `translate(${margin.left + at[0]!} ${margin.top + at[1]!})`);
    marker.setAttribute(
      "aria-label",
      `${t.map.marker}: ${this.map!.first} ${number(v.first)}, ${this.map!.second} ${number(v.second)}`,
    );
  }

  private apply(first: number, second: number, digits = 3): void {
    const json = jsonOf(store.active.spec);
    const entry = this.entry();
    if (!json || !entry || !this.map) return;
    const write = (name: string, v: number): unknown =>
      entry.parameters.find((p) => p.name === name)!.percent ? `${rounded(100 * v, digits)}%` : rounded(v, digits);
    const text = textOf(
      withParameter(
        withParameter(json, this.map.first, write(this.map.first, first)),
        this.map.second,
        write(this.map.second, second),
      ),
    );
    if (text) store.setSpec(text);
  }

  private pick(e: MouseEvent): void {
    if (!this.map) return;
    const { x, y, width, height } = this.axes();
    const box = this.box.getBoundingClientRect();
    const w = width - margin.left - margin.right;
    const hgt = height - margin.top - margin.bottom;
    const left = e.clientX - box.left - margin.left;
    const top = e.clientY - box.top - margin.top;
    if (left < 0 || left > w || top < 0 || top > hgt) return;
    this.apply(valueAt(x, w, left), valueAt(y, hgt, hgt - top));
  }

  private nudge(e: KeyboardEvent): void {
    const way: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const by = way[e.key];
    const v = this.values();
    if (!by || !v) return;
    e.preventDefault();
    const { x, y } = this.axes();
    const move = (axis: typeof x, at: number, k: number): number => {
      const share = position(axis, 1)(at) + k * (e.shiftKey ? 0.002 : 0.02);
      return valueAt(axis, 1, Math.min(1, Math.max(0, share)));
    };
    this.apply(move(x, v.first, by[0]), move(y, v.second, by[1]), 4);
  }

  private fillTable(): void {
    const m = this.map;
    if (!m || !this.table.open) return;
    const pickEvery = (n: number): number[] => Array.from({ length: 9 }, (_, k) => Math.round((k * (n - 1)) / 8));
    const columns = pickEvery(m.firstValues.length);
    const rows = pickEvery(m.secondValues.length).reverse();
    const words = [t.verdicts.favorable, t.verdicts.marginal, t.verdicts.violating];
    this.table.querySelector(".scroll")?.remove();
    this.table.append(
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": t.map.title },
        h(
          "table",
          null,
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              h("th", { scope: "col" }, `${m.second} / ${m.first}`),
              columns.map((c) => h("th", { scope: "col" }, number(m.firstValues[c]!, 3))),
            ),
          ),
          h(
            "tbody",
            null,
            rows.map((r) =>
              h(
                "tr",
                null,
                h("th", { scope: "row" }, number(m.secondValues[r]!, 3)),
                columns.map((c) => h("td", null, words[m.cells[r * m.firstValues.length + c]!] ?? "–")),
              ),
            ),
          ),
        ),
      ),
    );
  }
}
