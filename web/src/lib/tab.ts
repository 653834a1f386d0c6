// The peer of this tab, for the pages that a node serves: they know where the package's other files are, and whom to ask
// for an invitation.
import { open, type Board, type Peer } from "@kith/peer";
import core from "../../../browser/target/product/js/core.js?url";
import worker from "../../peer/src/store-worker.ts?worker&url";
import { ask } from "./http.js";

type Here = {
  /** Which tabs belong together. */
  readonly name: string;
  /** What the invitation of this page's node is for. */
  readonly note: string;
  /** One that is used instead. */
  readonly invite?: string | undefined;
};

const NODE_MILLIS = 3_000;

/** The peer of this tab, on the board of the invitation, else on that of this page's node. */
export async function openHere({ name, note, invite }: Here): Promise<{ readonly peer: Peer; readonly board: Board }> {
  const peer = await open({ name, core, worker, found: false });
  try {
    return { peer, board: invite === undefined ? await comeOn(peer, note) : await peer.join(invite) };
  } catch (error) {
    await peer.close();
    throw error;
  }
}

/** What a browser keeps outlives a home: so the board that it is on need not be that of the node that serves here now. */
async function comeOn(peer: Peer, note: string): Promise<Board> {
  const here = await boardHere();
  const boards = peer.boards().map((name) => peer.board(name));
  const known = here === null && boards.length > 0 ? peer.board() : boards.find((board) => board.id === here);
  return known ?? peer.join(await invitation(note));
}

/** The id of the node's default board; null where it does not say. */
async function boardHere(): Promise<string | null> {
  try {
    const { json } = await ask("/.peer/boards", { millis: NODE_MILLIS });
    const boards = Object.values(json as Readonly<Record<string, { readonly id?: unknown; readonly default?: unknown }>>);
    const id = boards.find((board) => board.default === true)?.id;
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

async function invitation(note: string): Promise<string> {
  const { json } = await ask("/.kith/invite", { method: "POST", body: JSON.stringify({ note }) });
  const { link } = json as { readonly link?: unknown };
  if (typeof link !== "string") throw new Error("This machine's peer gave no invitation.");
  return link;
}
