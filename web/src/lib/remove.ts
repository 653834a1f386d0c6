// Removing: at once where it can be taken back, and asked about before where it cannot.
import { edits, notices, queue } from "./app.js";
import { print } from "./address.js";
import { whyNot } from "./edits.js";
import { Away } from "./http.js";
import { count } from "./show.js";
import type { Node } from "./node.js";
import type { Json } from "./json.js";

/** Whether it was removed. */
export async function removeAsking(node: Node): Promise<boolean> {
  const why = whyNot(node.address);
  if (why) {
    notices.add(why);
    return false;
  }
  if (queue.pending(node.key)?.kind === "delete") return false;
  const leaf = node.value !== undefined && node.children <= 0;
  let before: Json | null | undefined = node.value;
  if (!leaf) {
    try {
      before = await edits.whole(node.address);
    } catch (error) {
      if (!(error instanceof Away)) {
        notices.failed(error);
        return false;
      }
      before = null;
    }
  }
  const whole = node.address.path.length === 0;
  if (before === null || whole) {
    const what = node.children > 0 ? ` and ${count(node.children, "cell")} below it, with all that is in them` : "";
    const back = before === null ? "It cannot be taken back from here." : "It can be taken back as long as this page is open.";
    if (!confirm(`Remove ${print(node.address)}${what}? ${back}`)) return false;
  }
  edits.remove(node.address, before ?? undefined, leaf);
  return true;
}
