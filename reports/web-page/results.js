// What a run found, the same way for both kinds of documents: the judgement of somebody's driver, and what
// `coppspec verify` says of the specification and its reference driver. Without a document there is nothing.

import { readingsOf } from "./words.js";

const NONE = { profile: {}, machines: null, verdicts: new Map(), violations: [], unsteady: [], readings: new Map(), suites: [], mutants: [], lost: [], log: [], totals: {} };

export function found(results) {
  if (results === null) return { kind: null, ...NONE };
  return results.schema.startsWith("coppspec-judgement/") ? judged(results) : verified(results);
}

function judged(results) {
  return {
    ...NONE,
    kind: "judgement",
    title: results.driver || results.target,
    status: results.status,
    facts: [
      ["target", results.target], ["what it calls itself", results.driver], ["profile", readingsOf(results.profile)],
      ["seed", String(results.seed)], ["only", results.only],
      ["run", results.thorough ? "thorough" : "the usual one"], ["declared", declared(results.declared)],
    ],
    profile: results.profile,
    machines: new Set(results.suites.map((each) => each.machine)),
    totals: results.totals,
    verdicts: new Map(results.clauses.map((each) => [each.id, each])),
    violations: [...results.violations, ...(results.differences ?? [])].map(violation),
    unsteady: results.unsteady ?? [],
    readings: new Map(results.readings.map((each) => [each.choice, each])),
    suites: results.suites,
    lost: results.lost,
    log: results.log,
  };
}

const declared = (given) => Object.entries(given).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`).join("; ");

/** In which way a driver deviates, in words. */
const HOW = { answer: "another answer", malformed: "no answer to the call", crash: "it broke down", hang: "it hung", leak: "it leaks" };

/** A violation, or a difference from a recommendation, with its calls as intents and the document that plays it again. */
function violation(given) {
  const steps = given.replay.steps.map((step) => ({ ...step, intent: whole(step.intent) }));
  const word = given.against === "the recommendation" ? "differs" : "violates";
  const follows = given["follows from"] ?? []; // an older coppspec said nothing of it
  const against = follows.length ? `what follows from ${follows.join(" and ")}` : given.against;
  return {
    ...given, word, against, how: HOW[given.how] ?? given.how, steps, excuses: given["excused by"],
    accepted: given["accepted as well"], times: given.sequences, reproduced: reproduced(given.reproduced),
  };
}

/** How often the calls of a violation showed it again on a fresh driver. */
function reproduced(given) {
  if (!given) return "";
  return `${given.times} of ${given.replays}${given["needs history"] ? ", with all of the suite before these calls" : ""}`;
}

/** What is left out of a call is not there, or is as it should be. */
function whole(intent) {
  return { session: null, defects: [], level: null, number: 0, about: null, ...intent };
}

/** The kinds of findings that say of what does not hold that it cannot be told. */
const UNTOLD = ["coverage", "lost"];

function verified(results) {
  const { findings } = results;
  const unmet = findings.filter((each) => !each.holds);
  const violated = unmet.filter((each) => !UNTOLD.includes(each.kind));
  return {
    ...NONE,
    kind: "results",
    title: "the specification and its reference driver",
    status: violated.length ? "violated" : unmet.length ? "inconclusive" : "holds",
    facts: [["profile", results.profile], ["seed", String(results.seed)], ["only", results.only], ["run", results.thorough ? "thorough" : "the usual one"]],
    totals: results.totals,
    verdicts: ofClauses(findings),
    violations: violated.map(unheld),
    lost: unmet.filter((each) => UNTOLD.includes(each.kind)).map((each) => `${each.subject}: ${each.detail}`),
    suites: findings.filter((each) => each.kind === "suite").map((each) => ({ name: each.subject, holds: each.holds, ...each.numbers })),
    mutants: findings.filter((each) => each.kind === "mutants"),
  };
}

/** Whether everything holds that was asked about a clause. */
function ofClauses(findings) {
  const verdicts = new Map();
  for (const { clauses, holds } of findings) {
    for (const id of clauses) {
      const known = verdicts.get(id) ?? { id, verdict: "holds", steps: 0, reason: "" };
      verdicts.set(id, { ...known, verdict: holds ? known.verdict : "violated", steps: known.steps + 1 });
    }
  }
  return verdicts;
}

function unheld({ subject, name, clauses, detail }) {
  return { clause: clauses[0] ?? "", subject, word: "violates", against: "", how: "does not hold", wanted: name, met: "", detail, steps: [], excuses: [], accepted: [], legal: [] };
}
