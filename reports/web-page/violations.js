// The violations: for each the sequence that shows it, as a drawing, as text to copy, and as a game to play on.

import { linked } from "./documents.js";
import { cited, copyButton, described, element, link, row, shape, table, verdict } from "./dom.js";
import { spelt } from "./intents.js";
import { address } from "./playing.js";
import { virtualList } from "./virtual.js";

const ROW = 46;
/** Between the application and the first session everything is spelt out, so that gap is as wide as the longest text. */
const LEAST_GAP = 260;
const MOST_GAP = 640;
const CHARACTER = 7.4;
const GAP = 210;
const LEFT = 52;

/** All violations, or the one with this number. */
export function violations(number, known) {
  const each = known.found.violations[Number(number) - 1];
  return each ? one(each, Number(number), known) : every(known);
}

function every(known) {
  const { found } = known;
  const rows = found.violations.map((each, at) => row(
    link(`violation/${at + 1}`, `${at + 1}`), each.clause ? cited(each.clause) : "", verdict(each.word, each.how), each.against, titled(each, known.words), each.wanted, each.met,
    each.steps.length ? String(each.steps.length) : "", each.suite ?? ""));
  return [
    element("h2", {}, "Violations"),
    found.kind === null ? element("p", {}, "This page was made of the tables alone. “coppspec report --results FILE” adds what a run found.") : null,
    found.kind && !rows.length ? element("p", {}, verdict("holds", "none"), " Nothing that was asked is violated.") : null,
    rows.length ? table("Violations", ["No.", "Clause", "How", "Against", "The call", "Wanted", "Met", "Calls", "Suite"], rows) : null,
    found.unsteady.length ? unsteady(found.unsteady) : null,
    found.log.length ? element("section", {}, element("h3", {}, "The end of what the driver wrote"), element("pre", { class: "log", tabindex: 0 }, found.log.join("\n"))) : null,
  ];
}

/** What was found and did not come again. */
function unsteady(findings) {
  const rows = findings.map((each) => row(cited(each.clause), each.wanted, each.met, each.suite, String(each.sequences)));
  return element("section", {}, element("h3", {}, "Unsteady"),
    element("p", {}, "This was found, and did not come again on a fresh driver. It is not held against the driver."),
    table("Unsteady", ["Clause", "Wanted", "Met", "Suite", "Sequences"], rows));
}

/** The call that deviates, or what does not hold. */
export function titled(each, words) {
  const last = each.steps.at(-1);
  return last ? spelt(last.intent, words) : each.subject;
}

function one(each, number, known) {
  return [
    element("p", { class: "crumbs" }, link("violations", "all violations"), " ",
      number > 1 ? link(`violation/${number - 1}`, `← ${number - 1}`) : null, " ",
      number < known.found.violations.length ? link(`violation/${number + 1}`, `→ ${number + 1}`) : null),
    element("h2", {}, `Violation ${number} `, each.clause ? cited(each.clause) : null),
    each.statement ? element("p", { class: "statement large" }, each.statement) : null,
    described([
      ["how", verdict(each.word, each.how)], ["the call", titled(each, known.words)], ["wanted", each.wanted], ["met", each.met],
      ["legal", each.legal.join("; ")], ["against", each.against], ["accepted as well", each.accepted.join(" ")], ["allowed under", each.excuses.join("; ")],
      ["source", each.source ? linked(each.source) : ""], ["suite", each.suite], ["seen in", each.times ? `${each.times} sequences` : ""], ["reproduced", each.reproduced ?? ""],
    ], { class: "facts wide-terms" }),
    each.detail ? element("pre", { class: "log", tabindex: 0 }, each.detail) : null,
    each.steps.length ? sequence(each, known) : null,
  ];
}

function sequence(each, known) {
  const words = known.words;
  const text = () => each.steps.map((step, at) => `${at + 1}. ${spelt(step.intent, words)} -> ${step.met}`).join("\n");
  return element("section", {},
    element("h3", {}, `The sequence: ${each.steps.length} call${each.steps.length === 1 ? "" : "s"}`),
    element("p", { class: "tools" },
      copyButton("Copy the replay", () => `${JSON.stringify(each.replay, null, 1)}\n`), " ",
      copyButton("Copy the calls", text), " ",
      each.steps.length <= MOST_PLAYED ? link(gameOf(each.replay, each.steps), "play it here") : null),
    diagram(each.steps, words));
}

const MOST_PLAYED = 500;

/** The same sequence as a game, on the outputs of the reference driver. */
function gameOf(replay, steps) {
  return address({
    machine: replay.table, outputs: replay.outputs_of_sessions, adapter: replay.adapter,
    devices: replay.devices ?? 1, profile: replay.profile, calls: steps.map((each) => each.intent),
  });
}

/** Lifelines of the application and of each session, and an arrow there and back for each call. */
function diagram(steps, words) {
  const sessions = steps.reduce((most, { intent }) => Math.max(most, (intent.session ?? 0) + 1), 1);
  const lanes = ["application", ...Array.from({ length: sessions }, (_, index) => `driver, session ${index + 1}`)];
  const gap = gapFor(steps, words);
  const laneAt = (index) => LEFT + (index ? gap + GAP * (index - 1) : 0);
  const width = laneAt(sessions) + LEFT + 30;
  const draw = (first, end) => drawing(steps, first, end, { lanes, laneAt, width }, words);
  const { list } = virtualList({ count: steps.length, height: ROW, label: "Sequence diagram", draw, className: "diagram" });
  return element("div", { class: "lanes" }, headings({ lanes, laneAt, width }), list);
}

/** What is written over the arrow of a call, and over that of its answer: of the last one, what was wanted too. */
const called = ({ intent }, index, words) => `${index + 1}. ${spelt(intent, words)}`;
const answered = ({ met, wanted }, isLast) => (isLast ? `✗ ${met}; wanted: ${wanted}` : met);

function gapFor(steps, words) {
  const longest = steps.reduce((most, each, at) => Math.max(most, called(each, at, words).length, answered(each, at === steps.length - 1).length), 0);
  return Math.min(MOST_GAP, Math.max(LEAST_GAP, longest * CHARACTER + 30));
}

function headings({ lanes, laneAt, width }) {
  const texts = lanes.map((name, index) => shape("text", { x: laneAt(index), y: 18, "text-anchor": "middle", class: "lane-name" }, name));
  return shape("svg", { width, height: 26, class: "heads", "aria-hidden": "true" }, texts);
}

function drawing(steps, first, end, { lanes, laneAt, width }, words) {
  const height = (end - first) * ROW;
  const lines = lanes.map((_, index) => shape("line", { x1: laneAt(index), x2: laneAt(index), y1: 0, y2: height, class: "lifeline" }));
  const calls = steps.slice(first, end).map((step, at) => arrows(step, first + at, at * ROW, { count: steps.length, laneAt }, words));
  return shape("svg", { width, height, role: "group", "aria-label": `Calls ${first + 1} to ${end} of ${steps.length}` }, lines, calls);
}

/** A call and its answer. Nobody answers an event. */
function arrows(step, index, top, { count, laneAt }, words) {
  const isLast = index === count - 1;
  const isEvent = step.wanted === "nothing";
  const [text, answer] = [called(step, index, words), answered(step, isLast)];
  const [from, to] = [laneAt(0), laneAt((step.intent.session ?? 0) + 1)];
  return shape("g", { class: `${isLast ? "deviates" : ""}${isEvent ? " event" : ""}` },
    shape("title", {}, `${text} → ${answer}`), there(from, to, top, text), isEvent && !isLast ? null : back(from, to, top, answer));
}

const there = (from, to, top, text) => [
  shape("line", { x1: from, x2: to - 7, y1: top + 20, y2: top + 20, class: "call" }),
  shape("path", { d: `M${to} ${top + 20}l-9 -4v8z`, class: "head" }),
  shape("text", { x: from + 8, y: top + 15 }, text),
];

/** An answer is written where it arrives: there it is read without scrolling, however many sessions there are. */
const back = (from, to, top, answer) => [
  shape("line", { x1: from + 7, x2: to, y1: top + 38, y2: top + 38, class: "answer-line" }),
  shape("path", { d: `M${from} ${top + 38}l9 -4v8z`, class: "head" }),
  shape("text", { x: from + 14, y: top + 34, class: "answer-text" }, answer),
];
