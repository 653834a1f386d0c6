// Opens the peer of this tab, and shows what it sees.
import { mount } from "svelte";
import { openHere } from "../lib/tab.js";
import "../look/tokens.css";
import "../look/base.css";
import Demo from "./Demo.svelte";
import Stopped from "./Stopped.svelte";
import { Live } from "./live.js";

const INVITATION = "#kith:";

/** The invitation of the address, else one that this page's node makes, if it lets pages of its own do that. */
async function invitation(): Promise<string | undefined> {
  if (location.hash.startsWith(INVITATION)) return location.hash.slice(1);
  const answer = await fetch("/.kith/invite", { method: "POST", body: JSON.stringify({ note: "the demo" }) }).catch(() => null);
  if (!answer?.ok) return undefined;
  const { link } = (await answer.json()) as { link?: unknown };
  return typeof link === "string" ? link : undefined;
}

const at = document.getElementById("console");
if (at) {
  try {
    const peer = await openHere({ name: "demo", invitation });
    const live = new Live(peer);
    live.start();
    mount(Demo, { target: at, props: { live } });
  } catch (error) {
    mount(Stopped, { target: at, props: { why: error instanceof Error ? error.message : String(error) } });
  }
}
