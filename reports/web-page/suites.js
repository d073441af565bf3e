// The suites of a run: how many sequences and calls, and how long they took.

import { cited, element, row, table, verdict } from "./dom.js";
import { bar } from "./kills.js";

const number = (value) => (value ?? 0).toLocaleString("en");

export function suites(_, known) {
  const { found } = known;
  const hasTimes = found.suites.some((each) => each.seconds !== undefined);
  const most = Math.max(0, ...found.suites.map((each) => each.seconds ?? each.calls ?? 0));
  const rows = found.suites.map((each) => row(each.name, came(each), number(each.sequences), number(each.calls),
    hasTimes ? bar(each.seconds, most, `${(each.seconds ?? 0).toFixed(2)} s`) : bar(each.calls, most, ""),
    each.seconds ? number(Math.round(each.calls / each.seconds)) : "not told"));
  const total = found.suites.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  return [
    element("h2", {}, "Suites and timings"),
    rows.length ? null : element("p", {}, "No run is in this page."),
    hasTimes ? element("p", { class: "lead" }, `All suites together took ${total.toFixed(1)} s, on all cores that they had.`) : null,
    rows.length ? table("Suites", ["Suite", "Outcome", "Sequences", "Calls", hasTimes ? "Time" : "Share", "Calls a second"], rows, { class: "bars suites" }) : null,
  ];
}

function came(each) {
  if (each.lost) return verdict("inconclusive", "did not end");
  if (each.violates?.length) return [verdict("violates"), ...each.violates.flatMap((id) => [" ", cited(id)])];
  return each.holds === false ? verdict("violated") : verdict("holds");
}
