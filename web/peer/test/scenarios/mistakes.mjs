// What a page does wrong, or too late: each has an error with a code, nothing hangs, and nothing is left behind. What a page
// complains about, a rejection that nobody took included, fails the scenario.
import { expect, same, tab } from "./words.mjs";

/** A page with the package and no peer yet. */
const bare = (context, port) => tab(context, port, { wait: "", debug: "none" }).then(async (page) => {
  await page.evaluate(async () => {
    window.kith = await import("/dist/index.js");
    // The code of what went wrong, or the kind of a mistake that has none.
    window.codeOf = async (run) => {
      try {
        await run();
        return "done";
      } catch (error) {
        return error.code ?? error.name;
      }
    };
    window.codes = async (all) => Object.fromEntries(await Promise.all(Object.entries(all).map(async ([name, run]) => [name, await codeOf(run)])));
  });
  return page;
});

export const scenarios = [
  ["who cannot be opened leaves nothing behind: the next one has the slot, the key and the store", async (context, port) => {
    const page = await bare(context, port);
    const told = await page.evaluate(async () => {
      const refused = await codes({
        "not an invitation": () => kith.open({ name: "a", invite: "kith:nonsense" }),
        "no name": () => kith.open({ name: "" }),
        "a name that is a path": () => kith.open({ name: "a/b" }),
        "no server": () => kith.open({ ice: [{ urls: "nonsense" }] }),
        "a number out of bounds": () => kith.open({ meshLinks: 0 }),
      });
      const peer = await kith.open({ name: "a" });
      await peer.board().space("tasks").at("a").set(1).durable();
      const { slot, kind } = peer.mesh.status().store;
      await peer.close();
      return { refused, slot, kind };
    });
    same(told.refused, { "not an invitation": "value-malformed", "no name": "RangeError", "a name that is a path": "RangeError", "no server": "RangeError", "a number out of bounds": "RangeError" }, "refusals");
    same([told.slot, told.kind], [0, "opfs"], "what the next one has");
  }],
  ["a file of the package that is not where it was said to be is named, at once", async (context, port) => {
    const page = await bare(context, port);
    const told = await page.evaluate(async () => {
      const core = await codeOf(() => kith.open({ name: "b", core: "/nowhere/core.js" }));
      const begun = performance.now();
      const peer = await kith.open({ name: "b", worker: "/nowhere/store-worker.js" });
      const { slot, kind, notes } = peer.mesh.status().store;
      const millis = performance.now() - begun;
      await peer.close();
      return { core, slot, kind, notes, millis };
    });
    page.complaints = page.complaints.filter((one) => !one.includes("404")); // that is what was asked for
    same([told.core, told.slot, told.kind, told.notes.map(({ code }) => code)], ["file-not-loaded", 0, "memory", ["file-not-loaded"]], "what is told");
    expect(told.millis < 8_000, `told after ${told.millis} ms`); // so long one waits for another tab's
  }],
  ["who is to take over the store and cannot load its worker says so, and ends when it is closed", async (context, port) => {
    const holder = await tab(context, port, { name: "g" });
    const page = await tab(context, port, { name: "g", worker: "/nowhere/store-worker.js" });
    await page.evaluate(() => peer.board().space("tasks").at("a").set(1).durable());
    await holder.close();
    await page.waitForFunction(() => reports.some(({ code }) => code === "file-not-loaded"));
    const told = await page.evaluate(async () => {
      try {
        await peer.board().space("tasks").at("a").set(2).durable();
        return "done";
      } catch (error) {
        return error.code;
      } finally {
        await peer.close();
      }
    });
    page.complaints = page.complaints.filter((one) => !one.includes("404"));
    same(told, "disk-failed", "a write afterwards");
  }],
  ["what is no path, no value, no address or no invitation is refused, and the peer goes on", async (context, port) => {
    const page = await bare(context, port);
    const told = await page.evaluate(async () => {
      const peer = await kith.open({ name: "c" });
      const tasks = peer.board().space("tasks");
      const cyclic = {};
      cyclic.itself = cyclic;
      await tasks.at("goes").set("well").durable(); // the mesh observes each space that there is
      const observers = peer.observers;
      const refused = await codes({
        read: () => tasks.at("a//b").get(),
        observe: () => tasks.at("..").observe(() => {}),
        subscribe: () => tasks.at("~").subscribe(() => {}),
        write: () => tasks.at("/a").set(1),
        nothing: () => tasks.at("a").set(undefined),
        "no number": () => tasks.at("a").set(NaN),
        itself: () => tasks.at("a").set(cyclic),
        "too large": () => tasks.at("a").set("x".repeat(5_000_000)),
        "an integer of 70 bits": () => tasks.at("a").set(2n ** 70n),
        "a date": () => tasks.at("a").set(new Date()),
        "a body that waits": () => tasks.transaction(async (t) => {
          t.at("a").set(1);
          await null;
          t.at("b").set(2);
        }),
        durable: () => tasks.at("kept").set(1).durable(3, { within: 10.5 }),
        "connect to nobody": () => peer.mesh.syncWith("nobody", { within: 100 }),
        "connect to somebody": () => peer.mesh.syncWith("1".repeat(52), { within: 100 }),
        join: () => peer.join("kith:nonsense"),
        "connect by what browsers have not": () => peer.connect("192.0.2.1:5484"),
        "put out nobody": () => peer.board().remove("nobody"),
        "an invitation that is over": () => peer.invite({ goodFor: -1 }),
        "a mirror of what is in itself": () => kith.mirror({ cyclic }, { space: peer.board().space("mirrored") }),
      });
      const left = peer.observers - observers;
      await tasks.at("goes").set("on").durable();
      const shown = tasks.root.get();
      await peer.close();
      return { refused, left, shown };
    });
    same(told.refused, {
      read: "address-malformed", observe: "address-malformed", subscribe: "address-malformed", write: "value-malformed", nothing: "value-malformed",
      "no number": "value-malformed", itself: "value-malformed", "too large": "change-too-large", "an integer of 70 bits": "value-malformed", "a date": "value-malformed",
      "a body that waits": "TypeError", durable: "not-durable", "connect to nobody": "not-in-sync", "connect to somebody": "not-in-sync", join: "value-malformed",
      "connect by what browsers have not": "address-kind", "put out nobody": "value-malformed", "an invitation that is over": "RangeError", "a mirror of what is in itself": "value-malformed",
    }, "refusals");
    same([told.left, told.shown], [0, { goes: "on", kept: 1 }], "observers that were left, and what is there");
  }],
  ["whoever waits while the peer is closed is told at once, and who asks afterwards", async (context, port) => {
    const page = await bare(context, port);
    const told = await page.evaluate(async () => {
      const peer = await kith.open({ name: "d" });
      const tasks = peer.board().space("tasks");
      tasks.at("a").set(1);
      const begun = performance.now();
      const waiting = codes({
        durable: () => tasks.at("b").set(1).durable(5),
        acknowledged: () => tasks.at("b").set(2).acknowledged(3),
        syncWith: () => peer.mesh.syncWith("c" + peer.id.slice(1)),
        found: () => peer.found("another"),
        log: () => tasks.log(),
        written: () => tasks.at("c").set(1).durable(),
      });
      await Promise.all([peer.close(), peer.close()]);
      const waited = await waiting;
      const millis = performance.now() - begun;
      const after = await codes({
        get: () => tasks.at("a").get(), // what was there last
        set: () => tasks.at("a").set(2),
        observe: () => tasks.at("a").observe(() => {}),
        status: () => peer.mesh.status(),
        sync: () => peer.mesh.sync(),
        query: () => peer.mesh.query({ path: "tasks/*" }),
        invite: () => peer.invite(),
        lead: () => peer.lead("x", () => {}),
        close: () => peer.close(),
      });
      return { waited, millis, after, observers: peer.observers, leads: peer.leads.length };
    });
    same(told.waited, { durable: "stopping", acknowledged: "stopping", syncWith: "stopping", found: told.waited.found, log: told.waited.log, written: told.waited.written }, "who waited"); // the others may be in time
    expect(told.millis < 5_000, `told after ${told.millis} ms`); // half of what each would have waited
    same(told.after, { get: "done", set: "stopping", observe: "stopping", status: "stopping", sync: "stopping", query: "stopping", invite: "stopping", lead: "stopping", close: "done" }, "who asked afterwards");
    same([told.observers, told.leads], [0, 0], "observers and what is led");
  }],
  ["an invitation to a board that one is on already leads to that board, whichever is the default one", async (context, port) => {
    const page = await bare(context, port);
    const names = await page.evaluate(async () => {
      const peer = await kith.open({ name: "e" });
      const second = await peer.found("second");
      const links = [await peer.invite(), await second.invite()];
      const names = [];
      for (const link of [...links, links[1].toUpperCase().replace("KITH:", "kith: ")]) names.push((await peer.join(link)).name);
      await peer.close();
      return names;
    });
    same(names, ["home", "second", "second"], "boards");
  }],
  ["a peer that was closed is not kept in memory", async (context, port) => {
    const page = await bare(context, port);
    const session = await context.newCDPSession(page);
    const engines = async () => {
      await session.send("HeapProfiler.collectGarbage");
      return page.evaluate(() => gone.size);
    };
    await page.evaluate(async () => {
      window.gone = new Set();
      window.registry = new FinalizationRegistry((number) => gone.add(number));
      for (let i = 0; i < 4; i++) {
        const peer = await kith.open({ name: "f" });
        registry.register(peer, i);
        await peer.board().space("tasks").at("a").set(i).durable();
        await peer.close();
      }
    });
    const end = Date.now() + 10_000;
    while ((await engines()) < 3 && Date.now() < end);
    expect((await engines()) >= 3, `${await engines()} of 4 peers are gone`); // the last one may still be on the stack
  }],
];
