// Counting in Arabic: six forms, chosen by Intl.PluralRules, and the nouns that are counted.

import { locale } from "../language";

const rules = new Intl.PluralRules("ar");
const figures = new Intl.NumberFormat(locale);

const UNITS: Record<string, string> = { B: "byte", kB: "kilobyte", MB: "megabyte", GB: "gigabyte" };

/** A size as the engine writes it in English ("1.2 MB"), as the locale does; anything else as it is. */
export function size(english: string): string {
  const [, value, unit] = /([\d.]+) (\w+)/.exec(english) ?? [];
  const known = UNITS[unit ?? ""];
  const options = { style: "unit", unit: known, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return known === undefined ? english : new Intl.NumberFormat(locale, options).format(Number(value));
}

/** A number in the digits of the locale. */
export const digits = (count: number) => figures.format(count);

/** The forms of what is counted; `#` stands for the number. */
export type Forms = { zero: string; one: string; two: string; few: string; many: string; other: string };

/** What is said of `count`. */
export function counted(count: number, forms: Forms): string {
  return forms[rules.select(count)].replace("#", digits(count));
}

/** The forms of a noun: none, one, two, some (3 to 10), and the singular after 11 and after 100. */
function noun(zero: string, one: string, two: string, few: string, many: string, other: string) {
  const forms = { zero, one, two, few: `# ${few}`, many: `# ${many}`, other: `# ${other}` };
  return (count: number) => counted(count, forms);
}

export const cameras = noun("لا كاميرات", "كاميرا واحدة", "كاميرتان", "كاميرات", "كاميرا", "كاميرا");
/** After a preposition or as an object. */
export const ofCameras = noun("لا كاميرات", "كاميرا واحدة", "كاميرتين", "كاميرات", "كاميرا", "كاميرا");
export const people = noun("لا أحد", "شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص");
export const ofPeople = noun("لا أحد", "شخص واحد", "شخصين", "أشخاص", "شخصًا", "شخص");
export const periods = noun("لا حصص", "حصة واحدة", "حصتان", "حصص", "حصة", "حصة");
export const ofPeriods = noun("لا حصص", "حصة واحدة", "حصتين", "حصص", "حصة", "حصة");
export const ofDays = noun("لا أيام", "يوم واحد", "يومين", "أيام", "يومًا", "يوم");
export const faces = noun("لا وجوه", "وجه واحد", "وجهان", "وجوه", "وجهًا", "وجه");
export const ofFaces = noun("لا وجوه", "وجه واحد", "وجهين", "وجوه", "وجهًا", "وجه");
export const looks = noun("لا نظرات", "نظرة واحدة", "نظرتان", "نظرات", "نظرة", "نظرة");
export const ofLooks = noun("لا نظرات", "نظرة واحدة", "نظرتين", "نظرات", "نظرة", "نظرة");
export const templates = noun("لا قوالب", "قالب واحد", "قالبان", "قوالب", "قالبًا", "قالب");
export const hours = noun("صفر ساعات", "ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة");
export const entries = noun("لا مدخلات", "مدخلة أخرى", "مدخلتان أخريان", "مدخلات أخرى", "مدخلة أخرى", "مدخلة أخرى");
export const moreDays = noun("لا أيام أخرى", "يوم آخر", "يومان آخران", "أيام أخرى", "يومًا آخر", "يوم آخر");
export const problems = noun("لا مشكلات", "مشكلة واحدة", "مشكلتان", "مشكلات", "مشكلة", "مشكلة");
/** Cameras beyond those that are named, after "and". */
export const others = noun("لا غيرها", "واحدة أخرى", "اثنتان أخريان", "أخرى", "أخرى", "أخرى");
const ofPictures = noun("لا صور", "صورة واحدة", "صورتين", "صور", "صورة", "صورة");
/** So many pictures a second, after a noun or a preposition; as the engine writes the number. */
export const perSecond = (pictures: string) => `${ofPictures(Number(pictures))} في الثانية`;
/** So many of so many pictures a second. */
export const share = (some: string, all: string) => `${digits(Number(some))} من ${perSecond(all)}`;
export const photos = noun("لا صور", "صورة واحدة", "صورتان", "صور", "صورة", "صورة");
/** How long something lasts, after "by" or "watches". */
export const ofHours = noun("صفر ساعات", "ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة");
export const ofMinutes = noun("صفر دقائق", "دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة");
