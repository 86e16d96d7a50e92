// Every screen, face, dialog, sheet and state of the window, in one table. A row is `name`, where it is (`hash`), the
// pretend `school` (mixed unless it says so), what the engine does when it is asked (`engine`: "never" or "refused"), and
// what is done there before looking (`act`, by a hand that speaks every language). `silent`: nothing is to be read there
// yet but for a screen reader.

import { CAMERAS } from "./cameras.mjs";
import { PEOPLE } from "./people.mjs";
import { SCHEDULE } from "./schedule.mjs";
import { SYSTEM } from "./system.mjs";

export const SCREENS = [...CAMERAS, ...SCHEDULE, ...PEOPLE, ...SYSTEM];

/** The row of that name. */
export function screen(name) {
  const found = SCREENS.find((row) => row.name === name);
  if (!found) throw new Error(`There is no screen “${name}” in the table.`);
  return found;
}
