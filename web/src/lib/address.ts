// Where a cell is: board, space, path; as text, as Kith writes it (docs/protocol/values.md), and as the
// path of a URL, where each segment is percent-encoded on top of that.

import { escape, unescape } from "../../peer/src/path.js";

export { escape, names, pathText, unescape } from "../../peer/src/path.js";

export type Address = {
  /** Null is the default board. */
  readonly board: string | null;
  /** Empty is the list of spaces. */
  readonly space: string;
  readonly path: readonly string[];
};

export const ROOT: Address = { board: null, space: "", path: [] };
export const PEER = ".peer";
export const BOARD = ".board";

const PEER_ID = /^~[a-z2-7]{52}$/;

/** Kith's own names begin with a dot, a peer's own with a tilde; both stand as they are. */
export function spaceText(space: string): string {
  return space === PEER || space === BOARD || space.startsWith("~") ? space : escape(space);
}

export function print(address: Address): string {
  const board = address.board === null ? [] : ["@" + address.board];
  const space = address.space === "" ? [] : [spaceText(address.space)];
  return [...board, ...space, ...address.path.map(escape)].join("/");
}

export function parse(text: string): Address {
  let segments = text.replace(/^\/+|\/+$/g, "").split("/").filter((segment) => segment !== "");
  let board: string | null = null;
  if (segments[0]?.startsWith("@")) {
    board = segments[0].slice(1);
    segments = segments.slice(1);
  }
  const first = segments[0];
  if (first === undefined) return { board, space: "", path: [] };
  const own = PEER_ID.test(first) && segments.length > 1;
  const space = own ? `${first}/${segments[1]}` : first === PEER || first === BOARD ? first : unescape(first);
  return { board, space, path: segments.slice(own ? 2 : 1).map(unescape) };
}

/** The path of the URL that names it. */
export function toUrl(address: Address): string {
  return "/" + print(address).split("/").map(encodeSegment).join("/");
}

function encodeSegment(segment: string): string {
  return encodePart(segment).replace(/%40/g, "@").replace(/%3A/g, ":").replace(/%2C/g, ",");
}

/** As encodeURIComponent, and half a pair of UTF-16 as the three bytes that Kith gives it (docs/protocol/values.md). */
export function encodePart(text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return encodeURIComponent(text);
  return [...text].map((c) => (/\p{Surrogate}/u.test(c) ? halfToUrl(c.charCodeAt(0)) : encodeURIComponent(c))).join("");
}

function halfToUrl(half: number): string {
  const bytes = [0xe0 | (half >> 12), 0x80 | ((half >> 6) & 0x3f), 0x80 | (half & 0x3f)];
  return bytes.map((byte) => "%" + byte.toString(16).toUpperCase()).join("");
}

const HALF = /%ED%([AB][0-9A-F])%([89AB][0-9A-F])/i;

function decodePart(text: string): string {
  if (!HALF.test(text)) return decodeURIComponent(text);
  // What stands between the halves is decoded by itself: a half is no UTF-8 to a browser.
  const parts = text.split(HALF);
  return parts.map((part, i) => (i % 3 === 0 ? decodeURIComponent(part) : i % 3 === 1 ? halfOf(part, parts[i + 1] ?? "") : "")).join("");
}

function halfOf(one: string, two: string): string {
  return String.fromCharCode(0xd000 | ((parseInt(one, 16) & 0x3f) << 6) | (parseInt(two, 16) & 0x3f));
}

export function fromUrl(pathname: string): Address {
  const decoded = pathname.split("/").map((segment) => {
    try {
      return decodePart(segment).replace(/\//g, "~1");
    } catch {
      return segment;
    }
  });
  return parse(decoded.join("/"));
}

export function child(address: Address, name: string): Address {
  return address.space === "" ? { ...address, space: name } : { ...address, path: [...address.path, name] };
}

export function parent(address: Address): Address {
  if (address.path.length > 0) return { ...address, path: address.path.slice(0, -1) };
  return address.space === "" ? ROOT : { board: address.board, space: "", path: [] };
}

export function name(address: Address): string {
  return address.path.at(-1) ?? (address.space !== "" ? address.space : address.board === null ? "" : "@" + address.board);
}

/** The space that an address is in. */
export function spaceOf(address: Address): Address {
  return { ...address, path: [] };
}

/** Whether nobody writes there: the peer's own health, and Kith's records. */
export function isReserved(address: Address): boolean {
  return address.space === PEER || address.space === BOARD || (address.path[0] ?? "").startsWith(".");
}
