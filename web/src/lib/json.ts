// JSON that keeps what JavaScript would lose.
//
// Kith has 64-bit integers and keeps them apart from doubles: 9007199254740993 is not ...992, and 1.0
// is not 1. A number that JavaScript would print otherwise than it came is kept as its text (Exact).
// Looking at each number costs several times what JSON.parse does, so only texts that can have such a
// number in them are looked at.

/** A number as it was written. */
export class Exact {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | number | string | Exact | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export class JsonProblem extends Error {}

const SUSPECT = /\d{16}|\d[.eE]|-0/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Stands in front of a number that waits to be made Exact; no text of others begins with it. */
const MARK = `\u0001${Math.random()}:`;

function revive(_name: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(MARK) ? new Exact(value.slice(MARK.length)) : value;
}

/** Text to JSON; throws JsonProblem, which says what is wrong in words. */
export function parse(text: string): Json {
  let plain: Json;
  try {
    plain = JSON.parse(text) as Json;
  } catch (error) {
    throw new JsonProblem(explain(text, error));
  }
  if (!SUSPECT.test(text)) return plain;
  let found = false;
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token;
    found = true;
    return JSON.stringify(MARK + token);
  });
  return found ? (JSON.parse(marked, revive) as Json) : plain;
}

function explain(text: string, error: unknown): string {
  const trimmed = text.trim();
  if (trimmed === "") return "There is nothing here yet.";
  if (/^[\p{L}_][^"{}[\]]*$/u.test(trimmed)) return "A text needs quotation marks around it.";
  if (/^'.*'$/s.test(trimmed)) return "A text stands in double quotation marks, not single ones.";
  if (/^-?0\d/.test(trimmed)) return "A number does not begin with 0.";
  const said = error instanceof Error ? error.message : String(error);
  const at = /position (\d+)/.exec(said);
  return at ? `This is no JSON: look at character ${Number(at[1]) + 1}.` : "This is no JSON: something is missing at its end.";
}

/** JSON to text, the opposite of parse; `indent` as in JSON.stringify. */
export function print(value: Json, indent = 0, depth = 0): string {
  if (value instanceof Exact) return value.text;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map((item: Json) => print(item, indent, depth + 1))
    : Object.entries(value as JsonObject).map(
        ([name, item]) => JSON.stringify(name) + (indent ? ": " : ":") + print(item, indent, depth + 1),
      );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!indent || parts.length === 0) return open + parts.join(indent ? ", " : ",") + close;
  const line = "\n" + " ".repeat(indent * (depth + 1));
  return open + line + parts.join("," + line) + "\n" + " ".repeat(indent * depth) + close;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Exact);
}

/** What a person calls such a value. */
export function kind(value: Json): string {
  if (value === null) return "null";
  if (value instanceof Exact) return /[.eE]/.test(value.text) ? "decimal" : "number";
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (isObject(value)) return typeof value["$bytes"] === "string" ? "bytes" : "object";
  if (typeof value === "string") return "text";
  return typeof value === "boolean" ? "yes/no" : Number.isInteger(value) ? "number" : "decimal";
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && print(a) === print(b));
}

// Reading what came from the node: absent or another type than expected is the zero of that type.

export function at(value: Json | undefined, ...names: string[]): Json | undefined {
  let now = value;
  for (const name of names) now = isObject(now) ? now[name] : undefined;
  return now;
}

export const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
export const flag = (value: Json | undefined): boolean => value === true;
export const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
export const entries = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : []);

export function number(value: Json | undefined): number {
  return typeof value === "number" ? value : value instanceof Exact ? Number(value.text) : 0;
}
