/// <reference types="svelte" />
/// <reference types="vite/client" />

// Made of docs/operating.md by ui/help.ts.
declare module "virtual:help" {
  export const sections: readonly import("./help/section").HelpSection[];
}
