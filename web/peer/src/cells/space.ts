// A subtree that is shared as a whole, with a log of its own. It need not be there: it is empty then, and begins with
// the first write.
import type { Change, Edit } from "../core.js";
import type { Host } from "../host.js";
import { Listeners, type Stop } from "../listeners.js";
import { pathText } from "../path.js";
import { Cell } from "./cell.js";
import { Transaction } from "./transaction.js";
import { Written } from "./written.js";

/** A change as the log tells it. */
export type Logged = {
  readonly id: string;
  readonly author: string;
  readonly incarnation: string;
  readonly seq: number;
  /** By the clock of its author, in milliseconds since 1970. */
  readonly time: number;
  readonly ops: number;
  readonly edits: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[];
};

export type Log = { readonly changes: readonly Logged[]; readonly total: number };

export class Space {
  readonly host: Host;
  readonly name: string;
  /** Board and space, as text. */
  readonly address: string;
  readonly #observed: Map<string, Shared>;

  constructor(host: Host, board: string, name: string, observed: Map<string, Shared>) {
    this.host = host;
    this.name = name;
    const own = name.startsWith("~") || name.startsWith(".");
    this.address = `@${board}/${own ? name : pathText([name])}`;
    this.#observed = observed;
  }

  /** The cell at that path, whether anything is there or not. */
  at(path: string): Cell {
    return new Cell(this, path);
  }

  get root(): Cell {
    return this.at("");
  }

  /** Writes several cells as one: everybody sees all of it or nothing. What the body throws is thrown on, and nothing is written. */
  transaction(body: (t: Transaction) => void): Written {
    const transaction = new Transaction((path) => this.at(path).get());
    try {
      const returned: unknown = body(transaction);
      if (returned instanceof Promise) {
        returned.catch(() => {}); // what it writes later is refused there
        throw new TypeError("the body of a transaction cannot wait: it returned a promise");
      }
    } finally {
      transaction.over();
    }
    const edits = transaction.edits;
    return edits.length === 0 ? new Written(this.host, this.address, {}) : this.write(edits);
  }

  /** Begins to replicate the space, if that is not done yet. */
  async open(): Promise<void> {
    await this.host.ask({ do: "open", at: this.address });
  }

  // Presence

  /** Shows this to all who have the space, for as long as this tab is here: never stored. Null ends it. */
  async show(value: unknown): Promise<void> {
    await this.open();
    await this.host.ask({ do: "show", at: this.address, value });
  }

  /** Who shows what: a cell for each peer, by its id. */
  get presence(): Cell {
    return this.at(".presence");
  }

  // Versions

  /** The version that is shown now. */
  async version(): Promise<readonly string[]> {
    const { version } = await this.host.ask({ do: "log", at: this.address, changes: 1, edits: 0, bytes: 0 });
    return version as string[];
  }

  /** The newest changes, the last one first, and how many there are in all. */
  async log({ changes = 100, edits = 20 }: { changes?: number; edits?: number } = {}): Promise<Log> {
    const { log } = await this.host.ask({ do: "log", at: this.address, changes, edits });
    return log as Log;
  }

  /** Gives the present version a name that all members see. */
  nameVersion(name: string): Written {
    return this.#written({ do: "name", at: this.address, name });
  }

  // For the cells

  write(edits: readonly Edit[], parents: readonly string[] = []): Written {
    return this.#written({ do: "write", at: this.address, edits, parents, gather: true });
  }

  undo(path: string, change: string | undefined, redo: boolean): Written {
    return this.#written({ do: "undo", at: this.at(path).address, change, redo });
  }

  /** Observers of one place share what the engine does for it. */
  observe(address: string, observer: (changes: readonly Change[]) => void): Stop {
    const known = this.#observed.get(address);
    const shared = known ?? new Shared(this.host, address, () => this.#observed.delete(address));
    this.#observed.set(address, shared);
    return shared.add(observer);
  }

  #written(command: Parameters<Host["askNow"]>[0]): Written {
    return new Written(this.host, this.address, this.host.askNow(command));
  }

  toString(): string {
    return this.address;
  }
}

/** One observation of the engine's, for all who observe that place. */
export class Shared {
  readonly #listeners = new Listeners<[readonly Change[]]>();
  readonly #end: Stop;

  constructor(host: Host, address: string, ended: () => void) {
    const stop = host.observe(address, (changes) => {
      const told = changes.length > 0 ? changes : allOf(host, address);
      if (told.length > 0) this.#listeners.tell(told);
    });
    this.#end = () => {
      stop();
      ended();
    };
  }

  add(observer: (changes: readonly Change[]) => void): Stop {
    const remove = this.#listeners.add(observer);
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      remove();
      if (this.#listeners.size === 0) this.#end();
    };
  }
}

/** A space that has just come tells of no change: everything in it is one. */
function allOf(host: Host, address: string): readonly Change[] {
  const all: Change[] = [];
  for (let after: string | undefined; ; after = all.at(-1)?.path) {
    const answer = host.askNow({ do: "read", at: address, after });
    if (answer instanceof Promise) return all; // it is not here after all
    const cells = answer["cells"] as readonly Change[];
    all.push(...cells);
    if (answer["complete"] === true || cells.length === 0) return all;
  }
}
