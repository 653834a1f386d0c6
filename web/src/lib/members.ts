// The members of a board as the tree of invitations: who let whom in.
import { at, entries, flag, number, text, type Json } from "./json.js";

export type Member = {
  readonly id: string;
  readonly since: number;
  readonly invitation: string;
  readonly invited: readonly Member[];
};

export type Invitation = {
  readonly id: string;
  readonly by: string;
  readonly uses: number;
  readonly usesMax: number;
  readonly expiresAt: number;
  readonly note: string;
  readonly state: string;
};

/** The founders first, below each whom it invited, in the order in which they came. */
export function memberTree(board: Json): Member[] {
  const all = entries(at(board, "members"));
  const known = new Set(all.map(([id]) => id));
  const invited = new Map<string, [string, Json][]>();
  for (const one of all) {
    const inviter = text(at(one[1], "invitedBy"));
    const by = known.has(inviter) ? inviter : ""; // founded it, or whoever invited is gone
    const others = invited.get(by);
    if (others) others.push(one);
    else invited.set(by, [one]);
  }
  // Each is below one inviter, so a ring of those that invited each other hangs on nobody, and is not walked.
  const below = (by: string): Member[] =>
    (invited.get(by) ?? [])
      .map(([id, one]) => ({ id, since: number(at(one, "since")), invitation: text(at(one, "invitation")), invited: below(id) }))
      .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  return below("");
}

export function invitations(board: Json): Invitation[] {
  const order = ["open", "used-up", "expired", "revoked"];
  return entries(at(board, "invitations"))
    .map(([id, one]) => ({
      id,
      by: text(at(one, "by")),
      uses: number(at(one, "uses")),
      usesMax: number(at(one, "usesMax")),
      expiresAt: number(at(one, "expiresAt")),
      note: text(at(one, "note")),
      state: text(at(one, "state")),
    }))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.id < b.id ? -1 : 1));
}

/** Who is here now: this peer, and those that a link leads to. */
export function isHere(peer: Json, id: string): boolean {
  return text(at(peer, "id")) === id || at(peer, "links", id) !== undefined;
}

export function isDefault(board: Json): boolean {
  return flag(at(board, "default"));
}
