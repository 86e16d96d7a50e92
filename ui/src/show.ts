// Builds everything the window needs and hands it in.

import { mount } from "svelte";
import { openBackend } from "./backend/open";
import { Theme } from "./live/theme.svelte";
import Root from "./screens/Root.svelte";
import { words } from "./words/words";

/** Shows the window in `target`, in the language that was loaded. */
export async function show(target: HTMLElement): Promise<void> {
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  // Before anything is drawn, so that a dark window never flashes.
  const theme = new Theme();
  document.documentElement.dataset.theme = theme.shown;
  mount(Root, { target, props: { backend: await openBackend(), theme } });
}
