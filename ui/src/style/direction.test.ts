// A field that goes by its own letters (dir="auto") has none while it is empty. base.css knows that by its placeholder.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
type Attribute = { type: string; name?: string; value?: unknown };
type Node = { type: string; name?: string; attributes?: Attribute[] } & Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

const goesByItself = ({ name, attributes = [] }: Node) =>
  (name === "input" || name === "textarea") &&
  attributes.some((one) => one.name === "dir" && Array.isArray(one.value) && one.value[0]?.data === "auto");

/** The fields of a component that go by their own letters. */
function fields(node: Node): Node[] {
  const own = goesByItself(node) ? [node] : [];
  const parts = Object.entries(node).filter(([key]) => key !== "metadata" && key !== "loc");
  const within = parts.flatMap(([, value]) => (Array.isArray(value) ? value : [value]).filter(isNode));
  return [...own, ...within.flatMap(fields)];
}

test("every field that goes by its own letters has a placeholder", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".svelte"));
  const all = files.flatMap((file) => {
    const root = parse(readFileSync(join(SOURCE, file), "utf8"), { modern: true });
    return fields(root.fragment as unknown as Node).map((field) => ({ file, field }));
  });
  const without = all.filter(({ field }) => !field.attributes?.some(({ name }) => name === "placeholder"));
  expect(all.length).toBeGreaterThan(10);
  expect(without.map(({ file }) => file)).toEqual([]);
});
