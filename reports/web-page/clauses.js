// The clauses: a table to filter, search and sort, and a page of its own for each.

import { sourced } from "./documents.js";
import { cited, count, described, element, framed, link, row, table, verdict } from "./dom.js";

/** How the table is looked at; it stays so from view to view, and what of it is not as at first is in the address. */
const FIRST = { text: "", basis: "", status: "", verdict: "", by: "id", down: "" };
const asked = { ...FIRST };

/** Looks at the table as an address says. */
function askedBy(address) {
  const given = new URLSearchParams(address);
  for (const name of Object.keys(FIRST)) asked[name] = given.get(name) ?? FIRST[name];
  if (!Object.hasOwn(COLUMNS, asked.by)) asked.by = FIRST.by;
}

/** The address of the table as it is looked at. */
function addressed() {
  const given = new URLSearchParams(Object.entries(asked).filter(([name, value]) => value !== FIRST[name]));
  return `#clauses${String(given) && `/${given}`}`;
}

const COLUMNS = {
  id: { title: "Clause", of: (each) => each.id },
  statement: { title: "Statement", of: (each) => each.statement },
  basis: { title: "Basis", of: (each) => each.basis.join(", ") },
  status: { title: "Where it is checked", of: (each) => each.status },
  verdict: { title: "Verdict", of: (each) => each.verdict },
  steps: { title: "Steps", of: (each) => each.steps },
  kills: { title: "Wrong drivers caught", of: (each) => each.kills },
};

/** Of these the largest are asked for first. */
const NUMBERS = new Set(["steps", "kills"]);

/** All clauses, or the one that is named. */
export function clauses(id, known) {
  if (known.all.clauses.has(id)) return one(known.all.clauses.get(id), known);
  if (id.includes("=")) askedBy(id);
  return every(known);
}

function every(known) {
  const entries = known.spec.clauses.map((each, order) => ({ ...each, ...judgementOf(each.id, known), kills: known.all.wrongDrivers(each.id).length, order }));
  const body = element("tbody");
  const told = element("p", { role: "status", class: "quiet" });
  const heads = Object.entries(columnsOf(known)).map(([name, column]) => head(name, column, () => fill()));
  const fill = () => {
    const shown = sorted(entries.filter(isAsked));
    body.replaceChildren(...shown.map((each) => line(each, known)));
    told.replaceChildren(`${shown.length} of ${entries.length} clauses`, ...choicesBeside(known));
    history.replaceState(null, "", addressed());
    heads.forEach((each) => each.mark());
  };
  const controls = filters(entries, known, fill);
  fill();
  return [
    element("h2", {}, "Clauses"),
    controls,
    told,
    framed("Clauses",
      element("table", { class: "clauses" }, element("caption", { class: "hidden" }, "Clauses"),
        element("thead", {}, element("tr", {}, heads.map((each) => each.cell))), body)),
  ];
}

/** The choices that came out as is asked for: they are in a table of their own. */
function choicesBeside(known) {
  const others = known.spec.choices.filter(({ id }) => asked.verdict && known.found.verdicts.get(id)?.verdict === asked.verdict);
  return others.length ? ["; choices that came out so too: ", ...others.flatMap(({ id }) => [cited(id), " "])] : [];
}

function columnsOf(known) {
  const { verdict: _, steps: __, ...others } = COLUMNS;
  return known.found.kind ? COLUMNS : others;
}

function judgementOf(id, known) {
  const { verdict: word = "", steps = 0 } = known.found.verdicts.get(id) ?? {};
  return { verdict: word, steps };
}

function head(name, { title }, fill) {
  const sort = () => {
    const again = asked.by === name;
    Object.assign(asked, { by: name, down: (again ? !asked.down : NUMBERS.has(name)) ? "yes" : "" });
    fill();
  };
  const sign = element("span", { "aria-hidden": "true" });
  const cell = element("th", { scope: "col" }, element("button", { type: "button", class: "sort", id: `sort-${name}`, on: { click: sort } }, title, " ", sign));
  const mark = () => {
    const isIt = asked.by === name;
    cell.setAttribute("aria-sort", isIt ? (asked.down ? "descending" : "ascending") : "none");
    sign.textContent = isIt ? (asked.down ? "▼" : "▲") : "";
  };
  return { cell, mark };
}

function filters(entries, known, fill) {
  const ask = (name) => (event) => {
    asked[name] = event.target.value;
    fill();
  };
  const search = element("input", { type: "search", id: "search", value: asked.text, placeholder: "COPP-152, random number, …", on: { input: ask("text") } });
  const among = (name, text, values) => element("label", {}, `${text} `, element("select", { id: `filter-${name}`, on: { change: ask(name) } },
    ["", ...new Set(values)].map((each) => element("option", { value: each, selected: each === asked[name] }, each || "any"))));
  return element("div", { class: "fields filters", role: "search" },
    element("label", {}, "Search ", search),
    among("basis", "Basis", entries.flatMap((each) => each.basis).sort()),
    among("status", "Where it is checked", entries.map((each) => each.status).sort()),
    known.found.kind ? among("verdict", "Verdict", entries.map((each) => each.verdict || "none").sort()) : null);
}

function isAsked(each) {
  const text = asked.text.trim().toLowerCase();
  const words = `${each.id} ${each.statement} ${each.source}`.toLowerCase();
  return text.split(/\s+/).every((word) => words.includes(word))
    && (!asked.basis || each.basis.includes(asked.basis))
    && (!asked.status || each.status === asked.status)
    && (!asked.verdict || (each.verdict || "none") === asked.verdict);
}

function sorted(entries) {
  const { of } = COLUMNS[asked.by];
  const compare = (a, b) => (typeof of(a) === "number" ? of(a) - of(b) : of(a).localeCompare(of(b), "en"));
  const ordered = asked.by === "id" ? [...entries].sort((a, b) => a.order - b.order) : [...entries].sort((a, b) => compare(a, b) || a.order - b.order);
  return asked.down ? ordered.reverse() : ordered;
}

function line(each, known) {
  const told = each.verdict ? verdict(each.verdict) : element("span", { class: "quiet" }, "none");
  const judged = known.found.kind ? [told, count(each.steps)] : [];
  return row(link(`clause/${each.id}`, each.id, { class: "id" }), each.statement, each.basis.join(", "), each.status, ...judged, String(each.kills));
}

/** One clause, with all that is known of it. */
function one(clause, known) {
  const judged = known.found.verdicts.get(clause.id);
  const order = known.spec.clauses.indexOf(clause);
  const beside = (step, text) => {
    const other = known.spec.clauses[order + step];
    return other ? link(`clause/${other.id}`, `${text} ${other.id}`) : null;
  };
  return [
    element("p", { class: "crumbs" }, link("clauses", "all clauses"), " ", beside(-1, "←"), " ", beside(1, "→")),
    element("h2", { class: "id" }, clause.id),
    element("p", { class: "statement large" }, clause.statement),
    described([
      ["basis", clause.basis.join(", ") + (clause.basis_note ? ` (${clause.basis_note})` : "")],
      ["source", sourced(clause.id, clause.source, known.spec)],
      ["where it is checked", clause.status + (clause.reason ? `: ${clause.reason}` : "")],
      ["wrong tables", tables(known.all.mutants(clause.id))],
      ["verdict", judged ? [verdict(judged.verdict), ` ${count(judged.steps)} steps`, judged.reason ? `: ${judged.reason}` : ""] : ""],
    ], { class: "facts wide-terms" }),
    ...aboutId(clause.id, known),
  ];
}

const tables = (fates) => (fates ? `${fates.caught} of ${fates.caught + fates.survives} caught, ${fates.equal} more are equal to the table` : "");

/** What rests on a clause or a choice, and who is caught breaking it. */
function aboutId(id, known) {
  const { all, found } = known;
  const violations = found.violations.map((each, at) => [each, at]).filter(([each]) => each.clause === id);
  return [
    list("Violations", violations.map(([each, at]) => link(`violation/${at + 1}`, `${at + 1}. wanted ${each.wanted}; met: ${each.met}`))),
    list("Choices about it", all.choicesOf(id).map((each) => [cited(each.id), ` ${each.name}: ${each.question}`])),
    list("What rests on it", all.restsOn(id).map(([where, what, call]) => `${where}: ${what}${call && call !== what ? `, in ${call}` : ""}`)),
    list("Known traps", all.traps(id).map((each) => `${each.id}: ${each.driver}. ${each.witness}: ${each.result}`)),
    list("Wrong drivers that are caught", all.wrongDrivers(id).map((each) => `one that ${each.sentence}: by “${each.suite}”, in ${each.calls} call${each.calls === 1 ? "" : "s"}`)),
    list("Wrong applications that are caught", all.wrongApplications(id).map((each) => `one that ${each.sentence}`)),
  ];
}

function list(title, items) {
  if (!items.length) return null;
  return element("section", {}, element("h3", {}, `${title} (${items.length})`), element("ul", { class: "plain" }, items.map((each) => element("li", {}, each))));
}

/** What the status of a choice means. */
const HANDLED = {
  "a switch": "each interpretation can be checked",
  taken: "the recommended one is checked, no other",
  pending: "not checked yet",
  "a note": "a remark: nothing to check",
};

/** The choices, with the reading that is taken. */
export function choices(id, known) {
  return known.all.choices.has(id) ? choice(known.all.choices.get(id), known) : everyChoice(known);
}

function everyChoice(known) {
  const rows = known.spec.choices.map((each) => row(link(`choice/${each.id}`, each.id, { class: "id" }), each.name, each.question, takenIn(each, known), HANDLED[each.status] ?? each.status, ...outcome(each.id, known)));
  return [
    element("h2", {}, "Choices"),
    element("p", { class: "lead" }, "Where the documents are silent or contradict each other, each point has its readings: one is recommended, others may be accepted of a driver, some are forbidden.",
      known.found.kind === "judgement" ? " Of a choice that is “not told” the driver did not show which reading it follows, and the recommended one is named." : ""),
    table("Choices", ["Choice", "Name", "Question", "Interpretation followed", "How it is handled", ...(known.found.kind ? ["Verdict"] : [])], rows, { class: "choices" }),
  ];
}

/** How it came out, in a table that tells it where there is a run. */
function outcome(id, known) {
  if (!known.found.kind) return [];
  const judged = known.found.verdicts.get(id);
  return [judged ? verdict(judged.verdict) : element("span", { class: "quiet" }, "none")];
}

/** The reading of a driver that was judged, else the recommended one. */
function takenIn(each, known) {
  const taken = known.found.readings.get(each.name);
  const recommended = each.readings.find((one) => one.standing === "recommended").name;
  if (!taken?.readings.length) return [recommended, element("span", { class: "quiet" }, known.found.kind === "judgement" ? " (not told)" : " (recommended)")];
  const isOther = !taken.readings.includes(recommended);
  return [isOther ? verdict("reading", taken.readings.join(" or ")) : taken.readings.join(" or ")];
}

function choice(each, known) {
  const taken = known.found.readings.get(each.name);
  const rows = each.readings.map((one) => row(one.name, one.text, one.standing, taken ? (taken.readings.includes(one.name) ? verdict("yes", "followed") : "") : ""));
  return [
    element("p", { class: "crumbs" }, link("choices", "all choices")),
    element("h2", {}, element("span", { class: "id" }, each.id), ` ${each.name}`),
    element("p", { class: "statement large" }, each.question),
    described([["evidence", sourced(each.id, each.evidence, known.spec)], ["how it is handled", HANDLED[each.status] ?? each.status], ["verdict", known.found.verdicts.has(each.id) ? outcome(each.id, known) : ""], ["told by", taken?.evidence], ["clauses", each.clauses.flatMap((one) => [cited(one), " "])]], { class: "facts wide-terms" }),
    table("Readings", ["Reading", "What it says", "Standing", "The driver"], rows),
    ...aboutId(each.id, known),
  ];
}
