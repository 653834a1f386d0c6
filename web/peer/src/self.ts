// What a tab says of itself.

/** What a person calls the browser: "Firefox 140". */
export function browserName(agent: string): string {
  const found = /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/.exec(agent.replace(/Chrome(?=.*(Edg|OPR)\/)/, ""));
  const name = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Version: "Safari" }[found?.[1] ?? ""];
  return name === undefined ? "browser" : `${name} ${found![2]}`;
}

/** What it runs on: "Android", "Windows". */
export function deviceName(agent: string): string {
  const found = /(Android|iPhone|iPad|CrOS|Windows|Macintosh|Linux)/.exec(agent)?.[1] ?? "";
  return { Macintosh: "Mac", CrOS: "Chromebook" }[found] ?? found;
}
