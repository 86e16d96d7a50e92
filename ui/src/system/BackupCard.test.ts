import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Backend } from "../backend/backend";
import { backupAnswers } from "../backend/pretend/backupAnswers";
import { school } from "../backend/pretend/schools";
import { Memory } from "../backend/pretend/state";
import { aBackend } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import BackupCard from "./BackupCard.svelte";
import DiagnosticsCard from "./DiagnosticsCard.svelte";

const NOW = Date.UTC(2026, 10, 23, 9, 24, 8);
const answers = () => backupAnswers(new Memory(school("demo"), () => NOW, "demo"), () => NOW);
const problem = (message: string) => ({ code: "failed", message, detail: "", field: null }) as const;

function card(own: Partial<Backend> = {}) {
  onStage(aBackend(aView({}), { ...answers(), ...own }), BackupCard, {});
}

test("backups are listed, the one that cannot be read with its reason", async () => {
  card();
  const list = await screen.findByRole("list", { name: "Backups that there are" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(6);
  expect(within(list).getByText(/is cut off/)).toBeTruthy();
  expect(screen.getByText(/keep it as safe as the passwords/)).toBeTruthy();
});

test("one that is made stands on top", async () => {
  card();
  await fireEvent.click(await screen.findByRole("button", { name: "Make one now" }));
  expect(await screen.findByText(/was made and checked/)).toBeTruthy();
  const list = screen.getByRole("list", { name: "Backups that there are" });
  expect(within(list).getAllByRole("listitem")[0]?.textContent).toContain("by hand");
});

test("the rehearsal says who would come back, and how it is restored", async () => {
  card();
  const [first] = await screen.findAllByRole("button", { name: /^What would the backup of/ });
  await fireEvent.click(first!);
  expect(await screen.findByText(/2 people erased since would come back/)).toBeTruthy();
  expect(screen.getByText(/bellwatchctl --home .* restore '.*-daily\.zip'/)).toBeTruthy();
  expect(screen.getByText("Nothing was changed.")).toBeTruthy();
});

test("what fails is said", async () => {
  card({ backups: () => Promise.reject(problem("The store cannot be read.")) });
  expect(await screen.findByText("The store cannot be read.")).toBeTruthy();
});

test("the bundle says where it lies and what it could not search for", async () => {
  onStage(aBackend(aView({}), answers()), DiagnosticsCard, {});
  await fireEvent.click(screen.getByRole("button", { name: "Make the file" }));
  expect(await screen.findByText(/One password is too short to be searched for/)).toBeTruthy();
});

test("a bundle that is refused says why and is not saved", async () => {
  const refused = problem("The bundle would have held the key (logs.txt, line 3), so nothing was written.");
  onStage(aBackend(aView({}), { diagnostics: () => Promise.reject(refused) }), DiagnosticsCard, {});
  await fireEvent.click(screen.getByRole("button", { name: "Make the file" }));
  expect(await screen.findByText(/logs\.txt, line 3/)).toBeTruthy();
});
