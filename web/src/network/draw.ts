// Draws the picture on two canvases: below what seldom changes, above what moves. Nothing is told by colour alone: who is
// suspected is a triangle, who is gone a cross, who leads has a ring and the middle of its disk, who has the update is
// filled; links are told apart by their strokes.
import { diskName, diskOf, nameOf, other, type Pass, type PeerShown, type Picture, type Role, type UpdateShown } from "./model.js";
import type { Place, Seats } from "./seats.js";
import type { View } from "./view.js";
import type { Way } from "./ways.js";
import { after } from "./words.js";

export interface Scene {
  readonly picture: Picture;
  readonly seats: Seats;
  readonly view: View;
  readonly now: number;
  /** The update whose way is shown, and that way so far. */
  readonly update: UpdateShown | undefined;
  readonly way: Way | undefined;
  readonly focus: number | null;
  readonly hover: number | null;
  /** Only this disk is clear; null: all are. */
  readonly only: string | null;
  readonly every: boolean; // link and copy, not only those that feed
}

export interface Palette {
  readonly sheet: string;
  readonly disk: string;
  readonly line: string;
  readonly strong: string;
  readonly ink: string;
  readonly soft: string;
  readonly accent: string;
  readonly warn: string;
  readonly bad: string;
  readonly font: string;
}

export function palette(of: Element): Palette {
  // A canvas does not know light-dark(): the browser resolves it on a real element.
  const probe = of.ownerDocument.createElement("i");
  of.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    sheet: read("--sheet"), disk: read("--paper"), line: read("--line"), strong: read("--strong-line"), ink: read("--ink"),
    soft: read("--soft"), accent: read("--accent"), warn: read("--warn"), bad: read("--bad"), font: getComputedStyle(of).fontFamily,
  };
  probe.remove();
  return colours;
}

/** The strokes of links, in pixels; a solid one feeds. */
export const DASHES: Readonly<Record<Role, readonly number[]>> = { feeds: [], announces: [6, 4], lazy: [1.5, 4], unknown: [1, 7] };
/** Those of copies, beside the thick line of the one that came first. */
export const AGAIN = [2, 4];
export const CLAIMED = [9, 3, 2, 3];

const FRESH_MILLIS = 40; // a copy that has just come
const NAMES_FROM = 2.4; // magnification from which on there is room for everybody's name
const FEW = 64; // peers of whom every link can be told from the others
const FAINT = 0.16;

type Ctx = CanvasRenderingContext2D;
const radius = (view: View): number => Math.max(1.7, Math.min(11, 4.6 * view.scale));
const shownIn = (scene: Scene, peer: PeerShown): boolean => scene.only === null || diskOf(peer) === scene.only;

// Below

export function drawGround(ctx: Ctx, scene: Scene, colours: Palette): void {
  ctx.clearRect(0, 0, scene.view.width, scene.view.height);
  disks(ctx, scene, colours);
  const { picture, every } = scene;
  const roles: Role[] = every || picture.peers.size <= FEW ? ["unknown", "lazy", "announces", "feeds"] : ["feeds"];
  ctx.strokeStyle = colours.strong;
  ctx.lineWidth = 1;
  const dense = picture.links.size > 400;
  ctx.globalAlpha = (dense ? 0.3 : 0.65) * (scene.update ? 0.55 : 1);
  for (const role of roles) {
    ctx.setLineDash(dense && role !== "feeds" ? [] : [...DASHES[role]]);
    ctx.beginPath();
    for (const link of picture.links.values()) {
      if (link.role !== role) continue;
      const [a, b] = [picture.peers.get(link.a), picture.peers.get(link.b)];
      if (a && b && (shownIn(scene, a) || shownIn(scene, b))) line(ctx, scene, link.a, link.b);
    }
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function disks(ctx: Ctx, scene: Scene, colours: Palette): void {
  const { view } = scene;
  for (const disk of scene.seats.disks.values()) {
    const [x, y, r] = [view.toX(disk.x), view.toY(disk.y), disk.radius * view.scale];
    ctx.globalAlpha = scene.only === null || scene.only === disk.key ? 1 : FAINT;
    ctx.fillStyle = colours.disk;
    ctx.strokeStyle = colours.line;
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** Within a disk it is straight; those from one disk to another come together on the way between the two. */
function line(ctx: Ctx, { seats, view }: Scene, from: number, to: number): void {
  const [a, b] = [seats.places.get(from), seats.places.get(to)];
  if (!a || !b) return;
  ctx.moveTo(view.toX(a.x), view.toY(a.y));
  const bend = bendOf(seats, from, to);
  if (bend) ctx.quadraticCurveTo(view.toX(bend.x), view.toY(bend.y), view.toX(b.x), view.toY(b.y));
  else ctx.lineTo(view.toX(b.x), view.toY(b.y));
}

function bendOf(seats: Seats, from: number, to: number): Place | null {
  const [one, two] = [seats.disk(from), seats.disk(to)];
  return one === two || !one || !two ? null : { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
}

function along(a: Place, bend: Place | null, b: Place, part: number): Place {
  const rest = 1 - part;
  if (!bend) return { x: rest * a.x + part * b.x, y: rest * a.y + part * b.y };
  const [p, q, r] = [rest * rest, 2 * rest * part, part * part];
  return { x: p * a.x + q * bend.x + r * b.x, y: p * a.y + q * bend.y + r * b.y };
}

// Above

export function drawLife(ctx: Ctx, scene: Scene, colours: Palette): void {
  ctx.clearRect(0, 0, scene.view.width, scene.view.height);
  const beside = scene.hover ?? scene.focus;
  if (scene.update) tree(ctx, scene, scene.update, colours);
  if (beside !== null) neighbours(ctx, scene, beside, colours);
  peers(ctx, scene, colours);
  clusters(ctx, scene, colours);
  if (scene.update) moving(ctx, scene, scene.update, colours);
  names(ctx, scene, colours);
}

function tree(ctx: Ctx, scene: Scene, update: UpdateShown, colours: Palette): void {
  const { way, now, picture } = scene;
  const fresh: Pass[] = [];
  const old: Pass[] = [];
  const again: Pass[] = [];
  const claimed: Pass[] = [];
  for (const pass of update.passes) {
    if (pass.at > now) break;
    const first = !pass.redundant && way?.arrivals.get(pass.to)?.from === pass.from;
    (pass.claimed ? claimed : first ? (now - pass.at < FRESH_MILLIS ? fresh : old) : again).push(pass);
  }
  const many = picture.peers.size > FEW;
  if (scene.every || !many) strokes(ctx, scene, again, colours.warn, 1.4, AGAIN, 0.8);
  strokes(ctx, scene, claimed, colours.soft, 1.2, CLAIMED, 0.9);
  strokes(ctx, scene, old, colours.accent, many ? 0.9 : 2, [], many ? 0.55 : 0.8);
  strokes(ctx, scene, fresh, colours.accent, many ? 1.6 : 3, [], 1);
  if (!many) heads(ctx, scene, [...old, ...fresh], colours);
}

const HEAD = 6; // pixels

/** Which way it went: the head of an arrow in the middle of each line. */
function heads(ctx: Ctx, { seats, view }: Scene, passes: readonly Pass[], colours: Palette): void {
  ctx.fillStyle = colours.accent;
  ctx.beginPath();
  for (const { from, to } of passes) {
    const [a, b] = [seats.places.get(from), seats.places.get(to)];
    if (!a || !b || from === to) continue;
    const bend = bendOf(seats, from, to);
    const [before, at] = [along(a, bend, b, 0.5), along(a, bend, b, 0.56)];
    const [x, y] = [view.toX(at.x), view.toY(at.y)];
    const angle = Math.atan2(at.y - before.y, at.x - before.x);
    for (const [turn, far] of [[0, HEAD], [2.5, HEAD], [-2.5, HEAD]] as const) {
      const [px, py] = [x + far * Math.cos(angle + turn), y + far * Math.sin(angle + turn)];
      if (turn === 0) ctx.moveTo(px, py);
      else ctx.lineTo(px, py);
    }
    ctx.closePath();
  }
  ctx.fill();
}

function strokes(ctx: Ctx, scene: Scene, passes: readonly Pass[], colour: string, width: number, dash: number[], alpha: number): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.globalAlpha = alpha;
  ctx.setLineDash(dash);
  ctx.beginPath();
  for (const pass of passes) line(ctx, scene, pass.from, pass.to);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Copies on their way: dots that go along their links. */
function moving(ctx: Ctx, { now, seats, view }: Scene, update: UpdateShown, colours: Palette): void {
  ctx.fillStyle = colours.accent;
  ctx.beginPath();
  for (const pass of update.passes) {
    if (pass.sent > now || pass.at <= now || pass.from === pass.to) continue;
    const [a, b] = [seats.places.get(pass.from), seats.places.get(pass.to)];
    if (!a || !b) continue;
    const at = along(a, bendOf(seats, pass.from, pass.to), b, (now - pass.sent) / (pass.at - pass.sent));
    const [x, y] = [view.toX(at.x), view.toY(at.y)];
    ctx.moveTo(x + 2.6, y);
    ctx.arc(x, y, 2.6, 0, 2 * Math.PI);
  }
  ctx.fill();
}

function neighbours(ctx: Ctx, scene: Scene, of: number, colours: Palette): void {
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 1.6;
  for (const link of scene.picture.linksOf(of)) {
    ctx.setLineDash([...DASHES[link.role]]);
    ctx.beginPath();
    line(ctx, scene, link.a, link.b);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** Those that look alike are one path. */
function peers(ctx: Ctx, scene: Scene, colours: Palette): void {
  const groups = { filled: [] as PeerShown[], hollow: [] as PeerShown[], suspected: [] as PeerShown[], gone: [] as PeerShown[], faint: [] as PeerShown[] };
  for (const peer of scene.picture.peers.values()) {
    if (!shownIn(scene, peer)) groups.faint.push(peer);
    else if (peer.standing !== "alive") groups[peer.standing].push(peer);
    else groups[!scene.way || scene.way.arrivals.has(peer.number) ? "filled" : "hollow"].push(peer);
  }
  const full = scene.way ? colours.accent : colours.soft;
  ctx.globalAlpha = FAINT;
  glyphs(ctx, scene, groups.faint, circle, colours.soft, colours.soft);
  ctx.globalAlpha = 1;
  glyphs(ctx, scene, groups.hollow, circle, colours.sheet, colours.strong);
  glyphs(ctx, scene, groups.filled, circle, full, full);
  const hasIt = (peer: PeerShown): boolean => scene.way?.arrivals.has(peer.number) ?? false;
  glyphs(ctx, scene, groups.suspected.filter((peer) => !hasIt(peer)), triangle, colours.sheet, colours.warn);
  glyphs(ctx, scene, groups.suspected.filter(hasIt), triangle, colours.warn, colours.warn);
  glyphs(ctx, scene, groups.gone, cross, "", colours.bad);
  rings(ctx, scene, colours);
}

type Glyph = (ctx: Ctx, x: number, y: number, r: number) => void;

const circle: Glyph = (ctx, x, y, r) => {
  ctx.moveTo(x + r, y);
  ctx.arc(x, y, r, 0, 2 * Math.PI);
};
const triangle: Glyph = (ctx, x, y, r) => {
  ctx.moveTo(x, y - 1.5 * r);
  ctx.lineTo(x + 1.35 * r, y + r);
  ctx.lineTo(x - 1.35 * r, y + r);
  ctx.closePath();
};
const cross: Glyph = (ctx, x, y, r) => {
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
};

function glyphs(ctx: Ctx, { seats, view }: Scene, all: readonly PeerShown[], glyph: Glyph, fill: string, stroke: string): void {
  if (all.length === 0) return;
  const r = radius(view);
  ctx.beginPath();
  for (const peer of all) {
    const place = seats.places.get(peer.number);
    if (place) glyph(ctx, view.toX(place.x), view.toY(place.y), peer.leads ? 1.3 * r : r);
  }
  ctx.lineWidth = Math.max(1.2, Math.min(2.2, r / 3));
  ctx.fillStyle = fill;
  ctx.strokeStyle = stroke;
  if (fill) ctx.fill();
  ctx.stroke();
}

/** Around who leads one ring, around this peer a square; around whom one looks at a wider ring. */
function rings(ctx: Ctx, scene: Scene, colours: Palette): void {
  const { seats, view, picture } = scene;
  const r = radius(view);
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const peer of picture.peers.values()) {
    const place = seats.places.get(peer.number);
    if (!place || !shownIn(scene, peer)) continue;
    const [x, y] = [view.toX(place.x), view.toY(place.y)];
    if (peer.leads) circle(ctx, x, y, 1.3 * r + 3.5);
    if (peer.self) ctx.rect(x - 2 * r - 3, y - 2 * r - 3, 4 * r + 6, 4 * r + 6);
  }
  ctx.stroke();
  const place = seats.places.get(scene.focus ?? -1);
  if (!place) return;
  ctx.strokeStyle = colours.accent;
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  circle(ctx, view.toX(place.x), view.toY(place.y), 1.3 * r + 7);
  ctx.stroke();
}

function clusters(ctx: Ctx, { seats, view, only }: Scene, colours: Palette): void {
  for (const disk of seats.disks.values()) {
    const [x, y, r] = [view.toX(disk.x), view.toY(disk.y), disk.radius * view.scale];
    const name = diskName(disk);
    if (r > 34 && (only === null || only === disk.key)) label(ctx, `${name} · ${sizeOf(disk)}`, x, y - r - 5, false, colours);
  }
}

/** How many belong to it, and how many of them are in the picture where those are fewer. */
const sizeOf = ({ members, told }: { members: number; told: number }): string => (told > members ? `${told}, of whom ${members} known here` : String(members));

/** Everybody's where there is room, else of those whom one looks at and of their neighbours. */
function names(ctx: Ctx, scene: Scene, colours: Palette): void {
  const { picture, seats, view, update } = scene;
  const beside = scene.hover ?? scene.focus;
  const named = new Set<number>();
  if (view.scale >= NAMES_FROM) for (const peer of picture.peers.values()) if (shownIn(scene, peer)) named.add(peer.number);
  if (beside !== null) named.add(beside);
  if (beside !== null && view.scale > 1.2) for (const link of picture.linksOf(beside)) named.add(other(link, beside));
  if (update) named.add(update.by);
  for (const peer of picture.peers.values()) if (peer.self) named.add(peer.number);
  times(ctx, scene, named, colours);
  const r = radius(view);
  for (const number of named) {
    const [peer, place] = [picture.peers.get(number), seats.places.get(number)];
    if (!peer || !place) continue;
    const strong = number === beside || number === update?.by;
    const arrival = scene.way?.arrivals.get(number);
    const name = peer.self ? "this peer" : nameOf(peer);
    const [x, y] = [view.toX(place.x), view.toY(place.y) + r * (peer.leads || peer.self ? 2 : 1) + 15];
    label(ctx, name, x, y, strong, colours);
    if (arrival) label(ctx, timeOf(scene, number, arrival.after), x, y + 13, strong, colours);
  }
}

/** Of few peers, when each had it, also where there is no room for names. */
function times(ctx: Ctx, scene: Scene, named: ReadonlySet<number>, colours: Palette): void {
  const { picture, seats, view, way } = scene;
  if (!way || picture.peers.size > FEW) return;
  for (const [number, arrival] of way.arrivals) {
    const [peer, place] = [picture.peers.get(number), seats.places.get(number)];
    if (!peer || !place || named.has(number) || !shownIn(scene, peer)) continue;
    label(ctx, timeOf(scene, number, arrival.after), view.toX(place.x), view.toY(place.y) + radius(view) * (peer.leads ? 2 : 1) + 13, false, colours);
  }
}

const timeOf = ({ update }: Scene, number: number, millis: number): string => (number === update?.by ? "wrote it" : after(millis));

function label(ctx: Ctx, text: string, x: number, y: number, strong: boolean, colours: Palette): void {
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.font = `${strong ? "600 13px" : "11px"} ${colours.font}`;
  ctx.strokeStyle = colours.sheet;
  ctx.lineWidth = 4;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = strong ? colours.ink : colours.soft;
  ctx.fillText(text, x, y);
}

