// The words of lists of cameras, in Arabic.

import { isolated } from "../isolate";
import type { Words } from "../shape";
import { digits, ofCameras } from "./count";

export const cameraList: Words["cameraList"] = {
  importOpen: "استيراد…",
  exportNow: "تصدير",
  exported: (path) => `كُتب في ${isolated(path)}، بلا كلمات مرور.`,
  title: "استيراد الكاميرات",
  text: "جدول (CSV) فيه الاسم والعنوان؛ والمستخدم وكلمة المرور والمكان وملف الإعداد والأولوية والوسوم حيث وُجدت. يسمّي السطر الأول الأعمدة. لا يتغير شيء قبل أن ترى ما سيتغير.",
  file: "اختيار ملف…",
  drop: "أو أفلته هنا",
  reading: "جارٍ قراءة الملف…",
  readAs: (how) => `قُرئ هكذا: ${how}.`,
  summary: (fresh, changed, same, refused) =>
    [
      fresh ? `${digits(fresh)} جديدة` : "",
      changed ? `${digits(changed)} تتغير` : "",
      same ? `${digits(same)} كما هي` : "",
      refused ? `${digits(refused)} لا يمكن أخذها` : "",
    ]
      .filter(Boolean)
      .join(" · ") || "لا صفوف",
  show: "عرض",
  allRows: "كل الصفوف",
  rows: "صفوف الملف",
  columns: { verdict: "ماذا", name: "الكاميرا", sentence: "السبب، أو ما يتغير" },
  verdict: { new: "جديدة", changed: "تتغير", same: "كما هي", refused: "مرفوضة" },
  unnamed: "بلا اسم",
  carryOut: (takes, refused) =>
    takes === 0
      ? "لا شيء للاستيراد"
      : refused === 0
        ? `استيراد ${ofCameras(takes)}`
        : `استيراد ${digits(takes)} وترك ${digits(refused)}`,
  done: (fresh, changed) => `استُوردت الكاميرات: أُضيفت ${digits(fresh)} وتغيرت ${digits(changed)}.`,
  other: "ملف آخر…",
};
