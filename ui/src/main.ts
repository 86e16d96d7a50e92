// Builds everything the window needs and hands it in.

import { mount } from "svelte";
import { openBackend } from "./backend/open";
import "./style/tokens.css";
import "./style/base.css";
import { Theme } from "./live/theme.svelte";
import Root from "./screens/Root.svelte";
import { words } from "./words/words";

const target = document.getElementById("window");
if (target) {
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  // Before anything is drawn, so that a dark window never flashes.
  const theme = new Theme();
  document.documentElement.dataset.theme = theme.shown;
  mount(Root, { target, props: { backend: await openBackend(), theme } });
}
