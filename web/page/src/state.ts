// The state of the page, its history and its form in a link.

export type AxisUnit = "steps" | "epochs" | "tokens";

export interface Entry {
  spec: string;
  shown: boolean;
}

export interface State {
  entries: Entry[];
  active: number;
  steps: number;
  delta: number;
  slack: number;
  steepnessMax: number;
  clock: "fall" | "run";
  unit: AxisUnit;
  stepsPerEpoch: number;
  tokensPerStep: number;
  logRate: boolean;
  difference: boolean;
}

export const defaults: State = {
  entries: [
    { spec: "cosine", shown: true },
    { spec: "linear", shown: true },
    { spec: "exp(beta=0.05)", shown: true },
  ],
  active: 0,
  steps: 1000,
  delta: 1,
  slack: 1,
  steepnessMax: 5.37,
  clock: "fall",
  unit: "steps",
  stepsPerEpoch: 100,
  tokensPerStep: 4096,
  logRate: false,
  difference: false,
};

type Listener = (state: State) => void;

/** The state with undo and redo. A `live` change (a drag) becomes one entry of the history when it is kept. */
class Store {
  private now: State = structuredClone(defaults);
  private past: string[] = [];
  private future: string[] = [];
  private before: string | null = null;
  private listeners: Listener[] = [];

  get state(): State {
    return this.now;
  }
  get active(): Entry {
    return this.now.entries[this.now.active]!;
  }
  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** The first state, before anything is drawn. */
  begin(state: State): void {
    this.now = state;
  }

  subscribe(f: Listener): void {
    this.listeners.push(f);
  }

  /** Changes the state; `live` while the user still drags. */
  set(patch: Partial<State>, how: "kept" | "live" = "kept"): void {
    this.before ??= JSON.stringify(this.now);
    this.now = { ...this.now, ...patch };
    if (how === "kept") this.keep();
    this.tell();
  }

  /** Changes the text of one schedule. */
  setSpec(spec: string, how: "kept" | "live" = "kept", index = this.now.active): void {
    const entries = this.now.entries.map((e, k) => (k === index ? { ...e, spec } : e));
    this.set({ entries }, how);
  }

  /** Selects a schedule; this is not a change of the history. */
  select(active: number): void {
    this.keep();
    this.now = { ...this.now, active };
    this.tell();
  }

  /** Ends a drag. */
  keep(): void {
    if (this.before === null || this.before === JSON.stringify(this.now)) {
      this.before = null;
      return;
    }
    this.past.push(this.before);
    if (this.past.length > 500) this.past.shift();
    this.future = [];
    this.before = null;
  }

  undo(): void {
    this.keep();
    const to = this.past.pop();
    if (to === undefined) return;
    this.future.push(JSON.stringify(this.now));
    this.now = JSON.parse(to) as State;
    this.tell();
  }

  redo(): void {
    this.keep();
    const to = this.future.pop();
    if (to === undefined) return;
    this.past.push(JSON.stringify(this.now));
    this.now = JSON.parse(to) as State;
    this.tell();
  }

  tell(): void {
    for (const f of this.listeners) f(this.now);
  }
}

export const store = new Store();

async function through(data: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const out = new Response(new Blob([data as BlobPart]).stream().pipeThrough(stream as unknown as TransformStream));
  return new Uint8Array(await out.arrayBuffer());
}

/** The state as text for the fragment of a link: only what differs from the defaults, compressed. */
export async function toFragment(state: State): Promise<string> {
  const changed: Record<string, unknown> = {};
  for (const key of Object.keys(defaults) as (keyof State)[]) {
    if (JSON.stringify(state[key]) !== JSON.stringify(defaults[key])) changed[key] = state[key];
  }
  if (Object.keys(changed).length === 0) return "";
  const bytes = await through(new TextEncoder().encode(JSON.stringify(changed)), new CompressionStream("deflate-raw"));
  return (
    "s=" +
    btoa(String.fromCharCode(...bytes))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "")
  );
}

const within = (v: unknown, low: number, high: number): v is number =>
  typeof v === "number" && Number.isFinite(v) && v >= low && v <= high;

/** Accepts only values that the page itself could have written. */
export function validState(from: Record<string, unknown>): State | null {
  const out = structuredClone(defaults);
  if (Array.isArray(from.entries)) {
    const entries = from.entries.filter(
      (e): e is Entry => typeof e?.spec === "string" && e.spec.length < 100_000 && typeof e.shown === "boolean",
    );
    if (entries.length === 0 || entries.length > maxEntries) return null;
    out.entries = entries.map(({ spec, shown }) => ({ spec, shown }));
  }
  if (within(from.steps, 2, maxSteps)) out.steps = Math.floor(from.steps);
  if (within(from.active, 0, out.entries.length - 1)) out.active = Math.floor(from.active);
  if (within(from.delta, 1e-6, 1e6)) out.delta = from.delta;
  if (within(from.slack, 1e-6, 1e6)) out.slack = from.slack;
  if (within(from.steepnessMax, 1e-6, 1e6)) out.steepnessMax = from.steepnessMax;
  if (from.clock === "run") out.clock = "run";
  if (from.unit === "epochs" || from.unit === "tokens") out.unit = from.unit;
  if (within(from.stepsPerEpoch, 1, maxSteps)) out.stepsPerEpoch = Math.floor(from.stepsPerEpoch);
  if (within(from.tokensPerStep, 1, 1e12)) out.tokensPerStep = Math.floor(from.tokensPerStep);
  if (from.logRate === true) out.logRate = true;
  if (from.difference === true) out.difference = true;
  return out;
}

export const maxEntries = 8;
export const maxSteps = 1e12;

/** The state of a fragment; null if it is none. `#spec=…&spec=…&steps=…` is accepted too, for links written by hand. */
export async function fromFragment(fragment: string): Promise<State | null> {
  const text = fragment.replace(/^#/, "");
  if (text === "") return null;
  const fields = new URLSearchParams(text);
  try {
    const packed = fields.get("s");
    if (packed !== null) {
      const raw = atob(packed.replace(/-/g, "+").replace(/_/g, "/"));
      const bytes = await through(
        Uint8Array.from(raw, (c) => c.charCodeAt(0)),
        new DecompressionStream("deflate-raw"),
      );
      return validState(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>);
    }
    const specs = fields.getAll("spec");
    if (specs.length > 0) {
      const steps = Number(fields.get("steps") ?? defaults.steps);
      return validState({ entries: specs.map((spec) => ({ spec, shown: true })), steps });
    }
  } catch {
    return null;
  }
  return null;
}
