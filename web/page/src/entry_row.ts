// One schedule of the list: its curve, text and verdict, and the buttons that select, draw and remove it.
import { smallBadge } from "./badge";
import { h, s } from "./dom";
import { canonical } from "./edit";
import { bind } from "./engine";
import { dashes } from "./panel";
import { type State, store } from "./state";
import { t } from "./strings";
import { judged } from "./verdicts";

export class Row {
  readonly root = h("li");
  private line = s("line", { x1: 1, x2: 25, y1: 5, y2: 5 });
  private text = h("code");
  private verdict = h("span");
  private pick: HTMLButtonElement;
  private show: HTMLButtonElement;
  private remove: HTMLButtonElement;
  private key = "";

  constructor(k: number, remove: (k: number) => void) {
    this.line.setAttribute("stroke", `var(--c${k % 8})`);
    this.pick = h(
      "button",
      { class: "pick", "data-entry": `pick-${k}`, onclick: () => store.select(k) },
      s("svg", { width: 26, height: 10, "aria-hidden": "true", class: "swatch" }, this.line),
      this.text,
      this.verdict,
    );
    this.show = h("button", {
      class: "quiet icon-button",
      "data-entry": `show-${k}`,
      onclick: () =>
        store.set({ entries: store.state.entries.map((e, n) => (n === k ? { ...e, shown: !e.shown } : e)) }),
    });
    this.remove = h(
      "button",
      { class: "quiet icon-button", "data-entry": `remove-${k}`, onclick: () => remove(k) },
      "×",
    );
    this.root.append(this.pick, this.show, this.remove);
  }

  focus(): void {
    this.pick.focus();
  }

  update(st: State, k: number): void {
    const { spec, shown } = st.entries[k]!;
    const { error } = bind(spec, st);
    const found = judged(spec, st);
    const verdict = error ? "fault" : found && "check" in found ? found.check.verdict : "unknown";
    const text = error ? spec : canonical(spec);
    const active = k === st.active;
    const key = JSON.stringify([text, shown, verdict, active, st.entries.length > 1]);
    if (key === this.key) return;
    this.key = key;
    this.root.className = active ? "active" : "";
    this.line.setAttribute("stroke-width", active ? "3" : "2");
    this.line.setAttribute("stroke-dasharray", active ? "" : (dashes[k] ?? ""));
    this.text.textContent = text;
    this.verdict.replaceChildren(smallBadge(verdict));
    this.pick.title = t.entries.edit(text);
    this.pick.setAttribute("aria-pressed", String(active));
    this.show.textContent = shown ? "●" : "○";
    this.show.setAttribute("aria-pressed", String(shown));
    this.remove.hidden = st.entries.length === 1;
    for (const [button, label] of [
      [this.show, t.entries.show(text)],
      [this.remove, t.entries.remove(text)],
    ] as const) {
      button.title = label;
      button.setAttribute("aria-label", label);
    }
  }
}
