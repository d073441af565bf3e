// The first view: what this page is about, and in numbers what was found.

import { cited, count, described, element, link, MEANINGS, verdict } from "./dom.js";
import { overview } from "./graph.js";
import { titled } from "./violations.js";

export function summary(_, known) {
  const { found, spec } = known;
  return [
    element("h2", {}, found.kind ? found.title : "The Certified Output Protection Protocol, as tables"),
    found.kind ? element("p", { class: "status" }, verdict(found.status)) : null,
    ...(found.kind ? [] : introduction(known)),
    found.kind ? described(found.facts, { class: "facts wide-terms" }) : null,
    found.lost.length ? element("section", {}, element("h3", {}, "What did not come to an end"), element("ul", {}, found.lost.map((each) => element("li", {}, each)))) : null,
    found.kind ? verdicts(found) : null,
    found.violations.length ? worst(known) : null,
    found.kind ? numbers("In numbers", Object.entries(found.totals)) : null,
    ...(found.kind ? introduction(known) : []),
    numbers("The specification", counts(spec)),
    element("p", { class: "quiet" }, `Table ${spec.digest.slice(0, 12)}, version ${spec.version} of its file. Everything in this page is in this file: it asks no network for anything.`),
  ];
}

/** What COPP is, for whom this page is, the states of a session, and where to go next. */
function introduction(known) {
  const next = [
    [link("play", "Play"), "make calls, right or wrong, and read what the specification answers and why"],
    [link("graph", "Graphs"), "the states of each machine, with the rows and clauses behind every arrow"],
    [link("clauses", "Clauses"), "every requirement, with the document that it stands in"],
    [link("choices", "Choices"), "points on which the documents are silent, with the interpretations that are accepted"],
    [link("kills", "Detected faults"), "drivers that are wrong in one way, and the tests that find them"],
  ];
  return [
    known.found.kind ? element("h3", {}, "What this is about") : null,
    element("p", { class: "lead" }, "With the Certified Output Protection Protocol (COPP) an application asks a display driver to protect its video outputs: with HDCP, with analog copy protection (ACP), or with CGMS-A. The two agree on a key, and from then on every command carries a tag that nobody else can make. VIDEOPARAMETERS requests are the older way, for analog outputs, with a count of sessions and without cryptography."),
    element("p", { class: "lead" }, "This page is for authors of display drivers, emulators and virtual displays, and for whoever wants to read or teach the protocol. It holds the whole specification as tables, and a small interpreter of them.", known.found.kind ? "" : [" It was made without the results of a run: ", element("code", {}, "coppspec check TARGET --report DIR"), " makes one about a driver."]),
    overview(known),
    element("h3", {}, "Where to go next"),
    element("ul", { class: "next" }, next.map(([to, what]) => element("li", {}, to, `: ${what}`))),
  ];
}

function counts(spec) {
  const rows = spec.machines.reduce((sum, each) => sum + each.rows.length, 0);
  const states = spec.machines.reduce((sum, each) => sum + each.states.length, 0);
  return [["machines", spec.machines.length], ["states", states], ["rows", rows], ["clauses", spec.clauses.length], ["choices", spec.choices.length], ["traps", spec.traps.length]];
}

/** A bar of all verdicts, and a line for each. */
function verdicts(found) {
  const tally = new Map();
  for (const { verdict: word } of found.verdicts.values()) tally.set(word, (tally.get(word) ?? 0) + 1);
  const all = found.verdicts.size;
  const order = ["violates", "violated", "unsteady", "differs", "inconclusive", "not decided", "reading", "conforms", "holds", "not exercised", "unsupported"];
  const there = order.filter((word) => tally.has(word));
  const strip = element("div", { class: "strip", "aria-hidden": "true" }, there.map((word) => element("span", { class: word.replaceAll(" ", "-") })));
  there.forEach((word, at) => { strip.children[at].style.flexGrow = tally.get(word); });
  return element("section", { class: "card" }, element("h3", {}, `Verdicts on ${all} clauses and choices`), strip,
    element("ul", { class: "tally" }, there.map((word) => element("li", {}, verdict(word), " ", link(`clauses/verdict=${encodeURIComponent(word)}`, `${tally.get(word)}`, { "aria-label": `${tally.get(word)} ${word}: show them` }),
      MEANINGS[word] ? element("span", { class: "quiet" }, ` ${MEANINGS[word]}`) : null))));
}

function worst({ found, words }) {
  const lines = found.violations.slice(0, 12).map((each, at) =>
    element("li", {}, link(`violation/${at + 1}`, titled(each, words) || `violation ${at + 1}`), `: wanted ${each.wanted}`, each.met ? `; met: ${each.met} ` : " ", each.clause ? cited(each.clause) : ""));
  const left = found.violations.length - lines.length;
  return element("section", { class: "card" }, element("h3", {}, `Violations (${found.violations.length})`), element("ol", {}, lines), left > 0 ? link("violations", `and ${left} more`) : null);
}

function numbers(title, pairs) {
  return element("section", {}, element("h3", {}, title),
    element("ul", { class: "figures" }, pairs.map(([name, value]) => element("li", {}, element("strong", {}, count(value)), ` ${name}`))));
}
