// Why the specification answers what it answers: the ladder of the call, rung by rung, and what has changed.

import { holds } from "./calls.js";
import { cited, element, verdict } from "./dom.js";
import { spelt } from "./intents.js";
import { statesOf } from "./words.js";

const listed = (names) => names.map((name) => `“${name}”`).join(", ");

/** Everything about one step. */
export function explained(step, engine, spec) {
  const clause = step.answer.entries.at(-1)?.clause;
  return [
    element("p", { class: "answer" }, element("strong", {}, spelt(step.intent, engine.words)), " → ", answered(step, engine)),
    clause ? statement(clause, spec) : null,
    hint(step, engine),
    element("h4", {}, "Down the ladder"),
    element("ol", { class: "ladder" }, rungs(step, engine)),
    said(step),
    element("h4", {}, "What has changed"),
    changes(step.before, step.after, engine),
  ];
}

/** Every legal code, the first choice first. */
const codesOf = ({ code, also }) => [code, ...also.map((each) => each.answer)].join(" or ");

/** The code with which a call is answered; nobody answers an event. */
export function answered({ answer, intent }, engine) {
  if (answer.code === null) return element("span", { class: "code event" }, "an event: nobody answers");
  const isRefusal = engine.fails(answer.code);
  const kind = isRefusal ? "refused" : "taken";
  return element("span", { class: `code ${kind}` }, element("span", { "aria-hidden": "true" }, isRefusal ? "✗ " : "✓ "), codesOf(answer));
}

/** What a clause or a choice says. */
export function statement(id, spec) {
  const clause = spec.clauses.find((each) => each.id === id);
  const choice = spec.choices.find((each) => each.id === id);
  const text = clause?.statement ?? choice?.question ?? "";
  return element("p", { class: "statement" }, cited(id), " ", text);
}

function rungs({ met, ladder }, engine) {
  const taken = met.map((each) => element("li", { class: each.outcome.replace(" ", "-") }, told(each, engine)));
  const isOver = met.at(-1)?.outcome === "stopped";
  const left = isOver ? ladder.slice(met.filter((each) => each.rung).length) : [];
  return [
    ...taken,
    ...left.map((rung) => element("li", { class: "not-reached" }, verdict("not reached"), " ", named(rung))),
  ];
}

function told({ rung, foot, outcome, because = [], row, state, session }, engine) {
  const who = session === undefined ? "" : `session ${session + 1}: `;
  if (foot) return [verdict("done", "at the foot"), ` ${who}the row of ${rowName(foot)} `, cited(foot.clause), effects(foot)];
  const word = outcome === "stopped" ? verdict("stopped", "stopped here") : verdict(outcome);
  if (rung.rung === "state") {
    const answer = outcome === "stopped" ? ` answers ${row.answer}` : " goes on";
    return [word, ` ${who}the row for the state ${state}${answer} `, cited(row.clause)];
  }
  return [word, ` ${who}`, named(rung), because.length ? ` tripped by ${listed(because)}` : "", meaning(rung, outcome, engine), " "];
}

const rowName = ({ call, states }) => {
  if (typeof states === "string") return `${call} in ${states}`;
  return Array.isArray(states) ? `${call} in ${states.join(", ")}` : `${call} in all but ${states.all_but.join(", ")}`;
};

function effects({ does, next, count, answer }) {
  const parts = [...does, next === "same" ? "" : `go to ${next}`, count ? `the count changes by ${count}` : "", answer ? `answer ${answer}` : ""];
  const there = parts.filter(Boolean);
  return there.length ? `: ${there.join("; ")}` : "";
}

/** A rung in words, with its clause. */
function named(rung) {
  const words = {
    check: () => `check of the ${rung.name}, else ${rung.answer}`,
    ignore: () => `if ${rung.name}: ${rung.answer}, and nothing more`,
    state: () => "the row of the state",
    do: () => rung.effect,
    move: () => `go to ${rung.next}`,
    bring: () => `the event “${rung.event}” comes to all others`,
  }[rung.rung]();
  const where = rung.where ? `, where it is so of ${rung.where}` : "";
  const when = rung.when ? `, as ${rung.when.choice} is “${rung.when.reading}”` : "";
  return rung.clause === undefined ? [words] : [`${words}${where}${when} `, cited(rung.clause)];
}

/** What a check asks of the state, if it is one of those that do, and it is what stopped the call. */
function meaning(rung, outcome, engine) {
  const condition = outcome === "stopped" ? engine.words.conditions.get(rung.name) : undefined;
  return condition ? element("p", { class: "quiet" }, `It stops where this is so: ${condition.meaning}`) : null;
}

/** After a call out of order: where it would be taken, and what would be taken here. */
function hint({ intent, answer, before, met }, engine) {
  const last = met.at(-1);
  if (last?.rung?.rung !== "state" || last.outcome !== "stopped") return null;
  const machine = engine.part(answer.session ?? 0);
  const name = (each) => each.function || each.name;
  const rowsOf = (call, state) => machine.rows.filter((row) => holds(row, engine.profile) && [call.name, call.function].includes(row.call) && statesOf(row, machine).includes(state));
  const isTaken = (call, state) => rowsOf(call, state).some((row) => !engine.fails(row.answer));
  const call = machine.calls.find((each) => each.name === intent.call);
  const where = machine.states.filter((state) => isTaken(call, state));
  const here = machine.calls.filter((each) => !each.event && isTaken(each, last.state)).map(name);
  return element(
    "p", { class: "hint" },
    `The session is in ${last.state}. ${name(call)} is taken in ${where.join(", ") || "no state"}. `,
    here.length ? `What is taken in ${last.state}: ${[...new Set(here)].join(", ")}.` : `No call is taken in ${last.state}.`,
  );
}

function said({ answer }) {
  const says = answer.says.map((each) => (each?.one_of ? `one of ${each.one_of.join(", ")}` : String(each)));
  return [
    answer.gives.length ? element("p", {}, `It hands out: ${answer.gives.join(", ")}.`) : null,
    says.length ? element("p", {}, `It says: ${says.join(", ")}.`) : null,
  ];
}

/** Each field that is otherwise than before. */
function changes(before, after, engine) {
  const found = [...differences(before, after, "", engine.words)];
  if (!found.length) return element("p", { class: "quiet" }, "Nothing.");
  return element("ul", { class: "changes" }, found.map(([what, was, is]) => element("li", {}, `${what}: `, element("s", {}, shown(was)), " → ", element("strong", {}, shown(is)))));
}

const shown = (value) => (value === "" || value === undefined || (Array.isArray(value) && !value.length) ? "none" : Array.isArray(value) ? value.join(" ") : String(value));

function* differences(before, after, path, words) {
  if (before === after) return;
  const deep = (value) => value !== null && typeof value === "object";
  const isLeaf = !deep(before) || !deep(after) || (Array.isArray(before) && before.length !== after.length);
  if (isLeaf) yield [path, before, after];
  else for (const name of Object.keys(after)) yield* differences(before[name], after[name], joined(path, name, words), words);
}

/** The name of a field within its record, as a reader would say it. */
function joined(path, name, words) {
  if (path === "sessions") return `session ${Number(name) + 1}`;
  if (path === "connectors") return `connector ${Number(name) + 1}`;
  const isOfTypes = / (levels|wanted|shown|counts)$/.test(path);
  const plain = isOfTypes ? words.types[name] : name.replaceAll("_", " ");
  const type = /counts (\w+)$/.exec(path);
  if (type) return `${path} at level ${words.levels.get(type[1]).levels[name]}`;
  return path ? `${path} ${plain}` : plain;
}
