// The words of backups and of the diagnostics bundle, in Arabic.

import { isolated } from "../isolate";
import type { Words } from "../shape";
import { counted } from "./count";

export const backup: Words["backup"] = {
  title: "النسخ الاحتياطي",
  make: "إنشاء نسخة الآن",
  making: "جارٍ الإنشاء والفحص…",
  made: (name) => `أُنشئت النسخة الاحتياطية ${isolated(name)} وفُحصت.`,
  last: "الأحدث",
  next: "القادمة",
  off: "لا تُنشأ تلقائيًا: الساعة معطّلة",
  none: "لا شيء بعد",
  folder: "المجلد",
  failed: (why) => `فشلت المحاولة الأخيرة. ${isolated(why)}`,
  list: "النسخ الموجودة",
  more: (count) =>
    counted(count, {
      zero: "لا نسخ أقدم.",
      one: "نسخة أقدم واحدة.",
      two: "نسختان أقدم.",
      few: "# نسخ أقدم.",
      many: "# نسخة أقدم.",
      other: "# نسخة أقدم.",
    }),
  rehearseOf: (when) => `ما الذي تعيده نسخة ${when}؟`,
  rehearsal: "ما الذي تعيده هذه النسخة",
  rehearsing: "جارٍ الفك والمقارنة…",
  unchanged: "لم يتغير شيء.",
  how: "لاستعادتها أغلق Bellwatch ثم نفّذ:",
  copy: "نسخ الأمر",
};

export const diagnostics: Words["diagnostics"] = {
  title: "التشخيص",
  help: "ملف واحد لمن يساعد من بعيد.",
  has: "فيه: الإصدارات، وما يجده الفحص، والإعدادات دون كلمات المرور، والمشكلات، وآخر أسطر السجل، و1000 حدث، ونبضات يوم، وأوامر ffmpeg دون كلمات المرور.",
  hasNot:
    "ليس فيه: كلمات المرور والمفتاح والصور والمشاهدات والحضور؛ ويُسمى الأشخاص بأرقامهم. يُفتَّش الملف المكتمل عن كلمات المرور والمفتاح والأشخاص، ولا يُكتب إن وُجد فيه شيء منها.",
  save: "إنشاء الملف",
  saved: (path) => `حُفظ باسم ${isolated(path)}.`,
  tooShort: (count) =>
    counted(count, {
      zero: "لا كلمة مرور أقصر من أن يُبحث عنها.",
      one: "كلمة مرور واحدة أقصر من أن يُبحث عنها.",
      two: "كلمتا مرور أقصر من أن يُبحث عنهما.",
      few: "# كلمات مرور أقصر من أن يُبحث عنها.",
      many: "# كلمة مرور أقصر من أن يُبحث عنها.",
      other: "# كلمة مرور أقصر من أن يُبحث عنها.",
    }),
};
