// Arabic whole, as it is loaded: the window's words and the engine's.

import type { Spoken } from "../words";
import { ar } from "./ar";
import { arabic } from "./engine";

export const all: Spoken = { words: ar, engine: arabic };
