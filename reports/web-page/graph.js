// The state graphs: to pan and zoom, and to choose a state or an arrow of, for its rows, clauses and verdicts.

import { cited, element, shape, verdict } from "./dom.js";
import { panned } from "./pan.js";

const LINE = 11;

/** What is chosen in each graph; it stays so from view to view. */
const chosen = new Map();

export function graphs(name, everything) {
  const { graphs: every, go } = everything;
  const graph = every.find((each) => each.name === name) ?? every[0];
  if (!graph) return [element("h2", {}, "Graphs"), element("p", {}, "There are none in this page.")];
  const known = wasAsked(graph, everything.found) ? everything : { ...everything, found: { ...everything.found, kind: null, verdicts: new Map() } };
  const pick = (key) => {
    chosen.set(graph.name, key);
    known.tell(`${key} is chosen`);
    go(null);
  };
  return [
    element("h2", {}, graph.title.replace(PROFILE, "")),
    element("p", { class: "tools" }, chooser(every, graph, go)),
    PROFILE.test(graph.title) ? element("p", { class: "profile" }, "Readings: ", PROFILE.exec(graph.title)[1]) : null,
    element("p", { class: "quiet" }, `${graph.legend}. `, known !== everything ? "The run asked nothing about this machine, so no verdict is shown." : known.found.kind ? "Before a clause, ✗ says that it is violated, ○ that no step reached it, ? that it is not decided; before a state, ✗ says that a refusal of it is violated." : ""),
    element("div", { class: "table-top" },
      graph.size ? panned(drawing(graph, known, pick), graph.title, graph.name) : element("p", {}, "Where everything stands was not worked out, for pygraphviz is not installed where this page was made."),
      element("div", { class: "right" }, details(graph, known), textual(graph, pick))),
  ];
}

/** The first graph as a picture; whatever is chosen in it leads to the graph itself. */
export function overview({ graphs: [first], ...everything }) {
  if (!first?.size) return null;
  const known = { ...everything, found: { ...everything.found, kind: null, verdicts: new Map() } };
  const pick = (key) => {
    chosen.set(first.name, key);
    known.go(`graph/${first.name}`);
  };
  return element("figure", { class: "graph overview" }, drawing(first, known, pick),
    element("figcaption", { class: "quiet" }, `${first.title.replace(PROFILE, "")}. Choose a state or an arrow to see what it rests on.`));
}

/** Whether a run was about the machine of a graph: the verdicts on a clause of several machines are of those that it was about. */
const wasAsked = ({ machine }, { machines }) => !machine || machines === null || machines.has(machine);

function chooser(every, graph, go) {
  const options = every.map((each) => element("option", { value: each.name, selected: each === graph }, tabOf(each)));
  const choose = (event) => go(`graph/${event.target.value}`);
  return element("label", {}, "Graph ", element("select", { id: "graph", on: { change: choose } }, options));
}

/** The readings, where a title names them: in a list of graphs that all have the same they would be noise. */
const PROFILE = /, profile: (.*?)(?=, what the suites exercise|$)/;
/** What a graph is of, out of its title. */
const tabOf = ({ title }) => title.replace(/^.*?: /, "").replace(PROFILE, "");
const keyOf = (edge) => `${edge.from} → ${edge.to} ${edge.kind}`;

function drawing(graph, known, pick) {
  const key = chosen.get(graph.name);
  return shape("svg", { viewBox: bounds(graph), preserveAspectRatio: "xMidYMin meet", role: "group", "aria-label": graph.title, class: "graph" },
    graph.groups.map(frame),
    graph.edges.map((each) => edge(each, key, known, pick)),
    graph.nodes.map((each) => node(each, key, known, pick)));
}

/** What has to be seen of it: the layout leaves room for a title, which stands elsewhere here. */
function bounds({ size: [width, height], nodes, edges }) {
  const heights = [...nodes.map(({ at, size }) => at[1] - size[1] / 2), ...edges.flatMap(({ line }) => line.map((each) => each[1]))];
  const top = Math.min(...heights) - 8;
  return `-4 ${top} ${width + 8} ${height - top + 4}`;
}

function frame({ box: [left, top, right, bottom] }) {
  return shape("rect", { x: left, y: top, width: right - left, height: bottom - top, rx: 8, class: "frame" });
}

/** What can be chosen: with the mouse, or with Enter or the space bar. */
function choosable(name, key, current, pick, kind, children) {
  const press = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick(key);
  };
  const isIt = key === current;
  return shape("g", { tabindex: 0, role: "button", "aria-label": name, "aria-pressed": isIt, id: `pick-${key}`, class: `${kind}${isIt ? " chosen" : ""}`, on: { click: () => pick(key), keydown: press } }, children);
}

function node(each, current, known, pick) {
  const [x, y] = each.at;
  const [width, height] = each.size;
  const [name, ...more] = each.name.split(/ (?=\()/);
  const loops = each.loops.map((label) => `${signed(label)}↻ ${[label.call, label.answer, marked(label, known)].filter(Boolean).join(", ")}`);
  const refuses = signOfRefusals(each, known);
  const lines = [signed(each) + refuses + name, ...more, ...each.notes, ...loops];
  const top = y - ((lines.length - 1) * LINE) / 2 + 3;
  const box = { x: x - width / 2, y: y - height / 2, width, height, rx: 6 };
  const words = lines.map((line, at) => shape("text", { x, y: top + at * LINE, "text-anchor": "middle", class: at ? "small" : "name" }, line));
  const label = `State ${each.name}${each.start ? ", the start" : ""}${each.goal ? ", the goal" : ""}${refuses ? ", a refusal of it is violated" : ""}`;
  return choosable(label, each.name, current, pick, `node${each.goal ? " goal" : ""}`, [shape("rect", box), ...words]);
}

function edge(each, current, known, pick) {
  const curve = path(each.line);
  const lines = each.labels.flatMap((label) => label.lines.map((line) => withSigns(line, label, known)));
  const [x, y] = each.label_at ?? each.line[0];
  const top = y - ((lines.length - 1) * LINE) / 2 + 3;
  const words = lines.map((line, at) => shape("text", { x, y: top + at * LINE, "text-anchor": "middle", class: "small" }, line));
  const from = each.starts.length > 1 ? `each of ${each.starts.join(", ")}` : each.from;
  const name = `From ${from} to ${each.to}: ${saidOf(each)}`;
  const worst = worstOf(each.labels.flatMap((label) => label.clauses), known);
  const kind = `edge ${each.kind} side${SIDES[each.side]} ${worst.replaceAll(" ", "-")}`;
  const line = warmed(shape("path", { d: curve, class: "line" }), each);
  return choosable(name, keyOf(each), current, pick, kind, [shape("path", { d: curve, class: "reach" }), line, head(each.line), ...words]);
}

/** Its calls, each with its answer. */
const saidOf = (edge) => edge.labels.map((label) => [label.call, label.answer].filter(Boolean).join(" ")).join("; ");

/** The broader, the more often a run went this way; dashed, if that is reason for concern. */
function warmed(line, { heat, alarm }) {
  if (heat === null) return line;
  line.style.strokeWidth = `${1 + 4 * heat}px`;
  line.style.strokeDasharray = alarm ? "6 4" : "none";
  return line;
}

/** A line that is in one of two tables only says so without any colour. */
const SIDES = { "": "", "−": "-gone", "+": "-new" };

/** The first point, cubic curves, and a straight bit to the tip. */
function path(points) {
  const [first, ...others] = points;
  const tip = others.pop();
  const curves = [];
  for (let at = 0; at + 2 < others.length + 1; at += 3) curves.push(`C${others.slice(at, at + 3).map((each) => each.join(" ")).join(" ")}`);
  return `M${first.join(" ")}${curves.join("")}L${tip.join(" ")}`;
}

function head(points) {
  const [[fromX, fromY], [x, y]] = points.slice(-2);
  const turn = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  return shape("path", { d: "M0 0l-8 -3.2v6.4z", transform: `translate(${x} ${y}) rotate(${turn})`, class: "head" });
}

/** A line of a label, broken where the layout has room for it, with a sign before each clause that needs one. */
function withSigns(line, { clauses }, known) {
  return line.split(/([ ,]+)/).map((word) => (clauses.includes(word) ? signOf(word, known) : "") + word).join("");
}

/** On which side of a comparison it stands. */
const signed = ({ side = "" }) => (side ? `${side} ` : "");
const marked = (label, known) => label.clauses.map((id) => `${signOf(id, known)}${id}`).join(" ");

/** A sign before a clause that somebody has to look at. */
function signOf(id, known) {
  const word = known.found.verdicts.get(id)?.verdict;
  return { violates: "✗", violated: "✗", "not exercised": "○", inconclusive: "?", unsteady: "?", "not decided": "?" }[word] ?? "";
}

/** A sign before a state where something is refused otherwise than it should be: refusals are no arrows. */
function signOfRefusals({ refusals }, known) {
  return refusals.some(({ clauses }) => clauses.some((id) => signOf(id, known) === "✗")) ? "✗" : "";
}

const WORST = ["violates", "violated", "unsteady", "inconclusive", "not decided", "not exercised", "reading"];

function worstOf(clauses, known) {
  const words = clauses.map((id) => known.found.verdicts.get(id)?.verdict);
  return WORST.find((word) => words.includes(word)) ?? "";
}

/** What is known of the state or the arrow that is chosen. */
function details(graph, known) {
  const key = chosen.get(graph.name);
  const state = graph.nodes.find((each) => each.name === key);
  const way = graph.edges.find((each) => keyOf(each) === key);
  const card = (title, ...children) => element("section", { class: "card details" }, element("h3", {}, title), children);
  if (state) {
    return card(state.name, state.notes.map((each) => element("p", {}, each)),
      listed("What leaves it as it is", state.loops, known), listed("What it refuses", state.refusals, known),
      listed("What leads away", graph.edges.filter((each) => each.starts.includes(state.name)).flatMap((each) => each.labels), known));
  }
  if (way) return card(`${way.starts.length > 1 ? "any state of the frame" : way.from} → ${way.to}`, way.labels.map((each) => labelled(each, known)));
  return card("Nothing is chosen", element("p", { class: "quiet" }, "Choose a state or an arrow, with the mouse or with Tab and Enter, for its rows, its clauses, the verdicts on them and who is caught breaking them."));
}

function listed(title, labels, known) {
  return labels.length ? [element("h4", {}, title), labels.map((each) => labelled(each, known))] : null;
}

/** A call and its answer, the entries of the table, and of each clause what it says and what came of it. */
function labelled(label, known) {
  const entries = [...new Set(label.entries.map(({ call, entry }) => (entry.startsWith("the ") ? `${call}: ${entry}` : entry)))];
  return element("details", { class: "label", open: true },
    element("summary", {}, element("span", { class: "what" }, label.call), label.answer ? ` → ${label.answer}` : "", label.count ? `, ${label.count}` : ""),
    element("ul", { class: "plain" }, label.clauses.map((id) => clauseLine(id, known))),
    label.notes.map((each) => element("p", { class: "quiet" }, each)),
    entries.length === 0 ? null : element("details", {}, element("summary", { class: "quiet" }, `What makes it so (${entries.length})`), element("ul", { class: "plain quiet" }, entries.map((each) => element("li", {}, each)))));
}

function clauseLine(id, known) {
  const judged = known.found.verdicts.get(id);
  const kills = known.all.wrongDrivers(id).length;
  const text = known.all.clauses.get(id)?.statement ?? known.all.choices.get(id)?.question ?? "";
  return element("li", {}, cited(id), " ", judged ? verdict(judged.verdict) : null, ` ${text} `,
    element("span", { class: "quiet" }, kills ? `${kills} wrong driver${kills > 1 ? "s" : ""} caught.` : "No wrong driver breaks it."));
}

/** The same graph as a list. */
function textual(graph, pick) {
  const line = (each) => element("li", {}, element("button", { type: "button", class: "plain", on: { click: () => pick(keyOf(each)) } }, `${each.from} → ${each.to}`),
    `: ${saidOf(each)}`);
  return element("details", { class: "card" }, element("summary", {}, "The graph as a list"), element("ul", { class: "plain" }, graph.edges.map(line)));
}
