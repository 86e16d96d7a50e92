// The knobs of profiles and the settings of the site, in Arabic: labels, helps, ranges and units.

import type { Catalogue } from "../catalogue";

const profile: Catalogue = {
  "Pictures per second": "الصور في الثانية",
  "How many pictures per second are looked at; more cost more.":
    "عدد الصور التي يُنظر فيها كل ثانية؛ والأكثر أعلى كلفة.",
  "0.1 to 30 pictures per second": "من 0.1 إلى 30 صورة في الثانية",
  Stream: "البث",
  "Which of the camera's addresses is opened; the sub-stream is smaller and costs less.":
    "أي عناوين الكاميرا يُفتح؛ والبث الفرعي أصغر وأقل كلفة.",
  "main or sub": "رئيسي أو فرعي",
  Decoding: "فك الترميز",
  "Keyframes alone cost a tenth; auto chooses them when they come as often as pictures are wanted.":
    "الصور المفتاحية وحدها كلفتها العُشر؛ والتلقائي يختارها حين تأتي بقدر الصور المطلوبة.",
  "auto, all or keyframes": "تلقائي أو الكل أو الصور المفتاحية",
  "RTSP transport": "نقل RTSP",
  "How the stream travels; auto tries udp after two starts with tcp that brought no picture.":
    "كيف ينتقل البث؛ والتلقائي يجرّب udp بعد بدايتين بـ tcp لم تأتيا بصورة.",
  "tcp, udp or auto": "tcp أو udp أو تلقائي",
  "Hardware decoding": "فك الترميز بالعتاد",
  "Decodes on the GPU; when that cannot be had, the camera runs in software and an event says so.":
    "يفك الترميز على معالج الرسوم؛ وإن تعذّر عملت الكاميرا برمجيًا وقال ذلك حدث.",
  "none, auto, cuda, vaapi or qsv": "none أو auto أو cuda أو vaapi أو qsv",
  "Decoding device": "جهاز فك الترميز",
  "Which device decodes, when there are several; empty leaves it to ffmpeg.":
    "أي جهاز يفك الترميز حين تتعدد الأجهزة؛ والفارغ يترك ذلك لـ ffmpeg.",
  "nothing, or a device such as /dev/dri/renderD128": "لا شيء، أو جهاز مثل \u2066/dev/dri/renderD128\u2069",
  "GPU number": "رقم معالج الرسوم",
  "Which NVIDIA GPU decodes, when there are several.": "أي معالج NVIDIA يفك الترميز حين تتعدد.",
  "0 to 15, or none": "من 0 إلى 15، أو لا شيء",
  Heartbeat: "النبضة",
  "How often a runner says how it is; the pulse on the wall goes by it.":
    "كم مرة يقول المشغّل كيف حاله؛ وبها يقاس النبض على الجدار.",
  "1 to 300 whole seconds": "من 1 إلى 300 ثانية كاملة",
  "Keep a snapshot every": "حفظ لقطة كل",
  "How often a picture is kept on disk; the newest one is always there.":
    "كم مرة تُحفظ صورة على القرص؛ والأحدث موجودة دائمًا.",
  "5 to 3600 whole seconds, or off": "من 5 إلى 3600 ثانية كاملة، أو معطّل",
  "Check the picture": "فحص الصورة",
  "Once a second, whether it is black, covered, blurred, turned away or standing still, and whether its clock goes.":
    "مرة في الثانية: أهي سوداء أو مغطاة أو مشوشة أو مدارة أو جامدة، وهل تسير ساعتها.",
  "on or off": "مفعّل أو معطّل",
  "Clips of what happens": "مقاطع ما يحدث",
  "So much before an unknown face, a face in doubt or a covered picture is kept as a sealed film, with 3 seconds after it.":
    "هذا القدر قبل وجه غير معروف أو مشكوك فيه أو صورة مغطاة يُحفظ تسجيلًا مختومًا، مع 3 ثوانٍ بعده.",
  "5 to 60 whole seconds, or off": "من 5 إلى 60 ثانية كاملة، أو معطّل",
  "Stalled after": "متعطلة بعد",
  "So long without a picture, and the run is ended and started anew; auto is at least 10 seconds.":
    "بعد هذه المدة بلا صورة يُنهى التشغيل ويُبدأ من جديد؛ والتلقائي 10 ثوانٍ على الأقل.",
  "3 to 300 whole seconds, or auto": "من 3 إلى 300 ثانية كاملة، أو تلقائي",
  "Processor cores": "أنوية المعالج",
  "Which cores ffmpeg may use; auto is the one that is least loaded when the run starts, site takes the value from Settings.":
    "الأنوية التي يجوز لـ ffmpeg استخدامها؛ و\u2066auto\u2069 أقلها حملًا عند البدء، و\u2066site\u2069 القيمة من الإعدادات.",
  "Which cores ffmpeg may use, where a profile does not say it; auto is the one that is least loaded when a run starts.":
    "الأنوية التي يجوز لـ ffmpeg استخدامها حين لا يقول ملف الإعداد ذلك؛ و\u2066auto\u2069 أقلها حملًا عند البدء.",
  "all, auto, cores such as 0,2-3, or site": "all أو auto أو أنوية مثل \u20660,2-3\u2069 أو site",
  "all, auto, or cores such as 0,2-3": "all أو auto أو أنوية مثل \u20660,2-3\u2069",
  Niceness: "أولوية nice",
  "Largest detector size": "أكبر حجم للكاشف",
  "No picture is searched for faces larger than this, whatever its profile asks for.":
    "لا يُبحث عن الوجوه في صورة أكبر من هذا، مهما طلب ملف إعدادها.",
  "320, 480, 640, 800, 1024, 1280, 1600 or 2048 pixels, or none":
    "320 أو 480 أو 640 أو 800 أو 1024 أو 1280 أو 1600 أو 2048 بكسل، أو لا شيء",
  "Budget of pictures per second": "ميزانية الصور في الثانية",
  "All cameras together are looked at no more often; those of the highest priority get theirs first.":
    "لا يُنظر في الكاميرات كلها معًا أكثر من هذا؛ وأعلاها أولوية تنال نصيبها أولًا.",
  "1 to 10000 pictures per second, or none": "من 1 إلى 10000 صورة في الثانية، أو لا شيء",
  "Most cameras at once": "أقصى الكاميرات معًا",
  "No more ffmpegs decode at one time; those of the lowest priority rest until there is a place.":
    "لا يفك الترميز في وقت واحد أكثر من هذا العدد من ffmpeg؛ وأدنى الكاميرات أولوية تستريح حتى يخلو مكان.",
  "1 to 1000, or none": "من 1 إلى 1000، أو لا شيء",
  "Use of a GPU at most": "أقصى استخدام لمعالج الرسوميات",
  "While a GPU is used more, its cameras are looked at less often, those of the lowest priority first.":
    "ما دام معالج رسوميات مستخدمًا أكثر من هذا، يُنظر في كاميراته مرات أقل، وأدناها أولوية أولًا.",
  "10 to 100 percent, or none": "من 10 إلى 100 بالمئة، أو لا شيء",
  "How far ffmpeg steps back for other programs; site takes the value from Settings.":
    "كم يتراجع ffmpeg أمام البرامج الأخرى؛ و«الموقع» يأخذ القيمة من الإعدادات.",
  "-20 to 19 (below 0 needs the right to), or site": "من \u2066-20\u2069 إلى 19 (ما دون 0 يحتاج إلى صلاحية)، أو الموقع",
  "Additional ffmpeg arguments": "وسائط ffmpeg الإضافية",
  "Input options for cameras that need them; what reaches beyond the camera is refused.":
    "خيارات إدخال للكاميرات التي تحتاج إليها؛ وما يتجاوز الكاميرا يُرفض.",
  "ffmpeg input options such as -fflags nobuffer": "خيارات إدخال ffmpeg مثل \u2066-fflags nobuffer\u2069",
  "Detector size": "حجم الكاشف",
  "How large the picture is in which faces are searched; more finds smaller faces and costs more.":
    "حجم الصورة التي يُبحث فيها عن الوجوه؛ والأكبر يجد وجوهًا أصغر ويكلّف أكثر.",
  "auto, 320, 480, 640, 800, 1024, 1280, 1600 or 2048 pixels":
    "تلقائي أو 320 أو 480 أو 640 أو 800 أو 1024 أو 1280 أو 1600 أو 2048 بكسل",
  "Smallest face": "أصغر وجه",
  "Smaller faces are left alone: too little of them can be seen.": "تُترك الوجوه الأصغر: فما يُرى منها قليل جدًا.",
  "16 to 400 whole pixels": "من 16 إلى 400 بكسل كامل",
  "Likeness for a match": "الشبه اللازم للمطابقة",
  "How like a person's photos a face must be; auto follows from the people enrolled here.":
    "كم ينبغي أن يشبه الوجه صور الشخص؛ والتلقائي يُستنتج من المسجّلين هنا.",
  "0 to 1, or auto": "من 0 إلى 1، أو تلقائي",
};

const site: Catalogue = {
  "Name of this site": "اسم هذا الموقع",
  "Stands at the top of the window and in exports.": "يظهر في أعلى النافذة وفي الصادرات.",
  "1 to 80 characters": "من 1 إلى 80 حرفًا",
  "Time zone": "المنطقة الزمنية",
  "The zone in which the bell rings and times are shown.": "المنطقة التي يرن بها الجرس وتُعرض بها الأوقات.",
  "a time zone such as Asia/Baghdad": "منطقة زمنية مثل \u2066Asia/Baghdad\u2069",
  '"Until tomorrow" ends at': "«حتى الغد» تنتهي عند",
  "The hour of the next day at which a pause until tomorrow is over.":
    "ساعة اليوم التالي التي ينتهي عندها الإيقاف حتى الغد.",
  "0 to 23 o'clock": "الساعة من 0 إلى 23",
  Weekend: "عطلة الأسبوع",
  "Days without school; the calendar shows them differently, and the bell goes by its periods alone.":
    "أيام بلا دراسة؛ يُظهرها التقويم مختلفة، أما الجرس فيتبع حصصه وحدها.",
  "days such as Fri Sat, or none": "أيام مثل الجمعة والسبت، أو لا شيء",
  "Check before the bell": "الفحص قبل الجرس",
  "So long before each period its cameras are tried, so that there is time to mend what fails.":
    "بهذه المدة قبل كل حصة تُجرَّب كاميراتها، ليبقى وقت لإصلاح ما يتعطل.",
  "1 to 120 whole minutes, or off": "من 1 إلى 120 دقيقة كاملة، أو معطّل",
  "Tell when a camera is down for": "الإخبار حين تتعطل كاميرا مدة",
  "A desktop notification when a camera gives no picture for so long inside its period.":
    "إشعار على سطح المكتب حين لا تعطي كاميرا صورة طوال هذه المدة ضمن حصتها.",
  "1 to 240 whole minutes, or off": "من 1 إلى 240 دقيقة كاملة، أو معطّل",
  "Tell of shared failures": "الإخبار بالأعطال المشتركة",
  "One desktop notification when many cameras fail for the same cause.":
    "إشعار واحد على سطح المكتب حين تتعطل كاميرات كثيرة للسبب نفسه.",
  "on or off": "مفعّل أو معطّل",
  "Tell of engine trouble": "الإخبار بمتاعب المحرّك",
  "A desktop notification when the engine itself cannot work, for example on a full disk.":
    "إشعار على سطح المكتب حين لا يستطيع المحرّك نفسه العمل، كأن يمتلئ القرص.",
  "Tell what the check found": "الإخبار بما وجده الفحص",
  "A desktop notification when a camera is not ready shortly before its period.":
    "إشعار على سطح المكتب حين لا تكون كاميرا جاهزة قبيل حصتها.",
  "Quiet hours": "ساعات الهدوء",
  "Between these times no desktop notification is shown; the window and the tray still say everything.":
    "بين هذين الوقتين لا يظهر إشعار على سطح المكتب؛ أما النافذة وشريط النظام فيقولان كل شيء.",
  "two times such as 22:00-06:00, or none": "وقتان مثل \u206622:00-06:00\u2069، أو لا شيء",
  "Look every": "النظر كل",
  "How often the enforcer looks without being asked; changes are carried out at once anyway.":
    "كم مرة ينظر المنفّذ دون طلب؛ أما التغييرات فتُنفَّذ فورًا على كل حال.",
  "Starting at once": "البدء معًا",
  "How many cameras may be starting at the same time; the others wait their turn.":
    "عدد الكاميرات التي يجوز أن تبدأ في الوقت نفسه؛ والبقية تنتظر دورها.",
  "1 to 64 cameras": "من 1 إلى 64 كاميرا",
  "Most pictures per second": "أقصى الصور في الثانية",
  "No camera is looked at more often than this, whatever its profile asks for.":
    "لا يُنظر في كاميرا أكثر من هذا، مهما طلب ملف إعدادها.",
  "0.1 to 30 pictures per second, or none": "من 0.1 إلى 30 صورة في الثانية، أو لا شيء",
  "How far ffmpeg steps back for other programs, where a profile does not say it.":
    "كم يتراجع ffmpeg أمام البرامج الأخرى، حين لا يقوله ملف الإعداد.",
  "-20 to 19 (below 0 needs the right to)": "من \u2066-20\u2069 إلى 19 (ما دون 0 يحتاج إلى صلاحية)",
  "Keep runs and heartbeats": "الاحتفاظ بمرات التشغيل والنبضات",
  "Older runs and heartbeats are removed every hour.": "تُزال كل ساعة مرات التشغيل والنبضات الأقدم.",
  "1 to 365 days": "من 1 إلى 365 يومًا",
  "Keep events": "الاحتفاظ بالأحداث",
  "Older events are removed every hour.": "تُزال كل ساعة الأحداث الأقدم.",
  "1 to 3650 days": "من 1 إلى 3650 يومًا",
  "Keep snapshots": "الاحتفاظ باللقطات",
  "Older kept snapshots are removed every hour.": "تُزال كل ساعة اللقطات المحفوظة الأقدم.",
  "Space for snapshots": "مساحة اللقطات",
  "Above this, the oldest kept snapshots are removed.": "فوق هذا تُزال أقدم اللقطات المحفوظة.",
  "16 to 1048576 MiB": "من 16 إلى 1048576 ميبيبايت",
  "Model pack": "حزمة النماذج",
  "Which models recognise faces; without one everything else works.":
    "أي نماذج تتعرّف على الوجوه؛ ومن دونها يعمل كل ما عدا ذلك.",
  "an installed pack's id such as yunet-sface, or none": "معرّف حزمة مثبّتة مثل \u2066yunet-sface\u2069، أو لا شيء",
  "Computes on": "الحساب على",
  "What the models run on; auto takes the best that works here, and the processor when nothing else does.":
    "ما تعمل عليه النماذج؛ والتلقائي يأخذ أفضل ما يعمل هنا، والمعالج حين لا يعمل سواه.",
  "auto, cpu, cuda, tensorrt, openvino or directml": "auto أو cpu أو cuda أو tensorrt أو openvino أو directml",
  "Threads for recognition": "خيوط التعرّف",
  "How many of the processor's threads the models may use; auto is half of its cores.":
    "عدد خيوط المعالج التي يجوز للنماذج استخدامها؛ والتلقائي نصف أنويته.",
  "1 to 64 threads, or auto": "من 1 إلى 64 خيطًا، أو تلقائي",
  "Memory of the graphics card": "ذاكرة بطاقة الرسوم",
  "The models take no more of it than this.": "لا تأخذ النماذج منها أكثر من هذا.",
  "256 to 65536 MiB": "من 256 إلى 65536 ميبيبايت",
  "Pictures for a sighting": "الصور اللازمة للمشاهدة",
  "In so many pictures somebody must be recognised before they count as seen.":
    "عدد الصور التي يجب التعرّف فيها على شخص قبل أن يُعدّ مُشاهَدًا.",
  "1 to 20 pictures": "من 1 إلى 20 صورة",
  "Margin to the second best": "الفارق عن الثاني",
  "So much more like one person than like any other a face must be; else a human decides.":
    "كم ينبغي أن يزيد شبه الوجه بشخص على شبهه بأي آخر؛ وإلا قرّر إنسان.",
  "0 to 0.5": "من 0 إلى 0.5",
  "False accepts a day": "القبول الخاطئ في اليوم",
  "So many faces a day may be taken for somebody else's; fewer means that more are missed.":
    "عدد الوجوه التي يجوز أن تُظن لغير أصحابها في اليوم؛ والأقل يعني أن يفوت أكثر.",
  "0.001 to 100 faces a day": "من 0.001 إلى 100 وجه في اليوم",
  "Pictures of sightings": "صور المشاهدات",
  "What is kept to look at later: nothing, the face, or the face and the whole picture.":
    "ما يُحفظ للنظر فيه لاحقًا: لا شيء، أو الوجه، أو الوجه والصورة كاملة.",
  "off, crop or crop_and_frame": "معطّل أو الوجه أو الوجه والصورة",
  "Keep pictures of sightings": "الاحتفاظ بصور المشاهدات",
  "Older pictures of sightings are removed every hour; 0 keeps them until the end of their day.":
    "تُزال كل ساعة صور المشاهدات الأقدم؛ و0 يبقيها حتى نهاية يومها.",
  "0 to 365 days": "من 0 إلى 365 يومًا",
  "Keep sightings": "الاحتفاظ بالمشاهدات",
  "Older sightings are removed every hour.": "تُزال كل ساعة المشاهدات الأقدم.",
  "Keep attendance": "الاحتفاظ بالحضور",
  "Older attendance is removed every hour, with its corrections.": "يُزال كل ساعة الحضور الأقدم مع تصحيحاته.",
  "Back up every day at": "نسخ احتياطي كل يوم عند",
  "After this hour of the site's day a backup is made; one that was missed is made once Bellwatch runs again.":
    "بعد هذه الساعة من يوم الموقع تُنشأ نسخة احتياطية؛ وما فات منها يُنشأ حين يعمل Bellwatch ثانية.",
  "0 to 23 o'clock, or off": "من الساعة 0 إلى 23، أو معطّل",
  "Folder for backups": "مجلد النسخ الاحتياطية",
  "Another disk is best: what destroys this computer's disk destroys the backups on it too.":
    "قرص آخر هو الأفضل: فما يتلف قرص هذا الجهاز يتلف النسخ التي عليه أيضًا.",
  "a path that begins with /, or default (backups in the data folder)":
    "مسار يبدأ بـ /، أو default (‏backups في مجلد البيانات)",
  "Keep backups": "الاحتفاظ بالنسخ الاحتياطية",
  "So many of the daily backups, and of each other kind; the oldest go when a new one is made and checked.":
    "هذا العدد من النسخ اليومية ومن كل نوع آخر؛ وتزول الأقدم حين تُنشأ نسخة جديدة وتُفحص.",
  "1 to 365 backups": "من 1 إلى 365 نسخة",
  backups: "نسخ",
  "Keep clips": "الاحتفاظ بالمقاطع",
  "Films of what happened are deleted after so many days; with 0 at the end of their day.":
    "تُحذف تسجيلات ما حدث بعد هذا العدد من الأيام؛ ومع 0 عند نهاية يومها.",
  "Space for clips": "مساحة المقاطع",
  "Above this, the oldest clips are deleted.": "فوق هذا تُحذف أقدم المقاطع.",
  "Time between two clips": "المدة بين مقطعين",
  "A camera keeps one clip of a kind in so long, however often something happens.":
    "تحفظ الكاميرا مقطعًا واحدًا من كل نوع في هذه المدة، مهما تكرر الحدث.",
  "0 to 3600 whole seconds": "من 0 إلى 3600 ثانية كاملة",
  "Keep unknown faces": "الاحتفاظ بالوجوه غير المعروفة",
  "So long after keeping unknown faces has ended, those that lie in the tray are deleted.":
    "بعد هذه المدة من انتهاء حفظ الوجوه غير المعروفة يُحذف ما بقي منها.",
  "0 to 72 hours": "من 0 إلى 72 ساعة",
};

const units: Catalogue = {
  MiB: "ميبيبايت",
  "a day": "في اليوم",
  cameras: "كاميرا",
  decoders: "مفكّك ترميز",
  "%": "٪",
  days: "يومًا",
  fps: "صورة/ث",
  h: "س",
  min: "د",
  pictures: "صورة",
  px: "بكسل",
  s: "ث",
  threads: "خيطًا",
};

/** Why a value cannot be taken. */
const refusals: Catalogue = {
  '{key} takes {range:said}, not "{value}".': "القيم المقبولة في {key}: {range}، وليس «{value}».",
  '"{value}" is not a time zone; they look like Asia/Baghdad.':
    "«{value}» ليست منطقة زمنية؛ تُكتب المناطق مثل \u2066Asia/Baghdad\u2069.",
  '"{value}" is not a time zone (did you mean {near}?); they look like Asia/Baghdad.':
    "«{value}» ليست منطقة زمنية (هل تقصد {near}؟)؛ تُكتب المناطق مثل \u2066Asia/Baghdad\u2069.",
  "A tag is one word or a few, without commas; type several tags one by one.":
    "الوسم كلمة أو بضع كلمات بلا فواصل؛ اكتب الوسوم المتعددة واحدًا واحدًا.",
  "A user name cannot contain a colon: on the way to the camera, a colon ends it.":
    "لا يجوز في اسم المستخدم نقطتان رأسيتان: فهما تنهيانه في الطريق إلى الكاميرا.",
};

export const knobs: Catalogue = { ...profile, ...site, ...units, ...refusals };
