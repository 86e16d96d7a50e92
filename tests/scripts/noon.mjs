// A time zone in which it is noon: what is tried there does not run into another day, whenever it is tried.

/** The name of a zone in which it is twelve something at `now`, without daylight saving. */
export function zoneAtNoon(now = new Date()) {
  const ahead = 12 - now.getUTCHours();
  if (ahead === 0) return "Etc/UTC";
  // These names count the other way: five hours ahead is "Etc/GMT-5".
  return `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
