// Who is caught: the wrong drivers of the zoo by the suite that finds them, and the wrong tables by their kind.

import { cited, element, framed, row, table } from "./dom.js";
import { matrix } from "./matrix.js";

const asked = { text: "" };

export function kills(_, known) {
  const body = element("tbody");
  const count = element("p", { role: "status", class: "quiet" });
  const fill = () => {
    const shown = known.zoo.filter((each) => `${each.sentence} ${each.suite} ${each.clauses.join(" ")}`.toLowerCase().includes(asked.text.toLowerCase()));
    body.replaceChildren(...shown.map((each) => row(`one that ${each.sentence}`, each.clauses.flatMap((id) => [cited(id), " "]), each.suite, String(each.calls))));
    count.textContent = `${shown.length} of ${known.zoo.length} wrong drivers`;
  };
  const search = element("input", { type: "search", id: "search-kills", value: asked.text, on: { input: (event) => { asked.text = event.target.value; fill(); } } });
  fill();
  return [
    element("h2", {}, "Faults that the suites detect"),
    element("p", { class: "lead" }, "A suite is worth what it catches. Each of these drivers is wrong in one way, and each is caught by the suite that stands beside it, after so many calls."),
    byGroup(known.zoo),
    bySuite(known.zoo),
    ...mutants(known),
    element("div", { class: "fields filters" }, element("label", {}, "Search ", search)),
    count,
    framed("Wrong drivers",
      element("table", {}, element("caption", {}, "Wrong drivers"),
        element("thead", {}, element("tr", {}, ["Driver", "Clauses", "Caught by", "Calls"].map((each) => element("th", { scope: "col" }, each)))), body)),
  ];
}

/** Wrong tables: of each kind of fault, how many are caught, equal to the table, or survive. */
function mutants(known) {
  const counted = known.mutants.kinds.map(({ table: of, kind, first, ...fates }) => [`${of}: ${kind}`, fates]);
  const told = counted.length ? counted : known.found.mutants.map((each) => [`${each.subject}: ${each.name}`, each.numbers]);
  if (!told.length) return [];
  const names = [...new Set(told.flatMap(([, fates]) => Object.keys(fates)))];
  const rows = told.map(([fault, fates]) => row(fault, ...names.map((name) => String(fates[name] ?? ""))));
  return [table("Wrong tables", ["Fault", ...names], rows), survivors(known.mutants.survivors), ...byKind(known.mutants.kinds)];
}

/** Of each table, which suite is the first to catch which kind of fault. */
function byKind(kinds) {
  return [...new Set(kinds.map((each) => each.table))].map((name) =>
    matrix(`${name}: wrong tables, by the suite that is the first to catch them`, "Fault", kinds.filter((each) => each.table === name).map(({ kind, first }) => [kind, first])));
}

function survivors(all) {
  if (!all.length) return null;
  return table("Wrong tables that no suite catches", ["Fault", "Why that may be"], all.map(({ fault, reason }) => row(fault, reason || "nobody knows")));
}

/** What the drivers break, by the suite that catches them. */
function byGroup(zoo) {
  const groups = new Map();
  for (const { group, suite } of zoo) {
    const numbers = groups.get(group) ?? {};
    groups.set(group, { ...numbers, [suite]: (numbers[suite] ?? 0) + 1 });
  }
  return matrix("Wrong drivers, by what they break and by the suite that catches them", "Broken", [...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function bySuite(zoo) {
  const suites = new Map();
  for (const each of zoo) suites.set(each.suite, [...(suites.get(each.suite) ?? []), each.calls]);
  const most = Math.max(...[...suites.values()].map((each) => each.length));
  const rows = [...suites].sort(([, a], [, b]) => b.length - a.length).map(([name, calls]) =>
    row(name, bar(calls.length, most), `${Math.min(...calls)} to ${Math.max(...calls)}`));
  return table("Suites, by the wrong drivers that they are the one to catch", ["Suite", "Wrong drivers", "Calls"], rows, { class: "bars" });
}

/** A number, with a bar as long as its share. */
export function bar(value, most, text = String(value)) {
  const track = element("span", { class: "track", "aria-hidden": "true" }, element("span", { class: "bar" }));
  track.firstChild.style.width = `${most ? (100 * value) / most : 0}%`;
  return element("span", { class: "measure" }, element("span", { class: "figure" }, text), track);
}
