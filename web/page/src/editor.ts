// The text of the active schedule: completion, and errors under the place with their fix.
import { type TaperError, tryParse } from "taper-lr";
import { choices, type Choice } from "./completion";
import { announce, h, newId } from "./dom";
import { bind } from "./engine";
import { type State, store } from "./state";
import { t } from "./strings";

export class Editor {
  readonly root: HTMLElement;
  readonly field: HTMLInputElement;
  private box = h("ul", {
    class: "completions",
    role: "listbox",
    id: newId("completions"),
    hidden: true,
    "aria-label": t.editor.completions,
  });
  private problem = h("div", { class: "problem", id: newId("problem"), hidden: true });
  private open: Choice[] = [];
  private word = "";
  private chosen = -1;

  constructor() {
    const id = newId("spec");
    this.field = h("input", {
      id,
      type: "text",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.box.id,
      "aria-describedby": this.problem.id,
      class: "spec",
    });
    this.root = h(
      "div",
      { class: "editor" },
      h("label", { for: id }, t.editor.label),
      h("div", { class: "editor-box" }, this.field, this.box),
      this.problem,
      h("p", { class: "note" }, t.editor.help),
    );
    this.field.addEventListener("input", () => {
      store.setSpec(this.field.value, "live");
      this.offer();
    });
    this.field.addEventListener("change", () => store.set({}, "kept"));
    this.field.addEventListener("keydown", (e) => this.key(e));
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  update(st: State): void {
    const { spec } = store.active;
    if (this.field.value !== spec) this.field.value = spec;
    this.field.style.setProperty("--active", `var(--c${st.active % 8})`);
    const { error } = bind(spec, st);
    this.show(error ?? null, spec);
  }

  private shown = "";
  private show(error: TaperError | null, spec: string): void {
    // a button must not be replaced between the press and the release of a click
    const key = error ? JSON.stringify([spec, error.message]) : "";
    if (key === this.shown) return;
    this.shown = key;
    this.problem.hidden = error === null;
    this.field.setAttribute("aria-invalid", String(error !== null));
    if (!error) return this.problem.replaceChildren();
    const parts: (Node | string)[] = [h("p", { class: "problem-text" }, error.message)];
    if (error.at !== undefined) parts.push(this.place(spec, error.at));
    if (error.hint) parts.push(h("p", { class: "note" }, error.hint));
    const fixed = this.fixes(error, spec);
    for (const { text, label } of fixed) {
      parts.push(
        h(
          "button",
          {
            class: "fix",
            onclick: () => {
              store.setSpec(text);
              this.field.focus();
              announce(t.editor.fixed(text));
            },
          },
          label,
        ),
      );
    }
    this.problem.replaceChildren(...parts);
  }

  /** The text around the error with a caret under it. */
  private place(spec: string, at: number): HTMLElement {
    const from = Math.max(0, at - 34);
    const head = (from > 0 ? "…" : "") + spec.slice(from, at);
    const word = /^[\w.%-]+/.exec(spec.slice(at))?.[0] ?? spec.slice(at, at + 1);
    const tail = spec.slice(at + word.length, at + word.length + 24);
    return h(
      "pre",
      { class: "place", "aria-hidden": "true" },
      head,
      h("mark", null, word || " "),
      tail,
      "\n",
      " ".repeat(head.length),
      h("span", { class: "caret" }, "^"),
    );
  }

  /** Texts that the engine accepts: the word at the place replaced by what the error suggests. */
  private fixes(error: TaperError, spec: string): { text: string; label: string }[] {
    const out: { text: string; label: string }[] = [];
    const at = error.at ?? spec.length;
    const tries: [string, string][] = [];
    if (error.suggestion)
      tries.push([spec.slice(0, at) + error.suggestion + spec.slice(error.end), t.editor.use(error.suggestion)]);
    for (const end of [")", "])", "))"]) tries.push([spec + end, t.editor.close(end)]);
    for (const [text, label] of tries)
      if (text !== spec && tryParse(text).schedule && !out.some((o) => o.text === text)) out.push({ text, label });
    return out.slice(0, 2);
  }

  private offer(): void {
    const end = this.field.selectionStart ?? this.field.value.length;
    const { word, all } = choices(this.field.value.slice(0, end));
    this.word = word;
    this.open = word === "" && !/[|(,]\s*$/.test(this.field.value.slice(0, end)) ? [] : all;
    this.chosen = -1;
    this.list();
  }

  private list(): void {
    const shown = this.open.length > 0;
    this.box.hidden = !shown;
    this.field.setAttribute("aria-expanded", String(shown));
    this.box.replaceChildren(
      ...this.open.map((c, k) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.box.id}-${k}`,
            "aria-selected": String(k === this.chosen),
            onpointerdown: (e: Event) => {
              e.preventDefault();
              this.take(c);
            },
          },
          h("code", null, c.label),
          " ",
          h("span", null, c.about),
        ),
      ),
    );
    if (this.chosen >= 0) {
      this.field.setAttribute("aria-activedescendant", `${this.box.id}-${this.chosen}`);
      this.box.children[this.chosen]?.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  private key(e: KeyboardEvent): void {
    if (e.key === "ArrowDown" && this.open.length === 0 && e.altKey) {
      this.offer();
      if (this.open.length === 0) return;
      e.preventDefault();
    } else if (this.open.length > 0 && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      this.chosen = (this.chosen + (e.key === "ArrowDown" ? 1 : -1) + this.open.length) % this.open.length;
      this.list();
    } else if (this.open.length > 0 && (e.key === "Enter" || e.key === "Tab") && this.chosen >= 0) {
      e.preventDefault();
      this.take(this.open[this.chosen]!);
    } else if (e.key === "Escape" && this.open.length > 0) {
      e.preventDefault();
      this.close();
    } else if (e.key === "Enter") {
      e.preventDefault();
      this.close();
      store.set({}, "kept");
    }
  }

  private take(c: Choice): void {
    const end = this.field.selectionStart ?? this.field.value.length;
    const before = this.field.value.slice(0, end - this.word.length) + c.insert;
    const text = before + this.field.value.slice(end);
    store.setSpec(text, "live");
    this.field.value = text;
    this.field.setSelectionRange(before.length, before.length);
    this.field.focus();
    this.close();
    if (/[(.]$/.test(c.insert)) this.offer();
  }

  private close(): void {
    this.open = [];
    this.list();
  }
}
