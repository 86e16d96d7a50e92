// The language the window speaks. English is the whole; Arabic is as whole, as its type says; Sorani is in preparation.

import { ar } from "./ar/ar";
import { ckb } from "./ckb/ckb";
import { en } from "./en";
import { language, type Language } from "./language";
import type { Words } from "./shape";
import { filled } from "./shape";

export { locale } from "./language";

/** All languages, whole: what Sorani lacks is English. */
export const spoken: Record<Language, Words> = { en, ar, ckb: filled(ckb, en) };

/** The sentences in use. They change with a reload of the page alone, so that every part may hold on to them. */
export const words: Words = spoken[language];
