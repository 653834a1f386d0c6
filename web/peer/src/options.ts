// What a page may choose when it opens its peer, and the bounds of it.

export type Options = {
  /** Which peers of this origin belong together: tabs of another name know nothing of these. Letters, digits, - and _. */
  readonly name?: string;
  /** A link `kith:…`: its board is joined, if this peer is not on it. */
  readonly invite?: string;
  /** Servers that help to find a way through the network; none: local links still form. */
  readonly ice?: RTCIceServer[];
  /** Whether tabs of this browser find each other. */
  readonly tabs?: boolean;
  /** How many links to other browsers this peer makes by itself. */
  readonly meshLinks?: number;
  /** How many peers are a quorum, this one counted; 0: nobody asks. See Mesh.onQuorum and Written.acknowledged. */
  readonly quorumSize?: number;
  /** What is written within so many milliseconds behind a change goes to the others together, as one. */
  readonly syncInterval?: number;
  /** With so many operations it goes at once. */
  readonly operationBatchSize?: number;
  /** Over a link that is silent for so many milliseconds the other side is asked whether it is there. After five of them it is stale, after ten the link is over. */
  readonly heartbeatInterval?: number;
  /** Whether to found the board `home` where there is none and nobody lets us in. */
  readonly found?: boolean;
  /**
   * `kith` on the window, to look at this peer with: on a page of this machine, unless this is false. With true on any page,
   * and what the engine is told is kept in memory for `kith.trace()`: 32 MiB of it, or as much as is said.
   */
  readonly debug?: boolean | { readonly traceBytes: number };
  /** Whether the browser is asked to keep what is stored when it needs room; some ask the user. */
  readonly persist?: boolean;
  /** Where the other files of this package are, if not beside this one. */
  readonly worker?: URL | string;
  readonly core?: URL | string;
};

/** The least, the most, and what it is unless somebody says it. */
const NUMBERS = {
  meshLinks: [1, 64, 8],
  quorumSize: [0, 1_000, 0],
  syncInterval: [0, 10_000, 5],
  operationBatchSize: [1, 10_000, 10_000],
  heartbeatInterval: [500, 60_000, 3_000],
} as const;

const DEFAULT_NAME = "kith";
const NAME = /^[\w-]{1,64}$/;

/** The name that was chosen; a RangeError where no folder and no lock can have it. */
export function nameOf({ name = DEFAULT_NAME }: Options): string {
  if (!NAME.test(name)) throw new RangeError(`name is ${JSON.stringify(name)}, expected 1 to 64 letters, digits, - or _`);
  return name;
}

export type Numbers = { readonly [name in keyof typeof NUMBERS]: number };

/** The numbers that were chosen; a RangeError says which cannot be. */
export function numbersOf(options: Options): Numbers {
  checkIce(options.ice ?? []);
  const chosen = Object.entries(NUMBERS).map(([name, [least, most, usual]]) => {
    const value = options[name as keyof Numbers] ?? usual;
    if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} is ${String(value)}, expected a whole number from ${least} to ${most}`);
    return [name, value];
  });
  return Object.fromEntries(chosen) as Numbers;
}

/** A server that cannot be one is said now, and not when somebody calls. */
function checkIce(iceServers: RTCIceServer[]): void {
  if (iceServers.length === 0 || typeof RTCPeerConnection !== "function") return;
  try {
    new RTCPeerConnection({ iceServers }).close();
  } catch (error) {
    throw new RangeError(`ice: ${error instanceof Error ? error.message : String(error)}`);
  }
}
