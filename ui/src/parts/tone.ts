// How something is, as a colour repeats it. The word always stands beside it.

/** Good, late, broken, at rest, or on its way. */
export type Tone = "good" | "late" | "broken" | "resting" | "busy";
