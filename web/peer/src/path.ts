// The text of a path (docs/protocol/values.md): names with `/` between them, and `~` before what would be taken for it.

/** One name as text: `~` is ~0, `/` is ~1, a dot at the front ~., the empty name ~_. */
export function escape(name: string): string {
  if (name === "") return "~_";
  const out = name.replace(/~/g, "~0").replace(/\//g, "~1");
  return out.startsWith(".") ? "~" + out : out;
}

export function unescape(segment: string): string {
  if (segment === "~_") return "";
  return segment.replace(/~([01.])/g, (_, c: string) => (c === "0" ? "~" : c === "1" ? "/" : "."));
}

/** The names in the text of a path; the empty text is no name. */
export function names(path: string): string[] {
  return path === "" ? [] : path.split("/").map(unescape);
}

export function pathText(path: readonly string[]): string {
  return path.map(escape).join("/");
}
