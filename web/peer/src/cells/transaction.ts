// Several writes that are one change. The body runs at once, and nothing comes between it and the write: so what it
// reads is so when it is written.
import type { Edit } from "../core.js";
import { escape } from "../path.js";

export class Transaction {
  readonly edits: Edit[] = [];
  readonly #read: (path: string) => unknown;
  #isOver = false;

  constructor(read: (path: string) => unknown) {
    this.#read = read;
  }

  at(path: string): Part {
    return new Part(path, (edit) => this.#add(edit), (of) => this.#value(of));
  }

  over(): void {
    this.#isOver = true;
  }

  #add(edit: Edit): void {
    this.#checkOpen();
    this.edits.push(edit);
  }

  #value(path: string): unknown {
    this.#checkOpen();
    const written = this.edits.find((edit) => touches(pathOf(edit), path));
    if (written !== undefined) throw new Error(`the transaction has written ${pathOf(written)} already: read ${path} before`);
    return this.#read(path);
  }

  #checkOpen(): void {
    if (this.#isOver) throw new Error("the transaction is over: its body has returned");
  }
}

/** One cell of a transaction; the words are those of Cell. */
export class Part {
  readonly #path: string;
  readonly #add: (edit: Edit) => void;
  readonly #value: (path: string) => unknown;

  constructor(path: string, add: (edit: Edit) => void, value: (path: string) => unknown) {
    this.#path = path;
    this.#add = add;
    this.#value = value;
  }

  at(below: string): Part {
    return new Part(this.#path === "" ? below : `${this.#path}/${below}`, this.#add, this.#value);
  }

  child(name: string): Part {
    return this.at(escape(name));
  }

  /** What the cell showed before this transaction. */
  get(): unknown {
    return this.#value(this.#path);
  }

  set(value: unknown): void {
    this.#add({ put: this.#path, value });
  }

  delete(): void {
    this.#add({ remove: this.#path });
  }

  add(delta: number | bigint = 1): void {
    this.#add({ add: this.#path, delta });
  }

  insert(element: unknown): void {
    this.#add({ insert: this.#path, value: element });
  }

  take(element: unknown): void {
    this.#add({ take: this.#path, value: element });
  }

  setText(text: string): void {
    this.#add({ text: this.#path, value: text });
  }

  edit(at: number, count: number, insert: string): void {
    this.#add({ splice: this.#path, at, delete: count, insert });
  }

  editList(at: number, count: number, elements: readonly unknown[]): void {
    this.#add({ list: this.#path, at, delete: count, insert: elements });
  }

  move(from: number, to: number): void {
    this.#add({ move: this.#path, from, to });
  }
}

const FIELDS = ["put", "remove", "add", "splice", "list", "move", "insert", "take", "text"] as const;

function pathOf(edit: Edit): string {
  const fields = edit as Record<string, unknown>;
  return fields[FIELDS.find((field) => field in fields)!] as string;
}

/** Whether one is at or below the other. */
function touches(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === "" || long === short || long.startsWith(short + "/");
}
