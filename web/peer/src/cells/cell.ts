// A place in a space: it has a value, or cells below it, or nothing, and can be observed. Making one costs nothing and
// changes nothing.
//
// Reading never waits: it reads this tab's own memory. A write is applied when it returns, and who wrote reads what it
// wrote; that it is safe is awaited separately (Written).
import type { Change } from "../core.js";
import type { Stop } from "../listeners.js";
import { escape, names } from "../path.js";
import type { Space } from "./space.js";
import type { Written } from "./written.js";

/** What lives in a cell; more than one is a conflict, and what is shown is the first. `time`: by its author's clock, in milliseconds since 1970. */
export type Standing = { readonly value?: unknown; readonly author?: string; readonly seq?: number; readonly slot: string; readonly time: number };

export class Cell {
  readonly space: Space;
  /** Relative to the space, as text. */
  readonly path: string;

  constructor(space: Space, path: string) {
    this.space = space;
    this.path = path;
  }

  /** With board and space: what other cells are told apart from it by. */
  get address(): string {
    return this.path === "" ? this.space.address : `${this.space.address}/${this.path}`;
  }

  /** The last name of its path; the root of a space has none. */
  get name(): string {
    return names(this.path).at(-1) ?? "";
  }

  /** The cell below this one at a path relative to it: names with `/` between them. */
  at(below: string): Cell {
    return below === "" ? this : new Cell(this.space, this.path === "" ? below : `${this.path}/${below}`);
  }

  /** The cell right below of that name, which may be any text: so what a user typed becomes a name. */
  child(name: string): Cell {
    return this.at(escape(name));
  }

  /** The cell above; of the root, itself. */
  get parent(): Cell {
    return new Cell(this.space, this.path.slice(0, Math.max(0, this.path.lastIndexOf("/"))));
  }

  // Reading

  /** What is there: the cell's own value, or an object of all cells below it; undefined where nothing is. */
  get(): unknown {
    return this.space.host.value(this.address);
  }

  exists(): boolean {
    return this.get() !== undefined;
  }

  /** The names of the cells right below, in order. */
  children(): string[] {
    const value = this.get();
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
    return isObject ? Object.keys(value) : [];
  }

  /** Everything that lives here, what is shown first. Writing the cell settles it. */
  async conflicts(): Promise<readonly Standing[]> {
    const { standings } = await this.space.host.ask({ do: "conflicts", at: this.address });
    return standings as Standing[];
  }

  // Writing

  /** Makes the cell this value and nothing else; the fields of an object become cells. */
  set(value: unknown): Written {
    return this.space.write([{ put: this.path, value }]);
  }

  /** Removes what is here and below, as far as this peer has seen it. */
  delete(): Written {
    return this.space.write([{ remove: this.path }]);
  }

  /** Counts up, or down: concurrent additions all count. */
  add(delta: number | bigint = 1): Written {
    return this.space.write([{ add: this.path, delta }]);
  }

  /** Puts an element into the set that this cell is. */
  insert(element: unknown): Written {
    return this.space.write([{ insert: this.path, value: element }]);
  }

  /** Takes an element out of it. */
  take(element: unknown): Written {
    return this.space.write([{ take: this.path, value: element }]);
  }

  /** Makes the cell this text, which many can edit at once; one that is there is edited as little as it takes. */
  setText(text: string): Written {
    return this.space.write([{ text: this.path, value: text }]);
  }

  /** Edits the text: deletes `count` UTF-16 units from `at` on and inserts there. `version`: what the user saw. */
  edit(at: number, count: number, insert: string, version: readonly string[] = []): Written {
    return this.space.write([{ splice: this.path, at, delete: count, insert }], version);
  }

  /** Edits the list that is here, or begins one: merged element by element, where an array that was set is one value. */
  editList(at: number, count: number, elements: readonly unknown[]): Written {
    return this.space.write([{ list: this.path, at, delete: count, insert: elements }]);
  }

  /** Moves an element of the list: it is at `to` afterwards. */
  move(from: number, to: number): Written {
    return this.space.write([{ move: this.path, from, to }]);
  }

  /** Takes back the newest change of this peer that touched what is here or below, or that one. */
  undo(change?: string): Written {
    return this.space.undo(this.path, change, false);
  }

  /** Does again what the last undo took back. */
  redo(): Written {
    return this.space.undo(this.path, undefined, true);
  }

  // Observing

  /** Tells of the cells here and below that show something else, from now on. */
  observe(observer: (changes: readonly Change[]) => void): Stop {
    return this.space.observe(this.address, observer);
  }

  /** Tells what is here at once, and anew whenever that changes: the contract of Svelte's stores. */
  subscribe(run: (value: unknown) => void): Stop {
    const stop = this.observe(() => run(this.get()));
    try {
      run(this.get());
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  toString(): string {
    return this.address;
  }
}
