// Work that takes more than a frame runs in a worker: requests by name, answers as promises.
import type { Check, ConfigFinding, InspectedLog, Lint, Remedy, SafeMap, SafeRange } from "taper-lr";

export interface Limits {
  slack: number;
  steepnessMax: number;
  delta: number;
  clock: "fall" | "run";
}
export interface RunRequest {
  spec: string;
  steps: number;
  stepsPerEpoch: number;
  tokensPerStep: number;
}
export interface MapRequest {
  window: string;
  first: string;
  second: string;
  steps: number;
  firstSweep: [number, number];
  secondSweep: [number, number];
  columns: number;
  rows: number;
  limits: Limits;
}
export interface FileRequest {
  /** read by the worker: its bytes are never in the memory of the page */
  file: File;
  expected?: string;
  steps?: number;
  stepsPerEpoch?: number;
  datasetSize?: number;
  worldSize?: number;
}

/** Every request with its answer. */
export interface Jobs {
  check: { ask: RunRequest & { limits: Limits }; answer: { check: Check; remedies: Remedy[] } };
  safe: { ask: { window: string; parameter: string; steps: number; limits: Limits }; answer: SafeRange };
  map: { ask: MapRequest; answer: SafeMap };
  /** a file of either kind */
  read: { ask: FileRequest; answer: { logs: InspectedLog[] } | { found: Lint } };
  inspect: { ask: FileRequest; answer: InspectedLog[] };
  lint: { ask: FileRequest; answer: Lint };
  export: { ask: RunRequest & { to: string }; answer: string };
}
export type { ConfigFinding };

export interface Failure {
  message: string;
  hint: string;
  cancelled: boolean;
}
type Report = { id: number; done: unknown } | { id: number; failed: Failure } | { id: number; progress: number };

interface Waiting {
  resolve(answer: unknown): void;
  reject(why: Failure): void;
  progress?: (share: number) => void;
}

let worker: Promise<Worker> | null = null;
let next = 0;
const waiting = new Map<number, Waiting>();

/** The worker, when it has loaded the engine. */
function start(): Promise<Worker> {
  // A variable, so that the bundler leaves the address alone: the worker is an entry of the same build and shares its chunks.
  const file = import.meta.env.DEV ? "/src/worker.ts" : "./worker.js";
  // A worker of a blob inherits the policy of the page: it cannot send anything either.
  const blob = new Blob([`import ${JSON.stringify(new URL(file, import.meta.url).href)};`], {
    type: "text/javascript",
  });
  const out = new Worker(URL.createObjectURL(blob), { type: "module" });
  return new Promise((resolve, reject) => {
    out.onerror = (e) => {
      reject(new Error(e.message));
      // it will not answer any more: the next job starts another worker
      worker = null;
      for (const job of waiting.values()) job.reject({ message: e.message, hint: "", cancelled: false });
      waiting.clear();
    };
    out.onmessage = (e: MessageEvent<Report | "ready">) => {
      if (e.data === "ready") return resolve(out);
      const job = waiting.get(e.data.id);
      if (!job) return;
      if ("progress" in e.data) return job.progress?.(e.data.progress);
      waiting.delete(e.data.id);
      if ("failed" in e.data) job.reject(e.data.failed);
      else job.resolve(e.data.done);
    };
  });
}

/** Starts a job; `cancel` ends it, its promise then fails with `cancelled`. */
export function ask<K extends keyof Jobs>(
  kind: K,
  request: Jobs[K]["ask"],
  progress?: (share: number) => void,
): { answer: Promise<Jobs[K]["answer"]>; cancel(): void } {
  worker ??= start();
  const id = ++next;
  const answer = new Promise<Jobs[K]["answer"]>((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (a: unknown) => void, reject, progress });
  });
  const send = (message: unknown): void =>
    void worker!.then(
      (w) => w.postMessage(message),
      (e: Error) => waiting.get(id)?.reject({ message: e.message, hint: "", cancelled: false }),
    );
  send({ id, kind, request });
  return { answer, cancel: () => send({ id, kind: "cancel" }) };
}

/** Keeps only the newest request: one runs, one waits, those between are dropped. */
export class Newest<K extends keyof Jobs> {
  private running = false;
  private queued: { request: Jobs[K]["ask"]; then: (a: Jobs[K]["answer"] | Failure) => void } | null = null;
  constructor(private kind: K) {}

  ask(request: Jobs[K]["ask"], then: (a: Jobs[K]["answer"] | Failure) => void): void {
    this.queued = { request, then };
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.queued) {
      const { request, then } = this.queued;
      this.queued = null;
      try {
        then(await ask(this.kind, request).answer);
      } catch (e) {
        then(e as Failure);
      }
    }
    this.running = false;
  }
}

export const failedJob = (a: unknown): a is Failure => typeof a === "object" && a !== null && "cancelled" in a;
