import { expect, test } from "vitest";
import { typedTime } from "./time";

test("a time is read however it is typed", () => {
  expect(["7:45", "07:45", "745", "0745", "7.45", "7h45"].map((text) => typedTime(text))).toEqual(
    Array(6).fill("07:45"),
  );
  expect(typedTime("7")).toBe("07:00");
  expect(typedTime("23:58", 5)).toBe("00:03");
  for (const text of ["", "24:00", "7:60", "noon", "7:5", "12345"]) expect(typedTime(text), text).toBeNull();
});
