// The vectors that all hosts share.
import { readFileSync } from "node:fs";
import type { Bytes } from "../src/bytes.js";

export function hex(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function vectors(name: string): Record<string, string>[] {
  return JSON.parse(readFileSync(new URL(`../../../docs/vectors/${name}.json`, import.meta.url), "utf8")) as Record<string, string>[];
}
