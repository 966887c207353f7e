// Pictures to take away: the panels as one SVG, as PNG, and in the width of a column of a paper.
import { colorsOf, s } from "./dom";
import { dashes, Panel, type View } from "./panel";

export interface PictureOptions {
  /** width in CSS pixels */
  width: number;
  columns: number;
  fontSize: number;
  font: string;
  background: boolean;
  title?: string;
  /** printed size in inches; absent for the screen */
  inches?: number;
}

const variables = [
  "--text",
  "--muted",
  "--grid",
  "--band",
  "--panel",
  "--favorable",
  "--marginal",
  "--violating",
  "--neutral",
  "--favorable-text",
  "--marginal-text",
  "--violating-text",
  "--c0",
  "--c1",
  "--c2",
  "--c3",
  "--c4",
  "--c5",
  "--c6",
  "--c7",
];

/** The CSS variables of the light theme as plain values. */
const colors = (): Map<string, string> => {
  const values = colorsOf(variables, "light");
  return new Map(variables.map((name, k) => [name, values[k]!]));
};

let count = 0;

/** The panels as the text of an SVG that needs nothing else. */
export function pictureOf(views: View[], o: PictureOptions): { text: string; width: number; height: number } {
  const gap = o.fontSize * 1.4;
  const cell = (o.width - gap * (o.columns - 1)) / o.columns;
  const panelHeight = Math.round(cell * (o.columns === 1 ? 0.5 : 0.62));
  const head = o.fontSize * 1.8;
  const legendNames = views[0]?.series ?? [];
  const out = s("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": o.font, "font-size": o.fontSize });
  let y = o.fontSize * 1.2;
  if (o.title) {
    out.append(
      s(
        "text",
        { x: 4, y: y + o.fontSize * 0.3, "font-size": o.fontSize * 1.25, "font-weight": "bold", fill: "var(--text)" },
        o.title,
      ),
    );
    y += o.fontSize * 1.9;
  }
  let x = 4;
  for (const c of legendNames) {
    const length = 30 + c.label.length * o.fontSize * 0.56 + 14;
    if (x + length > o.width && x > 4) {
      x = 4;
      y += o.fontSize * 1.5;
    }
    out.append(
      s("line", {
        x1: x,
        x2: x + 24,
        y1: y - o.fontSize * 0.35,
        y2: y - o.fontSize * 0.35,
        stroke: `var(--c${c.color % 8})`,
        "stroke-width": 2,
        "stroke-dasharray": dashes[c.color % dashes.length] ?? "",
      }),
      s("text", { x: x + 29, y, fill: "var(--text)" }, c.label),
    );
    x += length;
  }
  y += o.fontSize * 0.6;
  views.forEach((view, k) => {
    const panel = new Panel(`picture-${++count}`, o.fontSize);
    panel.draw(
      {
        ...view,
        series: view.series.map((c) => ({ ...c, strong: false, dash: dashes[c.color % dashes.length] ?? "" })),
      },
      cell,
      panelHeight,
    );
    panel.handles.remove();
    const left = (k % o.columns) * (cell + gap);
    const top = y + Math.floor(k / o.columns) * (panelHeight + head);
    panel.svg.setAttribute("x", String(left));
    panel.svg.setAttribute("y", String(top + head));
    panel.svg.removeAttribute("font-family");
    panel.svg.removeAttribute("class");
    out.append(
      s(
        "text",
        { x: left + 4, y: top + head - 4, "font-weight": "bold", fill: "var(--text)" },
        view.title,
        s("tspan", { "font-weight": "normal", fill: "var(--muted)" }, view.unit ? `  ${view.unit}` : ""),
      ),
      panel.svg,
    );
  });
  const height = Math.ceil(y + Math.ceil(views.length / o.columns) * (panelHeight + head) + 4);
  out.setAttribute("viewBox", `0 0 ${o.width} ${height}`);
  out.setAttribute("width", o.inches ? `${o.inches}in` : String(o.width));
  out.setAttribute("height", o.inches ? `${(o.inches * height) / o.width}in` : String(height));
  if (o.background) out.prepend(s("rect", { width: o.width, height, fill: "var(--panel)" }));
  const table = colors();
  const text = new XMLSerializer()
    .serializeToString(out)
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => table.get(name) ?? "#000");
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width: o.width, height };
}

/** An SVG drawn to a PNG, `scale` pixels for each of its own. */
export async function pngOf(svg: { text: string; width: number; height: number }, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg.text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(svg.width * scale);
    canvas.height = Math.round(svg.height * scale);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
