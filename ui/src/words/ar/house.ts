// What the engine says of its own house, in Arabic: keys, the configuration as a file, backups, recognition's models, what
// is found in the network, and the system's own errors.

import type { Catalogue } from "../catalogue";
import { bare, leftToRight } from "../isolate";
import { cameras, ofCameras, ofLooks, ofPeople, others, people, perSecond } from "./count";

/** The key to the passwords. */
const keys: Catalogue = {
  "Passwords are sealed with a key in this computer's keyring; they open only while its user is logged in.":
    "كلمات المرور مختومة بمفتاح في حلقة مفاتيح هذا الحاسوب؛ ولا تُفتح إلا ومستخدمه مسجّل الدخول.",
  "Passwords are sealed with the key in {file}; whoever can read that file and the store can open them.":
    "كلمات المرور مختومة بالمفتاح الموجود في {file}؛ ومن يستطيع قراءة هذا الملف والمخزن يستطيع فتحها.",
  "The keyring does not answer. Unlock it.": "حلقة المفاتيح لا تجيب. افتحها.",
  "The keyring's entry for Bellwatch does not hold a key.": "مدخلة Bellwatch في حلقة المفاتيح ليس فيها مفتاح.",
  "The keyring no longer holds Bellwatch's key.": "لم يعد في حلقة المفاتيح مفتاح Bellwatch.",
  "Its key lies in the desktop's keyring, which cannot be reached from here. Start Bellwatch on the desktop of the user who set it up.":
    "مفتاحه في حلقة مفاتيح سطح المكتب، ولا يمكن الوصول إليها من هنا. شغّل Bellwatch على سطح مكتب المستخدم الذي أعدّه.",
  "The keyring does not open. Unlock it and start Bellwatch again.":
    "حلقة المفاتيح لا تُفتح. افتحها وشغّل Bellwatch من جديد.",
  "The key file {file} does not hold a key.": "ليس في ملف المفتاح {file} مفتاح.",
  "The key file {file} is missing.": "ملف المفتاح {file} مفقود.",
  "The key file {file} cannot be read ({why:open}).": "لا تمكن قراءة ملف المفتاح {file} ({why}).",
  "This computer gives no random numbers.": "لا يعطي هذا الحاسوب أرقامًا عشوائية.",
  "This computer cannot work with this passphrase.": "لا يستطيع هذا الحاسوب العمل بعبارة المرور هذه.",
  "The other camera's does not open with the key that there is.": "لا تُفتح كلمة مرور الكاميرا الأخرى بالمفتاح الموجود.",
  "Its address cannot be read.": "لا تمكن قراءة عنوانها.",
  "Its sub-stream address cannot be read.": "لا تمكن قراءة عنوان بثها الفرعي.",
  "Its password cannot be opened.": "لا يمكن فتح كلمة مرورها.",
  "Its password was sealed with another key. Type it again.": "خُتمت كلمة مرورها بمفتاح آخر. اكتبها من جديد.",
  "Its stream profile no longer exists.": "لم يعد ملف إعدادها موجودًا.",
  "There can be {one:number} groups in a period at most. Remove some first.":
    "أقصى عدد من المجموعات في الحصة {one}. أزل بعضها أولًا.",
};

/** Lines of a configuration file. */
const lines: Catalogue = {
  'A configuration has no "{name}".': "لا يعرف ملف الإعدادات «{name}».",
  "Write each {name} under a line [[{name}]].": "اكتب كلًا منها ({name}) تحت سطر مثل \u2066[[camera]]\u2069.",
  "Write the settings of the site under a line [site].": "اكتب إعدادات الموقع تحت السطر \u2066[site]\u2069.",
  "Write each period under a line [[schedule.period]].": "اكتب كل حصة تحت السطر \u2066[[schedule.period]]\u2069.",
  "This has no name.": "هذا بلا اسم.",
  "The profile {name} stands here twice.": "ملف الإعداد {name} مكتوب هنا مرتين.",
  "The camera {name} stands here twice.": "الكاميرا {name} مكتوبة هنا مرتين.",
  "The schedule {name} stands here twice.": "الجدول {name} مكتوب هنا مرتين.",
  'There is no profile named "{name}".': "لا ملف إعداد باسم «{name}».",
  'There is no camera named "{name}".': "لا كاميرا باسم «{name}».",
  'There is no schedule named "{name}".': "لا جدول باسم «{name}».",
  '"{key}" takes a text in quotation marks.': "يقبل «{key}» نصًا بين علامتي اقتباس.",
  '"{key}" takes a list of texts, as in ["one", "two"].': 'يقبل «{key}» قائمة نصوص، مثل \u2066["one", "two"]\u2069.',
  '"{key}" takes true or false.': "يقبل «{key}» إحدى القيمتين true أو false.",
  '"{key}" takes a time such as "07:45".': "يقبل «{key}» وقتًا مثل «\u206607:45\u2069».",
  '"{key}" takes a date such as "2026-11-21".': "يقبل «{key}» تاريخًا مثل «\u20662026-11-21\u2069».",
  '"{key}" takes 0 to 240 whole minutes.': "يقبل «{key}» دقائق كاملة من 0 إلى 240.",
  '"{key}" takes "all", or {like}.': "يقبل «{key}» الكلمة «all»، أو {like}.",
  '"priority" takes a number from 0 to 9.': "يقبل «priority» رقمًا من 0 إلى 9.",
  '"weekdays" takes days such as "Sun Mon Tue", or "none".':
    "يقبل «weekdays» أيامًا مثل «\u2066Sun Mon Tue\u2069»، أو «none».",
  '"kind" takes off, on, window or shift.': "يقبل «kind» إحدى القيم off أو on أو window أو shift.",
  'A camera has no "{key}".': "ليس للكاميرا «{key}».",
  'A camera has no "password". Passwords do not stand in this file in clear; set them in Bellwatch.':
    "ليس للكاميرا «password». لا تُكتب كلمات المرور في هذا الملف بلا ختم؛ عيّنها في Bellwatch.",
  'A schedule has no "{key}".': "ليس للجدول «{key}».",
  'A period has no "{key}".': "ليس للحصة «{key}».",
  'An exception has no "{key}".': "ليس للاستثناء «{key}».",
  'The period {name} has no "{key}".': "ينقص الحصة {name} «{key}».",
  'The exception {name} has no "{key}".': "ينقص الاستثناء {name} «{key}».",
  "The camera {name} has no address.": "ليس للكاميرا {name} عنوان.",
  "An address in this file holds no user name and no password.":
    "لا يُكتب في عنوان في هذا الملف اسم مستخدم ولا كلمة مرور.",
  'The exception {name} has no "first" day.': "ينقص الاستثناء {name} اليوم الأول «first».",
  "The exception {name} ends before it begins.": "ينتهي الاستثناء {name} قبل أن يبدأ.",
  'The exception {name} needs "to" with a weekday, as in to = "Sun".':
    'يحتاج الاستثناء {name} إلى «to» مع يوم من الأسبوع، مثل \u2066to = "Sun"\u2069.',
  "Its profile cannot be read.": "لا تمكن قراءة ملف إعدادها.",
  "The profile of {period} cannot be read.": "لا تمكن قراءة ملف إعداد {period}.",
  "Its schedule cannot be read.": "لا تمكن قراءة جدوله.",
};

const held =
  "الكاميرات {cameras}، الجداول {schedules}، الأشخاص {people}، الصور {photos}، المشاهدات {sightings}، سجلات الحضور {records}، النبضات {heartbeats}، الأحداث {events}";

/** Backups: what they hold, and what restoring one would do. */
const backups: Catalogue = {
  "It holds the key too, so whoever can read this file can open every camera's password: keep it as safe as the passwords.":
    "فيه المفتاح أيضًا، فمن يستطيع قراءة هذا الملف يستطيع فتح كلمة مرور كل كاميرا: احفظه كما تحفظ كلمات المرور.",
  "Its key is sealed: the passwords open with the passphrase alone.":
    "مفتاحه مختوم: لا تُفتح كلمات المرور إلا بعبارة المرور.",
  "The key lies in this computer's keyring and not in the backup: on another computer no password opens. Give a passphrase to take the key along, sealed.":
    "المفتاح في حلقة مفاتيح هذا الحاسوب وليس في النسخة: فلا تُفتح كلمة مرور على حاسوب آخر. أعطِ عبارة مرور ليكون المفتاح معها مختومًا.",
  "The key could not be had and is not in the backup: the passwords must be typed again after restoring.":
    "تعذّر الحصول على المفتاح فليس في النسخة: يجب أن تُكتب كلمات المرور من جديد بعد الاستعادة.",
  "{site}, made on {made:time} ({kind:said}) by Bellwatch {app} with store version {version:number}.": ({
    site,
    made,
    kind,
    app,
    version,
  }) =>
    `${site}، أُنشئت في ${made} (${kind}) بواسطة ${leftToRight(`Bellwatch ${bare(app!)}`)} بإصدار المخزن ${version}.`,
  "It holds {what:said}": "فيها {what}",
  "Now there are {what:said}": "والموجود الآن {what}",
  "{cameras:number} cameras, {schedules:number} schedules, {people:number} people, {photos:number} photos, {sightings:number} sightings, {records:number} attendance records, {heartbeats:number} heartbeats, {events:number} events; no history.": `${held}؛ بلا سجل.`,
  "{cameras:number} cameras, {schedules:number} schedules, {people:number} people, {photos:number} photos, {sightings:number} sightings, {records:number} attendance records, {heartbeats:number} heartbeats, {events:number} events; history from {first:time} to {last:time}.": `${held}؛ والسجل من {first} إلى {last}.`,
  "The store that is here now cannot be compared: {why:said}": "لا تمكن مقارنة المخزن الموجود الآن: {why}",
  "There is no store here now.": "لا مخزن هنا الآن.",
  "{what:said}: {parts:clauses}.": "{what}: {parts}.",
  Cameras: "الكاميرات",
  Profiles: "ملفات الإعداد",
  Schedules: "الجداول",
  "{names:names} comes back.": "يعود {names}.",
  "{names:names} come back.": "يعود {names}.",
  "{names:names} changes.": "يتغيّر {names}.",
  "{names:names} change.": "يتغيّر {names}.",
  "{names:names} goes.": "يزول {names}.",
  "{names:names} go.": "يزول {names}.",
  "{count:number} more": ({ count }) => others(Number(count)),
  "People: {back:number} come back, {changed:number} change, {gone:number} go.":
    "الأشخاص: يعود {back}، ويتغيّر {changed}، ويزول {gone}.",
  "Whatever happened after {made:time} goes from here; it is kept in a backup that is made first.":
    "ما حدث بعد {made} يزول من هنا؛ ويُحفظ في نسخة احتياطية تُنشأ أولًا.",
  "No camera in it has a password.": "لا كاميرا فيها لها كلمة مرور.",
  "All of its {all:number} passwords open.": "تُفتح كل كلمات المرور فيها ({all}).",
  "{open:number} of its {all:number} passwords open with the key at hand; the others must be typed again.":
    "يُفتح بالمفتاح الموجود من كلمات المرور {open} من {all}؛ ويجب أن تُكتب البقية من جديد.",
  "1 person erased since would come back; restoring erases them again.":
    "سيعود شخص مُحي منذ ذلك الحين؛ والاستعادة تمحوه من جديد.",
  "{count:number} people erased since would come back; restoring erases them again.": ({ count }) =>
    `سيعود ممن مُحوا منذ ذلك الحين ${people(Number(count))}؛ والاستعادة تمحوهم من جديد.`,
  "The photos of 1 person whose consent was withdrawn since would come back; restoring erases them again.":
    "ستعود صور شخص سُحبت موافقته منذ ذلك الحين؛ والاستعادة تمحوها من جديد.",
  "The photos of {count:number} people whose consent was withdrawn since would come back; restoring erases them again.":
    ({ count }) => `ستعود صور ${ofPeople(Number(count))} سُحبت موافقتهم منذ ذلك الحين؛ والاستعادة تمحوها من جديد.`,
  "Clips, kept snapshots and model packs are in no backup: clips and snapshots are gone with their disk, packs are installed again.":
    "المقاطع واللقطات المحفوظة وحزم النماذج ليست في أي نسخة: المقاطع واللقطات تضيع بضياع قرصها، والحزم تُثبَّت من جديد.",
};

/** Recognition: packs, what runs them, how fast, and what is wrong. */
const models: Catalogue = {
  "This Bellwatch was built without face recognition.": "بُني Bellwatch هذا بلا تعرّف على الوجوه.",
  "No model pack is at work. Choose one in Settings › Recognition.":
    "لا حزمة نماذج تعمل. اختر واحدة في الإعدادات › التعرّف.",
  "No model pack is installed, so photos cannot be checked and none is taken. Install one under Recognition, or with bellwatchctl models install.":
    "لا حزمة نماذج مثبّتة، فلا يمكن فحص الصور ولا تؤخذ. ثبّت واحدة في التعرّف، أو بالأمر \u2066bellwatchctl models install\u2069.",
  "The model pack {pack}, which is chosen, is not installed. Install it, or choose another.":
    "حزمة النماذج المختارة {pack} غير مثبّتة. ثبّتها أو اختر غيرها.",
  "Several model packs are installed and none is chosen, so photos cannot be checked. Choose one under Recognition.":
    "عدة حزم نماذج مثبّتة ولم تُختر أي منها، فلا يمكن فحص الصور. اختر واحدة في التعرّف.",
  "{why:said} Install the model pack again; until then photos cannot be checked and none is taken.":
    "{why} ثبّت حزمة النماذج من جديد؛ وحتى ذلك الحين لا يمكن فحص الصور ولا تؤخذ.",
  "Install the pack again or choose another in Settings › Recognition; everything else goes on meanwhile.":
    "ثبّت الحزمة من جديد أو اختر غيرها في الإعدادات › التعرّف؛ وكل ما عدا ذلك يستمر.",
  "Recognition stopped working: {why:open}.": "توقّف التعرّف عن العمل: {why}.",
  "The enrolled photos cannot be matched: {why:open}.": "لا تمكن مطابقة الصور المسجّلة: {why}.",
  "the model does not run": "النموذج لا يعمل",
  "the model's answer has the wrong shape": "جواب النموذج ليس بالشكل الصحيح",
  "the model gave a face no direction": "لم يعطِ النموذج لوجه اتجاهًا",
  "Counted among the people enrolled here.": "عُدّت بين المسجّلين هنا.",
  "Estimated from the people enrolled here, beyond what could be counted.": "قُدّرت من المسجّلين هنا، أبعد مما أمكن عدّه.",
  "The model's own threshold; the people enrolled here would allow a lower one.":
    "عتبة النموذج نفسه؛ والمسجّلون هنا يسمحون بأدنى منها.",
  "The model's own threshold: {people:number} people are too few to learn one from, 20 are needed.":
    "عتبة النموذج نفسه: عدد المسجّلين {people}، وهو أقل مما تُستخرج منه عتبة، واللازم 20.",
  "About {looks:number} looks a second with one face each: fewer than one camera brings at {fps:number} pictures a second, so that frames are left out.":
    ({ looks: made, fps }) =>
      `نحو ${ofLooks(Number(made))} في الثانية في كل منها وجه: أقل مما تأتي به كاميرا واحدة بمعدل ${perSecond(fps!)}، فتُترك صور.`,
  "About {looks:number} looks a second with one face each: enough for 1 camera at {fps:number} pictures a second.": ({
    looks: made,
    fps,
  }) => `نحو ${ofLooks(Number(made))} في الثانية في كل منها وجه: تكفي كاميرا واحدة بمعدل ${perSecond(fps!)}.`,
  "About {looks:number} looks a second with one face each: enough for {cameras:number} cameras at {fps:number} pictures a second.":
    ({ looks: made, cameras: enough, fps }) =>
      `نحو ${ofLooks(Number(made))} في الثانية في كل منها وجه: تكفي ${ofCameras(Number(enough))} بمعدل ${perSecond(fps!)}.`,

  "The manifest {file} cannot be used: {why}.": "لا يمكن استخدام البيان {file}: {why}.",
  "{file} has {count:number} of {of:number} bytes: it is cut short or another file.":
    "في {file} من البايتات {count} من {of}: هو مقطوع أو ملف آخر.",
  "{file} is damaged or another version: its SHA-256 is {found}, and it must be {expected}.":
    "{file} تالف أو إصدار آخر: قيمة SHA-256 له {found}، والصحيح {expected}.",
  "For {pack} these files are missing: {files}.": "تنقص {pack} هذه الملفات: {files}.",
  "{file} belongs to no pack that is known here. For a model of your own, put a pack.toml beside it.":
    "لا ينتمي {file} إلى حزمة معروفة هنا. إن كان نموذجك الخاص فضع بجانبه pack.toml.",
  "There is no model file in what was given.": "ليس فيما أُعطي ملف نموذج.",
  "There is no model pack {pack}.": "لا حزمة نماذج باسم {pack}.",
  "{pack} cannot be installed from here: {why:said}.": "لا يمكن تثبيت {pack} من هنا: {why}.",
  "no address of its files is known; install it from the files": "لا يُعرف عنوان لملفاتها؛ ثبّتها من الملفات",
  "its makers ask for a licence; get it and the files at {page}, then install from the files":
    "يطلب صانعوها ترخيصًا؛ احصل عليه وعلى الملفات من {page}، ثم ثبّتها من الملفات",
  "research only; others need a licence of InsightFace": "للبحث العلمي وحده؛ ولغيره يلزم ترخيص من InsightFace",
  "{file} could not be downloaded from {address}: {why:open}.": "تعذّر تنزيل {file} من {address}: {why}.",
  "Packs in {file} are being changed by another program; try again when it is done.":
    "يغيّر برنامج آخر الحزم الموجودة في {file}؛ أعد المحاولة حين ينتهي.",
  "{by:open} says that ONNX Runtime is at {file}, and it is not there.":
    "بحسب {by} يوجد ONNX Runtime في {file}، وهو ليس هناك.",
  "The setting": "الإعداد",
  "ONNX Runtime, which recognises faces, is missing: there is no {name} in {folders}.":
    "ONNX Runtime، الذي يتعرّف على الوجوه، مفقود: لا يوجد {name} في {folders}.",
  "{file} cannot be used as ONNX Runtime: {why}": "لا يمكن استخدام {file} على أنه ONNX Runtime: {why}",
  "{file} cannot be used: {why}.": "لا يمكن استخدام {file}: {why}.",
};

const clock = (off: string) =>
  `ترفض اسم المستخدم وكلمة المرور هذين، وساعتها ${off}، وقد يكون ذلك السبب. اضبط ساعتها ثم اسأل من جديد.`;
const asksAgain = "It refuses this user name and password, and its clock is {count:number} ";
const itsClock = " this computer's, which may be why. Set its clock, then ask again.";

/** Cameras that are found in the network, tested or removed. */
const found: Catalogue = {
  "No network of this computer can be searched. Connect it to the cameras' network, then search again.":
    "لا شبكة لهذا الحاسوب يمكن البحث فيها. صِله بشبكة الكاميرات ثم ابحث من جديد.",
  "This camera was not asked, or the search began anew. Ask it again.":
    "لم تُسأل هذه الكاميرا، أو بدأ البحث من جديد. اسألها من جديد.",
  "It names no address that it can be asked at, or another one than it answers from. Look at its network settings, and switch plain HTTP on for ONVIF.":
    "لا تسمّي عنوانًا يمكن أن تُسأل فيه، أو تسمّي غير الذي تجيب منه. انظر في إعدادات شبكتها، وفعّل HTTP العادي لـ ONVIF.",
  "It answered the search and not the question for its streams. A firewall may stand between, or its ONVIF is switched off. Look at its settings, then ask again.":
    "أجابت عن البحث ولم تجب عن السؤال عن بثها. ربما يقف بينكما جدار حماية، أو أن ONVIF فيها معطّل. انظر في إعداداتها ثم اسأل من جديد.",
  "It refuses this user name and password. Many cameras keep users of their own for ONVIF, in their settings.":
    "ترفض اسم المستخدم وكلمة المرور هذين. لكثير من الكاميرات مستخدمون خاصون بـ ONVIF في إعداداتها.",
  [`${asksAgain}minutes behind${itsClock}`]: clock("متأخرة عن ساعة هذا الحاسوب بالدقائق: {count}"),
  [`${asksAgain}minutes ahead of${itsClock}`]: clock("متقدمة على ساعة هذا الحاسوب بالدقائق: {count}"),
  [`${asksAgain}hours behind${itsClock}`]: clock("متأخرة عن ساعة هذا الحاسوب بالساعات: {count}"),
  [`${asksAgain}hours ahead of${itsClock}`]: clock("متقدمة على ساعة هذا الحاسوب بالساعات: {count}"),
  [`${asksAgain}days behind${itsClock}`]: clock("متأخرة عن ساعة هذا الحاسوب بالأيام: {count}"),
  [`${asksAgain}days ahead of${itsClock}`]: clock("متقدمة على ساعة هذا الحاسوب بالأيام: {count}"),
  "It offers no video over ONVIF. Add it by its address, as its manual gives it.":
    "لا تقدّم فيديو عبر ONVIF. أضفها بعنوانها كما يذكره دليلها.",
  "What it answers cannot be read. Add it by its address, as its manual gives it.":
    "لا تمكن قراءة ما تجيب به. أضفها بعنوانها كما يذكره دليلها.",
  "No picture came within the time of the test; it may take longer.": "لم تأتِ صورة في وقت الاختبار؛ وقد يلزم وقت أطول.",
  "{name} stops.": "تتوقف {name}.",
  "{name} stops, in all of its {profiles:number} profiles.": "تتوقف {name}، بكل ملفات إعدادها ({profiles}).",
  "Its address, its password, its runs and its kept pictures are deleted.":
    "يُحذف عنوانها وكلمة مرورها ومرات تشغيلها وصورها المحفوظة.",
  "The profile {name} is deleted.": "يُحذف ملف الإعداد {name}.",
};

/** Bellwatch itself: what helps, why it does not start, and what its system says. */
const system: Catalogue = {
  bellwatchctl: "سطر الأوامر",
  "Check the disk's free space and the data folder's owner.": "تحقق من مساحة القرص الخالية ومن مالك مجلد البيانات.",
  "Check the disk's free space. Cameras go on; what is missing are old runs and events.":
    "تحقق من مساحة القرص الخالية. تستمر الكاميرات؛ والناقص مرات تشغيل وأحداث قديمة.",
  "Look at the folder for backups in Settings and at its disk's free space. It is tried again every 15 minutes.":
    "انظر في مجلد النسخ الاحتياطية في الإعدادات وفي مساحة قرصه الخالية. تُعاد المحاولة كل 15 دقيقة.",
  "There is still time before the bell. Open the camera to see what to do.":
    "ما زال في الوقت متسع قبل الجرس. افتح الكاميرا لترى ما يلزم.",
  "The data folder {folder} cannot be used.": "لا يمكن استخدام مجلد البيانات {folder}.",
  "Another enforcer holds the lock (pid unknown).": "يمسك منفّذ آخر القفل (رقم العملية غير معروف).",
  "Another enforcer holds the lock (pid {pid:number}).": "يمسك منفّذ آخر القفل (رقم العملية {pid}).",
  "Bellwatch cannot start a thread on this machine.": "لا يستطيع Bellwatch بدء خيط تنفيذ على هذا الجهاز.",
  "Bellwatch cannot start helper programs on this machine.": "لا يستطيع Bellwatch تشغيل برامج مساعدة على هذا الجهاز.",
  "{program} cannot be started": "لا يمكن تشغيل {program}",
  "the thread that starts programs is gone": "انتهى الخيط الذي يشغّل البرامج",
  "The bundle would have held {what:said} ({part}, line {line:number}), so nothing was written. Please report this; the other ways to ask for help hold no bundle.":
    "كان سيكون في الملف {what} ({part}، السطر {line})، فلم يُكتب شيء. أبلغ عن ذلك من فضلك؛ وطرق طلب المساعدة الأخرى بلا ملف.",
  "The bundle would be larger than 64 MB, so nothing was written.": "كان سيكون الملف أكبر من 64 م.ب، فلم يُكتب شيء.",
  "The bundle cannot be packed.": "لا يمكن ضغط الملف.",
  "the key": "المفتاح",
  "person {person:number}": "الشخص {person}",
  "a camera's password": "كلمة مرور كاميرا",
  '"{value}" cannot be the {key} of a file.': "لا يصح «{value}» قيمة لـ {key} لملف.",

  "Bellwatch itself needs attention": "Bellwatch نفسه يحتاج إلى انتباه",
  "A camera is down": "تعطلت كاميرا",
  "{count:number} cameras are down together": ({ count }) => `تعطلت معًا ${cameras(Number(count))}`,
  "Not ready for {name:names}": "غير جاهز لـ {name}",

  "Operation not permitted (os error 1)": "العملية غير مسموحة",
  "No such file or directory (os error 2)": "لا ملف أو مجلد كهذا",
  "Input/output error (os error 5)": "خطأ في القراءة أو الكتابة",
  "Permission denied (os error 13)": "لا صلاحية لذلك",
  "File exists (os error 17)": "الملف موجود",
  "Not a directory (os error 20)": "ليس مجلدًا",
  "Is a directory (os error 21)": "هذا مجلد",
  "Too many open files (os error 24)": "ملفات مفتوحة أكثر مما يُسمح به",
  "No space left on device (os error 28)": "لم تبق مساحة على القرص",
  "Read-only file system (os error 30)": "نظام الملفات للقراءة فقط",
  "File name too long (os error 36)": "اسم الملف أطول مما يُسمح به",
  "Directory not empty (os error 39)": "المجلد ليس فارغًا",
  "Network is unreachable (os error 101)": "لا يمكن الوصول إلى الشبكة",
  "Connection timed out (os error 110)": "انتهت مهلة الاتصال",
  "Connection refused (os error 111)": "رُفض الاتصال",
  "No route to host (os error 113)": "لا طريق إلى المضيف",
  "Disk quota exceeded (os error 122)": "تجاوزت حصة القرص",
};

export const house: Catalogue = { ...keys, ...lines, ...backups, ...models, ...found, ...system };
