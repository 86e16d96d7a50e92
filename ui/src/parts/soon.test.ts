import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { soon } from "./soon";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One frame, and what comes after it. */
const frame = () => vi.advanceTimersByTime(17);

test("some are done after each frame, in the order of asking", () => {
  const done: number[] = [];
  for (let nth = 0; nth < 6; nth += 1) soon(() => done.push(nth));
  expect(done).toEqual([]);
  frame();
  expect(done).toEqual([0, 1, 2, 3]);
  frame();
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
});

test("what is taken back is not done", () => {
  const act = vi.fn();
  soon(act)();
  frame();
  expect(act).not.toHaveBeenCalled();
});

test("what is asked for later is done as well", () => {
  const act = vi.fn();
  soon(() => soon(act));
  frame();
  frame();
  expect(act).toHaveBeenCalledOnce();
});
