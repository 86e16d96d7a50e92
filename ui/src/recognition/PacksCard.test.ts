import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { recognitionOf } from "../backend/pretend/recognitionAnswers";
import { aBackend, askedFor } from "../testing/backend";
import { onStage } from "../testing/stage";
import { aView } from "../testing/values";
import PacksCard from "./PacksCard.svelte";

const own = {
  id: "our-own",
  name: "Our own",
  installed: true,
  broken: null,
  own_licence: false,
  bytes: 9,
  licences: ["ours"],
  embedding_length: 48,
  threshold: 0.7,
};

test("a pack of the school's own is installed from its folder, whichever it is", async () => {
  let isThere = false;
  const backend = aBackend(aView({}), {
    packs: async () => (isThere ? [own] : []),
    packInstall: async () => {
      isThere = true;
      return own.id;
    },
  });
  onStage(backend, PacksCard, { recognition: recognitionOf("nopack") });
  await fireEvent.click(await screen.findByRole("button", { name: "Another pack from files…" }));
  await fireEvent.input(await screen.findByLabelText(/Files or folders/), { target: { value: "/media/usb/our pack" } });
  await fireEvent.click(screen.getByRole("button", { name: "Install", hidden: true }));
  expect(await screen.findAllByText("Our own")).toBeTruthy();
  expect(askedFor(backend, "packInstall")).toEqual([[null, { is: "files", paths: ["/media/usb/our pack"] }]]);
});
