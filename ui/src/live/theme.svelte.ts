// Light or dark: as the system says, unless the operator chose.

/** What the operator chose. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "bellwatch.theme";

export class Theme {
  choice = $state<ThemeChoice>("system");
  #systemDark = $state(false);
  readonly shown = $derived.by(() => (this.choice === "system" ? (this.#systemDark ? "dark" : "light") : this.choice));

  constructor() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    this.#systemDark = system.matches;
    system.addEventListener("change", (event) => (this.#systemDark = event.matches));
    const kept = localStorage.getItem(KEY);
    if (kept === "light" || kept === "dark") this.choice = kept;
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
  }
}
