// A node of the tree as its row is drawn.
import { kind, parse, print, type Json } from "./json.js";
import { count, clipped, line, plain } from "./show.js";
import { toUrl } from "./address.js";
import type { Node } from "./node.js";
import type { Edit } from "./queue.js";

const TEXT_MAX = 400; // what no row is wide enough for
const FLASH_MILLIS = 1_400;
export const AUTHOR_MILLIS = 15_000; // so long a change is said to be new

export type Row = {
  readonly node: Node;
  readonly key: string;
  readonly index: number;
  readonly name: string;
  readonly text: string;
  readonly kind: string;
  readonly look: "text" | "number" | "word" | "plain" | "below";
  readonly expandable: boolean;
  readonly open: boolean;
  readonly loading: boolean;
  readonly contested: boolean;
  readonly pending: "" | "waiting" | "refused";
  readonly flash: "" | "flash-a" | "flash-b";
  readonly fresh: boolean;
};

/** As an id in the page, where no space may be in it. */
export function rowId(node: Node): string {
  return "row-" + toUrl(node.address).slice(1);
}

const texts = new WeakMap<object, string>();

/** Printed once: a large value would be printed again each frame. */
function printed(value: Json): string {
  if (typeof value !== "object" || value === null) return plain(clipped(print(typeof value === "string" ? value.slice(0, TEXT_MAX) : value), TEXT_MAX));
  let text = texts.get(value);
  if (text === undefined) {
    text = plain(clipped(print(value), TEXT_MAX));
    texts.set(value, text);
  }
  return text;
}

/** A text by its beginning, and how much there is of it. */
function beginning(node: Node): string {
  const begin = typeof node.value === "string" ? node.value : "";
  const size = count(node.length, "character");
  return begin === "" ? `empty text` : `${line(clipped(begin, TEXT_MAX))}  · ${size}`;
}

function look(value: Json | undefined): Row["look"] {
  if (value === undefined) return "below";
  if (typeof value === "string") return "text";
  if (value === null || typeof value === "boolean") return "word";
  return /number|decimal/.test(kind(value)) ? "number" : "plain";
}

export function expandable(node: Node): boolean {
  return node.children !== 0 || node.level !== null || node.address.space === "";
}

function below(node: Node): string {
  if (node.level?.problem) return node.level.problem.detail;
  if (node.children < 0) return "";
  return node.children === 0 ? "empty" : count(node.children, node.address.space === "" ? "space" : "cell");
}

export function row(node: Node, edit: Edit | undefined, now: number): Row {
  const typed = edit?.kind === "put" ? parse(edit.body) : undefined;
  const value = typed !== undefined && edit?.state !== "refused" ? typed : node.value;
  const removing = edit?.kind === "delete" && edit.state !== "refused";
  const age = now - node.changedAt;
  const changed = node.revision > 0;
  return {
    node,
    key: node.key,
    index: node.row,
    name: line(node.name),
    text: removing ? "is being removed" : value === undefined ? below(node) : node.slot === "text" && typed === undefined ? beginning(node) : printed(value),
    kind: value === undefined ? "cells" : node.slot || kind(value),
    look: removing ? "below" : look(value),
    expandable: expandable(node),
    open: node.level !== null,
    loading: node.level !== null && !node.level.loaded,
    contested: node.contested,
    pending: edit === undefined ? "" : edit.state === "refused" ? "refused" : "waiting",
    flash: !changed || age > FLASH_MILLIS ? "" : node.revision % 2 ? "flash-a" : "flash-b",
    fresh: changed && age < AUTHOR_MILLIS,
  };
}
