// Runs a script of this repository in a page of Chromium, or in Node.js, which is quicker to start and to debug.
//
//   node drive/module.mjs CHROMIUM|node SCRIPT [WORD…]      SCRIPT is a path in the repository
//
// The script's default export is called with `say`, which prints a line, `read`, which gives the bytes of a file of
// the repository, or of one anywhere with a path from the root, and the words. Its modules are found by where they stand
// in the repository; those from npm are those of lab/peers.
import { readFile } from "node:fs/promises";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [, , where, script, ...words] = process.argv;
const ROOT = normalize(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const SITE = "http://kith.test/"; // answered from here: nothing is asked of a network
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json" };
const ELSEWHERE = "/from-the-root/";
const NPM = "/lab/peers/node_modules/";
const IMPORTS = { yjs: `${NPM}yjs/dist/yjs.mjs`, "lib0/": `${NPM}lib0/` };
const PAGE = `<!doctype html><meta charset=utf-8><title>Kith</title><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

async function inNode() {
  const { default: run } = await import(join(ROOT, script));
  await run(console.log, async (file) => new Uint8Array(await readFile(resolve(ROOT, file))), words);
}

async function answer(route) {
  const path = normalize(decodeURIComponent(new URL(route.request().url()).pathname));
  if (path === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
  const file = path.startsWith(ELSEWHERE) ? path.slice(ELSEWHERE.length - 1) : join(ROOT, path);
  for (const found of [file, `${file}.js`]) { // as what lib0 exports is named
    try {
      return await route.fulfill({ contentType: TYPES[extname(found)] ?? "application/octet-stream", body: await readFile(found) });
    } catch {
      // the next name
    }
  }
  await route.fulfill({ status: 404, body: path });
}

async function inPage() {
  const browser = await chromium.launch({ executablePath: where, args: FLAGS, headless: true });
  try {
    const page = await browser.newPage();
    await page.route(SITE + "**", answer);
    await page.exposeFunction("say", (line) => console.log(line));
    page.on("pageerror", (error) => console.error(error));
    await page.goto(SITE);
    await page.evaluate(
      async ([script, words, elsewhere]) => {
        const read = async (file) => {
          const response = await fetch(file.startsWith("/") ? elsewhere + file.slice(1) : "/" + file);
          if (!response.ok) throw new Error(`there is no ${file}`);
          return new Uint8Array(await response.arrayBuffer());
        };
        const { default: run } = await import("/" + script);
        await run(globalThis.say, read, words);
      },
      [script, words, ELSEWHERE],
    );
  } finally {
    await browser.close();
  }
}

await (where === "node" ? inNode() : inPage());
process.exit(0);
