// Lists of cameras, with the keyboard alone but for the system's own dialog of files.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openHouse, openPage, unlessMissing } from "./house.mjs";

let house;
before(async () => {
  if (!unlessMissing.skip) house = await openHouse();
});
after(() => house?.close());

function journey(name, hash, act, query = "pretend=mixed&still") {
  test(name, unlessMissing, async () => {
    const page = await openPage(house, { hash, query, size: [1366, 768] });
    await act(page, async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const file = (name) => ({ name, mimeType: "text/csv", buffer: Buffer.from("x") });

journey("a list of cameras is looked at, imported without its bad rows, and undone", "/cameras", async (page, keys) => {
  const rows = page.locator("main tbody tr");
  await rows.first().waitFor();
  const before = await rows.count();
  await button(page, "More").focus();
  await keys("Enter", "Enter");
  await page.getByRole("dialog", { name: "Import cameras" }).waitFor();
  assert.ok(await button(page, "Nothing to import").isDisabled(), "no file was chosen");
  await page.locator("input[type=file]").setInputFiles(file("cameras.xlsx"));
  await page.getByRole("alert").getByText("The file is a workbook.").first().waitFor();
  await page.locator("input[type=file]").setInputFiles(file("cameras.csv"));
  await page.getByText("188 new · 12 cannot be taken").waitFor();

  // What needs somebody is shown first; the arrow keys show the rest.
  await page.getByText("Line 5: Type a name.").waitFor();
  assert.equal(await page.getByText("New.", { exact: true }).count(), 0);
  await page.getByRole("tab", { name: "Refused" }).focus();
  await keys("ArrowRight");
  await page.getByText("New.", { exact: true }).first().waitFor();
  await button(page, "Import 188, leave 12 out").focus();
  await keys("Enter");
  await page.getByText("Cameras imported: 188 added, 0 changed.").waitFor();
  await page.waitForFunction((count) => document.querySelectorAll("main tbody tr").length === count, before + 188);

  await button(page, "Undo").focus();
  await keys("Enter");
  await page.getByText("The import of cameras was undone: 188 removed, 0 as they were before.").waitFor();
  assert.equal(await rows.count(), before);
});

journey("a second import finds the same cameras and has nothing to do", "/cameras", async (page, keys) => {
  for (const takes of ["Import 188, leave 12 out", null]) {
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Import…" }).click();
    await page.locator("input[type=file]").setInputFiles(file("cameras.csv"));
    if (takes) await button(page, takes).click();
  }
  await page.getByText("188 as they are · 12 cannot be taken").waitFor();
  assert.ok(await button(page, "Nothing to import").isDisabled());
  await keys("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

journey("an export says where it lies and that no password is in it", "/cameras", async (page) => {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "Export" }).click();
  await page.getByText("Written to /home/it/Downloads/cameras.csv, without passwords.").waitFor();
});

journey(
  "a school without cameras is offered its list",
  "/cameras",
  async (page) => {
    await button(page, "Import…").click();
    await page.getByRole("dialog", { name: "Import cameras" }).waitFor();
  },
  "pretend=wall0&still",
);

journey("a camera is duplicated: only the name and the address are to be seen to", "/cameras/2", async (page, keys) => {
  await button(page, "Actions for Gate 2").focus();
  await keys("Enter", "ArrowDown", "Enter");
  await page.getByRole("heading", { name: "Add a camera like Gate 2" }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Gate 3");
  await page.getByText("The same as Gate 2, sealed.").waitFor();
  // What is typed takes the place of the address, which is selected.
  await page.keyboard.type("rtsp://10.1.3.9/stream1");
  await keys("Enter");
  await page.getByRole("heading", { name: "Gate 3", level: 1 }).waitFor();
});

journey("a maker and a host fill both addresses in, which can be typed over", "/cameras/new", async (page) => {
  await page.getByLabel("Maker").selectOption("Dahua");
  await page.getByLabel("Its IP address or name").fill("10.1.3.7");
  await page.getByLabel("Channel").fill("4");
  const value = (label) => page.getByLabel(label, { exact: true }).inputValue();
  const path = "rtsp://10.1.3.7/cam/realmonitor?channel=4";
  assert.equal(await page.getByLabel("Address", { exact: true }).inputValue(), `${path}&subtype=0`);
  assert.equal(await page.getByLabel("Sub-stream address").inputValue(), `${path}&subtype=1`);
  await page.getByLabel("Address", { exact: true }).fill("rtsp://10.1.3.7/other");
  assert.equal(await value("Address"), "rtsp://10.1.3.7/other");
  // Another maker, whose cameras have one address here.
  await page.getByLabel("Maker").selectOption("Hanwha (Wisenet)");
  assert.equal(await value("Address"), "rtsp://10.1.3.7/profile2/media.smp");
  assert.equal(await page.getByLabel("Sub-stream address").inputValue(), "");
  await page.getByText("The path can differ by model: Test shows whether it is right.").waitFor();
});
