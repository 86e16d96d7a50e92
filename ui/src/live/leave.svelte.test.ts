import { flushSync } from "svelte";
import { expect, test, vi } from "vitest";
import { Leave } from "./leave.svelte";

/** A Leave that somebody's draft guards, as long as `body` runs. */
function guarded(isDirty: () => boolean, body: (leave: Leave) => void): void {
  const leave = new Leave();
  const stop = $effect.root(() => leave.guard(isDirty));
  flushSync();
  body(leave);
  stop();
}

test("without changes the page is loaded anew at once", () => {
  guarded(
    () => false,
    (leave) => {
      const load = vi.fn();
      leave.beforeLoading(load);
      expect(load).toHaveBeenCalledOnce();
      expect(leave.asked).toBeNull();
    },
  );
});

test("a draft is asked about first, and staying loads nothing", () => {
  guarded(
    () => true,
    (leave) => {
      const load = vi.fn();
      leave.beforeLoading(load);
      expect(leave.asked).not.toBeNull();
      leave.answer(false);
      expect(load).not.toHaveBeenCalled();
      leave.beforeLoading(load);
      leave.answer(true);
      expect(load).toHaveBeenCalledOnce();
    },
  );
});
