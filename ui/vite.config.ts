import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { help } from "./help.ts";

// One configuration for the window, its pretend build (mode "pretend", for tests of the screens) and its
// component tests.
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  cacheDir: "../node_modules/.vite",
  plugins: [help(), svelte(), svelteTesting()],
  clearScreen: false,
  // Beside ui/ lie the icon, which is the window's mark too, and the pictures of Help.
  server: {
    host: "127.0.0.1",
    port: 1420,
    strictPort: true,
    fs: { allow: [".", "../icons", "../docs", "../node_modules"] },
  },
  publicDir: false,
  preview: { host: "127.0.0.1", strictPort: true },
  build: {
    outDir: mode === "pretend" ? "../tests/out/ui" : "dist",
    emptyOutDir: true,
    // WebKitGTK 2.40 and WebView2: both know what Safari 16.4 knows.
    target: ["safari16.4", "chrome111"],
    // What others wrote is a chunk of its own; the curve's drawing (uPlot) and each language come when they are asked for.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "libraries", test: /node_modules[\\/](?!uplot)/ }] } },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    // None of them waits for anything; a busy machine does not fail one.
    testTimeout: 30_000,
  },
}));
