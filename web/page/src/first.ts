// The first view: two schedules that satisfy the rule and one that violates it, side by side.
import { parse } from "taper-lr";
import { badge, icons } from "./badge";
import { h } from "./dom";
import { openSpec } from "./open_button";
import { type Limit, Panel, type View } from "./panel";
import { number } from "./scale";
import { t } from "./strings";
import type { Check } from "taper-lr";

const steps = 1000;
const specs = ["cosine", "linear", "exp(beta=0.05)"] as const;

interface Card {
  spec: string;
  panel: Panel;
  box: HTMLElement;
  view: View;
}

function cardOf(spec: string, color: number): { card: Card; root: HTMLElement } {
  const run = parse(spec).over(steps);
  const d = run.dynamics({ points: 400 });
  const check: Check = run.check();
  const text = t.first.cards[spec as keyof typeof t.first.cards];
  const keeps = check.stages.early.verdict === "favorable";
  const limit: Limit = {
    y: 0.5,
    from: 0,
    to: steps / 2,
    text: keeps ? "" : t.first.zone,
    tone: "violating",
    forbidden: "below",
  };
  const view: View = {
    id: `first-${color}`,
    title: spec,
    unit: "",
    x: { min: 0, max: steps, log: false, label: t.first.axis },
    y: { min: 0, max: 1.06, log: false },
    series: [
      { label: spec, color, x: d.step, y: d.lr, strong: true, stroke: keeps ? "var(--favorable)" : "var(--text)" },
    ],
    limits: [limit],
    bands: [],
    marks: [],
  };
  // the part of the curve that lies in the zone
  if (!keeps)
    view.series.push({
      label: t.first.zone,
      color,
      x: d.step,
      y: d.lr.map((v, k) => (d.step[k]! <= steps / 2 && v <= 0.5 ? v : NaN)),
      strong: true,
      stroke: "var(--violating)",
    });
  const panel = new Panel(view.id, 11);
  panel.svg.setAttribute("aria-label", t.first.picture(spec, t.verdicts[check.verdict]));
  const box = h("div", { class: "card-plot" }, panel.svg);
  const rows = [0, 100, 250, 500, 750, 900, 999];
  const rates = run.rates(rows);
  const table = h(
    "details",
    { class: "data" },
    h("summary", null, t.panels.asTable),
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h("tr", null, h("th", { scope: "col" }, t.units.steps), h("th", { scope: "col" }, t.panels.rate.short)),
      ),
      h(
        "tbody",
        null,
        rows.map((step, k) => h("tr", null, h("th", { scope: "row" }, step), h("td", null, number(rates[k]!)))),
      ),
    ),
  );
  const root = h(
    "article",
    { class: `card ${check.verdict}` },
    h(
      "header",
      null,
      h("h2", null, text.name),
      badge(check.verdict, check.verdict === "favorable" ? t.first.good : t.first.bad),
    ),
    box,
    h("p", { class: "why" }, text.why),
    h(
      "ul",
      { class: "stages" },
      (["early", "middle", "late"] as const).map((stage) => {
        const v = check.stages[stage].verdict;
        return h(
          "li",
          { class: v },
          h("span", { class: "icon", "aria-hidden": "true" }, icons[v]),
          (v === "violating" ? t.first.fails : t.first.stages)[stage],
          h("span", { class: "hidden" }, `: ${t.verdicts[v]}`),
        );
      }),
    ),
    table,
    h(
      "button",
      {
        class: "open",
        onclick: () => {
          openSpec(spec);
          document.querySelector<HTMLElement>(".spec")?.focus({ preventScroll: true });
        },
      },
      t.first.open(text.name),
    ),
  );
  return { card: { spec, panel, box, view }, root };
}

export function firstView(): HTMLElement {
  const made = specs.map(cardOf);
  const draw = (): void => {
    for (const { card } of made) {
      const width = card.box.clientWidth;
      if (width > 0) card.panel.draw(card.view, width, Math.round(Math.min(260, Math.max(150, width * 0.52))));
    }
  };
  new ResizeObserver(draw).observe(made[0]!.card.box);
  return h(
    "section",
    { id: "first", "aria-labelledby": "first-title" },
    h("h1", { id: "first-title" }, t.first.title),
    h("p", { class: "lead" }, t.first.lead),
    h(
      "div",
      { class: "cards" },
      made.map((m) => m.root),
    ),
  );
}
