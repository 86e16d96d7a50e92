// Builds everything the window needs and hands it in.

import { mount } from "svelte";
import { openBackend } from "./backend/open";
import "./style/tokens.css";
import "./style/base.css";
import Root from "./screens/Root.svelte";
import { words } from "./words/words";

const target = document.getElementById("window");
if (target) {
  document.documentElement.lang = words.language;
  document.documentElement.dir = new URLSearchParams(location.search).get("dir") === "rtl" ? "rtl" : words.direction;
  mount(Root, { target, props: { backend: await openBackend() } });
}
