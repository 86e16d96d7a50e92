/// <reference types="svelte" />
/// <reference types="vite/client" />

// Made of docs/operating.md and its translations by ui/help.ts.
declare module "virtual:help" {
  export const sections: readonly import("./help/section").HelpSection[];
}

declare module "virtual:help/ar" {
  export const sections: readonly import("./help/section").HelpSection[];
}
