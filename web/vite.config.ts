import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vitest/config";
import { shorter } from "./peer/shorter.mjs";

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

// The compiled core is a file of its own, which a page loads when it wants it.
function shortenTheCore(): Plugin {
  return {
    name: "shorten-the-core",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "asset" && /\bcore-[^/]*\.js$/.test(file.fileName)) {
          file.source = shorter(file.fileName, new TextDecoder().decode(Buffer.from(file.source)));
        }
      }
    },
  };
}

export default defineConfig({
  base: "/.kith/",
  plugins: [svelte(), nameTheBuild(), shortenTheCore()],
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
