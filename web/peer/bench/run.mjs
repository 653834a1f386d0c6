// What a mesh of tabs costs, in a real browser. Started by `./dev bench mesh` with the address of a node; says each measure
// in one line of JSON, and {"do":"stop"} when the node is to go.
//
//   node peer/bench/run.mjs CHROMIUM NODE ROUNDS SECONDS
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { site } from "../../drive/site.mjs";
import * as cost from "./cost.mjs";
import * as speed from "./speed.mjs";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection"];
const WAIT = 120_000;
const [, , executablePath, node, rounds, seconds] = process.argv;
const server = await site();
const origin = `http://localhost:${server.address().port}`;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** A fresh browser for each measure: what one leaves behind is not the next one's. */
async function measured(measure) {
  const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
  const context = async () => {
    const made = await browser.newContext({ permissions: ["microphone", "camera"] }); // else addresses of this machine are hidden
    made.setDefaultTimeout(WAIT);
    return made;
  };
  const open = async (own, options = {}) => {
    const page = await own.newPage();
    await page.goto(`${origin}/test/page.html?${new URLSearchParams(options)}`);
    await page.waitForFunction(() => window.ready !== undefined || window.failure !== undefined);
    const failure = await page.evaluate(() => window.failure);
    if (failure !== undefined) throw new Error(failure);
    return page;
  };
  const invited = async () => (await (await fetch(`${node}/.kith/invite`, { method: "POST", body: '{"uses":100}' })).json()).link;
  const stopNode = async () => {
    console.log(JSON.stringify({ do: "stop" }));
    await lines.next();
  };
  try {
    await measure({ browser, context, open, invited, stopNode, rounds: Number(rounds), seconds: Number(seconds), say: (one) => console.log(JSON.stringify(one)) });
  } finally {
    await browser.close();
  }
}

const measures = [...speed.measures, cost.memoryOfFarLinks, speed.betweenBrowsers, ...cost.measures];
for (const measure of measures) await measured(measure);
server.close();
process.exit(0);
