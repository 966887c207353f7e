// taper-lr: learning-rate schedules as window functions.
export * from "./design.js";
export * from "./files.js";
export { TaperError } from "./module.js";
export * from "./registry.js";
export type * from "./reports.js";
export * from "./safe.js";
export { type Change, type CheckOptions, type Clock, type Dynamics, EndlessRun, type Outline, parse, type Range, Run, Schedule, type ScheduleJson, tryParse, type WindowValues } from "./schedule.js";
