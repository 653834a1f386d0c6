// A channel among the tabs of one origin: a BroadcastChannel, or, in a browser without it, the events that a change
// of localStorage makes in the other tabs. Nothing is kept there: what is said is taken back at once.
import type { Channel } from "../store/disk.js";
import { fromBase64, randomName, toBase64 } from "../bytes.js";

export type { Channel };

export function openChannel(name: string): Channel {
  return typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : storageChannel(name, globalThis);
}

/** What is used of a window. */
export type Shared = Pick<Window, "localStorage" | "addEventListener" | "removeEventListener">;

export function storageChannel(name: string, shared: Shared): Channel {
  const key = `kith-channel:${name}`;
  const heard = (event: StorageEvent) => {
    if (event.key !== key || event.newValue === null || channel.onmessage === null) return;
    const { word } = JSON.parse(event.newValue, revived) as { word: unknown };
    channel.onmessage({ data: word } as MessageEvent);
  };
  const channel: Channel = {
    onmessage: null,
    postMessage(word) {
      // Equal texts would be no change, so each has a name.
      shared.localStorage.setItem(key, JSON.stringify({ word, name: randomName() }, replaced));
      shared.localStorage.removeItem(key);
    },
    close() {
      shared.removeEventListener("storage", heard);
    },
  };
  shared.addEventListener("storage", heard);
  return channel;
}

const BYTES = "\u0000bytes";

function replaced(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { [BYTES]: toBase64(value) } : value;
}

function revived(_: string, value: unknown): unknown {
  const bytes = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[BYTES] : undefined;
  return typeof bytes === "string" ? fromBase64(bytes) : value;
}
