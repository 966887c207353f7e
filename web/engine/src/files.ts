// Files: training logs and configurations, from their bytes. Nothing is opened and nothing is sent.
import { fresh } from "./engine.js";
import type { InspectedLog, Inspection, Lint } from "./reports.js";
import { Run, type Schedule } from "./schedule.js";

export type Content = Uint8Array | ArrayBuffer | string;
const bytesOf = (content: Content): string | Uint8Array => (content instanceof ArrayBuffer ? new Uint8Array(content) : content);

export interface InspectOptions {
  /** For messages; it may identify a column. */
  name?: string | undefined;
  /** Recognized by content unless given. */
  format?: string | undefined;
  /** The requested schedule. Default: the arguments in the log, if any. */
  expected?: string | Schedule | Run | undefined;
  /** Its length, if neither it nor the log gives one. */
  steps?: number | undefined;
}

/** What a training log ran: one result for each series. */
export async function inspect(content: Content, options: InspectOptions = {}): Promise<InspectedLog[]> {
  const { expected } = options;
  const asked = expected === undefined ? "" : expected instanceof Run ? expected.schedule.text : String(expected);
  const steps = expected instanceof Run ? expected.steps : options.steps;
  const engine = await fresh();
  const { text, numbers } = engine.call("inspect", [options.name ?? "log", options.format ?? "", asked, bytesOf(content)], [steps]);
  let at = 0;
  const column = (n: number): Float64Array => numbers.slice(at, (at += n));
  return (JSON.parse(text) as Inspection[]).map((report) => {
    const [rows, requested] = [numbers[at]!, numbers[at + 1]!];
    at += 2;
    return { report, step: column(rows), rate: column(rows), loss: column(rows), evalLoss: column(rows), recovered: column(rows), requested: column(requested) };
  });
}

export interface LintOptions {
  name?: string | undefined;
  format?: string | undefined;
  /** What the file leaves open. */
  steps?: number | undefined;
  stepsPerEpoch?: number | undefined;
  datasetSize?: number | undefined;
  worldSize?: number | undefined;
}

/** What a training configuration will run, and its mistakes. */
export async function lint(content: Content, options: LintOptions = {}): Promise<Lint> {
  const engine = await fresh();
  const facts = [options.steps, options.stepsPerEpoch, options.datasetSize, options.worldSize];
  return JSON.parse(engine.call("lint", [options.name ?? "configuration", options.format ?? "", bytesOf(content)], facts).text) as Lint;
}

/** What a dropped file is. */
export async function kindOf(content: Content, name = "file"): Promise<"log" | "configuration" | "unknown"> {
  const engine = await fresh();
  return engine.call("kind", [name, bytesOf(content)]).text as "log" | "configuration" | "unknown";
}
