import { history, redo, undo } from "@codemirror/commands";
import { ChangeSet, EditorState, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { ofOthers } from "../src/lib/editor.js";

describe("undo in a text", () => {
  it("takes back one's own edits only, wherever others' have moved them", () => {
    let state = EditorState.create({ doc: "one two", extensions: [history()] });
    const dispatch = (spec: TransactionSpec) => (state = state.update(spec).state);
    const target = () => ({ state, dispatch: (transaction: { state: EditorState }) => (state = transaction.state) });
    dispatch({ changes: { from: 7, insert: " three" }, userEvent: "input.type" });
    dispatch(ofOthers(ChangeSet.of({ from: 0, insert: "zero " }, 13)));
    dispatch(ofOthers(ChangeSet.of({ from: 18, insert: " four" }, 18)));
    expect(undo(target())).toBe(true);
    expect(state.doc.toString()).toBe("zero one two four");
    expect(undo(target())).toBe(false);
    expect(redo(target())).toBe(true);
    expect(state.doc.toString()).toBe("zero one two three four");
  });
});
