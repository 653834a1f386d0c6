// What a person types into a text cell: the editor, what is told and heard of it, and the cursors around it.
import { ask } from "./http.js";
import { client, release, wire, peer } from "./app.js";
import { print, pathText, spaceOf, toUrl, type Address } from "./address.js";
import { session } from "./shelf.js";
import { Cursors, named, place, SAY_MILLIS, shown } from "./cursors.js";
import { Editor } from "./editor.js";
import { TextSync, type Kept } from "./textsync.js";

const KEPT = "kith-text:";
const AGAIN_MILLIS = 2_000;

export type Open = { readonly sync: TextSync; readonly cursors: Cursors; readonly editor: Editor; close(): void };

function kept(key: string): Kept | null {
  try {
    return JSON.parse(session.getItem(KEPT + key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

/** Texts that were closed before all was sent. */
const lingering = new Map<string, () => void>();

/** Opens the text at an address in an element of the page. */
export function openText(address: Address, parent: HTMLElement, label: string): Open {
  const key = print(address);
  lingering.get(key)?.();
  const space = print(spaceOf(address));
  const path = pathText(address.path);
  const editor = new Editor(parent, label);
  const keep = (now: Kept | null) => session.setItem(KEPT + key, now ? JSON.stringify(now) : "null");
  const sync = new TextSync(editor, ask, toUrl(address), client(), kept(key), keep);
  const cursors = new Cursors(path, client);
  const line = wire.watchText(key, sync);
  sync.caller = line;
  editor.typed = (changes) => sync.typed(changes);
  const stopCursors = wire.watch(`${space}/.presence`, null, cursors);

  // Where we stand, not more often than others would look.
  let saying: ReturnType<typeof setTimeout> | undefined;
  let said = "";
  const say = () => {
    saying = undefined;
    const view = editor.view;
    if (!view || !sync.begun || document.hidden) return;
    const { anchor, head } = view.state.selection.main;
    const next = shown(path, sync.outward(anchor), sync.outward(head));
    const value = [...(next as []), client()];
    if (JSON.stringify(value) === said) return;
    said = JSON.stringify(value);
    wire.show(space, value);
  };
  const sayLater = () => (saying ??= setTimeout(say, SAY_MILLIS));
  editor.moved = sayLater;

  let placing = false;
  let placed = false;
  const placeAll = () => {
    if (placing) return;
    placing = true;
    queueMicrotask(() => {
      placing = false;
      if (!sync.begun) return;
      const self = peer.id;
      const all = cursors.all.map((one) => ({ ...one, anchor: sync.inward(one.anchor), head: sync.inward(one.head), name: named(one.author, self) }));
      editor.view?.dispatch({ effects: place.of(all) });
    });
  };
  const stops = [
    cursors.subscribe(placeAll),
    sync.subscribe(() => {
      sayLater();
      if (!placed && sync.begun) placeAll();
      placed = sync.begun;
      hold();
    }),
    wire.subscribe(() => {
      said = "";
      if (wire.status !== "open") return;
      sayLater();
      void sync.pump();
    }),
  ];
  let letGo: (() => void) | null = null;
  const hold = () => {
    if (sync.unsent && !letGo) letGo = release.hold();
    else if (!sync.unsent && letGo) {
      letGo();
      letGo = null;
    }
  };
  const again = setInterval(() => void (sync.unsent && sync.pump()), AGAIN_MILLIS);
  void sync.pump();
  return {
    sync,
    cursors,
    editor,
    close() {
      clearTimeout(saying);
      saying = undefined;
      wire.show(space, null);
      stopCursors();
      editor.close();
      // What was typed last goes on without an editor, until the node has it or somebody opens the text again.
      const end = () => {
        sync.end();
        clearInterval(again);
        line.stop();
        for (const stop of stops) stop();
        letGo?.();
        if (lingering.get(key) === end) lingering.delete(key);
      };
      if (!sync.unsent) return end();
      lingering.set(key, end);
      stops.push(sync.subscribe(() => sync.unsent || end()));
    },
  };
}
