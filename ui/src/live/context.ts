// What the screens are handed from above instead of reaching for it.

import { createContext } from "svelte";
import type { Habits } from "./habits.svelte";
import type { Leave } from "./leave.svelte";
import type { Live } from "./live.svelte";
import type { Looking } from "./looking.svelte";
import type { Theme } from "./theme.svelte";

export const [useLive, provideLive] = createContext<Live>();
export const [useLooking, provideLooking] = createContext<Looking>();
export const [useTheme, provideTheme] = createContext<Theme>();
export const [useLeave, provideLeave] = createContext<Leave>();
export const [useHabits, provideHabits] = createContext<Habits>();
