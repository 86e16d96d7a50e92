import { expect, test } from "vitest";
import { inOrder } from "./files";

const file = (name: string) => new File(["x"], name);

test("files come in the order in which people count, without what systems hide", () => {
  const names = inOrder([file("10.jpg"), file(".DS_Store"), file("2.jpg"), file("Thumbs.db"), file("1_2.jpg")]);
  expect(names.map(({ name }) => name)).toEqual(["1_2.jpg", "2.jpg", "10.jpg"]);
});
