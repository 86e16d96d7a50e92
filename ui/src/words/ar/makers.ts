// The words about makers' addresses, in Arabic.

import type { Words } from "../shape";

export const makers: Words["makers"] = {
  label: "الصانع",
  none: "لديّ العنوان",
  generic: "صانع آخر",
  help: "يملأ العناوين. قد يختلف المسار بحسب الطراز: يُظهر «اختبار» هل هو صحيح.",
  host: "عنوان IP الخاص بها أو اسمها",
  channel: "القناة",
  noSub: "يُضبط البث الأصغر لهذا الصانع في الكاميرا نفسها؛ اكتب عنوانه إن وُجد.",
};
