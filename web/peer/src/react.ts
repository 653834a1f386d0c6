// A cell in React. The hook of React is handed in, or that of the page's own React is loaded:
//
//   const useCell = cellHook(useSyncExternalStore)
//   function Milk() { return <p>{useCell(tasks.at("groceries/milk"))}</p> }
import type { Cell } from "./cells/cell.js";
import type { Stop } from "./listeners.js";

/** React's `useSyncExternalStore`. */
export type UseSyncExternalStore = <T>(subscribe: (changed: () => void) => Stop, snapshot: () => T, serverSnapshot?: () => T) => T;

type Store = { subscribe: (changed: () => void) => Stop; snapshot: () => unknown };

export function cellHook(useSyncExternalStore: UseSyncExternalStore): (cell: Cell) => unknown {
  const byPeer = new WeakMap<object, Map<string, Store>>();
  return (cell) => {
    const { host } = cell.space;
    const stores = byPeer.get(host) ?? new Map<string, Store>();
    byPeer.set(host, stores);
    const { subscribe, snapshot } = storeOf(cell, stores);
    return useSyncExternalStore(subscribe, snapshot, snapshot);
  };
}

/** The same with the React that the page has. */
export async function loadCellHook(): Promise<(cell: Cell) => unknown> {
  const name = "react";
  const { useSyncExternalStore } = (await import(/* @vite-ignore */ name)) as { useSyncExternalStore: UseSyncExternalStore };
  return cellHook(useSyncExternalStore);
}

/**
 * React takes what is another object for another value, and subscribes anew when it is handed another function: so a
 * cell has one of each, for as long as somebody subscribes, and its value is read once for each change.
 */
function storeOf(cell: Cell, stores: Map<string, Store>): Store {
  const known = stores.get(cell.address);
  if (known !== undefined) return known;
  let current: { readonly value: unknown } | null = null;
  let subscribers = 0;
  const store: Store = {
    subscribe(changed) {
      stores.set(cell.address, store);
      subscribers++;
      const stop = cell.observe(() => {
        current = null;
        changed();
      });
      // React rendered before it subscribed; of what changed between, nobody was told.
      if (current !== null && !isSame(current.value, cell.get())) current = null;
      return () => {
        stop();
        if (--subscribers === 0) stores.delete(cell.address);
      };
    },
    snapshot: () => (current ??= { value: cell.get() }).value,
  };
  stores.set(cell.address, store);
  return store;
}

function isSame(one: unknown, other: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));
  return text(one) === text(other);
}
