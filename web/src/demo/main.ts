// Opens the peer of this tab, and shows what it sees.
import { mount } from "svelte";
import { openHere } from "../lib/tab.js";
import "../look/tokens.css";
import "../look/base.css";
import Demo from "./Demo.svelte";
import Stopped from "./Stopped.svelte";
import { Live } from "./live.js";

const INVITATION = "#kith:";

const at = document.getElementById("console");
if (at) {
  try {
    const invite = location.hash.startsWith(INVITATION) ? location.hash.slice(1) : undefined;
    const { peer, board } = await openHere({ name: "demo", note: "the demo", invite });
    const live = new Live(peer, board);
    live.start();
    mount(Demo, { target: at, props: { live } });
  } catch (error) {
    mount(Stopped, { target: at, props: { why: error instanceof Error ? error.message : String(error) } });
  }
}
