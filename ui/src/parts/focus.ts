// Where the focus goes when what had it is taken away: a button whose deed is done, a row that was removed, a note that was
// answered. A browser lets go of it then, and whoever works by keyboard begins at the top of the window again.

const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';

/** So many stops of the focus are remembered. */
const REMEMBERED = 8;

/**
 * Keeps the focus within `root` for as long as it is there. What takes a lost one is the next stop in the same place; else
 * the last one that had it before and still stands; else the title of the screen. Whoever moves the focus themselves goes
 * before this. What is only switched off for a while has it again afterwards.
 */
export function keepFocus(root: HTMLElement): () => void {
  /** The stops that had the focus, the newest first. */
  let had: HTMLElement[] = [];
  const remember = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLElement) had = [target, ...had.filter((one) => one !== target)].slice(0, REMEMBERED);
  };
  const observer = new MutationObserver((changes) => {
    const [lost] = had;
    if (!lost || document.activeElement !== document.body) return;
    if (lost.isConnected)
      return changes.some(({ target }) => target === lost) && isStop(lost) ? lost.focus() : undefined;
    const change = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    if (!change) return;
    had = had.filter((one) => one.isConnected);
    heir(change, had)?.focus();
  });
  root.addEventListener("focusin", remember);
  observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  return () => {
    root.removeEventListener("focusin", remember);
    observer.disconnect();
  };
}

/** Who takes the focus after `change` took away what had it. */
function heir({ target, previousSibling }: MutationRecord, had: readonly HTMLElement[]): HTMLElement | undefined {
  const title = document.querySelector<HTMLElement>("main h1") ?? undefined;
  if (!(target instanceof HTMLElement) || !target.isConnected || (title && target.contains(title))) return title;
  const here = [...target.querySelectorAll<HTMLElement>(STOPS)].filter(isStop);
  const after = here.find(
    (stop) => !previousSibling || previousSibling.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return after ?? here.at(-1) ?? had.find(isStop) ?? title;
}

function isStop(element: HTMLElement): boolean {
  return !element.matches(":disabled, [hidden], [inert] *") && element.getClientRects().length > 0;
}
