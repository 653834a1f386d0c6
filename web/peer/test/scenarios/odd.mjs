// What nobody should do to a tab: clocks that are wrong, a tab that says nothing, says far too much, or does not listen.
import { expect, read, same, shows, tab, write } from "./words.mjs";

export const MINUTE = 60_000;

/** Tabs whose address says `ahead` have a clock that is so many milliseconds ahead. */
export const clocks = (context) =>
  context.addInitScript(() => {
    const ahead = Number(new URLSearchParams(location.search).get("ahead"));
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) {
        if (given.length > 0) super(...given);
        else super(Real.now() + ahead);
      }
      static now() {
        return Real.now() + ahead;
      }
    };
    const origin = performance.timeOrigin;
    Object.defineProperty(performance, "timeOrigin", { get: () => origin + ahead });
  });

const reported = (page, code) => page.waitForFunction((code) => reports.some((report) => report.code === code), code);

/** Keeps a tab from doing anything else, as code does that computes, until what this gives is called. */
async function deafen(page) {
  let asked;
  const isDeaf = new Promise((deaf) => (asked = deaf));
  await page.route("**/answered-later", asked);
  await page.evaluate(() => void setTimeout(() => {
    const request = new XMLHttpRequest();
    request.open("GET", "/answered-later", false); // everything waits for it
    request.send();
  }));
  const route = await isDeaf;
  return () => route.fulfill({ body: "" });
}

/** Both write, the one whose clock is behind after the other: what it wrote is what both show. */
export async function showTheSame(late, early) {
  await write(early, "a", "of the one ahead");
  await shows(late, "a", "of the one ahead");
  await write(late, "a", "written after it");
  await shows(early, "a", "written after it");
  await Promise.all([late, early].map((page, i) => page.evaluate((i) => peer.board().space("tasks").at(`both/${i}`).set(i).durable(1), i)));
  for (const page of [late, early]) await shows(page, "both", { 0: 0, 1: 1 });
  const told = await late.evaluate(async () => {
    const { changes } = await peer.board().space("tasks").log({ changes: 100 });
    const [{ links }] = peer.mesh.status().connected;
    return { aheads: changes.map(({ time }) => time - Date.now()), now: Date.now(), links };
  });
  expect(told.aheads.every((ahead) => Math.abs(ahead) <= 60 * MINUTE), `times in the log: ${told.aheads}`);
  expect(Math.max(...told.aheads) > 50 * MINUTE, `nothing is from ahead: ${told.aheads}`);
  for (const { since, roundTripMillis } of told.links) expect(since <= told.now && (roundTripMillis === null || roundTripMillis < 10_000), `a link: ${JSON.stringify(told.links)}`);
}

export const scenarios = [
  ["tabs whose clocks are an hour apart show the same, in the order in which it was written", async (context, port) => {
    await clocks(context);
    const [late, early] = [await tab(context, port), await tab(context, port, { ahead: 59 * MINUTE })];
    await showTheSame(late, early);
  }],
  ["what is written two hours ahead is held back, and who wrote it is told whose clock is wrong", async (context, port) => {
    await clocks(context);
    const right = await tab(context, port);
    const other = await tab(context, port);
    await write(other, "a", 1);
    await shows(right, "a", 1);
    await right.evaluate(() => void (peer.mesh.isOnline = false)); // so that nobody tells the other what time it is
    await other.close();
    const ahead = await tab(context, port, { ahead: 120 * MINUTE }); // the same slot again
    await write(ahead, "b", "from tomorrow");
    await right.evaluate(() => void (peer.mesh.isOnline = true));
    await reported(ahead, "clock-ahead");
    await reported(right, "clock-ahead");
    same(await read(right), { a: 1 }, "what is shown");
    await write(right, "c", 2);
    await shows(ahead, "c", 2);
  }],
  ["tabs that open pipes and say nothing keep nobody out", async (context, port) => {
    const first = await tab(context, port);
    await write(first, "a", 1);
    const rogue = await tab(context, port, { wait: "" });
    await rogue.evaluate(() => new Promise((heard) => {
      const channel = new BroadcastChannel("kith/kith/tabs");
      const open = [];
      let asked = false;
      channel.onmessage = ({ data }) => {
        if (asked || data.say !== "here") return;
        asked = true;
        for (let i = 0; i < 100; i++) {
          open.push(new BroadcastChannel(`kith/kith/pipe/silent-${i}`));
          channel.postMessage({ say: "call", from: "rogue", to: data.from, pipe: `kith/kith/pipe/silent-${i}` });
        }
        for (const word of [null, 7, "x", {}, { say: "call" }, { say: "nonsense", from: "rogue" }]) channel.postMessage(word);
        heard();
      };
      window.open_ = open;
      channel.postMessage({ say: "hello", from: "rogue", facts: { peer: "nobody", boards: [] } });
    }));
    const begun = performance.now();
    const second = await tab(context, port);
    await shows(second, "a", 1);
    return { millis: performance.now() - begun };
  }],
  ["a message of 100 MB ends the pipe that it came on, and nothing else", async (context, port) => {
    const [first, second] = [await tab(context, port), await tab(context, port)];
    await write(first, "a", 1);
    await shows(second, "a", 1);
    // The rogue listens where pipes are arranged, and speaks on the one of the others.
    const rogue = await tab(context, port, { wait: "" });
    await rogue.evaluate(() => {
      window.pipes = [];
      new BroadcastChannel("kith/kith/tabs").onmessage = ({ data }) => data.say === "call" && pipes.push(data.pipe);
    });
    const since = () => first.evaluate(() => peer.mesh.status().connected[0].links[0].since);
    const madeAgain = (since) => first.waitForFunction((since) => peer.mesh.status().connected[0]?.links[0].since > since, since);
    const before = await since();
    await first.evaluate(() => peer.mesh.cut(peer.mesh.status().connected[0].peer)); // so that it is made again, and heard
    await madeAgain(before);
    await write(first, "b", 2);
    await shows(second, "b", 2);
    expect((await rogue.evaluate(() => pipes.length)) > 0, "nothing was heard of the pipe");
    const made = await since();
    await rogue.evaluate(() => {
      for (const name of pipes) {
        const pipe = new BroadcastChannel(name);
        pipe.postMessage({ say: "data", bytes: new Uint8Array(100 << 20) }); // a browser may drop it
        pipe.postMessage({ say: "data", bytes: new Uint8Array(2 << 20) });
      }
    });
    await madeAgain(made);
    await write(second, "c", 3);
    await shows(first, "c", 3);
  }],
  ["for a tab that does not listen no more is kept than its credit", async (context, port) => {
    const [writer, deaf] = [await tab(context, port), await tab(context, port)];
    await write(writer, "a", 1);
    await shows(deaf, "a", 1);
    const sent = () => writer.evaluate(() => peer.mesh.status().connected[0].links[0].bytesOut);
    const before = await sent();
    const listenAgain = await deafen(deaf);
    await writer.evaluate(async () => {
      for (let i = 0; i < 90; i++) await peer.board().space("tasks").at(`large/${i}`).set(crypto.getRandomValues(new Uint8Array(60_000))).applied(); // 5.4 MB
    });
    const waiting = (await sent()) - before;
    expect(waiting <= 4.5 * 1024 * 1024, `${waiting} bytes are on their way to a tab that does not listen`);
    await listenAgain();
    await deaf.waitForFunction(() => Object.keys(peer.board().space("tasks").at("large").get() ?? {}).length === 90);
    await writer.waitForFunction(() => peer.mesh.status().acknowledged);
    return { waitingBytes: waiting };
  }],
];
