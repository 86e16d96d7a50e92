import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import type { CalendarLine } from "../wire/CalendarLine";
import type { CalendarReport } from "../wire/CalendarReport";
import ImportDialog from "./ImportDialog.svelte";

const aLine = (line: Partial<CalendarLine>): CalendarLine => ({
  name: "Friday",
  first: "2026-11-27",
  last: "2026-11-27",
  verdict: "add",
  sentence: null,
  ...line,
});

const aReport = (report: Partial<CalendarReport>): CalendarReport => ({
  sentence: "",
  lines: [],
  more: 0,
  adds: 0,
  same: 0,
  refused: 0,
  added: false,
  ...report,
});

function shown(report: CalendarReport) {
  const backend = aBackend(aView({}), {
    calendarImport: async () => aReport({ sentence: "620 days off added.", added: true }),
  });
  onStage(backend, ImportDialog, { text: "BEGIN:VCALENDAR", report, onclose: () => {} });
  return backend;
}

test("the button counts every day that is added, and none of those that are not", async () => {
  const lines = [aLine({}), aLine({ verdict: "same" })];
  const backend = shown(aReport({ lines, more: 640, adds: 620, same: 12, refused: 10 }));
  await fireEvent.click(screen.getByRole("button", { name: "Add 620 days" }));
  await waitFor(() => expect(askedFor(backend, "calendarImport")).toEqual([["BEGIN:VCALENDAR", false]]));
});

test("what is listed further down is not to be overlooked", () => {
  shown(aReport({ lines: [aLine({ verdict: "same" })], more: 500, adds: 3, same: 498 }));
  expect(screen.getByRole("button", { name: "Add 3 days" })).toHaveProperty("disabled", false);
});

test("where nothing is added there is nothing to press", () => {
  shown(aReport({ lines: [aLine({ verdict: "same" })], same: 700, more: 699 }));
  expect(screen.getByRole("button", { name: "Nothing to add" })).toHaveProperty("disabled", true);
});
