// What the pretend engine answers about profiles.

import type { CameraView } from "../../wire/CameraView";
import type { ProfileDraft } from "../../wire/ProfileDraft";
import type { ProfileView } from "../../wire/ProfileView";
import type { Backend } from "../backend";
import { command } from "./runner";
import { Memory } from "./state";

type ProfileAnswers = Pick<
  Backend,
  "profilePreview" | "profileAdd" | "profileEdit" | "profileRemoval" | "profileRemove"
>;

export function profileAnswers(memory: Memory): ProfileAnswers {
  function users(profile: number): CameraView[] {
    return memory.view.cameras.filter((camera) => camera.profile === profile);
  }

  function edited(before: ProfileView | null, draft: ProfileDraft): ProfileView {
    const base = before ?? {
      id: 0,
      name: "",
      values: memory.view.knobs.map((knob) => ({ key: knob.key, value: knob.default })),
      used_by: 0,
    };
    if (draft.name.trim() === "") throw Memory.problem("bad_input", "Type a name.", "name");
    const fps = draft.values.find(({ key }) => key === "fps")?.value;
    if (fps !== undefined && !(Number(fps) >= 0.1 && Number(fps) <= 30))
      throw Memory.problem("bad_input", `fps takes 0.1 to 30 pictures per second, not "${fps}".`, "fps");
    if (draft.values.some(({ key, value }) => key === "extra_cli" && value.includes("-y")))
      throw Memory.problem("bad_input", "-y cannot be added: it writes files.", "extra_cli");
    const laid = base.values.map((value) => draft.values.find(({ key }) => key === value.key) ?? value);
    return { ...base, name: draft.name.trim(), values: laid };
  }

  memory.view = {
    ...memory.view,
    profiles: memory.view.profiles.map((profile) => ({ ...profile, used_by: users(profile.id).length })),
  };

  return {
    async profilePreview(id, draft) {
      const before = id === null ? null : memory.profile(id);
      const after = edited(before, draft);
      if (before === null) return [];
      return users(before.id)
        .map((camera) => ({ camera, old: command(camera, before), next: command(camera, after) }))
        .filter(({ old, next }) => old !== next)
        .map(({ camera, old, next }) => {
          const runs = camera.enabled && camera.pause === null;
          return {
            camera: camera.id,
            camera_name: camera.name,
            before: runs ? old : null,
            after: next,
            restarts: runs,
            refusal: null,
          };
        });
    },
    async profileAdd(draft) {
      const profile = { ...edited(null, draft), id: memory.newId() };
      memory.tell({ is: "profile", profile });
      return profile.id;
    },
    async profileEdit(id, draft) {
      memory.tell({ is: "profile", profile: edited(memory.profile(id), draft) });
      for (const camera of users(id)) memory.tellRunner(camera);
    },
    async profileRemoval(id) {
      const names = users(id).map(({ name }) => name);
      return {
        consequences: [`The profile ${memory.profile(id).name} is deleted.`],
        refusal:
          names.length > 0 ? `Cameras use this profile: ${names.join(", ")}. Give them another one first.` : null,
      };
    },
    async profileRemove(id) {
      memory.tell({ is: "profile_gone", profile: id });
    },
  };
}
