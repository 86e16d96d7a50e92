// Which language the window speaks, and how that language writes dates and numbers. Chosen once, when the page is loaded.

/** The languages there are, by their tags (BCP 47). */
export const languages = ["en", "ar", "ckb"] as const;
export type Language = (typeof languages)[number];

/** What the operator chose; `auto` is the desktop's. */
export type LanguageChoice = "auto" | Language;

/** What each language calls itself, in every language the same. */
export const endonyms: Record<Language, string> = { en: "English", ar: "العربية", ckb: "کوردی" };

/** Where the choice is kept on this computer. */
export const LANGUAGE_KEY = "bellwatch.language";

/** The choice that `kept` holds; anything else is `auto`. Pure. */
export function choiceOf(kept: string | null): LanguageChoice {
  return languages.find((one) => one === kept) ?? "auto";
}

/** The language to speak: the chosen one, or the first of those `wished` (as a browser tells them) that there is. Pure. */
export function languageFor(choice: LanguageChoice, wished: readonly string[]): Language {
  if (choice !== "auto") return choice;
  const primaries = wished.map((tag) => tag.toLowerCase().split("-")[0]);
  return primaries.map((tag) => languages.find((one) => one === tag)).find((one) => one !== undefined) ?? "en";
}

/**
 * The locale for Intl: the wished region's (it says which digits and names of months), always with the Gregorian
 * calendar, by which schools plan. English where Intl knows nothing of the language. Pure.
 */
export function localeFor(language: Language, wished: readonly string[]): string {
  if (language === "en" || Intl.DateTimeFormat.supportedLocalesOf([language]).length === 0) return "en";
  const regional = wished.find((tag) => tag.toLowerCase().split("-")[0] === language && !tag.includes("-u-"));
  return `${regional ?? language}-u-ca-gregory`;
}

const asked = new URLSearchParams(location.search).get("lang");

/** The language in use. `?lang=ar` goes before the choice: for the pretend window and tests. */
export const language = languageFor(choiceOf(asked ?? localStorage.getItem(LANGUAGE_KEY)), navigator.languages);

/** What every Intl format of the window is made with. */
export const locale = localeFor(language, navigator.languages);
