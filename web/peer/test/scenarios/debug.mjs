// `kith` on the window: why a cell shows what it shows, and a trace that the engine on the JVM takes the same steps by.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, same, shows, tab, WAIT, write } from "./words.mjs";

/** Where the traces go that PackageTest replays on the JVM. */
const TRACES = fileURLToPath(new URL("../../../../lab/target/traces/", import.meta.url));

const why = (page, address) => page.evaluate((address) => kith.why(address), address);

/** Waits until so much lives in a cell. */
function lives(page, path, count) {
  return page.evaluate(([path, count, bound]) => new Promise((there, failed) => {
    const cell = peer.board().space("tasks").at(path);
    const look = async () => (await cell.conflicts()).length === count && there();
    cell.observe(look);
    setTimeout(() => failed(new Error(`not ${count} in ${path}`)), bound);
    void look();
  }), [path, count, WAIT]);
}

/** What a test on the JVM is to find: the trace, and beside it what the tab then had. */
async function keep(page, name) {
  const { trace, state } = await page.evaluate(() => {
    const trace = kith.trace();
    let text = "";
    for (let at = 0; at < trace.length; at += 8_192) text += String.fromCharCode(...trace.subarray(at, at + 8_192));
    return { trace: btoa(text), state: kith.peer.board().space("tasks").root.get() };
  });
  mkdirSync(TRACES, { recursive: true });
  writeFileSync(`${TRACES}${name}.kithtrace`, Buffer.from(trace, "base64"));
  writeFileSync(`${TRACES}${name}.json`, JSON.stringify(state));
  return Buffer.from(trace, "base64").length;
}

export const scenarios = [
  ["a conflict is explained by winner and loser in both tabs, and what they were told is given out", async (context, port) => {
    const [one, two] = [await tab(context, port, { debug: "trace" }), await tab(context, port, { debug: "trace" })];
    for (const page of [one, two]) await page.waitForFunction(() => peer.board().members().length === 2);
    await write(one, "milk", "1 litre");
    await shows(two, "milk", "1 litre");
    for (const page of [one, two]) await page.evaluate(() => (peer.mesh.isOnline = false));
    await write(one, "milk", "2 litres");
    await write(two, "milk", "oat");
    for (const page of [one, two]) await page.evaluate(() => (peer.mesh.isOnline = true));
    for (const page of [one, two]) await lives(page, "milk", 2);
    await one.evaluate(() => kith.sync());
    const told = [];
    for (const page of [one, two]) {
      const { standings, changes } = await why(page, "tasks/milk");
      same(standings.map(({ value }) => value), ["oat", "2 litres"], "what lives there");
      same(changes.map(({ role, concurrent }) => [role, concurrent]), [["shown", false], ["beside", true], ["replaced", false]], "what became of each");
      same(changes.map(({ edits }) => edits.at(-1).value), ["oat", "2 litres", "1 litre"], "what each wrote");
      expect(changes[2].replacedBy === changes[1].id || changes[2].replacedBy === changes[0].id, "who replaced the first");
      told.push(changes.map(({ id, author, time }) => [id, author, time]));
    }
    same(told[0], told[1], "what both tell");
    same(told[0][0][1], await two.evaluate(() => peer.id), "who wrote what is shown");
    await write(one, "milk", "none");
    same((await why(one, "tasks/milk")).changes.map(({ role }) => role), ["shown", "replaced", "replaced", "replaced"], "when somebody who saw both has written");
    await one.evaluate(() => kith.sync(kith.links()[0].peer));
    same(await two.evaluate(() => [kith.state("tasks"), kith.state()["@home/tasks"], Object.keys(kith.versions()).includes("@home/tasks")]), [{ milk: "none" }, { milk: "none" }, true], "the state");
    return { bytes: [await keep(one, "one"), await keep(two, "two")] };
  }],
  ["a tab that comes back is traced from the store that it found", async (context, port) => {
    const first = await tab(context, port);
    for (let i = 0; i < 30; i++) await write(first, `before/k${i}`, i);
    await first.close();
    const again = await tab(context, port, { debug: "trace" });
    await shows(again, "before/k29", 29);
    await write(again, "after", true);
    expect((await why(again, "tasks/before/k7")).changes[0].role === "shown", "why something is there that was written before");
    return { bytes: await keep(again, "again") };
  }],
  ["kith is on the window of a page of this machine, tells what it cannot do, and goes with its peer", async (context, port) => {
    const page = await tab(context, port, { debug: "" });
    const refused = await page.evaluate(async () => {
      const codes = [];
      for (const ask of [() => kith.trace(), () => kith.why("no-such-space/x"), () => kith.sync("a".repeat(52), { within: 300 })]) {
        try {
          await ask();
        } catch (error) {
          codes.push(error.code);
        }
      }
      return codes;
    });
    same(refused, ["not-recorded", "space-unknown", "not-in-sync"], "what was refused");
    same(await page.evaluate(() => peer.close().then(() => typeof kith)), "undefined", "what is left of it");
    const silent = await tab(context, port, { debug: "none" });
    same(await silent.evaluate(() => typeof kith), "undefined", "where the page does not want it");
  }],
];
