// The first view: what this page is about, and in numbers what was found.

import { cited, count, described, element, link, MEANINGS, verdict } from "./dom.js";
import { titled } from "./violations.js";

export function summary(_, known) {
  const { found, spec } = known;
  return [
    element("h2", {}, found.kind ? found.title : "The Certified Output Protection Protocol, as tables"),
    found.kind ? element("p", { class: "status" }, verdict(found.status)) : element("p", { class: "lead" }, "This page holds the specification and a small interpreter of it. It was made without the results of a run."),
    found.kind ? described(found.facts, { class: "facts wide-terms" }) : null,
    found.lost.length ? element("section", {}, element("h3", {}, "What did not come to an end"), element("ul", {}, found.lost.map((each) => element("li", {}, each)))) : null,
    found.kind ? verdicts(found) : null,
    found.violations.length ? worst(known) : null,
    found.kind ? numbers("In numbers", Object.entries(found.totals)) : null,
    numbers("The specification", counts(spec)),
    element("p", { class: "quiet" }, `Table ${spec.digest.slice(0, 12)}, version ${spec.version} of its file. Everything in this page is in this file: it asks no network for anything.`),
    element("p", {}, link("play", "Play a handshake"), ", or look at ", link("graph", "the state graphs"), "."),
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
