// What is amiss in a page, found by looking at where everything lies. `amiss` is run in the page (so it needs nothing from
// here) and answers with sentences, none where all is well.
//
// - something sticks out of the window, scrolls sideways, or is cut without a title that says it whole (a state: at all);
// - two texts, two controls, or a text and a control lie over one another in one layer;
// - a control lies where nobody can scroll to;
// - a list, a table or a card has nothing in it, not even words;
// - a paragraph's line is too long for the eye to find the next one;
// - a sentence is English where the window speaks Arabic. (What Sorani lacks yet is English on purpose.)

/** The most letters of a paragraph's line: 75 are comfortable, what is more than this is not read. */
const LONGEST_LINE = 110;

/** What may look amiss, and why it is not. */
const ALLOWED = {
  /** What lies over something on purpose: a tile's buttons over its picture, the key that a search box names, the calendar,
   * and five minutes of a timeline, which stay wide enough to be pressed. */
  over: "[data-camera], [data-camera] *, kbd[aria-hidden], .ec *, .day [role=group] > button",
  /** Cut on purpose: the words around what Help found, which stand whole where they lead to. */
  excerpt: ".found span",
  /** Draws its own scroll or its own places: the kept calendar, uPlot's canvas, the day of a timeline. */
  places: ".ec, .uplot, .ec *, .uplot *",
  /** Says its own name in its own language: a language that can be chosen. */
  english: "[name=language] + *",
};

/** For `page.evaluate(amiss, LIMITS)`. */
export const LIMITS = { longestLine: LONGEST_LINE, ...ALLOWED };

export function amiss({ longestLine, over, excerpt, places, english, silent, cutAlone }) {
  const found = [];
  const tell = (why, ...elements) =>
    found.push(`${why}: ${elements.map((one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 150)).join(" | ")}`);
  const root = document.documentElement;
  const within = document.querySelector("dialog:modal") ?? document.body;
  const all = [...within.querySelectorAll("*")].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }),
  );

  if (root.scrollWidth > root.clientWidth) tell(`the window scrolls sideways (${root.scrollWidth})`, root);
  for (const element of all) if (!isUnseen(element)) lookAtBox(element);
  if (!cutAlone) {
    lookAtControls();
    lookAtOverlaps();
    lookForWords();
    if (root.lang === "ar") lookForEnglish();
  }
  return found.slice(0, 8);

  /** What the engine said and the window cannot say: marked as `english` of ui/src/words/isolate.ts marks it. */
  function lookForEnglish() {
    for (const element of document.body.querySelectorAll("*")) {
      const own = [...element.childNodes]
        .filter(({ nodeType }) => nodeType === 3)
        .map(({ textContent }) => textContent);
      const told = ["title", "aria-label", "aria-description", "placeholder", "alt"].map((name) =>
        element.getAttribute(name),
      );
      const isMarked = element.lang === "en" && !element.matches(english);
      const said = isMarked ? element.textContent : [...own, ...told].find((text) => text?.includes("\u2066\u200e"));
      if (said) tell(`says in English: “${said.trim()}”`, element);
    }
  }

  function isUnseen(element) {
    return (
      element.closest(".visually-hidden, .skip, [inert]") !== null || element.closest("svg")?.contains(element) === true
    );
  }

  function lookAtBox(element) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return;
    const scrolls = /auto|scroll/.test(style.overflowX);
    const isWide =
      element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && style.display !== "inline";
    if (scrolls && isWide && element.tagName !== "TEXTAREA") tell("scrolls sideways", element);
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const says = (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") && element.closest("[title]");
    if (element.textContent.trim() && !says && element.tagName !== "SELECT" && (own || !element.querySelector("*"))) {
      if (isWide && /hidden|clip/.test(style.overflowX)) tell("is cut without a title", element);
      const isTall = element.scrollHeight > element.clientHeight + 3 && element.clientHeight > 0;
      if (isTall && !element.matches(excerpt) && style.display !== "inline" && /hidden|clip/.test(style.overflowY))
        tell("is cut below", element);
    }
    // What state a camera is in is never cut, whatever else says it.
    if (isWide && element.matches(".state > .word")) tell("is cut", element);
    const isOutside = box.left < -1 || box.right > innerWidth + 1;
    if (isOutside && !element.matches(places) && !clipping(element)) tell("sticks out", element);
    if (own && !cutAlone && element.matches("p, dd, li, small, blockquote")) lookAtLine(element);
  }

  /** Letters on the first line of a paragraph that has more than one. */
  function lookAtLine(element) {
    const text = element.textContent.replace(/\s+/g, " ").trim();
    const box = element.getBoundingClientRect();
    const line = Number.parseFloat(getComputedStyle(element).lineHeight) || 18;
    const lines = Math.round(box.height / line);
    if (lines < 2 || element.querySelector("code, pre, table, ul")) return;
    if (text.length / lines > longestLine) tell(`has ${Math.round(text.length / lines)} letters on a line`, element);
  }

  /** The nearest thing that cuts `element` off, or undefined. */
  function clipping(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return at;
    }
  }

  function controls() {
    const kinds = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem]";
    return all.filter((element) => {
      if (!element.matches(kinds) || isUnseen(element)) return false;
      const { width, height } = element.getBoundingClientRect();
      // A choice's own circle is hidden beneath what is drawn for it.
      return width > 4 && height > 4 && Number(getComputedStyle(element).opacity) > 0.05;
    });
  }

  /** Every control can be brought into the window by scrolling. */
  function lookAtControls() {
    for (const control of controls()) {
      let { left, right, top, bottom } = control.getBoundingClientRect();
      for (let at = control.parentElement; at && at !== root; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (/auto|scroll/.test(style.overflowY) || /auto|scroll/.test(style.overflowX)) {
          // What scrolls shows it; from here on it is as far away as the box that scrolls.
          ({ left, right, top, bottom } = at.getBoundingClientRect());
        }
        if (style.position === "fixed") break;
      }
      const isOut = bottom < 1 || right < 1 || top > innerHeight - 1 || left > innerWidth - 1;
      if (isOut) tell("cannot be scrolled to", control);
    }
  }

  /** What is seen of `box` within everything that cuts it off. */
  function seen(element, box) {
    let { left, right, top, bottom } = box;
    for (let at = element.parentElement; at && at !== root; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX !== "visible") {
        const cut = at.getBoundingClientRect();
        left = Math.max(left, cut.left);
        right = Math.min(right, cut.right);
        top = Math.max(top, cut.top);
        bottom = Math.min(bottom, cut.bottom);
      }
      if (style.position === "fixed") break;
    }
    left = Math.max(left, 0);
    top = Math.max(top, 0);
    right = Math.min(right, innerWidth);
    bottom = Math.min(bottom, innerHeight);
    return right - left > 2 && bottom - top > 4 ? { left, right, top, bottom } : null;
  }

  /** The layer that something lies in: what is stuck, floats or pops up lies over the rest on purpose. */
  function layer(element) {
    for (let at = element; at && at !== within; at = at.parentElement) {
      if (/fixed|sticky/.test(getComputedStyle(at).position) || at.matches("[popover]")) return at;
    }
    return within;
  }

  function lookAtOverlaps() {
    const boxes = [];
    for (const control of controls()) {
      if (control.matches(over)) continue;
      const box = seen(control, control.getBoundingClientRect());
      if (box) boxes.push({ element: control, kind: "control", layer: layer(control), ...box });
    }
    const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    const shown = new Set(all);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.textContent.trim() || !shown.has(element) || isUnseen(element) || element.matches(over)) continue;
      if (element.matches("option, script, style") || Number(getComputedStyle(element).opacity) < 0.05) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const at = layer(element);
      for (const rect of range.getClientRects()) {
        // Of a text that is cut with an ellipsis, what is shown.
        const box = seen(node, rect);
        if (box) boxes.push({ element, kind: "text", layer: at, ...box });
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    for (const [at, one] of boxes.entries()) {
      for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - 2; next += 1) {
        const other = boxes[next];
        const { element: a } = one;
        const { element: b } = other;
        if (a === b || one.layer !== other.layer || a.contains(b) || b.contains(a)) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const tall = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const least = Math.min(one.bottom - one.top, other.bottom - other.top);
        if (wide <= 2 || tall <= Math.max(3, least * 0.35)) continue;
        // A label lies around its own control.
        if (a.closest("label")?.contains(b) || b.closest("label")?.contains(a)) continue;
        tell(`lie over one another (${Math.round(wide)} × ${Math.round(tall)})`, a, b);
      }
    }
  }

  /** Nothing that is there to be read is empty. */
  function lookForWords() {
    const hasWords = (element) =>
      /[\p{L}\p{N}]/u.test(element.textContent) || element.querySelector("canvas, img, input, textarea");
    const lists = "tbody, ul, ol, dl, [role=list], [role=listbox], [role=grid], section, article, aside";
    for (const element of all) {
      if (isUnseen(element) || !element.matches(lists) || element.matches(places)) continue;
      const { width, height } = element.getBoundingClientRect();
      if (width > 40 && height > 40 && !hasWords(element)) tell("has no words", element);
    }
    const main = document.querySelector("main");
    if (main && !silent && !/[\p{L}\p{N}]/u.test(main.innerText ?? "")) tell("says nothing", main);
  }
}
