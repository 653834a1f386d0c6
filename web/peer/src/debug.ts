// `kith` on the window, for who develops a page: how this peer is, and why. `kith debug` has the same words for nodes.
import type { Standing } from "./cells/cell.js";
import type { Logged } from "./cells/space.js";
import { Refused, type Host } from "./host.js";
import type { Stop } from "./listeners.js";
import type { Connected } from "./mesh.js";
import type { Peer } from "./peer.js";

/** A change that touched a cell, and what became of it. */
export type WhyChange = Logged & {
  readonly role: "shown" | "part" | "beside" | "replaced" | "removes" | "void" | "lost";
  /** Neither its author nor that of what is shown had seen the other's. */
  readonly concurrent: boolean;
  /** The change that replaced it. */
  readonly replacedBy?: string;
};

export type Why = {
  /** Everything that lives in the cell, what is shown first. */
  readonly standings: readonly Standing[];
  /** The newest first. */
  readonly changes: readonly WhyChange[];
};

const TRACE_BYTES = 32 << 20;
const LOCAL = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export class Debug {
  readonly peer: Peer;
  readonly #host: Host;

  /** @internal */
  constructor(peer: Peer, host: Host) {
    this.peer = peer;
    this.#host = host;
  }

  /** All spaces as plain objects, by `@board/space`; or what is at an address such as `tasks/milk`. */
  state(address?: string): unknown {
    if (address !== undefined) return this.#host.value(address);
    return Object.fromEntries(Object.keys(this.versions()).map((space) => [space, this.#host.value(space)]));
  }

  /** The last change of each chain, by space. */
  versions(): Readonly<Record<string, unknown>> {
    return this.peer.mesh.status().heads;
  }

  links(): readonly Connected[] {
    return this.peer.mesh.status().connected;
  }

  /** Why a cell shows what it shows: the changes behind it, those that lost too. */
  async why(address: string, { changes = 100 }: { changes?: number } = {}): Promise<Why> {
    const { why } = await this.#host.ask({ do: "why", at: address, changes });
    return why as Why;
  }

  /** Asks all linked peers, or that one, for what may have got lost, and waits until they have the same. */
  sync(peer?: string, options: { within?: number } = {}): Promise<void> {
    return peer === undefined ? this.peer.mesh.sync(options) : this.peer.mesh.syncWith(peer, options);
  }

  /** What the engine was told since this tab was opened, for `./dev replay`. It has in it what was written and read. */
  trace(): Uint8Array {
    const trace = this.#host.trace();
    if (trace === undefined) throw new Refused("not-recorded", "nothing was kept of what this peer was told: open it with { debug: true }");
    return trace;
  }

  /** The same as a file, which the browser puts where it puts downloads. */
  saveTrace(name = `${this.peer.id.slice(0, 8)}-${Date.now()}.kithtrace`): void {
    const url = URL.createObjectURL(new Blob([this.trace() as Uint8Array<ArrayBuffer>]));
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // by then it has begun
  }
}

/** Whether a peer is shown on the window, where its page does not say so. */
export function isDebugged(debug: boolean | object | undefined, host = location.hostname): boolean {
  return debug === undefined ? LOCAL.test(host) : debug !== false;
}

/** How much of what the engine is told is kept. */
export function traceBytes(debug: boolean | { readonly traceBytes: number } | undefined): number {
  return typeof debug === "object" ? debug.traceBytes : debug === true ? TRACE_BYTES : 0;
}

/** Puts it on the window, where the page has nothing of that name; returns what takes it away. */
export function show(debug: Debug): Stop {
  const page = globalThis as { kith?: unknown };
  if (page.kith !== undefined) return () => {};
  page.kith = debug;
  return () => {
    if (page.kith === debug) delete page.kith;
  };
}
