// A question about cells, as data: which paths, under which conditions, how many. It is answered by each peer from what
// it has, and travels as JSON.
import { escape, names } from "./path.js";

export type Plain = null | boolean | number | string;

/** What a value is compared with. A condition that says nothing holds. */
export type Condition = Plain | { readonly [how in "=" | "!=" | "<" | "<=" | ">" | ">="]?: Plain } | { readonly in: readonly Plain[] } | { readonly contains: string };

export type Query = {
  /** Board (`@name`, if not the default one), space and path; `*` is any one name, `**` at the end any number of them. */
  readonly path: string;
  /** By a path below the cell that is found; the empty one is the cell itself. All must hold. */
  readonly where?: Readonly<Record<string, Condition>>;
  /** 100, unless said. */
  readonly limit?: number;
};

export type Found = { readonly path: string; readonly value: unknown };

export const LIMIT = 100;
export const LIMIT_MAX = 1_000;
export const RESULT_BYTES_MAX = 256 << 10;
const CONDITIONS_MAX = 32;
const TEXT_MAX = 4_096;

/** Where a query looks: the address of its space, and the pattern of names behind it. */
export type Place = { readonly space: string; readonly pattern: readonly string[] };

/** Null for what is no query: this comes from others. */
export function checked(query: unknown): Query | null {
  if (!isObject(query) || typeof query["path"] !== "string" || query["path"].length > TEXT_MAX) return null;
  const { path, where = {}, limit = LIMIT } = query;
  if (!isObject(where) || Object.keys(where).length > CONDITIONS_MAX || !Object.entries(where).every(([at, one]) => at.length <= TEXT_MAX && isCondition(one))) return null;
  if (!Number.isSafeInteger(limit) || (limit as number) < 1 || (limit as number) > LIMIT_MAX) return null;
  if (placeOf(path) === null) return null;
  return { path, where: where as Record<string, Condition>, limit: limit as number };
}

/** Null where the text names no space. */
export function placeOf(path: string): Place | null {
  const parts = path.replace(/^\//, "").split("/");
  const board = parts[0]?.startsWith("@") ? [parts.shift()!] : [];
  const space = parts.shift();
  if (space === undefined || space === "" || space.includes("*") || parts.slice(0, -1).includes("**")) return null;
  return { space: [...board, space].join("/"), pattern: parts };
}

/** What is found in a value that is at the root of the place. At most `limit`, in the order of the names. */
export function find(query: Query, root: unknown): Found[] {
  const place = placeOf(query.path)!;
  const found: Found[] = [];
  const limit = query.limit ?? LIMIT;
  const visit = (value: unknown, path: string, pattern: readonly string[]): void => {
    if (value === undefined || found.length >= limit) return;
    const [first, ...rest] = pattern;
    if (first === "**") {
      take(value, path);
      for (const [name, below] of fields(value)) visit(below, `${path}/${escape(name)}`, pattern);
    } else if (first === undefined) {
      take(value, path);
    } else {
      for (const [name, below] of fields(value)) if (first === "*" || escape(name) === first) visit(below, `${path}/${escape(name)}`, rest);
    }
  };
  const take = (value: unknown, path: string) => {
    if (found.length < limit && holds(query, value)) found.push({ path, value });
  };
  visit(root, place.space, place.pattern);
  return found;
}

function holds(query: Query, value: unknown): boolean {
  return Object.entries(query.where ?? {}).every(([path, condition]) => meets(below(value, names(path)), condition));
}

function below(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
}

function meets(value: unknown, condition: Condition): boolean {
  if (!isObject(condition)) return value === condition;
  if ("in" in condition) return (condition.in as readonly unknown[]).includes(value);
  if ("contains" in condition) {
    const sought = condition.contains as string;
    return typeof value === "string" ? value.includes(sought) : Array.isArray(value) && value.includes(sought);
  }
  return Object.entries(condition).every(([how, with_]) => compares(value, how, with_ as Plain));
}

function compares(value: unknown, how: string, other: Plain): boolean {
  if (how === "=") return value === other;
  if (how === "!=") return value !== other;
  const ordered = (isNumber(value) && isNumber(other)) || (typeof value === "string" && typeof other === "string");
  if (!ordered) return false;
  const [one, two] = [value as number, other as number];
  return how === "<" ? one < two : how === "<=" ? one <= two : how === ">" ? one > two : one >= two;
}

function isCondition(one: unknown): boolean {
  if (isPlain(one)) return true;
  if (!isObject(one)) return false;
  const keys = Object.keys(one);
  if (keys.length === 1 && keys[0] === "in") return Array.isArray(one["in"]) && one["in"].length <= LIMIT_MAX && one["in"].every(isPlain);
  if (keys.length === 1 && keys[0] === "contains") return typeof one["contains"] === "string";
  return keys.length > 0 && keys.every((key) => ["=", "!=", "<", "<=", ">", ">="].includes(key) && isPlain(one[key]));
}

function fields(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function isPlain(value: unknown): value is Plain {
  return value === null || ["boolean", "number", "string"].includes(typeof value);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
