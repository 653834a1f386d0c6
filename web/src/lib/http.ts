// Asking the node. Every refusal becomes a Problem with the node's code; when nobody answers, it is away.
import { at, parse, print, text, type Json } from "./json.js";

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, detail: string, status: number) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** The node did not answer: it is stopped, or on its way. */
export class Away extends Error {
  constructor(detail = "The node does not answer.") {
    super(detail);
  }
}

/** The node wants to know first who asks: for whoever waits, it is away until then. */
export class Locked extends Away {}

export type Asked = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON as text: a number stays as it was typed. */
  readonly body?: string;
  readonly millis?: number;
  readonly signal?: AbortSignal;
};

export type Answer = { readonly json: Json; readonly header: (name: string) => string | null };
export type Ask = (path: string, asked?: Asked) => Promise<Answer>;

const WAIT_MILLIS = 20_000;

/** Says that it is this page that asks: no page of another origin can have a browser send that. */
const OURS = { "Kith-Page": "1" };

export const ask: Ask = async (path, asked = {}) => {
  const wait = AbortSignal.timeout(asked.millis ?? WAIT_MILLIS);
  let response: Response;
  let body: string;
  try {
    response = await fetch(path, {
      method: asked.method ?? "GET",
      headers: { Accept: "application/json", ...OURS, ...asked.headers },
      body: asked.body ?? null,
      cache: "no-store",
      signal: asked.signal ? AbortSignal.any([wait, asked.signal]) : wait,
    });
    body = await response.text();
  } catch {
    throw new Away();
  }
  return answered(response.status, body, (name) => response.headers.get(name));
};

export function answered(status: number, body: string, header: (name: string) => string | null): Answer {
  let json: Json = null;
  try {
    json = body === "" ? null : parse(body);
  } catch {
    if (status >= 502 && status <= 504) throw new Away(); // a proxy, whose node is away
    throw new Problem("internal", `The node answered with status ${status} and something that is no JSON.`, status);
  }
  if (status < 400) return { json, header };
  const code = text(at(json, "code"));
  if (code === "stopping") throw new Away();
  if (code === "token-wrong") throw new Locked(text(at(json, "detail")));
  throw new Problem(code || "internal", text(at(json, "detail")) || `status ${status}`, status);
}

/** What is no cell: `POST /.kith/<what>`. */
export async function request(what: string, asked: Json): Promise<Json> {
  const answer = await ask("/.kith/" + what, { method: "POST", body: print(asked), millis: 60_000 });
  return answer.json;
}

export function versionHeader(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(", ");
}

export function versionIds(header: string | null): string[] {
  return header === null ? [] : [...header.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

/** What a person can do about a refusal, where the node's own words do not say it (docs/errors.md). */
const ADVICE: Readonly<Record<string, string>> = {
  "disk-failed": "Make room on the disk, then stop the node and start it again.",
  "not-allowed": "Only members of its board, and in a peer's own space only that peer, may write there.",
  "path-reserved": "Names with a dot at the front are Kith's own: choose another name.",
  "version-unknown": "The node does not know what you had seen. Look at what is there now and decide.",
  "change-too-large": "Write it in parts.",
  "invitation-expired": "Ask for a new invitation.",
  "invitation-used-up": "Ask for a new invitation.",
  "invitation-revoked": "Ask for a new invitation.",
  "join-unreachable": "Nobody whom the link names answers. Is one of them running, and reached from here?",
  "already-member": "This peer is on that board already: look at Boards.",
  "not-connected": "There is no link to that peer right now: look at Peers.",
  internal: "This is a mistake in Kith. Its log, kith.log, says more.",
};

export function advice(code: string): string {
  return ADVICE[code] ?? "";
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : whole + ".";
}

export function explain(error: unknown): { code: string; what: string; todo: string } {
  if (error instanceof Problem) {
    return { code: error.code, what: sentence(error.message), todo: advice(error.code) };
  }
  if (error instanceof Locked) return { code: "token-wrong", what: sentence(error.message), todo: "" };
  if (error instanceof Away) {
    return { code: "", what: error.message, todo: "Is it running? Start it with ./kith up; this page goes on by itself." };
  }
  return { code: "bug", what: error instanceof Error ? error.message : String(error), todo: "This is a mistake in the console." };
}
