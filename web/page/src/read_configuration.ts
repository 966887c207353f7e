// What lint says of a dropped configuration.
import type { ConfigFinding, Lint } from "taper-lr";
import { badge } from "./badge";
import { h } from "./dom";
import { ask, type Failure } from "./jobs";
import { openButton } from "./open_button";
import { number } from "./scale";
import { t } from "./strings";

export function configurationResult(file: File, found: Lint): HTMLElement {
  const root = h("article", { class: "result configuration" });
  const fields = (["steps", "stepsPerEpoch", "datasetSize", "worldSize"] as const).map((key) => ({
    key,
    input: h("input", { type: "text", inputmode: "numeric", class: "number" }),
  }));
  const again = async (): Promise<void> => {
    const options: Record<string, number> = {};
    for (const { key, input } of fields) if (Number(input.value) > 0) options[key] = Number(input.value);
    try {
      root.replaceWith(configurationResult(file, await ask("lint", { file, ...options }).answer));
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
        h("h3", null, file.name),
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
