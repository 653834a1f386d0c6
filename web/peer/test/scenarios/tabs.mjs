// Several tabs of one browser.
import { expect, opened, read, same, shows, store, tab, write } from "./words.mjs";

/** Tabs that are on one board. */
async function together(context, port, count) {
  const all = [];
  for (let i = 0; i < count; i++) all.push(await tab(context, port));
  for (const page of all) await page.waitForFunction((count) => peer.board().members().length === count, count);
  return all;
}

export const scenarios = [
  ["a second tab is a peer of its own, is let in by the first, and both see what either writes", async (context, port) => {
    const first = await tab(context, port);
    await write(first, "from/first", 1);
    const begun = performance.now();
    const second = await tab(context, port);
    await shows(second, "from/first", 1);
    const seen = performance.now() - begun;
    await write(second, "from/second", 2);
    await shows(first, "from", { first: 1, second: 2 });
    const ids = [await first.evaluate(() => peer.id), await second.evaluate(() => peer.id)];
    expect(ids[0] !== ids[1], "one key in two tabs");
    same([(await store(first)).slot, (await store(second)).slot, (await store(second)).holder], [0, 1, false], "slots");
    for (const [i, page] of [first, second].entries()) {
      await page.waitForFunction((other) => peer.mesh.status().connected.some((one) => one.peer === other && one.sameBrowser && one.links.length === 1), ids[1 - i]);
    }
    return { openMillis: await second.evaluate(() => ready - began), loadedAndSynced: seen };
  }],
  ["tabs that are opened at the same time get onto one board", async (context, port) => {
    const first = await tab(context, port);
    await write(first, "a", 1);
    const others = await Promise.all([tab(context, port), tab(context, port), tab(context, port)]);
    for (const page of others) {
      await shows(page, "a", 1);
      same(await page.evaluate(() => peer.boards()), ["home"], "the boards of each");
    }
  }],
  ["a tab that is opened while the only other one computes gets onto its board", async (context, port) => {
    const first = await tab(context, port);
    await write(first, "a", 1);
    await first.evaluate(() => void setTimeout(() => {
      const until = performance.now() + 2_500;
      while (performance.now() < until);
    }));
    const second = await tab(context, port);
    await shows(second, "a", 1);
    same(await second.evaluate(() => peer.boards()), ["home"], "the boards of the second");
  }],
  ["the store goes to another tab when its holder is closed, within a second, and nothing is lost", async (context, port) => {
    const [first, second, third] = await together(context, port, 3);
    expect((await store(first)).holder, "the first one holds the store");
    const begun = performance.now();
    const closing = first.close();
    await second.evaluate(() => {
      window.writing = [];
      for (let i = 0; i < 50; i++) writing.push(peer.board().space("tasks").at(`second/${i}`).set(i).durable());
    });
    await closing;
    await second.evaluate(() => Promise.all(writing));
    await write(third, "third", 3);
    const millis = performance.now() - begun;
    const holders = [(await store(second)).holder, (await store(third)).holder];
    same(holders.filter(Boolean).length, 1, "one holder");
    await second.close();
    await third.close();
    const again = await tab(context, port);
    const back = await tab(context, port);
    await shows(back, "third", 3);
    await again.waitForFunction(() => Object.keys(peer.board().space("tasks").at("second").get() ?? {}).length === 50);
    return { millis };
  }],
  ["a holder that is killed in the middle of writing loses nothing of the others'", async (context, port) => {
    const [first, second] = await together(context, port, 2);
    const session = await context.newCDPSession(first);
    await second.evaluate(() => {
      window.written = 0;
      window.writing = (async () => {
        for (let i = 0; i < 200; i++) {
          await peer.board().space("tasks").at(`n/${i}`).set(i).durable();
          written++;
        }
      })();
    });
    await second.waitForFunction(() => written > 20);
    const begun = await second.evaluate(() => written);
    await Promise.race([session.send("Page.crash").catch(() => {}), first.waitForEvent("crash")]);
    const from = performance.now();
    await second.waitForFunction((begun) => written > begun + 40, begun);
    const millis = performance.now() - from;
    await second.evaluate(() => writing);
    await second.reload();
    await opened(second);
    same(Object.keys(await read(second, "n")).length, 200, "what was durable");
    first.complaints = [];
    return { goesOnAfterMillis: millis };
  }],
  ["texts, lists, counters and sets are merged among tabs that write at once", async (context, port) => {
    const [one, two] = await together(context, port, 2);
    await one.evaluate(async () => {
      const tasks = peer.board().space("tasks");
      tasks.at("text").setText("shopping");
      tasks.at("list").editList(0, 0, ["milk", "tea"]);
      tasks.at("count").add(1);
      tasks.at("set").insert("a");
      await peer.mesh.sync();
    });
    await shows(two, "text", "shopping");
    await Promise.all([
      one.evaluate(() => peer.board().space("tasks").transaction((t) => {
        t.at("text").edit(8, 0, " today");
        t.at("list").editList(1, 0, ["bread"]);
        t.at("count").add(10);
        t.at("set").insert("b");
      }).durable(1)),
      two.evaluate(() => peer.board().space("tasks").at("text").edit(0, 0, "go ").durable(1)),
      two.evaluate(() => peer.board().space("tasks").transaction((t) => {
        t.at("list").move(0, 1);
        t.at("count").add(100);
        t.at("set").take("a");
      }).durable(1)),
    ]);
    for (const page of [one, two]) {
      await shows(page, "text", "go shopping today");
      await shows(page, "count", 111);
      await shows(page, "set", ["b"]);
    }
    const lists = [await read(one, "list"), await read(two, "list")];
    same([...lists[0]].sort(), ["bread", "milk", "tea"], "the list");
    same(lists[0], lists[1], "the lists of both");
    const undone = await two.evaluate(async () => {
      const text = peer.board().space("tasks").at("text");
      await text.undo().applied();
      return text.get();
    });
    same(undone, "shopping today", "what was taken back");
  }],
  ["an observer that throws harms nobody else", async (context, port) => {
    const page = await tab(context, port);
    const seen = await page.evaluate(async () => {
      const tasks = peer.board().space("tasks");
      const seen = [];
      tasks.at("before").set(0);
      tasks.at("a").observe(() => { throw new Error("of the application"); });
      tasks.at("a").observe((changes) => seen.push(changes[0].value));
      tasks.root.observe((changes) => seen.push(changes[0].path));
      peer.mesh.onChange((space) => { seen.push(space); throw new Error("of the application"); });
      const stop = tasks.at("a").observe(() => seen.push("never"));
      stop();
      await tasks.at("a").set(1).durable();
      return seen;
    });
    same(seen, [1, "a", "@home/tasks"], "what the others were told");
    expect(page.complaints.length >= 1 && page.complaints.every((complaint) => complaint.includes("of the application")), `complaints: ${page.complaints}`);
    page.complaints = [];
  }],
  ["a page joins with its own state by two lines, both ways", async (context, port) => {
    const [one, two] = await together(context, port, 2);
    await one.evaluate(async () => {
      window.appState = { title: "Party", guests: ["Ada"], place: { town: "Kassel" }, greet() {} };
      window.changed = [];
      window.mirrored = kith.mirror(appState, { space: peer.board().space("app"), lists: ["guests"], changed: (path) => changed.push(path) });
      await peer.mesh.sync();
    });
    await two.evaluate(() => {
      window.appState = { title: "", more: true };
      window.mirrored = kith.mirror(appState, { space: peer.board().space("app"), lists: ["guests"] });
    });
    await two.waitForFunction(() => appState.title === "Party" && appState.place?.town === "Kassel" && appState.guests?.[0] === "Ada");
    await two.evaluate(() => {
      appState.title = "Feast";
      appState.place.street = "Main";
      appState.guests.push("Bob");
      mirrored.state.added = { deep: 1 };
    });
    await one.waitForFunction(() => appState.title === "Feast" && appState.place.street === "Main" && appState.guests.length === 2 && appState.more === true && appState.added?.deep === 1);
    await Promise.all([one.evaluate(() => void appState.guests.unshift("Eve")), two.evaluate(() => void appState.guests.push("Zoe"))]);
    for (const page of [one, two]) await page.waitForFunction(() => JSON.stringify([...appState.guests]) === '["Eve","Ada","Bob","Zoe"]');
    await one.evaluate(() => {
      delete mirrored.state.added;
      appState.place = "nowhere";
    });
    await two.waitForFunction(() => !("added" in appState) && appState.place === "nowhere");
    const kept = await one.evaluate(() => {
      mirrored.stop();
      appState.title = "mine alone";
      return [peer.board().space("app").at("title").get(), appState.title, typeof appState.greet, changed.includes("title")];
    });
    same(kept, ["Feast", "mine alone", "function", true], "what is when it was stopped");
  }],
  ["signals and React's hook follow a cell", async (context, port) => {
    const page = await tab(context, port);
    const seen = await page.evaluate(async () => {
      const { asSignal, follow } = await import("/dist/signals.js");
      const { cellHook } = await import("/dist/react.js");
      const cell = peer.board().space("tasks").at("a");
      const box = { value: 0 };
      const state = { now: null, set(value) { this.now = value; } };
      const stops = [follow(cell, box), follow(cell, state)];
      asSignal(cell).value = { n: 1 };
      const seen = [JSON.stringify(box.value), JSON.stringify(state.now), JSON.stringify(asSignal(cell).peek())];
      let renders = 0;
      let store;
      const useCell = cellHook((subscribe, snapshot) => { store = { subscribe, snapshot }; return snapshot(); });
      const first = useCell(cell);
      const stop = store.subscribe(() => renders++);
      seen.push(store.snapshot() === first, useCell(cell) === first);
      cell.at("n").set(2);
      seen.push(renders, JSON.stringify(store.snapshot()), store.snapshot() === store.snapshot());
      stop();
      for (const one of stops) one();
      cell.set(3);
      seen.push(renders, JSON.stringify(box.value));
      return seen;
    });
    same(seen, ['{"n":1}', '{"n":1}', '{"n":1}', true, true, 1, '{"n":2}', true, 1, '{"n":2}'], "what was seen");
  }],
  ["who gives up its key is let in again by the other tab of its browser", async (context, port) => {
    const [one, two] = [await tab(context, port), await tab(context, port)];
    await write(one, "a", 1);
    await shows(two, "a", 1);
    const [before, after] = await two.evaluate(async () => {
      const before = peer.id;
      const [invite] = await peer.renounce();
      window.peer = await kith.open({ invite });
      return [before, peer.id];
    });
    expect(before !== after, "it has the same key again");
    await shows(two, "a", 1);
    await write(two, "b", 2);
    await shows(one, "b", 2);
  }],
  ["the mesh tells who joins and leaves, changes, sync and quorum, until it is stopped", async (context, port) => {
    const first = await tab(context, port, { quorumSize: 2 });
    await first.evaluate(() => {
      window.told = [];
      peer.mesh.onPeerJoined((id) => told.push(["joined", id]));
      peer.mesh.onPeerLeft((id) => told.push(["left", id]));
      peer.mesh.onChange((space) => told.push(["change", space]));
      peer.mesh.onSynced(() => told.push(["synced"]));
      peer.mesh.onQuorum((reached) => told.push(["quorum", reached]));
      peer.mesh.onQuorum(() => told.push(["never"]))();
    });
    const second = await tab(context, port);
    const id = await second.evaluate(() => peer.id);
    await write(second, "a", 1);
    await second.evaluate((other) => peer.mesh.syncWith(other), await first.evaluate(() => peer.id));
    await first.waitForFunction(() => told.some(([what, space]) => what === "change" && space === "@home/tasks") && told.some(([what]) => what === "synced"));
    await second.close();
    await first.waitForFunction(() => told.some(([what]) => what === "left"));
    const told = await first.evaluate(() => told.filter(([what]) => ["joined", "left", "quorum", "never"].includes(what)));
    same(told, [["joined", id], ["quorum", true], ["left", id], ["quorum", false]], "what was told");
  }],
  ["a query is answered by all tabs, with progress, and says who did not answer", async (context, port) => {
    const [one, two, three] = await together(context, port, 3);
    await write(one, "milk", { title: "Milk", left: 2 });
    await write(one, "bread", { title: "Bread", left: 0 });
    for (const page of [two, three]) await shows(page, "bread/title", "Bread");
    const { found, answered, steps } = await one.evaluate(async () => {
      let steps = 0;
      const { found, answered, unanswered } = await peer.mesh.query({ path: "tasks/*", where: { left: { ">": 0 } } }, { progress: () => steps++ });
      return { found: [...found.values()].map((all) => all.map((one) => one.path)), answered: answered.length + "/" + unanswered.length, steps };
    });
    same([found, answered], [[["tasks/milk"], ["tasks/milk"], ["tasks/milk"]], "3/0"], "what was found");
    expect(steps >= 3, `told ${steps} times`);
    const limited = await one.evaluate(async () => {
      const { found } = await peer.mesh.query({ path: "tasks/**", where: { "": { ">=": 0 } }, limit: 1 });
      return [...found.values()].map((all) => all.map((one) => [one.path, one.value]));
    });
    same(limited, Array(3).fill([["tasks/bread/left", 0]]), "one from each, the first by its path");
    const refused = await one.evaluate(() => Promise.all(
      [{ path: "tasks/**/x" }, { path: "tasks", where: { a: { "~": 1 } } }, { path: "tasks", where: { a: () => true } }, { path: "tasks", limit: 1_001 }].map((query) => peer.mesh.query(query).then(() => "", (error) => error.code)),
    ));
    same(refused, Array(4).fill("value-malformed"), "what is no query");
    const other = await three.evaluate(() => peer.id);
    await three.evaluate(() => {
      setTimeout(() => {
        const until = performance.now() + 2_500;
        while (performance.now() < until);
      });
    });
    const silent = await one.evaluate(async () => {
      const { answered, unanswered, why } = await peer.mesh.query({ path: "tasks/milk" }, { within: 1_000 });
      return [answered.length, unanswered, why];
    });
    same(silent, [2, [other], { [other]: "query-unanswered: the other side did not answer in time" }], "with one that is busy");
    const none = await one.evaluate(async () => Object.values((await peer.mesh.query({ path: "nothing/*" })).why).map((why) => why.split(":")[0]));
    same(none, Array(3).fill("space-unknown"), "where no space is");
  }],
];
