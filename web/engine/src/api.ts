// The whole API of taper-lr, as declarations. Everything that returns a Promise loads the second part of the engine at its first call.
import type {Check, Comparison, Entry, ExportTarget, InspectedLog, Lint, Prediction, Preset, Remedy, Retargeted, SafeMap, SafeRange} from "./reports.js";

/** What turns epochs, tokens and samples into steps. */
export interface Clock { stepsPerEpoch?: number; samplesPerStep?: number; tokensPerStep?: number }

/** Limits of a check; the defaults are those of `taper check`. */
export interface CheckOptions {
  /** early: z at most this; default 1 */
  slack?: number;
  /** middle: steepness at most this; default 5.37 */
  steepnessMax?: number;
  /** the largest change of the loss in one step; default 1 */
  delta?: number;
  /** "fall": the steps of the fall; "run": the steps of the run */
  clock?: "fall" | "run";
}

/** An error in a text: what is wrong, where, and what to write instead. */
export declare class TaperError extends Error {
  /** syntax, unknown_name, missing, out_of_range, conflict, unit, too_large, unsupported, io */
  readonly code: string;
  /** the text, if the error has a place in it */
  readonly text: string | undefined;
  /** index into `text` (UTF-16, as JavaScript counts) */
  readonly at: number | undefined;
  /** advice in words; may be empty */
  readonly hint: string;
  /** what is allowed at `at`: a name that replaces the word there ("cosine" for "cosnie") */
  readonly suggestion: string | undefined;
  /** the message, the text and a caret, in several lines, as the program prints it */
  readonly explanation: string;
}

/** The JSON form of a schedule; edit it and `parse` it again. `{"shape": {"poly": {"i": 1.8}}, "warmup": 500, "floor": "10%"}` */
export type ScheduleJson = {shape: string | Record<string, Record<string, unknown>>} & Record<string, unknown>;

/** A schedule: a window with its modifiers, not yet bound to a length. Immutable. */
export declare class Schedule {
  /** canonical text */
  readonly text: string;
  /** without characters that a shell would interpret */
  readonly shell: string;
  readonly json: ScheduleJson;
  readonly cpp: string;
  readonly python: string;
  /** JavaScript expression that makes it: parse("…") */
  readonly javascript: string;
  /** "poly", "torch.OneCycleLR", "sequence" */
  readonly family: string;
  /** formula of the window */
  readonly formula: string;
  /** false: it needs no length (kronecker, restarts(first=N, forever), constant) */
  readonly needsLength: boolean;
  /** the rate at x = 0 of the fall; undefined if the text has no peak */
  readonly peak: number | undefined;
  /** With more modifiers: parse("cosine").with("warmup(500)", "peak(3e-4)"). */
  with(...modifiers: string[]): Schedule;
  /** With changed parts: a parameter of the shape or a modifier; null removes one. set({i: 2, warmup: "10%", floor: null}) */
  set(changes: Record<string, number | string | null>): Schedule;
  /** Bound to a number of optimizer steps. */
  over(steps: number, clock?: Clock): Run;
  equals(other: Schedule | string): boolean;
  toString(): string;
}

/** A schedule from text (notation or JSON), or from its JSON form. Throws TaperError. */
export declare function parse(text: string | ScheduleJson | Schedule): Schedule;

/** The parse without an exception, for an editor. */
export declare function tryParse(text: string): {schedule: Schedule; error?: undefined} | {schedule?: undefined; error: TaperError};

/** Where the parts of a run lie, in steps (not always whole). */
export interface Outline {
  riseEnd: number;
  fallBegin: number;
  fallEnd: number;
  peak: number;
  /** lowest rate of the window, in the unit of the peak */
  floor: number;
  cycles: number;
}

/** Columns of `taper dynamics`; NaN where a quantity is not defined. */
export interface Dynamics {
  step: Float64Array;
  x: Float64Array;
  /** w = rate / peak */
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

/** A schedule over a length: a pure function of the step. Immutable. */
export declare class Run {
  readonly schedule: Schedule;
  readonly steps: number;
  readonly clock: Clock;
  readonly peak: number;
  readonly floor: number;
  readonly outline: Outline;
  /** The rate of one step. Steps at and after the end give the final rate. */
  at(step: number): number;
  /** Rates of given steps, or of first, first + stride, … */
  rates(steps: ArrayLike<number>): Float64Array;
  rates(range: {first?: number; count: number; stride?: number}, out?: Float64Array): Float64Array;
  /** All rates, steps 0 … steps − 1. */
  table(): Float64Array;
  /** The dynamics at `points` steps spread evenly over the run (default 2000, both ends included), or at given steps. */
  dynamics(options?: {points?: number; steps?: ArrayLike<number>; delta?: number; clock?: "fall" | "run"}): Dynamics;
  check(options?: CheckOptions): Check;
  remedies(options?: CheckOptions): Remedy[];
  compare(options?: CheckOptions): Comparison;
  predict(preset?: Preset): Promise<Prediction>;
  /** The same run with another length, peak or schedule from step `at` on. */
  retarget(change: {at: number; newSteps?: number; rewarm?: number; cooldownNow?: boolean; peak?: number; to?: string | Schedule} & CheckOptions): Promise<Retargeted>;
  /** Code of another language, or all rates: a name of exportTargets(). */
  export(to: string, options?: {runtimeTotal?: boolean}): Promise<string>;
}

/** The safe operating range of a parameter, others as in the schedule's window. */
export declare function safe(window: string | Schedule, parameter: string, steps: number, options?: CheckOptions & {sweep?: [number, number]}): SafeRange;

/** The safe map of two parameters, computed in slices. Yields after each slice the share that is done; `signal` or leaving the loop stops it.
 *  for (const done of mapping.slices(8)) postMessage(done); */
export declare function safeMap(window: string | Schedule, first: string, second: string, steps: number,
  options?: CheckOptions & {firstSweep?: [number, number]; secondSweep?: [number, number]; columns?: number; rows?: number}): SafeMapping;
export interface SafeMapping {
  /** filled row by row */
  readonly map: SafeMap;
  /** Computes `rows` rows at a time and yields the share done, 0 … 1. */
  slices(rows?: number): Generator<number, SafeMap>;
  /** Computes all of it. */
  all(): SafeMap;
}

/** The registry: shapes, modifiers, combinations, libraries. `safe: true` also computes safe ranges (slower). */
export declare function list(options?: {safe?: boolean}): Entry[];
/** One entry, with computed safe ranges. */
export declare function describe(name: string): Entry | undefined;
/** Languages of `Run.export`. */
export declare function exportTargets(): ExportTarget[];

/** What a training log ran: one result for each series. Bytes of the file; nothing is opened or sent. */
export declare function inspect(content: Uint8Array | ArrayBuffer | string, options?: {
  name?: string; format?: string; pattern?: string; expected?: string | Schedule | Run; steps?: number}): Promise<InspectedLog[]>;

/** What a training configuration will run, and its mistakes. */
export declare function lint(content: Uint8Array | ArrayBuffer | string, options?: {
  name?: string; format?: string; steps?: number; stepsPerEpoch?: number; datasetSize?: number; worldSize?: number}): Promise<Lint>;

/** "log", "configuration" or "unknown": for a dropped file. */
export declare function kindOf(content: Uint8Array | ArrayBuffer | string, name?: string): Promise<"log" | "configuration" | "unknown">;

export declare const version: string;
