// The words of cameras that are found by themselves, in Arabic.

import { isolated, leftToRight } from "../isolate";
import { locale } from "../language";
import type { Words } from "../shape";
import { cameras, counted, digits, hours, ofCameras, ofDays } from "./count";

const pixels = new Intl.NumberFormat(locale, { useGrouping: false });
/** After «على». */
const streams = (count: number) =>
  counted(count, { zero: "لا بث", one: "بث واحد", two: "بثّين", few: "# بثوث", many: "# بثًّا", other: "# بث" });
const networks = (count: number) =>
  counted(count, {
    zero: "لم يُبحث في أي شبكة لهذا الحاسوب.",
    one: "بُحث في شبكة واحدة لهذا الحاسوب.",
    two: "بُحث في شبكتين لهذا الحاسوب.",
    few: "بُحث في # شبكات لهذا الحاسوب.",
    many: "بُحث في # شبكة لهذا الحاسوب.",
    other: "بُحث في # شبكة لهذا الحاسوب.",
  });
const minutes = (count: number) =>
  counted(count, {
    zero: "أقل من دقيقة",
    one: "دقيقة واحدة",
    two: "دقيقتين",
    few: "# دقائق",
    many: "# دقيقة",
    other: "# دقيقة",
  });
const answers = (count: number) =>
  counted(count, {
    zero: "لا أجوبة",
    one: "جواب آخر",
    two: "جوابين آخرين",
    few: "# أجوبة أخرى",
    many: "# جوابًا آخر",
    other: "# جواب آخر",
  });

function span(seconds: number): string {
  const count = Math.floor(Math.abs(seconds) / 60);
  if (count < 120) return minutes(count);
  return count < 2880 ? hours(Math.floor(count / 60)) : ofDays(Math.floor(count / 1440));
}

export const discovery: Words["discovery"] = {
  open: "البحث عن كاميرات…",
  title: "البحث عن كاميرات",
  text: "يسأل Bellwatch في كل شبكة لهذا الحاسوب عمّن فيها، فتجيب الكاميرات التي تدعم ONVIF. لا يضاف شيء قبل أن تطلبه.",
  start: "بحث",
  searching: (scan, scans) => `جارٍ البحث، الجولة ${digits(scan)} من ${digits(scans)}…`,
  stop: "إيقاف",
  again: "البحث من جديد",
  found: (count) => (count === 0 ? "لم تجب أي كاميرا بعد." : `أجابت ${cameras(count)}.`),
  leftOut: (count) => `لم يتسع المكان لـ${answers(count)}.`,
  noneTitle: "لم تجب أي كاميرا",
  noneNetworks: (count) => `${networks(count)} قد يكون السبب:`,
  cures: [
    "الكاميرات في شبكة أخرى، والموجّهات لا تنقل السؤال. صِل هذا الحاسوب بشبكتها.",
    "خدمة ONVIF معطّلة في الكاميرات، كما يسلّمها كثير من المصنّعين. فعّلها في إعداداتها.",
    "جدار حماية في هذا الحاسوب يمنع الأجوبة. اسمح بدخول UDP من المنفذ 3702.",
  ],
  byHand: "تضاف الكاميرا التي لا تدعم ONVIF بعنوانها، وتضاف كاميرات كثيرة بقائمة.",
  list: "الكاميرات التي أجابت",
  columns: { name: "الكاميرا", host: "العنوان", state: "ماذا" },
  all: "اختيار كل الجديدة",
  choose: (name) => `اختيار ${isolated(name)}`,
  unnamed: "بلا اسم",
  isNew: "جديدة",
  isThere: (name) => `موجودة باسم ${isolated(name)}`,
  cannotBeAsked: "تذكر عنوانًا آخر",
  login: "لكل الكاميرات المختارة",
  loginText: "اترك الحقلين فارغين حيث لا تطلبهما الكاميرات. تُسأل الكاميرا التي ترفض مرة واحدة، كي لا تقفل نفسها.",
  user: "اسم المستخدم",
  password: "كلمة المرور",
  userOf: (name) => `اسم المستخدم لـ${isolated(name)}`,
  passwordOf: (name) => `كلمة مرور ${isolated(name)}`,
  ask: (count) => (count === 0 ? "اختر كاميرات" : `سؤال ${ofCameras(count)}`),
  asking: "جارٍ سؤال الكاميرات…",
  answered: (good, bad) =>
    [good ? `عُثر على ${streams(good)}` : "", bad ? `لم تُجب ${cameras(bad)}` : ""].filter(Boolean).join(" · ") ||
    "لم تُسأل أي كاميرا",
  nameOf: (host) => `اسم الكاميرا في ${isolated(host)}`,
  size: (width, height) =>
    width > 0 && height > 0
      ? `${leftToRight(`${pixels.format(width)} × ${pixels.format(height)}`)} بكسل`
      : "المقاس غير معروف",
  main: "الرئيسي",
  sub: "البث الفرعي",
  noSub: "لا بث فرعي",
  askOne: "السؤال مجددًا",
  back: "العودة إلى القائمة",
  add: (count) => (count === 0 ? "لا شيء للإضافة" : `إضافة ${ofCameras(count)}`),
  added: (count) => `أُضيفت ${cameras(count)}.`,
  noneAdded: "لم يُضف شيء. غيّر ما هو مذكور أدناه أو اتركه.",
  trouble: {
    no_address: "لا تذكر عنوانًا تجيب منه. راجع إعدادات شبكتها، وفعّل HTTP غير المشفّر لخدمة ONVIF.",
    no_answer: "لا تجيب عن سؤال بثها. قد يفصل بينكما جدار حماية. راجع إعداداتها ثم اسأل مجددًا.",
    refused: "ترفض اسم المستخدم وكلمة المرور هذين. لكثير من الكاميرات مستخدمون خاصون بـONVIF في إعداداتها.",
    no_media: "لا تقدّم فيديو عبر ONVIF. أضفها بعنوانها.",
    unreadable: "جوابها غير مقروء. أضفها بعنوانها.",
  },
  clock: (seconds) =>
    `ترفض اسم المستخدم وكلمة المرور هذين، وساعتها ${seconds < 0 ? "متأخرة" : "متقدمة"} بمقدار ${span(seconds)}، وقد يكون هذا هو السبب. اضبط ساعتها ثم اسأل مجددًا.`,
};
