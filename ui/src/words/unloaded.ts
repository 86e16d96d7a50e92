// What is said when the window, or the language it was to speak, could not be loaded: the only sentences of other
// languages that are there before their language is.

import type { Language } from "./language";

type Unloaded = { title: string; text: string; again: string; direction: "ltr" | "rtl" };

const english: Unloaded = {
  title: "The window could not be loaded",
  text: "The cameras go on without it. Try again. If this returns, install Bellwatch anew: a file of it is missing.",
  again: "Try again",
  direction: "ltr",
};

/** By language; what Sorani lacks is English. */
export const unloaded: Record<Language, Unloaded> = {
  en: english,
  ar: {
    title: "لم يمكن تحميل النافذة",
    text: "تواصل الكاميرات عملها من دونها. أعد المحاولة. إن تكرر هذا فأعد تثبيت Bellwatch: ملف ناقص منه.",
    again: "إعادة المحاولة",
    direction: "rtl",
  },
  ckb: english,
};
