// Builds the package: ES modules beside each other that a page can load as they are, and their declarations.
//
//   node build.mjs [core.js]      the compiled core; that of the Maven module browser/, if nothing is said
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { shorter } from "./shorter.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const core = process.argv[2] ?? here("../../browser/target/product/js/core.js");
if (!existsSync(core)) {
  console.error(`the core is not compiled: there is no ${core}\n  mvn -q process-classes -pl browser -am -Pproduct`);
  process.exit(1);
}
const entries = { index: "src/index.ts", signals: "src/signals.ts", react: "src/react.ts", "store-worker": "src/store-worker.ts" };

await build({
  configFile: false,
  root: here("."),
  logLevel: "warn",
  build: {
    outDir: "dist",
    target: "es2022",
    modulePreload: { polyfill: false },
    lib: { entry: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, here(path)])), formats: ["es"] },
    rolldownOptions: { output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", minify: true } },
  },
});
execFileSync(process.execPath, [here("../node_modules/typescript/bin/tsc"), "-p", here("tsconfig.json")], { stdio: "inherit" });
writeFileSync(here("dist/core.js"), shorter("core.js", readFileSync(core, "utf8")));
copyFileSync(here("src/core.d.ts"), here("dist/core.d.ts"));
copyFileSync(here("../../LICENSE"), here("dist/LICENSE"));
writeFileSync(here("dist/THIRD-PARTY.txt"), thirdParty());

for (const file of readdirSync(here("dist")).filter((name) => name.endsWith(".js"))) {
  const bytes = readFileSync(here(`dist/${file}`));
  console.log(`${file.padEnd(20)} ${String(bytes.length).padStart(8)} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}

/** What of others is in these files, and by which licence. */
function thirdParty() {
  const noble = ["curves", "hashes"].map((name) => `A chunk beside index.js contains @noble/${name}.\n\n${readFileSync(here(`../node_modules/@noble/${name}/LICENSE`), "utf8")}`);
  return ["core.js contains parts of the class library of TeaVM (https://teavm.org), under the Apache License 2.0: see LICENSE.\n", ...noble].join("\n");
}
