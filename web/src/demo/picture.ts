// The mesh as a picture: where peers stand, which links there are between them, and what moves along the
// links. Plain data in, plain data out; Mesh.svelte draws it.
import type { LinkKind } from "@kith/peer";

export interface PeerShown {
  readonly id: string;
  readonly name: string;
  readonly what: "tab" | "node";
  readonly browser: string;
  readonly device: string;
  readonly self: boolean;
  /** Nothing leads to it, or it does not answer. */
  readonly silent: boolean;
}

export interface LinkShown {
  readonly from: string;
  readonly to: string;
  readonly kind: LinkKind;
  readonly millis: number | null;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed extends PeerShown, Point {}

export interface Drawn extends LinkShown {
  readonly key: string;
  readonly a: Point;
  readonly b: Point;
  readonly label: Point;
}

export const WIDTH = 640;
export const HEIGHT = 420;
const RADIUS_X = 230;
const RADIUS_Y = 140;

/** Kinds of links as people read them. */
export const KIND_WORDS: Readonly<Record<LinkKind, string>> = {
  webrtc: "WebRTC",
  websocket: "WebSocket",
  "same browser": "same browser",
  relay: "relayed",
};

/** Two names of one link are one: both of its ends tell of it. */
export const linkKey = (a: string, b: string, kind: LinkKind): string => (a < b ? `${a} ${b} ${kind}` : `${b} ${a} ${kind}`);

/**
 * Everybody on one ellipse, this tab at the bottom, the others by id around it: so all tabs draw the same
 * order, and who comes or goes moves the others as little as it can.
 */
export function place(peers: readonly PeerShown[]): Placed[] {
  const sorted = [...peers].sort((a, b) => (a.id < b.id ? -1 : 1));
  const at = sorted.findIndex((one) => one.self);
  const ordered = at < 0 ? sorted : [...sorted.slice(at), ...sorted.slice(0, at)];
  return ordered.map((one, index) => {
    const angle = Math.PI / 2 + (2 * Math.PI * index) / ordered.length;
    return { ...one, x: WIDTH / 2 + RADIUS_X * Math.cos(angle), y: HEIGHT / 2 + RADIUS_Y * Math.sin(angle) };
  });
}

/**
 * The links that stand. Of two that both tell of their links, both must tell of one between them: who has gone without a word
 * is still seen for a while with the links that it had.
 */
export function standing(links: readonly LinkShown[], tellers: ReadonlySet<string>): LinkShown[] {
  const told = new Set(links.map(({ from, to, kind }) => `${from} ${to} ${kind}`));
  return links.filter(({ from, to, kind }) => !tellers.has(to) || told.has(`${to} ${from} ${kind}`));
}

/** Whom links lead to from there, over others too. */
export function reached(from: string, links: readonly LinkShown[]): Set<string> {
  const found = new Set([from]);
  for (const one of found) {
    for (const link of links) {
      if (link.from === one) found.add(link.to);
      if (link.to === one) found.add(link.from);
    }
  }
  return found;
}

/** The links whose two ends stand in the picture, each once; two of one pair of peers side by side. */
export function join(links: readonly LinkShown[], placed: readonly Placed[]): Drawn[] {
  const points = new Map(placed.map((one) => [one.id, one]));
  const drawn = new Map<string, Drawn>();
  const ofPair = new Map<string, number>();
  for (const link of links) {
    const [from, to] = link.from < link.to ? [link.from, link.to] : [link.to, link.from];
    const [a, b] = [points.get(from), points.get(to)];
    const key = linkKey(from, to, link.kind);
    const before = drawn.get(key);
    if (before !== undefined) {
      if (before.millis === null && link.millis !== null) drawn.set(key, { ...before, millis: link.millis });
      continue;
    }
    if (a === undefined || b === undefined || from === to) continue;
    const pair = `${from} ${to}`;
    const nth = ofPair.get(pair) ?? 0;
    ofPair.set(pair, nth + 1);
    drawn.set(key, { ...link, from, to, key, ...beside(a, b, nth, b.self) });
  }
  return [...drawn.values()];
}

const APART = 11;
const LABEL_PART = 0.26;

/** The nth line between two points: each a little beside the one before. */
function beside(a: Point, b: Point, nth: number, backwards: boolean): { a: Point; b: Point; label: Point } {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const away = APART * Math.ceil(nth / 2) * (nth % 2 === 0 ? 1 : -1);
  const dx = (-(b.y - a.y) / length) * away;
  const dy = ((b.x - a.x) / length) * away;
  const moved = (p: Point, part: number): Point => ({ x: p.x + dx * part, y: p.y + dy * part });
  // Labels of crossing lines would meet in the middle of the picture: they stand by this tab, whose lines have one.
  return { a: moved(a, 1), b: moved(b, 1), label: between(moved(a, 1), moved(b, 1), backwards ? 1 - LABEL_PART : LABEL_PART) };
}

export function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

/** Something that went over a link just now. */
export interface Pulse {
  readonly key: string;
  readonly forward: boolean;
  readonly begun: number;
}

export const PULSE_MILLIS = 600;
const PULSES_MAX = 60;

/** The pulses that still move, with a new one: a burst shows some of them, and costs no more than that. */
export function pulses(now: number, before: readonly Pulse[], more: readonly Pulse[] = []): Pulse[] {
  return [...before.filter((one) => now - one.begun < PULSE_MILLIS), ...more].slice(-PULSES_MAX);
}

/** Round trips as people read them. */
export function millis(of: number | null): string {
  if (of === null) return "";
  return of < 1 ? "< 1 ms" : of < 10 ? `${of.toFixed(1)} ms` : `${Math.round(of)} ms`;
}
