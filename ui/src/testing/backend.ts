// For tests: an engine that answers nothing but what a test tells it to, and remembers what it was asked.

import type { Backend } from "../backend/backend";
import type { View } from "../wire/View";

/** A backend whose questions are answered by `own`; everything else resolves to nothing and is remembered. */
export function aBackend(view: View, own: Partial<Backend> = {}): Backend & { asked: [name: string, ...unknown[]][] } {
  const asked: [string, ...unknown[]][] = [];
  const base: Partial<Backend> = {
    now: () => Date.UTC(2026, 10, 23, 9, 24, 0),
    watch: async (hear) => hear({ is: "view", view }),
    freshView: async () => view,
    picture: ({ camera, profile }, number, width) => `/${camera}/${profile}?n=${number}&w=${width}`,
    testPicture: (number) => `/test/${number}`,
    ...own,
  };
  return new Proxy({ asked } as Backend & { asked: typeof asked }, {
    get(target, name: string) {
      if (name === "asked") return target.asked;
      return (...args: unknown[]) => {
        asked.push([name, ...args]);
        const answer = base[name as keyof Backend] as ((...args: unknown[]) => unknown) | undefined;
        return answer ? answer(...args) : Promise.resolve();
      };
    },
  });
}

/** Those of its questions that go by `name`, without the name. */
export function askedFor(backend: { asked: [string, ...unknown[]][] }, name: string): unknown[][] {
  return backend.asked.filter(([one]) => one === name).map(([, ...args]) => args);
}
