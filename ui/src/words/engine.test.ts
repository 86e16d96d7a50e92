import { expect, test } from "vitest";
import { ofDomain } from "../wire/sentencesOfDomain";
import { ofEngine } from "../wire/sentencesOfEngine";
import { arabic } from "./ar/engine";
import { reader } from "./catalogue";
import { speaker } from "./engine";
import { pieces } from "./isolate";
import { writingFor } from "./times";

const templates = new Set<string>([...ofDomain, ...ofEngine]);
const say = speaker(arabic, "ar-IQ-u-ca-gregory");
const plain = (text: string) => say(text).replaceAll(/[\u2066-\u2069]/g, "");

test("every sentence of the engine has a template in Arabic, and no template is of a sentence that is gone", () => {
  expect([...templates].filter((english) => arabic[english] === undefined)).toEqual([]);
  expect(Object.keys(arabic).filter((english) => !templates.has(english))).toEqual([]);
});

test("each template names gaps of its English, and says something in Arabic letters", () => {
  const read = reader(arabic, writingFor("ar"));
  const sample: Record<string, string> = { number: "7", time: "08:00", said: "Unreachable" };
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
  expect(plain("2 cameras start, 1 camera stops")).toBe("تبدأ كاميرتين، وتتوقف كاميرا واحدة");
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
