// One panel of curves as SVG. Colors are CSS variables, so that a theme changes them and an export replaces them.
import { s } from "./dom";
import { type Axis, number, position, tickText, ticks, valueAt } from "./scale";

export type Tone = "favorable" | "marginal" | "violating" | "neutral";

export interface Series {
  label: string;
  color: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** single points instead of a line */
  points?: boolean;
  dash?: string;
  strong?: boolean;
  /** a CSS color instead of the palette's */
  stroke?: string;
}
/** A limit: a dashed line over a part of the panel. */
export interface Limit {
  y: number;
  from: number;
  to: number;
  text: string;
  tone: Tone;
  /** where values are not allowed: the side that is hatched */
  forbidden?: "below" | "above";
}
export interface Band {
  from: number;
  to: number;
  text: string;
  shaded: boolean;
}
export interface Mark {
  x: number;
  y: number;
  text: string;
  tone: Tone;
  symbol: "worst" | "fault";
}

export interface View {
  id: string;
  title: string;
  unit: string;
  x: Axis & { label: string };
  y: Axis;
  series: Series[];
  limits: Limit[];
  bands: Band[];
  marks: Mark[];
}

/** Dashes, so that curves also differ without color. */
export const dashes = ["", "7 4", "2 3", "10 3 2 3", "14 5", "5 2 1 2", "1 4", "9 2"];

const round = (v: number): number => Math.round(v * 10) / 10;

/**
 * The path of a curve; gaps where a value is missing, values beyond the panel are cut outside its edge. A point less than half
 * a pixel from the last one is left out.
 */
export function pathOf(
  c: Series,
  px: (v: number) => number,
  py: (v: number) => number,
  height: number,
  log: boolean,
): string {
  let out = "";
  let pen = false;
  let lastX = 0;
  let lastY = 0;
  const n = c.x.length;
  for (let k = 0; k < n; ++k) {
    let v = c.y[k]!;
    if (v === Infinity) v = Number.MAX_VALUE;
    if (v !== v || (log && v < 0)) {
      pen = false;
      continue;
    }
    let y = py(v);
    if (!(y > -50)) y = -50;
    if (y > height + 50) y = height + 50;
    const x = px(c.x[k]!);
    if (pen && k + 1 < n && Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue;
    out += (pen ? "L" : "M") + round(x) + " " + round(y);
    pen = true;
    lastX = x;
    lastY = y;
  }
  return out;
}

/** Around the plot area, for letters of 11 pixels. */
export const margin = { left: 56, right: 22, top: 20, bottom: 34 };

export class Panel {
  readonly svg: SVGSVGElement;
  /** layer for handles, in pixels of the plot area */
  readonly handles: SVGGElement;
  view: View | null = null;
  width = 0;
  height = 0;
  private axes = s("g");
  private under = s("g");
  private clip = s("g");
  private over = s("g", { "pointer-events": "none" });
  private cursor = s("g", { "pointer-events": "none" });
  private plot: SVGGElement;
  private paths: SVGPathElement[] = [];
  private axesKey = "";
  private underKey = "";
  private px: (v: number) => number = () => 0;
  private py: (v: number) => number = () => 0;
  private rect: SVGRectElement;
  private hitArea: SVGRectElement;
  private id: string;
  private margin: typeof margin;

  constructor(
    id: string,
    private fontSize = 11,
  ) {
    this.id = id;
    const grow = fontSize / 11;
    this.margin = {
      left: margin.left * grow,
      right: margin.right * grow,
      top: margin.top * grow,
      bottom: margin.bottom * grow,
    };
    this.rect = s("rect");
    this.hitArea = s("rect", { fill: "transparent" });
    this.handles = s("g");
    this.clip.setAttribute("clip-path", `url(#clip-${id})`);
    this.plot = s("g", null, this.under, this.hitArea, this.clip, this.over, this.cursor, this.handles);
    this.svg = s(
      "svg",
      { role: "img", "font-family": "var(--font)", "font-size": fontSize, class: "panel-svg" },
      s(
        "defs",
        null,
        s("clipPath", { id: `clip-${id}` }, this.rect),
        s(
          "pattern",
          { id: `hatch-${id}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          s("rect", { width: 6, height: 6, fill: "var(--violating)", opacity: 0.07 }),
          s("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: "var(--violating)", "stroke-width": 1.6, opacity: 0.45 }),
        ),
      ),
      this.axes,
      this.plot,
    );
  }

  get innerWidth(): number {
    return Math.max(10, this.width - this.margin.left - this.margin.right);
  }
  get innerHeight(): number {
    return Math.max(10, this.height - this.margin.top - this.margin.bottom);
  }

  draw(view: View, width: number, height: number): void {
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.svg.setAttribute("width", String(width));
      this.svg.setAttribute("height", String(height));
      this.plot.setAttribute("transform", `translate(${this.margin.left} ${this.margin.top})`);
      for (const r of [this.rect, this.hitArea]) {
        r.setAttribute("width", String(this.innerWidth));
        r.setAttribute("height", String(this.innerHeight));
      }
      this.axesKey = this.underKey = this.marksKey = "";
    }
    this.view = view;
    const w = this.innerWidth;
    const hgt = this.innerHeight;
    this.px = position(view.x, w);
    const up = position(view.y, hgt);
    this.py = (v) => hgt - up(v);
    const axesKey = [width, height, view.x.min, view.x.max, view.x.label, view.y.min, view.y.max, view.y.log].join();
    if (axesKey !== this.axesKey) {
      this.axesKey = axesKey;
      this.drawAxes(view);
    }
    const underKey = axesKey + JSON.stringify([view.bands, view.limits]);
    if (underKey !== this.underKey) {
      this.underKey = underKey;
      this.drawUnder(view);
    }
    this.drawCurves(view);
    this.drawMarks(view);
  }

  private drawAxes(view: View): void {
    const w = this.innerWidth;
    const hgt = this.innerHeight;
    const out: SVGElement[] = [];
    const size = this.fontSize;
    for (const v of ticks(view.y, Math.max(2, Math.floor(hgt / 38)))) {
      const y = round(this.margin.top + this.py(v));
      out.push(
        s("line", { x1: this.margin.left, x2: this.margin.left + w, y1: y, y2: y, stroke: "var(--grid)" }),
        s(
          "text",
          { x: this.margin.left - 6, y: y + size * 0.35, "text-anchor": "end", fill: "var(--muted)" },
          tickText(v, view.y),
        ),
      );
    }
    const across = ticks(view.x, Math.max(2, Math.floor(w / (size * 7))));
    for (const v of across) {
      const x = round(this.margin.left + this.px(v));
      out.push(
        s("line", { x1: x, x2: x, y1: this.margin.top + hgt, y2: this.margin.top + hgt + 4, stroke: "var(--muted)" }),
        s(
          "text",
          { x, y: this.margin.top + hgt + size + 5, "text-anchor": "middle", fill: "var(--muted)" },
          tickText(v, view.x),
        ),
      );
    }
    out.push(
      s("line", {
        x1: this.margin.left,
        x2: this.margin.left + w,
        y1: this.margin.top + hgt,
        y2: this.margin.top + hgt,
        stroke: "var(--muted)",
      }),
      s(
        "text",
        {
          x: this.margin.left + w,
          y: this.margin.top + hgt + 2.3 * size + 6,
          "text-anchor": "end",
          fill: "var(--muted)",
        },
        view.x.label,
      ),
    );
    this.axes.replaceChildren(...out);
  }

  private drawUnder(view: View): void {
    const w = this.innerWidth;
    const hgt = this.innerHeight;
    const clampX = (v: number): number => Math.min(w, Math.max(0, this.px(v)));
    const out: SVGElement[] = [];
    for (const b of view.bands) {
      const x0 = clampX(b.from);
      const x1 = clampX(b.to);
      if (b.shaded) out.push(s("rect", { x: x0, y: 0, width: Math.max(0, x1 - x0), height: hgt, fill: "var(--band)" }));
      if (x1 - x0 > b.text.length * this.fontSize * 0.5)
        out.push(s("text", { x: (x0 + x1) / 2, y: -6, "text-anchor": "middle", fill: "var(--muted)" }, b.text));
    }
    for (const l of view.limits) {
      const x0 = clampX(l.from);
      const x1 = clampX(l.to);
      const y = this.py(l.y);
      if (!(y >= -1 && y <= hgt + 1)) continue;
      if (l.forbidden === "below")
        out.push(s("rect", { x: x0, y, width: x1 - x0, height: Math.max(0, hgt - y), fill: `url(#hatch-${this.id})` }));
      if (l.forbidden === "above")
        out.push(s("rect", { x: x0, y: 0, width: x1 - x0, height: Math.max(0, y), fill: `url(#hatch-${this.id})` }));
      out.push(
        s("line", {
          x1: x0,
          x2: x1,
          y1: y,
          y2: y,
          stroke: `var(--${l.tone})`,
          "stroke-width": 1.4,
          "stroke-dasharray": "6 4",
        }),
      );
      const right = x1 > w - 4;
      // inside the hatched side where there is room
      const inside = l.forbidden === "below" && hgt - y > 3 * this.fontSize;
      const above = !inside && y > this.fontSize + 6 && l.forbidden !== "above";
      out.push(
        s(
          "text",
          {
            x: right ? x1 - 4 : x0 + 5,
            y: inside ? hgt - 6 : above ? y - 4 : y + this.fontSize + 2,
            "text-anchor": right ? "end" : "start",
            fill: l.tone === "neutral" ? "var(--muted)" : `var(--${l.tone}-text)`,
            stroke: "var(--panel)",
            "stroke-width": 3,
            "paint-order": "stroke",
          },
          l.text,
        ),
      );
    }
    this.under.replaceChildren(...out);
  }

  private drawCurves(view: View): void {
    const hgt = this.innerHeight;
    while (this.paths.length > view.series.length) this.paths.pop()!.remove();
    view.series.forEach((c, k) => {
      let path = this.paths[k];
      if (!path) {
        path = s("path", { fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" });
        this.paths.push(path);
        this.clip.append(path);
      }
      let d: string;
      if (c.points) {
        d = "";
        for (let i = 0; i < c.x.length; ++i) {
          const v = c.y[i]!;
          if (v === v) d += `M${round(this.px(c.x[i]!))} ${round(this.py(v))}h0`;
        }
      } else {
        d = pathOf(c, this.px, this.py, hgt, view.y.log);
      }
      path.setAttribute("d", d);
      path.setAttribute("stroke", c.stroke ?? `var(--c${c.color % 8})`);
      path.setAttribute("stroke-width", c.points ? "4" : c.strong ? "2.8" : "1.7");
      if (c.dash) path.setAttribute("stroke-dasharray", c.dash);
      else path.removeAttribute("stroke-dasharray");
    });
  }

  private marksKey = "";
  private drawMarks(view: View): void {
    const key = this.axesKey + JSON.stringify(view.marks);
    if (key === this.marksKey) return;
    this.marksKey = key;
    const w = this.innerWidth;
    const hgt = this.innerHeight;
    const out: SVGElement[] = [];
    for (const m of view.marks) {
      const x = Math.min(w, Math.max(0, this.px(m.x)));
      const y = Math.min(hgt, Math.max(0, Number.isFinite(m.y) ? this.py(m.y) : 0));
      if (x !== x || y !== y) continue;
      const color = `var(--${m.tone})`;
      const symbol =
        m.symbol === "fault"
          ? s("path", { d: `M${x} ${y - 9}l9 15h-18z`, fill: color, stroke: "var(--panel)", "stroke-width": 1.5 })
          : s("circle", { cx: x, cy: y, r: 5, fill: "var(--panel)", stroke: color, "stroke-width": 2.5 });
      symbol.append(s("title", null, m.text));
      out.push(symbol);
    }
    this.over.replaceChildren(...out);
  }

  /** Draws the crosshair at x, with a dot on each curve. */
  drawCursor(x: number | null): void {
    if (x === null || !this.view) {
      if (this.cursor.firstChild) this.cursor.replaceChildren();
      return;
    }
    const at = this.px(x);
    if (!(at >= -0.5 && at <= this.innerWidth + 0.5)) return this.cursor.replaceChildren();
    const out: SVGElement[] = [
      s("line", {
        x1: at,
        x2: at,
        y1: 0,
        y2: this.innerHeight,
        stroke: "var(--text)",
        "stroke-width": 1,
        opacity: 0.6,
      }),
    ];
    for (const c of this.view.series) {
      const v = c.y[nearest(c.x, x)];
      if (v === undefined || !Number.isFinite(v)) continue;
      const y = this.py(v);
      if (y < -1 || y > this.innerHeight + 1 || y !== y) continue;
      out.push(
        s("circle", {
          cx: at,
          cy: y,
          r: 3.5,
          fill: `var(--c${c.color % 8})`,
          stroke: "var(--panel)",
          "stroke-width": 1.5,
        }),
      );
    }
    this.cursor.replaceChildren(...out);
  }

  /** x and y of a pointer event in units of the axes. */
  at(e: { clientX: number; clientY: number }): { x: number; y: number; inside: boolean } {
    const box = this.svg.getBoundingClientRect();
    const factor = this.width / box.width;
    const left = (e.clientX - box.left) * factor - this.margin.left;
    const top = (e.clientY - box.top) * factor - this.margin.top;
    const view = this.view!;
    return {
      x: valueAt(view.x, this.innerWidth, left),
      y: valueAt(view.y, this.innerHeight, this.innerHeight - top),
      inside: left >= 0 && left <= this.innerWidth && top >= 0 && top <= this.innerHeight,
    };
  }

  /** Pixels of a point inside the plot area. */
  place(x: number, y: number): [number, number] {
    return [this.px(x), this.py(y)];
  }
}

/** Index of the value nearest to x in increasing values. */
export function nearest(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (values[mid]! <= x) low = mid;
    else high = mid;
  }
  return Math.abs(values[low]! - x) <= Math.abs((values[high] ?? Infinity) - x) ? low : high;
}

/** The extent of all values of curves between two limits. */
export function extent(series: Series[], floor: number, ceiling: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const c of series) {
    for (let k = 0; k < c.y.length; ++k) {
      const v = c.y[k]!;
      if (v !== v || v < floor) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return [low, Math.min(high, ceiling)];
}

export const describeView = (v: View): string =>
  `${v.title}: ` +
  v.series
    .map((c) => {
      const values = Array.from(c.y).filter((y) => Number.isFinite(y));
      if (values.length === 0) return `${c.label} has no values`;
      return `${c.label} from ${number(values[0]!)} to ${number(values[values.length - 1]!)}`;
    })
    .join("; ");
