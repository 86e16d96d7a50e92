// What the engine says of the bell, in Arabic: what would follow from a change, what is worth knowing of the days to
// come, a day's timeline, and calendars that are read.

import type { Catalogue } from "../catalogue";
import { cameras, counted, digits, ofDays, ofHours, ofMinutes } from "./count";

const watch = (count: string, rest: string) => `تراقب ${cameras(Number(count))} ${rest}`;
const minutes = ({ min }: Readonly<Record<string, string>>) => ofMinutes(Number(min));
const hours = ({ h }: Readonly<Record<string, string>>) => ofHours(Number(h));

/** What would follow from a change, within 14 days. */
const follows: Catalogue = {
  "Nothing changes within the next 14 days.": "لا يتغيّر شيء في الأيام الـ14 القادمة.",
  "1 camera watches with other profiles within the next 14 days.":
    "تراقب كاميرا واحدة بملفات إعداد أخرى في الأيام الـ14 القادمة.",
  "{count:number} cameras watch with other profiles within the next 14 days.": ({ count }) =>
    watch(count!, "بملفات إعداد أخرى في الأيام الـ14 القادمة."),
  "1 camera watches {what:said} within the next 14 days, all together.":
    "تراقب كاميرا واحدة {what} إجمالًا في الأيام الـ14 القادمة.",
  "{count:number} cameras watch {what:said} within the next 14 days, all together.": ({ count, what }) =>
    watch(count!, `${what} إجمالًا في الأيام الـ14 القادمة.`),
  "{more:said} more": "{more} أكثر",
  "{less:said} less": "{less} أقل",
  "{more:said} more and {less:said} less": "{more} أكثر و{less} أقل",
  "{min:number} min": minutes,
  "{h:number} h": hours,

  "{times:spans} as well": "{times} أيضًا",
  "no longer {times:spans}": "لم تعد تراقب {times}",
  "{times:spans} with another profile": "{times} بملف إعداد آخر",

  "{period} has begun and stays as it was until {until:time}. Pause its cameras to stop them now.":
    "بدأت {period} وتبقى كما كانت حتى {until}. أوقف كاميراتها مؤقتًا لتتوقف الآن.",
  "Nothing drives {who:names}: always rests.": "لا شيء يشغّل {who}: تستريح دائمًا.",
  "Nothing drives {who:names}: always rest.": "لا شيء يشغّل {who}: تستريح دائمًا.",
  "No camera watches {period} of {schedule}.": "لا كاميرا تراقب {period} من {schedule}.",
  "The clocks change: {period} on {day:time} does not happen: its hour is skipped.":
    "تتغيّر الساعة: لا تقع {period} يوم {day}، فساعتها تُتخطى.",
  "The clocks change: {period} on {day:time} lasts {span:said} longer.":
    "تتغيّر الساعة: تدوم {period} يوم {day} أطول بمقدار {span}.",
  "The clocks change: {period} on {day:time} lasts {span:said} less.":
    "تتغيّر الساعة: تدوم {period} يوم {day} أقصر بمقدار {span}.",
  "{exception} ({first:time}) changes nothing: another exception decides its days.":
    "لا يغيّر {exception} ({first}) شيئًا: يحكم أيامه استثناء آخر.",
  "{exception} ({first:time}) changes nothing: the bell is as on any day.":
    "لا يغيّر {exception} ({first}) شيئًا: الجرس كما في أي يوم.",

  "{one} and {other} of {of} overlap ({days:weekdays}).": "تتداخل {one} و{other} من {of} ({days}).",
  "{one} and {other} of {of} overlap ({days:weekdays}), and so does one more pair of their periods.":
    "تتداخل {one} و{other} من {of} ({days})، وكذلك حصتان أخريان.",
  "{one} and {other} of {of} overlap ({days:weekdays}), and so do {more:number} more pairs of their periods.": ({
    one,
    other,
    of,
    days,
    more,
  }) => `تتداخل ${one} و${other} من ${of} (${days})، وكذلك ${pairs(more!)}.`,
  "{one} of {of} and {other} of {of_other} overlap ({days:weekdays}).":
    "تتداخل {one} من {of} و{other} من {of_other} ({days}).",
  "{one} of {of} and {other} of {of_other} overlap ({days:weekdays}), and so does one more pair of their periods.":
    "تتداخل {one} من {of} و{other} من {of_other} ({days})، وكذلك حصتان أخريان.",
  "{one} of {of} and {other} of {of_other} overlap ({days:weekdays}), and so do {more:number} more pairs of their periods.":
    ({ one, of, other, of_other, days, more }) =>
      `تتداخل ${one} من ${of} و${other} من ${of_other} (${days})، وكذلك ${pairs(more!)}.`,
  "Their cameras watch once for both.": "تراقب كاميراتهما مرة واحدة للحصتين.",
  "{who:names} runs twice then, with {with:names}.": "تعمل حينها مرتين {who}، بملفات الإعداد {with}.",
  "{who:names} run twice then, with {with:names}.": "تعمل حينها مرتين {who}، بملفات الإعداد {with}.",
  "{who:names} runs more than once then, with {with:names}.": "تعمل حينها أكثر من مرة {who}، بملفات الإعداد {with}.",
  "{who:names} run more than once then, with {with:names}.": "تعمل حينها أكثر من مرة {who}، بملفات الإعداد {with}.",
};

function pairs(count: string): string {
  return counted(Number(count), {
    zero: "لا شيء آخر",
    one: "حصتان أخريان",
    two: "زوجان آخران من حصصهما",
    few: "# أزواج أخرى من حصصهما",
    many: "# زوجًا آخر من حصصهما",
    other: "# زوج آخر من حصصهما",
  });
}

/** A day's timeline. */
const timeline: Catalogue = {
  "Another day than usual: {name}.": "يوم غير معتاد: {name}.",
  "Another day than usual: {name} ({schedule}).": "يوم غير معتاد: {name} ({schedule}).",
  "The clocks change: this day is {span:said} longer.": "تتغيّر الساعة: هذا اليوم أطول بمقدار {span}.",
  "The clocks change: this day is {span:said} shorter.": "تتغيّر الساعة: هذا اليوم أقصر بمقدار {span}.",
  Off: "مطفأة",
  "Cannot run": "لا تستطيع العمل",
  "No schedule": "بلا جدول",
  Rests: "تستريح",
  "Watches for {periods:names} with {profiles:names}, {times:spans}.":
    "تراقب من أجل {periods} بملف الإعداد {profiles}، {times}.",
  "Outside its periods, {times:spans}.": "خارج حصصها، {times}.",
  "{name}, {times:spans}.": "{name}، {times}.",
};

/** What stands in a calendar that is read, and what comes of it. */
const calendar: Catalogue = {
  "This calendar is larger than 5 MB. Export a shorter stretch of it.": "هذا التقويم أكبر من 5 م.ب. صدّر منه مدة أقصر.",
  "This file is no calendar: it does not begin with BEGIN:VCALENDAR.":
    "ليس هذا الملف تقويمًا: فهو لا يبدأ بـ \u2066BEGIN:VCALENDAR\u2069.",
  "This calendar cannot be read: it is damaged or was cut off.": "لا تمكن قراءة هذا التقويم: هو تالف أو مقطوع.",
  "This calendar has more than 10 000 entries. Export a shorter stretch of it.":
    "في هذا التقويم أكثر من 10000 مدخلة. صدّر منه مدة أقصر.",
  "The entries before it make 10 000 days off already.": "تبلغ المدخلات التي قبلها 10000 يوم عطلة.",
  "{cut:number} more of its days were not read: there are 10 000 already.": ({ cut }) =>
    `لم يُقرأ من أيامها ${ofDays(Number(cut))}: بلغ ما قُرئ 10000.`,
  "There are 10 000 exceptions, and no room for more.": "بلغت الاستثناءات 10000، ولا مكان للمزيد.",
  "It was cancelled.": "أُلغيت.",
  "It changes one day of a repeated entry, which is not read.": "تغيّر يومًا واحدًا من مدخلة متكررة، وذلك لا يُقرأ.",
  "It has no start.": "لا بداية لها.",
  "It ends before it begins.": "تنتهي قبل أن تبدأ.",
  "It is not a whole day: {times:spans}.": "ليست يومًا كاملًا: {times}.",
  "It lasts more than ten years.": "تدوم أكثر من عشر سنوات.",
  "Its repeats are all over, or more than five years ahead.": "انتهى تكرارها كله، أو هو بعد أكثر من خمس سنوات.",
  'Its time zone "{zone}" is not known.': "منطقتها الزمنية «{zone}» غير معروفة.",
  '"{told}" does not exist in {zone}.': "لا وجود لـ «{told}» في {zone}.",
  '"{told}" is not a date.': "«{told}» ليس تاريخًا.",
  '"{told}" is not a date of these times.': "«{told}» ليس تاريخًا من هذا الزمان.",
  '"{told}" is not a duration.': "«{told}» ليس مدة.",
  "This file has too many repeated entries; this one was not followed.":
    "في هذا الملف مدخلات متكررة كثيرة جدًا؛ ولم تُتبع هذه.",
  "It repeats too often: only its first {most:number} days are taken, up to {last:time}.":
    "تتكرر كثيرًا جدًا: تؤخذ أول أيامها فقط ({most})، حتى {last}.",
  "It repeats without an end; the next five years are taken.": "تتكرر بلا نهاية؛ تؤخذ السنوات الخمس القادمة.",
  "Its rule of repetition cannot be read.": "لا تمكن قراءة قاعدة تكرارها.",
  "It repeats within a day, which makes no days off.": "تتكرر داخل اليوم الواحد، فلا تكون أيام عطلة.",

  "There is no day off to add.": "لا يوم عطلة يُضاف.",
  "1 day off added.": "أُضيف يوم عطلة واحد.",
  "{count:number} days off added.": ({ count }) => `أُضيف من أيام العطلة: ${digits(Number(count))}.`,
  "1 day off would be added.": "سيُضاف يوم عطلة واحد.",
  "{count:number} days off would be added.": ({ count }) => `سيُضاف من أيام العطلة: ${digits(Number(count))}.`,
  "1 is there already.": "يوم واحد موجود من قبل.",
  "{count:number} are there already.": "الموجود من قبل: {count}.",
  "1 entry is left out.": "تُترك مدخلة واحدة.",
  "{count:number} entries are left out.": "المتروك من المدخلات: {count}.",
};

export const schedule: Catalogue = { ...follows, ...timeline, ...calendar };
