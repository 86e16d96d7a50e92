import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test } from "vitest";
import { answerShell } from "./tongue";

afterEach(clearMocks);

test("the shell is told that the window speaks English, or is answered in its language", async () => {
  const asked: [string, unknown][] = [];
  mockIPC((command, payload) => void asked.push([command, payload]));
  await answerShell(null);
  expect(asked).toEqual([["speak_english", {}]]);

  await answerShell((text) => text.toUpperCase());
  const [command, payload] = asked.at(-1)!;
  expect(command).toBe("hear_asking");
  (payload as { channel: { onmessage: (english: string) => void } }).channel.onmessage("Quit");
  expect(asked.at(-1)).toEqual(["answer_asking", { english: "Quit", said: "QUIT" }]);
});
