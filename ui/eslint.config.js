// The walls of the window's house: which shelf may take from which. See docs/architecture.md, "Layers".
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const nouns = ["cameras", "profiles", "system", "people", "attendance", "recognition", "help"];
const tauri = { group: ["@tauri-apps/*"], message: "Only backend/ talks to the shell." };
const screens = { group: ["**/screens/*"], message: "Only the router imports a screen." };
const noNoun = { group: nouns.concat("live").map((n) => `**/${n}/*`), message: "Parts and words know no noun." };
const noWire = { group: ["**/wire/*"], message: "Parts know no noun." };
const wall = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default ts.config(
  { ignores: ["src/wire/**", "dist/**"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["src/**/*.svelte", "src/**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ["src/**"],
    rules: {
      ...wall(tauri, screens),
      "no-undef": "off",
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Ask backend.now(): a test turns its clock." },
      ],
      "svelte/no-navigation-without-resolve": "off",
      "svelte/prefer-svelte-reactivity": "off", // Most maps here are private and meant to be plain.
      "svelte/no-useless-mustaches": "off", // A space between two marked words is written so.
      "svelte/no-unused-svelte-ignore": "off", // svelte-check judges these.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  { files: ["src/backend/**"], rules: { ...wall(screens, noNoun), "no-restricted-properties": "off" } },
  // The pretend engine keeps its view by the window's own rule.
  { files: ["src/backend/pretend/**"], rules: wall(screens) },
  { files: ["src/{main,show}.ts"], rules: wall(tauri) },
  { files: ["src/words/**"], rules: wall(tauri, screens, noNoun) },
  { files: ["src/parts/**"], rules: wall(tauri, screens, noNoun, noWire) },
  ...nouns.map((noun) => ({
    files: [`src/${noun}/**`],
    rules: wall(tauri, screens, {
      group: nouns.filter((other) => other !== noun).map((other) => `**/${other}/*`),
      message: "A noun folder imports no other noun folder.",
    }),
  })),
  { files: ["src/screens/**"], rules: wall(tauri) },
);
