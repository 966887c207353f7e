export * from "../engine/src/api.js";
export * from "../engine/src/reports.js";
import type { Schedule } from "../engine/src/api.js";
export declare function design(o: { kind: "gamma-bar" | "acceptance"; x: ArrayLike<number>; y: ArrayLike<number>; steps: number; delta?: number }): Schedule;
