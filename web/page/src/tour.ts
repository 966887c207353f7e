// The guided tour of the paper: six steps that set the workbench and say what to look at.
import { announce, h } from "./dom";
import type { PanelId } from "./panels";
import { defaults, store } from "./state";
import { t } from "./strings";
import type { Workbench } from "./workbench";

export class Tour {
  readonly root = h("aside", { class: "tour", role: "region", "aria-label": t.tour.title, hidden: true });
  private at = 0;
  private from: HTMLElement | null = null;

  constructor(private bench: Workbench) {
    this.root.addEventListener("keydown", (e) => {
      if (e.key === "Escape") this.end();
    });
  }

  begin(): void {
    this.from = document.activeElement as HTMLElement | null;
    this.at = 0;
    this.show();
  }

  private end(): void {
    this.root.hidden = true;
    this.mark(null);
    this.from?.focus();
  }

  private mark(id: PanelId | null): void {
    for (const [key, p] of this.bench.panels) p.box.classList.toggle("look", key === id);
  }

  private show(): void {
    const step = t.tour.steps[this.at]!;
    store.set({
      ...structuredClone(defaults),
      entries: step.specs.map((spec) => ({ spec, shown: true })),
      active: step.active,
      steps: 1000,
      delta: step.delta ?? 1,
    });
    this.mark(step.look as PanelId);
    const last = this.at === t.tour.steps.length - 1;
    const title = h("h3", { tabindex: -1 }, t.tour.heading(this.at + 1, t.tour.steps.length, step.title));
    this.root.replaceChildren(
      h("button", { class: "quiet icon-button close", "aria-label": t.tour.end, onclick: () => this.end() }, "×"),
      title,
      ...step.text.map((p) => h("p", null, p)),
      step.table ? this.table(step.table) : "",
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          {
            disabled: this.at === 0,
            onclick: () => {
              --this.at;
              this.show();
            },
          },
          t.tour.back,
        ),
        h(
          "button",
          {
            class: "primary",
            onclick: () => {
              if (last) this.end();
              else {
                ++this.at;
                this.show();
              }
            },
          },
          last ? t.tour.end : t.tour.next,
        ),
      ),
    );
    this.root.hidden = false;
    this.bench.reveal(step.look as PanelId);
    title.focus({ preventScroll: true });
    announce(step.title);
  }

  private table(rows: readonly (readonly string[])[]): HTMLElement {
    const [head, ...body] = rows;
    return h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": t.tour.title },
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            head!.map((x) => h("th", { scope: "col" }, x)),
          ),
        ),
        h(
          "tbody",
          null,
          body.map((r) =>
            h(
              "tr",
              null,
              r.map((x, k) => (k === 0 ? h("th", { scope: "row" }, h("code", null, x)) : h("td", null, x))),
            ),
          ),
        ),
      ),
    );
  }
}
