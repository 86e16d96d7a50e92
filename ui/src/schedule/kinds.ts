// What happens on a day of exception, in words.

import { locale, words } from "../words/words";
import type { ExceptionChoice } from "../wire/ExceptionChoice";
import type { ExceptionDraft } from "../wire/ExceptionDraft";
import type { ExceptionView } from "../wire/ExceptionView";
import { dateName, weekdayName } from "./dates";

/** In two or three words. */
export function kindWords(kind: ExceptionChoice): string {
  switch (kind.is) {
    case "off":
      return words.bell.days.offShort;
    case "on":
      return words.bell.days.onShort;
    case "window":
      return words.bell.days.windowShort(kind.start, kind.end);
    case "shift":
      return words.bell.days.shiftShort(weekdayName(kind.to, locale, "long"));
  }
}

/** "Wed 25 Nov 2026", or from one day to another. */
export function rangeWords({ first, last }: { first: string; last: string }): string {
  const from = dateName(first, locale, true);
  return first === last ? from : `${from} – ${dateName(last, locale, true)}`;
}

/** The draft of a saved day. */
export function dayDraft({ id, name, first, last, kind, schedule }: ExceptionView): ExceptionDraft {
  return { id, name, first, last, kind, schedule };
}
