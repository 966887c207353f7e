// Dropped files: training logs (what ran, faults with their evidence) and configurations (what lint says). Nothing leaves the page.
import type { ConfigFinding, InspectedLog, Inspection, Lint, LogFinding } from "taper-lr";
import { badge } from "./badge";
import { announce, h } from "./dom";
import { canonical } from "./edit";
import { ask, type Failure } from "./jobs";
import { nearest, Panel, type Series, type View } from "./panel";
import { number } from "./scale";
import { maxEntries, type State, store } from "./state";
import { t } from "./strings";

/** Files above this size are refused: they would not fit the memory of the page. */
const maxBytes = 512 * 2 ** 20;

const openSpec = (spec: string, steps: number | null): void => {
  const st = store.state;
  const entry = { spec: canonical(spec), shown: true };
  const known = st.entries.findIndex((e) => e.spec === entry.spec);
  const patch: Partial<State> =
    known >= 0
      ? { active: known }
      : {
          entries: [...st.entries.slice(0, maxEntries - 1), entry],
          active: Math.min(st.entries.length, maxEntries - 1),
        };
  store.set({ ...patch, ...(steps !== null && steps >= 2 ? { steps } : {}) });
  document.getElementById("workbench")?.scrollIntoView();
};

const openButton = (spec: string | null, steps: number | null): HTMLElement | null =>
  spec === null ? null : h("button", { onclick: () => openSpec(spec, steps) }, t.read.open);

export class Reader {
  readonly root: HTMLElement;
  private results = h("div", { class: "results", "aria-live": "polite" });
  private input = h("input", {
    type: "file",
    multiple: true,
    id: "files",
    onchange: () => void this.take(Array.from(this.input.files ?? [])),
  });

  constructor() {
    const zone = h(
      "div",
      { class: "drop" },
      h("p", { class: "drop-text" }, t.read.drop),
      h("label", { class: "button primary", for: "files" }, t.read.choose),
      this.input,
      h("button", { onclick: () => void this.example() }, t.read.example),
    );
    this.root = h(
      "section",
      { id: "read", "aria-labelledby": "read-title" },
      h("h2", { id: "read-title" }, t.read.title),
      h("p", { class: "lead" }, t.read.lead),
      zone,
      this.results,
    );
    const over = (on: boolean) => (e: DragEvent) => {
      if (!e.dataTransfer?.types.includes("Files")) return;
      e.preventDefault();
      document.body.classList.toggle("dropping", on);
    };
    addEventListener("dragover", over(true));
    addEventListener("dragleave", (e) => {
      if (e.relatedTarget === null) document.body.classList.remove("dropping");
    });
    addEventListener("drop", (e) => {
      over(false)(e);
      const files = Array.from(e.dataTransfer?.files ?? []);
      if (files.length > 0) {
        this.root.scrollIntoView();
        void this.take(files);
      }
    });
  }

  private async example(): Promise<void> {
    const { default: text } = await import("../../../examples/logs/resumed.json?raw");
    await this.read("resumed.json", new TextEncoder().encode(text));
  }

  private async take(files: File[]): Promise<void> {
    for (const file of files) {
      if (file.size > maxBytes) {
        this.results.prepend(this.failure(file.name, { message: t.read.tooLarge, hint: "", cancelled: false }));
        continue;
      }
      await this.read(file.name, new Uint8Array(await file.arrayBuffer()));
    }
    this.input.value = "";
  }

  /** Reads one file and shows the result on top. */
  async read(name: string, bytes: Uint8Array): Promise<void> {
    const place = h(
      "article",
      { class: "result reading" },
      h("h3", null, name),
      h("p", null, h("progress", null), " ", t.read.reading),
    );
    this.results.prepend(place);
    try {
      const kind = await ask("kind", { name, bytes }).answer;
      if (kind === "configuration")
        place.replaceWith(this.configuration(name, bytes, await ask("lint", { name, bytes }).answer));
      else {
        const logs = await ask("inspect", { name, bytes }).answer;
        place.replaceWith(...logs.map((log) => this.log(name, bytes, log)));
      }
      announce(t.read.done(name));
    } catch (e) {
      place.replaceWith(this.failure(name, e as Failure));
    }
  }

  private failure(name: string, e: Failure): HTMLElement {
    return h(
      "article",
      { class: "result failed" },
      h("h3", null, name),
      h("p", { class: "problem-text" }, e.message),
      e.hint ? h("p", { class: "note" }, e.hint) : null,
    );
  }

  // A log ------------------------------------------------------------------------------------------------------------

  private log(name: string, bytes: Uint8Array, log: InspectedLog): HTMLElement {
    const r = log.report;
    const all = [...r.faults.map((f) => ({ f, fault: true })), ...r.notes.map((f) => ({ f, fault: false }))];
    const root = h("article", { class: "result log" });
    const pictures = new LogPictures(log);
    const expected = h("input", {
      type: "text",
      class: "wide spec",
      spellcheck: "false",
      "aria-label": t.read.expected,
      value: "",
    });
    const compare = async (spec: string): Promise<void> => {
      try {
        const again = await ask("inspect", { name, bytes, expected: spec }).answer;
        const same = again.find((x) => x.report.run === r.run && x.report.group === r.group) ?? again[0];
        if (same) root.replaceWith(this.log(name, bytes, same));
      } catch (e) {
        answer.replaceChildren(h("p", { class: "problem-text" }, (e as Failure).message));
      }
    };
    const answer = h("div", { class: "asked" });
    const asked = r.asked;
    if (asked)
      answer.replaceChildren(
        h(
          "p",
          null,
          badge(asked.same ? "favorable" : "violating", asked.same ? t.read.same : t.read.different),
          " ",
          asked.same
            ? ""
            : t.read.furthest(
                number(asked.furthest.step, 12),
                number(asked.furthest.asked),
                number(asked.furthest.ran),
              ),
        ),
      );
    root.append(
      h(
        "header",
        null,
        h(
          "h3",
          null,
          name,
          r.run ? h("span", { class: "note" }, ` ${r.run}`) : null,
          r.group ? h("span", { class: "note" }, ` ${r.group}`) : null,
        ),
        r.check ? badge(r.check.verdict, t.read.verdict(t.verdicts[r.check.verdict])) : null,
        badge(
          r.faults.length > 0 ? "violating" : "favorable",
          r.faults.length > 0 ? t.read.faults(r.faults.length) : t.read.noFaults,
        ),
      ),
      h(
        "p",
        { class: "note" },
        t.read.rows(
          r.format,
          number(r.rows, 12),
          number(r.rates, 12),
          r.precision,
          r.planned_steps === null ? null : number(r.planned_steps, 12),
        ),
      ),
      h(
        "div",
        { class: "log-grid" },
        pictures.root,
        h(
          "div",
          { class: "log-text" },
          h("h4", null, t.read.ran),
          this.segments(r),
          all.length > 0 ? h("h4", null, t.read.found) : null,
          h(
            "ul",
            { class: "findings" },
            all.map(({ f, fault }) => this.finding(f, fault, pictures)),
          ),
          h("h4", null, t.read.requested),
          answer,
          h(
            "div",
            { class: "ask-row" },
            expected,
            h("button", { onclick: () => void compare(expected.value) }, t.read.compare),
            h("button", { onclick: () => void compare(store.active.spec) }, t.read.compareActive),
          ),
        ),
      ),
    );
    return root;
  }

  private segments(r: Inspection): HTMLElement {
    if (r.segments.length === 0 || r.spec === null) return h("p", null, r.reason ?? t.read.cannotTell);
    return h(
      "ul",
      { class: "segments" },
      r.segments.map((g) =>
        h(
          "li",
          null,
          h("span", { class: "note" }, t.read.steps(number(g.from, 12), number(g.to, 12))),
          " ",
          g.spec ? h("code", null, g.spec) : (g.reason ?? t.read.cannotTell),
          g.steps !== null ? ` ${t.read.over(number(g.steps, 12))}` : "",
          h("span", { class: "note" }, ` ${t.read.exact(number(g.exact, 12), number(g.rows, 12))}`),
          " ",
          openButton(g.spec, g.steps),
        ),
      ),
    );
  }

  private finding(f: LogFinding, fault: boolean, pictures: LogPictures): HTMLElement {
    const evidence =
      fault && f.rows && f.expected != null && f.found != null
        ? t.read.evidence(number(f.rows, 12), number(f.found, 6), number(f.expected, 6))
        : "";
    return h(
      "li",
      { class: fault ? "fault" : "note" },
      h("b", null, fault ? t.judge.fault : t.judge.note),
      " ",
      f.message,
      evidence ? h("span", { class: "note" }, ` ${evidence}`) : null,
      f.step !== null && f.step !== undefined
        ? h("button", { class: "link", onclick: () => pictures.show(f.step!) }, t.read.showAt(number(f.step, 12)))
        : null,
      f.remedy ? h("p", { class: "note" }, f.remedy) : null,
    );
  }

  // A configuration --------------------------------------------------------------------------------------------------

  private configuration(name: string, bytes: Uint8Array, found: Lint): HTMLElement {
    const root = h("article", { class: "result configuration" });
    const fields = (["steps", "stepsPerEpoch", "datasetSize", "worldSize"] as const).map((key) => ({
      key,
      input: h("input", { type: "text", inputmode: "numeric", class: "number" }),
    }));
    const again = async (): Promise<void> => {
      const options: Record<string, number> = {};
      for (const { key, input } of fields) if (Number(input.value) > 0) options[key] = Number(input.value);
      try {
        root.replaceWith(this.configuration(name, bytes, await ask("lint", { name, bytes, ...options }).answer));
      } catch (e) {
        root.append(h("p", { class: "problem-text" }, (e as Failure).message));
      }
    };
    const findings: { f: ConfigFinding; fault: boolean }[] = [
      ...found.faults.map((f) => ({ f, fault: true })),
      ...found.notes.map((f) => ({ f, fault: false })),
    ];
    root.append(
      h(
        "div",
        null,
        h(
          "header",
          null,
          h("h3", null, name),
          found.check ? badge(found.check.verdict, t.read.verdict(t.verdicts[found.check.verdict])) : null,
          badge(
            found.faults.length > 0 ? "violating" : "favorable",
            found.faults.length > 0 ? t.read.faults(found.faults.length) : t.read.noFaults,
          ),
        ),
        h("p", { class: "note" }, found.format ? t.read.configuration(found.format) : t.read.unknownFormat),
        found.spec
          ? h(
              "p",
              null,
              t.read.willRun,
              " ",
              h("code", null, found.spec),
              found.steps !== null ? ` ${t.read.over(number(found.steps, 12))}` : "",
              " ",
              openButton(found.spec, found.steps),
            )
          : null,
        found.error
          ? h(
              "p",
              { class: "problem-text" },
              found.error.message,
              found.error.hint ? h("span", { class: "note" }, ` ${found.error.hint}`) : null,
            )
          : null,
        h(
          "ul",
          { class: "findings" },
          findings.map(({ f, fault }) =>
            h(
              "li",
              { class: fault ? "fault" : "note" },
              h("b", null, fault ? t.judge.fault : t.judge.note),
              " ",
              f.line !== null && f.line !== undefined
                ? h("span", { class: "place-of" }, t.read.line(f.line, f.key ?? ""))
                : null,
              " ",
              f.message,
              " ",
              h("code", { class: "id" }, f.id),
            ),
          ),
        ),
        found.steps === null || found.error
          ? h(
              "div",
              { class: "ask-row" },
              h("span", null, t.read.leftOpen),
              fields.map(({ key, input }) => h("label", { class: "field" }, t.read.fields[key], input)),
              h("button", { onclick: () => void again() }, t.read.again),
            )
          : null,
      ),
    );
    return root;
  }
}

/** Rates and losses of a log over its steps, with one crosshair. */
class LogPictures {
  readonly root: HTMLElement;
  private rate: Panel;
  private loss: Panel | null;
  private box: HTMLElement;
  private note = h("p", { class: "note at-step", role: "status" });
  private log: InspectedLog;
  private static made = 0;

  constructor(log: InspectedLog) {
    this.log = log;
    const n = ++LogPictures.made;
    this.rate = new Panel(`log-rate-${n}`);
    this.loss = log.loss.some((v) => Number.isFinite(v)) ? new Panel(`log-loss-${n}`) : null;
    this.box = h("div", { class: "plot" }, this.rate.svg);
    const table = h("details", { class: "data" }, h("summary", null, t.panels.asTable));
    table.addEventListener("toggle", () => {
      if (!table.open || table.children.length > 1) return;
      const rows = Array.from({ length: Math.min(41, log.step.length) }, (_, k, m = Math.min(41, log.step.length)) =>
        Math.round((k * (log.step.length - 1)) / Math.max(1, m - 1)),
      );
      table.append(
        h(
          "div",
          { class: "scroll", tabindex: 0, role: "region", "aria-label": t.read.picture },
          h(
            "table",
            null,
            h(
              "thead",
              null,
              h(
                "tr",
                null,
                [t.units.steps, t.read.logged, t.read.recovered, t.read.loss].map((x) => h("th", { scope: "col" }, x)),
              ),
            ),
            h(
              "tbody",
              null,
              rows.map((i) =>
                h(
                  "tr",
                  null,
                  h("th", { scope: "row" }, number(log.step[i]!, 12)),
                  h("td", null, number(log.rate[i]!, 6)),
                  h("td", null, number(log.recovered[i] ?? NaN, 6)),
                  h("td", null, number(log.loss[i] ?? NaN, 5)),
                ),
              ),
            ),
          ),
        ),
      );
    });
    this.root = h(
      "div",
      { class: "log-pictures" },
      h(
        "figure",
        { class: "panel" },
        h("figcaption", null, h("span", { class: "panel-title" }, t.read.picture), this.legend()),
        this.box,
        this.loss
          ? [
              h("figcaption", null, h("span", { class: "panel-title" }, t.read.loss)),
              h("div", { class: "plot" }, this.loss.svg),
            ]
          : null,
        this.note,
        table,
      ),
    );
    new ResizeObserver(() => this.draw()).observe(this.box);
    for (const p of [this.rate, this.loss]) {
      p?.svg.addEventListener("pointermove", (e) => {
        if (!p.view) return;
        const at = p.at(e);
        if (at.inside) this.show(at.x);
      });
    }
  }

  private legend(): HTMLElement {
    const names = [
      [t.read.logged, 0],
      [t.read.recovered, 1],
      ...(this.log.requested.length > 0 ? [[t.read.requestedShort, 2]] : []),
    ] as [string, number][];
    return h(
      "ul",
      { class: "legend" },
      names.map(([name, c]) => h("li", null, h("span", { class: "dot", "data-color": c }), name)),
    );
  }

  private draw(): void {
    const width = this.box.clientWidth;
    if (width < 60) return;
    const { log } = this;
    const r = log.report;
    const last = log.step[log.step.length - 1] ?? 1;
    const x = { min: Math.min(0, log.step[0] ?? 0), max: Math.max(last, 1), log: false, label: t.units.steps };
    const series: Series[] = [];
    const many = log.step.length > 3000;
    series.push({ label: t.read.logged, color: 0, ...thinned(log.step, log.rate), points: !many });
    series.push({ label: t.read.recovered, color: 1, ...thinned(log.step, log.recovered), dash: many ? "6 4" : "" });
    if (log.requested.length > 0)
      series.push({ label: t.read.requestedShort, color: 2, ...thinned(log.step, log.requested), dash: "7 4" });
    let high = 0;
    for (const c of series) for (let k = 0; k < c.y.length; ++k) if (c.y[k]! > high) high = c.y[k]!;
    const view: View = {
      id: "log-rate",
      title: t.read.picture,
      unit: "",
      x,
      y: { min: 0, max: high * 1.08 || 1, log: false },
      series,
      limits: [],
      bands: [],
      marks: [],
    };
    for (const f of r.faults) {
      if (f.step === null || f.step === undefined) continue;
      const i = nearest(log.step, f.step);
      view.marks.push({ x: f.step, y: f.found ?? log.rate[i]!, tone: "violating", symbol: "fault", text: f.message });
    }
    if (r.segments.length > 1)
      view.bands = r.segments.map((g, k) => ({
        from: g.from,
        to: g.to,
        text: t.read.part(k + 1),
        shaded: k % 2 === 0,
      }));
    this.rate.svg.setAttribute("aria-label", t.read.pictureLabel(r.faults.length));
    this.rate.draw(view, width, Math.round(Math.min(320, Math.max(190, width * 0.45))));
    if (this.loss) {
      const loss = thinned(log.step, log.loss);
      const evaluated: Series[] = log.evalLoss.some((v) => Number.isFinite(v))
        ? [{ label: t.read.evalLoss, color: 4, ...thinned(log.step, log.evalLoss), points: true }]
        : [];
      const values = Array.from(loss.y)
        .filter((v) => Number.isFinite(v))
        .sort((a, b) => a - b);
      const low = values[0] ?? 0;
      const top = values[Math.floor(values.length * 0.995)] ?? 1;
      this.loss.svg.setAttribute("aria-label", t.read.lossLabel);
      this.loss.draw(
        {
          id: "log-loss",
          title: t.read.loss,
          unit: "",
          x,
          y: { min: low - (top - low) * 0.05, max: top + (top - low) * 0.08 || low + 1, log: false },
          series: [{ label: t.read.loss, color: 3, ...loss }, ...evaluated],
          limits: [],
          bands: view.bands,
          marks: [],
        },
        width,
        Math.round(Math.min(220, Math.max(140, width * 0.28))),
      );
    }
  }

  /** The crosshair at a step, with its values in words. */
  show(step: number): void {
    const { log } = this;
    const i = nearest(log.step, step);
    const at = log.step[i]!;
    this.rate.drawCursor(at);
    this.loss?.drawCursor(at);
    this.note.textContent = t.read.atStep(
      number(at, 12),
      number(log.rate[i]!, 6),
      number(log.recovered[i] ?? NaN, 6),
      number(log.loss[i] ?? NaN, 5),
    );
  }
}

/** At most 4,000 points, every extreme kept: the smallest and the largest of each part. */
function thinned(x: Float64Array, y: Float64Array): { x: Float64Array; y: Float64Array } {
  const most = 4000;
  if (x.length <= most) return { x, y };
  const parts = most / 2;
  const keep: number[] = [];
  for (let p = 0; p < parts; ++p) {
    const from = Math.floor((p * x.length) / parts);
    const to = Math.floor(((p + 1) * x.length) / parts);
    let low = from;
    let high = from;
    for (let k = from; k < to; ++k) {
      if (y[k]! < y[low]! || y[low]! !== y[low]!) low = k;
      if (y[k]! > y[high]! || y[high]! !== y[high]!) high = k;
    }
    keep.push(Math.min(low, high));
    if (low !== high) keep.push(Math.max(low, high));
  }
  return { x: Float64Array.from(keep, (k) => x[k]!), y: Float64Array.from(keep, (k) => y[k]!) };
}
