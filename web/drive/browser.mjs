// The browser and the two peers that the scenarios use, and small words for what a person does.
import { createInterface } from "node:readline";
import axe from "axe-core";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection", "--host-resolver-rules=MAP *.test 127.0.0.1"];
export const WAIT = 60_000; // a bound and no measure: the machine may have much else to do

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks who started this to do something with the peers, and waits until it is done. */
export async function outside(deed) {
  console.log(JSON.stringify({ do: deed }));
  const { value } = await lines.next();
  return value;
}

let chosen = "";

/** A browser that keeps what it has in that folder. */
export async function profile(folder) {
  const own = await chromium.launchPersistentContext(folder, { executablePath: chosen, args: FLAGS, headless: true });
  own.setDefaultTimeout(WAIT);
  return own;
}

/** A browser for each of the two people: a page behind another one of the same window draws once a second only. */
export async function launch(executablePath, b) {
  chosen = executablePath;
  const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
  const context = await person(browser);
  const bob = await person(browser);
  context.of = (url) => (url.startsWith(b) ? bob : context);
  context.all = () => [...context.pages(), ...bob.pages()];
  return context;
}

async function person(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(WAIT);
  // The sockets of a page, so that a scenario can cut them.
  await context.addInitScript(() => {
    globalThis.lines = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given);
        globalThis.lines.push(this);
      }
    };
  });
  return context;
}

/** A page on an address of a peer; what it complains about fails the scenario. */
export async function visit(context, url) {
  const page = await context.of(url).newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    const away = /ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load resource/.test(message.text());
    if (message.type() === "error" && !away) page.complaints.push(message.text());
  });
  await page.goto(url);
  return page;
}

export function row(page, key) {
  return page.locator(`[data-key="${key}"]`);
}

/** Double click, type, Enter. */
export async function edit(page, key, text) {
  await row(page, key).dblclick();
  const field = row(page, key).locator("input");
  await field.fill(text);
  await field.press("Enter");
}

export async function shows(page, key, text) {
  await row(page, key).filter({ hasText: text }).waitFor();
}

export async function status(page, text) {
  await page.getByTestId("status").filter({ hasText: text }).waitFor();
}

/** As when the network is back. That the page calls again by itself, one scenario waits for. */
export async function hurry(page) {
  await page.evaluate(() => dispatchEvent(new Event("online")));
}

/** The rules of accessibility that can be checked by a program (axe, WCAG 2.2 A and AA). */
export async function rules(page, where) {
  // What axe is, is evaluated from outside: the page itself lets nothing in.
  if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(axe.source);
  await page.evaluate(() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => then())))); // what was changed is drawn
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(told.length === 0, `${where}: ${told.join("\n")}`);
}

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}

export async function json(url, init) {
  const response = await fetch(url, init);
  return response.json();
}

/** What a page shows at once is on its way to the node: waits until that answers with a text for which this holds. */
export async function arrives(url, holds) {
  const until = performance.now() + WAIT;
  let found = "";
  while (!holds(found)) {
    expect(performance.now() < until, `${url} stays ${found}`);
    found = (await (await fetch(url)).text()).trim();
  }
}
