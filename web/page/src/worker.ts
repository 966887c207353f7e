// The worker: everything that takes more than a frame.
import { type InspectedLog, inspect, kindOf, lint, parse, safe, safeMap, TaperError } from "taper-lr";
import type { Failure, Jobs } from "./jobs";

type Message =
  { [K in keyof Jobs]: { id: number; kind: K; request: Jobs[K]["ask"] } }[keyof Jobs] | { id: number; kind: "cancel" };

const cancelled = new Set<number>();
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function map(id: number, request: Jobs["map"]["ask"]): Promise<Jobs["map"]["answer"] | null> {
  const { window, first, second, steps, limits, ...rest } = request;
  const mapping = safeMap(window, first, second, steps, { ...rest, ...limits });
  // whole blocks of the engine's grid
  for (const done of mapping.slices(8)) {
    postMessage({ id, progress: done });
    await turn();
    if (cancelled.delete(id)) return null;
  }
  return mapping.map;
}

async function work(m: Exclude<Message, { kind: "cancel" }>): Promise<unknown> {
  switch (m.kind) {
    case "check": {
      const { spec, steps, limits, stepsPerEpoch, tokensPerStep } = m.request;
      const run = parse(spec).over(steps, { stepsPerEpoch, tokensPerStep });
      const check = run.check(limits);
      return { check, remedies: check.verdict === "favorable" ? [] : run.remedies(limits) };
    }
    case "safe":
      return safe(m.request.window, m.request.parameter, m.request.steps, m.request.limits);
    case "map":
      return map(m.id, m.request);
    case "read": {
      const { file, ...rest } = m.request;
      const bytes = new Uint8Array(await file.arrayBuffer());
      const options = { name: file.name, ...rest };
      try {
        return { logs: await inspect(bytes, options) };
      } catch (e) {
        if (!(e instanceof TaperError) || (await kindOf(bytes, file.name)) !== "configuration") throw e;
        return { found: await lint(bytes, options) };
      }
    }
    case "inspect": {
      const { file, ...rest } = m.request;
      return inspect(await file.arrayBuffer(), { name: file.name, ...rest });
    }
    case "lint": {
      const { file, ...rest } = m.request;
      return lint(await file.arrayBuffer(), { name: file.name, ...rest });
    }
    case "export": {
      const { spec, steps, stepsPerEpoch, tokensPerStep, to } = m.request;
      return parse(spec).over(steps, { stepsPerEpoch, tokensPerStep }).export(to);
    }
  }
}

/** The columns of an answer with logs, which are moved to the page and not copied. */
function columnsOf(done: unknown): Transferable[] {
  const logs = (Array.isArray(done) ? done : ((done as { logs?: InspectedLog[] }).logs ?? [])) as InspectedLog[];
  return logs.flatMap(({ report: _, ...columns }) => Object.values(columns).map((column) => column.buffer as ArrayBuffer));
}

function failure(e: unknown): Failure {
  if (e instanceof TaperError) return { message: e.message, hint: e.hint, cancelled: false };
  return { message: e instanceof Error ? e.message : String(e), hint: "", cancelled: false };
}

self.onmessage = async (e: MessageEvent<Message>): Promise<void> => {
  const m = e.data;
  if (m.kind === "cancel") {
    cancelled.add(m.id);
    return;
  }
  try {
    const done = await work(m);
    if (done === null) postMessage({ id: m.id, failed: { message: "", hint: "", cancelled: true } satisfies Failure });
    else postMessage({ id: m.id, done }, { transfer: columnsOf(done) });
  } catch (x) {
    postMessage({ id: m.id, failed: failure(x) });
  }
  cancelled.delete(m.id);
};

postMessage("ready");
