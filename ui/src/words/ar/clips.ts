// The words of clips, in Arabic.

import { isolated } from "../isolate";
import type { Words } from "../shape";
import { digits } from "./count";

export const clips: Words["clips"] = {
  title: "المقاطع",
  kind: {
    unknown_face: "وجه غير معروف",
    in_doubt: "وجه مشكوك فيه",
    tamper: "صورة ليست كما ينبغي",
  },
  length: (seconds) => `${digits(seconds)} ث`,
  play: "تشغيل",
  save: "حفظ نسخة",
  saved: (where) => `حُفظ باسم ${isolated(where)}. هذه النسخة غير مختومة.`,
  delete: "حذف هذا المقطع",
  deleteTitle: "حذف هذا المقطع؟",
  deleteText: "يزول التسجيل نهائيًا.",
  deleteDo: "حذف",
  deleted: "حُذف المقطع.",
  noneTitle: "لا مقاطع",
  noneOn: "يُحفظ هنا ما يحدث من الآن: وجه غير معروف، أو وجه مشكوك فيه، أو صورة مغطاة.",
  noneOff: "ملف إعداد هذه الكاميرا لا يحفظ أيًّا منها. خيار «مقاطع ما يحدث» فيه يفعّلها.",
  loading: "جارٍ طلب المقاطع…",
  brokenTitle: "تعذّرت قراءة المقاطع",
  again: "إعادة المحاولة",
  opening: "جارٍ فتح التسجيل…",
  cannotPlay: "لا يستطيع هذا الجهاز عرض التسجيل هنا. احفظ نسخة وافتحها ببرنامج آخر.",
};
