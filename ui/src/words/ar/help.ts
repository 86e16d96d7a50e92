// The words around Help, in Arabic. What Help itself says is docs/operating.ar.md.

import { isolated } from "../isolate";
import type { Words } from "../shape";
import { counted } from "./count";

export const help: Words["help"] = {
  title: "المساعدة",
  open: "المساعدة (F1)",
  contents: "محتويات المساعدة",
  results: "ما وُجد في المساعدة",
  search: "البحث في المساعدة",
  back: "العودة إلى حيث كنت (Esc)",
  found: (count) =>
    counted(count, {
      zero: "لا مواضع",
      one: "موضع واحد",
      two: "موضعان",
      few: "# مواضع",
      many: "# موضعًا",
      other: "# موضع",
    }),
  nothing: (text) => `لا شيء في المساعدة فيه «${isolated(text)}». جرّب كلمة من كلمات الشاشة.`,
  goneTitle: "هذا ليس في المساعدة",
  goneText: "المحتويات بجانبها تقول ما فيها.",
  around: "ما قبل هذا وما بعده",
  previous: "ما قبل هذا",
  next: "ما بعد هذا",
  broken: "لم يمكن تحميل المساعدة",
  brokenText: "أعد المحاولة. إن تكرر هذا فأعد تثبيت Bellwatch: ملف ناقص منه.",
  again: "إعادة المحاولة",
  why: "مساعدة",
  aboutError: (word) => `مساعدة: ${isolated(word)}`,
};
