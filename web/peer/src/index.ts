// @kith/peer: shared state without a server, in a browser tab.
//
//   const peer = await open({ invite: "kith:…" })
//   const tasks = peer.board("home").space("tasks")
//   tasks.at("groceries/milk").set("2 litres")
//   const stop = tasks.at("groceries").subscribe((value) => render(value))
export { open, Peer } from "./peer.js";
export type { Options } from "./options.js";
export { Refused, type Report } from "./host.js";
export { Board } from "./cells/board.js";
export { Space, type Log, type Logged } from "./cells/space.js";
export { Cell, type Standing } from "./cells/cell.js";
export { Transaction, type Part } from "./cells/transaction.js";
export { NotDurable, Written } from "./cells/written.js";
export type { Debug, Why, WhyChange } from "./debug.js";
export { Mesh, type Connected, type Discovered, type MeshStatus, type Seen } from "./mesh.js";
export type { Change } from "./core.js";
export type { LinkKind } from "./links/links.js";
export type { Condition, Found, Plain, Progress, Query } from "./asking.js";
export type { StoreState } from "./home.js";
export type { Stop } from "./listeners.js";
export { mirror, type Mirror, type MirrorOptions } from "./mirror.js";
