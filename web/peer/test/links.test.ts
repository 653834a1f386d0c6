import { expect, test } from "vitest";
import { toBase32, type Bytes } from "../src/bytes.js";
import { curvesOf } from "../src/keys/curves.js";
import { Links, MESH, type LinkEvents } from "../src/links/links.js";
import { answer, type Own, type Pipe } from "../src/links/pipe.js";
import { settled, until } from "./fakes.js";

/** Two ends of a pipe. */
function pipes(): Pipe[] {
  const heard: ((bytes: Bytes) => void)[] = [];
  const ended: ((reason: string) => void)[] = [];
  return [0, 1].map((own) => ({
    waitingBytes: 0,
    send: (bytes: Bytes) => queueMicrotask(() => heard[1 - own]?.(bytes)),
    hear(message: (bytes: Bytes) => void, over: (reason: string) => void) {
      heard[own] = message;
      ended[own] = over;
    },
    close: () => queueMicrotask(() => ended[1 - own]?.("closed-by-peer")),
  }));
}

async function own(): Promise<Own> {
  const curves = await curvesOf();
  const { key, sign } = await curves.ed.ofSeed(crypto.getRandomValues(new Uint8Array(32)));
  return { id: key, sign, curves };
}

class Told implements LinkEvents {
  readonly ups: string[] = [];
  readonly failures: string[] = [];
  up = (_: number, peer: Bytes) => void this.ups.push(toBase32(peer));
  frame = () => {};
  down = () => {};
  dialFailed = (_: string, reason: string) => void this.failures.push(reason);
}

/** The other end of a pipe answers, and notes how that ends. */
function other(pipe: Pipe, own: Own, ends: string[] = []): void {
  answer(pipe, own, { up: () => ends.push("up"), frame: () => {}, ended: (reason) => ends.push(reason) });
}

test("a link that is dialled comes up", async () => {
  const [here, there] = [await own(), await own()];
  const told = new Told();
  const [near, far] = pipes();
  const links = new Links(here, told, [{ kind: "webrtc", open: () => Promise.resolve(near!) }]);
  other(far!, there);
  links.dial(MESH + toBase32(there.id), there.id);
  await until(() => told.ups.length === 1);
  expect(links.all().map(({ peer, kind }) => [peer, kind])).toEqual([[toBase32(there.id), "webrtc"]]);
});

test.each(["going offline", "closing"])("%s ends what is being dialled and what is being answered: nothing comes up afterwards", async (how) => {
  const [here, there] = [await own(), await own()];
  const told = new Told();
  const ends: string[] = [];
  const [opening, greeting, coming, late] = [pipes(), pipes(), pipes(), pipes()];
  for (const [, far] of [opening, greeting, late]) other(far!, there, ends);
  let opened: (pipe: Pipe) => void = () => {};
  const ways = [new Promise<Pipe>((open) => (opened = open)), Promise.resolve(greeting[0]!)];
  const links = new Links(here, told, [{ kind: "webrtc", open: () => ways.shift() ?? null }]);
  const address = MESH + toBase32(there.id);
  links.dial(address, null); // the connection takes its time
  links.dial(address, null); // its handshake is under way
  links.take(coming[0]!, "relay"); // nobody has said anything
  await settled();
  if (how === "closing") links.close();
  else links.setOnline(false);
  opened(opening[0]!);
  links.take(late[0]!, "webrtc");
  await until(() => ends.length === 3);
  expect(ends).toEqual(["closed-by-peer", "closed-by-peer", "closed-by-peer"]);
  expect([links.all(), told.ups]).toEqual([[], []]);
  expect(told.failures.length).toBe(how === "closing" ? 0 : 2); // they are dialled again when it is online
});
