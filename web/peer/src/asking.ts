// A query that is put to this peer and to others. The engine of each answers it, page by page.
import type { Answer } from "./core.js";
import { Refused, type Host } from "./host.js";

export type Plain = null | boolean | number | bigint | string | Uint8Array;

/** What a value is compared with: it is that one, or all that is said of it holds. */
export type Condition = Plain | { readonly [how in "=" | "!=" | "<" | "<=" | ">" | ">="]?: Plain } | { readonly in: readonly Plain[] } | { readonly contains: string };

export type Query = {
  /** Board (`@name`, if not the default one), space and path; `*` is any one name, `**` at the end a cell and all below. */
  readonly path: string;
  /** By a path below the cell that is found; the empty one is the cell itself. All must hold. */
  readonly where?: Readonly<Record<string, Condition>>;
  /** From each peer: 100, unless said; 1,000 at most. */
  readonly limit?: number;
};

/** A cell that was found; without a value where that is larger than 16 KiB. */
export type Found = { readonly path: string; readonly value?: unknown };

/** What came of a query so far. */
export type Progress = {
  /** By peer, this one first. */
  readonly found: ReadonlyMap<string, readonly Found[]>;
  /** Who has answered to the end. */
  readonly answered: readonly string[];
  /** Who has not (yet). */
  readonly unanswered: readonly string[];
  /** Why not, where that is known. */
  readonly why: Readonly<Record<string, string>>;
};

const LIMIT = 100;

/** Asks this peer and those; ends when all have answered, or the time is up. */
export async function ask(host: Host, self: string, others: readonly string[], query: Query, progress: (so: Progress) => void, within: number): Promise<Progress> {
  const found = new Map<string, Found[]>();
  const answered: string[] = [];
  const why: Record<string, string> = {};
  const everybody = [self, ...others];
  const standing = (): Progress => ({ found: new Map(found), answered: [...answered], unanswered: everybody.filter((peer) => !answered.includes(peer)), why: { ...why } });
  const until = performance.now() + within;
  const askOne = async (peer: string) => {
    const all: Found[] = [];
    try {
      for (let after: string | undefined; ; ) {
        const page = await host.ask({ do: "query", at: query.path, where: query.where, limit: (query.limit ?? LIMIT) - all.length, after, peer, millis: Math.max(0, Math.round(until - performance.now())) });
        all.push(...foundIn(page, query));
        found.set(peer, all);
        after = page["next"] as string | undefined;
        if (after === undefined) break;
        progress(standing());
      }
      answered.push(peer);
    } catch (error) {
      host.checkRuns();
      if (!(error instanceof Refused) || error.code.endsWith("-malformed")) throw error; // that is everybody's
      why[peer] = error.message;
    }
    progress(standing());
  };
  await askOne(self);
  await Promise.all(others.map(askOne));
  return standing();
}

/** By their whole paths. */
function foundIn(page: Answer, { path }: Query): Found[] {
  const space = path.replace(/^\//, "").split("/").slice(0, /^\/?@/.test(path) ? 2 : 1).join("/");
  return (page["found"] as Found[]).map((one) => ({ ...one, path: one.path === "" ? space : `${space}/${one.path}` }));
}
