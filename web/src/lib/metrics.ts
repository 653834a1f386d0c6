// The counters of `.peer/metrics`, in groups, whatever there are: a node of another version has others.
import { at, entries, isObject, number, print, type Json } from "./json.js";
import { bytes, grouped, micros, moment } from "./show.js";

export type Metric = { readonly name: string; readonly whole: string; readonly text: string };
export type Group = { readonly title: string; readonly rows: readonly Metric[] };

export function metrics(all: Json | undefined): Group[] {
  const groups = new Map<string, Metric[]>();
  collect("", all, groups);
  return [...groups].map(([title, rows]) => ({ title, rows }));
}

function collect(prefix: string, json: Json | undefined, groups: Map<string, Metric[]>): void {
  for (const [name, value] of entries(json)) {
    const whole = prefix ? `${prefix}_${name}` : name;
    if (isObject(value) && !isHistogram(value)) {
      collect(whole, value, groups);
      continue;
    }
    const plain = whole.replace(/^kith_/, "");
    const title = plain.split("_")[0] ?? "";
    const shown = /^(jvm|http)$/.test(title) ? title.toUpperCase() : title.charAt(0).toUpperCase() + title.slice(1);
    groups.set(shown, [...(groups.get(shown) ?? []), { name: worded(plain, title), whole, text: isObject(value) ? histogram(value) : amount(plain, value) }]);
  }
}

/** `disk_sync_seconds` among what is of the disk is "sync": its unit stands behind the number. */
function worded(name: string, title: string): string {
  const short = name.startsWith(title + "_") ? name.slice(title.length + 1) : name;
  return short.replace(/_total/, "").replace(/_(seconds|bytes)/, "").replace(/_/g, " ") || "all";
}

function isHistogram(value: Json): boolean {
  return at(value, "count") !== undefined;
}

function histogram(value: Json): string {
  const times = `${grouped(number(at(value, "count")))} times`;
  if (number(at(value, "count")) === 0) return times;
  const of = (name: string) => micros(number(at(value, name)));
  return `${times}: half within ${of("p50Micros")}, 99 of 100 within ${of("p99Micros")}, longest ${of("maxMicros")}`;
}

function amount(name: string, value: Json): string {
  const n = number(value);
  if (n === 0 && value !== 0) return print(value);
  if (/time_seconds/.test(name)) return moment(n * 1000);
  if (/seconds/.test(name)) return micros(Math.round(n * 1e6));
  if (/bytes/.test(name)) return bytes(n);
  return Number.isInteger(n) ? grouped(n) : n.toFixed(2);
}
