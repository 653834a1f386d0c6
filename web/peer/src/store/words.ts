// What a tab and the worker that holds the store say to each other, on a BroadcastChannel of each slot.
//
// The worker dies with the tab that started it, and another tab starts the next one. So a tab names the worker
// that it speaks to: an order that the dead one did not get must not be followed by one that its heir gets, or a
// sync would promise what was never written. And an answer names the tab: who had the slot before may still be
// answered.
import type { Bytes } from "../bytes.js";

/** In the order in which they are to be carried out. A load sees what was written before it. */
export type Order =
  | { do: "write"; file: string; offset: number; bytes: Uint8Array }
  | { do: "truncate"; file: string; size: number }
  | { do: "delete"; file: string }
  | { do: "sync"; ticket: number }
  | { do: "load"; ticket: number; file: string; offset: number; length: number };

export type ToStore =
  /** Is a worker there? */
  | { say: "who"; tab: string }
  /** Takes the slot. `contents`: everything in it is to be told, since nobody knows it yet. */
  | { say: "open"; tab: string; worker: string; contents: boolean }
  | { say: "orders"; tab: string; worker: string; orders: Order[] }
  /** The tab is done: its files are let go. */
  | { say: "close"; tab: string; worker: string };

export type ToTab =
  | { say: "here"; worker: string }
  /** A piece of a file, on opening, in order; an empty file is one empty piece. */
  | { say: "piece"; worker: string; tab: string; file: string; size: number; offset: number; bytes: Bytes }
  | { say: "opened"; worker: string; tab: string }
  /** Everything before the sync with that ticket, and before smaller ones, is on disk. */
  | { say: "synced"; worker: string; tab: string; ticket: number }
  | { say: "loaded"; worker: string; tab: string; ticket: number; bytes: Bytes }
  | { say: "notLoaded"; worker: string; tab: string; ticket: number }
  /** Nothing is written any more. */
  | { say: "failed"; worker: string; tab: string; code: string; reason: string };

export function diskChannel(name: string, slot: number): string {
  return `kith/${name}/disk/${slot}`;
}

/** The folder of a slot in the origin's private file system, below that of the name. */
export function slotFolder(slot: number): string {
  return `slot-${slot}`;
}

/** Why a disk did not do what it should: a stable code, and what a person understands. */
export type DiskTrouble = { code: string; reason: string };

/** What a browser throws, in words for the person who has to do something about it. */
export function troubleOf(error: unknown): DiskTrouble {
  const name = error instanceof Error ? error.name : "";
  const detail = error instanceof Error ? error.message : String(error);
  if (name === "QuotaExceededError") {
    return { code: "disk-full", reason: "the browser gives this page no more room: free some space on the disk, or remove data of sites in the browser's settings" };
  }
  if (name === "NoModificationAllowedError") {
    return { code: "disk-failed", reason: "another tab still has the files of this slot open: close the other tabs of this page and load it again" };
  }
  if (name === "SecurityError" || name === "NotAllowedError") {
    return { code: "store-denied", reason: "the browser lets this page keep nothing (a private window, or its settings)" };
  }
  if (name === "NotFoundError" || name === "InvalidStateError") {
    return { code: "disk-failed", reason: "the files of this page were taken away while it ran, as when its data is cleared: load it again" };
  }
  return { code: "disk-failed", reason: `the browser could not write this page's files (${name || "error"}: ${detail})` };
}
