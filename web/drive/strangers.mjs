// Pages of other websites: what they learn of a node and can do to it, and what those can who were let in.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arrives, expect, json, profile, WAIT } from "./browser.mjs";
import { pair } from "./pair.mjs";
import { site } from "./site.mjs";
import { clocks, MINUTE, showTheSame } from "../peer/test/scenarios/odd.mjs";

const scenarios = [];
export { scenarios };

/** A page at that address in a browser of its own. */
async function visited(context, url) {
  const page = await (await context.browser().newContext()).newPage();
  await page.goto(url);
  return page;
}

/** What a page of another website tries, and what it sees of that. */
const tried = (page, node) =>
  page.evaluate(async (node) => {
    const seen = (asked) => asked.then(({ status, type }) => `${type} ${status}`, (error) => error.name);
    const socket = (path) => new Promise((ended) => {
      const one = new WebSocket(node.replace("http", "ws") + path);
      one.onopen = () => ended("open");
      one.onclose = ({ code }) => ended(`closed ${code}`);
    });
    const loaded = (tag, path) => new Promise((ended) => {
      const one = document.createElement(tag);
      Object.assign(one, { src: node + path, onload: () => ended("loaded"), onerror: () => ended("refused") });
      document.body.append(one);
    });
    return {
      read: await seen(fetch(`${node}/.peer`)),
      asked: await seen(fetch(`${node}/.kith/version`)),
      stopped: await seen(fetch(`${node}/.kith/stop`, { method: "POST", mode: "no-cors" })), // is sent, and hides its answer
      script: await loaded("script", "/.kith/version"),
      image: await loaded("img", "/.peer"),
      live: await socket("/.kith/socket"),
      door: await socket("/.kith/link"),
      guessed: await socket("/.kith/link/aaaaaaaaaaaaaaaa"),
    };
  }, node);

function same(found, expected, what) {
  expect(JSON.stringify(found) === JSON.stringify(expected), `${what}: ${JSON.stringify(found)}`);
}

scenarios.push(["a page of another website learns nothing of the node, not even which one it is, and does nothing to it", async (context, a) => {
  // A real one: a page that came by no network is not let near this machine by the browser itself.
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><body>"));
  await new Promise((listening) => server.listen(0, listening));
  const page = await visited(context, `http://evil.test:${server.address().port}/`);
  const refused = { read: "TypeError", asked: "TypeError", stopped: "opaque 0", script: "refused", image: "refused", live: "closed 1006", door: "closed 1006", guessed: "closed 1006" };
  same(await tried(page, a), refused, "a page of another website sees");
  await json(a + "/.kith/version"); // it was not stopped
  await page.context().close();
  server.close();
}]);

scenarios.push(["a website whose name is led to this machine is told that it is not of this machine", async (context, a) => {
  const rebound = a.replace("127.0.0.1", "evil.test");
  const page = await visited(context, rebound + "/");
  const refused = { read: "basic 403", asked: "basic 403", stopped: "basic 403", script: "refused", image: "refused", live: "closed 1006", door: "closed 1006", guessed: "closed 1006" };
  same(await tried(page, rebound), refused, "under a name of its own a website sees");
  same((await page.evaluate(async () => (await fetch("/.peer")).json())).code, "host-refused", "it is told");
  await json(a + "/.kith/version");
  await page.context().close();
}]);

scenarios.push(["two browsers with one copied profile lose nothing, and both are told", async (context, a) => {
  const server = await site();
  const folder = await mkdtemp(join(tmpdir(), "kith-profiles-"));
  const open = [];
  const launched = async (name) => {
    const own = await profile(join(folder, name));
    open.push(own);
    return own;
  };
  const { link } = await json(a + "/.kith/invite", { method: "POST", body: "{}" });
  const visited = async (own) => {
    const page = await own.newPage();
    await page.goto(`http://localhost:${server.address().port}/test/page.html?${new URLSearchParams({ invite: link })}`);
    await page.waitForFunction(() => window.peer?.mesh.status().connected.length > 0);
    return page;
  };
  const write = (page, path) => page.evaluate((path) => peer.board().space("copied").at(path).set(path).durable(1), path);
  try {
    const original = await launched("one");
    const before = await visited(original);
    await write(before, "before");
    const id = await before.evaluate(() => peer.id);
    await original.close();
    await cp(join(folder, "one"), join(folder, "two"), { recursive: true });

    const pages = [await visited(await launched("one")), await visited(await launched("two"))];
    same(await Promise.all(pages.map((page) => page.evaluate(() => peer.id))), [id, id], "the peers");
    await Promise.all(pages.map(async (page, browser) => {
      for (let i = 0; i < 10; i++) await write(page, `${browser}-${i}`);
    }));
    for (const page of pages) await page.waitForFunction(() => Object.keys(peer.board().space("copied").root.get()).length === 21);
    await arrives(a + "/copied", (text) => text !== "" && Object.keys(JSON.parse(text)).length === 21);

    // Each is told once the other has followed on what it wrote, so who goes on writing is.
    const isTold = (page) => page.evaluate(() => peer.mesh.status().store.notes.some(({ code, reason }) => code === "two-copies" && reason.includes("an invitation")));
    for (let turn = 0, told = [false]; !told.every(Boolean); turn++) {
      expect(turn < 50, `not told: ${told}`);
      for (const [browser, page] of pages.entries()) await write(page, `${browser}-more`);
      told = await Promise.all(pages.map(isTold));
    }
    for (const page of pages) await page.waitForFunction(() => Object.keys(peer.board().space("copied").root.get()).length === 23);

    // One of them takes another key, and is let in by what it was.
    const renewed = await pages[1].evaluate(async () => {
      const [invite] = await peer.renounce();
      window.peer = await kith.open({ invite });
      return peer.id;
    });
    expect(renewed !== id, "it has the same key again");
    await pages[1].waitForFunction(() => Object.keys(peer.board().space("copied").root.get() ?? {}).length === 23);
    await write(pages[1], "under-a-new-key");
    await pages[0].waitForFunction(() => peer.board().space("copied").at("under-a-new-key").exists());
  } finally {
    for (const own of open) await own.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}]);

/** A page of a website that was invited, and the sockets that it has opened. */
async function guest(context, a, told) {
  const server = await site();
  const own = await context.browser().newContext();
  own.setDefaultTimeout(WAIT);
  await own.addInitScript(() => {
    globalThis.sockets = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given);
        this.addEventListener("close", ({ code }) => (this.code = code));
        sockets.push(this);
      }
    };
  });
  try {
    const { link } = await json(a + "/.kith/invite", { method: "POST", body: "{}" });
    const page = await own.newPage();
    await page.goto(`http://localhost:${server.address().port}/test/page.html?${new URLSearchParams({ invite: link })}`);
    await page.waitForFunction(() => sockets.some((one) => one.readyState === WebSocket.OPEN) && window.peer?.mesh.status().connected.length > 0);
    await told(page, link);
  } finally {
    await own.close();
    server.close();
  }
}

const set = (a, path, value) => json(`${a}/${path}`, { method: "PUT", body: JSON.stringify(value) });
const has = (page, path, value) => page.waitForFunction(([path, value]) => peer.board().space("guests").at(path).get() === value, [path, value]);

scenarios.push(["a page that opens sockets and says nothing keeps nobody out of the node", (context, a) => guest(context, a, async (page) => {
  const begun = await page.evaluate(async () => {
    const door = sockets[0].url;
    const silent = Array.from({ length: 200 }, () => new WebSocket(door));
    await Promise.all(silent.map((one) => new Promise((over) => Object.assign(one, { onopen: over, onclose: over }))));
    return silent.filter((one) => one.readyState === WebSocket.OPEN).length;
  });
  expect(begun > 0, "none was opened");
  await page.evaluate(() => sockets[0].close()); // and is let in again, between the silent ones
  await set(a, "guests/let-in", "again");
  await has(page, "let-in", "again");
})]);

scenarios.push(["a message of 100 MB ends the socket that it came on, before the handshake and behind it", (context, a) => guest(context, a, async (page) => {
  const codes = await page.evaluate(async () => {
    const [up] = sockets.filter((one) => one.readyState === WebSocket.OPEN);
    const fresh = new WebSocket(up.url);
    await new Promise((open) => (fresh.onopen = open));
    const much = new Uint8Array(100 << 20);
    const ended = [fresh, up].map((one) => new Promise((over) => one.addEventListener("close", () => over(one.code))));
    for (const one of [fresh, up]) one.send(much);
    return Promise.all(ended);
  });
  // A browser that is still sending may see the end of the connection before what was said.
  expect(codes.every((code) => code === 1009 || code === 1006), `closed with ${codes}`);
  await set(a, "guests/after", "the flood");
  await has(page, "after", "the flood");
})]);

scenarios.push(["a page that does not listen costs the node no more than its credit, and others nothing", (context, a) => guest(context, a, async (page) => {
  await set(a, "guests/begin", 1);
  await has(page, "begin", 1);
  await page.evaluate(() => void setTimeout(() => {
    const end = performance.now() + 3_000;
    while (performance.now() < end);
  }));
  const value = "x".repeat(250_000);
  let slowest = 0;
  for (let i = 0; i < 24; i++) { // 6 MB
    const begun = performance.now();
    await set(a, `guests/large/${i}`, value + i);
    slowest = Math.max(slowest, performance.now() - begun);
  }
  expect(slowest < 5_000, `a write took ${slowest} ms`);
  await page.waitForFunction(() => Object.keys(peer.board().space("guests").at("large").get() ?? {}).length === 24);
})]);

scenarios.push(["a page of another website that was invited is let in, and links with the node", (context, a) => guest(context, a, async (page) => {
  await set(a, "guests/welcome", "in");
  await has(page, "welcome", "in");
  expect(await page.evaluate(() => peer.mesh.status().connected.some(({ links }) => links.some(({ kind }) => kind === "websocket"))), "by another way");
})]);

const apart = { prepare: clocks, addresses: [{}, { ahead: 59 * MINUTE }] };
scenarios.push(["browsers whose clocks are an hour apart find each other, and over WebRTC show the same, in the order in which it was written", (context, a) => pair(context, a, showTheSame, apart)]);
