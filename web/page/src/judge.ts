// The verdict of the active schedule: stages with their limits, reasons, remedies, budget and caveat.
import type { Check, LimitSource, Remedy } from "taper-lr";
import { badge } from "./badge";
import { announce, h } from "./dom";
import { bind } from "./engine";
import { Limits, source } from "./limits";
import { change, number, percent } from "./scale";
import { type State, store } from "./state";
import { t } from "./strings";
import { judged } from "./verdicts";

export class Judge {
  readonly strip = h("div", { class: "verdict-strip", role: "status" });
  readonly root: HTMLElement;
  private stages = h("div");
  private figures = h("div");
  private limits = new Limits();
  private key = "";
  private found: ReturnType<typeof judged>;

  constructor(private toStep: (step: number) => void) {
    this.root = h(
      "div",
      { class: "judge judge-grid" },
      this.stages,
      h("div", null, this.figures, this.limits.root),
    );
  }

  update(st: State): void {
    const { spec } = store.active;
    const { error } = bind(spec, st);
    const found = error ? undefined : judged(spec, st);
    this.limits.update(st);
    const key = JSON.stringify([spec, st.steps, st.slack, st.steepnessMax, st.clock, error?.message ?? null]);
    if (key === this.key && found === this.found) return;
    this.key = key;
    this.found = found;
    if (error) {
      this.strip.replaceChildren(badge("fault", t.judge.unreadable), h("span", null, error.message));
      this.root.classList.add("stale");
      return;
    }
    if (!found) {
      // the last verdict stays until the next one is there
      this.strip.classList.add("stale");
      this.root.classList.add("stale");
      if (!this.stages.hasChildNodes()) this.strip.replaceChildren(badge("unknown"));
      return;
    }
    this.strip.classList.remove("stale");
    this.root.classList.remove("stale");
    if (!("check" in found)) {
      this.strip.replaceChildren(badge("fault", t.judge.unreadable), h("span", null, found.failed));
      this.stages.replaceChildren();
      this.figures.replaceChildren();
      return;
    }
    this.show(found.check, found.remedies);
  }

  private show(c: Check, remedies: Remedy[]): void {
    const stages = (["early", "middle", "late"] as const).filter((k) => c.stages?.[k]);
    this.strip.replaceChildren(
      badge(c.verdict),
      h(
        "span",
        { class: "chips" },
        stages.map((k) => badge(c.stages[k].verdict, t.stages[k])),
      ),
      c.faults.length > 0 ? badge("fault", t.judge.faults(c.faults.length)) : h("span"),
    );
    const step = (at: number | null): Node | string =>
      at === null
        ? "–"
        : h("button", { class: "link", title: t.judge.showStep, onclick: () => this.toStep(at) }, number(at, 12));
    const rows: HTMLElement[] = [];
    const row = (
      name: string,
      verdict: Check["verdict"],
      what: string,
      value: string,
      limit: string,
      from: LimitSource,
      at: number | null,
    ): void => {
      rows.push(
        h(
          "tr",
          null,
          h("th", { scope: "row" }, name),
          h("td", null, badge(verdict)),
          h("td", null, what, " ", h("b", null, value)),
          h("td", null, limit, " ", source(from)),
          h("td", null, step(at)),
        ),
      );
    };
    if (stages.length === 3) {
      const { early, middle, late } = c.stages;
      row(
        t.stages.early,
        early.verdict,
        t.judge.odds,
        early.value === null ? "∞" : number(early.value),
        `≤ ${number(early.limit)}`,
        early.source,
        early.step,
      );
      row(
        t.stages.middle,
        middle.verdict,
        t.judge.steepness,
        middle.steepness === null ? "∞" : number(middle.steepness),
        `≤ ${number(middle.limit)}`,
        middle.source,
        middle.step,
      );
      if (!middle.monotone)
        rows.push(
          h(
            "tr",
            null,
            h("th", { scope: "row" }, ""),
            h("td", null, ""),
            h("td", { colspan: 3 }, t.judge.notMonotone(percent(middle.gamma_bar_fall))),
          ),
        );
      row(
        t.stages.late,
        late.verdict,
        t.judge.late,
        late.value === null ? "∞" : number(late.value),
        `≥ ${number(late.limit)}`,
        late.source,
        late.step,
      );
    }
    const reasons =
      c.reasons.length > 0
        ? [
            h("h3", null, t.judge.why),
            h(
              "ul",
              { class: "reasons" },
              c.reasons.map((r) => h("li", null, r)),
            ),
          ]
        : [];
    const actions =
      remedies.length > 0
        ? [
            h("h3", null, t.judge.remedies),
            h(
              "ul",
              { class: "remedies" },
              remedies.map((r) => this.remedy(r)),
            ),
          ]
        : [];
    const findings = [...c.faults.map((f) => ({ ...f, fault: true })), ...c.notes.map((f) => ({ ...f, fault: false }))];
    const found =
      findings.length > 0
        ? [
            h("h3", null, t.judge.findings),
            h(
              "ul",
              { class: "findings" },
              findings.map((f) =>
                h(
                  "li",
                  { class: f.fault ? "fault" : "note" },
                  h("b", null, f.fault ? t.judge.fault : t.judge.note),
                  " ",
                  f.message,
                  f.step !== null && f.step !== undefined
                    ? h("span", null, " ", t.judge.atStep, " ", step(f.step))
                    : null,
                ),
              ),
            ),
          ]
        : [];
    const m = c.peak_multiplier;
    const times = (v: number | null): string => (v === null ? "–" : `× ${number(v, 3)}`);
    const p = c.predicted;
    const share = (v: number | null): string => (v === null ? "–" : change(v));
    this.stages.replaceChildren(
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": t.judge.table },
        h(
          "table",
          { class: "stage-table" },
          h("caption", { class: "hidden" }, t.judge.table),
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              [t.judge.stage, t.judge.verdict, t.judge.value, t.judge.limit, t.judge.step].map((x) =>
                h("th", { scope: "col" }, x),
              ),
            ),
          ),
          h("tbody", null, rows),
        ),
      ),
      ...reasons,
      ...actions,
      ...found,
    );
    this.figures.replaceChildren(
      h("h3", null, t.judge.budget),
      h("p", null, t.judge.budgetIs(percent(c.budget))),
      h(
        "dl",
        { class: "figures" },
        h("dt", null, t.judge.multiplier.budget),
        h("dd", null, times(m.budget)),
        h("dt", null, t.judge.multiplier.bound),
        h("dd", null, times(m.bound)),
        h("dt", null, t.judge.multiplier.quadratic),
        h("dd", null, times(m.quadratic)),
      ),
      h("p", { class: "note" }, t.judge.budgetCaveat),
      h("h3", null, t.judge.expected),
      h(
        "dl",
        { class: "figures" },
        h("dt", null, t.judge.expectedShared),
        h("dd", null, share(p.shared)),
        h("dt", null, t.judge.expectedTuned),
        h("dd", null, share(p.tuned)),
        h("dt", null, t.judge.expectedBound),
        h("dd", null, share(p.bound)),
      ),
      ...(c.collapse ? [h("p", null, this.collapse(c.collapse))] : []),
      h("p", { class: "caveat" }, t.judge.caveat),
    );
    announce(t.judge.announce(c.canonical, t.verdicts[c.verdict]));
  }

  private collapse(k: NonNullable<Check["collapse"]>): string {
    const how = [k.premature ? t.judge.premature : "", k.abrupt ? t.judge.abrupt : ""].filter(Boolean).join(", ");
    return t.judge.collapse(
      k.at === null ? null : number(k.at, 12),
      number(k.delta),
      how,
      k.critical_delta === null ? null : number(k.critical_delta),
    );
  }

  private remedy(r: Remedy): HTMLElement {
    return h(
      "li",
      null,
      h("span", null, r.text),
      r.specs.map((spec) =>
        h(
          "button",
          {
            class: "apply",
            onclick: () => {
              store.setSpec(spec);
              announce(t.judge.applied(spec));
            },
          },
          r.specs.length > 1 ? t.judge.applyThis(spec) : t.judge.apply,
        ),
      ),
    );
  }
}
