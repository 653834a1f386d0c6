// Where others stand in a text: told by each page through the node to everybody who shares the space, stored by
// nobody, and gone when its page or its peer is. Shown with a name, and a colour beside it.
import { StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import { list, number, text, type Json } from "./json.js";
import type { Cell, Watcher } from "./wire.js";
import { names } from "./address.js";
import { Told, type Schedule } from "./told.js";
import { short, tint } from "./show.js";

export const SAY_MILLIS = 100; // ten a second; the node says half as often as others would take
const SHOWN_MAX = 50; // of more nobody keeps an eye

export type Cursor = { readonly key: string; readonly author: string; readonly anchor: number; readonly head: number };

/** What a page shows of itself: which text, and where in it, by the node's text. */
export function shown(place: string, anchor: number, head: number): Json {
  return [place, anchor, head];
}

/** The cursors in one text, out of the cells below `.presence`. */
export class Cursors extends Told implements Watcher {
  all: Cursor[] = [];
  #cells = new Map<string, Json>();
  #next: Map<string, Json> | null = null;
  readonly #place: string;
  readonly #mine: () => string;

  /** `place` is the text's path in its space; `mine` the key of this page's own cursor. */
  constructor(place: string, mine: () => string, schedule?: Schedule) {
    super(schedule);
    this.#place = place;
    this.#mine = mine;
  }

  page(cells: readonly Cell[], first: boolean, last: boolean): void {
    if (first) this.#next = new Map();
    for (const cell of cells) put(this.#next ?? this.#cells, cell);
    if (!last) return;
    this.#cells = this.#next ?? this.#cells;
    this.#next = null;
    this.#made();
  }

  changes(cells: readonly Cell[]): void {
    for (const cell of cells) put(this.#cells, cell);
    this.#made();
  }

  refused(): void {
    this.#cells.clear();
    this.#made();
  }

  #made(): void {
    this.all = [];
    for (const [key, value] of this.#cells) {
      const [author = "", pages] = names(key);
      const [place, anchor, head, page] = list(value);
      if (pages !== "pages" || text(place) !== this.#place || text(page) === this.#mine() || this.all.length >= SHOWN_MAX) continue;
      this.all.push({ key, author, anchor: number(anchor), head: number(head) });
    }
    this.tell();
  }
}

function put(cells: Map<string, Json>, cell: Cell): void {
  if (cell.gone || cell.value === undefined) cells.delete(cell.path);
  else cells.set(cell.path, cell.value);
}

// In the editor

/** A cursor in the editor's own positions. */
type Placed = Cursor & { readonly name: string };

export const place = StateEffect.define<readonly Placed[]>();

class Caret extends WidgetType {
  readonly #at: Placed;
  constructor(at: Placed) {
    super();
    this.#at = at;
  }
  override eq(other: Caret): boolean {
    return other.#at.key === this.#at.key && other.#at.name === this.#at.name;
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `other-caret t${tint(this.#at.author)}`;
    caret.setAttribute("aria-hidden", "true"); // who is here is said beside the editor
    const name = document.createElement("span");
    name.className = "other-name";
    name.textContent = this.#at.name;
    caret.append("\u2060", name);
    return caret;
  }
  override ignoreEvent(): boolean {
    return true;
  }
}

function drawn(all: readonly Placed[], length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const one of all) {
    const head = Math.min(one.head, length);
    const anchor = Math.min(one.anchor, length);
    if (anchor !== head) {
      ranges.push(Decoration.mark({ class: `other-part t${tint(one.author)}` }).range(Math.min(anchor, head), Math.max(anchor, head)));
    }
    ranges.push(Decoration.widget({ widget: new Caret(one), side: 1 }).range(head));
  }
  return Decoration.set(ranges, true);
}

/** Between two words of theirs, cursors move with the text. */
export const cursorField: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let next = before.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(place)) next = drawn(effect.value, transaction.newDoc.length);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const TINTS = ["#0a665e, #72cdc1", "#8a4a06, #eeb06a", "#3c4f9e, #a9b8f7", "#8b2f55, #f09cbc", "#4a6413, #b8d27a", "#6a3f92, #cdaaf0", "#1f5f8b, #8fc7ee", "#7a3b2a, #e9a893"];

/** The name stands with the cursor, so that nobody depends on the colour. */
export const cursorLook: Extension = EditorView.theme({
  ...Object.fromEntries(TINTS.map((pair, index) => [`.t${index}`, { "--at": `light-dark(${pair})` }])),
  ".other-caret": { position: "relative", borderLeft: "2px solid var(--at)", marginLeft: "-1px", marginRight: "-1px" },
  ".other-name": {
    position: "absolute",
    left: "-2px",
    bottom: "100%",
    zIndex: "3",
    padding: "0 5px",
    borderRadius: "4px 4px 4px 0",
    background: "var(--raised)",
    border: "1px solid var(--at)",
    color: "var(--ink)",
    font: "11px/15px var(--sans)",
    whiteSpace: "nowrap",
    pointerEvents: "none",
    userSelect: "none",
  },
  ".cm-line:first-child .other-name": { bottom: "auto", top: "100%", borderRadius: "0 4px 4px 4px" },
  ".other-part": { background: "color-mix(in oklab, var(--at), transparent 75%)", textDecoration: "underline dotted var(--at)" },
});

export function named(author: string, self: string): string {
  return author === self ? "you, elsewhere" : short(author);
}
