// An application that has its state in a plain object joins the mesh with two lines:
//
//   const peer = await open({ invite })
//   mirror(appState, { space: peer.board().space("app") })
//
// Each property becomes a cell, both ways: reading gives what all have, setting writes it for all. Objects within are
// mirrored too. An array is one value, unless it is named as a list: then what was put in and taken out is merged
// element by element. What is no value (a function, an object of a class) stays where it is, for this page alone.
//
// What is in the space already wins over what the object has; the rest of the object is written. Properties that are
// new later are noticed on the object that is returned, and in all objects within.
import type { Cell } from "./cells/cell.js";
import type { Space } from "./cells/space.js";
import { guarded, type Stop } from "./listeners.js";
import { names } from "./path.js";

export type MirrorOptions = {
  /** The space, or the cell in it, that has the state. */
  readonly space: Space | Cell;
  /** Paths of arrays that are lists. */
  readonly lists?: readonly string[];
  /** Told when something came from elsewhere, or was set here: where, relative to the object. */
  readonly changed?: (path: string) => void;
};

export type Mirror<T> = { readonly state: T; readonly stop: Stop };

type Plain = Record<string, unknown>;

export function mirror<T extends object>(state: T, options: MirrorOptions): Mirror<T> {
  const cell = "root" in options.space ? options.space.root : options.space;
  const lists = new Set(options.lists ?? []);
  const root = new Mirrored(cell, "", state as Plain, lists);
  root.adopt();
  const stop = cell.observe((changes) => {
    for (const { path } of changes) root.follow(names(path));
    for (const { path } of changes) guarded(() => options.changed?.(path));
  });
  return {
    state: root.shown as T,
    stop() {
      stop();
      root.release();
    },
  };
}

/** One object, and the cell that has its properties. */
class Mirrored {
  /** The object, on which new properties are noticed. */
  readonly shown: Plain;
  readonly #cell: Cell;
  readonly #path: string;
  readonly #target: Plain;
  readonly #lists: ReadonlySet<string>;
  readonly #below = new Map<string, Mirrored>();
  readonly #values = new Map<string, unknown>();

  constructor(cell: Cell, path: string, target: Plain, lists: ReadonlySet<string>) {
    this.#cell = cell;
    this.#path = path;
    this.#target = target;
    this.#lists = lists;
    this.shown = new Proxy(target, {
      set: (_, name, value) => (typeof name === "string" ? this.#set(name, value) : Reflect.set(target, name, value)),
      deleteProperty: (_, name) => (typeof name === "string" && this.#has(name) ? this.#set(name, undefined) : Reflect.deleteProperty(target, name)),
    });
  }

  /** Takes over what the cell has, and writes what only the object has. */
  adopt(): void {
    const there = new Set(this.#cell.children());
    for (const [name, value] of Object.entries(this.#target)) {
      if (there.has(name) && isPlain(value) && isPlain(this.#cell.child(name).get())) this.#goBelow(name, value).adopt();
      else if (!there.has(name)) this.#set(name, value);
    }
    for (const name of there) if (!this.#below.has(name)) this.#refresh(name);
  }

  /** Something changed at that path. */
  follow(path: readonly string[]): void {
    const [name, ...rest] = path;
    if (name === undefined) {
      for (const one of new Set([...this.#cell.children(), ...this.#below.keys(), ...this.#values.keys()])) this.#refresh(one);
      return;
    }
    const below = this.#below.get(name);
    if (below !== undefined && rest.length > 0 && isPlain(this.#cell.child(name).get())) below.follow(rest);
    else this.#refresh(name);
  }

  /** What was shown last stays, and is the object's own from now on. */
  release(): void {
    for (const [name, value] of this.#values) this.#define(name, { value: Array.isArray(value) ? [...value] : value, writable: true });
    for (const [name, below] of this.#below) {
      below.release();
      this.#define(name, { value: below.#target, writable: true });
    }
  }

  #has(name: string): boolean {
    return this.#values.has(name) || this.#below.has(name);
  }

  /** As somebody sets it here; undefined removes it. */
  #set(name: string, value: unknown): boolean {
    if (value === undefined) {
      this.#cell.child(name).delete();
    } else if (!isValue(value)) {
      return this.#define(name, { value, writable: true });
    } else if (Array.isArray(value) && this.#lists.has(this.#pathOf(name))) {
      this.#setList(name, value);
    } else {
      this.#cell.child(name).set(isPlain(value) ? copyOf(value, DEPTH_MAX) : value);
    }
    this.#refresh(name, value);
    return true;
  }

  /** Shows what the cell has. `given`: an object that the application goes on to use as its own. */
  #refresh(name: string, given?: unknown): void {
    const value = this.#cell.child(name).get();
    if (isPlain(value)) {
      const below = this.#below.get(name);
      if (below === undefined || (isPlain(given) && given !== below.#target)) this.#goBelow(name, isPlain(given) ? given : {}).follow([]);
      else below.follow([]);
      return;
    }
    this.#below.delete(name);
    if (value === undefined) {
      this.#values.delete(name);
      Reflect.deleteProperty(this.#target, name);
      return;
    }
    this.#values.set(name, Array.isArray(value) ? this.#watched(name, value) : value);
    this.#define(name, { get: () => this.#values.get(name), set: (next: unknown) => void this.#set(name, next) });
  }

  #goBelow(name: string, target: Plain): Mirrored {
    const below = new Mirrored(this.#cell.child(name), this.#pathOf(name), target, this.#lists);
    this.#values.delete(name);
    this.#below.set(name, below);
    this.#define(name, { get: () => below.shown, set: (next: unknown) => void this.#set(name, next) });
    return below;
  }

  #define(name: string, property: PropertyDescriptor): boolean {
    return Reflect.defineProperty(this.#target, name, { ...property, enumerable: true, configurable: true });
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}/${name}`;
  }

  /** Edits as little of the list as it takes. */
  #setList(name: string, after: readonly unknown[]): void {
    const cell = this.#cell.child(name);
    const shown = cell.get();
    const before = Array.isArray(shown) ? (shown as unknown[]) : [];
    let start = 0;
    while (start < before.length && start < after.length && isSame(before[start], after[start])) start++;
    let end = 0;
    while (end < before.length - start && end < after.length - start && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
    const [gone, come] = [before.length - start - end, after.slice(start, after.length - end)];
    if (gone > 0 || come.length > 0 || shown === undefined) cell.editList(start, gone, come);
  }

  /** The array as it is shown: what is done to it is written once, when it is done. Objects within are for reading. */
  #watched(name: string, value: readonly unknown[]): unknown[] {
    const own = value.map((element) => frozen(element));
    let writing = false;
    const write = () => {
      if (writing) return true;
      writing = true;
      queueMicrotask(() => {
        writing = false;
        if (this.#values.get(name) === shown) this.#set(name, [...own]);
      });
      return true;
    };
    const shown: unknown[] = new Proxy(own, {
      set: (array, at, element) => Reflect.set(array, at, element) && write(),
      deleteProperty: (array, at) => Reflect.deleteProperty(array, at) && write(),
    });
    return shown;
  }
}

function isPlain(value: unknown): value is Plain {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isValue(value: unknown): boolean {
  return value === null || ["boolean", "number", "string", "bigint"].includes(typeof value) || Array.isArray(value) || value instanceof Uint8Array || isPlain(value);
}

/** Deeper than any value may be: what is in itself is refused as it is. */
const DEPTH_MAX = 65;

/** Without what is no value, and without what a mirror does to properties. */
function copyOf(value: Plain, depth: number): Plain {
  if (depth === 0) return value;
  const values = Object.entries(value).filter(([, one]) => one !== undefined && isValue(one));
  return Object.fromEntries(values.map(([name, one]) => [name, isPlain(one) ? copyOf(one, depth - 1) : Array.isArray(one) ? [...(one as unknown[])] : one]));
}

function frozen(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  return isPlain(value) ? Object.freeze(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, frozen(one)]))) : value;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return Object.is(one, other);
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return keys.length === others.length && keys.every((key) => isSame((one as Plain)[key], (other as Plain)[key]));
}
