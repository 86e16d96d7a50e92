// uPlot, as every chart here has it: loaded when it is needed, in the colours and letters of the moment.

import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** How tall a chart is. */
export const TALL_PX = 220;

/** The library, once it is there. */
export class Plotter {
  /** `undefined` on its way; `null` where it cannot be had. */
  Plot = $state.raw<typeof uPlot | null | undefined>(undefined);

  // It reads the machine's language when it is loaded, and breaks where that is none (“C”, as in a bare session): then
  // something else must do in its place, and nothing else of the window may suffer.
  constructor() {
    void import("uplot").then(
      (module) => (this.Plot = module.default),
      () => (this.Plot = null),
    );
  }
}

/** A colour of the moment, by its token. */
export const colour = (token: string) => getComputedStyle(document.documentElement).getPropertyValue(token).trim();

/** How an axis looks in the colours of the moment. */
export const axisLook = () => ({
  stroke: colour("--text-soft"),
  grid: { stroke: colour("--line"), width: 1 },
  ticks: { stroke: colour("--line"), width: 1, size: 4 },
  font: `12px ${getComputedStyle(document.body).fontFamily}`,
});
