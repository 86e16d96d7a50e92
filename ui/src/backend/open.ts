// Which backend this window has. The pretend one is only ever in development and test builds.

import type { Backend } from "./backend";
import { tauri } from "./tauri";

/** The backend, or `null` when the page was opened without a shell around it. */
export async function openBackend(): Promise<Backend | null> {
  if ("__TAURI_INTERNALS__" in window) return tauri();
  if (import.meta.env.DEV || import.meta.env.MODE === "pretend") {
    const { pretend } = await import("./pretend");
    return pretend(new URLSearchParams(location.search));
  }
  return null;
}
