// Dropped files: training logs and configurations. Nothing leaves the page.
import { announce, h } from "./dom";
import { ask, type Failure } from "./jobs";
import { configurationResult } from "./read_configuration";
import { logResult } from "./read_log";
import { t } from "./strings";

/** Files above this size are refused: they would not fit the memory of the page. */
const maxBytes = 512 * 2 ** 20;

export class Reader {
  readonly root: HTMLElement;
  private results = h("div", { class: "results", "aria-live": "polite" });
  private input = h("input", {
    type: "file",
    multiple: true,
    id: "files",
    onchange: () => void this.take(Array.from(this.input.files ?? [])),
  });

  constructor() {
    const zone = h(
      "div",
      { class: "drop" },
      h("p", { class: "drop-text" }, t.read.drop),
      h("label", { class: "button primary", for: "files" }, t.read.choose),
      this.input,
      h("button", { onclick: () => void this.example() }, t.read.example),
    );
    this.root = h(
      "section",
      { id: "read", "aria-labelledby": "read-title" },
      h("h2", { id: "read-title" }, t.read.title),
      h("p", { class: "lead" }, t.read.lead),
      zone,
      this.results,
    );
    const over = (on: boolean) => (e: DragEvent) => {
      if (!e.dataTransfer?.types.includes("Files")) return;
      e.preventDefault();
      document.body.classList.toggle("dropping", on);
    };
    addEventListener("dragover", over(true));
    addEventListener("dragleave", (e) => {
      if (e.relatedTarget === null) document.body.classList.remove("dropping");
    });
    addEventListener("drop", (e) => {
      over(false)(e);
      const files = Array.from(e.dataTransfer?.files ?? []);
      if (files.length > 0) {
        this.root.scrollIntoView();
        void this.take(files);
      }
    });
  }

  private async example(): Promise<void> {
    const { default: text } = await import("../../../examples/logs/resumed.json?raw");
    await this.read(new File([text], "resumed.json"));
  }

  private async take(files: File[]): Promise<void> {
    for (const file of files) {
      if (file.size > maxBytes) {
        this.results.prepend(this.failure(file.name, { message: t.read.tooLarge, hint: "", cancelled: false }));
        continue;
      }
      await this.read(file);
    }
    this.input.value = "";
  }

  /** Reads one file and shows the result on top. */
  async read(file: File): Promise<void> {
    const { name } = file;
    const place = h(
      "article",
      { class: "result reading" },
      h("h3", null, name),
      h("p", null, h("progress", null), " ", t.read.reading),
    );
    this.results.prepend(place);
    try {
      const done = await ask("read", { file }).answer;
      if ("found" in done) place.replaceWith(configurationResult(file, done.found));
      else place.replaceWith(...done.logs.map((log) => logResult(file, log)));
      announce(t.read.done(name));
    } catch (e) {
      place.replaceWith(this.failure(name, e as Failure));
    }
  }

  private failure(name: string, e: Failure): HTMLElement {
    return h(
      "article",
      { class: "result failed" },
      h("h3", null, name),
      h("p", { class: "problem-text" }, e.message),
      e.hint ? h("p", { class: "note" }, e.hint) : null,
    );
  }
}
