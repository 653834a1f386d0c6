// Parts of the package by themselves, in the browser that they are made for: compiled for the test as the package is.
import { build } from "vite";
import { fileURLToPath } from "node:url";
import { expect, same } from "./words.mjs";

const SOURCES = { curves: "keys/curves", library: "keys/library", pipe: "links/pipe", rtc: "links/rtc", signals: "links/signals", locks: "locks", bytes: "bytes" };
let built = null;

/** A page that has those modules, by their names. */
async function page(context, port) {
  built ??= build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("../..", import.meta.url)),
    build: {
      outDir: "dist/test",
      target: "es2022",
      lib: { entry: Object.fromEntries(Object.entries(SOURCES).map(([name, path]) => [name, fileURLToPath(new URL(`../../src/${path}.ts`, import.meta.url))])), formats: ["es"] },
      rolldownOptions: { output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" } },
    },
  });
  await built;
  const one = await context.newPage();
  one.complaints = [];
  one.on("pageerror", (error) => one.complaints.push(String(error?.stack ?? error)));
  await one.goto(`http://localhost:${port}/test/page.html?wait`);
  await one.evaluate(async (names) => {
    window.modules = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await import(`/dist/test/${name}.js`)])));
    window.vectors = async (name) => (await fetch(`/vectors/${name}.json`)).json();
    window.hex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }, Object.keys(SOURCES));
  return one;
}

/** Two Rtc in one page, with signals between them. */
const RTC = `
  window.linked = async (lanes) => {
    const { Rtc } = modules.rtc;
    const called = Promise.withResolvers();
    const passed = [];
    const between = {};
    const make = (self, other, lanes) => (between[self] = new Rtc([], {
      say: async (to, signal) => {
        passed.push("sdp" in signal ? signal.sdp.type : Object.keys(signal).at(-1));
        setTimeout(() => between[other].heard({ ...signal, board: "", from: self, to, at: 0 }));
        return true;
      },
      called: (pipe) => called.resolve(pipe),
    }, lanes));
    make("a", "b", lanes);
    make("b", "a", lanes);
    const begun = performance.now();
    const one = await between.a.call("b");
    const two = await called.promise;
    return { one, two, passed, millis: performance.now() - begun, between };
  };`;

export const scenarios = [
  ["the browser decides on signatures as all hosts do, and so does the library", async (context, port) => {
    const one = await page(context, port);
    const differ = await one.evaluate(async () => {
      const curves = await modules.curves.curvesOf();
      const differ = [];
      for (const vector of await vectors("ed25519")) {
        for (const [name, ed] of Object.entries({ browser: curves.ed, library: modules.library.ed25519(crypto.subtle) })) {
          const good = await ed.verify(hex(vector.key), hex(vector.message), hex(vector.signature));
          if (good !== (vector.good === "true")) differ.push(`${name}: ${vector.name}`);
        }
      }
      return differ;
    });
    same(differ, [], "signatures on which they differ");
    expect(await one.evaluate(async () => (await modules.curves.webEd25519(crypto.subtle)) !== null), "the browser's own curves are used");
  }],
  ["the handshake of a pipe has the bytes of the vectors", async (context, port) => {
    const one = await page(context, port);
    const differ = await one.evaluate(async () => {
      const { call, answer } = modules.pipe;
      const curves = await modules.curves.curvesOf();
      const text = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const differ = [];
      for (const vector of (await vectors("pipe")).filter((one) => one.kind === "handshake")) {
        const own = async (seed) => { const { key, sign } = await curves.ed.ofSeed(hex(seed)); return { id: key, sign, curves }; };
        const sent = [];
        const ends = [0, 1].map(() => ({ waitingBytes: 0, hear(message) { this.message = message; }, close: (reason) => differ.push(reason) }));
        ends[0].send = (bytes) => { sent.push(text(bytes)); setTimeout(() => ends[1].message(bytes)); };
        ends[1].send = (bytes) => { sent.push(text(bytes)); setTimeout(() => ends[0].message(bytes)); };
        const up = ends.map(() => Promise.withResolvers());
        const events = (i) => ({ up: (sealed) => up[i].resolve(sealed), frame() {}, ended: (reason) => up[i].reject(new Error(reason)) });
        answer(ends[1], await own(vector.bSeed), events(1), await curves.x.ofSeed(hex(vector.bEphemeral)));
        call(ends[0], await own(vector.aSeed), hex(vector.bPeer), events(0), await curves.x.ofSeed(hex(vector.aEphemeral)));
        await Promise.all(up.map(({ promise }) => promise));
        if (JSON.stringify(sent) !== JSON.stringify([vector.first, vector.second, vector.third])) differ.push(vector.name);
      }
      return differ;
    });
    same(differ, [], "handshakes that differ");
  }],
  ["a direct connection comes about by signals, carries messages of all sizes in order, and ends", async (context, port) => {
    await context.grantPermissions(["microphone", "camera"], { origin: `http://localhost:${port}` });
    const one = await page(context, port);
    await one.evaluate(RTC);
    const told = await one.evaluate(async () => {
      const { one, two, passed, millis } = await linked(4);
      const sizes = [1, 65_536, 1_310_736, 3, 300_000, 16];
      const heard = [];
      const all = Promise.withResolvers();
      const ended = Promise.withResolvers();
      two.hear((bytes) => {
        heard.push([bytes.length, bytes[0], bytes.at(-1)]);
        if (heard.length === sizes.length) all.resolve();
      }, (reason) => ended.resolve(reason));
      one.hear(() => {}, () => {});
      for (const [i, size] of sizes.entries()) one.send(new Uint8Array(size).fill(i + 1));
      await all.promise;
      one.close();
      return { heard, sizes, reason: await ended.promise, passed: [...new Set(passed)].sort(), millis };
    });
    same(told.heard, told.sizes.map((size, i) => [size, i + 1, i + 1]), "what came");
    same([told.reason, told.passed], ["connection-lost", ["answer", "ice", "offer"]], "its end, and the signals");
    return { connectMillis: told.millis };
  }],
  ["candidates that overtake the description wait for it, and a call that nobody answers is given up", async (context, port) => {
    await context.grantPermissions(["microphone", "camera"], { origin: `http://localhost:${port}` });
    const one = await page(context, port);
    const outcome = await one.evaluate(async () => {
      const { Rtc } = modules.rtc;
      const called = Promise.withResolvers();
      const late = [];
      let b;
      // The description comes when three candidates or half a second have gone before it.
      const a = new Rtc([], { say: async (to, signal) => {
        const heard = () => b.heard({ ...signal, board: "", from: "a", to, at: 0 });
        if ("sdp" in signal) setTimeout(() => { heard(); late.splice(0).forEach((run) => run()); }, 100);
        else setTimeout(heard, 0);
        return true;
      }, called() {} });
      b = new Rtc([], { say: async (to, signal) => { setTimeout(() => a.heard({ ...signal, board: "", from: "b", to, at: 0 }), "sdp" in signal ? 100 : 0); return true; }, called: (pipe) => called.resolve(pipe) });
      await a.call("b");
      await called.promise;
      const nobody = new Rtc([], { say: async () => false, called() {} });
      return nobody.call("x").then(() => "up", (error) => error.message);
    });
    expect(outcome.startsWith("unreachable"), outcome);
  }],
  ["nobody's offers are taken beyond a bound, nor signals of calls that are not there", async (context, port) => {
    const one = await page(context, port);
    const refused = await one.evaluate(async () => {
      const said = [];
      const rtc = new modules.rtc.Rtc([], { say: async (_, signal) => (said.push("bye" in signal ? "bye" : signal.sdp?.type), false), called() {} });
      const has = (kind, count) => said.filter((one) => one === kind).length >= count;
      const until = async (holds) => { while (!holds()) await new Promise((again) => setTimeout(again)); };
      const bare = new RTCPeerConnection();
      bare.createDataChannel("x");
      const { sdp } = await bare.createOffer();
      const signal = { board: "", from: "x", to: "y", at: 0 };
      rtc.heard({ ...signal, session: "none", seq: 3, ice: { candidate: "" } });
      rtc.heard({ ...signal, session: "later", seq: 1, sdp: { type: "offer", sdp } });
      for (let i = 0; i < 100; i++) rtc.heard({ ...signal, session: String(i), seq: 0, sdp: { type: "offer", sdp: i < 50 ? "nonsense" : sdp } });
      await until(() => has("bye", 16));
      rtc.heard({ ...signal, session: "last", seq: 0, sdp: { type: "offer", sdp } }); // there is room again
      await until(() => has("answer", 1));
      return said.filter((one) => one !== undefined).indexOf("answer");
    });
    same(refused, 16, "calls that were looked at, of a hundred at once");
  }],
  ["who opens channel after channel on a connection that is up loses it", async (context, port) => {
    await context.grantPermissions(["microphone", "camera"], { origin: `http://localhost:${port}` });
    const one = await page(context, port);
    const told = await one.evaluate(async () => {
      const bare = new RTCPeerConnection();
      const open = [bare.createDataChannel("first")];
      const called = Promise.withResolvers();
      const back = [];
      const rtc = new modules.rtc.Rtc([], {
        say: async (_, signal) => {
          if ("sdp" in signal) await bare.setRemoteDescription(signal.sdp);
          back.push(signal);
          if (bare.remoteDescription) for (const { ice } of back.splice(0)) if (ice) await bare.addIceCandidate(ice);
          return true;
        },
        called: (pipe) => called.resolve(pipe),
      });
      let seq = 0;
      const say = (signal) => rtc.heard({ board: "", from: "x", to: "y", at: 0, session: "s", seq: seq++, ...signal });
      const candidates = [];
      bare.onicecandidate = ({ candidate }) => candidate && (seq === 0 ? candidates.push(candidate) : say({ ice: candidate.toJSON() }));
      await bare.setLocalDescription();
      say({ sdp: { type: "offer", sdp: bare.localDescription.sdp } });
      for (const candidate of candidates) say({ ice: candidate.toJSON() });
      const pipe = await called.promise;
      const ended = new Promise((end) => pipe.hear(() => {}, end));
      const few = Promise.withResolvers();
      for (let i = 0; i < 3; i++) open.push(bare.createDataChannel("more"));
      open.at(-1).onopen = few.resolve;
      await few.promise; // as many as there may be
      const before = await Promise.race([ended, Promise.resolve("up")]);
      for (let i = 0; i < 100; i++) open.push(bare.createDataChannel("too many"));
      const reason = await ended;
      await Promise.all(open.slice(0, 4).map((channel) => channel.readyState === "closed" || new Promise((closed) => (channel.onclose = closed))));
      return { before, reason };
    });
    same(told, { before: "up", reason: "malformed" }, "what became of the connection");
  }],
  ["a tab that is killed gives its locks back, and who waits is told", async (context, port) => {
    const [one, two] = [await page(context, port), await page(context, port)];
    await one.evaluate(() => new Promise((mine) => modules.locks.standInLine(navigator.locks, "kith/x/store", mine)));
    await two.evaluate(() => {
      window.told = [];
      modules.locks.standInLine(navigator.locks, "kith/x/store", () => told.push("mine"));
    });
    same(await two.evaluate(() => modules.locks.takeIfFree(navigator.locks, "kith/x/store")), null, "a lock that is taken");
    const session = await context.newCDPSession(one);
    const begun = performance.now();
    await Promise.race([session.send("Page.crash").catch(() => {}), one.waitForEvent("crash")]);
    await two.waitForFunction(() => told.length === 1);
    one.complaints = [];
    return { millis: performance.now() - begun };
  }],
];
