// Who is there, what it can, and what only one does.
import { expect, same, shows, tab, write } from "./words.mjs";

/** A tab whose address says `memory` gets no storage. */
const deny = (context) =>
  context.addInitScript(() => {
    if (location.search.includes("memory")) navigator.storage.getDirectory = () => Promise.reject(new DOMException("no", "SecurityError"));
  });

const idOf = (page) => page.evaluate(() => peer.id);
const met = (page, other) => page.evaluate((other) => peer.mesh.status().connected.find((one) => one.peer === other), other);
const linked = async (...pages) => {
  for (const page of pages) await page.waitForFunction((count) => peer.mesh.status().connected.length === count, pages.length - 1);
};

/** Does nothing else for so long: what comes to it waits. */
const busy = (page, millis) =>
  page.evaluate((millis) => {
    setTimeout(() => {
      const until = performance.now() + millis;
      while (performance.now() < until);
    });
  }, millis);

/** What an idle link carries a second, both ways: a question and its answer, and now and then where a peer stands. */
const IDLE_BYTES = 150;

export const scenarios = [
  ["a peer tells what it can and what it runs in; an idle link costs little", async (context, port) => {
    await deny(context);
    const [one, two] = [await tab(context, port), await tab(context, port, { memory: "" })];
    await linked(one, two);
    await one.waitForFunction(() => peer.mesh.status().connected[0].roundTripMillis !== null);
    const { browser, device, can, stale, lastSeen, roundTripMillis } = await met(one, await idOf(two));
    expect(/Chrome \d+/.test(browser) && device === "Linux", `${browser} on ${device}`);
    same([can, stale], [["relay", "webrtc", "query"], false], "of the one in memory");
    same((await met(two, await idOf(one))).can, ["durable-store", "relay", "webrtc", "query"], "of the one with a store");
    expect(Date.now() - lastSeen < 15_000 && roundTripMillis > 0, `seen at ${lastSeen}, round trip ${roundTripMillis}`);
    await one.waitForFunction(() => peer.mesh.status().acknowledged && peer.mesh.status().connected[0].links.length === 1);
    const bytes = () => one.evaluate(() => peer.mesh.status().connected[0].links.reduce((sum, link) => sum + link.bytesIn + link.bytesOut, 0));
    let perSecond = Infinity; // what is said when a peer comes, in its board's directory above all, is not idle yet
    for (let tries = 0; tries < 8 && perSecond >= IDLE_BYTES; tries++) {
      const [before, begun] = [await bytes(), performance.now()];
      await one.waitForTimeout(8_000);
      perSecond = (((await bytes()) - before) / (performance.now() - begun)) * 1_000;
    }
    expect(perSecond > 0 && perSecond < IDLE_BYTES, `${perSecond} bytes a second`);
    return { bytesPerSecond: Math.round(perSecond * 10) / 10 };
  }],
  ["who does not answer is stale, counts for no quorum, and is not when it answers again", async (context, port) => {
    const options = { heartbeatInterval: 500, quorumSize: 2 };
    const [one, two] = [await tab(context, port, options), await tab(context, port, options)];
    const other = await idOf(two);
    await linked(one, two);
    await one.evaluate(() => {
      window.quorums = [];
      peer.mesh.onQuorum((reached) => quorums.push(reached));
    });
    const begun = performance.now();
    await busy(two, 4_000);
    await one.waitForFunction((other) => peer.mesh.status().connected.find((one) => one.peer === other)?.stale === true, other);
    const staleAfterMillis = performance.now() - begun;
    expect(staleAfterMillis > 1_900, `stale after ${staleAfterMillis} ms`);
    await one.waitForFunction((other) => peer.mesh.status().connected.find((one) => one.peer === other)?.stale === false, other);
    await one.waitForFunction(() => JSON.stringify(quorums) === "[false,true]");
    return { staleAfterMillis };
  }],
  ["a tab whose timers are held back, as of one that nobody looks at, is not called stale, and calls nobody so", async (context, port) => {
    await context.addInitScript(() => {
      const { setTimeout } = window;
      window.setTimeout = (run, millis, ...given) => setTimeout.call(window, run, window.held ? 60_000 : millis, ...given);
    });
    const options = { heartbeatInterval: 500 };
    const [one, two] = [await tab(context, port, options), await tab(context, port, options)];
    await linked(one, two);
    await two.evaluate(() => void (window.held = true));
    const stale = (page) =>
      page.evaluate(async () => {
        const seen = new Set();
        for (const begun = performance.now(); performance.now() - begun < 4_000; ) {
          await new Promise((next) => requestAnimationFrame(next));
          seen.add(peer.mesh.status().connected[0]?.stale);
        }
        return [...seen];
      });
    same(await Promise.all([stale(one), stale(two)]), [[false], [false]], "whether either was stale");
  }],
  ["what is only in memory counts for no durable quorum", async (context, port) => {
    await deny(context);
    const one = await tab(context, port, { quorumSize: 2 });
    await write(one, "a", 1);
    const two = await tab(context, port, { memory: "", quorumSize: 2 });
    await shows(two, "a", 1);
    await linked(one, two);
    const told = await one.evaluate(async () => {
      const written = peer.board().space("tasks").at("b").set(2);
      await peer.mesh.sync();
      return written.acknowledged(undefined, { within: 1_000 }).catch((error) => [error.here, error.others, error.wanted]);
    });
    same(told, [true, 0, 1], "with one in memory");
    const there = await two.evaluate(async () => {
      const written = peer.board().space("tasks").at("c").set(3);
      await written.acknowledged();
      return written.durable(1).catch((error) => [error.here, error.message.includes("keeps nothing")]);
    });
    same(there, [false, true], "of the one in memory");
    const three = await tab(context, port);
    await shows(three, "c", 3);
    await one.evaluate(() => peer.board().space("tasks").at("d").set(4).acknowledged());
  }],
  ["the options do what they say, and those that cannot be are refused", async (context, port) => {
    const page = await tab(context, port, { wait: "" });
    const refused = await page.evaluate(async () => {
      const refused = [];
      for (const options of [{ quorumSize: -1 }, { syncInterval: 10_001 }, { operationBatchSize: 0 }, { heartbeatInterval: 499 }, { heartbeatInterval: "often" }, { meshLinks: 1.5 }]) {
        await kith.open(options).then(() => refused.push("none"), (error) => refused.push(error instanceof RangeError && error.message.split(" ")[0]));
      }
      return refused;
    });
    same(refused, ["quorumSize", "syncInterval", "operationBatchSize", "heartbeatInterval", "heartbeatInterval", "meshLinks"], "refused");
    const versions = await page.evaluate(async () => {
      window.peer = await kith.open({ syncInterval: 10_000, operationBatchSize: 3 });
      const tasks = peer.board().space("tasks");
      await tasks.at("first").set(0).durable();
      const versions = [];
      for (let i = 0; i < 7; i++) versions.push(tasks.at(String(i)).set(i).version.split(".").at(-1));
      return versions.map((seq) => Number(seq) - Number(versions[0]));
    });
    same(versions, [0, 0, 0, 1, 1, 1, 2], "changes of three operations");
    const other = await tab(context, port);
    await shows(other, "5", 5);
    same(await other.evaluate(() => peer.board().space("tasks").at("6").get()), undefined, "what its interval holds back");
    await page.evaluate(() => peer.mesh.sync());
    await page.evaluate(() => peer.board().space("tasks").at("6").set(6).durable());
    await shows(other, "6", 6);
  }],
  ["one tab of a browser leads; when it stops, closes or is killed another one does, within a second", async (context, port) => {
    const pages = [await tab(context, port), await tab(context, port), await tab(context, port)];
    const lead = (page) =>
      page.evaluate(() => {
        window.stopLeading = peer.lead("reminders", (signal) => new Promise((done) => signal.addEventListener("abort", done)));
      });
    const leads = (page) => page.waitForFunction(() => peer.leads.includes("reminders"));
    for (const page of pages) await lead(page);
    await leads(pages[0]);
    same(await Promise.all(pages.map((page) => page.evaluate(() => peer.leads.length))), [1, 0, 0], "who leads");
    await pages[0].evaluate(() => stopLeading());
    await leads(pages[1]);
    same(await pages[0].evaluate(() => peer.leads), [], "what the first one leads");
    const session = await context.newCDPSession(pages[1]);
    const begun = performance.now();
    await Promise.race([session.send("Page.crash").catch(() => {}), pages[1].waitForEvent("crash")]);
    await leads(pages[2]);
    const passedOnMillis = performance.now() - begun;
    expect(passedOnMillis < 1_000, `passed on after ${passedOnMillis} ms`);
    pages[1].complaints = [];
    await pages[0].evaluate(() => peer.lead("reminders", () => { throw new Error("of the application"); }));
    await pages[2].evaluate(() => peer.close());
    await pages[0].waitForFunction(() => reports.some((one) => one.code === "leader-failed" && one.text.includes("of the application")));
    return { passedOnMillis };
  }],
];
