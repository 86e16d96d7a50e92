import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aCamera, aRunner, aView } from "../testing/values";
import type { View } from "../wire/View";
import StatusStrip from "./StatusStrip.svelte";

async function strip(view: Partial<View>) {
  onStage(aBackend(aView(view)), StatusStrip, {});
  return screen.findByRole("region", { name: "What needs you" });
}

test("all is well, and how many watch", async () => {
  const cameras = [aCamera({ id: 1 }), aCamera({ id: 2 })];
  const bar = await strip({ cameras, runners: [aRunner({ camera: 1 })] });
  expect(bar.textContent).toContain("All well.");
  expect(bar.textContent).toContain("1 of 2 cameras on watch.");
});

test("a problem of one camera links to it, with its cure", async () => {
  const problem = { key: "k", sentence: "Gate is down.", cure: "Check its cable.", cameras: [4], since_ms: 0 };
  const bar = await strip({ cameras: [aCamera({ id: 4 })], problems: [problem] });
  expect(bar.querySelector("a")?.getAttribute("href")).toBe("#/cameras/4");
  expect(bar.textContent).toContain("Check its cable.");
});

test("a problem that is a camera's error leads to its entry in Help", async () => {
  const told = { sentence: "Gate does not answer.", cure: "Check its power." };
  const last_error = { ...told, code: "connect_timeout", word: "No answer", evidence: "", at_ms: 0 };
  const problem = { ...told, key: "k", cameras: [4], since_ms: 0 };
  const runners = [aRunner({ camera: 4, last_error })];
  const bar = await strip({ cameras: [aCamera({ id: 4 })], runners, problems: [problem] });
  const help = [...bar.querySelectorAll("a")].find(({ textContent }) => textContent?.trim() === "Help");
  expect(help?.getAttribute("href")).toBe("#/help/error-connect_timeout");
  expect(help?.getAttribute("aria-label")).toBe("Help: No answer");
});

test("a problem of several links to the wall with these, one of none to the settings", async () => {
  const several = {
    key: "silence on 10.0.0.*",
    sentence: "The switch is down.",
    cure: "C.",
    cameras: [4, 5],
    since_ms: 0,
  };
  const none = { key: "disk_full here", sentence: "The disk is full.", cure: "C.", cameras: [], since_ms: 0 };
  await strip({ problems: [several, none] });
  const links = [...document.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  const help = links.filter((to) => to?.startsWith("#/help/"));
  expect(links.filter((to) => !help.includes(to))).toEqual(["#/wall?only=4,5", "#/wall?only=4,5", "#/settings"]);
  expect(new Set(help)).toEqual(new Set(["#/help/error-connect_timeout", "#/help/error-disk_full"]));
  expect(screen.getByText("Show all 2")).toBeTruthy();
});
