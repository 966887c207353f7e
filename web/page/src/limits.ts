// The limits of the rule as fields, and whose limit it is.
import type { LimitSource } from "taper-lr";
import { h } from "./dom";
import { defaults, type State, store } from "./state";
import { t } from "./strings";

export const source = (from: LimitSource): HTMLElement =>
  h("span", { class: `source ${from}`, title: t.judge.sources[from].meaning }, t.judge.sources[from].word);

/** The fields stay while verdicts arrive; a changed limit is labeled yours. */
export class Limits {
  readonly root: HTMLDetailsElement;
  private clock: HTMLSelectElement;
  private fields: { key: "slack" | "steepnessMax"; input: HTMLInputElement; from: HTMLElement }[];

  constructor() {
    this.fields = (["slack", "steepnessMax"] as const).map((key) => {
      const input = h("input", {
        type: "text",
        class: "number",
        inputmode: "decimal",
        onchange: () => {
          const v = Number(input.value);
          if (v > 0 && Number.isFinite(v)) store.set({ [key]: v });
          else input.value = String(store.state[key]);
        },
      });
      return { key, input, from: h("span") };
    });
    this.clock = h(
      "select",
      { onchange: () => store.set({ clock: this.clock.value as State["clock"] }) },
      h("option", { value: "fall" }, t.judge.clockFall),
      h("option", { value: "run" }, t.judge.clockRun),
    );
    const { slack, steepnessMax, clock } = defaults;
    this.root = h(
      "details",
      { class: "limits" },
      h("summary", null, t.judge.changeLimits),
      this.fields.map(({ key, input, from }) => h("label", { class: "field" }, t.judge[key], input, from)),
      h("label", { class: "field" }, t.judge.clock, this.clock),
      h("button", { onclick: () => store.set({ slack, steepnessMax, clock }) }, t.judge.restore),
    );
  }

  update(st: State): void {
    for (const { key, input, from } of this.fields) {
      if (document.activeElement !== input) input.value = String(st[key]);
      const whose = st[key] !== defaults[key] ? "yours" : key === "slack" ? "paper" : "ours";
      from.replaceChildren(source(whose));
    }
    this.clock.value = st.clock;
    const { slack, steepnessMax, clock } = defaults;
    if (st.slack !== slack || st.steepnessMax !== steepnessMax || st.clock !== clock) this.root.open = true;
  }
}
