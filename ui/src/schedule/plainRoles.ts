// The calendar component calls itself a table, which its events, being buttons, cannot be cells of. A screen reader
// is better served without: it finds a named group and in it the periods, each with its day and times.

const TABLE = new Set(["table", "rowgroup", "row", "cell", "columnheader"]);
const PLACES = ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount"];

/** Takes the roles of a table away inside `frame`, also from what comes later. For `{@attach}`. */
export function plainRoles(frame: HTMLElement): () => void {
  const plain = (root: ParentNode) => {
    for (const element of root.querySelectorAll("[role]")) {
      if (TABLE.has(element.getAttribute("role") ?? "")) element.removeAttribute("role");
    }
    for (const place of PLACES) {
      for (const element of root.querySelectorAll(`[${place}]`)) element.removeAttribute(place);
    }
  };
  plain(frame);
  const watching = new MutationObserver(() => plain(frame));
  watching.observe(frame, { childList: true, subtree: true, attributeFilter: ["role"] });
  return () => watching.disconnect();
}
