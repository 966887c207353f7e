// Take away: the schedule in every spelling and language, pictures, and a link with the whole state.
import { exportTargets } from "taper-lr";
import { announce, download, h } from "./dom";
import { bind } from "./engine";
import { ask, type Failure } from "./jobs";
import { panelIds } from "./panels";
import { pictureOf, pngOf } from "./picture";
import { type State, store, toFragment } from "./state";
import { t } from "./strings";
import type { Workbench } from "./workbench";

interface Form {
  name: string;
  title: string;
  file: string;
  /** made by the second part of the engine, which is loaded when the section is seen */
  exported: boolean;
  text(st: State): Promise<string> | string;
}

const extensions: Record<string, string> = {
  python: "py",
  pytorch: "py",
  hf: "py",
  optax: "py",
  keras: "py",
  c: "c",
  cuda: "cu",
  js: "js",
  json: "json",
  csv: "csv",
};
const titles = t.take.targets as Record<string, string>;

function forms(): Form[] {
  const schedule = (st: State) => bind(store.active.spec, st).bound?.schedule;
  const spelled = (
    name: string,
    title: string,
    file: string,
    pick: (x: NonNullable<ReturnType<typeof schedule>>, st: State) => string,
  ): Form => ({
    name,
    title,
    file,
    exported: false,
    text: (st) => {
      const x = schedule(st);
      return x ? pick(x, st) : "";
    },
  });
  const clock = (st: State): string =>
    (/\dep\b/.test(store.active.spec) ? ` --steps-per-epoch ${st.stepsPerEpoch}` : "") +
    (/tok\b/.test(store.active.spec) ? ` --tokens-per-step ${st.tokensPerStep}` : "");
  return [
    spelled("spec", t.take.forms.spec, "schedule.txt", (x) => x.text),
    spelled(
      "shell",
      t.take.forms.shell,
      "schedule.sh",
      (x, st) => `taper check '${x.text.replace(/'/g, "'\\''")}' --steps ${st.steps}${clock(st)}`,
    ),
    spelled(
      "cpp",
      t.take.forms.cpp,
      "schedule.cpp",
      (x, st) => `auto schedule = ${x.cpp};\nauto lr = schedule.over(${st.steps});`,
    ),
    spelled(
      "python-api",
      t.take.forms.python,
      "schedule.py",
      (x, st) => `import taper_lr as taper\n\nschedule = ${x.python}\nlr = schedule.over(${st.steps})`,
    ),
    spelled(
      "javascript-api",
      t.take.forms.javascript,
      "schedule.mjs",
      (x, st) => `import { parse } from "taper-lr";\n\nconst lr = ${x.javascript}.over(${st.steps});`,
    ),
    spelled("notation-json", t.take.forms.json, "schedule.json", (x) => JSON.stringify(x.json, null, 2)),
    ...exportTargets().map((target): Form => ({
      name: target.name,
      title: titles[target.name] ?? target.name,
      file: `learning_rate.${extensions[target.name] ?? "txt"}`,
      exported: true,
      text: (st) =>
        ask("export", {
          spec: store.active.spec,
          steps: st.steps,
          stepsPerEpoch: st.stepsPerEpoch,
          tokensPerStep: st.tokensPerStep,
          to: target.name,
        }).answer,
    })),
  ];
}

export class TakeAway {
  readonly root: HTMLElement;
  private all = forms();
  private chosen = this.all[0]!;
  private code = h("pre", { class: "code", tabindex: 0, role: "region", "aria-label": t.take.code });
  private choices: HTMLElement;
  private status = h("span", { class: "note", role: "status" });
  private text: Promise<string> = Promise.resolve("");
  private asked = 0;
  private visible = false;

  constructor(private bench: Workbench) {
    this.choices = h(
      "div",
      { class: "forms", role: "radiogroup", "aria-label": t.take.format },
      this.all.map((f) =>
        h(
          "label",
          { class: "form" },
          h("input", {
            type: "radio",
            name: "form",
            value: f.name,
            checked: f === this.chosen,
            onchange: () => {
              this.chosen = f;
              this.refresh();
            },
          }),
          h("span", null, f.title),
        ),
      ),
    );
    this.root = h(
      "section",
      { id: "take", "aria-labelledby": "take-title" },
      h("h2", { id: "take-title" }, t.take.title),
      h("p", { class: "lead" }, t.take.lead),
      // above the text, so that they stay where they are while another text comes
      h(
        "div",
        { class: "buttons pictures" },
        h("button", { class: "svg", onclick: () => this.svg() }, t.take.svg),
        h("button", { class: "png", onclick: () => void this.png() }, t.take.png),
        h("button", { class: "paper", onclick: () => this.paper() }, t.take.paper),
        h("button", { class: "print", onclick: () => print() }, t.take.print),
        h("button", { class: "share", onclick: () => void this.link() }, t.take.link),
      ),
      this.choices,
      h(
        "div",
        { class: "code-box" },
        h(
          "div",
          { class: "buttons" },
          h(
            "button",
            { class: "primary copy", onclick: () => void this.text.then((text) => this.copy(text, t.take.copied)) },
            t.take.copy,
          ),
          h(
            "button",
            { class: "save", onclick: () => void this.text.then((text) => download(this.chosen.file, text)) },
            t.take.save,
          ),
          this.status,
        ),
        this.code,
      ),
    );
    new IntersectionObserver((seen) => {
      this.visible = seen.some((x) => x.isIntersecting);
      if (this.visible) this.refresh();
    }).observe(this.root);
  }

  update(): void {
    if (this.visible || !this.chosen.exported) this.refresh();
  }

  /** Shows the chosen form of the schedule; until it is made, the old text is marked as busy and is not offered. */
  private refresh(): void {
    const n = ++this.asked;
    const st = store.state;
    const show = (text: string): string => {
      if (n === this.asked) {
        // a table of rates can be long: the first part is enough to look at
        this.code.textContent = text.length > 40_000 ? `${text.slice(0, 40_000)}\n${t.take.more}` : text;
        this.code.removeAttribute("aria-busy");
      }
      return text;
    };
    this.code.setAttribute("aria-busy", "true");
    if (bind(store.active.spec, st).error) {
      show(t.take.notYet);
      this.text = Promise.resolve("");
      return;
    }
    const answer = this.chosen.text(st);
    this.text =
      typeof answer === "string"
        ? Promise.resolve(show(answer))
        : answer.then(show, (e: Failure) => (show([e.message, e.hint].filter(Boolean).join("\n")), ""));
  }

  private async copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.status.textContent = done;
    } catch {
      // without permission: select the text, so that the keys of the browser copy it
      getSelection()?.selectAllChildren(this.code);
      this.status.textContent = t.take.selected;
    }
    announce(this.status.textContent ?? "");
  }

  private views = () => panelIds.map((id) => this.bench.views![id]);

  private svg(): void {
    download(
      "schedules.svg",
      pictureOf(this.views(), {
        width: 1100,
        columns: 2,
        fontSize: 13,
        font: "system-ui, sans-serif",
        background: true,
        title: t.take.pictureTitle(store.state.steps),
      }).text,
      "image/svg+xml",
    );
  }

  private async png(): Promise<void> {
    const picture = pictureOf(this.views(), {
      width: 1100,
      columns: 2,
      fontSize: 13,
      font: "system-ui, sans-serif",
      background: true,
      title: t.take.pictureTitle(store.state.steps),
    });
    download("schedules.png", await pngOf(picture, 2));
  }

  /** One column of a paper: 3.25 inches wide, letters of 7 points, text as text. */
  private paper(): void {
    const inches = 3.25;
    download(
      "figure.svg",
      pictureOf(this.views().slice(0, 2), {
        width: inches * 144,
        columns: 1,
        fontSize: 14,
        font: "Times, 'Times New Roman', serif",
        background: false,
        inches,
      }).text,
      "image/svg+xml",
    );
  }

  private async link(): Promise<void> {
    const url = new URL(location.href);
    url.hash = await toFragment(store.state);
    await this.copy(url.href, t.take.linkCopied);
    history.replaceState(null, "", url);
  }
}
