// Finding by typing: every word must be there, whatever case and marks its letters carry.

/** Whether `within` holds every word of `text`. */
export function holds(within: string, text: string): boolean {
  const plainly = plain(within);
  return plain(text)
    .split(/\s+/)
    .every((word) => plainly.includes(word));
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLocaleLowerCase();
}

/** For sorting what people number and name: "5A" before "10A". */
export function byWords(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
