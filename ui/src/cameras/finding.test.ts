import { expect, test } from "vitest";
import type { Backend } from "../backend/backend";
import type { FoundAsk } from "../wire/FoundAsk";
import type { FoundCamera } from "../wire/FoundCamera";
import type { FoundCameras } from "../wire/FoundCameras";
import { Finding } from "./finding.svelte";

const camera = (id: number, more: Partial<FoundCamera> = {}): FoundCamera => ({
  id,
  name: `Camera ${id}`,
  hardware: "",
  location: "",
  host: `10.0.0.${id}`,
  camera: null,
  can_be_asked: true,
  ...more,
});
const after = (scan: number, cameras: FoundCamera[]): FoundCameras => ({
  scan,
  scans: 2,
  networks: 1,
  cameras,
  left_out: 0,
});

/** A search in which another camera answers in each round. */
function searching(asked: FoundAsk[][] = []) {
  let scan = 0;
  const all = [camera(1), camera(2, { camera: "Gate" }), camera(3, { can_be_asked: false }), camera(4)];
  const backend: Partial<Backend> = {
    camerasFind: async (anew) => after((scan = anew ? 1 : scan + 1), all.slice(0, scan * 2)),
    camerasAsk: async (asks) => {
      asked.push(asks);
      return asks.map(({ id, password }) => ({
        id,
        trouble: password === "right" ? null : { is: "refused" },
        streams: [],
      }));
    },
  };
  return new Finding(backend as Backend);
}

test("all rounds are made, and what is new is chosen", async () => {
  const finding = searching();
  await finding.search();
  expect(finding.round).toBeNull();
  expect(finding.cameras.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(finding.chosen.map(({ id }) => id)).toEqual([1, 4]);
});

test("what was left out stays so when more is found, and choosing all takes it back", async () => {
  const finding = searching();
  await finding.search();
  finding.choose(camera(1));
  await finding.search();
  expect(finding.chosen.map(({ id }) => id)).toEqual([4]);
  finding.chooseAll(true);
  expect(finding.chosen).toHaveLength(2);
  finding.chooseAll(false);
  expect(finding.chosen).toHaveLength(0);
});

test("a stopped search makes no more rounds", async () => {
  const finding = searching();
  const search = finding.search();
  finding.stop();
  await search;
  expect(finding.round).toBeNull();
  expect(finding.cameras).toEqual([]);
});

test("one that refuses is asked again alone, with its own password", async () => {
  const asked: FoundAsk[][] = [];
  const finding = searching(asked);
  await finding.search();
  finding.login = { user: "admin", password: "wrong" };
  await finding.ask(finding.chosen);
  expect(finding.failed.map(({ id }) => id)).toEqual([1, 4]);
  finding.setLogin(4, { user: "admin", password: "right" });
  await finding.ask([camera(4)]);
  expect(asked[1]).toEqual([{ id: 4, user: "admin", password: "right" }]);
  expect(finding.failed.map(({ id }) => id)).toEqual([1]);
  expect(finding.answers?.map(({ id }) => id)).toEqual([1, 4]);
});
