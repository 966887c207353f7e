// What inspect says of a dropped training log: what ran, faults with their evidence, requested against actual.
import type { InspectedLog, Inspection, LogFinding } from "taper-lr";
import { badge } from "./badge";
import { h } from "./dom";
import { ask, type Failure } from "./jobs";
import { LogPictures } from "./log_pictures";
import { openButton } from "./open_button";
import { number } from "./scale";
import { store } from "./state";
import { t } from "./strings";

export function logResult(file: File, log: InspectedLog): HTMLElement {
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
      const again = await ask("inspect", { file, expected: spec }).answer;
      const same = again.find((x) => x.report.run === r.run && x.report.group === r.group) ?? again[0];
      if (same) root.replaceWith(logResult(file, same));
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
        file.name,
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
        segmentList(r),
        all.length > 0 ? h("h4", null, t.read.found) : null,
        h(
          "ul",
          { class: "findings" },
          all.map(({ f, fault }) => findingItem(f, fault, pictures)),
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

function segmentList(r: Inspection): HTMLElement {
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

function findingItem(f: LogFinding, fault: boolean, pictures: LogPictures): HTMLElement {
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
