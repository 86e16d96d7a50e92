// What events tell, in Arabic: the history, the checks before the bell, and the receipts of the budget.

import type { Catalogue } from "../catalogue";
import { cameras, counted, digits, faces, ofCameras, ofDays, others, people, perSecond, share, size } from "./count";

const many = (one: string, two: string, few: string, more: string) => ({
  zero: few,
  one,
  two,
  few,
  many: more,
  other: more,
});

/** What was done to cameras, settings and the schedule. */
const configured: Catalogue = {
  "{name} was added.": "أُضيفت {name}.",
  "{name} was changed.": "غُيّرت {name}.",
  "{name} was removed.": "أُزيلت {name}.",
  "{name} was put back.": "أُعيدت {name}.",
  "{name} was switched on.": "شُغّلت {name}.",
  "{name} was switched off.": "أُطفئت {name}.",
  "A list of cameras was imported: {added:number} added, {changed:number} changed.":
    "استُوردت قائمة كاميرات: أُضيف منها {added} وغُيّر {changed}.",
  "The import of cameras was undone: {removed:number} removed, {put_back:number} as they were before.":
    "أُلغي استيراد الكاميرات: أُزيل منها {removed} وعاد {put_back} كما كان من قبل.",
  "{name} was paused until {until:time}.": "أُوقفت {name} مؤقتًا حتى {until}.",
  "{name} is not paused any more.": "لم تعد {name} موقوفة مؤقتًا.",

  "The profile {name} was added.": "أُضيف ملف الإعداد {name}.",
  "The profile {name} was changed.": "غُيّر ملف الإعداد {name}.",
  "The profile {name} was removed.": "أُزيل ملف الإعداد {name}.",
  "The settings were changed.": "غُيّرت الإعدادات.",
  "A configuration was imported: {new:number} new, {changed:number} changed.":
    "استُورد إعداد: الجديد منه {new} والمغيَّر {changed}.",

  "The schedule {name} was added.": "أُضيف الجدول {name}.",
  "The schedule {name} was changed.": "غُيّر الجدول {name}.",
  "The schedule {name} was brought back.": "أُعيد الجدول {name}.",
  "The schedule {name} was removed.": "أُزيل الجدول {name}.",
  "The exception {name} ({day:time}) was added.": "أُضيف الاستثناء {name} ({day}).",
  "The exception {name} ({day:time}) was changed.": "غُيّر الاستثناء {name} ({day}).",
  "The exception {name} ({first:time} to {last:time}) was added.": "أُضيف الاستثناء {name} ({first} – {last}).",
  "The exception {name} ({first:time} to {last:time}) was changed.": "غُيّر الاستثناء {name} ({first} – {last}).",
  "{count:number} exceptions were added.": ({ count }) =>
    counted(Number(count), many("أُضيف استثناء واحد.", "أُضيف استثناءان.", "أُضيفت # استثناءات.", "أُضيف # استثناءً.")),
  "The exception {name} was removed.": "أُزيل الاستثناء {name}.",
};

/** What was done about people, their faces and their attendance. */
const ofPeople: Catalogue = {
  "Person {person:number} was added.": "أُضيف الشخص {person}.",
  "Person {person:number} was changed.": "غُيّرت بيانات الشخص {person}.",
  "Person {person:number} was erased.": "مُحي الشخص {person}.",
  "Person {person:number} is active again.": "الشخص {person} فعّال من جديد.",
  "Person {person:number} is inactive.": "الشخص {person} غير فعّال.",
  "{count:number} people are active again.": ({ count }) => `فُعّل من جديد ${people(Number(count))}.`,
  "{count:number} people are inactive.": ({ count }) => `أُلغي تفعيل ${digits(Number(count))} من الأشخاص.`,
  "A list of people was imported: {added:number} added, {changed:number} changed.":
    "استُوردت قائمة أشخاص: أُضيف منهم {added} وغُيّر {changed}.",
  "A photo of person {person:number} was added.": "أُضيفت صورة للشخص {person}.",
  "A photo of person {person:number} was removed.": "أُزيلت صورة للشخص {person}.",
  "Persons {one:number} and {other:number} are told apart by hand from now on.":
    "من الآن يُميَّز بين الشخصين {one} و{other} يدويًا.",
  "Persons {one:number} and {other:number} may be told apart by the recogniser again.":
    "يجوز من جديد أن يميّز المتعرّف بين الشخصين {one} و{other}.",
  "The consent of person {person:number} was recorded.": "دُوّنت موافقة الشخص {person}.",
  "The consent of person {person:number} was withdrawn; {photos:number} photos and {templates:number} templates went.":
    "سُحبت موافقة الشخص {person}؛ وزالت معها الصور ({photos}) والقوالب ({templates}).",
  "The attendance of person {person:number} was corrected.": "صُحّح حضور الشخص {person}.",
  "A sighting of person {person:number} was reviewed.": "روجعت مشاهدة للشخص {person}.",
  "{date:time} was signed off.": "اعتُمد حضور {date}.",

  "Unknown faces are being kept from now on, for {minutes:number} minutes at most.": ({ minutes }) =>
    `تُحفظ الوجوه غير المعروفة من الآن، مدة أقصاها ${counted(Number(minutes), many("دقيقة واحدة", "دقيقتان", "# دقائق", "# دقيقة"))}.`,
  "Unknown faces are not kept any more. It was stopped; {kept:said} lie in the tray.":
    "لم تعد الوجوه غير المعروفة تُحفظ. أُوقف ذلك؛ وما زال محفوظًا: {kept}.",
  "Unknown faces are not kept any more. Its time was over; {kept:said} lie in the tray.":
    "لم تعد الوجوه غير المعروفة تُحفظ. انتهى وقت ذلك؛ وما زال محفوظًا: {kept}.",
  "The time of {faces:said} is over; they were deleted.": "انتهى وقت الحفظ وحُذف ما حُفظ: {faces}.",
  "An unknown face was deleted.": "حُذف وجه غير معروف.",
  "All unknown faces were deleted: {count:number}.": ({ count }) =>
    `حُذفت كل الوجوه غير المعروفة: ${faces(Number(count))}.`,
  "1 unknown face": "وجه غير معروف واحد",
  "{count:number} unknown faces": ({ count }) =>
    counted(Number(count), {
      ...many("وجه غير معروف واحد", "وجهان غير معروفين", "# وجوه غير معروفة", "# وجهًا غير معروف"),
      zero: "لا وجوه غير معروفة",
    }),
};

/** Clips and backups. */
const kept: Catalogue = {
  "A clip of {seconds:number} s was kept: {what:said}.": "حُفظ مقطع طوله {seconds} ث: {what}.",
  "an unknown face": "وجه غير معروف",
  "a face in doubt": "وجه مشكوك فيه",
  "a picture that is covered, black or frozen": "صورة مغطاة أو سوداء أو جامدة",
  "No clip was kept of what happened: the camera sends nothing that can be copied as it is. H.264 and H.265 can.":
    "لم يُحفظ مقطع مما حدث: لا ترسل الكاميرا ما يمكن نسخه كما هو. يمكن ذلك مع H.264 وH.265.",
  "No clip was kept of what happened: {why:said}.": "لم يُحفظ مقطع مما حدث: {why}.",
  "No clip was kept of what happened. {why:said}": "لم يُحفظ مقطع مما حدث. {why}",
  "ffmpeg is not there": "ffmpeg غير موجود",
  "ffmpeg took longer than 30 seconds": "استغرق ffmpeg أكثر من 30 ثانية",
  "ffmpeg made nothing of it: {line}": "لم يصنع ffmpeg منه شيئًا: {line}",
  "The space for clips is full: {count:number} of the oldest went.": ({ count }) =>
    `امتلأت المساحة المخصصة للمقاطع: ${counted(Number(count), many("زال أقدم مقطع", "زال أقدم مقطعين", "زالت أقدم # مقاطع", "زال أقدم # مقطعًا"))}.`,
  "A copy of a clip was saved.": "حُفظت نسخة من مقطع.",
  "A clip was deleted.": "حُذف مقطع.",

  "A backup was made ({kind:said}, {size}): {path}.": (of) =>
    `أُنشئت نسخة احتياطية (${of.kind}، ${size(of.size!)}): ${of.path}.`,
  daily: "يومية",
  "by hand": "يدوية",
  "before an upgrade": "قبل الترقية",
  "before a restore": "قبل الاستعادة",
  "before an import": "قبل الاستيراد",
  "The backup could not be made. {why:said}": "تعذّر إنشاء النسخة الاحتياطية. {why}",
  "The backup of {made:time} was restored.": "استُعيدت النسخة الاحتياطية المنشأة في {made}.",
  "The backup of {made:time} was restored. People erased again: {people:number}; consents withdrawn again: {consents:number}.":
    "استُعيدت النسخة الاحتياطية المنشأة في {made}. أشخاص مُحوا من جديد: {people}؛ وموافقات سُحبت من جديد: {consents}.",

  "1 entry of the history was lost, because the store could not be written.":
    "ضاعت مدخلة واحدة من السجل لأن المخزن لم تمكن الكتابة فيه.",
  "{count:number} entries of the history were lost, because the store could not be written.": ({ count }) =>
    counted(Number(count), {
      ...many(
        "ضاعت مدخلة واحدة من السجل لأن المخزن لم تمكن الكتابة فيه.",
        "ضاعت مدخلتان من السجل لأن المخزن لم تمكن الكتابة فيه.",
        "ضاعت # مدخلات من السجل لأن المخزن لم تمكن الكتابة فيه.",
        "ضاعت # مدخلة من السجل لأن المخزن لم تمكن الكتابة فيه.",
      ),
      zero: "لم تضع أي مدخلة من السجل.",
    }),
};

/** What the engine found by itself, and who else does something. */
const found: Catalogue = {
  engine: "المحرّك",
  window: "النافذة",
  tray: "شريط النظام",
  "{name} has begun, until {until:time}.": "بدأت {name}، حتى {until}.",
  "This machine's time zone is {zone} now. The bell goes on by {site}.":
    "المنطقة الزمنية لهذا الجهاز هي الآن {zone}. يمضي الجرس بحسب {site}.",
  "This machine's clock was set back by {span:said}.": "أُخّرت ساعة هذا الجهاز بمقدار {span}.",
  "This machine's clock went forward by {span:said}: it was set, or the machine slept.":
    "تقدّمت ساعة هذا الجهاز بمقدار {span}: ضُبطت، أو كان الجهاز في سبات.",
  "{s:number} s": "{s} ث",
  "{min:number} min {s:number} s": "{min} د {s} ث",
  "{h:number} h {min:number} min": "{h} س {min} د",
  "{d:number} d {h:number} h": ({ d, h }) => `${ofDays(Number(d))} ${digits(Number(h))} س`,
  "ffmpeg is there now; cameras may run.": "صار ffmpeg موجودًا؛ ويمكن للكاميرات أن تعمل.",
  "{by:open} stopped all cameras ({count:number} were running).": "أوقف {by} كل الكاميرات (كان يعمل منها {count}).",
  "All cameras may run again.": "يمكن لكل الكاميرات أن تعمل من جديد.",
  "{name}: the picture is back after {span:said}.": "عادت صورة {name} بعد {span}.",
  "{count:number} cameras failed together ({word:said}): {names:names}.": ({ count, word, names }) =>
    `تعطلت معًا ${cameras(Number(count))} (${word}): ${names}.`,
  "{count:number} cameras failed together ({word:said}): {names:names} and {more:number} more.": ({
    count,
    word,
    names,
    more,
  }) => `تعطلت معًا ${cameras(Number(count))} (${word}): ${names} و${others(Number(more))}.`,
  "{name}: decodes in software now, since hardware decoding failed.":
    "يُفك ترميز {name} الآن برمجيًا، لأن فك الترميز بالعتاد تعطّل.",
  "{name}: decodes in software, since {why:said}.": "يُفك ترميز {name} برمجيًا، لأن {why}.",
  "{count:number} cameras decode in software, since {why:said}: {names:names}.": ({ count, why, names }) =>
    `فك ترميز برمجي لـ${ofCameras(Number(count))}، لأن ${why}: ${names}.`,
  "{count:number} cameras decode in software, since {why:said}: {names:names} and {more:number} more.": ({
    count,
    why,
    names,
    more,
  }) => `فك ترميز برمجي لـ${ofCameras(Number(count))}، لأن ${why}: ${names} و${others(Number(more))}.`,
  "the ffmpeg of this computer offers no {name}": "إصدار ffmpeg على هذا الحاسوب لا يقدّم {name}",
  "decoding in hardware failed": "فك الترميز بالعتاد تعطّل",
  "no, software decodes: {why:said}": "لا، فك الترميز برمجي: {why}",
  "no, there is none here": "لا، لا يوجد هنا",

  "All 1 camera is ready for {name:names}.": "الكاميرا الواحدة جاهزة لـ {name}.",
  "All {all:number} cameras are ready for {name:names}.": "الكاميرات كلها ({all}) جاهزة لـ {name}.",
  "{ready:number} of {all:number} ready for {name:names}: {why:clauses}.": "جاهزة لـ {name}: {ready} من {all}. {why}.",
  "{camera} cannot run with its settings ({why:clauses}).": "لا تستطيع {camera} العمل بإعداداتها ({why}).",
  "and {more:number} more.": ({ more }) => `و${others(Number(more))}.`,

  "Recognition works again.": "عاد التعرّف إلى العمل.",
  "Faces are not recognised: {why:said}": "لا يجري التعرّف على الوجوه: {why}",
  "Recognition was to run on {wish} and runs on {provider}. {tried:said}":
    "كان ينبغي أن يعمل التعرّف على {wish} وهو يعمل على {provider}. {tried}",
  "Recognition was to run on the best that works here and runs on {provider}. {tried:said}":
    "كان ينبغي أن يعمل التعرّف على أفضل ما يعمل هنا وهو يعمل على {provider}. {tried}",
  "All photos are learnt by the chosen model pack.": "تعلّمت حزمة النماذج المختارة كل الصور.",
  "1 photo could not be learnt by the chosen model pack.": "تعذّر على حزمة النماذج المختارة تعلّم صورة واحدة.",
  "{count:number} photos could not be learnt by the chosen model pack.": ({ count }) =>
    `تعذّر على حزمة النماذج المختارة تعلّم ${counted(Number(count), many("صورة واحدة", "صورتين", "# صور", "# صورة"))}.`,
  "The model pack {pack} was installed.": "ثُبّتت حزمة النماذج {pack}.",
  "The model pack {pack} was removed.": "أُزيلت حزمة النماذج {pack}.",
};

/** Receipts of the budget. */
const receipts: Catalogue = {
  "{camera} runs at {given:number} of {of:number} fps: {why:said}.": (told) =>
    `تعمل ${told.camera} بـ${share(told.given!, told.of!)}: ${told.why}.`,
  "{camera} runs at {least:number} to {most:number} of {of:number} fps: {why:said}.": (told) =>
    `تعمل ${told.camera} بـ${digits(Number(told.least))} إلى ${share(told.most!, told.of!)}: ${told.why}.`,
  "{camera} ran at {given:number} of {of:number} fps from {from:time} to {to:time}: {why:said}.": (told) =>
    `عملت ${told.camera} بـ${share(told.given!, told.of!)} من ${told.from} إلى ${told.to}: ${told.why}.`,
  "{camera} ran at {least:number} to {most:number} of {of:number} fps from {from:time} to {to:time}: {why:said}.": (
    told,
  ) =>
    `عملت ${told.camera} بـ${digits(Number(told.least))} إلى ${share(told.most!, told.of!)} من ${told.from} إلى ${told.to}: ${told.why}.`,
  "{camera} rests: {why:said}.": "تستريح {camera}: {why}.",
  "{camera} rested from {from:time} to {to:time}: {why:said}.": "استراحت {camera} من {from} إلى {to}: {why}.",
  "the budget of {budget:number} fps is used up": ({ budget }) => `ميزانية ${perSecond(budget!)} مستنفدة`,
  "the budget of {budget:number} fps was used up": ({ budget }) => `كانت ميزانية ${perSecond(budget!)} مستنفدة`,
  "the one decoder is in use": "مفكّك الترميز الوحيد مستخدم",
  "the one decoder was in use": "كان مفكّك الترميز الوحيد مستخدمًا",
  "all {most:number} decoders are in use": "مفكّكات الترميز كلها ({most}) مستخدمة",
  "all {most:number} decoders were in use": "كانت مفكّكات الترميز كلها ({most}) مستخدمة",
  "the GPU is full": "معالج الرسوميات ممتلئ",
  "the GPU was full": "كان معالج الرسوميات ممتلئًا",
  "GPU {gpu:number} is full": "معالج الرسوميات {gpu} ممتلئ",
  "GPU {gpu:number} was full": "كان معالج الرسوميات {gpu} ممتلئًا",
};

export const events: Catalogue = { ...configured, ...ofPeople, ...kept, ...found, ...receipts };
