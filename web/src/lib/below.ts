// What hears of one level of the tree.
import { names } from "./address.js";
import type { Level, Node } from "./node.js";
import type { Cell, Version, Watcher } from "./wire.js";

/** Whose level it is. */
export interface Keeper {
  put(parent: Node, level: Level, cell: Cell, quiet: boolean): void;
  keepOnly(level: Level, seen: ReadonlySet<string>): void;
  changed(): void;
}

/** The first picture is quiet; a later one says what is other than before. */
export class Below implements Watcher {
  readonly #tree: Keeper;
  readonly #node: Node;
  readonly #level: Level;
  #seen: Set<string> | null = null;

  constructor(tree: Keeper, node: Node, level: Level) {
    this.#tree = tree;
    this.#node = node;
    this.#level = level;
  }

  page(cells: readonly Cell[], first: boolean, last: boolean, version: Version | null): void {
    if (first) this.#seen = new Set();
    const quiet = !this.#level.loaded;
    for (const cell of cells) {
      this.#seen?.add(names(cell.path)[0] ?? "");
      this.#tree.put(this.#node, this.#level, cell, quiet);
    }
    if (!last) return;
    if (this.#seen && this.#level.loaded) this.#tree.keepOnly(this.#level, this.#seen);
    this.#seen = null;
    this.#level.loaded = true;
    if (version !== null) this.#level.version = version;
    if (cells.length === 0 && this.#level.nodes.length === 0) this.#node.children = 0;
    this.#tree.changed();
  }

  changes(cells: readonly Cell[], version: Version | null): void {
    for (const cell of cells) this.#tree.put(this.#node, this.#level, cell, false);
    if (version !== null) this.#level.version = version;
  }

  refused(code: string, detail: string): void {
    this.#level.problem = { code, detail };
    this.#level.loaded = true;
    this.#tree.changed();
  }
}
