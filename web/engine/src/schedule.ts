// Schedules and runs: immutable values. Everything is computed by the engine.
import { core, rest } from "./engine.js";
import { TaperError } from "./module.js";
import { list } from "./registry.js";
import type { Check, Comparison, Prediction, Preset, Remedy, Retargeted } from "./reports.js";

/** What turns epochs, tokens and samples into steps. */
export interface Clock {
  stepsPerEpoch?: number | undefined;
  samplesPerStep?: number | undefined;
  tokensPerStep?: number | undefined;
}

/** Limits of a check; the defaults are those of `taper check`. */
export interface CheckOptions {
  /** Early stage: z at most this; default 1. */
  slack?: number | undefined;
  /** Middle stage: steepness at most this; default 5.37. */
  steepnessMax?: number | undefined;
  /** Largest change of the loss in one step; default 1. */
  delta?: number | undefined;
  /** "fall" counts the steps of the fall, "run" those of the run. */
  clock?: "fall" | "run" | undefined;
}

/** The JSON form of a schedule, `{shape: {poly: {i: 1.8}}, warmup: 500, floor: "10%"}`: change it and `parse` it again. */
export type ScheduleJson = { shape: string | Record<string, Record<string, unknown>> } & Record<string, unknown>;

/** Where the parts of a run are, in steps that need not be whole. */
export interface Outline {
  riseEnd: number;
  fallBegin: number;
  fallEnd: number;
  peak: number;
  /** The rate at which the window ends. */
  floor: number;
  cycles: number;
}

/** Columns of `taper dynamics`; NaN where a quantity is not defined. */
export interface Dynamics {
  step: Float64Array;
  x: Float64Array;
  /** The rate relative to the peak. */
  window: Float64Array;
  lr: Float64Array;
  theta: Float64Array;
  z: Float64Array;
  gamma: Float64Array;
  gammaBar: Float64Array;
  steepness: Float64Array;
  acceptance: Float64Array;
  beta: Float64Array;
  kappa: Float64Array;
}
const columns = ["step", "x", "window", "lr", "theta", "z", "gamma", "gammaBar", "steepness", "acceptance", "beta", "kappa"] as const;

/** A window at several places: φ, 1 − φ, φ′. */
export interface WindowValues {
  value: Float64Array;
  complement: Float64Array;
  slope: Float64Array;
}

/** Steps first, first + stride, …: `count` of them. */
export interface Range {
  first?: number;
  /** At most 2^27. */
  count: number;
  stride?: number;
}

/** A change of a run from step `at` on. */
export interface Change extends CheckOptions {
  /** The next step to run; the length of the plan if it is finished. */
  at: number;
  newSteps?: number;
  /** Rise to the peak again over this many steps. */
  rewarm?: number;
  /** The fall begins now. */
  cooldownNow?: boolean;
  /** From `at` on, rates are multiplied by this / the old peak. */
  peak?: number;
  /** Another schedule over the remaining steps. */
  to?: string | Schedule;
}

/** @internal The numbers of limits, as the engine takes them. */
export const limits = (o: CheckOptions): (number | undefined)[] => [o.slack, o.steepnessMax, o.delta, o.clock === "run" ? 1 : 0];

interface Shown {
  canonical: string;
  twin: string;
  json: ScheduleJson;
  cpp: string;
  python: string;
  family: string;
  formula: string;
  needs_length: boolean;
  native?: string | null;
  peak: number | null;
}

const secret = Symbol();

/** A window with its modifiers, not yet bound to a length. `parse` makes it. */
export class Schedule {
  readonly #shown: Shown;

  /** @internal */
  constructor(key: typeof secret, shown: Shown) {
    if (key !== secret) throw new TypeError("parse() makes schedules");
    this.#shown = shown;
  }

  /** Canonical text. */
  get text(): string { return this.#shown.canonical; }
  /** The same without characters that a shell interprets. */
  get shell(): string { return this.#shown.twin; }
  /** A copy of the JSON form. */
  get json(): ScheduleJson { return structuredClone(this.#shown.json); }
  get cpp(): string { return this.#shown.cpp; }
  get python(): string { return this.#shown.python; }
  get javascript(): string { return `parse(${JSON.stringify(this.text)})`; }
  /** "poly", "torch.OneCycleLR", "sequence" */
  get family(): string { return this.#shown.family; }
  get formula(): string { return this.#shown.formula; }
  /** False if the rates do not depend on the length of the run. */
  get needsLength(): boolean { return this.#shown.needs_length; }
  /** A schedule of another library in taper's own windows, with its length; undefined if there is none. */
  get native(): string | undefined { return this.#shown.native ?? undefined; }
  /** The peak in the text; undefined if it has none. */
  get peak(): number | undefined { return this.#shown.peak ?? undefined; }

  /** With more modifiers: `parse("cosine").with("warmup(500)", "peak(3e-4)")`. */
  with(...modifiers: string[]): Schedule {
    return parse([this.text, ...modifiers].join(" | "));
  }

  /** With other values of parameters or modifiers; null removes one: `set({i: 2, warmup: "10%", floor: null})`. */
  set(changes: Record<string, number | string | null>): Schedule {
    const json = this.json;
    const inShape = typeof json.shape === "string" ? {} : { ...json.shape[this.family] };
    const own = parametersOf(this.family);
    for (const [name, value] of Object.entries(changes)) {
      const place: Record<string, unknown> = own.has(name) ? inShape : json;
      if (value === null) delete place[name];
      else place[name] = value;
    }
    json.shape = Object.keys(inShape).length > 0 ? { [this.family]: inShape } : this.family;
    return parse(json);
  }

  /** Over a number of optimizer steps. Without one: rates of any step, if the schedule needs no length. */
  over(steps: number, clock?: Clock): Run;
  over(steps?: undefined, clock?: Clock): EndlessRun;
  over(steps?: number, clock: Clock = {}): Run | EndlessRun {
    return steps === undefined ? new EndlessRun(this, clock) : new Run(this, steps, clock);
  }

  /** The window φ without modifiers at places x from 0 to 1, or at distances to its end. */
  window(places: { x: ArrayLike<number> } | { rest: ArrayLike<number> }): WindowValues {
    const at = Array.from("x" in places ? places.x : places.rest);
    const all = core.call("window", [this.text], ["x" in places ? 0 : 1, ...at]).numbers;
    const n = at.length;
    return { value: all.subarray(0, n), complement: all.subarray(n, 2 * n), slope: all.subarray(2 * n) };
  }

  equals(other: Schedule | string): boolean {
    return this.text === parse(other).text;
  }
  toString(): string { return this.text; }
  toJSON(): ScheduleJson { return this.json; }
}

function parametersOf(family: string): Set<string> {
  for (const entry of list()) {
    if (entry.kind === "shape" && entry.name === family) return new Set(entry.parameters.map((p) => p.name));
    if (entry.kind !== "library") continue;
    const found = entry.schedules.find((s) => s.name === family);
    if (found) return new Set(found.parameters.map((p) => p.name));
  }
  return new Set();
}

/** A schedule from text (pipe, compact or JSON form) or from its JSON form. Throws TaperError. */
export function parse(text: string | ScheduleJson | Schedule): Schedule {
  if (text instanceof Schedule) return text;
  const written = typeof text === "string" ? text : JSON.stringify(text);
  return new Schedule(secret, JSON.parse(core.call("parse", [written]).text) as Shown);
}

/** The same without an exception, for an editor. */
export function tryParse(text: string): { schedule: Schedule; error?: undefined } | { schedule?: undefined; error: TaperError } {
  try {
    return { schedule: parse(text) };
  } catch (error) {
    if (error instanceof TaperError) return { error };
    throw error;
  }
}

class Rates {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly peak: number;
  readonly floor: number;
  /** @internal What the engine is given first: NaN where there is no length or no clock. */
  readonly numbers: readonly (number | undefined)[];
  /** @internal */
  protected readonly bound: Float64Array;

  /** @internal */
  constructor(schedule: Schedule, steps: number | undefined, clock: Clock) {
    this.schedule = schedule;
    this.clock = { ...clock };
    this.numbers = [steps, clock.stepsPerEpoch, clock.samplesPerStep, clock.tokensPerStep];
    this.bound = core.call("bind", [schedule.text], this.numbers).numbers;
    [this.peak, this.floor] = this.bound as unknown as [number, number];
  }

  /** The rate of one step. */
  at(step: number): number {
    return this.rates([step])[0]!;
  }

  /** The rates of steps: a list of them, or first, first + stride, …, into `out` if it is given. */
  rates(steps: ArrayLike<number> | Range, out?: Float64Array): Float64Array {
    const answer = "length" in steps
      ? core.call("rates", [this.schedule.text], [...this.numbers, ...Array.from(steps)])
      : core.call("fill", [this.schedule.text], [...this.numbers, steps.first ?? 0, steps.stride ?? 1, steps.count]);
    if (!out) return answer.numbers;
    out.set(answer.numbers);
    return out;
  }
}

/** A schedule that needs no length: the rate of any step. */
export class EndlessRun extends Rates {
  /** @internal */
  constructor(schedule: Schedule, clock: Clock) {
    super(schedule, undefined, clock);
  }
}

/** A schedule over a length: a pure function of the step. */
export class Run extends Rates {
  readonly steps: number;

  /** @internal */
  constructor(schedule: Schedule, steps: number, clock: Clock) {
    super(schedule, steps, clock);
    this.steps = steps;
  }

  get outline(): Outline {
    const [peak, floor, riseEnd, fallBegin, fallEnd, cycles] = this.bound as unknown as [number, number, number, number, number, number];
    return { peak, floor, riseEnd, fallBegin, fallEnd, cycles };
  }

  /** All rates, steps 0 … steps − 1. */
  table(): Float64Array {
    return this.rates({ count: this.steps });
  }

  /** The dynamics at `points` steps spread evenly over the run (2000 unless given), or at the given steps. `points` is from 2 to 2^20. */
  dynamics(options: { points?: number; steps?: ArrayLike<number>; delta?: number; clock?: "fall" | "run" } = {}): Dynamics {
    const given = options.steps ? Array.from(options.steps) : [];
    const numbers = [...this.numbers, ...limits(options), options.points ?? 2000, ...given];
    const all = core.call("dynamics", [this.schedule.text], numbers).numbers;
    const n = all.length / columns.length;
    return Object.fromEntries(columns.map((name, k) => [name, all.subarray(k * n, (k + 1) * n)])) as unknown as Dynamics;
  }

  /** Faults, the verdict with its three stages, reasons, remedies. */
  check(options: CheckOptions = {}): Check {
    return JSON.parse(core.call("check", [this.schedule.text], [...this.numbers, ...limits(options)]).text) as Check;
  }

  /** The remedies of `check`, with the schedules that they make. */
  remedies(options: CheckOptions = {}): Remedy[] {
    return JSON.parse(core.call("remedies", [this.schedule.text], [...this.numbers, ...limits(options)]).text) as Remedy[];
  }

  /** The check, with γ̄ at quarters of the run and figures of the window's spectrum. */
  async compare(options: CheckOptions = {}): Promise<Comparison> {
    const engine = await rest();
    return JSON.parse(engine.call("compare", [this.schedule.text], [...this.numbers, ...limits(options)]).text) as Comparison;
  }

  /** The expected loss by two models, relative to cosine. */
  async predict(preset: Preset = "default"): Promise<Prediction> {
    const engine = await rest();
    return JSON.parse(engine.call("predict", [this.schedule.text, preset], this.numbers).text) as Prediction;
  }

  /** The same run with another length, peak or schedule from a step on. */
  async retarget(change: Change): Promise<Retargeted> {
    const engine = await rest();
    const to = change.to === undefined ? "" : String(change.to);
    const numbers = [...this.numbers, ...limits(change), change.at, change.newSteps ?? this.steps, change.rewarm ?? 0, change.cooldownNow ? 1 : 0, change.peak];
    return JSON.parse(engine.call("retarget", [this.schedule.text, to], numbers).text) as Retargeted;
  }

  /** Code of another language, or all rates: `to` is a name of exportTargets(). */
  async export(to: string, options: { runtimeTotal?: boolean } = {}): Promise<string> {
    const engine = await rest();
    return engine.call("export", [this.schedule.text, to], [...this.numbers, options.runtimeTotal ? 1 : 0]).text;
  }
}
