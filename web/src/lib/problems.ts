// What in the cells of `.peer` somebody has to do something about, and what.
import { at, entries, flag, list, number, text, type Json } from "./json.js";
import { count, short, span } from "./show.js";

export type Trouble = { readonly what: string; readonly todo: string };

const CLOCK_WRONG_SECONDS = 60;

const HELD: Readonly<Record<string, string>> = {
  "clock-ahead": "Its clock is over an hour ahead of this one: set whichever is wrong.",
  "not-a-member": "Its author may not write here, as far as this peer knows.",
};

export function troubles(peer: Json): Trouble[] {
  return [
    ...store(at(peer, "store")),
    ...entries(at(peer, "links")).flatMap(([id, link]) => ofLink(id, link)),
    ...entries(at(peer, "boards")).flatMap(([name, board]) => ofBoard(name, board, text(at(peer, "id")))),
    ...entries(at(peer, "spaces")).flatMap(([board, spaces]) =>
      entries(spaces).flatMap(([name, space]) => ofSpace(`@${board}/${name}`, space, at(peer, "boards", board, "removed"))),
    ),
  ];
}

function store(store: Json | undefined): Trouble[] {
  const out: Trouble[] = [];
  if (at(store, "writable") === false) {
    out.push({
      what: `The disk failed: ${text(at(store, "failure"))}`,
      todo: "Reading goes on, writing does not. Make room, then stop the node and start it again.",
    });
  }
  for (const one of list(at(store, "damaged"))) {
    out.push({ what: `The store is damaged: ${text(one)}`, todo: "What was sound is kept. In detail: ./kith verify" });
  }
  return out;
}

function ofLink(id: string, link: Json): Trouble[] {
  const out: Trouble[] = [];
  const off = number(at(link, "clockOffSeconds"));
  if (Math.abs(off) > CLOCK_WRONG_SECONDS) {
    out.push({
      what: `The clocks of ${short(id)} and this peer differ by ${span(Math.abs(off) * 1000)}.`,
      todo: "Set the wrong one. What is over an hour ahead is held back by the others.",
    });
  }
  const refused = text(at(link, "refused"));
  if (refused) {
    out.push({ what: `${short(id)} refused something: ${refused}`, todo: "Boards says who belongs; the code is explained in docs/errors.md." });
  }
  return out;
}

/** What a board has against this peer. */
export function ofBoard(name: string, board: Json, self: string): Trouble[] {
  const removal = at(board, "removed", self);
  if (removal === undefined) return [];
  return [
    {
      what: `${short(text(at(removal, "by")))} removed this peer from @${name}.`,
      todo: "What is there can still be read, and nothing can be written there any more. A member can invite it again under a new key.",
    },
  ];
}

function ofSpace(address: string, space: Json, removed: Json | undefined): Trouble[] {
  const out: Trouble[] = [];
  for (const [chain, held] of entries(at(space, "held"))) {
    if (at(removed, chain.split(".")[0] ?? "") !== undefined) continue; // nobody waits for those
    const because = text(at(held, "because"));
    const beyond = number(at(held, "beyond"));
    out.push({
      what: `Changes of ${short(chain)} in ${address} are held back after number ${beyond}: ${because}`,
      todo: HELD[because] ?? (because.startsWith("quota") ? "It is over what one member may store here." : "kith.log says more."),
    });
  }
  for (const fork of list(at(space, "forks"))) {
    const [chain = "", ...rest] = text(fork).split(" ");
    out.push({
      what: `Two different changes of ${short(chain)} ${rest.join(" ")} in ${address}.`,
      todo: "Both are kept. Two copies of one home ran at once, or somebody has its key.",
    });
  }
  if (flag(at(space, "copied"))) {
    out.push({
      what: `Another copy of this home writes into ${address}.`,
      todo: "Nothing is lost. Stop one of the two, and give it a home of its own.",
    });
  }
  for (const [id, peer] of entries(at(space, "peers"))) {
    if (!flag(at(peer, "hashesDiffer"))) continue;
    out.push({
      what: `${short(id)} has other changes under the same numbers in ${address}.`,
      todo: "Compare the two on the page Peers.",
    });
  }
  return out;
}

/** How a space stands with a peer, in words. */
export function standing(peer: Json, now: number): { good: boolean; text: string } {
  if (flag(at(peer, "inSync"))) return { good: true, text: "the same on both sides" };
  const there = number(at(peer, "missingThere"));
  const here = number(at(peer, "missingHere"));
  const parts = [];
  if (there > 0) parts.push(`${count(there, "change")} missing there`);
  if (here > 0) parts.push(`${count(here, "change")} missing here`);
  if (flag(at(peer, "hashesDiffer"))) parts.push("other changes under the same numbers");
  const since = number(at(peer, "since"));
  const long = since > 0 && now - since >= 1_000 ? `, for ${span(now - since)}` : "";
  return { good: false, text: (parts.join(", ") || "being compared") + long };
}
