// CodeMirror as the console uses it: plain text, the console's look, others' changes outside of undo.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Annotation, EditorState, Transaction, type ChangeSet, type Extension, type Text } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap } from "@codemirror/view";
import { cursorField, cursorLook } from "./cursors.js";
import { between, LINE, textOf, type Desk } from "./textsync.js";

/** Of a change that came from the node. */
const others = Annotation.define<boolean>();

// The colours are those of the console, by their names.
const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "15px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 14px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--accent) 28%, transparent)" },
  ".cm-specialChar": { color: "var(--bad)" },
});

export function plainText(extra: Extension): Extension {
  return [
    EditorState.lineSeparator.of(LINE),
    EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, LINE)),
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    highlightSpecialChars(),
    drawSelection(),
    EditorView.lineWrapping,
    look,
    extra,
  ];
}

/** How others' changes go into the editor: they are no part of what undo takes back. */
export function ofOthers(changes: ChangeSet) {
  return { changes, annotations: [others.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)] };
}

/** A desk with an editor on it. What is typed is told to `typed`, as is where the cursor stands to `moved`. */
export class Editor implements Desk {
  view: EditorView | null = null;
  typed: (changes: ChangeSet) => void = () => {};
  moved: () => void = () => {};
  readonly #parent: HTMLElement;
  readonly #label: string;

  constructor(parent: HTMLElement, label: string) {
    this.#parent = parent;
    this.#label = label;
  }

  begin(text: Text): void {
    const listen = EditorView.updateListener.of((update) => {
      for (const transaction of update.transactions) {
        if (transaction.docChanged && transaction.annotation(others) !== true) this.typed(transaction.changes);
      }
      if (update.docChanged || update.selectionSet || update.focusChanged) this.moved();
    });
    const named = EditorView.contentAttributes.of({ "aria-label": this.#label, spellcheck: "false" });
    // Its styles are made by script. Within a root of its own the policy of the page lets them in.
    const root = this.#parent.shadowRoot ?? this.#parent.attachShadow({ mode: "open" });
    this.view = new EditorView({ parent: root as unknown as HTMLElement, root, state: EditorState.create({ doc: text, extensions: plainText([cursorField, cursorLook, named, listen]) }) });
  }

  remote(changes: ChangeSet): void {
    this.view?.dispatch(ofOthers(changes));
  }

  /** Makes the text another one, as an edit of whoever sits here: as little of it as it takes. */
  replace(text: string): void {
    const view = this.view;
    if (view) view.dispatch({ changes: between(view.state.doc, textOf(text)), userEvent: "input" });
  }

  close(): void {
    this.view?.destroy();
    this.view = null;
  }
}
