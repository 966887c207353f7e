// Draw a target: a profile of the normalized rate or of the acceptance, from which the engine makes a schedule.
import { h } from "./dom";
import type { Panel } from "./panel";
import type { PanelId } from "./panels";
import type { State } from "./state";

export class Target {
  readonly root = h("div", { class: "target" });
  constructor(_panels: Map<PanelId, Panel>, _redraw: () => void) {}
  update(_st: State): void {}
}
