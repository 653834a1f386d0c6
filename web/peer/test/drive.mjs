// Drives peers in the tabs of a real browser, and says in one line of JSON each how a scenario went.
//
//   node peer/test/drive.mjs CHROMIUM [WORD]      only the scenarios with that word in their name
//
// The package is to be built before (node peer/build.mjs): pages load it as any page would.
import { chromium } from "playwright-core";
import { site } from "../../drive/site.mjs";
import { scenarios as debug } from "./scenarios/debug.mjs";
import { scenarios as homes } from "./scenarios/homes.mjs";
import { scenarios as tabs } from "./scenarios/tabs.mjs";
import { scenarios as inside } from "./scenarios/inside.mjs";
import { scenarios as mistakes } from "./scenarios/mistakes.mjs";
import { scenarios as odd } from "./scenarios/odd.mjs";
import { scenarios as pages } from "./scenarios/pages.mjs";
import { scenarios as presence } from "./scenarios/presence.mjs";
import { WAIT } from "./scenarios/words.mjs";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection", "--host-resolver-rules=MAP kith.test 127.0.0.1"];

const server = await site();
const [, , executablePath, only = ""] = process.argv;
const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
/** Scenarios that are run at once: most of them wait most of the time, and each has a browser context of its own. */
const LANES = 3;

let failed = 0;
const waiting = [...homes, ...tabs, ...inside, ...mistakes, ...odd, ...presence, ...debug, ...pages].filter(([name]) => name.includes(only));

async function run(name, scenario) {
  const context = await browser.newContext();
  context.setDefaultTimeout(WAIT);
  const begun = performance.now();
  let why = "";
  let measured;
  try {
    measured = await scenario(context, server.address().port, browser);
    for (const page of context.pages()) for (const complaint of page.complaints ?? []) why ||= "the page complained: " + complaint;
  } catch (error) {
    why = String(error?.stack ?? error);
    for (const page of context.pages()) for (const complaint of page.complaints ?? []) why += "; the page complained: " + complaint;
  }
  await context.close();
  failed += why === "" ? 0 : 1;
  console.log(JSON.stringify({ scenario: name, why, millis: Math.round(performance.now() - begun), measured }));
}

async function lane() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(...next);
}

await Promise.all(Array.from({ length: LANES }, lane));
await browser.close();
server.close();
process.exit(failed === 0 ? 0 : 1);
