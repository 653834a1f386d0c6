// The nodes of the tree and their levels: what is there, in order.
import { print, type Address } from "./address.js";
import type { Json } from "./json.js";
import type { Version } from "./wire.js";

export type Node = {
  readonly key: string;
  readonly address: Address;
  readonly name: string;
  readonly depth: number;
  readonly parent: Node | null;
  value: Json | undefined;
  /** How many cells are below; -1 where that is not known. */
  children: number;
  slot: string;
  /** How long a text is; `value` has its beginning. */
  length: number;
  contested: boolean;
  level: Level | null;
  /** Its place among the rows; -1 where it is not drawn. */
  row: number;
  /** Grows with each change that somebody could see. */
  revision: number;
  changedAt: number;
  position: number;
};

/** What was loaded below an open cell. */
export type Level = {
  nodes: Node[];
  byName: Map<string, Node>;
  loaded: boolean;
  version: Version | null;
  problem: { code: string; detail: string } | null;
  stop: () => void;
};

const inOrder = (a: Node, b: Node): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** What was removed and still stands in its level. */
const gone = new WeakSet<Node>();

export function markGone(node: Node): void {
  gone.add(node);
}

/** Takes out what is gone and puts in order what came behind: one pass, and a sort of what is new only. */
export function tidy(level: Level): void {
  let nodes = level.nodes;
  if (nodes.length !== level.byName.size) nodes = nodes.filter((node) => !gone.has(node));
  let sorted = 1;
  while (sorted < nodes.length && inOrder(nodes[sorted - 1] as Node, nodes[sorted] as Node) <= 0) sorted++;
  if (sorted < nodes.length) nodes = merged(nodes.slice(0, sorted), nodes.slice(sorted).sort(inOrder));
  level.nodes = nodes;
}

function merged(one: Node[], other: Node[]): Node[] {
  const out: Node[] = [];
  let i = 0;
  for (const node of other) {
    while (i < one.length && inOrder(one[i] as Node, node) <= 0) out.push(one[i++] as Node);
    out.push(node);
  }
  return out.concat(one.slice(i));
}

export function blank(address: Address, name: string, depth: number, parent: Node | null): Node {
  return {
    key: print(address),
    address,
    name,
    depth,
    parent,
    value: undefined,
    children: -1,
    slot: "",
    length: 0,
    contested: false,
    level: null,
    row: -1,
    revision: 0,
    changedAt: 0,
    position: 1,
  };
}
