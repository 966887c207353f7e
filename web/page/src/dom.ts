// Short helpers to build HTML and SVG elements.

type Child = Node | string | number | null | undefined | false;
type Props = Record<string, unknown>;

function fill(el: Element, props: Props | null, children: (Child | Child[])[]): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value") (el as HTMLInputElement).value = String(value);
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element; a property that begins with "on" is a listener. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  fill(el, props, children);
  return el;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: (Child | Child[])[]
): SVGElementTagNameMap[K] {
  const el = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(el, props, children);
  return el;
}

let ids = 0;
/** An id that no other element of the page has. */
export const newId = (stem: string): string => `${stem}-${++ids}`;

export const $ = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no element ${selector}`);
  return found;
};

/** The colors of CSS variables as rgb(…), in the theme of the page or in the given one. */
export function colorsOf(names: readonly string[], theme = ""): string[] {
  const probe = h("div");
  probe.style.colorScheme = theme;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const out = names.map((name) => {
    probe.style.color = `var(${name})`;
    return style.color;
  });
  probe.remove();
  return out;
}

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** Offers bytes or text as a download. */
export function download(name: string, data: Blob | string, type = "text/plain"): void {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Calls f at most once per frame; `flush` calls it now if a call is due. */
export function perFrame(f: () => void): (() => void) & { flush(): void } {
  let waiting = false;
  const run = (): void => {
    if (!waiting) return;
    waiting = false;
    f();
  };
  const later = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(run);
  };
  return Object.assign(later, { flush: run });
}

/** Calls f when nothing new came for `ms`. */
export function settled(f: () => void, ms: number): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(f, ms);
  };
}
