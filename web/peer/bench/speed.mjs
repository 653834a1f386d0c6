// How soon tabs find each other, are linked, and see what the other writes.
const TURNS = 300;

export const middle = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const late = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length * 0.99)];
export const told = (measure, unit, all, goal) => ({ measure, unit, middle: middle(all), worst: Math.max(...all), count: all.length, goal });

/** Milliseconds since that page began to open its peer, when it was first linked so. */
const linkedAfter = (page, kind) =>
  page.evaluate((kind) => new Promise((done) => {
    const look = () => {
      const links = peer.mesh.status().connected.flatMap(({ links }) => links);
      const found = links.find((link) => link.kind === kind);
      if (found === undefined) return void setTimeout(look, 2);
      done(found.since - (performance.timeOrigin + began));
    };
    look();
  }), kind);

/** The second to open the first page's answers. */
const answering = (page) =>
  page.evaluate(() => {
    const turns = peer.board().space("turns");
    turns.at("ping").observe(() => turns.at("pong").set(turns.at("ping").get()));
  });

/** There and back, many times, halved: milliseconds. */
const turns = (page, count) =>
  page.evaluate(async (count) => {
    const turns = peer.board().space("turns");
    const all = [];
    let came = () => {};
    const stop = turns.at("pong").observe(() => came());
    for (let i = 0; i < count + 20; i++) {
      const begun = performance.now();
      await new Promise((back) => {
        came = () => turns.at("pong").get() === i && back();
        turns.at("ping").set(i);
      });
      if (i >= 20) all.push((performance.now() - begun) / 2);
    }
    stop();
    return all;
  }, count);

const split = (name, all) => [
  { measure: `${name}: half of the turns`, unit: "ms", middle: middle(all), worst: Math.max(...all), count: all.length, goal: name.startsWith("a change") ? 10 : undefined },
  { measure: `${name}: 99 of 100`, unit: "ms", middle: late(all), worst: Math.max(...all), count: all.length, goal: name.startsWith("a change") ? 50 : undefined },
];

/** The same with 100 bytes over something bare, which `make` leaves at `window.bare`. */
const bareTurns = (page, count) =>
  page.evaluate(async (count) => {
    const all = [];
    for (let i = 0; i < count + 20; i++) {
      const begun = performance.now();
      await new Promise((back) => {
        bare.back = back;
        bare.send(new Uint8Array(100));
      });
      if (i >= 20) all.push((performance.now() - begun) / 2);
    }
    return all;
  }, count);

async function bareChannel(one, two) {
  for (const page of [one, two]) {
    await page.evaluate(() => {
      window.connection = new RTCPeerConnection();
      window.gathered = new Promise((done) => (connection.onicegatheringstatechange = () => connection.iceGatheringState === "complete" && done()));
    });
  }
  const offer = await one.evaluate(async () => {
    const channel = connection.createDataChannel("bare");
    window.bare = { send: (bytes) => channel.send(bytes), open: new Promise((open) => (channel.onopen = open)) };
    channel.onmessage = () => bare.back();
    await connection.setLocalDescription();
    await gathered;
    return connection.localDescription.toJSON();
  });
  const answer = await two.evaluate(async (offer) => {
    connection.ondatachannel = ({ channel }) => (channel.onmessage = ({ data }) => channel.send(data));
    await connection.setRemoteDescription(offer);
    await connection.setLocalDescription();
    await gathered;
    return connection.localDescription.toJSON();
  }, offer);
  await one.evaluate(async (answer) => {
    await connection.setRemoteDescription(answer);
    await bare.open;
  }, answer);
}

async function barePosts(one, two) {
  await two.evaluate(() => {
    window.posts = [new BroadcastChannel("bare-there"), new BroadcastChannel("bare-back")];
    posts[0].onmessage = ({ data }) => posts[1].postMessage(data);
  });
  await one.evaluate(() => {
    window.posts = [new BroadcastChannel("bare-there"), new BroadcastChannel("bare-back")];
    window.bare = { send: (bytes) => posts[0].postMessage(bytes) };
    posts[1].onmessage = () => bare.back();
  });
}

export const measures = [
  async ({ context, open, rounds, say }) => {
    const own = await context();
    const [first, again, found] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const fresh = await context();
      const alone = await open(fresh);
      first.push(await alone.evaluate(() => ready - began));
      await alone.evaluate(() => peer.board().space("tasks").at("a").set(1).durable());
      await alone.reload();
      await alone.waitForFunction(() => window.ready !== undefined);
      again.push(await alone.evaluate(() => ready - began));
      await fresh.close();
    }
    await open(own);
    for (let round = 0; round < rounds; round++) {
      const page = await open(own);
      found.push(await linkedAfter(page, "same browser"));
      await page.close();
    }
    say(told("a peer opened for the first time, a board founded", "ms", first));
    say(told("the same opened again, from its disk", "ms", again));
    say(told("a tab found and linked by another of its browser", "ms", found, 500));
  },
  async ({ context, open, say }) => {
    const own = await context();
    const [one, two] = [await open(own), await open(own)];
    await answering(two);
    const all = await turns(one, TURNS);
    await barePosts(one, two);
    for (const line of [...split("a change from tab to tab of one browser, one way", all), ...split("a bare BroadcastChannel between them", await bareTurns(one, TURNS))]) say(line);
  },
];

const CELLS = 250;
const ROWS = 40;

/** Writes 10 MB into a space without a pause; gives when the last of it was written, in milliseconds since 1970. */
export const write10Megabytes = (page, space) =>
  page.evaluate(([name, rows, cells]) => {
    const space = peer.board().space(name);
    const letters = "abcdefghijklmnopqrstuvwxyz012345";
    const text = () => Array.from(crypto.getRandomValues(new Uint8Array(1_000)), (byte) => letters[byte & 31]).join("");
    for (let row = 0; row < rows; row++) {
      space.transaction((t) => {
        for (let cell = 0; cell < cells; cell++) t.at(`rows/${row}/${cell}`).set(text());
      });
    }
    space.at("end").set(1);
    return performance.timeOrigin + performance.now();
  }, [space, ROWS, CELLS]);

/** When that page first had the last of it. */
const has10Megabytes = (page, space) =>
  page.evaluate((name) => new Promise((done) => {
    const end = peer.board().space(name).at("end");
    const look = () => (end.get() === 1 ? done(performance.timeOrigin + performance.now()) : setTimeout(look, 5));
    look();
  }), space);

/** Two browsers that meet at a node, which is stopped then: the last measure that has one. */
export async function betweenBrowsers({ context, open, invited, stopNode, rounds, say }) {
  const link = await invited();
  const own = await context();
  const one = await open(own, { invite: link });
  const linked = [];
  let two;
  for (let round = 0; round < rounds; round++) {
    const other = await context();
    two = await open(other, { invite: link });
    const byNode = await linkedAfter(two, "websocket");
    linked.push((await linkedAfter(two, "webrtc")) - byNode);
    if (round < rounds - 1) await other.close();
  }
  say(told("a WebRTC link between two browsers, from the link with the node", "ms", linked, 1_000));
  await stopNode();
  await one.waitForFunction(() => peer.mesh.status().connected.every(({ links }) => links.every(({ kind }) => kind === "webrtc")));
  await answering(two);
  const all = await turns(one, TURNS);
  await bareChannel(one, two);
  for (const line of [...split("a change over WebRTC, one way", all), ...split("a bare data channel between them", await bareTurns(one, TURNS))]) say(line);
  const much = [];
  for (let round = 0; round < rounds; round++) {
    const there = has10Megabytes(two, `much-${round}`);
    const written = await write10Megabytes(one, `much-${round}`);
    much.push((await there) - written);
  }
  say(told("10 MB, 10,000 cells, over WebRTC to another browser, from the last write on", "ms", much));
}
