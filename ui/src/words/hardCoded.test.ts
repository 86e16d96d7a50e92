// Every sentence comes from words/: no screen has letters of its own.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
/** Attributes of elements and properties of parts that somebody reads or hears. */
const SPOKEN = new Set([
  "label",
  "title",
  "aria-label",
  "aria-description",
  "placeholder",
  "alt",
  "text",
  "help",
  "summary",
]);
/** What is the same in every language: keys that are pressed, and how a path looks. */
const ALLOWED = new Set(["S", "N", "U", "/media/usb/models"]);

type Node = { type: string; name?: string; data?: string; value?: unknown } & Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** Literal words in a component's markup, and in the attributes that are read. */
function literals(source: string): string[] {
  const found: string[] = [];
  const root = parse(source, { modern: true });
  look(root.fragment as unknown as Node, false);
  return found;

  function look(node: Node, isRead: boolean): void {
    if (node.type === "Text" && isRead) said(node.data ?? "");
    if (node.type === "Literal" && isRead && typeof node.value === "string") said(node.value);
    if (node.type === "TemplateElement" && isRead) said((node.value as { cooked: string }).cooked);
    for (const [key, value] of Object.entries(node)) {
      if (key === "metadata" || key === "loc") continue;
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) look(child, reads(node, key, child, isRead));
    }
  }

  /** Whether what stands in `child` is read by somebody. */
  function reads(node: Node, key: string, child: Node, isRead: boolean): boolean {
    if (child.type === "Attribute") return SPOKEN.has(child.name ?? "");
    if (node.type === "Fragment") return child.type === "Text" || child.type === "ExpressionTag";
    // Within an expression: both outcomes of a choice are read, what is compared, looked up or handed on is not.
    if (node.type === "ConditionalExpression") return isRead && key !== "test";
    if (node.type === "LogicalExpression" || node.type === "TemplateLiteral") return isRead;
    if (node.type === "BinaryExpression") return isRead && node.operator === "+";
    if (["Attribute", "ExpressionTag"].includes(node.type)) return isRead;
    return false;
  }

  function said(text: string): void {
    const words = text.replaceAll(/\s+/g, " ").trim();
    if (/\p{Letter}/u.test(words) && !ALLOWED.has(words)) found.push(words);
  }
}

test("the scan finds what it is for, and nothing else", () => {
  const source = `<script>const one = "Not read";</script>
    <p class="quiet">Hello {name} {count === 1 ? "one" : words.many}</p>
    <Button look="main" label={\`Go \${there}\`} title="Tip">{words.go} · {a[key("b")]}</Button>
    {#if state === "well"}{words.well}{:else}Ill{/if}`;
  expect(literals(source)).toEqual(["Hello", "one", "Go", "Tip", "Ill"]);
});

test("no component has a sentence of its own", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".svelte"));
  expect(files.length).toBeGreaterThan(100);
  const told = files.flatMap((file) =>
    literals(readFileSync(join(SOURCE, file), "utf8")).map((text) => `${file}: ${text}`),
  );
  expect(told).toEqual([]);
});
