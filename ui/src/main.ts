// The language first, since everything else holds on to its words; then the window. Nothing is drawn before both are there.

import "./style/tokens.css";
import "./style/base.css";
import "./style/unloaded.css";
import { language } from "./words/language";
import { unloaded } from "./words/unloaded";
import { load } from "./words/words";

const target = document.getElementById("window");
if (target) open(target).catch((why: unknown) => tell(target, why));

async function open(target: HTMLElement): Promise<void> {
  await load();
  const { show } = await import("./show");
  await show(target);
}

/** Says that something of the window could not be loaded. Loading the page anew is the only way to ask for it again. */
function tell(target: HTMLElement, why: unknown): void {
  console.error(why);
  const { title, text, again, direction } = unloaded[language];
  document.documentElement.lang = direction === "rtl" ? language : "en";
  document.documentElement.dir = direction;
  const [heading, sentence, button] = (["h1", "p", "button"] as const).map((tag) => document.createElement(tag));
  heading!.textContent = title;
  sentence!.textContent = text;
  button!.textContent = again;
  button!.addEventListener("click", () => location.reload());
  const main = document.createElement("main");
  main.className = "unloaded";
  main.append(heading!, sentence!, button!);
  target.replaceChildren(main);
  button!.focus();
}
