// What is wrong with a camera, in Arabic: word, sentence and cure of each kind of trouble.

import type { Catalogue } from "../catalogue";

type Kind = { word: [string, string]; sentences: [string, string][]; cure: [string, string] };

const kinds: Kind[] = [
  {
    word: ["Password refused", "كلمة المرور مرفوضة"],
    sentences: [["{camera} refuses the user name or password.", "ترفض {camera} اسم المستخدم أو كلمة المرور."]],
    cure: [
      "Type the user name and password again. It is not tried again until then, because cameras lock themselves after too many wrong passwords.",
      "اكتب اسم المستخدم وكلمة المرور من جديد. لا تُعاد المحاولة قبل ذلك، لأن الكاميرات تقفل نفسها بعد كلمات مرور خاطئة كثيرة.",
    ],
  },
  {
    word: ["Not allowed", "غير مسموح"],
    sentences: [
      ["{camera} knows this user and does not let it watch.", "تعرف {camera} هذا المستخدم ولا تسمح له بالمشاهدة."],
    ],
    cure: [
      "Give the user the right to watch in the camera's own settings, or type another user here.",
      "امنح المستخدم حق المشاهدة في إعدادات الكاميرا نفسها، أو اكتب هنا مستخدمًا آخر.",
    ],
  },
  {
    word: ["No such stream", "لا بث كهذا"],
    sentences: [
      ["{camera} answers, and has no stream at this address.", "تجيب {camera}، وليس لديها بث في هذا العنوان."],
    ],
    cure: [
      "Check what stands after the host in the address; the camera's handbook names it.",
      "تحقق مما بعد المضيف في العنوان؛ فهو مذكور في دليل الكاميرا.",
    ],
  },
  {
    word: ["Connection refused", "الاتصال مرفوض"],
    sentences: [
      [
        "{camera}'s host answers, and nothing listens on this port.",
        "يجيب مضيف {camera}، ولا شيء يستمع على هذا المنفذ.",
      ],
    ],
    cure: [
      "Check the port, and whether streaming is switched on in the camera. It may also be starting up.",
      "تحقق من المنفذ، ومن أن البث مفعّل في الكاميرا. وقد تكون في طور الإقلاع.",
    ],
  },
  {
    word: ["Unreachable", "لا يمكن الوصول"],
    sentences: [["There is no way to {camera}.", "لا طريق إلى {camera}."]],
    cure: [
      "Check the camera's power and network cable, and that this computer is on the same network.",
      "تحقق من كهرباء الكاميرا وكبل شبكتها، ومن أن هذا الحاسوب على الشبكة نفسها.",
    ],
  },
  {
    word: ["Name not found", "الاسم غير موجود"],
    sentences: [["The host name of {camera} has no address.", "ليس لاسم مضيف {camera} عنوان."]],
    cure: [
      "Check the spelling of the host, or use the camera's IP address.",
      "تحقق من كتابة اسم المضيف، أو استخدم عنوان IP للكاميرا.",
    ],
  },
  {
    word: ["No answer", "لا جواب"],
    sentences: [["{camera} does not answer.", "لا تجيب {camera}."]],
    cure: [
      "Check the camera's power and network cable, and the address; a firewall can also be in the way.",
      "تحقق من كهرباء الكاميرا وكبل شبكتها ومن العنوان؛ وقد يكون جدار ناري في الطريق.",
    ],
  },
  {
    word: ["No picture", "لا صورة"],
    sentences: [["{camera} is connected and sends no picture.", "{camera} متصلة ولا ترسل صورة."]],
    cure: [
      "It is started anew by itself. If this returns, restart the camera or try the other transport (tcp, udp).",
      "تُشغّل من جديد تلقائيًا. إن تكرر هذا فأعد تشغيل الكاميرا أو جرّب وسيلة النقل الأخرى (tcp أو udp).",
    ],
  },
  {
    word: ["Picture stands still", "الصورة جامدة"],
    sentences: [["{camera} sends the same picture again and again.", "ترسل {camera} الصورة نفسها مرة بعد مرة."]],
    cure: ["Restart the camera; its encoder has most likely stopped.", "أعد تشغيل الكاميرا؛ فالأرجح أن مرمّزها توقف."],
  },
  {
    word: ["Black or covered", "سوداء أو مغطاة"],
    sentences: [["{camera} shows black, or its lens is covered.", "تعرض {camera} سوادًا، أو أن عدستها مغطاة."]],
    cure: ["Look at the lens, and at the light in the room.", "انظر إلى العدسة وإلى إضاءة الغرفة."],
  },
  {
    word: ["Blurred", "مشوشة"],
    sentences: [["{camera} shows a blurred picture.", "تعرض {camera} صورة مشوشة."]],
    cure: [
      "Wipe the lens and its cover, and check the focus. If it is to be so, it counts as usual after ten minutes.",
      "امسح العدسة وغطاءها، وتحقق من ضبط البؤرة. إن كان ذلك مقصودًا فهو يُعد معتادًا بعد عشر دقائق.",
    ],
  },
  {
    word: ["View has moved", "تغيّر اتجاهها"],
    sentences: [["{camera} looks somewhere else than before.", "تنظر {camera} إلى مكان غير الذي كانت تنظر إليه."]],
    cure: [
      "Turn it back if somebody turned it. If it is to look there, that counts as its view after ten minutes.",
      "أعدها إن أدارها أحد. إن كان عليها أن تنظر إلى هناك فذلك يُعد اتجاهها بعد عشر دقائق.",
    ],
  },
  {
    word: ["Clock stands still", "الساعة متوقفة"],
    sentences: [["The clock in the picture of {camera} stands still.", "الساعة المكتوبة في صورة {camera} متوقفة."]],
    cure: [
      "Restart the camera; a part of it has most likely stopped. Until then its recordings do not prove when they were made.",
      "أعد تشغيل الكاميرا؛ فالأرجح أن جزءًا منها توقف. وحتى ذلك الحين لا تُثبت تسجيلاتها متى سُجِّلت.",
    ],
  },
  {
    word: ["Camera hung up", "أنهت الكاميرا الاتصال"],
    sentences: [["{camera} ended the stream.", "أنهت {camera} البث."]],
    cure: [
      "It is tried again by itself. If this returns, check that the address and port are the camera's, and how many viewers it allows.",
      "تُعاد المحاولة تلقائيًا. إن تكرر هذا فتحقق من أن العنوان والمنفذ للكاميرا، ومن عدد المشاهدين الذي تسمح به.",
    ],
  },
  {
    word: ["No video", "لا فيديو"],
    sentences: [
      ["What answers at the address of {camera} sends no video.", "ما يجيب عند عنوان {camera} لا يرسل فيديو."],
    ],
    cure: [
      "Check the address: it may be a web page, or a stream of sound alone.",
      "تحقق من العنوان: فقد يكون صفحة ويب أو بثًا صوتيًا فقط.",
    ],
  },
  {
    word: ["Unknown codec", "ترميز مجهول"],
    sentences: [
      ["{camera} sends a codec that this ffmpeg cannot decode.", "ترسل {camera} ترميزًا لا يستطيع ffmpeg هذا فكه."],
    ],
    cure: [
      "Choose H.264 or H.265 in the camera's settings, or install an ffmpeg that knows its codec.",
      "اختر H.264 أو H.265 في إعدادات الكاميرا، أو ثبّت إصدارًا من ffmpeg يعرف ترميزها.",
    ],
  },
  {
    word: ["Damaged stream", "بث تالف"],
    sentences: [["Too much of what {camera} sends arrives broken.", "كثير مما ترسله {camera} يصل تالفًا."]],
    cure: [
      "Check cable and Wi-Fi, use the transport tcp, or lower the camera's bit rate.",
      "تحقق من الكبل والشبكة اللاسلكية، أو استخدم وسيلة النقل tcp، أو خفّض معدل بت الكاميرا.",
    ],
  },
  {
    word: ["Transport refused", "وسيلة النقل مرفوضة"],
    sentences: [["{camera} refuses this transport.", "ترفض {camera} وسيلة النقل هذه."]],
    cure: [
      "Set rtsp_transport to auto or to the other one in the camera's profile.",
      "اضبط rtsp_transport في ملف إعداد الكاميرا على auto أو على الوسيلة الأخرى.",
    ],
  },
  {
    word: ["Camera error", "خطأ في الكاميرا"],
    sentences: [
      ["{camera} answers with error {status:number}.", "تجيب {camera} بالخطأ {status}."],
      [
        "{camera} answers with error {status:number} (not enough bandwidth).",
        "تجيب {camera} بالخطأ {status} (عرض النطاق لا يكفي).",
      ],
      [
        "{camera} answers with error {status:number} (it has no such session, or no video).",
        "تجيب {camera} بالخطأ {status} (ليس لديها جلسة كهذه أو فيديو).",
      ],
      ["{camera} answers with error {status:number} (too busy).", "تجيب {camera} بالخطأ {status} (مشغولة جدًا)."],
      [
        "{camera} answers with error {status:number} (trouble of its own).",
        "تجيب {camera} بالخطأ {status} (عطل لديها هي).",
      ],
    ],
    cure: [
      "It is tried again by itself. If this returns, restart the camera, and check how many viewers it allows.",
      "تُعاد المحاولة تلقائيًا. إن تكرر هذا فأعد تشغيل الكاميرا وتحقق من عدد المشاهدين الذي تسمح به.",
    ],
  },
  {
    word: ["Option refused", "خيار مرفوض"],
    sentences: [['ffmpeg refuses "{option}".', "يرفض ffmpeg الخيار «{option}»."]],
    cure: [
      "Remove it from the profile's additional arguments, or install an ffmpeg that knows it.",
      "أزله من وسائط ffmpeg الإضافية في ملف الإعداد، أو ثبّت إصدارًا من ffmpeg يعرفه.",
    ],
  },
  {
    word: ["ffmpeg missing", "ffmpeg مفقود"],
    sentences: [
      [
        "ffmpeg is not installed on this computer, or cannot be started.",
        "ffmpeg غير مثبّت على هذا الحاسوب، أو لا يمكن تشغيله.",
      ],
    ],
    cure: [
      "Install ffmpeg (on Debian and Ubuntu: sudo apt install ffmpeg); cameras start as soon as it is there.",
      "ثبّت ffmpeg (في Debian وUbuntu: \u2066sudo apt install ffmpeg\u2069)؛ تبدأ الكاميرات حالما يكون موجودًا.",
    ],
  },
  {
    word: ["No GPU decoding", "لا فك ترميز بمعالج الرسوم"],
    sentences: [["The GPU does not decode {camera}'s stream.", "لا يفك معالج الرسوم ترميز بث {camera}."]],
    cure: [
      "The camera runs with software decoding. Check the driver and the knobs hwaccel, device and gpu_index, or set hwaccel to none.",
      "تعمل الكاميرا بفك ترميز برمجي. تحقق من برنامج التشغيل والخيارات hwaccel وdevice وgpu_index، أو اضبط hwaccel على none.",
    ],
  },
  {
    word: ["Disk full", "القرص ممتلئ"],
    sentences: [["No space is left on this computer's disk.", "لم تبق مساحة على قرص هذا الحاسوب."]],
    cure: [
      "Free some space, or lower how long snapshots are kept in Settings.",
      "حرّر بعض المساحة، أو قلّل في الإعدادات مدة الاحتفاظ باللقطات.",
    ],
  },
  {
    word: ["File unreadable", "الملف غير مقروء"],
    sentences: [
      [
        "The video file of {camera} is not there, or may not be read.",
        "ملف فيديو {camera} غير موجود، أو لا تُسمح قراءته.",
      ],
    ],
    cure: [
      "Check its path, and that the user who runs Bellwatch may read it.",
      "تحقق من مساره، ومن أن المستخدم الذي يشغّل Bellwatch يستطيع قراءته.",
    ],
  },
  {
    word: ["Killed by the system", "أنهاه النظام"],
    sentences: [
      [
        "The system ended the ffmpeg of {camera}, most likely for want of memory.",
        "أنهى النظام ffmpeg الخاص بـ {camera}، والأرجح لنقص الذاكرة.",
      ],
    ],
    cure: [
      "Close other programs, or run fewer or smaller streams (the sub-stream, for example).",
      "أغلق برامج أخرى، أو شغّل بثًا أقل أو أصغر (البث الفرعي مثلًا).",
    ],
  },
  {
    word: ["Unknown error", "خطأ مجهول"],
    sentences: [
      [
        "The ffmpeg of {camera} ended for a reason that is not known.",
        "انتهى ffmpeg الخاص بـ {camera} لسبب غير معروف.",
      ],
    ],
    cure: [
      "It is tried again by itself. ffmpeg's last line says more; Copy puts all of it on the clipboard.",
      "تُعاد المحاولة تلقائيًا. آخر سطر من ffmpeg يقول المزيد؛ و«نسخ» يضعه كله في الحافظة.",
    ],
  },
];

/** As within a sentence: `Password refused` is `password refused`, and `GPU …` stays. */
const small = (word: string) => (/^.[a-z]/.test(word) ? word[0]!.toLowerCase() + word.slice(1) : word);

/** The same about "the camera", where the engine names none. */
function unnamed([english, arabic]: [string, string]): [string, string] {
  const about = english.startsWith("{camera}") ? "The camera" : "the camera";
  return [
    english.replace("{camera}", about),
    arabic.replace("بـ {camera}", "بالكاميرا").replace("{camera}", "الكاميرا"),
  ];
}

export const errors: Catalogue = Object.fromEntries(
  kinds.flatMap(({ word, sentences, cure }): [string, string][] => [
    word,
    [small(word[0]), word[1]],
    ...sentences,
    ...sentences.map(unnamed),
    cure,
  ]),
);
