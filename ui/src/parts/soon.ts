// What can wait until the eye has something to rest on: a wall shows its names and states first, and fills them in frame by
// frame.

/** So many are done after one frame: together they take less than one more. */
const AT_ONCE = 4;

const waiting = new Set<() => void>();
let planned = false;

/** Calls `act` once, some frames from now; in the order of asking. Answers how to take it back. */
export function soon(act: () => void): () => void {
  waiting.add(act);
  plan();
  return () => waiting.delete(act);
}

/** After the next frame was drawn, and not before it. */
function plan(): void {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => setTimeout(turn));
}

function turn(): void {
  planned = false;
  for (const act of [...waiting].slice(0, AT_ONCE)) {
    waiting.delete(act);
    act();
  }
  if (waiting.size > 0) plan();
}
