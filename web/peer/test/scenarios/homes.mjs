// What a tab keeps, and what becomes of it.
import { expect, opened, read, same, shows, store, tab, write } from "./words.mjs";

const requested = (page) => page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name.split("/").at(-1)));

export const scenarios = [
  ["a page that begins alone writes, reads what it wrote, and has it on disk", async (context, port) => {
    const page = await tab(context, port);
    const seen = await page.evaluate(async () => {
      const groceries = peer.board("home").space("tasks").at("groceries");
      const seen = [];
      const stop = groceries.subscribe((value) => seen.push(value === undefined ? "nothing" : JSON.stringify(value)));
      const written = groceries.at("milk").set("2 litres");
      seen.push(groceries.at("milk").get(), written.version !== "");
      stop();
      groceries.at("milk").set("3 litres");
      await written.durable();
      return seen;
    });
    same(seen, ["nothing", '{"milk":"2 litres"}', "2 litres", true], "what was seen");
    const { kind, holder, slot, notes } = await store(page);
    same([kind, holder, slot, notes], ["opfs", true, 0, []], "the store");
    expect(!(await requested(page)).includes("library.js"), "a browser that has the curves loads no library");
    return page.evaluate(() => ({ openMillis: ready - began }));
  }],
  ["a page that is loaded again is the same peer with the same cells", async (context, port) => {
    const page = await tab(context, port);
    const id = await page.evaluate(() => peer.id);
    await write(page, "a/b", { c: [1, 2], d: 2.5 });
    await page.reload();
    await opened(page);
    same(await page.evaluate(() => peer.id), id, "the peer");
    same(await read(page), { a: { b: { c: [1, 2], d: 2.5 } } }, "the cells");
    return page.evaluate(() => ({ openMillis: ready - began }));
  }],
  ["closing makes everything durable and frees the slot, and afterwards nothing is done", async (context, port) => {
    const page = await tab(context, port);
    const refused = await page.evaluate(async () => {
      const cell = peer.board().space("tasks").at("last");
      cell.set("word");
      await peer.close();
      try {
        cell.set("too late");
      } catch (error) {
        return error.code;
      }
    });
    same(refused, "stopping", "a write after the end");
    const again = await tab(context, port);
    same([await read(again, "last"), (await store(again)).slot], ["word", 0], "what is there");
  }],
  ["a page whose renderer is killed comes back with everything that was durable", async (context, port) => {
    const page = await tab(context, port);
    const id = await page.evaluate(() => peer.id);
    await write(page, "safe", 1);
    const session = await context.newCDPSession(page);
    await page.evaluate(() => {
      for (let i = 0; i < 500; i++) peer.board().space("tasks").at(`many/${i}`).set("x".repeat(1_000));
    });
    page.complaints = [];
    await Promise.race([session.send("Page.crash").catch(() => {}), page.waitForEvent("crash")]);
    await page.close();
    const again = await tab(context, port);
    same([await again.evaluate(() => peer.id), await read(again, "safe")], [id, 1], "the peer and what was durable");
    const many = Object.keys((await read(again, "many")) ?? {}).length;
    await write(again, "after", 2);
    return { ofFiveHundred: many };
  }],
  ["where the browser denies storage the peer works in memory, and says so", async (context, port) => {
    await context.addInitScript(() => {
      navigator.storage.getDirectory = () => Promise.reject(new DOMException("no", "SecurityError"));
    });
    const page = await tab(context, port);
    const { kind, notes } = await store(page);
    same([kind, notes.map((note) => note.code)], ["memory", ["store-denied"]], "the store");
    const durable = await page.evaluate(async () => {
      const written = peer.board().space("tasks").at("a").set(1);
      return [peer.board().space("tasks").at("a").get(), await written.durable().catch((error) => error.message)];
    });
    same(durable[0], 1, "the cell");
    expect(durable[1].includes("keeps nothing"), `durable says: ${durable[1]}`);
  }],
  ["a full disk is told in words; what is there can be read, and a reload has what was durable", async (context, port) => {
    const page = await tab(context, port);
    await write(page, "before", 1);
    const session = await context.newCDPSession(page);
    const quota = (quotaSize) => session.send("Storage.overrideQuotaForOrigin", { origin: `http://localhost:${port}`, ...(quotaSize ? { quotaSize } : {}) });
    const { usage } = await page.evaluate(() => navigator.storage.estimate());
    await quota(usage + 1_000);
    const refused = await page.evaluate(async () => {
      try {
        for (let i = 0; i < 400; i++) await peer.board().space("tasks").at(`large/${i}`).set(crypto.getRandomValues(new Uint8Array(60_000))).durable();
      } catch (error) {
        return String(error);
      }
    });
    expect(refused !== undefined, "nothing was refused");
    const reports = await page.evaluate(() => reports.map(({ code, text }) => [code, text]));
    expect(reports.some(([code, text]) => code === "disk-full" && text.includes("room")), `reports: ${JSON.stringify(reports)}`);
    same(await read(page, "before"), 1, "reading");
    await quota();
    await page.reload();
    await opened(page);
    same(await read(page, "before"), 1, "what was durable");
    await write(page, "after", 2);
  }],
  ["files that the browser threw away are missed", async (context, port) => {
    const page = await tab(context, port);
    const id = await page.evaluate(() => peer.id);
    await write(page, "a", 1);
    await page.evaluate(() => peer.close());
    await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry("kith", { recursive: true }));
    await page.reload();
    await opened(page);
    same([await page.evaluate(() => peer.id), (await store(page)).notes.map((note) => note.code)], [id, ["home-gone"]], "the peer, and what it says");
  }],
  ["who lost its files comes back onto the board by the other tabs, and has everything again", async (context, port) => {
    const first = await tab(context, port);
    await write(first, "a", 1);
    const second = await tab(context, port);
    await shows(second, "a", 1);
    await write(second, "b", 2);
    const id = await second.evaluate(() => peer.id);
    await second.evaluate(() => peer.close());
    await second.waitForFunction(async () => { // when the worker has let go of them
      const all = await (await navigator.storage.getDirectory()).getDirectoryHandle("kith");
      return (await all.getDirectoryHandle("kith")).removeEntry("slot-1", { recursive: true }).then(() => true, () => false);
    });
    await second.reload();
    await opened(second);
    same([await second.evaluate(() => peer.id), (await store(second)).notes.map((note) => note.code)], [id, ["home-gone"]], "the peer, and what it says");
    await shows(second, "b", 2);
    await write(second, "c", 3);
    await shows(first, "c", 3);
  }],
  ["files whose key was thrown away are left alone, and another slot is used", async (context, port) => {
    const page = await tab(context, port);
    const id = await page.evaluate(() => peer.id);
    await write(page, "a", 1);
    await page.evaluate(() => peer.close());
    await page.evaluate(() => new Promise((done, failed) => Object.assign(indexedDB.deleteDatabase("kith/kith"), { onsuccess: done, onerror: failed })));
    await page.reload();
    await opened(page);
    const { slot, notes } = await store(page);
    same([slot, notes.map((note) => note.code), (await page.evaluate(() => peer.id)) === id], [1, ["key-gone"], false], "the slot, and what it says");
  }],
  ["no script can read the key that is kept", async (context, port) => {
    const page = await tab(context, port);
    const kept = await page.evaluate(async () => {
      const database = await new Promise((done) => (indexedDB.open("kith/kith").onsuccess = (event) => done(event.target.result)));
      const [home] = await new Promise((done) => (database.transaction("homes").objectStore("homes").getAll().onsuccess = (event) => done(event.target.result)));
      const key = home.kept.pair.privateKey;
      const read = await crypto.subtle.exportKey("pkcs8", key).catch((error) => error.name);
      return [home.kept.kind, key.extractable, read];
    });
    same(kept, ["webcrypto", false, "InvalidAccessError"], "the key");
  }],
  ["a browser without the curves loads them, is the same peer the next time, and gets on with others", async (context, port) => {
    await context.addInitScript(() => {
      if (location.search.includes("old")) {
        const { generateKey, importKey } = crypto.subtle;
        const lacks = (algorithm) => ["Ed25519", "X25519"].includes(algorithm.name ?? algorithm);
        const refuse = () => Promise.reject(new DOMException("Unrecognized name", "NotSupportedError"));
        crypto.subtle.generateKey = (...given) => (lacks(given[0]) ? refuse() : generateKey.apply(crypto.subtle, given));
        crypto.subtle.importKey = (...given) => (lacks(given[2]) ? refuse() : importKey.apply(crypto.subtle, given));
      }
    });
    const old = await tab(context, port, { old: "" });
    const id = await old.evaluate(() => peer.id);
    await write(old, "a", 1);
    expect((await requested(old)).includes("library.js"), "the library was not loaded");
    await old.reload();
    await opened(old);
    same(await old.evaluate(() => peer.id), id, "the peer");
    const modern = await tab(context, port);
    await modern.waitForFunction(() => peer.board().space("tasks").at("a").get() === 1);
    await write(modern, "b", 2);
    await old.waitForFunction(() => peer.board().space("tasks").at("b").get() === 2);
  }],
  ["a page that did not come safely is told what to do", async (context, port) => {
    const page = await tab(context, port, {}, "kith.test").catch((error) => error.message);
    expect(String(page).includes("insecure-context") && String(page).includes("https"), `it says: ${page}`);
  }],
];
