// What the peer tells of itself: the cells of `.peer`, as one object that is kept up to date.
import { Told } from "./told.js";
import type { Cell, Version, Watcher, Wire } from "./wire.js";
import { at, entries, flag, isObject, text, type Json } from "./json.js";
import { names, type Address } from "./address.js";
import type { Given } from "./tree.js";

const TELL_MILLIS = 200; // counters change all the time, and nobody reads them faster

type Branch = Map<string, Branch | Json>;

export class PeerModel extends Told implements Watcher {
  all: Json = {};
  loaded = false;
  problem: { code: string; detail: string } | null = null;

  #root: Branch = new Map();
  #next: Branch | null = null;

  constructor() {
    super((run) => void setTimeout(run, TELL_MILLIS));
  }

  watch(wire: Wire): void {
    wire.watch(".peer", null, this);
  }

  page(cells: readonly Cell[], first: boolean, last: boolean): void {
    if (first) this.#next = new Map();
    for (const cell of cells) put(this.#next ?? this.#root, cell);
    if (!last) return;
    if (this.#next) this.#root = this.#next;
    this.#next = null;
    this.loaded = true;
    this.tell();
  }

  changes(cells: readonly Cell[], _version: Version | null): void {
    for (const cell of cells) put(this.#root, cell);
    this.tell();
  }

  refused(code: string, detail: string): void {
    this.problem = { code, detail };
    this.tell();
  }

  protected override settle(): void {
    this.all = built(this.#root);
  }

  get id(): string {
    return text(at(this.all, "id"));
  }

  boards(): [string, Json][] {
    return entries(at(this.all, "boards"));
  }

  defaultBoard(): string {
    return this.boards().find(([, board]) => flag(at(board, "default")))?.[0] ?? "";
  }

  /** Whether there is a board of that name; null is the default, which comes with the first cell. */
  knows(board: string | null): boolean {
    return board === null || this.boards().some(([name]) => name === board);
  }

  /** Spaces of a board, Kith's own last. */
  spaces(board: string): string[] {
    const all = entries(at(this.all, "spaces", board)).map(([name]) => name);
    return [...all.filter((name) => !name.startsWith(".")), ...all.filter((name) => name.startsWith("."))];
  }

  /** The rows at the top of the tree. */
  tops(): Given[] {
    const home = this.defaultBoard();
    const own = this.spaces(home).map((name) => given(null, name));
    const others = this.boards()
      .filter(([name]) => name !== home)
      .map(([name]) => ({
        name: "@" + name,
        address: { board: name, space: "", path: [] },
        spaces: this.spaces(name).map((space) => given(name, space)),
      }));
    return [...own, ...others, given(null, ".peer")];
  }

  /** The cells of a space in `.peer/spaces`. */
  space(address: Address): Json | undefined {
    return at(this.all, "spaces", address.board ?? this.defaultBoard(), address.space);
  }

  hasSpace(address: Address): boolean {
    return address.space === ".peer" || this.space(address) !== undefined;
  }
}

function given(board: string | null, space: string): Given {
  return { name: space, address: { board, space, path: [] } };
}

function put(root: Branch, cell: Cell): void {
  const path = names(cell.path);
  const last = path.pop();
  if (last === undefined) return;
  if (cell.gone) return remove(root, path, last);
  let on = root;
  for (const name of path) {
    let below = on.get(name);
    if (!(below instanceof Map)) {
      below = new Map();
      on.set(name, below);
    }
    on = below;
  }
  if (cell.value !== undefined) on.set(last, cell.value);
  else if (!(on.get(last) instanceof Map)) on.set(last, new Map());
}

/** What has nothing below it any more is none either: of a link that ended each part is told to be gone, and not the link. */
function remove(root: Branch, path: readonly string[], last: string): void {
  const way: Branch[] = [root];
  for (const name of path) {
    const below = way.at(-1)?.get(name);
    if (!(below instanceof Map)) return;
    way.push(below);
  }
  way.at(-1)?.delete(last);
  for (let depth = path.length; depth > 0 && way[depth]?.size === 0; depth--) way[depth - 1]?.delete(path[depth - 1] ?? "");
}

function built(branch: Branch): Json {
  const out: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const [name, below] of branch) out[name] = below instanceof Map ? built(below) : below;
  return out;
}

export { isObject };
