import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vitest/config";

// Names the build in the page, so that a page that is open learns that the node serves another one.
// The names of all files have their hashes in them, so the hash of the names is that of the whole.
function nameTheBuild(): Plugin {
  return {
    name: "name-the-build",
    transformIndexHtml: {
      order: "post",
      handler(html, context) {
        const files = Object.keys(context.bundle ?? {}).sort().join("\n");
        const name = createHash("sha256").update(files).digest("hex").slice(0, 16);
        return html.replace("KITH-CONSOLE-BUILD", name);
      },
    },
  };
}

export default defineConfig({
  base: "/.kith/",
  plugins: [svelte(), nameTheBuild()],
  resolve: { alias: { "@kith/peer": fileURLToPath(new URL("peer/src/index.ts", import.meta.url)) } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "demo.html"] },
  },
  worker: { format: "es" },
  test: { include: ["test/**/*.test.ts", "peer/test/**/*.test.ts"], environment: "node" },
});
