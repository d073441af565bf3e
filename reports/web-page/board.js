// What is so in a game: each session with the calls that can be made on it, and what they share.

import { element } from "./dom.js";
import { argumentsOf } from "./calls.js";
import { flawless } from "./intents.js";

/** The cards of all sessions, side by side; then what they share. */
export function board(game, run, actions) {
  const before = run.steps.at(-1)?.before ?? run.start;
  const sessions = run.now.sessions.map((session, index) => sessionCard(session, index, before, game, run, actions));
  const connectors = run.now.connectors.map((each, index) => connectorCard(each, index, before, run, actions));
  const tv = run.engine.calls.has("VP_COMMAND_GET") ? tvCard(run, actions) : null;
  return element("div", { class: "board" }, tv, sessions, connectors);
}

function sessionCard(session, index, before, game, run, actions) {
  const machine = run.engine.part(index);
  const was = before.sessions[index];
  const calls = callsOf(run, (call) => call.scope === "named" && run.engine.sessionsOf(call.name, run.now).includes(index));
  const isGoal = session.state === machine.goal;
  return element(
    "section", { class: "card session", "aria-label": `Session ${index + 1}` },
    element("h3", {}, `Session ${index + 1}`, element("span", { class: "quiet" }, ` ${machine.name}, output ${game.outputs[index]}`)),
    element("p", { class: `state${isGoal ? " goal" : ""}${moved(session.state !== was.state)}` }, session.state, isGoal ? " ★" : ""),
    facts(session, was, run.engine),
    calls.length ? buttons(calls, index, actions) : null,
  );
}

const moved = (isOther) => (isOther ? " moved" : "");

function facts(session, was, engine) {
  const levels = session.levels.map((level, type) => [engine.words.types[type], level < 0 ? "n/a" : level]);
  const flags = [...engine.words.flags].filter(([, bit]) => bit && session.flags & bit).map(([name]) => name);
  const pairs = [
    ["levels", levels.map(([type, level]) => `${type} ${level}`).join(", "), session.levels !== was.levels],
    ["level", session.level || "", session.level !== was.level],
    ["to report", flags.join(", "), session.flags !== was.flags],
    ["numbers used", `${session.command_number} command, ${session.status_number} status`,
      session.command_number !== was.command_number || session.status_number !== was.status_number],
  ].filter(([term, value]) => value !== "" && (term !== "numbers used" || session.levels.length));
  return element("dl", { class: "facts" }, pairs.map(([term, value, isOther]) =>
    element("div", { class: isOther ? "moved" : null }, element("dt", {}, term), element("dd", {}, value))));
}

const callsOf = (run, isOfIt) => [...run.engine.calls.values()].map(({ call }) => call).filter((call) => !call.only_brought && isOfIt(call));

/** A button for each call as it should be, and one for what can be wrong with it or chosen in it. */
function buttons(calls, session, actions) {
  const groups = grouped(calls);
  return [...groups].map(([name, own]) =>
    name && own.length > 3
      ? element("details", { class: "calls", open: actions.isOpen(`${session} ${name}`), on: { toggle: (event) => actions.opened(`${session} ${name}`, event.target.open) } },
          element("summary", { id: `open-${session}-${name}` }, name), element("ul", {}, own.map((call) => button(call, session, actions))))
      : element("ul", { class: "calls" }, own.map((call) => button(call, session, actions))));
}

const groupOf = (call) => (call.event ? "what happens outside" : call.function || "");

function grouped(calls) {
  const groups = new Map();
  for (const call of calls) groups.set(groupOf(call), [...(groups.get(groupOf(call)) ?? []), call]);
  return groups;
}

function button(call, session, actions) {
  const hasChoice = argumentsOf(call).length > 1 || call.defects.length > 0 || call.number !== null;
  const key = `${call.name}@${session}`;
  return element(
    "li", {},
    element("button", { type: "button", id: `call-${key}`, on: { click: () => actions.make(flawless(call, session)) } }, call.name),
    hasChoice
      ? element("button", { type: "button", class: "more", id: `more-${key}`, "aria-label": `${call.name}, with …`, on: { click: () => actions.compose(call, session) } }, "…")
      : null,
  );
}

function connectorCard(connector, index, before, run, actions) {
  const was = before.connectors[index];
  const first = run.now.sessions.findIndex((each) => each.connector === index);
  const events = callsOf(run, (call) => call.scope === "connector" && run.engine.sessionsOf(call.name, run.now).includes(first));
  return element(
    "section", { class: "card shared", "aria-label": `Connector ${index + 1}` },
    element("h3", {}, `Connector ${index + 1}`, element("span", { class: "quiet" }, ` display mode ${connector.mode + 1}, signal: standard ${connector.signal[0]}, aspect ratio ${connector.signal[1]}`)),
    connector.offer.types.length ? levels(connector, was, run.engine.words) : element("p", { class: "quiet" }, "It supports no protection type."),
    connector.analog.length ? element("p", {}, `ACP with copy-protection sessions: level ${connector.analog.join(" or ")}`) : null,
    buttons(events, first, actions),
  );
}

/** For each type, how many sessions are at each level; the level that is wanted, and the one that shows. */
function levels(connector, was, words) {
  const rows = connector.offer.types.map((type) => {
    const at = words.types.indexOf(type);
    return element("tr", {},
      element("th", { scope: "row" }, type),
      element("td", {}, element("ol", { class: "counts" }, words.levels.get(type).levels.map((level, position) => {
        const isOther = connector.counts[at][position] !== was.counts[at][position];
        const isShown = connector.shown[at] === level;
        const count = connector.counts[at][position];
        return element("li", { class: `${isShown ? "is-shown" : ""}${moved(isOther)}${count ? "" : " none"}`, title: `level ${level}: ${count}` },
          element("span", { class: "level" }, level), element("span", { class: "count" }, "×", count));
      }))),
      element("td", { class: moved(connector.wanted[at] !== was.wanted[at]) }, change(was.wanted[at], connector.wanted[at])),
      element("td", { class: moved(connector.shown[at] !== was.shown[at]) }, change(was.shown[at], connector.shown[at])));
  });
  return element("table", { class: "levels" },
    element("caption", { class: "quiet" }, "level × sessions that are at it; framed: the level that shows"),
    element("thead", {}, element("tr", {}, ["type", "counts", "wanted", "shown"].map((each) => element("th", { scope: "col" }, each)))),
    element("tbody", {}, rows));
}

const change = (was, is) => (was === is ? String(is) : `${was} → ${is}`);

function tvCard(run, actions) {
  const { tv, reference_count: count } = run.now;
  const calls = callsOf(run, (call) => ["none", "taken", "every"].includes(call.scope));
  return element(
    "section", { class: "card shared", "aria-label": "The adapter" },
    element("h3", {}, "The adapter", element("span", { class: "quiet" }, ` reference count ${count}, level ${tv.level}`)),
    element("p", { class: "state" }, `${tv.mode}, ${tv.standard}`, tv.reset ? ", boot mode" : "", tv.asleep ? ", asleep" : ""),
    buttons(calls, null, actions),
  );
}
