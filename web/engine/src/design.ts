// A schedule from a target profile.
import { core } from "./engine.js";
import { parse, type Schedule } from "./schedule.js";

/** A profile over the fall: x from 0 to 1, and the quantity there. */
export interface Profile {
  /** "gamma-bar": the time-normalized rate, per step; "acceptance": exp(−delta/w). */
  kind: "gamma-bar" | "acceptance";
  x: ArrayLike<number>;
  /** As many values as x has. */
  y: ArrayLike<number>;
  /** Steps of the fall. */
  steps: number;
  delta?: number;
}

/** The table whose time-normalized rate or acceptance is the profile; a monotone cubic between its rows. */
export function design(profile: Profile): Schedule {
  const numbers = [profile.kind === "acceptance" ? 1 : 0, profile.steps, profile.delta ?? 1, profile.x.length, ...Array.from(profile.x), ...Array.from(profile.y)];
  return parse(core.call("design", [], numbers).text);
}
