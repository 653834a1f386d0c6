// The composition root: the models of the page, made once and wired to each other.
import { Wire, type Line } from "./wire.js";
import { Away, ask, type Ask } from "./http.js";
import { Door, tokenOf } from "./door.js";
import { WriteQueue } from "./queue.js";
import type { Node } from "./node.js";
import { TreeModel } from "./tree.js";
import { PeerModel } from "./peer.js";
import { Router } from "./router.js";
import { Release } from "./release.js";
import { ThisTab } from "./thistab.js";
import { Authors } from "./authors.js";
import { Notices } from "./notices.js";
import { session } from "./shelf.js";
import { Edits } from "./edits.js";
import { parent, print, type Address } from "./address.js";

const KEPT = "kith-edits";
const CLIENT = "kith-client";

function connect(): Line {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/.kith/socket`) as unknown as Line;
}

/** This page, as the node remembers it; a tab that was loaded again is the same. */
export function client(): string {
  const known = session.getItem(CLIENT);
  if (known) return known;
  const made = "console-" + [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");
  session.setItem(CLIENT, made);
  return made;
}

const build = document.querySelector<HTMLMetaElement>('meta[name="kith-console"]')?.content ?? "";
const keep = {
  load: () => session.getItem(KEPT),
  save: (text: string) => session.setItem(KEPT, text),
};

export const door = new Door(ask);
export const wire = new Wire(connect);
export const queue = new WriteQueue(ask, keep, client());
export const tree = new TreeModel(wire);
export const peer = new PeerModel();
export const router = new Router(window);
export const release = new Release(build, session);
export const authors = new Authors(ask);
export const notices = new Notices();
export const thisTab = new ThisTab();
export const edits = new Edits(ask as Ask, queue, notices, (address) => seen(address));

/** The version of what was on the page around a cell; null when nothing says it. */
function seen(address: Address): readonly string[] | null {
  const above = tree.find(print(parent(address)));
  return above?.level?.version ?? tree.find(print(address))?.level?.version ?? null;
}

/** Tries now: the page is looked at again, or the network is back. */
export function hurry(): void {
  if (locked) void door.look(); // another tab may have signed in
  else wire.hurry();
}

let connected = 0;

/** The node was reached, for the first time or again. */
async function reached(): Promise<void> {
  connected = wire.opened;
  try {
    release.heard((await ask("/.kith/version")).json);
  } catch (error) {
    if (!(error instanceof Away)) notices.failed(error);
    return;
  }
  await queue.pump();
}

function reloadIfDue(): void {
  if (release.shouldReload(queue.edits.length)) location.reload();
}

/** The socket is there, and a request was not answered: it may be the one that was cut off. */
const SEND_AGAIN_MILLIS = 2_000;
let sending: ReturnType<typeof setTimeout> | undefined;

function sendLater(): void {
  clearTimeout(sending);
  sending = setTimeout(() => void queue.pump(), SEND_AGAIN_MILLIS);
}

/** What changed by itself is said, for those who do not see it flash; not more than one in so long. */
const SAY_MILLIS = 3_000;
let said = 0;

function say(node: Node): void {
  const now = Date.now();
  if (now - said < SAY_MILLIS || document.hidden) return;
  said = now;
  notices.say(`${node.name} changed`);
}

/** Tells the other tabs of this browser that it is signed in, and nothing else. */
const others = new BroadcastChannel("kith-door");

/** A link that signs in has the token in its fragment, which stays in the browser, and here not any longer. */
async function enter(): Promise<void> {
  const { pathname, search, hash } = location;
  const token = tokenOf(hash);
  if (token) {
    const rest = new URLSearchParams(hash.slice(1));
    rest.delete("token");
    router.go(pathname + search + (rest.size > 0 ? `#${rest}` : ""), true);
    await door.enter(token);
  }
  if (door.state !== "open" && !door.waits) await door.look();
}

/** Such a link in a tab that is here already: the browser loads nothing, and only says that the end has changed. */
function fragmentMoved(): void {
  if (tokenOf(location.hash)) void enter();
}

let locked = false;
let wasOpen = false;
let showing: ReturnType<typeof setTimeout> | undefined;

/** Who is not let in does not call again and again. A token that nobody has answered is shown again. */
function doorMoved(): void {
  const now = door.state === "locked";
  if (now && !locked) wire.rest();
  if (!now && locked) wire.start();
  locked = now;
  if (door.state === "open" && !wasOpen) others.postMessage("open");
  wasOpen = door.state === "open";
  clearTimeout(showing);
  if (door.waits) showing = setTimeout(() => void door.look(), SEND_AGAIN_MILLIS);
}

export async function signOut(): Promise<void> {
  try {
    await door.leave();
    location.reload(); // nothing of what was shown stays
  } catch (error) {
    notices.failed(error);
  }
}

export function start(): void {
  door.subscribe(doorMoved);
  wire.subscribe(() => {
    if (wire.status === "open" && connected !== wire.opened) void reached();
    if (wire.status === "away" && !locked) void door.look(); // a socket does not say why it was refused
  });
  release.subscribe(reloadIfDue);
  queue.isBarred = () => release.foreign; // what it would do with our edits, nobody knows
  queue.subscribe(() => {
    reloadIfDue();
    if (queue.stalled && wire.status === "open") sendLater();
  });
  peer.subscribe(() => tree.setTops(peer.tops()));
  tree.onNeedTops = () => tree.setTops(peer.tops());
  tree.onChange = say;
  peer.watch(wire);
  addEventListener("popstate", () => router.moved());
  addEventListener("hashchange", fragmentMoved);
  addEventListener("online", hurry);
  addEventListener("focus", hurry);
  others.onmessage = () => void (locked && door.look());
  document.addEventListener("visibilitychange", () => document.hidden || hurry());
  addEventListener("beforeunload", (event) => {
    if (queue.waiting > 0 || release.held > 0) event.preventDefault(); // they would be lost with the tab
  });
  void enter().then(() => {
    if (!locked) wire.start();
  });
}
