// What changed between two commands, word by word. Pure.

/** Words that stay, go, or are new. */
export type Word = { text: string; is: "same" | "gone" | "new" };

/** The words of `before` and `after` in one row: the longest common row of words stays. */
export function wordDiff(before: string, after: string): Word[] {
  const a = split(before);
  const b = split(after);
  const lengths = common(a, b);
  const row: Word[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      row.push({ text: a[i]!, is: "same" });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      row.push({ text: a[i]!, is: "gone" });
      i += 1;
    } else {
      row.push({ text: b[j]!, is: "new" });
      j += 1;
    }
  }
  return row;
}

function split(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** For each pair of places, how many words the rests have in common. */
function common(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
