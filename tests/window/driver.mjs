// A small W3C WebDriver client: just what the journey of the real window needs.

import { setTimeout as pause } from "node:timers/promises";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The longest that the driver may take to answer. */
const ANSWER_MS = 20_000;

/** One window under WebDriver. */
export class Driver {
  constructor(base, session) {
    this.base = `${base}/session/${session}`;
  }

  /** Opens `application` with `args`; the driver may still be starting. */
  static async open(base, application, args) {
    const capabilities = { alwaysMatch: { browserName: "wry", "tauri:options": { application, args } } };
    const made = await until("the driver answers", 30_000, async () => {
      const response = await fetch(`${base}/session`, { method: "POST", body: JSON.stringify({ capabilities }) });
      const { value } = await response.json();
      if (value.error) throw new Error(`${value.error}: ${value.message}`);
      return value;
    });
    return new Driver(base, made.sessionId);
  }

  async ask(method, path, body) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${this.base}${path}`, { method, body: body && JSON.stringify(body), signal });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  /** The first element that XPath finds, waiting for it. */
  find(xpath, within = 20_000) {
    return until(`there is ${xpath}`, within, async () => {
      const found = await this.ask("POST", "/element", { using: "xpath", value: xpath });
      return found[ELEMENT];
    });
  }

  /** Clicks the first element that XPath finds, as soon as it can be; it may be drawn anew meanwhile. */
  async click(xpath) {
    await until(`${xpath} can be clicked`, 30_000, async () => {
      await this.ask("POST", `/element/${await this.find(xpath, 0)}/click`, {});
      return true;
    });
  }

  /** Clicks what hides or ends the window: the driver would wait for a picture of what is no longer there. */
  async clickAway(xpath) {
    await this.find(xpath);
    await this.run(
      `const found = document.evaluate(arguments[0], document, null, XPathResult.FIRST_ORDERED_NODE_TYPE);
       setTimeout(() => found.singleNodeValue.click(), 250); // The driver has its answer before that.`,
      xpath,
    );
  }

  /** Types into the field with this label. */
  async type(label, text) {
    const element = await this.find(`//input[@id=//label[starts-with(normalize-space(), "${label}")]/@for]`);
    await this.ask("POST", `/element/${element}/value`, { text });
  }

  /** Chooses a file where a button with this label asks for one. */
  async choose(label, file) {
    const element = await this.find(`//input[@type="file" and @aria-label="${label}"]`);
    await this.ask("POST", `/element/${element}/value`, { text: file });
  }

  /** What stands in the first element that XPath finds, also where it may be cut. */
  async text(xpath) {
    return this.run("return arguments[0].innerText", { [ELEMENT]: await this.find(xpath) });
  }

  /** The file that the page says it wrote. */
  async written() {
    const said = "Written to ";
    return (await this.text(innermost(`starts-with(normalize-space(), "${said}")`))).trim().slice(said.length);
  }

  /** Waits until the page shows this text, also where a name within it stands by itself. */
  reads(text, within) {
    return this.find(innermost(`contains(normalize-space(), "${text}")`), within);
  }

  /** Runs a script in the page. */
  run(script, ...args) {
    return this.ask("POST", "/execute/sync", { script, args });
  }

  /** A picture of the page, as PNG bytes. */
  async picture() {
    // The driver waits for the next frame, and a page that stands still draws none.
    await this.run(`const dot = Object.assign(document.createElement("i"), { id: "still-drawing" });
      dot.style = "position: fixed; inset: auto 0 0 auto; width: 1px; height: 1px; background: currentColor";
      dot.animate({ opacity: [0, 0.01] }, { duration: 100, iterations: Infinity });
      document.body.append(dot);`);
    const picture = await this.ask("GET", "/screenshot");
    await this.run(`document.getElementById("still-drawing")?.remove();`);
    return Buffer.from(picture, "base64");
  }

  close() {
    return this.ask("DELETE", "");
  }
}

/** The XPath of what meets this and holds nothing that meets it too. */
function innermost(meets) {
  return `//body//*[not(self::script) and ${meets}][not(*[${meets}])]`;
}

/** The XPath of a button that is called this. */
export function button(label) {
  return `//button[normalize-space() = "${label}"]`;
}

/** Asks until there is an answer that counts; fails with what was waited for and the last refusal. */
export async function until(what, within, ask) {
  const end = Date.now() + within;
  let refusal = "";
  do {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      refusal = error.message;
    }
    await pause(100);
  } while (Date.now() < end);
  throw new Error(`not within ${within / 1000} s: ${what}. ${refusal}`);
}
