// What the pretend engine answers when cameras are searched for. `&find=none` finds nothing, `&find=slow` never ends its
// second round, `&find=broken` has no network.

import type { CameraView } from "../../wire/CameraView";
import type { FoundAnswer } from "../../wire/FoundAnswer";
import type { FoundCamera } from "../../wire/FoundCamera";
import type { FoundPick } from "../../wire/FoundPick";
import type { FoundStream } from "../../wire/FoundStream";
import type { FoundTrouble } from "../../wire/FoundTrouble";
import type { Backend } from "../backend";
import { Memory } from "./state";

const SCANS = 4;
/** With this password every camera tells, and with any other one of them refuses. */
export const RIGHT = "open sesame";

/** Name, hardware, location, the round in which it answers. */
const CAMERAS: readonly [name: string, hardware: string, location: string, round: number][] = [
  ["Main entrance", "DS-2CD2143G2-I", "North wing, Hall", 1],
  ["IPC", "IPC-HDW2431T", "", 1],
  ["IPC", "IPC-HDW2431T", "", 2],
  ["باب الساحة", "P3265-LV", "الساحة", 1],
  ["Recorder", "NVR-8", "Server room", 2],
  ["Laboratory", "SNV-6013", "Second floor", 1],
  ["Library", "DC-4100", "", 3],
  ["Store room", "DC-4100", "", 2],
];

/** What does not tell, whatever the password, by its place. */
const TROUBLES: Record<number, FoundTrouble> = { 5: { is: "no_answer" }, 7: { is: "clock", seconds: -3 * 3600 - 60 } };

type DiscoveryAnswers = Pick<Backend, "camerasFind" | "camerasAsk" | "camerasFoundAdd" | "camerasFoundForget">;

export function discoveryAnswers(
  memory: Memory,
  find: string | null,
  pause: (ms: number) => Promise<void>,
  undoable: (added: number[]) => number,
): DiscoveryAnswers {
  let scan = 0;

  function cameras(): FoundCamera[] {
    const known = memory.view.cameras[0]?.name ?? null;
    const all = CAMERAS.map(([name, hardware, location, round], at) => ({
      round,
      camera: { id: at + 1, name, hardware, location, host: `10.1.3.${64 + at}`, camera: null, can_be_asked: true },
    }));
    const heard: FoundCamera[] = all.filter(({ round }) => round <= scan).map(({ camera }) => camera);
    const there = { id: 20, name: "Yard", hardware: "DC-4100", location: "", host: "10.1.3.90", can_be_asked: true };
    const odd = { id: 21, name: "", hardware: "", location: "", host: "10.1.3.91", camera: null, can_be_asked: false };
    return find === "none" ? [] : [...heard, { ...there, camera: known }, odd];
  }

  function streams({ id, host, name }: FoundCamera): FoundStream[] {
    const channels = name === "Recorder" ? [0, 1] : [0];
    return channels.map((channel) => ({
      channel,
      name: channels.length > 1 ? `${name} ${channel + 1}` : id === 3 ? `${name} ${host}` : name,
      address: `rtsp://${host}:554/Streaming/Channels/${channel + 1}01`,
      width: 2560,
      height: 1440,
      sub_address: id === 7 ? null : `rtsp://${host}:554/Streaming/Channels/${channel + 1}02`,
      sub_width: id === 7 ? 0 : 640,
      sub_height: id === 7 ? 0 : 360,
      camera: null,
    }));
  }

  function answer(camera: FoundCamera, password: string): FoundAnswer {
    const refuses: FoundTrouble | null = camera.id === 2 && password !== RIGHT ? { is: "refused" } : null;
    const trouble = TROUBLES[camera.id - 1] ?? refuses;
    return { id: camera.id, trouble, streams: trouble ? [] : streams(camera) };
  }

  function add({ name, id, channel }: FoundPick): number {
    const found = cameras().find((camera) => camera.id === id);
    const stream = found && streams(found)[channel];
    if (!found || !stream)
      throw Memory.problem("bad_input", "This camera was not asked, or the search began anew. Ask it again.");
    const camera: CameraView = {
      id: memory.newId(),
      name,
      location: found.location,
      address: stream.address,
      sub_address: stream.sub_address,
      user: "admin",
      has_password: true,
      priority: 5,
      enabled: false,
      pause: null,
      tags: [],
      profile: 1,
      also_profiles: [],
      keyframe_interval_s: null,
    };
    memory.change(camera, { is: "off" });
    return camera.id;
  }

  return {
    async camerasFind(anew) {
      if (find === "broken")
        throw Memory.problem(
          "failed",
          "No network of this computer can be searched. Connect it to the cameras' network, then search again.",
        );
      if (!anew && find === "slow") return new Promise(() => {});
      await pause(1200);
      scan = anew ? 1 : scan + 1;
      return { scan, scans: SCANS, networks: 2, cameras: cameras(), left_out: 0 };
    },
    async camerasAsk(asks) {
      await pause(900);
      const known = cameras();
      return asks.flatMap(({ id, password }) => {
        const camera = known.find((one) => one.id === id);
        return camera ? [answer(camera, password)] : [];
      });
    },
    async camerasFoundAdd(picks) {
      await pause(300);
      const names = new Set(memory.view.cameras.map(({ name }) => name.toLowerCase()));
      const refused = picks
        .filter(({ name }) => names.has(name.trim().toLowerCase()))
        .map(({ id, channel }) => ({
          id,
          channel,
          sentence: "There is a camera of this name already. Choose another name.",
        }));
      if (refused.length > 0) return { import: null, added: 0, refused };
      const added = picks.map(add);
      memory.tell({ is: "engine", engine: { ...memory.view.engine, is_empty: false } });
      return { import: undoable(added), added: added.length, refused };
    },
    camerasFoundForget: async () => {},
  };
}
