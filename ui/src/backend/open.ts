// Which backend this window has. The pretend one is only ever in development and test builds.

import { said } from "../words/engine";
import type { Backend } from "./backend";
import { inLanguage } from "./spoken";
import { tauri } from "./tauri";
import { answerShell } from "./tongue";

/** The backend, in the window's language; `null` when the page was opened without a shell around it. */
export async function openBackend(): Promise<Backend | null> {
  const backend = await engine();
  return backend && said ? inLanguage(backend, said) : backend;
}

async function engine(): Promise<Backend | null> {
  if ("__TAURI_INTERNALS__" in window) {
    // The tray in English is no reason to show nothing.
    answerShell(said).catch(reportError);
    return tauri();
  }
  if (import.meta.env.DEV || import.meta.env.MODE === "pretend") {
    const { pretend } = await import("./pretend");
    return pretend(new URLSearchParams(location.search));
  }
  return null;
}
