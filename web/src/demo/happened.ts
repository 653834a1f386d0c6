// What a change did, in words: notes and the count by what they are, and all else as the log has it.
type Edit = { readonly op: string; readonly path: string; readonly value?: unknown };

const CHARS_MAX = 60;

export function happened(edits: readonly Edit[], ops: number): string {
  const isNew = edits.some(({ op, path }) => op === "set" && /^notes\/[^/]+\/by$/.test(path));
  const told = edits.flatMap((edit) => said(edit, isNew));
  return told.length > 0 ? [...new Set(told)].join(", ") : `${ops} ${ops === 1 ? "operation" : "operations"}`;
}

function said({ op, path, value }: Edit, isNew: boolean): string[] {
  if (op === "set" && /^notes\/[^/]+\/by$/.test(path)) return [];
  if (op === "set" && /^notes\/[^/]+\/text$/.test(path)) return [`${isNew ? "wrote" : "made it"} ${quoted(value)}`];
  if (op === "remove" && /^notes\/[^/]+$/.test(path)) return ["took a note away"];
  if (op === "add" && path === "counted") return [`counted ${String(value)} up`];
  const what = path === "" ? "everything" : path;
  return [value === undefined ? `${op} ${what}` : `${op} ${what} ${quoted(value)}`];
}

function quoted(value: unknown): string {
  const text = printed(value);
  return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
}

/** JSON; an integer that a number cannot hold is a text. */
export function printed(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part)) ?? "";
}
