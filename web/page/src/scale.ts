// Axes: ticks, positions and numbers as text.

export interface Axis {
  min: number;
  max: number;
  log: boolean;
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 0.0012 → "0.0012", 12500 → "12,500", 3e-7 → "3·10⁻⁷". */
export function number(v: number, digits = 4): string {
  if (Number.isNaN(v)) return "–";
  if (!Number.isFinite(v)) return v > 0 ? "∞" : "−∞";
  if (v === 0) return "0";
  const size = Math.abs(v);
  if (size >= 1e7 || size < 1e-3) {
    const [mantissa = "1", exponent = "0"] = v.toExponential(Math.max(0, digits - 1)).split("e");
    const short = mantissa.replace(/\.?0+$/, "").replace("-", "−");
    const power = "10" + superscript(Number(exponent));
    return short === "1" ? power : `${short}·${power}`;
  }
  return grouped.format(Number(v.toPrecision(digits))).replace("-", "−");
}

export const percent = (v: number, digits = 3): string => `${number(100 * v, digits)} %`;

/** A change with its sign: +3.1 %. */
export function change(v: number): string {
  const text = percent(Math.abs(v), 2);
  return v === 0 || text === "0 %" ? "0 %" : (v > 0 ? "+" : "−") + text;
}

function superscript(n: number): string {
  return (n < 0 ? "⁻" : "") + [...String(Math.abs(n))].map((d) => superscripts[Number(d)]).join("");
}

/** About `count` round values between the ends of an axis. */
export function ticks(axis: Axis, count: number): number[] {
  const { min, max, log } = axis;
  if (!(max > min)) return [min];
  if (log) {
    const low = Math.ceil(Math.log10(min) - 1e-9);
    const high = Math.floor(Math.log10(max) + 1e-9);
    const every = Math.max(1, Math.ceil((high - low + 1) / count));
    const out: number[] = [];
    for (let e = low; e <= high; ++e) if ((e - low) % every === 0) out.push(10 ** e);
    return out.length > 0 ? out : [min, max];
  }
  const raw = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((m) => m >= raw * 0.999) ?? 10 * power;
  const out: number[] = [];
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max * (1 + 1e-12) + step * 1e-9; ++k)
    out.push(Number((k * step).toPrecision(12)));
  return out;
}

export const tickText = (v: number, axis: Axis): string =>
  axis.log
    ? Math.abs(Math.log10(v) % 1) < 1e-9 && (v >= 1e4 || v < 0.01)
      ? "10" + superscript(Math.round(Math.log10(v)))
      : number(v, 3)
    : number(v, 4);

/** Position of a value on an axis of a given length in pixels. */
export function position(axis: Axis, length: number): (v: number) => number {
  if (axis.log) {
    const low = Math.log(axis.min);
    const factor = length / (Math.log(axis.max) - low);
    return (v) => (Math.log(v) - low) * factor;
  }
  const factor = length / (axis.max - axis.min);
  return (v) => (v - axis.min) * factor;
}

/** The value at a position. */
export function valueAt(axis: Axis, length: number, at: number): number {
  const share = at / length;
  return axis.log
    ? Math.exp(Math.log(axis.min) + share * (Math.log(axis.max) - Math.log(axis.min)))
    : axis.min + share * (axis.max - axis.min);
}

/** "0 < i <= 1e+06" as people write it: "0 < i ≤ 10⁶". */
export const rangeText = (text: string): string =>
  text
    .replace(/<=/g, "≤")
    .replace(/>=/g, "≥")
    .replace(
      /\b(\d+(?:\.\d+)?)e([+-]?\d+)\b/g,
      (_, m: string, e: string) => (m === "1" ? "" : `${m}·`) + "10" + superscript(Number(e)),
    );
