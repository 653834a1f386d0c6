// The engine, compiled from the Java classes in core/ and browser/: kith.browser.TabPeer says more. What is handed out
// is the receiver's; what is handed in must not be changed afterwards.
import type { Bytes } from "./bytes.js";

/** What the engine wants done, in that order. Only the last four may call back at once. */
export interface CoreHost {
  send(link: number, frame: Bytes): void;
  hangUp(link: number, reason: string): void;
  known(link: number): void;
  dial(address: string, peer: Bytes | null): void;
  check(ticket: number, key: Bytes, message: Bytes, signature: Bytes): void;
  sign(ticket: number, message: Bytes, seed: Bytes | null): void;
  write(file: string, offset: number, bytes: Bytes): void;
  truncate(file: string, size: number): void;
  sync(ticket: number): void;
  load(ticket: number, file: string, offset: number, length: number): void;
  delete(file: string): void;
  report(code: string, subject: string, text: string): void;
  /** On the clock of performance.now(); Infinity: not at all. It replaces what was asked for before. */
  wakeAt(millis: number): void;
  forwarded(board: string, from: string, kind: number, bytes: Bytes): void;
  reply(ticket: number, answer: Answer): void;
  tell(subscription: number, update: unknown): void;
  changed(observer: number, changes: readonly Change[]): void;
  broken(reason: string): void;
}

export type CoreConfig = {
  self: Bytes;
  secret: Bytes;
  agent: string;
  device: string;
  /** What the host can, by the words of kith.port.About. */
  can: { "durable-store"?: true; webrtc?: true };
  files: readonly { name: string; bytes: Bytes }[];
  meshLinks: number;
  heartbeatMillis: number;
  /** How long a change gathers writes, and how many operations. */
  gatherMillis: number;
  gatherOps: number;
  /** How much of what the engine is told is kept for trace(); 0 for none. */
  traceBytes: number;
};

export type Answer = Readonly<Record<string, unknown>>;

/** A cell that shows something else, by its path below what is observed. */
export type Change = {
  readonly path: string;
  readonly value?: unknown;
  readonly gone?: boolean;
  readonly contested?: boolean;
  readonly children?: number;
  readonly interior?: boolean;
  readonly slot?: "counter" | "set" | "text" | "list";
  readonly by?: string;
};

export type Edit =
  | { put: string; value: unknown }
  | { remove: string }
  | { add: string; delta: number | bigint }
  | { insert: string; value: unknown }
  | { take: string; value: unknown }
  | { text: string; value: string }
  | { splice: string; at: number; delete: number; insert: string }
  | { list: string; at: number; delete: number; insert: readonly unknown[] }
  | { move: string; from: number; to: number };

/** Fields that are undefined are none. */
export type Command = { readonly do: string } & Readonly<Record<string, unknown>>;

export declare class TabPeer {
  constructor(host: CoreHost, config: CoreConfig);
  linkUp(link: number, peer: Bytes, inbound: boolean, address: string): void;
  linkDown(link: number, reason: string): void;
  received(link: number, frame: Bytes): void;
  dialFailed(address: string, reason: string): void;
  signed(ticket: number, signature: Bytes): void;
  checked(ticket: number, good: boolean): void;
  synced(ticket: number): void;
  loaded(ticket: number, bytes: Bytes): void;
  notLoaded(ticket: number, busy: boolean): void;
  diskFailed(reason: string): void;
  wake(): void;
  /** The answer, or undefined when it comes later by reply(). */
  call(ticket: number, command: Command): Answer | undefined;
  /** What is at an address; undefined where nothing is. */
  value(address: string): unknown;
  isOpen(address: string): boolean;
  observe(observer: number, address: string): void;
  unobserve(observer: number): void;
  /** What the engine was told since it was opened, as a recording; undefined where none is kept. */
  trace(): Bytes | undefined;
}
