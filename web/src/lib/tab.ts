// The peer of this tab, for the pages that a node serves: they know where the package's other files are.
import { open, type Options, type Peer } from "@kith/peer";
import core from "../../../browser/target/product/js/core.js?url";
import worker from "../../peer/src/store-worker.ts?worker&url";

type Here = Omit<Options, "core" | "worker" | "invite" | "found"> & {
  /** Asked for only where this browser is on no board yet. */
  readonly invitation: () => Promise<string | undefined>;
};

export async function openHere({ invitation, ...options }: Here): Promise<Peer> {
  const peer = await open({ ...options, core, worker, found: false });
  if (peer.boards().length === 0) {
    const invite = await invitation();
    if (invite === undefined) throw new Error("Nobody has let this browser in.");
    await peer.join(invite);
  }
  return peer;
}
