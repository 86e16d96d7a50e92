// Takes the pictures of docs/operating.md anew, from the pretend school: npm run -s ui:pretend && node tests/screens/for-docs.mjs

import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openHouse, openPage } from "./house.mjs";

/** A page of Help is not to become heavy. */
const MOST_BYTES = 150_000;

const PICTURES = [
  {
    name: "why",
    hash: "/cameras/2",
    size: [1180, 640],
    act: (page) => page.getByText("refuses the user name").first().waitFor(),
  },
  {
    name: "system",
    hash: "/system",
    school: "gpu",
    size: [880, 600],
    act: (page) => page.locator(".u-over").waitFor(),
  },
];

const house = await openHouse();
for (const { name, hash, school = "mixed", size, act } of PICTURES) {
  const page = await openPage(house, { hash, query: `pretend=${school}&still`, size });
  await act(page);
  await page.evaluate(() => document.fonts.ready);
  const path = fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));
  await page.screenshot({ path, animations: "disabled" });
  await page.context().close();
  const bytes = (await stat(path)).size;
  console.log(`${name}.png: ${Math.round(bytes / 1000)} kB`);
  if (bytes > MOST_BYTES) throw new Error(`${name}.png has more than ${MOST_BYTES / 1000} kB.`);
}
await house.close();
