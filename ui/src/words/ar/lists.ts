// What the engine says of lists that are imported, of people and of their photos, in Arabic.

import type { Catalogue } from "../catalogue";
import { counted, photos, people, templates, type Forms } from "./count";

const forms = (zero: string, one: string, two: string, few: string, many: string, other = many): Forms => ({
  ...{ zero, one, two, few, many, other },
});
const all =
  (of: Forms) =>
  ({ count }: Readonly<Record<string, string>>) =>
    counted(Number(count), of);

/** Files, whoever is in them. */
const files: Catalogue = {
  "{encoding}, columns separated by {separator:said}": "{encoding}، والأعمدة تفصلها {separator}",
  "OneRoster users, {encoding}, columns separated by {separator:said}":
    "مستخدمو OneRoster، {encoding}، والأعمدة تفصلها {separator}",
  "{file} cannot be imported. {why:said}": "لا يمكن استيراد {file}. {why}",
  commas: "فواصل",
  semicolons: "فواصل منقوطة",
  tabs: "علامات جدولة",
  bars: "خطوط عمودية",
  "The file is empty.": "الملف فارغ.",
  "The file is larger than {size:number} MB, and a list is not. Choose the list itself.":
    "الملف أكبر من {size} م.ب، ولا قائمة بهذا الحجم. اختر القائمة نفسها.",
  "The file is a workbook. Open it, and save it as CSV (UTF-8).":
    "الملف مصنّف جداول. افتحه واحفظه بصيغة \u2066CSV (UTF-8)\u2069.",
  "The file is {what:said} and not a list. A list is a CSV file.": "الملف {what} وليس قائمة. القائمة ملف CSV.",
  "a zip": "مضغوط (zip)",
  "a PDF": "بصيغة PDF",
  "a picture": "صورة",
  packed: "مضغوط",
  "a database": "قاعدة بيانات",
  "of another kind": "من نوع آخر",
  "The first line has to name the columns, and there is none for {what:said}. Write code, name and group there, for example.":
    "على السطر الأول أن يسمّي الأعمدة، ولا عمود فيه لـ{what}. اكتب فيه مثلًا \u2066code, name, group\u2069.",
  codes: "الرموز",
  names: "الأسماء",
  "The file names its columns and nobody else.": "يسمّي الملف أعمدته ولا يسمّي أحدًا.",
  "The file has more than 20000 rows. Split it.": "في الملف أكثر من 20000 سطر. قسّمه.",
  "The file has more than 2000 rows. Split it.": "في الملف أكثر من 2000 سطر. قسّمه.",
  '"{value}" is neither yes nor no.': "«{value}» ليس نعم ولا لا.",
};

/** Rows of people. */
const rows: Catalogue = {
  "New.": "جديد.",
  "New, in {group}.": "جديد، في {group}.",
  "Code {was} becomes {is}.": "يصبح الرمز {was} هو {is}.",
  "Name {was} becomes {is}.": "يصبح الاسم {was} هو {is}.",
  "Group {was} becomes {is}.": "ينتقل من المجموعة {was} إلى {is}.",
  "Joins the group {is}.": "يدخل المجموعة {is}.",
  "Leaves the group {was}.": "يخرج من المجموعة {was}.",
  "Active again.": "فعّال من جديد.",
  "No longer active, photos go at the end of the day.": "لم يعد فعّالًا، وتزول الصور في آخر اليوم.",
  "{count:number} more rows are not listed here.": all(
    forms(
      "كل الأسطر مذكورة هنا.",
      "سطر واحد آخر غير مذكور هنا.",
      "سطران آخران غير مذكورين هنا.",
      "# أسطر أخرى غير مذكورة هنا.",
      "# سطرًا آخر غير مذكور هنا.",
      "# سطر آخر غير مذكور هنا.",
    ),
  ),
  "{name} is not in this file and stays as before.": "ليس {name} في هذا الملف، ويبقى كما كان.",
  "Somebody is not in this file and stays as before.": "شخص ليس في هذا الملف ويبقى كما كان.",
  "{count:number} people are not in this file and stay as they are.": ({ count }) =>
    `${people(Number(count))} خارج هذا الملف، ولا يتغيّر ذلك شيئًا.`,
  "Some letters could not be read. Save the file as CSV (UTF-8) and try again.":
    "تعذّرت قراءة بعض الحروف. احفظ الملف بصيغة \u2066CSV (UTF-8)\u2069 وأعد المحاولة.",
  "Line {line:number} has this code too.": "في السطر {line} هذا الرمز أيضًا.",
  "Only students are imported, and this is a {role}.": "يُستورد الطلاب وحدهم، وهذا {role}.",
  'enabledUser is true or false, and not "{value}".': "قيمة enabledUser هي true أو false، لا «{value}».",
  "A file may have 50000 rows at most.": "أقصى عدد من الأسطر في الملف 50000.",
};

/** Rows of cameras. */
const cameras: Catalogue = {
  "Changes {fields:words}.": "يتغيّر: {fields}.",
  "As it is.": "كما هو.",
  "Line {line:number}: {why:said}": "السطر {line}: {why}",
  "The column {column} holds nothing of a camera and is not read.": "ليس في العمود {column} شيء عن كاميرا، فلا يُقرأ.",
  "The columns {columns} hold nothing of a camera and are not read.":
    "ليس في هذه الأعمدة شيء عن كاميرا، فلا تُقرأ: {columns}.",
  "The first line has to name the columns, and there is none for names. Write name, address, user and password there, for example.":
    "على السطر الأول أن يسمّي الأعمدة، ولا عمود فيه للأسماء. اكتب فيه مثلًا \u2066name, address, user, password\u2069.",
  "The file names its columns and no camera.": "يسمّي الملف أعمدته ولا يسمّي كاميرا.",
  "It has more cells than the first line. Put quotation marks around a cell that holds the separator.":
    "فيه خلايا أكثر مما في السطر الأول. ضع علامتي اقتباس حول الخلية التي فيها الفاصل.",
  "Letters of it cannot be read. Save the file as CSV (UTF-8).":
    "فيه حروف لا تمكن قراءتها. احفظ الملف بصيغة \u2066CSV (UTF-8)\u2069.",
  "Line {line:number} has this name already.": "في السطر {line} هذا الاسم.",
  "Line {line:number} has this address already.": "في السطر {line} هذا العنوان.",
  "The camera {camera} has this address already. Give the row that name to change it.":
    "للكاميرا {camera} هذا العنوان. أعطِ السطر ذلك الاسم لتغييرها.",
  "The sub address cannot be taken. {why:said}": "لا يمكن أخذ العنوان الفرعي. {why}",
  "There is no profile of this name. The profiles are: {profiles}.":
    "لا ملف إعداد بهذا الاسم. ملفات الإعداد هي: {profiles}.",
  "A priority is a number from 0 to 9.": "الأولوية رقم من 0 إلى 9.",
  "Whether a camera is enabled is yes or no.": "تشغيل الكاميرا يُكتب نعم أو لا (\u2066yes, no\u2069).",
  "There is a camera of this name already. Choose another name.": "توجد كاميرا بهذا الاسم. اختر اسمًا آخر.",
  "Another one that you add has this name. Choose another.": "كاميرا أخرى تضيفها لها هذا الاسم. اختر غيره.",
  "Another one that you add has this address. Leave one out.": "كاميرا أخرى تضيفها لها هذا العنوان. اترك إحداهما.",
  "The camera {camera} has this address already. Leave this one out.": "للكاميرا {camera} هذا العنوان. اترك هذه.",
  name: "الاسم",
  location: "المكان",
  address: "العنوان",
  "sub address": "العنوان الفرعي",
  user: "المستخدم",
  password: "كلمة المرور",
  priority: "الأولوية",
  tags: "الوسوم",
  enabled: "التشغيل",
};

/** What is wrong with a photo, and what to do about it. */
const flaws: Catalogue = {
  "There is no face in this photo.": "لا وجه في هذه الصورة.",
  "There are {count:number} faces in this photo.": "عدد الوجوه في هذه الصورة {count}.",
  "This photo is enrolled already.": "هذه الصورة مسجّلة من قبل.",
  "The face is {px:number} pixels wide; it should have {wanted:number}.":
    "عرض الوجه {px} بكسل؛ وينبغي أن يكون {wanted}.",
  "The face is blurred.": "الوجه ضبابي.",
  "The face is too dark.": "الوجه معتم جدًا.",
  "The face is too bright.": "الوجه ساطع جدًا.",
  "The face has hardly any contrast.": "يكاد الوجه يخلو من التباين.",
  "The head is turned to the side.": "الرأس ملتفت إلى الجانب.",
  "The head is tilted.": "الرأس مائل.",
  "The face is very much like another enrolled person's.": "الوجه شديد الشبه بوجه شخص مسجّل آخر.",
  "The face is very much like that of {name}.": "الوجه شديد الشبه بوجه {name}.",
  "The face is not like this person's other photos.": "لا يشبه الوجه صور هذا الشخص الأخرى.",
  "Take a photo from the front, with the whole face in it.": "التقط صورة من الأمام يظهر فيها الوجه كله.",
  "Cut the photo so that only this person is in it.": "قصّ الصورة حتى لا يبقى فيها غير هذا الشخص.",
  "Nothing needs to be done; another photo would add more.": "لا يلزم شيء؛ وصورة أخرى تفيد أكثر.",
  "Take the photo from nearer, or use the original in its full size.":
    "التقط الصورة من أقرب، أو استخدم الأصل بحجمه الكامل.",
  "Hold the camera still, and wipe its lens.": "ثبّت الكاميرا وامسح عدستها.",
  "Turn the face to a window or a lamp.": "أدر الوجه إلى نافذة أو مصباح.",
  "Step out of the sun or the flash.": "ابتعد عن الشمس أو الوميض.",
  "Wipe the lens, and do not photograph a print or a screen.": "امسح العدسة، ولا تصوّر صورة مطبوعة أو شاشة.",
  "Have the person look straight into the camera.": "اطلب من الشخص أن ينظر إلى الكاميرا مباشرة.",
  "Check whose photo it is; for twins, add several photos of each.":
    "تحقق لمن الصورة؛ وفي حالة التوائم أضف صورًا عدة لكل منهم.",
  "Check whose photo it is.": "تحقق لمن الصورة.",
  "One photo alone says nothing about the others.": "صورة واحدة لا تقول شيئًا عن غيرها.",
  "All photos are alike.": "كل الصور متشابهة.",
  "One photo is not like the others; check whose it is.": "صورة واحدة لا تشبه غيرها؛ تحقق لمن هي.",
  "{count:number} photos are not like the others; check whose they are.": ({ count }) =>
    `${photos(Number(count))} لا تشبه غيرها؛ تحقق لمن هي.`,
  "These photos may be of several people; check each one.": "قد تكون هذه الصور لأشخاص عدة؛ تحقق من كل منها.",
};

/** Why photos are not taken. */
const refused: Catalogue = {
  "There is no photo in this zip.": "لا صورة في ملف zip هذا.",
  "This very photo is enrolled for {name}. Check whose photo it is.": "هذه الصورة نفسها مسجّلة لـ {name}. تحقق لمن هي.",
  "{person} is not active, so no photo is kept.": "{person} غير فعّال، فلا تُحفظ له صورة.",
  "{person} has no consent, so no photo is kept. Record the consent first.":
    "لا موافقة لـ {person}، فلا تُحفظ له صورة. دوّن الموافقة أولًا.",
  "Nobody is in the group {group}.": "لا أحد في المجموعة {group}.",
  "{camera} sends no picture at this moment. Start it, and try again.":
    "لا ترسل {camera} صورة في هذه اللحظة. شغّلها وأعد المحاولة.",
  "{camera} sent its last picture {seconds:number} s ago, which may show somebody else. Try again.":
    "أرسلت {camera} آخر صورة قبل {seconds} ث، وقد يظهر فيها غيره. أعد المحاولة.",
  "The picture of this sighting is not kept any more.": "لم تعد صورة هذه المشاهدة محفوظة.",
  "There is nobody with the code {code}. Name the photo by the code, for example 1234.jpg.":
    "لا أحد رمزه {code}. سمِّ الصورة بالرمز، مثل \u20661234.jpg\u2069.",
  "Its folder names one person and its name another. Name the photo by the code alone.":
    "يسمّي مجلدها شخصًا ويسمّي اسمها غيره. سمِّ الصورة بالرمز وحده.",
  "The zip is damaged. Make it anew.": "ملف zip تالف. أنشئه من جديد.",
  "This is a workbook or a document and not a zip of photos.": "هذا مصنّف جداول أو مستند، وليس ملف zip من الصور.",
  "The zip is larger than 1 GB. Make several.": "ملف zip أكبر من 1 غ.ب. قسّمه إلى عدة ملفات.",
  "The zip holds more than 20000 files. Make several.": "في ملف zip أكثر من 20000 ملف. قسّمه إلى عدة ملفات.",
  "The zip would unpack to more than 8 GB, which no photos need. It was not opened.":
    "يُفك ملف zip إلى أكثر من 8 غ.ب، ولا صور تحتاج إلى ذلك. لم يُفتح.",
  "The zip holds a file that grows more than 200-fold, as no photo does. It was not opened.":
    "في ملف zip ملف يكبر أكثر من 200 ضعف، ولا صورة تفعل ذلك. لم يُفتح.",
  "The file is larger than 64 MB; save it smaller.": "الملف أكبر من 64 م.ب؛ احفظه أصغر.",
  "Its name leads out of the zip, so it was left alone.": "يقود اسمه إلى خارج ملف zip، فتُرك.",
  "The file is locked with a password. Make the zip without one.": "الملف مقفل بكلمة مرور. أنشئ ملف zip بلا كلمة مرور.",
  "The file cannot be unpacked. Make the zip anew.": "لا يمكن فك الملف. أنشئ ملف zip من جديد.",
  "This photo cannot be made a JPEG: {why:open}.": "لا يمكن جعل هذه الصورة JPEG: {why}.",
  "The recogniser failed at this photo: {why:open}.": "تعطّل المتعرّف عند هذه الصورة: {why}.",
  "This picture cannot be read.": "لا تمكن قراءة هذه الصورة.",
  "{file} is larger than 64 MB; save it smaller.": "{file} أكبر من 64 م.ب؛ احفظها أصغر.",
  "{file} has {count:number} megapixels, and at most 50 are taken; save it smaller.":
    "في {file} من الميغابكسل {count}، وأقصى ما يؤخذ 50؛ احفظها أصغر.",
  "{file} is a HEIC photo, which cannot be opened here; save it as JPEG.":
    "{file} صورة HEIC، ولا تُفتح هنا؛ احفظها بصيغة JPEG.",
  "{file} is not a photo that can be opened here; save it as JPEG or PNG.":
    "{file} ليست صورة يمكن فتحها هنا؛ احفظها بصيغة JPEG أو PNG.",
  "{file} is damaged: {cause:open}.": "{file} تالفة: {cause}.",
};

/** People, and what goes with them. */
const of: Catalogue = {
  "Not active, so not recognised.": "غير فعّال، فلا يُتعرَّف عليه.",
  "Not active, so not recognised. The photos go at the end of the day.":
    "غير فعّال، فلا يُتعرَّف عليه. وتزول الصور في آخر اليوم.",
  "There is no consent yet.": "لا موافقة بعد.",
  "There is no photo yet.": "لا صورة بعد.",
  "The model in use has not learnt these photos yet.": "لم يتعلّم النموذج المستخدم هذه الصور بعد.",
  "No photo is good; add a better one.": "لا صورة جيدة؛ أضف صورة أفضل.",
  "One photo; two more, in other light, make matches surer.":
    "صورة واحدة؛ وصورتان أخريان في إضاءة أخرى تجعلان المطابقة أوثق.",
  "Two photos; one more, in other light, makes matches surer.": "صورتان؛ وثالثة في إضاءة أخرى تجعل المطابقة أوثق.",

  "Their name, code and group, and their consent.": "اسمه ورمزه ومجموعته، وموافقته.",
  "The consent.": "الموافقة.",
  "Attendance stays as it is.": "يبقى الحضور كما هو.",
  "1 photo.": "صورة واحدة.",
  "{count:number} photos.": ({ count }) => `${photos(Number(count))}.`,
  "1 template.": "قالب واحد.",
  "{count:number} templates.": ({ count }) => `${templates(Number(count))}.`,
  "1 picture of sightings.": "صورة مشاهدة واحدة.",
  "{count:number} pictures of sightings.": all(
    forms("لا صور مشاهدات.", "صورة مشاهدة واحدة.", "صورتا مشاهدتين.", "# صور مشاهدات.", "# صورة مشاهدة."),
  ),
  "1 sighting.": "مشاهدة واحدة.",
  "{count:number} sightings.": all(forms("لا مشاهدات.", "مشاهدة واحدة.", "مشاهدتان.", "# مشاهدات.", "# مشاهدة.")),
  "1 attendance record.": "سجل حضور واحد.",
  "{count:number} attendance records.": all(
    forms("لا سجلات حضور.", "سجل حضور واحد.", "سجلا حضور.", "# سجلات حضور.", "# سجل حضور."),
  ),
  "1 correction by hand.": "تصحيح يدوي واحد.",
  "{count:number} corrections by hand.": all(
    forms(
      "لا تصحيحات يدوية.",
      "تصحيح يدوي واحد.",
      "تصحيحان يدويان.",
      "# تصحيحات يدوية.",
      "# تصحيحًا يدويًا.",
      "# تصحيح يدوي.",
    ),
  ),
  "Signed days had records of them, and say so from now on: {days}.":
    "كانت في أيام معتمدة سجلات له، وتقول ذلك من الآن: {days}.",
  "Not reached: backups and copies of the data folder, files that were exported, and pictures kept of cameras, which go by their own clock.":
    "لم يُمسّ: النسخ الاحتياطية ونسخ مجلد البيانات، والملفات المصدَّرة، وصور الكاميرات المحفوظة، فهذه تزول في أوانها.",
  "The store's file could not be rewritten, so that traces may lie in its free space. Free some disk space, and run bellwatchctl people wipe.":
    "تعذّرت إعادة كتابة ملف المخزن، فقد تبقى آثار في مساحته الخالية. حرّر بعض مساحة القرص ثم نفّذ \u2066bellwatchctl people wipe\u2069.",

  "Matched once only, at {time:time}; {needed:number} are needed": "طابق مرة واحدة فقط، عند {time}؛ واللازم {needed}",
  "Matched {votes:number} times only, at {time:time}; {needed:number} are needed":
    "عدد المطابقات {votes} فقط، عند {time}؛ واللازم {needed}",
  "A face like theirs was seen at {time:time} and waits for a review": "شوهد وجه يشبه وجهه عند {time} وينتظر المراجعة",
  "No camera was to watch": "لم تكن أي كاميرا لتراقب",
  "and one more gap": "وفجوة واحدة أخرى",
  "and {more:number} more gaps": ({ more }) =>
    counted(
      Number(more),
      forms("ولا فجوات أخرى", "وفجوة واحدة أخرى", "وفجوتان أخريان", "و# فجوات أخرى", "و# فجوة أخرى"),
    ),
  "Cannot be recognised: there is no consent": "لا يمكن التعرّف عليه: لا موافقة",
  "Cannot be recognised: there is no photo of them": "لا يمكن التعرّف عليه: لا صورة له",
  "{date:time} was signed off already.": "اعتُمد حضور {date} من قبل.",
};

export const lists: Catalogue = { ...files, ...rows, ...cameras, ...flaws, ...refused, ...of };
