// Safe operating areas: the parameters with which a window satisfies the rule.
import { core } from "./engine.js";
import type { SafeMap, SafeRange } from "./reports.js";
import { type CheckOptions, limits, type Schedule } from "./schedule.js";

type Sweep = [number, number];
const window = (w: string | Schedule): string => String(w);

/** The safe range of a parameter; the others are those of the window. A parameter that is swept needs no value. */
export function safe(of: string | Schedule, parameter: string, steps: number, options: CheckOptions & { sweep?: Sweep } = {}): SafeRange {
  const numbers = [steps, ...limits(options), ...(options.sweep ?? [])];
  return JSON.parse(core.call("safe", [window(of), parameter], numbers).text) as SafeRange;
}

/** A map that is computed in slices, so that a worker can report its progress and stop. */
export interface SafeMapping {
  /** Filled row by row. */
  readonly map: SafeMap;
  /** Computes `rows` rows at a time; yields the share that is done. */
  slices(rows?: number): Generator<number, SafeMap>;
  /** Computes all of it. */
  all(): SafeMap;
}

/** The safe map of two parameters, 61 × 31 values unless given. */
export function safeMap(of: string | Schedule, first: string, second: string, steps: number,
  options: CheckOptions & { firstSweep?: Sweep; secondSweep?: Sweep; columns?: number; rows?: number } = {}): SafeMapping {
  const columns = options.columns ?? 61;
  const rows = options.rows ?? 31;
  const none: Sweep = [NaN, NaN];
  const call = (begin: number, count: number): Float64Array => core.call("safe_map", [window(of), first, second],
    [steps, ...limits(options), ...(options.firstSweep ?? none), ...(options.secondSweep ?? none), columns, rows, begin, count]).numbers;
  const axes = call(0, 0);
  const family = /^[\w.]+/.exec(window(of).trim())?.[0] ?? "";
  const map: SafeMap = {
    family, steps, first, second,
    firstValues: axes.slice(0, columns), secondValues: axes.slice(columns), cells: new Uint8Array(columns * rows).fill(255),
  };
  function* slices(height = 8): Generator<number, SafeMap> {
    for (let row = 0; row < rows; row += height) {
      map.cells.set(call(row, height).subarray(columns + rows), row * columns);
      yield Math.min(1, (row + height) / rows);
    }
    return map;
  }
  return {
    map,
    slices,
    all() {
      for (const _ of slices(rows));
      return map;
    },
  };
}
