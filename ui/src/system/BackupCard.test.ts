import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import type { Backend } from "../backend/backend";
import { backupAnswers } from "../backend/pretend/backupAnswers";
import { school } from "../backend/pretend/schools";
import { Memory } from "../backend/pretend/state";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import BackupCard from "./BackupCard.svelte";
import ConfigExport from "./ConfigExport.svelte";
import ConfigImport from "./ConfigImport.svelte";
import DiagnosticsCard from "./DiagnosticsCard.svelte";
import RestoredDialog from "./RestoredDialog.svelte";

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

test("a backup is restored once that was confirmed, and the page is loaded anew", async () => {
  const backupRestore = vi.fn(async () => {});
  const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
  card({ backupRestore });
  const [first] = await screen.findAllByRole("button", { name: /^What would the backup of/ });
  await fireEvent.click(first!);
  await fireEvent.click(await screen.findByRole("button", { name: "Restore this backup…" }));
  expect(screen.getByText(/A backup of now is made first/)).toBeTruthy();
  expect(backupRestore).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole("button", { name: "Restore now" }));
  await waitFor(() => expect(reload).toHaveBeenCalled());
  expect(backupRestore).toHaveBeenCalledWith(expect.stringContaining("-daily.zip"));
});

test("a restore that does not begin says why, and nothing is loaded anew", async () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => {});
  reload.mockClear();
  card({ backupRestore: () => Promise.reject(problem("This backup is no longer there.")) });
  const [first] = await screen.findAllByRole("button", { name: /^What would the backup of/ });
  await fireEvent.click(first!);
  await fireEvent.click(await screen.findByRole("button", { name: "Restore this backup…" }));
  await fireEvent.click(screen.getByRole("button", { name: "Restore now" }));
  expect(await screen.findByText("This backup is no longer there.")).toBeTruthy();
  expect(reload).not.toHaveBeenCalled();
});

test("what came of a restore is said once the page is there again", async () => {
  const rehearsal = await answers().backupRehearse((await answers().backups()).list[0]!.name);
  const restored = { is: "restored" as const, restored: { rehearsal, before: "/backups/before.zip" } };
  onStage(aBackend(aView({}), { backupRestored: async () => restored }), RestoredDialog, {});
  expect(await screen.findByRole("dialog", { name: "The backup is restored" })).toBeTruthy();
  expect(screen.getByText(/The store before is kept in/).textContent).toContain("/backups/before.zip");
});

test("a restore that failed says that nothing is lost", async () => {
  const failed = { is: "not_restored" as const, problem: problem("The disk is full.") };
  onStage(aBackend(aView({}), { backupRestored: async () => failed }), RestoredDialog, {});
  expect(await screen.findByText("The disk is full.")).toBeTruthy();
  expect(screen.getByText(/Nothing is lost/)).toBeTruthy();
});

const settingsFile = (text: string) => new File([text], "school.toml");
const choose = (file: File) =>
  fireEvent.change(document.querySelector<HTMLInputElement>("input[type=file]")!, { target: { files: [file] } });

test("a configuration is looked at, its passphrase asked for, and then taken over", async () => {
  const backend = aBackend(aView({}), answers());
  const ondone = vi.fn();
  onStage(backend, ConfigImport, { onclose: () => {}, ondone });
  await choose(settingsFile("format = 1"));
  expect(await screen.findByText(/4 sealed passwords are left out/)).toBeTruthy();
  expect(screen.getByText("Library", { selector: "bdi" })).toBeTruthy();
  const passphrase = screen.getByLabelText<HTMLInputElement>("Passphrase");
  await fireEvent.input(passphrase, { target: { value: "correct horse" } });
  await fireEvent.click(screen.getByRole("button", { name: "Look again with it" }));
  await waitFor(() => expect(screen.queryByText(/are left out/)).toBeNull());
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Import 6 changes" })).toHaveProperty("disabled", false),
  );
  await fireEvent.click(screen.getByRole("button", { name: "Import 6 changes" }));
  await waitFor(() => expect(ondone).toHaveBeenCalled());
  expect(askedFor(backend, "configImport")).toEqual([
    ["format = 1", null, true],
    ["format = 1", "correct horse", true],
    ["format = 1", "correct horse", false],
  ]);
});

test("a configuration with a bad line says which, and cannot be taken over", async () => {
  onStage(aBackend(aView({}), answers()), ConfigImport, { onclose: () => {}, ondone: () => {} });
  await choose(settingsFile("bad"));
  expect(await screen.findByText("Line 41")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Nothing to import" })).toHaveProperty("disabled", true);
});

test("an export seals the passwords only with a passphrase", async () => {
  const backend = aBackend(aView({}), answers());
  onStage(backend, ConfigExport, { onclose: () => {} });
  await fireEvent.click(screen.getByRole("switch", { name: /With the cameras’ passwords/ }));
  expect(screen.getByRole("button", { name: "Export" })).toHaveProperty("disabled", true);
  await fireEvent.input(screen.getByLabelText("Passphrase"), { target: { value: "correct horse" } });
  await fireEvent.click(screen.getByRole("button", { name: "Export" }));
  await waitFor(() => expect(askedFor(backend, "configExport")).toEqual([["correct horse"]]));
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
