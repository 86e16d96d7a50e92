import { expect, test } from "vitest";
import { happened } from "../backend/pretend/happened";
import { ofDomain } from "../wire/sentencesOfDomain";
import { ofEngine } from "../wire/sentencesOfEngine";
import { ofRecogniser } from "../wire/sentencesOfRecogniser";
import { ofShell } from "../wire/sentencesOfShell";
import { ofStore } from "../wire/sentencesOfStore";
import { arabic } from "./ar/engine";
import { reader } from "./catalogue";
import { speaker } from "./engine";
import { pieces } from "./isolate";
import { writingFor } from "./times";

const templates = new Set<string>([...ofDomain, ...ofEngine, ...ofRecogniser, ...ofShell, ...ofStore]);
const say = speaker(arabic, "ar-IQ-u-ca-gregory");
const plain = (text: string) => say(text).replaceAll(/[\u2066-\u2069]/g, "");

test("every sentence of the engine has a template in Arabic, and no template is of a sentence that is gone", () => {
  expect([...templates].filter((english) => arabic[english] === undefined)).toEqual([]);
  expect(Object.keys(arabic).filter((english) => !templates.has(english))).toEqual([]);
});

test("each template names gaps of its English, and says something in Arabic letters", () => {
  const read = reader(arabic, writingFor("ar"));
  const sample: Record<string, string> = {
    number: "7",
    time: "08:00",
    said: "Unreachable",
    clauses: "Gate does not answer",
    words: "Unreachable",
    open: "tray",
    spans: "07:30–08:00, 09:00–09:45",
    weekdays: "Sun Mon",
    names: "Gate and Yard",
  };
  for (const english of templates) {
    const text = english.replaceAll(/\{\w+(?::(\w+))?\}/g, (_, kind?: string) => (kind ? sample[kind]! : "Gate"));
    const found = read(text);
    expect(found?.said, english).toMatch(/[\u0600-\u06ff]|^[a-z, ]+$/);
    expect(found?.said, english).not.toMatch(/[{}#]|undefined/);
  }
});

test("names stand by themselves, whatever is in them", () => {
  expect(pieces(say("Gate 2 refuses the user name or password."))).toContainEqual({ text: "Gate 2", is: "name" });
  expect(plain("البوابة does not answer.")).toBe("لا تجيب البوابة.");
  expect(plain("The camera does not answer.")).toBe("لا تجيب الكاميرا.");
});

test("times, numbers and sentences within a sentence are written as the locale does", () => {
  expect(plain("Outside its periods until 07:50.")).toBe("خارج حصصها حتى ٠٧:٥٠.");
  expect(plain("Outside its periods until Tuesday 24 November, 07:50.")).toMatch(/الثلاثاء.*٢٤.*٠٧:٥٠/);
  expect(plain("Gate does not answer. Try 3 follows.")).toBe("لا تجيب Gate. تتبعها المحاولة ٣.");
  expect(plain("2 cameras start, 1 camera stops")).toBe("تبدأ كاميرتان، وتتوقف كاميرا واحدة");
});

test("events are said with their dates, spans and clauses", () => {
  expect(plain("The exception Trip to Erbil (2026-11-23) was added.")).toMatch(/Trip to Erbil \(٢٣.*٢٠٢٦\)/);
  expect(plain("The backup of 3 November 2026 08:05 was restored.")).toMatch(/٣ .*٢٠٢٦.*٠٨:٠٥/);
  expect(plain("Gate: the picture is back after 2 min 5 s.")).toBe("عادت صورة Gate بعد ٢ د ٥ ث.");
  expect(plain("1 of 3 ready for Period 1: Gate does not answer; Yard refuses the user name or password.")).toBe(
    "جاهزة لـ Period 1: ١ من ٣. لا تجيب Gate؛ ترفض Yard اسم المستخدم أو كلمة المرور.",
  );
  expect(plain("Yard ran at 0.5 to 2 of 4 fps from 08:01 to 08:06: the budget of 8 fps was used up.")).toBe(
    "عملت Yard بـ0.5 إلى 2 من 4 صور في الثانية من ٠٨:٠١ إلى ٠٨:٠٦: كانت ميزانية 8 صور في الثانية مستنفدة.",
  );
});

test("a text of several sentences or clauses is said when each of them is", () => {
  expect(plain("The face is blurred. Hold the camera still, and wipe its lens.")).toBe(
    "الوجه ضبابي. ثبّت الكاميرا وامسح عدستها.",
  );
  expect(plain("There is no day off to add; 3 are there already.")).toBe("لا يوم عطلة يُضاف؛ الموجود من قبل: ٣.");
  expect(plain("Name Bo becomes Dr. Bo B.. Leaves the group 7A.")).toBe(
    "يصبح الاسم Bo هو Dr. Bo B.. يخرج من المجموعة 7A.",
  );
  expect(pieces(say("The face is blurred. Nobody wrote this."))).toHaveLength(1);
});

test("lists, spans, weekdays and words that may be anybody's are written as the language does", () => {
  expect(plain("Nothing drives Gate, Yard and 3 more: always rest.")).toBe(
    "لا شيء يشغّل Gate وYard و3 أخرى: تستريح دائمًا.",
  );
  expect(plain("07:30–08:00, 09:00–09:45 as well")).toBe("٠٧:٣٠–٠٨:٠٠ و٠٩:٠٠–٠٩:٤٥ أيضًا");
  expect(plain("Period 1 and Period 2 of Week overlap (Sun Mon).")).toMatch(/Week \(الأحد والاثنين\)\.$/);
  expect(plain("Changes address, user and tags.")).toBe("يتغيّر: العنوان والمستخدم والوسوم.");
  const unknown = "Changes address, colour and tags.";
  expect(pieces(say(unknown))).toEqual([{ text: unknown, is: "english" }]);
  expect(plain("Paused until 10:30 by tray.")).toMatch(/شريط النظام\.$/);
  expect(plain("Paused until 10:30 by Ana.")).toMatch(/Ana\.$/);
  expect(plain("tray, Monday 09 November, 08:12")).toMatch(/^شريط النظام، الاثنين .* ٠٨:١٢$/);
  expect(plain("All day: tray, 08:00; Week: Ana, 08:55")).toBe("All day: شريط النظام، ٠٨:٠٠؛ Week: Ana، ٠٨:٥٥");
  expect(plain("/data/x cannot be written: Permission denied (os error 13).")).toBe(
    "لا تمكن كتابة /data/x: لا صلاحية لذلك.",
  );
});

test("the tray and notifications are said whole", () => {
  expect(plain("All well · 4 cameras watching")).toMatch(/^كل شيء على ما يرام · تراقب [4٤] كاميرات$/);
  expect(plain("Stopped by hand (tray) · 0 of 1 camera watching")).toMatch(/شريط النظام.*والكل كاميرا واحدة$/);
  expect(plain("Yard · paused until 10:30")).toBe("Yard · إيقاف مؤقت حتى ١٠:٣٠");
  expect(plain("2 cameras are down together")).toBe("تعطلت معًا كاميرتان");
  const together = "They fail together, so look first at what they share: the switch, its cable, its power.";
  const cure = "Check the camera's power and network cable, and the address; a firewall can also be in the way.";
  expect(plain(`Gate and Yard: no answer. ${together} ${cure}`)).toMatch(/^Gate وYard: لا جواب\. تتعطل معًا[^a-z]*$/);
});

test("what the pretended engine tells is all said", () => {
  const read = reader(arabic, writingFor("ar"));
  for (const [, actor, sentence] of happened)
    for (const text of [actor, sentence]) expect(read(text)?.said, text).not.toMatch(/[{}#]|undefined/);
});

test("what has no template is English as a whole, and never half of it", () => {
  for (const text of ["Nobody wrote this.", "Nobody wrote this. Try 3 follows.", "Outside its periods until soon."]) {
    expect(pieces(say(text))).toEqual([{ text, is: "english" }]);
  }
  expect(say("")).toBe("");
});

test("long and hostile texts are looked through once", () => {
  const long = " refuses the user name or password and ".repeat(2000);
  const before = performance.now();
  expect(pieces(say(long))).toEqual([{ text: long, is: "english" }]);
  for (let at = 0; at < 2000; at += 1) say(`until ${", ".repeat(300)}${at}`);
  expect(performance.now() - before).toBeLessThan(4000);
});
