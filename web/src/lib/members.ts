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
  const below = (by: string | null, path: ReadonlySet<string>): Member[] =>
    all
      .filter(([id, one]) => {
        const inviter = text(at(one, "invitedBy"));
        const root = !known.has(inviter); // founded it, or whoever invited is gone
        return !path.has(id) && (by === null ? root : !root && inviter === by);
      })
      .map(([id, one]) => ({
        id,
        since: number(at(one, "since")),
        invitation: text(at(one, "invitation")),
        invited: below(id, new Set([...path, id])),
      }))
      .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  return below(null, new Set());
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
