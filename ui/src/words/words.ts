// The language the window speaks. One today; a second is a second file with the type of the first.

import { en } from "./en";

/** Every sentence, by its key. A new language must have them all. */
export type Words = typeof en;

/** The sentences in use. */
export const words: Words = en;
