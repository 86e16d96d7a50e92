import { afterEach, expect, test, vi } from "vitest";
import { aBackend, askedFor } from "../testing/backend";
import { aCamera, aRunner, aView } from "../testing/values";
import type { Message } from "../wire/Message";
import { Live } from "./live.svelte";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function listening(own: Parameters<typeof aBackend>[1] = {}) {
  let hear: (message: Message) => void = () => {};
  const backend = aBackend(aView({ seq: 1 }), { watch: async (to) => void (hear = to), ...own });
  const live = new Live(backend);
  return { live, backend, tell: (message: Message) => hear(message) };
}

test("the first view is shown, and changes are laid over it", async () => {
  const { live, tell } = listening();
  await live.start();
  expect(live.view).toBeNull();
  tell({ is: "view", view: aView({ seq: 1 }) });
  tell({ is: "changes", changes: [{ seq: 2, what: { is: "camera", camera: aCamera({ id: 7 }) } }] });
  expect(live.camera(7)?.name).toBe("Camera 7");
  live.stop();
});

test("a window that nobody sees is told nothing, and everything afresh once it is seen", async () => {
  const hears: ((message: Message) => void)[] = [];
  const { live, backend } = listening({ watch: async (to) => void hears.push(to) });
  const seen = (hidden: boolean): void => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
    document.dispatchEvent(new Event("visibilitychange"));
  };
  await live.start();
  seen(true);
  await vi.waitFor(() => expect(askedFor(backend, "unwatch")).toHaveLength(1));
  hears[0]?.({ is: "view", view: aView({ seq: 1 }) });
  expect(live.view).toBeNull();
  seen(false);
  await vi.waitFor(() => expect(hears).toHaveLength(2));
  hears[1]?.({ is: "view", view: aView({ seq: 5 }) });
  expect(live.view?.seq).toBe(5);
  // Seen for a moment only: the last word holds.
  seen(false);
  seen(true);
  await vi.waitFor(() => expect(askedFor(backend, "unwatch")).toHaveLength(2));
  expect(backend.asked.at(-1)).toEqual(["unwatch"]);
  hears[2]?.({ is: "view", view: aView({ seq: 9 }) });
  expect(live.view?.seq).toBe(5);
  live.stop();
});

test("at a gap a fresh view is asked for, once", async () => {
  const fresh = aView({ seq: 9, cameras: [aCamera({ id: 9 })] });
  const { live, backend, tell } = listening({ freshView: async () => fresh });
  await live.start();
  tell({ is: "view", view: aView({ seq: 1 }) });
  const gone = { is: "camera_gone", camera: 1 } as const;
  tell({ is: "changes", changes: [{ seq: 5, what: gone }] });
  tell({ is: "changes", changes: [{ seq: 6, what: gone }] });
  await vi.waitFor(() => expect(live.camera(9)).toBeDefined());
  expect(askedFor(backend, "freshView")).toHaveLength(1);
  live.stop();
});

test("a frozen view stands still and then shows what came meanwhile", async () => {
  vi.useFakeTimers();
  let now = 1000;
  const { live, tell } = listening({ now: () => now });
  await live.start();
  tell({ is: "view", view: aView({ seq: 1 }) });
  live.follow("off");
  now = 61_000;
  vi.advanceTimersByTime(60_000);
  tell({ is: "changes", changes: [{ seq: 2, what: { is: "camera", camera: aCamera({ id: 7 }) } }] });
  expect(live.camera(7)).toBeUndefined();
  expect(live.now).toBe(1000);
  live.follow("live");
  expect(live.camera(7)).toBeDefined();
  expect(live.now).toBe(61_000);
  live.stop();
});

test("a view that follows slowly takes a step every ten seconds", async () => {
  vi.useFakeTimers();
  let now = 1000;
  const { live, tell } = listening({ now: () => now });
  await live.start();
  tell({ is: "view", view: aView({ seq: 1 }) });
  live.follow("slow");
  tell({ is: "changes", changes: [{ seq: 2, what: { is: "camera", camera: aCamera({ id: 7 }) } }] });
  const after = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
  };
  after(9000);
  expect([live.camera(7), live.now]).toEqual([undefined, 1000]);
  after(1000);
  expect([live.camera(7)?.id, live.now]).toEqual([7, 11_000]);
  after(5000);
  expect(live.now).toBe(11_000);
  live.follow("live");
  expect(live.now).toBe(16_000);
  live.stop();
});

test("why nothing comes is kept as a problem", async () => {
  const problem = { code: "store", message: "The disk is full.", detail: "", field: null } as const;
  const { live } = listening({ watch: () => Promise.reject(problem) });
  await live.start();
  expect(live.trouble).toEqual(problem);
  live.stop();
});

test("trying again starts the engine anew and then listens", async () => {
  const problem = { code: "failed", message: "Another enforcer holds the lock.", detail: "", field: null } as const;
  let isUp = false;
  const { live, backend } = listening({
    watch: async (to) => (isUp ? to({ is: "view", view: aView({ seq: 1 }) }) : Promise.reject(problem)),
    engineTryAgain: async () => void (isUp = true),
  });
  await live.start();
  expect(live.trouble).toEqual(problem);
  await live.again();
  expect(live.trouble).toBeNull();
  expect(live.view?.seq).toBe(1);
  expect(backend.asked.map(([name]) => name).filter((name) => name !== "now")).toEqual([
    "watch",
    "engineTryAgain",
    "watch",
  ]);
  live.stop();
});

test("a camera's own profile comes first among its runners", async () => {
  const { live, tell } = listening();
  await live.start();
  const camera = aCamera({ id: 1, profile: 2 });
  const runners = [aRunner({ camera: 1, profile: 1 }), aRunner({ camera: 1, profile: 2 }), aRunner({ camera: 3 })];
  tell({ is: "view", view: aView({ cameras: [camera], runners }) });
  expect(live.runners(camera).map(({ profile }) => profile)).toEqual([2, 1]);
  live.stop();
});
