// What the engine says, in Arabic, by the templates of its English sentences. The tests of words/engine.test.ts keep them
// to those that the engine has.

import type { Catalogue, Said } from "../catalogue";
import { cameras, counted, digits, others, perSecond, share } from "./count";
import { errors } from "./errors";
import { events } from "./events";
import { house } from "./house";
import { knobs } from "./knobs";
import { lists } from "./lists";
import { refusals } from "./refusals";
import { schedule } from "./schedule";
import { tray } from "./tray";

const counts =
  (of: (count: number) => string): Said =>
  ({ count }) =>
    of(Number(count));

/** Why something rests, was stopped, or ended; what the next bell does; and the gates of the chain "why". */
const runs: Catalogue = {
  "Switched off.": "مطفأة.",
  "No schedule drives it.": "لا يشغّلها أي جدول.",
  "No schedule drives it any more.": "لم يعد يشغّلها أي جدول.",
  "Outside its periods until {until:time}.": "خارج حصصها حتى {until}.",
  "Outside its periods, and none is ahead.": "خارج حصصها، ولا حصة قادمة.",
  "{day}, until {until:time}.": "{day}، حتى {until}.",
  "{day}, and no period is ahead.": "{day}، ولا حصة قادمة.",
  "Paused until {until:time} by {by:open}.": "إيقاف مؤقت حتى {until}، بواسطة {by}.",
  "Paused until later by {by:open}.": "إيقاف مؤقت إلى وقت لاحق، بواسطة {by}.",
  "All cameras were stopped by {by:open}. Enforce now starts them again.":
    "أوقف {by} كل الكاميرات. «تنفيذ الآن» يشغّلها من جديد.",
  "{why:said} Try {try:number} follows.": "{why} تتبعها المحاولة {try}.",
  "Waiting before try {try:number}.": "انتظار قبل المحاولة {try}.",
  "{why:said} It is not tried again by itself.": "{why} لا تُعاد المحاولة تلقائيًا.",
  "It is to run now.": "ينبغي أن تعمل الآن.",
  "For {periods:names}, until {until:time}.": "من أجل {periods}، حتى {until}.",
  "Its period is over.": "انتهت حصتها.",
  "A day off.": "يوم عطلة.",
  "Paused.": "إيقاف مؤقت.",
  "Stopped by hand.": "أُوقفت يدويًا.",
  "Its settings can no longer be run.": "لم تعد إعداداتها قابلة للتشغيل.",
  "Held back after an error.": "أُمسكت بعد خطأ.",
  "A program it needs is missing.": "برنامج تحتاج إليه مفقود.",
  "The budget was used up by others.": "استنفدت كاميرات أخرى الميزانية.",
  "No longer wanted.": "لم تعد مطلوبة.",
  "Bellwatch was closed.": "أُغلق Bellwatch.",
  "Started anew: its address, credentials or command changed.": "شُغّلت من جديد: تغيّر عنوانها أو بيانات دخولها أو أمرها.",
  "Started anew: a setting changed.": "شُغّلت من جديد: تغيّر إعداد.",
  "Started anew with another way of decoding.": "شُغّلت من جديد بطريقة أخرى لفك الترميز.",
  "Started anew by hand.": "شُغّلت من جديد يدويًا.",
  "Bellwatch itself ended unexpectedly.": "انتهى Bellwatch نفسه على غير توقع.",
  "The store cannot be written.": "لا تمكن الكتابة في المخزن.",
  "{fps:number} of {wanted:number} frames a second": ({ fps, wanted }) => share(fps!, wanted!),
  "{fps:number} of {wanted:number} frames a second; {given:number} are looked at": ({ fps, wanted, given: looked }) =>
    `${share(fps!, wanted!)}؛ ويُنظر في ${digits(Number(looked))} منها`,

  "1 camera starts": "تبدأ كاميرا واحدة",
  "{count:number} cameras start": counts((count) => `تبدأ ${cameras(count)}`),
  "1 camera stops": "تتوقف كاميرا واحدة",
  "{count:number} cameras stop": counts((count) => `تتوقف ${cameras(count)}`),
  "1 camera changes": "تتغيّر كاميرا واحدة",
  "{count:number} cameras change": counts((count) => `تتغيّر ${cameras(count)}`),
  "{one:said}, {more:said}": "{one}، و{more}",

  "Switched on": "مشغّلة",
  "Driven by a schedule": "يشغّلها جدول",
  "Day of exception": "يوم استثناء",
  "A period is on": "حصة جارية",
  Paused: "إيقاف مؤقت",
  "Stopped by hand": "موقوفة يدويًا",
  "ffmpeg is there": "ffmpeg موجود",
  "Settings can be run": "الإعدادات قابلة للتشغيل",
  "Held after an error": "ممسوكة بعد خطأ",
  "Waiting to retry": "تنتظر إعادة المحاولة",
  yes: "نعم",
  no: "لا",
  none: "لا شيء",
  "by {by:open}": "بواسطة {by}",
  "{by:open}, {at:time}": "{by}، {at}",
  "{name}: {by:open}, {at:time}": "{name}: {by}، {at}",
  "until {until:time} by {by:open}": "حتى {until}، بواسطة {by}",
  "{period} until {until:time}": "{period} حتى {until}",
  "no, the next at {at:time}": "لا، التالية {at}",
  "until {until:time}, after {failures:number} failures in a row": ({ until, failures }) =>
    `حتى ${until}، بعد ${counted(Number(failures), {
      zero: "لا إخفاق",
      one: "إخفاق واحد",
      two: "إخفاقين متتاليين",
      few: "# إخفاقات متتالية",
      many: "# إخفاقًا متتاليًا",
      other: "# إخفاق متتالٍ",
    })}`,
};

/** What is said of gaps, always by a function, so that it can stand within another. */
type Saying = Readonly<Record<string, (gaps: Gaps) => string>>;
type Gaps = Readonly<Record<string, string>>;

/** How much a camera is given, before why it is no more. */
const given = "{given:number} of {wanted:number} frames a second: ";
/** When a camera gets its place, after who has it. */
const place = " It has a place at {until:time}.";

/** Who has what a camera does not get. */
const held: Saying = {
  "The budget of {budget:number} frames a second is used up by {users:names}.": ({ users, budget }) =>
    `استنفدت ${users} ميزانية ${perSecond(budget!)}.`,
  "The budget of {budget:number} frames a second is used up by {users:names} and {more:number} more.": (of) =>
    `استنفدت ${withMore(of)} ميزانية ${perSecond(of.budget!)}.`,
  "The one decoder is in use by {users:names}.": ({ users }) => `تستخدم ${users} مفكّك الترميز الوحيد.`,
  "The one decoder is in use by {users:names} and {more:number} more.": (of) =>
    `تستخدم ${withMore(of)} مفكّك الترميز الوحيد.`,
  "All {most:number} decoders are in use by {users:names}.": ({ users, most }) =>
    `مفكّكات الترميز كلها (${digits(Number(most))}) تستخدمها ${users}.`,
  "All {most:number} decoders are in use by {users:names} and {more:number} more.": (of) =>
    `مفكّكات الترميز كلها (${digits(Number(of.most))}) تستخدمها ${withMore(of)}.`,
};

/** Why a camera is given less than it asks for. */
const lowered: Saying = {
  "The budget of {budget:number} frames a second is used up.": ({ budget }) => `استُنفدت ميزانية ${perSecond(budget!)}.`,
  "All {most:number} decoders are in use.": ({ most }) => `مفكّكات الترميز كلها (${digits(Number(most))}) مستخدمة.`,
  "The one decoder is in use.": () => "مفكّك الترميز الوحيد مستخدم.",
  "The GPU is full.": () => "معالج الرسوميات ممتلئ.",
  "GPU {gpu:number} is full.": ({ gpu }) => `معالج الرسوميات ${digits(Number(gpu))} ممتلئ.`,
};

function withMore({ users, more }: Gaps): string {
  return `${users} و${others(Number(more))}`;
}

const joined = (all: Saying, english: (one: string) => string, arabic: (one: string, of: Gaps) => string): Saying =>
  Object.fromEntries(Object.entries(all).map(([key, said]) => [english(key), (of) => arabic(said(of), of)]));

/** The budget: who gets less, and why. */
const budget: Catalogue = {
  "Within the budget": "ضمن الميزانية",
  ...held,
  ...joined(
    held,
    (one) => one + place,
    (one, { until }) => `${one} يخلو لها مكان ${until}.`,
  ),
  ...lowered,
  ...joined(
    lowered,
    (one) => given + one,
    (one, of) => `${share(of.given!, of.wanted!)}: ${one}`,
  ),
  "{camera} rests, since the budget is used up.": "تستريح {camera} لأن الميزانية استُنفدت.",
  "{count:number} cameras rest, since the budget is used up.": ({ count }) =>
    `تستريح ${cameras(Number(count))} لأن الميزانية استُنفدت.`,
  "Raise the budget in Settings, or give those that matter more a higher priority.":
    "ارفع الميزانية في الإعدادات، أو أعطِ ما هو أهم أولوية أعلى.",
};

/** The problems of the status strip, beyond those of one camera; gaps of attendance; and doubts. */
const wholes: Catalogue = {
  "{first} and {second}: {what:said}.": "{first} و{second}: {what}.",
  "{first} and {second} ({place}): {what:said}.": "{first} و{second} ({place}): {what}.",
  "{first}, {second} and {third}: {what:said}.": "{first} و{second} و{third}: {what}.",
  "{first}, {second} and {third} ({place}): {what:said}.": "{first} و{second} و{third} ({place}): {what}.",
  "{count:number} cameras: {what:said}.": ({ count, what }) => `${cameras(Number(count))}: ${what}.`,
  "{count:number} cameras ({place}): {what:said}.": ({ count, place, what }) =>
    `${cameras(Number(count))} (${place}): ${what}.`,
  "They fail together, so look first at what they share: the switch, its cable, its power. {cure:said}":
    "تتعطل معًا، فانظر أولًا فيما تشترك فيه: المحوّل الشبكي وكبله وكهرباؤه. {cure}",
  "They fail together, so look first at the recorder or host that they share. {cure:said}":
    "تتعطل معًا، فانظر أولًا في المسجّل أو المضيف الذي تشترك فيه. {cure}",
  "{camera} cannot run with its settings. {why:said}": "لا تستطيع {camera} العمل بإعداداتها. {why}",
  "Change the camera or its profile.": "غيّر الكاميرا أو ملف إعدادها.",
  "All cameras were stopped by {by:open}.": "أوقف {by} كل الكاميرات.",
  '"Enforce now" lets them run again.': "«تنفيذ الآن» يتيح لها العمل من جديد.",
  "The profile asks for the sub-stream, and this camera has no sub-stream address.":
    "يطلب ملف الإعداد البث الفرعي، وليس لهذه الكاميرا عنوان بث فرعي.",
  "The profile's fps is not a number. Set it again.": "عدد الصور في الثانية في ملف الإعداد ليس رقمًا. عيّنه من جديد.",

  "{camera} was down {span:spans}": "تعطلت {camera} {span}",
  "{camera} was down {span:spans} ({word:said})": "تعطلت {camera} {span} ({word})",
  "{camera} rested {span:spans}": "استراحت {camera} {span}",
  "{camera} rested {span:spans} ({word:said})": "استراحت {camera} {span} ({word})",
  "switched off": "أُوقف تشغيلها",
  "no schedule drove it": "لم يكن لها جدول",
  "its period was over": "انتهت حصتها",
  "a day off": "يوم عطلة",
  paused: "موقوفة مؤقتًا",
  "stopped by hand": "أُوقفت يدويًا",
  "its settings were wrong": "كانت إعداداتها خاطئة",
  "held back after an error": "حُجزت بعد خطأ",
  "a program was missing": "كان برنامج ناقصًا",
  "the budget was used up": "نفدت الميزانية",
  "no longer wanted": "لم تعد مطلوبة",
  "the engine was closed": "أُغلق المحرك",
  "started anew": "بدأت من جديد",
  "the engine died": "توقف المحرك فجأة",
  "{camera} was not searched for faces often enough {span:spans}": "لم يُبحث عن الوجوه في {camera} بما يكفي {span}",
  "{camera} sent no sign of life {span:spans}": "لم ترسل {camera} إشارة حياة {span}",

  "This face is about as much like a second person.": "يكاد هذا الوجه يشبه شخصًا ثانيًا بالقدر نفسه.",
  "The photos of these two people are too much alike.": "صور هذين الشخصين شديدة التشابه.",
  "These two people were taken for each other before.": "خُلط بين هذين الشخصين من قبل.",
  "This face is most like somebody who it is not.": "أكثر ما يشبه هذا الوجه شخصًا ليس هو.",
  "This face is only just like enough to the photos.": "هذا الوجه يكاد يكفي شبهه بالصور.",
  "Matched once only in this period; {needed:number} are needed.": "طابق مرة واحدة فقط في هذه الحصة؛ واللازم {needed}.",
  "Matched {votes:number} times only in this period; {needed:number} are needed.":
    "عدد المطابقات في هذه الحصة {votes} فقط؛ واللازم {needed}.",
};

/** Everything the engine says that is said in Arabic. */
export const arabic: Catalogue = {
  ...runs,
  ...budget,
  ...wholes,
  ...errors,
  ...events,
  ...knobs,
  ...refusals,
  ...schedule,
  ...lists,
  ...house,
  ...tray,
};
