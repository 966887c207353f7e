// The button that shows a schedule in the workbench.
import { h } from "./dom";
import { canonical } from "./edit";
import { maxEntries, type State, store } from "./state";
import { t } from "./strings";

/** Selects a schedule in the workbench; adds it if it is not there. */
export const openSpec = (spec: string, steps: number | null = null): void => {
  const st = store.state;
  const entry = { spec: canonical(spec), shown: true };
  const known = st.entries.findIndex((e) => e.spec === entry.spec);
  const patch: Partial<State> =
    known >= 0
      ? { active: known }
      : {
          entries: [...st.entries.slice(0, maxEntries - 1), entry],
          active: Math.min(st.entries.length, maxEntries - 1),
        };
  if (known >= 0 && steps === null) store.select(known);
  else store.set({ ...patch, ...(steps !== null && steps >= 2 ? { steps } : {}) });
  document.getElementById("workbench")?.scrollIntoView();
};

export const openButton = (spec: string | null, steps: number | null): HTMLElement | null =>
  spec === null ? null : h("button", { onclick: () => openSpec(spec, steps) }, t.read.open);
