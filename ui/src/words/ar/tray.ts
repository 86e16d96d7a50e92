// What the shell says beside the window, in Arabic: the tray, and starting with the session.

import type { Catalogue } from "../catalogue";
import { cameras, others } from "./count";

/** The tray's menu and tooltip. */
const menu: Catalogue = {
  "Bellwatch is starting.": "يبدأ Bellwatch.",
  "Starting…": "جارٍ البدء…",
  "Bellwatch could not start its engine.": "تعذّر على Bellwatch تشغيل محرّكه.",
  "No camera yet": "لا كاميرا بعد",
  "All well · {watching:said}": "كل شيء على ما يرام · {watching}",
  "Needs attention · {watching:said}": "يحتاج إلى انتباه · {watching}",
  "Stopped by hand ({by:open}) · {watching:said}": "إيقاف يدوي ({by}) · {watching}",
  "Paused · {cameras:said}": "إيقاف مؤقت · {cameras}",
  "{cameras:said} paused · {watching:said}": "إيقاف مؤقت: {cameras} · {watching}",
  "{cameras:said} watching": "تراقب {cameras}",
  "{watching:number} of {cameras:said} watching": "تراقب {watching}، والكل {cameras}",
  "1 camera": "كاميرا واحدة",
  "{count:number} cameras": ({ count }) => cameras(Number(count)),
  "And {count:number} more in the window": ({ count }) => `و${others(Number(count))} في النافذة`,
  "And {count:number} more.": ({ count }) => `و${others(Number(count))}.`,
  "Pause all": "إيقاف الكل مؤقتًا",
  "Pause a camera": "إيقاف كاميرا مؤقتًا",
  "30 minutes": "30 دقيقة",
  "2 hours": "ساعتان",
  "Until tomorrow {at:time}": "حتى الغد {at}",
  "{camera} · paused until {until:time}": "{camera} · إيقاف مؤقت حتى {until}",
  Resume: "استئناف",
  "Resume all": "استئناف الكل",
  "More in the window…": "المزيد في النافذة…",
  "Open Bellwatch": "فتح Bellwatch",
  Quit: "إنهاء",
  "Quit (stops {cameras:said})": "إنهاء (تتوقف {cameras})",
};

/** Starting with the desktop's session. */
const session: Catalogue = {
  "It cannot be told whether Bellwatch starts with this computer's session.":
    "لا يُعرف هل يبدأ Bellwatch مع جلسة هذا الحاسوب.",
  "Bellwatch cannot change what starts with this computer's session. Check who owns ~/.config/autostart.":
    "لا يستطيع Bellwatch تغيير ما يبدأ مع جلسة هذا الحاسوب. تحقق من مالك \u2066~/.config/autostart\u2069.",
};

export const tray: Catalogue = { ...menu, ...session };
