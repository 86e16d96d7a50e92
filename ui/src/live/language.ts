// Choosing the window's language. It is kept on this computer; the page is loaded anew, since words never change under a
// screen, and the engine tells its View again at once.

import { choiceOf, LANGUAGE_KEY, type LanguageChoice } from "../words/language";

/** What the operator chose on this computer. */
export function languageChoice(): LanguageChoice {
  return choiceOf(localStorage.getItem(LANGUAGE_KEY));
}

/** Keeps the choice and loads the page in that language. Ask `Leave` first. */
export function chooseLanguage(choice: LanguageChoice): void {
  localStorage.setItem(LANGUAGE_KEY, choice);
  location.reload();
}
