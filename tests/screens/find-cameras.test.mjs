// Cameras that are found by themselves: by keyboard alone from the search to Undo, and how each step looks, light and dark,
// small, and in Arabic. The pictures lie in tests/out/screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look, openHouse, openPage, unlessMissing } from "./house.mjs";

const LAPTOP = [1366, 768];
const SMALL = [880, 560];
const STILL = "pretend=mixed&still";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

const button = (page, name) => page.getByRole("button", { name, exact: true });
const english = {
  more: "More",
  open: "Find cameras…",
  user: "User name",
  password: "Password",
  ask: /^Ask \d+ cameras/,
};
const arabic = {
  more: "المزيد",
  open: "البحث عن كاميرات…",
  user: "اسم المستخدم",
  password: "كلمة المرور",
  ask: /^سؤال/,
};

async function open(page, words = english) {
  await button(page, words.more).click();
  await page.getByRole("menuitem", { name: words.open }).click();
  await page.getByRole("dialog").waitFor();
}

/** Searches, and asks all of them with a password that one refuses. */
async function ask(page, words = english) {
  await open(page, words);
  await page.getByLabel(words.user, { exact: true }).fill("admin");
  await page.getByLabel(words.password, { exact: true }).fill("sesame");
  await page.getByRole("button", { name: words.ask }).click();
  await page.locator("dialog input.name").first().waitFor();
}

const SEEN = [
  { name: "find-found", act: (page) => open(page).then(() => page.getByText("10 cameras answered.").waitFor()) },
  {
    name: "find-searching",
    find: "slow",
    act: (page) => open(page).then(() => page.getByText("Searching, round 2 of 4…").waitFor()),
  },
  {
    name: "find-none",
    find: "none",
    act: (page) => open(page).then(() => page.getByText("No camera answered").waitFor()),
  },
  {
    name: "find-no-network",
    find: "broken",
    act: (page) => open(page).then(() => page.getByText("No network of this computer").first().waitFor()),
  },
  { name: "find-answers", act: (page) => ask(page) },
  {
    name: "find-refused",
    act: async (page) => {
      await ask(page);
      await page.locator("dialog input.name").first().fill("Gate 1");
      await page.getByRole("button", { name: /^Add \d+ cameras/ }).click();
      await page.getByText("There is a camera of this name already.").waitFor();
    },
  },
];
const views = [
  ...SEEN.flatMap((seen) => ["light", "dark"].map((theme) => ({ ...seen, theme, size: LAPTOP }))),
  ...SEEN.map((seen) => ({ ...seen, theme: "light", size: SMALL })),
];

for (const { name, find, act, theme, size } of views) {
  const file = `${name}-${theme}-${size[0]}`;
  test(`${file} has nothing cut, nothing amiss`, unlessMissing, async () => {
    const query = find ? `${STILL}&find=${find}` : STILL;
    const page = await openPage(house, { hash: "/cameras", query, size, theme });
    await act(page);
    await look(page, file);
    await page.context().close();
  });
}

for (const [name, find, act] of [
  ["found", "", (page) => open(page, arabic).then(() => page.locator("dialog tbody tr").nth(9).waitFor())],
  ["none", "&find=none", (page) => open(page, arabic).then(() => page.getByText("لم تجب أي كاميرا").first().waitFor())],
  ["answers", "", (page) => ask(page, arabic)],
]) {
  test(`find-${name} in Arabic has nothing cut, nothing amiss`, unlessMissing, async () => {
    const page = await openPage(house, { hash: "/cameras", query: `${STILL}&lang=ar${find}`, size: LAPTOP });
    await act(page);
    await look(page, `arabic-find-${name}-1366`);
    await page.context().close();
  });
}

test(
  "cameras are found, asked, one of them again, added together, and undone, by keyboard",
  unlessMissing,
  async () => {
    const page = await openPage(house, { hash: "/cameras", query: STILL });
    const keys = async (...all) => {
      for (const key of all) await page.keyboard.press(key);
    };
    const rows = page.locator("main tbody tr");
    await rows.first().waitFor();
    const count = await rows.count();
    await button(page, "More").focus();
    await keys("Enter", "ArrowDown", "Enter");
    await page.getByText("10 cameras answered.").waitFor();

    // What is there already and what cannot be asked is not to be chosen; of the others one is left out.
    assert.ok(await page.getByRole("dialog").getByLabel("Choose Yard").isDisabled());
    await page.getByRole("dialog").getByLabel("Choose Laboratory").focus();
    await keys("Space");
    await page.getByLabel("User name", { exact: true }).fill("admin");
    await page.getByLabel("Password", { exact: true }).fill("sesame");
    await button(page, "Ask 7 cameras").focus();
    await keys("Enter");
    await page.getByText("6 streams found · 2 cameras did not tell").waitFor();
    await page.getByText("and its clock is 3 hours slow").waitFor();

    // The one that refuses is asked with a password of its own.
    await page.getByLabel(/^Password of .*IPC/).fill("open sesame");
    await button(page, "Ask again").first().focus();
    await keys("Enter");
    await page.getByText("7 streams found · 1 camera did not tell").waitFor();

    // A name that is taken holds up all, and says so where it stands.
    const name = page.getByLabel("Name of the camera at", { exact: false }).first();
    await name.fill("gate 1");
    await button(page, "Add 7 cameras").focus();
    await keys("Enter");
    await page.getByText("Nothing was added.").waitFor();
    await name.fill("Front door");
    await button(page, "Add 7 cameras").focus();
    await keys("Enter");
    await page.getByText("7 cameras were added.").waitFor();
    await page.waitForFunction((all) => document.querySelectorAll("main tbody tr").length === all, count + 7);
    await button(page, "Undo").focus();
    await keys("Enter");
    await page.getByText("The import of cameras was undone: 7 removed").waitFor();
    assert.equal(await rows.count(), count);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  },
);

test("a search that is stopped keeps what was found", unlessMissing, async () => {
  const page = await openPage(house, { hash: "/cameras", query: `${STILL}&find=slow` });
  await open(page);
  await page.getByText("Searching, round 2 of 4…").waitFor();
  await button(page, "Stop").click();
  await page.getByText("6 cameras answered.").waitFor();
  assert.ok(await page.getByRole("button", { name: /^Ask 4 cameras/ }).isEnabled());
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
