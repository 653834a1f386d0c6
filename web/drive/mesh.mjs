// Tabs that are peers, on the page of the demo: they find each other, link, and go on without the node.
import { expect, json, outside, rules } from "./browser.mjs";
import { site } from "./site.mjs";

const scenarios = [];
export { scenarios };

const DEMO = "/.kith/demo";
const MESH_MILLIS = 40_000; // a bound and no measure
const PROMPT_MILLIS = 15_000; // less than the half minute after which silence ends a link

const opened = [];

/** Whatever happens, the tabs of a scenario are no peers of the next one's. */
function scenario(name, told) {
  scenarios.push([name, async (context, a) => {
    try {
      await told(context, a);
    } finally {
      for (const each of opened.splice(0)) await each.close();
    }
  }]);
}

/** A browser of its own: nothing is shared with others but what goes over links. */
async function browser(context, options = {}) {
  // Without a way to the network, Chromium tells only who may use the microphone where it can be reached.
  const made = await context.browser().newContext({ viewport: { width: 1280, height: 900 }, permissions: ["microphone", "camera"], ...options });
  made.setDefaultTimeout(MESH_MILLIS);
  opened.push(made);
  return made;
}

async function open(browser, url) {
  const page = await browser.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(url);
  await page.getByRole("heading", { name: "The mesh, as it is now" }).waitFor();
  return page;
}

const invited = async (a) => a + DEMO + "#" + (await json(a + "/.kith/invite", { method: "POST", body: JSON.stringify({ uses: 50 }) })).link;
const links = (page) => page.locator("table:has(caption:text('Links of this tab')) tbody tr:has(button)");

/** Waits until a page shows it; if it does not, says what it shows instead. */
async function sees(page, what, holds, told, timeout = MESH_MILLIS) {
  try {
    await page.waitForFunction(holds, told, { timeout });
  } catch (failure) {
    const shown = await page.evaluate(() => [...document.querySelectorAll("table:first-of-type tbody tr, output, li input")].map((one) => one.value ?? one.innerText).join(" | "));
    throw new Error(`no ${what} in a tab that shows: ${shown}`, { cause: failure });
  }
}

const linked = (page, count, timeout) => sees(page, `${count} links`, (count) => [...document.querySelectorAll("table")][0].querySelectorAll("tbody tr button").length === count, count, timeout);
/** Relayed at first, where the direct way takes long. */
const linkedBy = (page, kinds) => sees(page, `links by ${kinds}`, (kinds) => [...document.querySelectorAll("table")[0].querySelectorAll("tbody tr td:nth-child(2)")].map((cell) => cell.innerText).sort().join() === kinds, kinds.join());
const note = (page, text) => sees(page, `note "${text}"`, (text) => [...document.querySelectorAll("li input")].some((one) => one.value === text), text);
const counted = (page, count) => sees(page, `count of ${count}`, (count) => document.querySelector("output").value === `${count}`, count);

async function write(page, text) {
  await page.getByPlaceholder("A note for everybody").fill(text);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

/** Notes all that the page seals, to see what of it is passed on by whom. */
function watchSealing() {
  const FORWARD = 0x84; // docs/protocol/overlay.md
  const text = (bytes) => String.fromCharCode(...new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength));
  const all = [];
  const { encrypt } = crypto.subtle;
  crypto.subtle.encrypt = async (how, key, plain) => {
    const sealed = await encrypt.call(crypto.subtle, how, key, plain);
    if (plain.byteLength < 65_536) all.push({ plain: text(plain), sealed: text(sealed) });
    return sealed;
  };
  // What has that word in it and went through another peer: whether it did sealed, and whether any did readable.
  globalThis.sealedFor = (word) => {
    const forwards = all.filter(({ plain }) => plain.charCodeAt(0) === FORWARD);
    const relayed = all.some(({ plain, sealed }) => plain.includes(word) && forwards.some((one) => one.plain.includes(sealed)));
    return relayed && { relayed, readable: forwards.some(({ plain }) => plain.includes(word)) };
  };
}

/** Everybody shows it; how long that took. */
async function everywhere(from, others, text) {
  const begun = performance.now();
  await write(from, text);
  for (const page of others) await note(page, text);
  return Math.round(performance.now() - begun);
}

async function complaints(...pages) {
  for (const page of pages) expect(page.complaints.length === 0, `the page complained: ${page.complaints}`);
}

scenario("four tabs in three browsers and a node: each sees three others, whoever closes, comes back, or is killed", async (context, a) => {
  const url = await invited(a);
  const [shared, second, third] = [await browser(context), await browser(context), await browser(context)];
  const one = await open(shared, url);
  const two = await open(shared, a + DEMO); // let in by the first: its link says nothing
  const three = await open(second, url);
  let four = await open(third, url);
  const all = [one, two, three, four];
  for (const page of all) await linked(page, 4);
  await linkedBy(one, ["WebRTC", "WebRTC", "WebSocket", "same browser"]);
  await linkedBy(three, ["WebRTC", "WebRTC", "WebRTC", "WebSocket"]);
  await everywhere(one, [two, three, four], "from the first");
  await Promise.all(all.map((page) => page.getByRole("button", { name: "Count one up" }).click()));
  for (const page of all) await counted(page, 4);

  await four.close();
  for (const page of [one, two, three]) await linked(page, 3, PROMPT_MILLIS);
  await everywhere(two, [one, three], "while one is away");
  four = await open(third, url);
  await note(four, "while one is away");
  for (const page of [one, two, three, four]) await linked(page, 4);

  await outside("stop-a");
  for (const page of [one, two, three, four]) await linked(page, 3);
  await everywhere(three, [one, two, four], "without the node");
  await outside("start-a");
  for (const page of [one, two, three, four]) await linked(page, 4);
  await everywhere(four, [one, two, three], "with the node again");
  const notes = Object.values(await json(a + "/demo/notes")).map((each) => each.text);
  for (const text of ["without the node", "with the node again"]) expect(notes.includes(text), `the node has ${notes}`);
  await complaints(one, two, three, four);
});

scenario("who goes offline writes on, and catches up; a link that is cut is made again", async (context, a) => {
  const url = await invited(a);
  const [first, second] = [await browser(context), await browser(context)];
  const [one, two] = [await open(first, url), await open(second, url)];
  for (const page of [one, two]) await linked(page, 2);
  await one.getByRole("button", { name: "Go offline" }).click();
  await linked(one, 0, PROMPT_MILLIS);
  await linked(two, 1, PROMPT_MILLIS);
  await write(one, "written offline");
  await write(two, "written meanwhile");
  await one.getByRole("button", { name: "Come back online" }).click();
  await note(one, "written meanwhile");
  await note(two, "written offline");
  await linked(one, 2);
  await links(one).filter({ hasText: "WebRTC" }).getByRole("button").click();
  await linked(one, 2);
  await everywhere(one, [two], "after the cut");
  await complaints(one, two);
});

scenario("two browsers without a direct way to each other are linked through the node, which cannot read what it passes on", async (context, a) => {
  const url = await invited(a);
  const server = await site();
  const [first, second] = [await browser(context), await browser(context)];
  for (const each of [first, second]) await each.addInitScript(() => delete globalThis.RTCPeerConnection);
  await second.addInitScript(watchSealing);
  try {
    const one = await open(first, url);
    const two = await second.newPage();
    await two.goto(`http://localhost:${server.address().port}/test/page.html?${new URLSearchParams({ invite: url.split("#")[1] })}`);
    await linkedBy(one, ["WebSocket", "relayed"]);
    await two.waitForFunction(() => {
      const kinds = window.peer?.mesh.status().connected.flatMap(({ links }) => links.map(({ kind }) => kind)) ?? [];
      return kinds.includes("relay") && !kinds.includes("webrtc");
    });
    await two.evaluate(() => peer.board().space("demo").at("notes/relayed").set({ text: "through the node", by: "somebody" }));
    await note(one, "through the node");
    // The change itself may have come by the node alone, which is quicker. What one is asked for goes over the link with it.
    await one.evaluate(() => kith.peer.mesh.query({ path: "demo/notes/*" }));
    const found = await two.waitForFunction(() => sealedFor("through the node")).then((seen) => seen.jsonValue());
    expect(found.relayed && !found.readable, `what the node could open: ${JSON.stringify(found)}`);
    await complaints(one);
  } finally {
    server.close();
  }
});

scenario("two browsers that were linked through the node are linked directly once that can be done", async (context, a) => {
  const url = await invited(a);
  const [first, second] = [await browser(context), await browser(context)];
  for (const each of [first, second]) {
    await each.addInitScript(() => {
      globalThis.isBarred = true;
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(...given) {
          if (globalThis.isBarred) throw new Error("no way out of here");
          super(...given);
        }
      };
    });
  }
  const [one, two] = [await open(first, url), await open(second, url)];
  for (const page of [one, two]) await linkedBy(page, ["WebSocket", "relayed"]);
  for (const page of [one, two]) await page.evaluate(() => (globalThis.isBarred = false));
  for (const page of [one, two]) await linkedBy(page, ["WebRTC", "WebSocket"]);
  await everywhere(one, [two], "on the direct way");
  await complaints(one, two);
});

scenario("the demo keeps the rules of accessibility, in light and in dark, and is no wider than a phone", async (context, a) => {
  const own = await browser(context, { reducedMotion: "reduce" });
  const page = await open(own, await invited(a));
  await linked(page, 1);
  await write(page, "looked at");
  await rules(page, "the demo in light");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 360, height: 740 });
  await rules(page, "the demo in dark, on a phone");
  const over = await page.evaluate(() => [...document.querySelectorAll(".demo")].some((one) => one.scrollWidth > one.clientWidth + 1));
  expect(!over, "the demo scrolls sideways");
});

scenario("an invitation in the address is told to nobody", async (context, a) => {
  const own = await browser(context);
  const page = await own.newPage();
  const told = [];
  page.on("request", (request) => told.push(`${request.url()} from ${request.headers()["referer"] ?? ""}`));
  await page.goto(await invited(a));
  await page.getByRole("heading", { name: "The mesh, as it is now" }).waitFor();
  expect(told.length > 3 && told.every((one) => !one.includes("kith:") && one.endsWith(" from ")), told.join("\n"));
});
