// Why something that was asked for is refused, in Arabic: names and addresses, arguments of ffmpeg, requests, and what
// cannot be kept.

import type { Catalogue } from "../catalogue";
import { others } from "./count";

/** What is typed: names, addresses, arguments. */
const typed: Catalogue = {
  "Type {what:said}.": "لا يجوز أن يُترك فارغًا: {what}.",
  "This is {length:number} characters long; {what:said} has {most:number} at most.":
    "عدد الأحرف هنا {length}؛ وأقصى ما يُقبل في {what} هو {most}.",
  "A line break or another invisible character cannot stand in {what:said}.":
    "لا يجوز فاصل أسطر أو حرف غير مرئي آخر في {what}.",
  "a name": "اسم",
  "a location": "مكان",
  "a tag": "وسم",
  "a user name": "اسم مستخدم",
  "a password": "كلمة مرور",
  "a reason": "سبب",
  "a code": "رمز",
  "a person's name": "اسم شخص",
  "a group": "مجموعة",
  "the name of who consents": "اسم من يوافق",
  "a document's reference": "مرجع مستند",

  "Type the camera's address, for example rtsp://192.168.1.64/stream1.":
    "اكتب عنوان الكاميرا، مثل \u2066rtsp://192.168.1.64/stream1\u2069.",
  "This address is {length:number} characters long; the longest that can be kept is 2000.":
    "عدد أحرف هذا العنوان {length}؛ وأطول ما يُحفظ 2000.",
  "This address contains a line break or another invisible character. Type it on one line.":
    "في هذا العنوان فاصل أسطر أو حرف غير مرئي آخر. اكتبه في سطر واحد.",
  "An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does not.":
    "يبدأ العنوان بأحد هذه: \u2066rtsp://, rtsps://, http://, https://, file:, demo:\u2069 – وهذا لا يبدأ بشيء منها.",
  'Addresses that begin with "{value}:" cannot be watched. Use rtsp, rtsps, http, https, file or demo.':
    "لا يمكن أن تُراقب عناوين تبدأ بـ {value}. استخدم rtsp أو rtsps أو http أو https أو file أو demo.",
  'The host is missing: write the camera\'s name or number after "://".':
    "المضيف ناقص: اكتب اسم الكاميرا أو رقمها بعد «\u2066://\u2069».",
  '"{value}" is not a host name or an IP address.': "«{value}» ليس اسم مضيف ولا عنوان IP.",
  '"{value}" is not a port; ports are numbers from 1 to 65535.': "«{value}» ليس منفذًا؛ المنافذ أرقام من 1 إلى 65535.",
  "Name the video file with its whole path, for example file:/home/school/gate.mp4.":
    "اكتب ملف الفيديو بمساره كاملًا، مثل \u2066file:/home/school/gate.mp4\u2069.",
  "This address contains two different passwords. Remove one, or write {word} in its place.":
    "في هذا العنوان كلمتا مرور مختلفتان. أزل إحداهما أو اكتب {word} مكانها.",

  'There is no setting named "{key}".': "لا إعداد باسم «{key}».",
  'There is no setting named "{key}" (did you mean {near}?).': "لا إعداد باسم «{key}» (أتقصد {near}؟).",
  "A pause must end in the future.": "يجب أن ينتهي الإيقاف المؤقت في المستقبل.",
  "A pause can last 90 days at most. Switch the camera off instead.":
    "يدوم الإيقاف المؤقت 90 يومًا على الأكثر. أطفئ الكاميرا بدلًا من ذلك.",
  "A consent cannot be given on a day that is still to come.": "لا تُعطى موافقة في يوم لم يأت بعد.",
  "No period is on now. Choose another length.": "لا حصة جارية الآن. اختر مدة أخرى.",

  "The profile's additional arguments cannot be used. {why:said}":
    "لا يمكن استخدام الوسائط الإضافية في ملف الإعداد. {why}",
  "A quotation mark is opened and never closed.": "علامة اقتباس فُتحت ولم تُغلق.",
  "At most 40 words with 500 characters in all can be added.": "يمكن إضافة 40 كلمة على الأكثر فيها 500 حرف إجمالًا.",
  "The arguments contain a line break or another invisible character.": "في الوسائط فاصل أسطر أو حرف غير مرئي آخر.",
  '"{option}" is not an option; additional arguments are ffmpeg input options such as -fflags nobuffer.':
    "«{option}» ليس خيارًا؛ الوسائط الإضافية خيارات إدخال لـ ffmpeg مثل \u2066-fflags nobuffer\u2069.",
  "{option} cannot be added: {why:said}": "لا يمكن إضافة {option}: {why}",
  "it writes files.": "فهو يكتب ملفات.",
  "it opens another input, and a camera has one address.": "فهو يفتح إدخالًا آخر، وللكاميرا عنوان واحد.",
  "it runs filters, and what the pictures pass is Bellwatch's own.": "فهو يشغّل مرشّحات، وما تمر به الصور شأن Bellwatch.",
  "it loosens a protection of ffmpeg's.": "فهو يُضعف حماية في ffmpeg.",
  "it belongs to the output, which is Bellwatch's own.": "فهو من خيارات الإخراج، والإخراج شأن Bellwatch.",
  "it reads a file.": "فهو يقرأ ملفًا.",
  "it may carry a password, and these arguments are kept in clear.": "فقد يحمل كلمة مرور، وهذه الوسائط تُحفظ بلا ختم.",
  "Bellwatch sets it itself, to know what ffmpeg is doing.": "فإن Bellwatch يضبطه بنفسه ليعرف ما يفعله ffmpeg.",
  "{option} is not among the input options that can be added.": "ليس {option} من خيارات الإدخال التي يمكن إضافتها.",
  "{option} is not among the input options that can be added (did you mean -{near}?).":
    "ليس {option} من خيارات الإدخال التي يمكن إضافتها (أتقصد \u2066-{near}\u2069؟).",
  "{option} needs a value after it.": "يحتاج {option} إلى قيمة بعده.",
  '{option} takes {takes:said}, not "{value}".': "يقبل {option} ما يلي: {takes}، لا «{value}».",
  nothing: "لا شيء",
  "a number": "رقم",
  "names joined by + or -": "أسماء يربطها + أو -",
  "one word of letters and digits": "كلمة واحدة من حروف وأرقام",
  "an IP address of this machine": "عنوان IP لهذا الجهاز",
  "a text of at most 200 characters that does not begin with a dash": "نص من 200 حرف على الأكثر لا يبدأ بشرطة",
};

/** What the engine finds wrong with what is asked for. */
const asked: Catalogue = {
  "This {what:said} is no longer there. Somebody may have removed it.": "لم يعد هذا موجودًا: {what}. ربما أزاله أحد.",
  camera: "كاميرا",
  profile: "ملف إعداد",
  schedule: "جدول",
  period: "حصة",
  exception: "استثناء",
  request: "طلب",
  person: "شخص",
  photo: "صورة",
  sighting: "مشاهدة",
  day: "يوم",
  "unknown face": "وجه غير معروف",
  consent: "موافقة",
  clip: "مقطع",
  backup: "نسخة احتياطية",
  "Bellwatch is being closed.": "يجري إغلاق Bellwatch.",
  "The enforcer has just looked. Ask again in {wait:number} s.": "نظر المنفّذ للتو. اطلب من جديد بعد {wait} ث.",

  "A camera can carry {most:number} tags at most.": "أقصى عدد من الوسوم للكاميرا {most}.",
  "The priority is a number from 0 to 9.": "الأولوية رقم من 0 إلى 9.",
  "This profile is no longer there. Choose another.": "لم يعد ملف الإعداد هذا موجودًا. اختر غيره.",
  "The camera whose password this is has been removed. Type the password.":
    "أُزيلت الكاميرا التي لها كلمة المرور هذه. اكتب كلمة المرور.",
  "There is no such camera.": "لا توجد كاميرا كهذه.",
  "Choose a day and a time.": "اختر يومًا ووقتًا.",
  "{most:number} cameras at once are the most.": "أقصى عدد من الكاميرات دفعة واحدة {most}.",

  "A schedule has {most:number} periods at most.": "أقصى عدد من الحصص في الجدول {most}.",
  "The period {period} was changed elsewhere. Look at the schedule again.":
    "غُيّرت الحصة {period} في مكان آخر. انظر في الجدول من جديد.",
  "{day:number} is not a weekday: 1 is Monday, 7 is Sunday.": "{day} ليس يومًا من الأسبوع: 1 هو الاثنين، و7 هو الأحد.",
  "{period} needs at least one weekday.": "تحتاج {period} إلى يوم واحد على الأقل من الأسبوع.",
  "{period}: {what:said} takes 0 to {most:number} minutes, not {minutes:number}.":
    "{period}: {what}: من 0 إلى {most} دقيقة، لا {minutes}.",
  "the early grace": "دقائق قبلها",
  "the late grace": "دقائق بعدها",
  "late after": "متأخر بعد",
  "{name} ends at {end:time}, before it starts at {start:time}. Over midnight it may last {most:number} h at most; were they swapped?":
    "تنتهي {name} في {end}، قبل أن تبدأ في {start}. ما يعبر منتصف الليل يدوم {most} ساعة على الأكثر؛ فهل تبادل الوقتان مكانيهما؟",
  '"{value}" is not a time of day; they look like 07:45.':
    "«{value}» ليس وقتًا من اليوم؛ تُكتب الأوقات مثل \u206607:45\u2069.",
  '"{value}" is not a date; they look like 2026-11-21.':
    "«{value}» ليس تاريخًا؛ تُكتب التواريخ مثل \u20662026-11-21\u2069.",
  "{name} would end on {last:time}, before it begins on {first:time}.":
    "تنتهي {name} في {last}، قبل أن تبدأ في {first}.",
  "An exception lasts ten years at most.": "يدوم الاستثناء عشر سنوات على الأكثر.",
  "Ask for 1 to {most:number} days at once.": "اطلب من يوم واحد إلى {most} يومًا دفعة واحدة.",

  "The last day lies before the first.": "اليوم الأخير قبل اليوم الأول.",
  "Ask for {most:number} days at once at most.": "أقصى عدد من الأيام دفعة واحدة {most}.",
  "These are more than {most:number} records. Ask for fewer days, or for one group.":
    "هذه أكثر من {most} سجل. اطلب أيامًا أقل، أو مجموعة واحدة.",
  "Say how it was: present, late, absent, unknown or excused.":
    "قل كيف كان الحال: حاضر أو متأخر أو غائب أو غير معلوم أو معذور.",
  "This is the person that it was taken for. Choose another.": "هذا هو الشخص الذي ظُن أنه هو. اختر غيره.",
  "This is no time that a calendar has.": "ليس هذا وقتًا يعرفه تقويم.",
  "That is no instant.": "ليس هذا وقتًا.",
  "Say whose face this is first; then its picture can be added.": "قل أولًا وجه من هذا؛ ثم يمكن أن تُضاف صورته.",
  "{value} is no date. Write it as 2026-09-01.": "«{value}» ليس تاريخًا. اكتبه مثل \u20662026-09-01\u2069.",
  "These are one and the same person.": "هذان شخص واحد.",

  "No model pack is chosen, so no face is found. Choose one in Settings › Recognition.":
    "لم تُختر حزمة نماذج، فلا يُعثر على وجه. اختر واحدة في الإعدادات › التعرّف.",
  "This pack recognises now. Choose another or none in Settings, then remove it.":
    "هذه الحزمة تتعرّف الآن. اختر غيرها أو لا شيء في الإعدادات، ثم أزلها.",
  "Another model pack is being installed. Wait until it is done.": "يجري تثبيت حزمة نماذج أخرى. انتظر حتى يتم.",
  "This machine is being measured. Ask again in a few seconds.": "يجري قياس هذا الجهاز. اطلب من جديد بعد ثوانٍ.",
  "The file did not come through. Choose it again.": "لم يصل الملف. اختره من جديد.",
  "The file came without its name. Choose it again.": "وصل الملف بلا اسمه. اختره من جديد.",
};

/** Why something is not kept. */
const store: Catalogue = {
  "There is already one named {name}. Choose another name.": "يوجد ما اسمه {name}. اختر اسمًا آخر.",
  "The code {code} is somebody else's already. Choose another code.": "الرمز {code} لشخص آخر. اختر رمزًا آخر.",
  "There is no consent, so no photo can be kept. Record the consent first.":
    "لا توجد موافقة، فلا يمكن حفظ صورة. دوّن الموافقة أولًا.",
  "{date:time} was signed off, so its attendance is locked.": "اعتُمد حضور {date}، فهو مقفل.",
  "No period of {date:time} expects anybody, so there is nothing to sign.":
    "لا حصة في {date} تتوقع أحدًا، فلا شيء يُعتمد.",
  "{date:time} is not over yet. Sign it when its last period has closed.":
    "لم ينته {date} بعد. اعتمده حين تنتهي حصته الأخيرة.",
  "Unknown faces are being kept already. Stop that first to choose another length.":
    "الوجوه غير المعروفة تُحفظ الآن. أوقف ذلك أولًا لتختار مدة أخرى.",
  "There is no import of cameras to undo. The newest one can be undone for a day.":
    "لا استيراد كاميرات يمكن إلغاؤه. يمكن إلغاء أحدثها مدة يوم.",
  "{camera} was changed since the import, so it cannot be undone. Nothing was changed.":
    "غُيّرت {camera} منذ الاستيراد، فلا يمكن إلغاؤه. لم يتغير شيء.",
  "{camera} and 1 other camera were changed since the import, so it cannot be undone. Nothing was changed.":
    "غُيّرت {camera} وكاميرا أخرى منذ الاستيراد، فلا يمكن إلغاؤه. لم يتغير شيء.",
  "{camera} and {one:number} other cameras were changed since the import, so it cannot be undone. Nothing was changed.":
    ({ camera, one }) => `غُيّرت ${camera} و${others(Number(one))} منذ الاستيراد، فلا يمكن إلغاؤه. لم يتغير شيء.`,
  "Cameras use this profile: {users:names}. Give them another one first.":
    "تستخدم كاميرات ملف الإعداد هذا: {users}. أعطها غيره أولًا.",
  "Periods use this profile: {users:names}. Give them another one first.":
    "تستخدم حصص ملف الإعداد هذا: {users}. أعطها غيره أولًا.",
  "Cameras and periods use this profile: {users:names}. Give them another one first.":
    "تستخدم كاميرات وحصص ملف الإعداد هذا: {users}. أعطها غيره أولًا.",
  "This is the only profile, and every camera needs one.": "هذا ملف الإعداد الوحيد، وكل كاميرا تحتاج إلى واحد.",
  "There can be {one:number} exceptions at most. Remove some first.": "أقصى عدد من الاستثناءات {one}. أزل بعضها أولًا.",
  "There can be {one:number} bell schedules at most. Remove some first.": "أقصى عدد من الجداول {one}. أزل بعضها أولًا.",
  "There can be {one:number} periods in a schedule at most. Remove some first.":
    "أقصى عدد من الحصص في الجدول {one}. أزل بعضها أولًا.",
  "There can be {one:number} people at most. Remove some first.": "أقصى عدد من الأشخاص {one}. أزل بعضهم أولًا.",
  "There can be {one:number} photos of a person at most. Remove some first.":
    "أقصى عدد من الصور للشخص {one}. أزل بعضها أولًا.",
  "A value lies outside what can be kept.": "قيمة خارج ما يمكن حفظه.",

  "This password cannot be kept. {why:said}": "لا يمكن حفظ كلمة المرور هذه. {why}",
  "This picture cannot be kept. {why:said}": "لا يمكن حفظ هذه الصورة. {why}",
  "This data folder was used by a newer Bellwatch (store version {one:number}; this one knows {two:number}). Install that version again, or choose another data folder.":
    "استخدم إصدار أحدث من Bellwatch مجلد البيانات هذا (إصدار المخزن {one}؛ وهذا يعرف {two}). ثبّت ذلك الإصدار من جديد، أو اختر مجلد بيانات آخر.",
  "The store cannot be written. Check who owns it, and whether the disk is mounted read-only.":
    "لا تمكن الكتابة في المخزن. تحقق من مالكه، ومن أن القرص ليس للقراءة فقط.",
  "{what} cannot be written. Check who owns it, and whether the disk is mounted read-only.":
    "لا تمكن الكتابة في {what}. تحقق من مالكه، ومن أن القرص ليس للقراءة فقط.",
  "The disk is full, so nothing was changed. Free some space and try again.":
    "القرص ممتلئ، فلم يتغير شيء. حرّر بعض المساحة وأعد المحاولة.",
  "The disk cannot be read or written. Check the disk; the newest backup may be needed.":
    "لا تمكن القراءة من القرص أو الكتابة فيه. افحص القرص؛ فقد تلزم أحدث نسخة احتياطية.",
  "The store is damaged or is not a Bellwatch store. Put it aside and restore it from a backup.":
    "المخزن تالف أو ليس مخزنًا لـ Bellwatch. نحّه جانبًا واستعده من نسخة احتياطية.",
  "{what} is damaged or is not a Bellwatch store. Put it aside and restore it from a backup.":
    "تالف أو ليس مخزنًا لـ Bellwatch: {what}. نحّه جانبًا واستعده من نسخة احتياطية.",
  "The store is busy: another program has been writing to it for seconds. Try again.":
    "المخزن مشغول: يكتب فيه برنامج آخر منذ ثوانٍ. أعد المحاولة.",
  "The store holds something that cannot be read: {what}.": "في المخزن ما لا تمكن قراءته: {what}.",
  "The store failed.": "تعطّل المخزن.",

  "Line {one:number} cannot be read: {why}.": "لا تمكن قراءة السطر {one}: {why}.",
  "This file is larger than 16 MB, which no configuration is.": "هذا الملف أكبر من 16 م.ب، ولا إعداد بهذا الحجم.",
  'This is no Bellwatch configuration: it does not begin with its format, as in "format = 1".':
    "ليس هذا إعدادًا لـ Bellwatch: فهو لا يبدأ بصيغته، كما في «\u2066format = 1\u2069».",
  "This file was written by a newer Bellwatch (format {one:number}; this one reads 1).":
    "كتب هذا الملف إصدار أحدث من Bellwatch (الصيغة {one}؛ وهذا يقرأ 1).",
  "This file holds no sealed passwords, so it needs no passphrase.":
    "ليس في هذا الملف كلمات مرور مختومة، فلا يحتاج إلى عبارة مرور.",
  "Type a passphrase; an empty one seals nothing.": "اكتب عبارة مرور؛ فالفارغة لا تختم شيئًا.",
  "This passphrase does not open the passwords in this file.": "لا تفتح عبارة المرور هذه كلمات المرور في هذا الملف.",
  "{what} cannot be exported as it is. {why:said}": "لا يمكن تصدير {what} كما هو. {why}",

  "{file} is not a backup of Bellwatch.": "ليس {file} نسخة احتياطية من Bellwatch.",
  "{file} is cut off: its end is missing. Copy it again, or take another backup.":
    "الملف {file} مقطوع: نهايته ناقصة. انسخه من جديد، أو خذ نسخة احتياطية أخرى.",
  "{file} is damaged: its {part:said} is not what was written. Copy it again, or take another backup.":
    "الملف {file} تالف ({part}): ليس ما كُتب. انسخه من جديد، أو خذ نسخة احتياطية أخرى.",
  "list of parts": "قائمة الأجزاء",
  store: "المخزن",
  key: "المفتاح",
  "{file} was made by a newer Bellwatch (store version {one:number}; this one knows {two:number}). Install that version first.":
    "أنشأ {file} إصدار أحدث من Bellwatch (إصدار المخزن {one}؛ وهذا يعرف {two}). ثبّت ذلك الإصدار أولًا.",
  "{file} would unpack to more than a backup of its size can hold, so it is not opened.":
    "يُفك {file} إلى أكثر مما تتسع له نسخة احتياطية بحجمه، فلا يُفتح.",
  "This passphrase does not open the key in {file}.": "لا تفتح عبارة المرور هذه المفتاح في {file}.",
  "{file} is there already. Choose another name.": "الملف {file} موجود. اختر اسمًا آخر.",
  "{file} cannot be read: {cause:open}.": "لا تمكن قراءة {file}: {cause}.",
  "{file} cannot be written: {cause:open}.": "لا تمكن كتابة {file}: {cause}.",
  "The backup that was made does not hold: {why}.": "النسخة الاحتياطية التي أُنشئت لا تصح: {why}.",
  "Another program has the store open, so it cannot be replaced. Close it and try again.":
    "المخزن مفتوح في برنامج آخر، فلا يمكن استبداله. أغلقه وأعد المحاولة.",
  "This version brings the store up to date, and the backup that goes before could not be made. {why:said}":
    "يحدّث هذا الإصدار المخزن، وتعذّر إنشاء النسخة الاحتياطية التي تسبق ذلك. {why}",
};

export const refusals: Catalogue = { ...typed, ...asked, ...store };
