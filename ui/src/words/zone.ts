// Between instants and what a clock on the wall of the site shows. Pure.

/** "2026-11-21T08:00" in `zone` (IANA; undefined is the machine's) for an instant in Unix milliseconds. */
export function localOf(ms: number, zone: string | undefined): string {
  return new Date(ms + offsetMs(ms, zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which `local` ("2026-11-21T08:00") stands on the clock in `zone`, or `null` when it is no time.
 * A time that a change of clocks skips is taken as if the clocks had not changed yet; one that comes twice is the
 * first.
 */
export function instantOf(local: string, zone: string | undefined): number | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const guesses = [offsetMs(asUtc - 86_400_000, zone), offsetMs(asUtc + 86_400_000, zone)];
  const fits = guesses.map((offset) => asUtc - offset).filter((at) => at + offsetMs(at, zone) === asUtc);
  return fits.length > 0 ? Math.min(...fits) : asUtc - guesses[0]!;
}

function offsetMs(ms: number, zone: string | undefined): number {
  const parts = clockOf(zone).formatToParts(ms);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(ms / 1000) * 1000;
}

/** Clocks that were made: making one takes longer than all that is asked of it on a screen. A site has one zone. */
const clocks = new Map<string | undefined, Intl.DateTimeFormat>();
const MOST_CLOCKS = 16;

function clockOf(zone: string | undefined): Intl.DateTimeFormat {
  const made = clocks.get(zone);
  if (made) return made;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (clocks.size >= MOST_CLOCKS) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}
