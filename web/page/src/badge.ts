// A verdict as icon, word and color.
import type { Verdict } from "taper-lr";
import { h } from "./dom";
import { t } from "./strings";

export const icons: Record<Verdict | "unknown" | "fault", string> = {
  favorable: "✓",
  marginal: "~",
  violating: "✗",
  unknown: "…",
  fault: "!",
};

export const badge = (v: Verdict | "unknown" | "fault", word = t.verdicts[v]): HTMLElement =>
  h("span", { class: `badge ${v}` }, h("span", { "aria-hidden": "true", class: "icon" }, icons[v]), word);

/** Only the icon; the word is for screen readers. */
export const smallBadge = (v: Verdict | "unknown" | "fault"): HTMLElement =>
  h(
    "span",
    { class: `badge small ${v}`, title: t.verdicts[v] },
    h("span", { "aria-hidden": "true", class: "icon" }, icons[v]),
    h("span", { class: "hidden" }, t.verdicts[v]),
  );
