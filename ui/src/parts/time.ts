// A time of day as people type it.

/** "07:45" of "7:45", "745", "0745" or "7", moved by some minutes; `null` when it is no time. */
export function typedTime(text: string, byMinutes = 0): string | null {
  const plain = text.trim().replace(/[.h ]/g, ":");
  const match = /^(\d{1,2}):(\d{2})$/.exec(plain) ?? /^(\d{1,2})(\d{2})$/.exec(plain) ?? /^(\d{1,2})()$/.exec(plain);
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  if (hours > 23 || minutes > 59) return null;
  const moved = (hours * 60 + minutes + byMinutes + 1440) % 1440;
  return `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
}
