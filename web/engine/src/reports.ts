// The objects that taper writes as JSON: the same as `taper VERB --json`, with the same names.

export type Verdict = "favorable" | "marginal" | "violating";

/** Whose limit it is: the paper's, this program's, or one that you set. */
export type LimitSource = "paper" | "ours" | "yours";

/** The early or the late stage: the worst value, its limit, and the step of the worst value. */
export interface LimitStage {
  verdict: Verdict;
  /** early: the largest z = (1 − w)/w up to half-way; late: the smallest γ̄ before the end; null is infinite */
  value: number | null;
  relation: "<=" | ">=";
  limit: number;
  source: LimitSource;
  step: number | null;
  /** late only: T·w at that step, at most 1 if the stage is satisfied */
  end_times_length?: number | null;
}

/** The middle stage: the steepness S and the decreases of γ̄. */
export interface SmoothStage {
  verdict: Verdict;
  steepness: number | null;
  relation: "<=";
  limit: number;
  source: LimitSource;
  step: number | null;
  monotone: boolean;
  gamma_bar_fall: number;
}

export interface Finding {
  id: string;
  step?: number | null;
  message: string;
}

export interface Check {
  schema: "taper.check/2" | "taper.compare/2";
  spec: string;
  canonical: string;
  steps: number;
  verdict: Verdict;
  stages: {early: LimitStage; middle: SmoothStage; late: LimitStage};
  collapse: {
    critical_delta: number | null;
    delta: number;
    at: number | null;
    width: number | null;
    premature: boolean;
    abrupt: boolean;
  } | null;
  /** the mean rate as a fraction of the peak */
  budget: number;
  peak_multiplier: {relative_to: "cosine"; budget: number | null; bound: number | null; quadratic: number | null};
  predicted: {relative_to: "cosine"; bound: number | null; shared: number | null; tuned: number | null; equal_budget: number | null};
  dirichlet: number | null;
  faults: Finding[];
  notes: Finding[];
  reasons: string[];
  remedies: string[];
}

/** A change after which the schedule satisfies the rule (or comes closer), and the changed schedules to choose from. */
export interface Remedy {
  text: string;
  /** canonical texts; usually one, several for "use another window"; empty if a change cannot be written as a text */
  specs: string[];
}

export interface Comparison extends Check {
  schema: "taper.compare/2";
  gamma_bar: {"1/4": number | null; "1/2": number | null; "3/4": number | null; last: number | null};
  spectrum: Record<string, number | null>;
}

export interface Prediction {
  schema: "taper.predict/1";
  spec: string;
  canonical: string;
  steps: number;
  bound: {omega: number | null; peak: number | null; lambda: number | null; over_linear: number | null; shared: number | null};
  quadratic: {
    preset: Preset;
    shared: number | null;
    tuned: number | null;
    equal_budget: number | null;
    tuned_peak: number | null;
    at_stability_cap: boolean;
    relative_to: "cosine";
  };
}
export type Preset = "default" | "stability-limited" | "long-low-noise";

export interface Retargeted {
  schema: "taper.retarget/1";
  spec: string;
  canonical: string;
  steps: number;
  at: number;
  new_steps: number;
  how: "stretch" | "cooldown-now" | "rewarm" | "replace";
  x: number | null;
  rate: number;
  whole: {spec: string; steps: number; error: number};
  rest: {spec: string; steps: number; error: number} | null;
  naive: {rate: number; jump: number} | null;
  before: Check;
  after: Check;
}

/** An interval [low, high], several of them, or null if there is none. */
export type Intervals = [number, number] | [number, number][] | null;

export interface SafeRange {
  schema: "taper.safe/1";
  family: string;
  steps: number;
  parameter: string;
  searched: [number, number];
  favorable: Intervals;
  marginal: Intervals;
  published: [number, number] | null;
}

/** A map of two parameters: verdicts on a grid, row by row from the lowest value of `second`. */
export interface SafeMap {
  family: string;
  steps: number;
  first: string;
  second: string;
  firstValues: Float64Array;
  secondValues: Float64Array;
  /** cells[row * firstValues.length + column]: 0 favorable, 1 marginal, 2 violating, 255 not computed yet */
  cells: Uint8Array;
}

/** One entry of the registry: `taper list --json`. */
export type Entry = ShapeEntry | ModifierEntry | CombinationEntry | LibraryEntry;

export interface ShapeEntry {
  kind: "shape";
  name: string;
  signature: string;
  summary: string;
  formula: string;
  parameters: ShapeParameter[];
  limits: string;
  source: string;
  published: string | null;
  published_parameter?: string;
}
export interface ShapeParameter {
  name: string;
  meaning: string;
  /** "0 < i <= 1e+06" */
  range: string;
  low: number | null;
  high: number | null;
  percent: boolean;
  default: number | null;
  /** computed safe ranges over `steps` steps; absent unless asked for */
  favorable?: [number, number][];
  marginal?: [number, number][];
  steps?: number;
  held?: string;
}
export interface ModifierEntry { kind: "modifier"; name: string; usage: string; summary: string; example: string }
export interface CombinationEntry { kind: "combination"; name: string; usage: string; summary: string; example: string }
export interface LibraryEntry {
  kind: "library";
  name: string;
  title: string;
  version: string;
  numbers: string;
  precision: string;
  source: string;
  default_peak: number;
  default_of: string;
  schedules: LibrarySchedule[];
}
export interface LibrarySchedule {
  kind: "library schedule";
  name: string;
  signature: string;
  summary: string;
  formula: string;
  peak: string;
  parameters: LibraryParameter[];
  defects: string;
  source: string;
}
export interface LibraryParameter {
  name: string;
  kind: string;
  meaning: string;
  takes: string;
  range: string;
  required: boolean;
  default: unknown;
}

/** One series of a log: the object of `taper inspect --json`. */
export interface Inspection {
  schema: "taper.inspect/1";
  file: string;
  format: string;
  run?: string;
  group?: string;
  rows: number;
  rates: number;
  precision: string;
  planned_steps: number | null;
  spec: string | null;
  reason?: string;
  steps: number | null;
  segments: Segment[];
  delta: {max: number; q99: number; stride: number} | null;
  faults: LogFinding[];
  notes: LogFinding[];
  check: Check | null;
  /** the comparison with the requested schedule, if there is one */
  asked?: {
    /** "spec", or the kind of the configuration */
    source: string;
    spec: string;
    steps: number | null;
    /** every row agrees within its rounding */
    same: boolean;
    furthest: { step: number; asked: number; ran: number; share_of_peak: number };
  };
  [more: string]: unknown;
}
export interface Segment {
  from: number;
  to: number;
  spec: string | null;
  reason?: string;
  steps: number | null;
  steps_range: [number, number] | null;
  exact: number;
  rows: number;
  max_relative_error: number;
  [more: string]: unknown;
}
export interface LogFinding {
  id: string;
  step: number | null;
  message: string;
  remedy?: string;
  grade?: "certain" | "possible";
  /** rows that show it, and the rates at `step`; absent if it does not appear in rows */
  rows?: number;
  expected?: number | null;
  found?: number | null;
  outside?: number;
}

/** A series of a log: its report, and its rows to draw. NaN where a row has no value. */
export interface InspectedLog {
  report: Inspection;
  step: Float64Array;
  rate: Float64Array;
  loss: Float64Array;
  evalLoss: Float64Array;
  /** the recovered schedule at each row; NaN where the log cannot tell */
  recovered: Float64Array;
  /** the requested schedule at each row; empty without one */
  requested: Float64Array;
}

/** What a configuration will run: the object of `taper lint --json`. */
export interface Lint {
  schema: "taper.lint/1";
  file: string;
  format: string | null;
  spec: string | null;
  steps: number | null;
  faults: ConfigFinding[];
  notes: ConfigFinding[];
  check: Check | null;
  /** where the length is from */
  steps_from: string | null;
  /** why the rates are not known */
  error: { key: string | null; line: number | null; message: string; hint: string } | null;
  [more: string]: unknown;
}
export interface ConfigFinding { id: string; key: string | null; line: number | null; message: string }

export interface ExportTarget { name: string; kind: "code" | "traced" | "rates"; summary: string }
