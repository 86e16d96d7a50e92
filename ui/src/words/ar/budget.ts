// كلمات ما تطلبه الكاميرا وما يُسمح لها به وما تناله.

import type { Words } from "../shape";

export const budget: Words["budget"] = {
  title: "المطلوب والممنوح",
  what: "لهذه الكاميرا",
  fps: "الصور في الثانية",
  detector: "حجم الكاشف",
  asked: "المطلوب",
  cap: "أقصى المسموح",
  given: "المعمول به",
  noCap: "بلا حد",
  rests: "تستريح",
  auto: "تلقائي",
};
