// A cell as a signal. No library is needed or loaded: what is given has the interface of Preact's signals, and what is
// taken can be one of theirs or a Signal.State of the TC39 proposal.
import type { Cell } from "./cells/cell.js";
import type { Stop } from "./listeners.js";

/** The interface of a signal of Preact. */
export interface CellSignal {
  value: unknown;
  peek(): unknown;
  subscribe(run: (value: unknown) => void): Stop;
}

/** The cell as a signal: reading its value reads the cell, setting it writes. */
export function asSignal(cell: Cell): CellSignal {
  return {
    get value() {
      return cell.get();
    },
    set value(value: unknown) {
      if (value === undefined) cell.delete();
      else cell.set(value);
    },
    peek: () => cell.get(),
    subscribe: (run) => cell.subscribe(run),
  };
}

/** Something that can be set: a signal of Preact (`value`), or a Signal.State (`set`). */
export type Settable = { value: unknown } | { set(value: unknown): void };

/**
 * Keeps a signal of a library at what the cell shows, from now until it is stopped; so effects and computed values of
 * that library depend on the cell.
 *
 *   const milk = signal()
 *   const stop = follow(tasks.at("groceries/milk"), milk)
 */
export function follow(cell: Cell, signal: Settable): Stop {
  return cell.subscribe((value) => {
    if ("set" in signal && typeof signal.set === "function") signal.set(value);
    else (signal as { value: unknown }).value = value;
  });
}
