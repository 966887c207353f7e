// Changes of a schedule through its JSON form; the engine writes the text again.
import { type ScheduleJson, tryParse } from "taper-lr";

const kept = new Map<string, ReturnType<typeof tryParse>>();

/** The parse of a text; the last ones are kept. */
export function parsed(spec: string): ReturnType<typeof tryParse> {
  const known = kept.get(spec);
  if (known) return known;
  const out = tryParse(spec);
  if (kept.size > 200) kept.clear();
  kept.set(spec, out);
  return out;
}

/** The JSON form of a text, or null where it cannot be parsed. */
export const jsonOf = (spec: string): ScheduleJson | null => parsed(spec).schedule?.json ?? null;

export const shapeName = (json: ScheduleJson): string =>
  typeof json.shape === "string" ? json.shape : Object.keys(json.shape)[0]!;
export const shapeParameters = (json: ScheduleJson): Record<string, unknown> =>
  typeof json.shape === "string" ? {} : { ...json.shape[shapeName(json)] };

/** The text of a changed schedule, or null if the engine refuses the change. */
export function textOf(json: ScheduleJson): string | null {
  return tryParse(JSON.stringify(json)).schedule?.text ?? null;
}

export function withParameter(json: ScheduleJson, name: string, value: unknown): ScheduleJson {
  const parameters = shapeParameters(json);
  if (value === null) delete parameters[name];
  else parameters[name] = value;
  const shape = shapeName(json);
  return { ...json, shape: Object.keys(parameters).length > 0 ? { [shape]: parameters } : shape };
}

export function withModifier(json: ScheduleJson, name: string, value: unknown): ScheduleJson {
  const out: ScheduleJson = { ...json };
  if (value === null) delete out[name];
  else out[name] = value;
  return out;
}

/** Only the window, without modifiers. */
export const windowText = (json: ScheduleJson): string | null => textOf({ shape: json.shape });

/** An amount of time in steps; null for one that needs a clock. */
export function amountInSteps(amount: unknown, steps: number): number | null {
  const plain =
    typeof amount === "object" && amount !== null && "amount" in amount
      ? (amount as { amount: unknown }).amount
      : amount;
  if (typeof plain === "number") return plain;
  if (typeof plain === "string" && /^[\d.e+-]+%$/.test(plain)) return (Number(plain.slice(0, -1)) / 100) * steps;
  return null;
}

/** An amount of steps in the form that `like` has: a percentage or a whole number. */
export function amountLike(like: unknown, at: number, steps: number): unknown {
  const inside =
    typeof like === "object" && like !== null && "amount" in like ? (like as { amount: unknown }).amount : like;
  const clipped = Math.min(Math.max(at, 0), steps);
  const amount =
    typeof inside === "string" && inside.endsWith("%")
      ? `${Number(((100 * clipped) / steps).toPrecision(3))}%`
      : Math.round(clipped);
  return typeof like === "object" && like !== null ? { ...like, amount } : amount;
}

/** A schedule whose text is canonical. */
export const canonical = (spec: string): string => parsed(spec).schedule?.text ?? spec;

/** A rounded value: three digits, so that a slider writes short numbers. */
export const rounded = (v: number, digits = 3): number => Number(v.toPrecision(digits));
