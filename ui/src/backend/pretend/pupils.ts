// The people of the pretend school: about 120 in five groups, with Latin, Arabic and Kurdish names.

import type { ConsentView } from "../../wire/ConsentView";
import type { PhotoView } from "../../wire/PhotoView";

/** A person of the pretend school, and which drawn face they have. */
export type Someone = {
  id: number;
  code: string;
  name: string;
  group: string;
  active: boolean;
  consent: ConsentView | null;
  photos: PhotoView[];
  face: number;
};

export const GROUPS = ["5A", "5B", "6A", "6B", "7A"];
const FIRST = [
  ["Lena", "Jonas", "Emma", "Noah", "Mia", "Paul", "Sofia", "Elias", "Hannah", "Anton", "Clara", "Milo"],
  ["ليلى", "يوسف", "مريم", "أحمد", "نور", "علي", "زينب", "كريم"],
  ["هێرۆ", "ئاراس", "شەونم", "دیار", "ڕۆژان", "هەڵمەت", "ژیان", "سۆران"],
] as const;
const LAST = [
  ["Albrecht", "Brandt", "Csikos", "Dumont", "Eriksen", "Fischer", "García", "Haug", "Ionescu", "Jansen", "Kowalski"],
  ["الجبوري", "حداد", "العبيدي", "منصور", "خوري", "السامرائي"],
  ["مەحموود", "کەریم", "عەبدوڵڵا", "ڕەسووڵ", "حەمە", "سەعید"],
] as const;
const TWINS = ["Nina Winter", "Nora Winter"];
const MINUTE_MS = 60_000;

/** `count` people, always the same ones. */
export function pupils(count: number, nowMs: number): Someone[] {
  return Array.from({ length: count }, (_, at) => pupil(at, nowMs)).sort((a, b) => a.name.localeCompare(b.name));
}

function pupil(at: number, nowMs: number): Someone {
  const twin = at === 30 || at === 31;
  const kind = at % 7 === 3 ? 1 : at % 7 === 5 ? 2 : 0;
  const first = FIRST[kind][(at * 5) % FIRST[kind].length]!;
  const last = LAST[kind][(at * 3 + Math.floor(at / 11)) % LAST[kind].length]!;
  const id = at + 1;
  const without = at % 17 === 9 && !twin;
  const photos = without || at % 23 === 11 ? 0 : 1 + (at % 3);
  return {
    id,
    code: String(1001 + at * 3),
    name: twin ? TWINS[at - 30]! : `${first} ${last}`,
    group: GROUPS[twin ? 1 : at % GROUPS.length]!,
    active: at % 41 !== 20,
    consent: without
      ? null
      : { given: `2026-09-${String(1 + (at % 24)).padStart(2, "0")}`, by: guardian(at, last), document: "Folder 12" },
    photos: Array.from({ length: photos }, (_, photo) => aPhoto(id * 10 + photo, nowMs, at % 11 === 4 && photo === 0)),
    face: twin ? 31 : id,
  };
}

function guardian(at: number, last: string): string {
  return at % 5 === 0 ? `Father ${last}` : `Mother ${last}`;
}

/** A photo's facts; a poor one says what could be better. */
export function aPhoto(id: number, nowMs: number, poor: boolean): PhotoView {
  return {
    id,
    added_ms: nowMs - (60 + (id % 40)) * 24 * 60 * MINUTE_MS,
    origin: id % 5 === 0 ? "camera" : "file",
    eyes_px: poor ? 38 : 90 + (id % 50),
    sharpness: poor ? 32 : 160,
    brightness: poor ? 48 : 130,
    flaws: poor
      ? [
          "The face is 84 pixels wide; it should have 112. Take the photo from nearer, or use the original in its full size.",
          "The face is too dark. Turn the face to a window or a lamp.",
        ]
      : [],
  };
}
