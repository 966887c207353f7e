// The verdicts of all schedules, computed in the worker; those of earlier texts are kept.
import type { Check, Remedy } from "taper-lr";
import { bind } from "./engine";
import { ask, type Limits } from "./jobs";
import type { State } from "./state";

export interface Judged {
  check: Check;
  remedies: Remedy[];
}
type Answer = Judged | { failed: string };

export const limitsOf = (st: State): Limits => ({
  slack: st.slack,
  steepnessMax: st.steepnessMax,
  delta: st.delta,
  clock: st.clock,
});

const kept = new Map<string, Answer>();
const keyOf = (spec: string, st: State): string =>
  JSON.stringify([spec, st.steps, st.stepsPerEpoch, st.tokensPerStep, limitsOf(st)]);

/** The verdict of a schedule, if it is known. */
export const judged = (spec: string, st: State): Answer | undefined => kept.get(keyOf(spec, st));
export const judgedCheck = (spec: string, st: State): Check | undefined => {
  const found = judged(spec, st);
  return found && "check" in found ? found.check : undefined;
};

let running = false;
let wanted: State | null = null;

/** Asks for the verdicts that are missing, the active schedule first; calls `then` after each. Old requests are dropped. */
export function judgeAll(st: State, then: () => void): void {
  wanted = st;
  if (running) return;
  running = true;
  void missing(then);
}

async function missing(then: () => void): Promise<void> {
  try {
    for (;;) {
      const now: State | null = wanted;
      if (!now) break;
      const order = [now.active, ...now.entries.keys()];
      const next = order
        .map((k) => now.entries[k]!)
        .find((e) => bind(e.spec, now).bound && !kept.has(keyOf(e.spec, now)));
      if (!next) break;
      const key = keyOf(next.spec, now);
      let answer: Answer;
      try {
        answer = await ask("check", {
          spec: next.spec,
          steps: now.steps,
          stepsPerEpoch: now.stepsPerEpoch,
          tokensPerStep: now.tokensPerStep,
          limits: limitsOf(now),
        }).answer;
      } catch (e) {
        answer = { failed: (e as { message: string }).message };
      }
      if (kept.size > 300) kept.clear();
      kept.set(key, answer);
      then();
    }
  } finally {
    running = false;
  }
}
