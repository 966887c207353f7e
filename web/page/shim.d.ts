export * from "../engine/src/api.js";
export * from "../engine/src/reports.js";
