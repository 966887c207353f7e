// Starts the page: builds its sections, connects them to the state, and reads the link.
import { $, h } from "./dom";
import { firstView } from "./first";
import { SafeMapView } from "./map";
import { opened } from "./opened";
import { Reader } from "./read";
import { defaults, fromFragment, store } from "./state";
import { t } from "./strings";
import { TakeAway } from "./take";
import { Tour } from "./tour";
import { Workbench } from "./workbench";

type Theme = "auto" | "light" | "dark";

function themeSwitch(): HTMLElement {
  const select = h(
    "select",
    { "aria-label": t.theme.label, class: "theme" },
    (["auto", "light", "dark"] as const).map((x) => h("option", { value: x }, t.theme[x])),
  );
  const apply = (theme: Theme): void => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  let kept: string | null = null;
  try {
    kept = localStorage.getItem("taper-theme");
  } catch {
    /* storage may be off */
  }
  select.value = kept === "light" || kept === "dark" ? kept : "auto";
  apply(select.value as Theme);
  select.addEventListener("change", () => {
    apply(select.value as Theme);
    try {
      localStorage.setItem("taper-theme", select.value);
    } catch {
      /* storage may be off */
    }
    store.tell();
  });
  return select;
}

function keys(e: KeyboardEvent): void {
  if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
  const key = e.key.toLowerCase();
  // a field undoes its own typing, except the notation, which is part of the state
  const typing =
    e.target instanceof HTMLInputElement && ["text", "search"].includes(e.target.type) && !e.target.closest(".editor");
  if (typing) return;
  if (key === "z" && !e.shiftKey) {
    e.preventDefault();
    store.undo();
  } else if ((key === "z" && e.shiftKey) || key === "y") {
    e.preventDefault();
    store.redo();
  }
}

/** Another link in the same tab, or the way back from it: a change like any other, so that undo returns from it. */
async function followLink(e: HashChangeEvent): Promise<void> {
  const left = await fromFragment(new URL(e.oldURL).hash);
  const st = location.hash === "" && left ? defaults : await fromFragment(location.hash);
  if (st) store.set(structuredClone(st));
}

async function start(): Promise<void> {
  const bench = new Workbench();
  const take = new TakeAway(bench);
  const map = new SafeMapView();
  const reader = new Reader();
  const tour = new Tour(bench);
  const from = await fromFragment(location.hash);
  if (from) store.begin(from);
  const link = (id: string, name: string): HTMLElement =>
    h(
      "a",
      {
        href: `#${id}`,
        onclick: (e: Event) => {
          e.preventDefault();
          const section = $(`#${id}`);
          section.scrollIntoView();
          section.setAttribute("tabindex", "-1");
          section.focus({ preventScroll: true });
        },
      },
      name,
    );
  $("header .tools").replaceChildren(
    h(
      "nav",
      { "aria-label": t.nav.label },
      link("workbench", t.nav.design),
      link("take", t.nav.take),
      link("map", t.nav.map),
      link("read", t.nav.read),
      h("button", { class: "link begin-tour", onclick: () => tour.begin() }, t.tour.begin),
    ),
    themeSwitch(),
  );
  $("main").replaceChildren(firstView(), bench.root, take.root, map.root, reader.root);
  document.body.append(tour.root);
  $("footer").replaceChildren(h("p", null, t.offline));
  store.subscribe((st) => {
    bench.update(st);
    take.update();
    map.update();
  });
  store.tell();
  addEventListener("keydown", keys);
  addEventListener("hashchange", (e) => void followLink(e));
  for (const file of opened()) void reader.read(file);
  if (opened().length > 0) reader.root.scrollIntoView();
  // the cards are drawn in the next frame, after their layout
  requestAnimationFrame(() => setTimeout(() => performance.mark("taper-picture")));
  document.documentElement.dataset.ready = "true";
}

await start();
