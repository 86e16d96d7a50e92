import { expect, test } from "vitest";
import { choiceOf, languageFor, localeFor } from "./language";
import { makeFormat } from "./format";

test("what is kept is a choice, and anything else is the desktop's", () => {
  expect(choiceOf("ar")).toBe("ar");
  for (const kept of [null, "", "auto", "de"]) expect(choiceOf(kept)).toBe("auto");
});

test("the desktop's first language that there is, is spoken; without one, English", () => {
  expect(languageFor("auto", ["de-DE", "ar-IQ", "en"])).toBe("ar");
  expect(languageFor("auto", ["CKB-IQ"])).toBe("ckb");
  expect(languageFor("auto", ["de"])).toBe("en");
  expect(languageFor("en", ["ar-IQ"])).toBe("en");
});

test("the region says the digits, and every calendar is Gregorian", () => {
  expect(localeFor("ar", ["en", "ar-IQ"])).toBe("ar-IQ-u-ca-gregory");
  expect(localeFor("ar", ["en"])).toBe("ar-u-ca-gregory");
  expect(localeFor("en", ["en-GB"])).toBe("en");
  const at = Date.UTC(2026, 10, 23, 12);
  const inIraq = makeFormat(localeFor("ar", ["ar-IQ"]), "Asia/Baghdad");
  expect(inIraq.clock(at)).toBe("١٥:٠٠");
  expect(makeFormat(localeFor("ar", ["ar-SA"]), "Asia/Riyadh").day("2026-11-23")).toContain("٢٠٢٦");
});
