// What the page computes with on its own thread: parsing and the dynamics of schedules, with the last results kept.
import { type Clock, type Dynamics, type Run, type Schedule, TaperError } from "taper-lr";
import { parsed } from "./edit";
import type { State } from "./state";

export interface Bound {
  schedule: Schedule;
  run: Run;
}
export type Outcome = { bound: Bound; error?: undefined } | { bound?: undefined; error: TaperError };

/** The clock of the state. */
export const clockOf = (st: State): Clock => ({ stepsPerEpoch: st.stepsPerEpoch, tokensPerStep: st.tokensPerStep });

const kept = new Map<string, Outcome>();

/** A schedule over the steps of the state, or the error in its text. */
export function bind(spec: string, st: State): Outcome {
  const key = JSON.stringify([spec, st.steps, st.stepsPerEpoch, st.tokensPerStep]);
  const known = kept.get(key);
  if (known) return known;
  let out: Outcome;
  const { schedule, error } = parsed(spec);
  if (!schedule) out = { error: error! };
  else {
    try {
      out = { bound: { schedule, run: schedule.over(st.steps, clockOf(st)) } };
    } catch (e) {
      if (!(e instanceof TaperError)) throw e;
      out = { error: e };
    }
  }
  if (kept.size > 200) kept.clear();
  kept.set(key, out);
  return out;
}

const drawn = new Map<string, Dynamics>();

/** The number of points of a curve. */
export const points = 2000;

/** The dynamics of a run at up to 2,000 steps. */
export function dynamicsOf(spec: string, bound: Bound, st: State): Dynamics {
  const key = JSON.stringify([spec, st.steps, st.stepsPerEpoch, st.tokensPerStep, st.delta, st.clock]);
  const known = drawn.get(key);
  if (known) return known;
  const out = bound.run.dynamics({ points: Math.min(points, st.steps), delta: st.delta, clock: st.clock });
  if (drawn.size > 24) drawn.delete(drawn.keys().next().value!);
  drawn.set(key, out);
  return out;
}
