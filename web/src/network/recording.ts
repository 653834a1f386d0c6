// A recording of a board: the deltas of a picture in a file, and what plays them.
import { at, flag, isObject, list, number, parse, text, type Json } from "../lib/json.js";
import { PASSES_MAX, ROLES, STANDINGS, type Delta, type Pass, type Passed, type Picture } from "./model.js";

const FORM = "kith-picture-1";
const DELTAS_MAX = 500_000;
export const CHARS_MAX = 64_000_000;


/** What happened to the board, for the line of time. */
export interface Mark {
  readonly at: number;
  readonly kind: "update" | "gone" | "leader";
  readonly what: string;
}

export interface Recording {
  readonly about: string;
  readonly deltas: readonly Delta[];
  readonly ways: ReadonlyMap<number, readonly Pass[]>;
  readonly marks: readonly Mark[];
  readonly millis: number;
}

/** Throws an error that says what is wrong with the file. */
export function read(source: string): Recording {
  if (source.length > CHARS_MAX) throw new Error("It is larger than 64 MB.");
  const json = parse(source);
  if (text(at(json, "form")) !== FORM) throw new Error(`It is no recording of a board: “form” is not ${FORM}.`);
  const all = list(at(json, "deltas"));
  if (all.length > DELTAS_MAX) throw new Error(`It has more than ${DELTAS_MAX} deltas.`);
  const deltas: Delta[] = [];
  const ways = new Map<number, Pass[]>();
  let before = 0;
  all.forEach((one, index) => {
    const delta = checked(one);
    if (!delta || delta.at < before) throw new Error(`Delta ${index + 1} is not understood.`);
    before = delta.at;
    if ("pass" in delta) passed(ways, delta);
    else deltas.push(delta);
  });
  return { about: text(at(json, "about")), deltas, ways, marks: marks(deltas), millis: before };
}

function passed(ways: Map<number, Pass[]>, { pass, redundant = false, ...rest }: Passed): void {
  const way = ways.get(pass) ?? [];
  if (way.length < PASSES_MAX) way.push({ ...rest, redundant });
  ways.set(pass, way);
}

function checked(json: Json): Delta | null {
  if (!isObject(json)) return null;
  const time = number(json["at"]);
  const has = (...names: string[]): boolean => names.every((name) => Number.isSafeInteger(json[name]) && number(json[name]) >= 0);
  if (!has("at")) return null;
  if (has("peer")) return { at: time, peer: number(json["peer"]), ...peerTold(json) };
  if (has("left")) return { at: time, left: number(json["left"]) };
  if (has("update", "by", "bytes")) return { at: time, update: number(json["update"]), by: number(json["by"]), label: text(json["label"]), bytes: number(json["bytes"]) };
  if (has("pass", "from", "to", "sent", "hops")) {
    const way = { pass: number(json["pass"]), from: number(json["from"]), to: number(json["to"]), sent: number(json["sent"]), hops: number(json["hops"]) };
    return { at: time, ...way, redundant: flag(json["redundant"]) };
  }
  const [ends, role] = [pair(json["link"]), ROLES.find((one) => one === json["role"])];
  if (ends && role) return { at: time, link: ends, role, micros: number(json["micros"]) };
  const ended = pair(json["unlink"]);
  return ended ? { at: time, unlink: ended } : null;
}

function pair(json: Json | undefined): [number, number] | null {
  const [a, b] = list(json);
  return typeof a === "number" && typeof b === "number" ? [a, b] : null;
}

function peerTold(json: { readonly [name: string]: Json | undefined }): object {
  const told: Record<string, string | boolean> = {};
  for (const name of ["id", "name", "region", "cluster"]) if (typeof json[name] === "string") told[name] = text(json[name]);
  for (const name of ["leads", "self"]) if (typeof json[name] === "boolean") told[name] = flag(json[name]);
  const standing = STANDINGS.find((one) => one === json["standing"]);
  return standing ? { ...told, standing } : told;
}

function marks(deltas: readonly Delta[]): Mark[] {
  const out: Mark[] = [];
  const names = new Map<number, string>();
  for (const delta of deltas) {
    if ("update" in delta) out.push({ at: delta.at, kind: "update", what: `update ${delta.label}` });
    if (!("peer" in delta)) continue;
    if (delta.name !== undefined) names.set(delta.peer, delta.name);
    const name = names.get(delta.peer) ?? "";
    if (delta.at > 0 && delta.standing === "gone") out.push({ at: delta.at, kind: "gone", what: `${name} is gone` });
    if (delta.at > 0 && delta.leads === true) out.push({ at: delta.at, kind: "leader", what: `${name} leads` });
  }
  return out;
}

/** Plays a recording into a picture. */
export class Player {
  at = 0;
  speed = 1;
  playing = false;
  #next = 0;

  constructor(readonly recording: Recording, readonly picture: Picture) {
    this.seek(0);
  }

  /** So much time has passed for who looks at it. */
  pass(millis: number): void {
    if (!this.playing) return;
    this.seek(Math.min(this.recording.millis, this.at + millis * this.speed));
    if (this.at === this.recording.millis) this.playing = false;
  }

  seek(to: number): void {
    if (to < this.at || this.#next === 0) {
      this.picture.clear();
      this.#next = 0;
    }
    this.at = to;
    const { deltas, ways } = this.recording;
    for (let delta = deltas[this.#next]; delta && delta.at <= to; delta = deltas[++this.#next]) {
      this.picture.apply(delta, "update" in delta ? (ways.get(delta.update) ?? []) : undefined);
    }
  }

  toggle(): void {
    if (this.at === this.recording.millis) this.seek(0);
    this.playing = !this.playing;
  }

  /** The update before or after this moment. */
  beside(direction: -1 | 1): Mark | undefined {
    const updates = this.recording.marks.filter((mark) => mark.kind === "update");
    return direction > 0 ? updates.find((mark) => mark.at > this.at) : updates.filter((mark) => mark.at < this.at - 1_000).at(-1);
  }
}
