// The tree as a list of rows: of all that is open, in order, however much that is.
//
// Each open cell is one subscription one level deep. What comes is put into its nodes at once; the list of
// rows is made anew at most once a frame, and only when rows came, went or moved. So thousands of changes
// a second cost one pass, and a level of a hundred thousand cells about a millisecond.
import { Told, type Schedule } from "./told.js";
import { Below, type Keeper } from "./below.js";
import { blank, markGone, tidy, type Level, type Node } from "./node.js";
import type { Cell, Wire } from "./wire.js";
import { child, names, print, ROOT, type Address } from "./address.js";
import { same } from "./json.js";

export type Given = { readonly name: string; readonly address: Address; readonly spaces?: readonly Given[] };

export class TreeModel extends Told implements Keeper {
  rows: Node[] = [];
  selected: string | null = null;
  /** Told of what changed, before the rows are drawn. */
  onChange: ((node: Node) => void) | null = null;

  #tops: Node[] = [];
  #topOrder: string[] = [];
  #dirty = true;
  readonly #wire: Wire;
  readonly #open = new Set<string>();
  readonly #now: () => number;

  constructor(wire: Wire, schedule?: Schedule, now: () => number = () => performance.now()) {
    super(schedule);
    this.#wire = wire;
    this.#now = now;
  }

  /** The rows at the top: spaces of the default board, the other boards with theirs, the peer itself. */
  setTops(given: readonly Given[]): void {
    const order = given.map((one) => print(one.address) + "|" + (one.spaces ?? []).map((space) => space.name).join("|"));
    if (order.join("\n") === this.#topOrder.join("\n")) return;
    this.#topOrder = order;
    const before = new Map(this.#tops.map((node) => [node.key, node]));
    this.#tops = given.map((one) => before.get(print(one.address)) ?? blank(one.address, one.name, 0, null));
    for (const node of before.values()) if (!this.#tops.includes(node)) this.#close(node);
    this.#tops.forEach((node, index) => this.#giveBelow(node, given[index]?.spaces));
    this.#reopen(this.#tops);
    this.#restructure();
  }

  #giveBelow(node: Node, spaces: readonly Given[] | undefined): void {
    if (!spaces) return;
    node.children = spaces.length;
    if (!node.level) return;
    const before = node.level.byName;
    const nodes = spaces.map((one) => before.get(one.name) ?? blank(one.address, one.name, 1, node));
    for (const old of before.values()) if (!nodes.includes(old)) this.#close(old);
    node.level.nodes = nodes;
    node.level.byName = new Map(nodes.map((one) => [one.name, one]));
    this.#reopen(nodes);
  }

  #reopen(nodes: readonly Node[]): void {
    for (const node of nodes) if (this.#open.has(node.key) && !node.level) this.open(node);
  }

  find(key: string): Node | undefined {
    for (let nodes: readonly Node[] = this.#tops; ; ) {
      const on = nodes.find((node) => node.key === key || (key.startsWith(node.key + "/") && node.level !== null));
      if (!on || on.key === key) return on ?? undefined;
      const rest = key.slice(on.key.length + 1).split("/")[0] ?? "";
      const direct = on.level?.byName.get(names(rest)[0] ?? "");
      if (direct?.key === key) return direct;
      nodes = direct ? [direct] : (on.level?.nodes ?? []);
      if (direct && !direct.level) return undefined;
    }
  }

  /** Opens all on the way to an address, and what is there, as far as it is there; the rest when it comes. */
  reveal(address: Address): void {
    const steps: Address[] = [];
    if (address.board !== null) steps.push({ ...ROOT, board: address.board });
    if (address.space !== "") steps.push({ ...address, path: [] });
    for (let i = 1; i <= address.path.length; i++) steps.push({ ...address, path: address.path.slice(0, i) });
    for (const step of steps) {
      this.#open.add(print(step));
      const node = this.find(print(step));
      if (node && !node.level && node.value === undefined) this.open(node);
    }
  }

  select(key: string | null): void {
    this.selected = key;
    this.tell();
  }

  toggle(node: Node): void {
    if (node.level) this.close(node);
    else this.open(node);
  }

  open(node: Node): void {
    if (node.level) return;
    this.#open.add(node.key);
    const level: Level = { nodes: [], byName: new Map(), loaded: false, version: null, problem: null, stop: () => {} };
    node.level = level;
    if (node.address.space === "") {
      level.loaded = true;
      this.#topOrder = []; // the spaces of a board are given, not watched
      this.onNeedTops?.();
    } else {
      level.stop = this.#wire.watch(print(node.address), 1, new Below(this, node, level));
    }
    this.#restructure();
  }

  /** Asks for the rows at the top to be given again. */
  onNeedTops: (() => void) | null = null;

  close(node: Node): void {
    this.#open.delete(node.key);
    this.#close(node);
    this.#restructure();
  }

  #close(node: Node): void {
    node.row = -1;
    if (!node.level) return;
    for (const below of node.level.nodes) this.#close(below);
    node.level.stop();
    node.level = null;
  }

  // What the levels tell

  put(parent: Node, level: Level, cell: Cell, quiet: boolean): void {
    if (cell.path === "") {
      this.#fill(parent, cell, true, true);
      return;
    }
    const name = names(cell.path)[0] ?? "";
    const known = level.byName.get(name);
    if (cell.gone) {
      if (known) this.#remove(level, known);
      return;
    }
    if (known) {
      this.#fill(known, cell, quiet, false);
      return;
    }
    const node = blank(child(parent.address, name), name, parent.depth + 1, parent);
    this.#fill(node, cell, true, false);
    level.byName.set(name, node);
    level.nodes.push(node);
    if (!quiet) this.#touch(node);
    if (this.#open.has(node.key) && node.value === undefined) this.open(node);
    this.#restructure();
  }

  #fill(node: Node, cell: Cell, quiet: boolean, self: boolean): void {
    const value = cell.value;
    const contested = cell.contested === true;
    // A number that is not told is none less than before.
    const children = cell.children ?? (cell.interior || self ? Math.max(node.children, cell.interior ? -1 : 0) : 0);
    const length = cell.slot === "text" ? (cell.length ?? (typeof value === "string" ? value.length : 0)) : 0;
    const changed = !same(node.value, value) || node.contested !== contested || node.length !== length;
    if (node.children > 0 !== children > 0) this.#restructure();
    node.value = value;
    node.children = children;
    node.slot = cell.slot ?? "";
    node.length = length;
    node.contested = contested;
    if (changed && !quiet) this.#touch(node);
    this.tell();
  }

  #touch(node: Node): void {
    node.revision++;
    node.changedAt = this.#now();
    this.onChange?.(node);
  }

  #remove(level: Level, node: Node): void {
    level.byName.delete(node.name);
    this.#close(node);
    markGone(node);
    this.#restructure();
  }

  /** After a picture that was not the first: what it did not have is gone. */
  keepOnly(level: Level, seen: ReadonlySet<string>): void {
    for (const node of level.nodes) if (!seen.has(node.name) && level.byName.has(node.name)) this.#remove(level, node);
  }

  changed(): void {
    this.#restructure();
  }

  #restructure(): void {
    this.#dirty = true;
    this.tell();
  }

  // The rows

  protected override settle(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    const rows: Node[] = [];
    this.#list(this.#tops, rows);
    for (const [index, node] of rows.entries()) node.row = index;
    this.rows = rows;
  }

  #list(nodes: readonly Node[], rows: Node[]): void {
    for (const [index, node] of nodes.entries()) {
      node.position = index + 1;
      rows.push(node);
      if (node.level) {
        tidy(node.level);
        this.#list(node.level.nodes, rows);
      }
    }
  }

  /** The rows as they are now, also when the frame that draws them has not come. */
  rowsNow(): Node[] {
    this.settle();
    return this.rows;
  }

  /** How many stand beside a node, itself included. */
  siblings(node: Node): number {
    return node.parent ? (node.parent.level?.nodes.length ?? 1) : this.#tops.length;
  }
}
