import { expect, test } from "vitest";
import type { Change } from "../wire/Change";
import type { View } from "../wire/View";
import type { What } from "../wire/What";
import { aCamera, aRunner, aView } from "../testing/values";
import { apply } from "./apply";

function after(view: View, ...whats: What[]): View {
  const changes: Change[] = whats.map((what, at) => ({ seq: view.seq + 1 + at, what }));
  const { view: now, gap } = apply(view, changes);
  expect(gap).toBe(false);
  return now;
}

test("a change is laid over the view and the view takes its number", () => {
  const view = after(aView({ seq: 7 }), { is: "camera", camera: aCamera({ id: 1 }) });
  expect(view.seq).toBe(8);
  expect(view.cameras.map(({ id }) => id)).toEqual([1]);
});

test("a thing that is there is replaced where it stands", () => {
  const view = aView({ cameras: [aCamera({ id: 1 }), aCamera({ id: 2 })] });
  const now = after(view, { is: "camera", camera: aCamera({ id: 1, name: "Gate" }) });
  expect(now.cameras.map(({ name }) => name)).toEqual(["Gate", "Camera 2"]);
  expect(now.cameras[1]).toBe(view.cameras[1]);
});

test("runners are told apart by camera and profile", () => {
  const view = aView({ runners: [aRunner({ camera: 1, profile: 1 }), aRunner({ camera: 1, profile: 2 })] });
  const now = after(view, { is: "runner_gone", camera: 1, profile: 1 });
  expect(now.runners.map(({ profile }) => profile)).toEqual([2]);
});

test("a camera that is gone takes its runners with it", () => {
  const view = aView({ cameras: [aCamera({ id: 1 })], runners: [aRunner({ camera: 1 })] });
  const now = after(view, { is: "camera_gone", camera: 1 });
  expect(now.cameras).toEqual([]);
  expect(now.runners).toEqual([]);
});

test("events come first in and stay bounded", () => {
  const event = (id: number): What => ({
    is: "event",
    event: { id, at_ms: id, camera: null, kind: "k", actor: "engine", sentence: "s" },
  });
  const now = after(aView({}), ...Array.from({ length: 250 }, (_, id) => event(id)));
  expect(now.events).toHaveLength(200);
  expect(now.events[0]?.id).toBe(249);
});

test("changes that the view already holds are skipped", () => {
  const view = aView({ seq: 5 });
  const { view: now, gap } = apply(view, [{ seq: 5, what: { is: "camera_gone", camera: 1 } }]);
  expect(gap).toBe(false);
  expect(now).toBe(view);
});

test("a gap in the numbers stops at what is right", () => {
  const camera = aCamera({ id: 1 });
  const { view, gap } = apply(aView({ seq: 5 }), [
    { seq: 6, what: { is: "camera", camera } },
    { seq: 8, what: { is: "camera_gone", camera: 1 } },
  ]);
  expect(gap).toBe(true);
  expect(view.seq).toBe(6);
  expect(view.cameras).toEqual([camera]);
});

test("every kind of change finds its place", () => {
  const view = aView({});
  const now = after(
    view,
    { is: "profile", profile: { id: 3, name: "P", values: [], used_by: 0 } },
    { is: "site", site: { ...view.site, name: "New" } },
    { is: "engine", engine: { ...view.engine, pid: 9 } },
    { is: "problems", problems: [{ key: "k", sentence: "s", cure: "c", cameras: [], since_ms: 0 }] },
    { is: "runner", runner: aRunner({ camera: 4 }) },
  );
  expect(now.profiles).toHaveLength(1);
  expect(now.site.name).toBe("New");
  expect(now.engine.pid).toBe(9);
  expect(now.problems).toHaveLength(1);
  expect(now.runners).toHaveLength(1);
  expect(after(now, { is: "profile_gone", profile: 3 }).profiles).toEqual([]);
});
