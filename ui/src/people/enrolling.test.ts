import { expect, test } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { aView } from "../testing/values";
import type { PhotoReport } from "../wire/PhotoReport";
import { Enrolling } from "./enrolling.svelte";

const file = (name: string) => new File(["x"], name);
const report = (name: string, outcome: PhotoReport["outcome"]): PhotoReport => ({
  file: name,
  person: 1,
  person_name: "Zoë",
  outcome,
  sentences: [],
});

test("one file is sent after the other, and each has its answer", async () => {
  let under = 0;
  let most = 0;
  const backend = aBackend(aView({}), {
    enrolFile: async ({ name }) => {
      most = Math.max(most, ++under);
      await Promise.resolve();
      under -= 1;
      return [report(name, name === "b.jpg" ? "doubtful" : "enrolled")];
    },
  });
  const run = new Enrolling(backend, null);
  await run.add([file("a.jpg"), file("b.jpg"), file("c.jpg")]);
  expect(most).toBe(1);
  expect(run.reports.map(({ file: name }) => name)).toEqual(["c.jpg", "b.jpg", "a.jpg"]);
  expect(run.sums).toEqual({ enrolled: 2, doubtful: 1, refused: 0 });
  expect([run.done, run.all, run.isRunning]).toEqual([3, 3, false]);
});

test("a file that fails is a line of its own and holds up no other", async () => {
  const problem = { code: "bad_input", message: "This is no zip.", detail: "", field: null };
  const backend = aBackend(aView({}), {
    enrolFile: ({ name }) =>
      name === "bad.zip" ? Promise.reject(problem) : Promise.resolve([report(name, "enrolled")]),
  });
  const run = new Enrolling(backend, 7);
  await run.add([file("bad.zip"), file("a.jpg")]);
  expect(run.reports.at(-1)).toMatchObject({ file: "bad.zip", outcome: "refused", sentences: ["This is no zip."] });
  expect(run.sums.enrolled).toBe(1);
});

test("stopping sends nothing more", async () => {
  const backend = aBackend(aView({}), {
    enrolFile: async ({ name }) => {
      run.stop();
      return [report(name, "enrolled")];
    },
  });
  const run = new Enrolling(backend, 7);
  await run.add([file("a.jpg"), file("b.jpg")]);
  expect(askedFor(backend, "enrolFile")).toHaveLength(1);
  expect(run.wasStopped).toBe(true);
});
