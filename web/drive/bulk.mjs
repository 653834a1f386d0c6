// Much at once between two browsers that have nothing but WebRTC between them.
import { expect } from "./browser.mjs";
import { pair } from "./pair.mjs";
import { dirtyBytes, processOf } from "../peer/bench/cost.mjs";

const scenarios = [];
export { scenarios };

const CELLS = 200;
const CELL_BYTES = 500_000; // 100 MB in all
const MUCH_MILLIS = 300_000; // a bound and no measure
const MIB = 1 << 20;
/** What 100 MB may cost a page: twice the 250 that were measured, which the collector decides. */
const MEMORY_MIB = 500;
const CREDIT_BYTES = 4 * MIB; // docs/protocol.md: in flight on a link
const PIECE_BYTES = (64 << 10) + 8; // and in one message of a data channel
const AHEAD_BYTES = 256 << 10; // given to a channel before it has left

/** Notes the largest message that a data channel was given, and the most that waited in one. */
function watchChannels() {
  globalThis.largest = { message: 0, waiting: 0 };
  const { send } = RTCDataChannel.prototype;
  RTCDataChannel.prototype.send = function (bytes) {
    send.call(this, bytes);
    largest.message = Math.max(largest.message, bytes.byteLength);
    largest.waiting = Math.max(largest.waiting, this.bufferedAmount);
  };
}

/** Keeps the longest time for which a page could not do anything else. */
const watchPauses = (page) =>
  page.evaluate(() => {
    let before = performance.now();
    globalThis.longestPause = 0;
    setInterval(() => {
      const now = performance.now();
      longestPause = Math.max(longestPause, now - before);
      before = now;
    }, 20);
  });

const link = (page) => page.evaluate(() => peer.mesh.status().connected[0]?.links[0] ?? null);
const hasEnd = (page) => page.evaluate(() => peer.board().space("much").at("end").get() === CELLS_WRITTEN);

scenarios.push(["100 MB go from one browser to another over WebRTC, in small pieces, never more than the credit ahead, and both pages live", (context, a) => pair(context, a, async (one, two) => {
  const since = (await link(two)).since;
  const processes = [await processOf(context.browser(), one), await processOf(context.browser(), two)];
  const memory = () => Promise.all(processes.map(dirtyBytes));
  const before = await memory();
  let most = before;
  for (const page of [one, two]) {
    await watchPauses(page);
    await page.evaluate((cells) => (globalThis.CELLS_WRITTEN = cells), CELLS);
  }
  const begun = performance.now();
  const hashes = one.evaluate(async ([cells, size]) => {
    const space = peer.board().space("much");
    const hashes = [];
    for (let i = 0; i < cells; i++) {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
      hashes.push([...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].join());
      await space.at(`cells/${i}`).set(bytes).durable(0, { within: 60_000 });
    }
    await space.at("end").set(cells).durable();
    return hashes;
  }, [CELLS, CELL_BYTES]);
  hashes.catch(() => {}); // what is wrong is told below

  let ahead = 0;
  while (!(await hasEnd(two))) {
    const [sent, received] = [await link(one), await link(two)]; // in this order: what came in between is not counted as ahead
    expect(sent !== null && received !== null, "the link is gone");
    ahead = Math.max(ahead, sent.bytesOut - received.bytesIn);
    most = (await memory()).map((now, i) => Math.max(now, most[i]));
    expect(performance.now() - begun < MUCH_MILLIS, `not there: ${JSON.stringify(received)}`);
  }
  const millis = Math.round(performance.now() - begun);

  const there = await two.evaluate(async (cells) => {
    const space = peer.board().space("much");
    const hashes = [];
    for (let i = 0; i < cells; i++) hashes.push([...new Uint8Array(await crypto.subtle.digest("SHA-256", space.at(`cells/${i}`).get()))].join());
    return hashes;
  }, CELLS);
  expect(JSON.stringify(there) === JSON.stringify(await hashes), "what came is not what was written");
  expect((await link(two)).since === since, "the link was made anew");
  expect(ahead <= CREDIT_BYTES + MIB, `${ahead} bytes were ahead of who received them`);
  const [largest, pauses] = [await one.evaluate(() => globalThis.largest), await Promise.all([one, two].map((page) => page.evaluate(() => longestPause)))];
  expect(largest.message <= PIECE_BYTES, `a message of ${largest.message} bytes`);
  expect(largest.waiting <= AHEAD_BYTES + PIECE_BYTES, `${largest.waiting} bytes waited in a channel`);
  expect(Math.max(...pauses) < 10_000, `a page stood still for ${pauses} ms`);
  const grown = most.map((bytes, i) => Math.round((bytes - before[i]) / MIB));
  expect(Math.max(...grown) < MEMORY_MIB, `the pages took ${grown} MiB`);
  return { millis, ahead, ...largest, pauses, grown };
}, { prepare: (own) => own.addInitScript(watchChannels), wait: MUCH_MILLIS })]);
