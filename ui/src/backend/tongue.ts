// The shell's own words: it says in English what stands in the tray and in notifications, and asks what that is in the
// window's language, because all translations are here.

import { Channel, invoke } from "@tauri-apps/api/core";
import type { Speaker } from "../words/engine";

/** Answers the shell from now on; where the window speaks English (`null`), tells it so. */
export async function answerShell(said: Speaker | null): Promise<void> {
  if (said === null) return invoke("speak_english");
  const channel = new Channel<string>();
  // What has no translation is English as it is: a menu knows no way to mark it.
  channel.onmessage = (english) => void invoke("answer_asking", { english, said: said(english, true) });
  await invoke("hear_asking", { channel });
}
