// A camera as it is typed, and what is made of it. Pure.

import { words } from "../words/words";
import type { CameraDraft } from "../wire/CameraDraft";
import type { CameraView } from "../wire/CameraView";

/** Fields by the names that a Problem gives them. */
export type CameraField = keyof CameraDraft;

/** What every part of the form is handed. */
export type CameraFields = {
  draft: CameraDraft;
  problems: Partial<Record<CameraField, string>>;
  onchange: (draft: CameraDraft) => void;
};

/** An empty form. */
export function emptyDraft(profile: number): CameraDraft {
  return {
    name: "",
    location: "",
    address: "",
    sub_address: null,
    user: null,
    password: { is: "clear" },
    priority: 5,
    enabled: true,
    tags: [],
    profile,
    also_profiles: [],
  };
}

/** The form of a camera that exists. Its password stays where it is. */
export function draftOf(camera: CameraView): CameraDraft {
  return {
    name: camera.name,
    location: camera.location,
    address: camera.address,
    sub_address: camera.sub_address,
    user: camera.user,
    password: camera.has_password ? { is: "keep" } : { is: "clear" },
    priority: camera.priority,
    enabled: camera.enabled,
    tags: [...camera.tags],
    profile: camera.profile,
    also_profiles: [...camera.also_profiles],
  };
}

/** The form of a new camera like another: its password is copied by the engine, and never comes here. */
export function draftLike(camera: CameraView, names: string[]): CameraDraft {
  const password = camera.has_password ? { is: "of" as const, camera: camera.id } : { is: "clear" as const };
  return { ...draftOf(camera), name: nextName(camera.name, names), password };
}

/** The next name that is free: "Yard 2" after "Yard", "Gate 5" after "Gate 4". As with the engine, case is no difference. */
export function nextName(name: string, names: string[]): string {
  const taken = new Set(names.map((one) => one.toLowerCase()));
  const [, stem = name, number = "1"] = /^(.*\S)\s+(\d{1,6})$/.exec(name) ?? [];
  let next = Number(number) + 1;
  while (taken.has(`${stem} ${next}`.toLowerCase())) next += 1;
  return `${stem} ${next}`;
}

/** What can be said before asking the engine, by field. The engine has the last word. */
export function firstLook(draft: CameraDraft): Partial<Record<CameraField, string>> {
  const found: Partial<Record<CameraField, string>> = {};
  if (draft.name.trim() === "") found.name = words.form.nameMissing;
  if (draft.address.trim() === "") found.address = words.form.addressMissing;
  return found;
}
