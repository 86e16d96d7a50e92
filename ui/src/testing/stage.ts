// For tests: puts one component on the stage.

import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import type { Backend } from "../backend/backend";
import Stage from "./Stage.svelte";

/** Renders `play` with `given`, and around it everything a window hands down. */
export function onStage<Given extends object>(backend: Backend, play: Component<Given>, given: Given): void {
  const props = {
    backend,
    play: play as unknown as Component<Record<string, unknown>>,
    given: given as Record<string, unknown>,
  };
  render(Stage, { props });
}
