// What much of it costs: state, links, and eight tabs that write.
import { readFile } from "node:fs/promises";
import { told, write10Megabytes } from "./speed.mjs";

const TABS = 8;
const EACH_SECOND = 20;
const MIB = 1 << 20;

/** The process of a page that has just become busy: of all that draw pages, the one whose time went on. */
export async function processOf(browser, page) {
  const session = await browser.newBrowserCDPSession();
  const times = async () => new Map((await session.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime]));
  const before = await times();
  await page.evaluate(() => {
    const end = performance.now() + 1_500;
    while (performance.now() < end);
  });
  const spent = [...(await times())].map(([id, time]) => [time - (before.get(id) ?? 0), id]);
  return spent.sort(([one], [other]) => other - one)[0][1];
}

/** What that process has for itself, behind a collection of its garbage. */
async function privateBytes(page, process) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  return dirtyBytes(process);
}

/** What it has for itself now, its garbage too. */
export async function dirtyBytes(process) {
  const rollup = await readFile(`/proc/${process}/smaps_rollup`, "utf8");
  return Number(/Private_Dirty:\s+(\d+)/.exec(rollup)[1]) * 1024;
}

const linkedBy = (page, kind, count) =>
  page.waitForFunction(([kind, count]) => peer.mesh.status().connected.filter(({ links }) => links.some((link) => link.kind === kind)).length === count, [kind, count]);

/** What the first of many tabs has for itself more for each that comes after the second. */
async function memory(name, browser, open, linked) {
  const pages = [await open()];
  const process = await processOf(browser, pages[0]);
  pages.push(await open());
  await linked(pages[0], 1);
  const before = await privateBytes(pages[0], process);
  while (pages.length < TABS) pages.push(await open());
  await linked(pages[0], TABS - 1);
  await pages[0].evaluate(() => peer.mesh.sync({ within: 60_000 }));
  const after = await privateBytes(pages[0], process);
  return told(name, "MB", [Math.max(0, after - before) / (TABS - 2) / MIB], 2);
}

/** Each tab in a browser of its own; they meet at the node. */
export async function memoryOfFarLinks({ browser, context, open, invited, say }) {
  const invite = await invited();
  const alone = async () => open(await context(), { invite });
  say(await memory("memory of a tab for each further WebRTC link", browser, alone, (page, count) => linkedBy(page, "webrtc", count)));
}

export const measures = [
  async ({ context, open, rounds, say }) => {
    const own = await context();
    const one = await open(own);
    await write10Megabytes(one, "tasks");
    await one.evaluate(() => peer.board().space("tasks").at("end").set(1).durable());
    const all = [];
    for (let round = 0; round < rounds; round++) {
      const two = await open(own);
      all.push(await two.evaluate(() => new Promise((done) => {
        const end = () => peer.boards().length > 0 && peer.board().space("tasks").at("end").get() === 1;
        const look = () => (end() ? done(performance.now() - began) : setTimeout(look, 5));
        look();
      })));
      await two.evaluate(() => peer.close());
      // The next one has the same slot, and is to know nothing of it.
      await two.waitForFunction(async () => {
        const all = await (await navigator.storage.getDirectory()).getDirectoryHandle("kith");
        return (await all.getDirectoryHandle("kith")).removeEntry("slot-1", { recursive: true }).then(() => true, () => false);
      });
      await two.close();
    }
    say(told("10 MB, 10,000 cells, to a new tab, from its opening on", "ms", all, 2_000));
  },
  async ({ browser, context, open, say }) => {
    const own = await context();
    say(await memory("memory of a tab for each further link", browser, () => open(own), (page, count) => linkedBy(page, "same browser", count)));
  },
  async ({ context, open, seconds, say }) => {
    const own = await context();
    const pages = [];
    while (pages.length < TABS) pages.push(await open(own));
    for (const page of pages) await page.waitForFunction((count) => peer.mesh.status().connected.length === count - 1, TABS);
    await pages[0].bringToFront();
    const frames = pages[0].evaluate((millis) => new Promise((done) => {
      const end = performance.now() + millis;
      let count = 0;
      requestAnimationFrame(function frame(now) {
        count++;
        if (now < end) requestAnimationFrame(frame);
        else done((count * 1_000) / millis);
      });
    }), seconds * 1_000);
    const each = seconds * EACH_SECOND;
    await Promise.all(pages.map((page, self) => page.evaluate(([self, count, eachSecond]) => new Promise((done) => {
      const space = peer.board().space("much");
      const begun = performance.now();
      let written = 0;
      const timer = setInterval(() => {
        const due = Math.min(count, Math.floor(((performance.now() - begun) * eachSecond) / 1_000));
        while (written < due) space.at(`${self}/${written++}`).set(self);
        if (written === count) done(clearInterval(timer));
      }, 1_000 / eachSecond);
    }), [self, each, EACH_SECOND])));
    const ended = performance.now();
    for (const page of pages) {
      await page.waitForFunction(([tabs, count]) => {
        const all = Object.values(peer.board().space("much").root.get() ?? {});
        return all.length === tabs && all.every((one) => Object.keys(one).length === count);
      }, [TABS, each], { polling: 50 });
    }
    say(told(`${TABS} tabs, ${EACH_SECOND} changes a second each, for ${seconds} s: until all have all, from the last one on`, "ms", [performance.now() - ended]));
    say({ ...told("frames a second of the page that is looked at, meanwhile", "", [await frames]), least: 50 });
  },
  async ({ context, open, rounds, say }) => {
    const all = [];
    for (let round = 0; round < rounds; round++) {
      const own = await context();
      const [holder, heir] = [await open(own), await open(own)];
      await heir.waitForFunction(() => peer.mesh.status().connected.length === 1);
      const killing = await own.newCDPSession(holder);
      await heir.evaluate(() => peer.board().space("tasks").at("a").set(1).durable());
      await Promise.race([killing.send("Page.crash").catch(() => {}), holder.waitForEvent("crash")]);
      all.push(await heir.evaluate(async () => {
        const begun = performance.now();
        await peer.board().space("tasks").at("b").set(2).durable();
        return performance.now() - begun;
      }));
      await own.close();
    }
    say(told("a write on the disk, from the kill of the tab that held the store on", "ms", all, 1_000));
  },
];
